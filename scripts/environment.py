"""
The environment that the checkout runs in: `.venv` with the exact versions of constraints.txt.

Standard library only, Python 3.11 or later; run.py and test.py both start from here.
"""

import contextlib
import hashlib
import importlib.util
import io
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

ROOT = Path(__file__).resolve().parent.parent

# What the installation depends on. Source and templates are read from the checkout and are
# no part of it.
INPUTS = (
    "pyproject.toml",
    "constraints.txt",
    "package.json",
    "package-lock.json",
    ".npmrc",
    "scripts/build_assets.py",
    "scripts/hatch_build.py",
    "frontend",
)

LOCK_NAME = ".xiangxian-lock"
LOG_NAME = "安装记录.txt"

# How pip's lines begin, and what the clerk reads instead, each once.
PROGRESS = {
    "Installing build dependencies": "正在取安装用的工具…",
    "Installing backend dependencies": "正在取生成网页界面的工具…",
    "Building editable for xiangxian": "正在生成网页界面…",
    "Installing collected packages": "部件都取到了，正在装好…",
}


class NotReadyError(Exception):
    """The program cannot be started; the message is one Chinese line that says what to do."""


def say(text: str) -> None:
    """Print one line for the person at the terminal, at once."""
    print(text, flush=True)


def speak_utf8() -> None:
    """Let Chinese through on terminals that declare ASCII, replacing what cannot be shown."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")


def venv_python(venv: Path) -> Path:
    """Return the interpreter inside the environment *venv*."""
    return venv / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def venv_script(venv: Path, name: str) -> Path:
    """Return the command *name* inside the environment *venv*."""
    return venv / (f"Scripts/{name}.exe" if os.name == "nt" else f"bin/{name}")


def inputs_digest(root: Path) -> str:
    """
    Digest everything the installation in *root* depends on, with the place itself.

    The place counts because an environment does not survive being moved.
    """
    digest = hashlib.sha256(str(root).encode("utf-8", "surrogateescape"))
    for name in INPUTS:
        path = root / name
        files = sorted(p for p in path.rglob("*") if p.is_file()) if path.is_dir() else [path]
        for file in files:
            if file.is_file():
                content = hashlib.sha256(file.read_bytes()).hexdigest()
                digest.update(f"\n{file.relative_to(root).as_posix()} {content}".encode())
    return digest.hexdigest()


def stamp_path(root: Path) -> Path:
    """Return the file that records what was installed last."""
    return root / ".venv" / "xiangxian-installed.json"


def base_exists(venv: Path) -> bool:
    """Say whether the Python that *venv* was made from is still on this machine."""
    try:
        lines = (venv / "pyvenv.cfg").read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return False
    homes = [
        line.partition("=")[2].strip() for line in lines if line.split("=")[0].strip() == "home"
    ]
    return bool(homes) and Path(homes[0]).is_dir() and venv_python(venv).exists()


def installed(root: Path, extra: str = "") -> bool:
    """Say whether *root* needs no installation (with the optional dependencies *extra*)."""
    try:
        stamp = json.loads(stamp_path(root).read_text("utf-8"))
        extras = stamp["extras"]
        recorded = stamp["digest"]
    except (OSError, ValueError, KeyError, TypeError):
        return False
    return (
        recorded == inputs_digest(root)
        and extra in extras
        and base_exists(root / ".venv")
        and venv_script(root / ".venv", "xiangxian").exists()
        and (root / "src/xiangxian/static/vendor/stamp.json").exists()
    )


def run_quietly(words: Sequence[str], log: BinaryIO, root: Path) -> None:
    """
    Run *words* in *root*, writing what it says to *log* and the clerk's part of it to the screen.

    Raises `NotReadyError` when it ends with anything but 0. An interrupted wait ends it too.
    """
    environ = os.environ | {
        # Also for what is built while installing; relative, since pip splits it at spaces.
        "PIP_CONSTRAINT": "constraints.txt",
        "PIP_BUILD_CONSTRAINT": "constraints.txt",
        "PIP_USER": "0",
        # Without it a build on a Chinese Windows reads its own files as GBK.
        "PYTHONUTF8": "1",
    }
    log.write((" ".join(words) + "\n").encode("utf-8", "replace"))
    found, unsaid = 0, dict(PROGRESS)
    with subprocess.Popen(
        words,
        cwd=root,
        env=environ,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    ) as process:
        try:
            assert process.stdout is not None  # noqa: S101  a pipe was asked for
            for line in process.stdout:
                log.write(line)
                text = line.decode("utf-8", "replace").strip()
                for start in [start for start in unsaid if text.startswith(start)]:
                    say(f"  {unsaid.pop(start)}")
                if text.startswith("Collecting "):
                    found += 1
                    if found % 15 == 0:
                        say(f"  已找到 {found} 件部件…")
        except BaseException:
            process.terminate()
            raise
    log.flush()
    if process.returncode:
        raise NotReadyError(
            "部件没有装好，多半是网络的原因：请看看网络通不通，再启动一次，会接着装。"
            f"详细经过在 {log.name}"
        )


@contextlib.contextmanager
def only_one(venv: Path) -> Iterator[None]:
    """
    Hold the environment's lock, waiting for another start that is installing.

    A clerk who sees nothing happen clicks a second time; two installers would spoil each other.
    """
    venv.mkdir(exist_ok=True)
    waiting = False
    with (venv / LOCK_NAME).open("ab") as lock:
        while True:
            try:
                if sys.platform == "win32":
                    import msvcrt

                    lock.seek(0)
                    msvcrt.locking(lock.fileno(), msvcrt.LK_NBLCK, 1)
                else:
                    import fcntl

                    fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except OSError:
                if not waiting:
                    say("另一个窗口正在装部件，等它装好…")
                waiting = True
                time.sleep(0.5)
        yield


def make_environment(root: Path, log: BinaryIO) -> list[str]:
    """
    Make `.venv` where there is no sound one; return the words that start pip for it.

    Raises `NotReadyError` naming what this Python lacks.
    """
    venv = root / ".venv"
    own = [str(venv_python(venv)), "-m", "pip"]
    outer = [sys.executable, "-m", "pip", "--python", str(venv_python(venv))]
    if base_exists(venv):
        probe = subprocess.run([*own, "--version"], capture_output=True, check=False)
        if probe.returncode == 0:
            return own
    if importlib.util.find_spec("venv") is None:
        raise NotReadyError(
            "这个 Python 缺少 venv 部件。请到 python.org 下载完整的 Python 3.11 或更新版本，"
            "再启动一次。"
        )
    # Debian keeps ensurepip in a package of its own; a pip that is there serves as well.
    bundled = importlib.util.find_spec("ensurepip") is not None
    if not bundled and importlib.util.find_spec("pip") is None:
        raise NotReadyError(
            "这个 Python 缺少 pip。Debian、Ubuntu 请运行 sudo apt install python3-venv，"
            "其他系统请重新安装 Python 并勾选 pip，再启动一次。"
        )
    for item in venv.iterdir():
        if item.name in (LOCK_NAME, LOG_NAME):
            continue
        if item.is_dir() and not item.is_symlink():
            shutil.rmtree(item)
        else:
            item.unlink()
    run_quietly(
        [sys.executable, "-m", "venv", *([] if bundled else ["--without-pip"]), str(venv)],
        log,
        root,
    )
    return own if bundled else outer


def settle_path(root: Path) -> None:
    """
    Make the path file of the editable installation relative, hence plain ASCII.

    Python before 3.13 reads such files in the system's encoding, the builder writes UTF-8: with a
    Chinese folder name on a Chinese Windows the environment's Python would not start at all.
    """
    packages = "Lib/site-packages" if os.name == "nt" else "lib/python3*/site-packages"
    for file in (root / ".venv").glob(f"{packages}/*xiangxian*.pth"):
        if file.read_text("utf-8").strip() == str(root / "src"):
            file.write_text(os.path.relpath(root / "src", file.parent) + "\n", "ascii")


def install(root: Path, *, extra: str = "", offline: bool = False) -> None:
    """
    Install the program from *root* into its `.venv`, exact versions, unless that is done already.

    *extra* names optional dependencies of pyproject.toml; *offline* takes everything from the
    `wheels` folder. Raises `NotReadyError` with the reason.
    """
    if installed(root, extra):
        return
    wheels = root / "wheels"
    if offline and not wheels.is_dir():
        raise NotReadyError(f"没有找到离线安装用的文件夹 {wheels}。请用带 wheels 的完整压缩包。")
    venv = root / ".venv"
    with only_one(venv):
        if installed(root, extra):
            return
        first = not stamp_path(root).exists()
        say(
            "第一次启动要装好需要的部件，约两分钟，以后就不用了…"
            if first
            else "程序有更新，正在换上需要的部件…"
        )
        stamp_path(root).unlink(missing_ok=True)
        record = {"digest": inputs_digest(root), "extras": sorted({"", extra})}
        with (venv / LOG_NAME).open("wb") as log:
            pip = make_environment(root, log)
            run_quietly(
                [
                    *pip,
                    "install",
                    "--disable-pip-version-check",
                    "--no-input",
                    "--progress-bar=off",
                    *(["--no-index", "--find-links", str(wheels)] if offline else []),
                    "--editable",
                    f".[{extra}]" if extra else ".",
                ],
                log,
                root,
            )
        settle_path(root)
        stamp_path(root).write_text(json.dumps(record), "utf-8")
        say("装好了。")
