"""
Start xiangxian from a plain checkout: make `.venv`, install, leave a starter, serve.

Needs Python 3.11 or later with pip and nothing else; standard library only. The text must
stay readable for much older Pythons, so that they reach the sentence that says what to do.
"""

import sys

if sys.version_info < (3, 11):  # noqa: UP036  whoever starts this file may have any Python
    sys.stderr.buffer.write(
        "乡贤需要 Python 3.11 或更新的版本，现在用的是 {}.{}。"
        "请到 python.org 下载安装新版本，再启动一次。\n".format(*sys.version_info[:2]).encode()
    )
    raise SystemExit(1)

import argparse
import os
import signal
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import FrameType
from typing import NoReturn

from environment import ROOT, NotReadyError, install, say, speak_utf8, venv_script


class Options(argparse.ArgumentParser):
    """The parser of the command line, answering a wrong call in Chinese with exit code 2."""

    def error(self, message: str) -> NoReturn:
        """End with *message* and the usage on standard error."""
        self.exit(2, f"写法不对：{message}\n{self.format_usage()}")


def port_number(text: str) -> int:
    """Read a TCP port from *text*; `ArgumentTypeError` unless it is 1 to 65535."""
    if not text.isascii() or not text.isdigit() or not 0 < int(text) < 65536:
        raise argparse.ArgumentTypeError(f"端口要写 1 到 65535 之间的数，写的是「{text}」")
    return int(text)


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """Read the command line (without the program's name)."""
    parser = Options(
        prog="run.py", description="启动乡贤；第一次会先装好需要的部件。", allow_abbrev=False
    )
    parser.add_argument("--port", type=port_number, metavar="N", help="网页的端口")
    parser.add_argument("--data", type=Path, metavar="DIR", help="资料放在哪个文件夹")
    parser.add_argument("--demo", action="store_true", help="打开示例，与自己的资料分开")
    parser.add_argument("--lan", action="store_true", help="让同一个办公网里的电脑和手机也能打开")
    parser.add_argument("--no-browser", action="store_true", help="不自动打开浏览器")
    parser.add_argument("--offline", action="store_true", help="不用网络，从 wheels 文件夹安装")
    return parser.parse_args(arguments)


def data_directory(root: Path, options: argparse.Namespace, environ: Mapping[str, str]) -> Path:
    """
    Say which directory holds the records: `--data`, then `XIANGXIAN_DATA`, then the checkout's.

    The demo has a directory of its own inside it.
    """
    if options.data is not None:
        return Path(options.data).absolute()
    named = environ.get("XIANGXIAN_DATA")
    return Path(named).absolute() if named else root / "数据"


def command(root: Path, options: argparse.Namespace, environ: Mapping[str, str]) -> list[str]:
    """Return the command line of the program itself, as *options* ask for it."""
    words = [
        str(venv_script(root / ".venv", "xiangxian")),
        "--data",
        str(data_directory(root, options, environ)),
        "run",
    ]
    if options.port is not None:
        words += ["--port", str(options.port)]
    for wanted, word in (
        (options.demo, "--demo"),
        (options.lan, "--lan"),
        (options.no_browser, "--no-browser"),
    ):
        if wanted:
            words.append(word)
    return words


def quoted(word: str) -> str:
    """Quote *word* for the Exec line of a desktop file (Desktop Entry Specification)."""
    for mark in ("\\", '"', "`", "$"):
        word = word.replace(mark, "\\" + mark)
    # The value is unescaped once as a string before it is read as a command line.
    return '"' + word.replace("\\", "\\\\").replace("%", "%%") + '"'


def windows_starter() -> bytes:
    """
    Return the text of the Windows starter: UTF-8, CRLF.

    It stands in the checkout and finds a Python by itself, so it holds when either moves. Chinese
    comes last and within one block, since cmd miscounts bytes after a change of code page.
    """
    recent = '-c "import sys; sys.exit(sys.version_info < (3, 11))" >nul 2>nul'
    each = 'for %%P in ("py -3" "python" "python3") do if not defined PY'
    lines = [
        "@echo off",
        "chcp 65001 >nul",
        'cd /d "%~dp0"',
        'set "PY="',
        f'{each} %%~P {recent} && set "PY=%%~P"',
        "if defined PY (",
        "  %PY% scripts\\run.py %*",
        "  if errorlevel 1 pause",
        ") else (",
        "  echo 没有找到 Python 3.11 或更新的版本。请到 python.org 下载安装，再双击这个文件。",
        "  pause",
        ")",
    ]
    return "".join(f"{line}\r\n" for line in lines).encode()


def linux_starter(root: Path, python: str) -> bytes:
    """Return the text of the desktop file that starts the checkout *root* with *python*."""
    lines = [
        "[Desktop Entry]",
        "Type=Application",
        "Name=乡贤",
        "Comment=乡贤名册、企业项目、引荐关系",
        f"Exec={quoted(python)} {quoted(str(root / 'scripts' / 'run.py'))}",
        "Terminal=true",
        "Categories=Office;",
    ]
    return "".join(f"{line}\n" for line in lines).encode("utf-8", "surrogateescape")


def leave_starter(root: Path) -> None:
    """Write the double-click starter of this system into *root*, if it is not there as it is."""
    if os.name == "nt":
        path, content = root / "启动乡贤.cmd", windows_starter()
    elif sys.platform.startswith("linux"):
        path, content = root / "乡贤.desktop", linux_starter(root, sys.executable)
    else:
        return
    if not path.exists() or path.read_bytes() != content:
        path.write_bytes(content)
        if os.name != "nt":
            path.chmod(0o755)  # desktops start only what is marked as a program
        say(f"以后双击「{path.name}」也能启动。")


def hand_over(words: Sequence[str]) -> int:
    """
    Let the program *words* take this process's place; on Windows wait for it and return its code.

    The program itself answers Ctrl-C and says its last line, so nothing is said here.
    """
    if os.name != "nt":
        os.execv(words[0], list(words))  # noqa: S606  our own program, no shell
    with subprocess.Popen(words) as process:
        while True:
            try:
                return process.wait()
            except KeyboardInterrupt:
                continue  # the console tells the program as well; it is closing its files


def stop(_number: int, _frame: FrameType | None) -> NoReturn:
    """Treat a request to terminate like Ctrl-C, so that a running installer ends with us."""
    raise KeyboardInterrupt


def main(arguments: Sequence[str]) -> int:
    """Install what is missing and start the program; return 1 with a sentence where it cannot be."""
    speak_utf8()
    options = parse(arguments)
    words = command(ROOT, options, os.environ)
    signal.signal(signal.SIGTERM, stop)
    try:
        install(ROOT, offline=options.offline)
        leave_starter(ROOT)
        return hand_over(words)
    except NotReadyError as reason:
        print(reason, file=sys.stderr)
        return 1
    except OSError as refused:
        print(
            f"没有启动成（{refused}）。请看看磁盘有没有空位、这个文件夹能不能写入，再启动一次。",
            file=sys.stderr,
        )
        return 1
    except KeyboardInterrupt:
        say("还没装好就停下了，没有影响；再启动一次会接着装。")
        return 130


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
