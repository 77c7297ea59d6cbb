"""What leaves by the command line, what may come in, as whom; and a register that is damaged."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from acts import NOW
from conftest import REGISTERS
from held_township import fill, finish, overwritten
from xiangxian.cli import cli
from xiangxian.domain.roles import Role
from xiangxian.services import gate
from xiangxian.services.access import accounts
from xiangxian.store import holding
from xiangxian.store.contract import GraphStore
from xiangxian.store.opening import FILE, open_store

BOOK = REGISTERS / "01_village_register.xlsx"


class Line:
    """`xiangxian --data DIR …` in this process."""

    def __init__(self, data: Path, address: str = "sqlite") -> None:
        self.data = data
        self.address = address

    def __call__(self, *words: str | Path, as_: str | None = None) -> Result:
        """Run one command; what it breaks down with is raised."""
        given = ["--data", str(self.data), *(("--as", as_) if as_ else ()), *map(str, words)]
        done = CliRunner().invoke(
            cli, given, prog_name="xiangxian", env={"XIANGXIAN_STORE": self.address}
        )
        if done.exception is not None and not isinstance(done.exception, SystemExit):
            raise done.exception
        return done

    def json(self, *words: str | Path, as_: str | None = None) -> Any:
        """Run one command that must succeed, with `--json`."""
        done = self(*words, "--json", as_=as_)
        assert done.exit_code == 0, done.output
        return json.loads(done.stdout)


@pytest.fixture
def line(store: GraphStore, township: str, address: str, tmp_path: Path) -> Line:
    """A founded township, with an account of each role and one that is disabled."""
    for login, role in (("chakan", Role.VIEWER), ("zhudian", Role.STATION), ("laoli", Role.CLERK)):
        accounts.open_account(
            store,
            login=login,
            name=login,
            role=role,
            unit=township,
            viewer=gate.local_viewer(store),
            now=NOW,
        )
    accounts.disable(store, "laoli", viewer=gate.local_viewer(store), now=NOW)
    store.close()
    return Line(tmp_path / "data", address)


def last_note(line: Line, what: str) -> str:
    """The note of the newest line of the log of that name."""
    entries = line.json("audit")["entries"]
    return str(next(each["note"] for each in entries if each["why"] == what))


def test_what_leaves_is_written_down(line: Line, tmp_path: Path) -> None:
    """Lines and digest in the log, for its owner only, never over another file, nothing half."""
    out = tmp_path / "out"
    out.mkdir()
    for command, why in (("dump", "register.dump"), ("backup", "register.backup")):
        done = line.json(command, out / command)
        assert last_note(line, why) == f"{command}；{done['lines']}行；核对码{done['sha256']}"
        assert (out / command).stat().st_mode & 0o077 == 0
        assert line(command, out / command).exit_code == 1
    line("import", BOOK, "--origin", "village")
    words = ("export", "contacts", "--purpose", "寄信", "--for", "党政办", "--to", out / "a.xlsx")
    done = line.json(*words)
    assert done["sha256"] in last_note(line, "export.contacts")
    assert f"{done['people']}人" in last_note(line, "export.contacts")
    assert (out / "a.xlsx").stat().st_mode & 0o077 == 0
    assert line(*words).exit_code == 1
    assert sorted(path.name for path in out.iterdir()) == ["a.xlsx", "backup", "dump"]
    assert line("dump", tmp_path / "nowhere" / "x").exit_code == 1


def test_what_is_broken_off_leaves_nothing(
    line: Line, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither half a file under the name that was asked for nor one under another."""
    from xiangxian.services.upkeep import copies

    def broken(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(copies, "_noted", broken)
    out = tmp_path / "out"
    out.mkdir()
    for command in ("dump", "backup"):
        line(command, out / command)
    assert list(out.iterdir()) == []


def test_what_flows_out_is_written_down(line: Line, tmp_path: Path) -> None:
    """Whole, or as far as it came before whoever read it went away; either way without a trace."""
    command = [sys.executable, "-m", "xiangxian.cli", "--data", str(line.data), "dump", "-"]
    environment = os.environ | {"XIANGXIAN_STORE": line.address}
    done = subprocess.run(command, capture_output=True, check=True, env=environment)
    lines, digest = done.stdout.count(b"\n") - 2, json.loads(done.stdout.splitlines()[-1])["sha256"]
    assert last_note(line, "register.dump") == f"标准输出；{lines}行；核对码{digest}"
    reading, writing = os.pipe()
    os.close(reading)
    broken = subprocess.run(
        command, stdout=writing, stderr=subprocess.PIPE, check=False, env=environment
    )
    os.close(writing)
    assert (broken.returncode, b"Traceback" in broken.stderr) == (1, False)
    assert "没有写完" in broken.stderr.decode()
    assert "BrokenPipeError" not in broken.stderr.decode()
    assert last_note(line, "register.dump").startswith("没有写完；")


READS = {"ganshi", "lingdao", "chakan", "zhudian"}
MAY: dict[tuple[str, ...], set[str]] = {
    ("backup", "{out}"): {"guanli"},
    ("dump", "{out}"): set(),
    ("dump", "-"): set(),
    ("verify",): {"guanli", "jiancha"},
    ("audit",): {"jiancha"},
    ("audit", "--verify"): {"jiancha"},
    ("import", str(BOOK), "--check"): {"ganshi"},
    ("import", str(BOOK), "--origin", "village"): {"ganshi"},
    ("introducers",): READS,
    ("breakdowns",): READS,
    ("path", "我们", "戴秀英"): READS,
    ("chains", "没有这个项目"): READS,
    ("export", "contacts", "--purpose", "寄信", "--for", "办", "--to", "{out}"): {"ganshi"},
    ("account", "add", "{login}", "--name", "新", "--role", "viewer"): {"guanli"},
    ("account", "password", "chakan"): {"guanli"},
    ("account", "disable", "zhudian"): {"guanli"},
    ("load", "{out}"): set(),
    ("init",): set(),
    ("demo",): set(),
    ("run", "--no-browser"): set(),
    ("restore", "{out}"): {"guanli"},
}
"""Every command that tells or changes something -> the first accounts that may do it."""
LOGINS = ("ganshi", "lingdao", "guanli", "jiancha", "chakan", "zhudian")


@pytest.mark.parametrize("words", sorted(MAY), ids=" ".join)
def test_as_binds_every_command(line: Line, tmp_path: Path, words: tuple[str, ...]) -> None:
    """Who may not is told so and learns nothing; a disabled account may nothing."""
    refusals = ("这一步不归这个账号做。", "这个命令不按账号做，请去掉 --as。")
    for number, login in enumerate(sorted(LOGINS, key=lambda each: each in MAY[words])):
        if words[:2] == ("account", "disable") and login == "zhudian":
            continue
        given = [word.format(out=tmp_path / f"out{number}", login=f"a{number}") for word in words]
        done = line(*given, as_=login)
        if login in MAY[words]:
            assert done.stderr.strip() not in refusals
        else:
            assert (done.exit_code, done.stdout) == (1, "")
            assert done.stderr.strip() in refusals
            assert not (tmp_path / f"out{number}").exists()
    gone = line(*[word.format(out=tmp_path / "gone", login="b") for word in words], as_="laoli")
    assert (gone.exit_code, gone.stdout) == (1, "")
    assert "停用" in gone.stderr or gone.stderr.strip() == refusals[1]


def test_every_command_is_in_the_table() -> None:
    """A command that is added says who may."""
    names = set()
    for name, each in cli.commands.items():
        inner = getattr(each, "commands", None)
        names |= {(name, below) for below in inner} if inner else {(name,)}
    named = {words[: 2 if words[0] in {"export", "account"} else 1] for words in MAY}
    assert names - named == {("find",)}  # tells each account what it may see: nothing, for some


def test_a_check_tells_nobody_who_is_on_the_register(line: Line) -> None:
    """Whoever may not import learns nothing from what an import would do."""
    assert line.json("import", BOOK, "--check", as_="ganshi")["totals"]["records"] == 62
    for login in ("guanli", "jiancha", "lingdao"):
        assert line("import", BOOK, "--check", as_=login).stdout == ""


def test_a_directory_that_is_held_is_not_replaced(line: Line, tmp_path: Path) -> None:
    """`load` and `restore` refuse while anybody works in it; and nobody begins while they do."""
    line.json("backup", tmp_path / "copy")
    with holding.held(line.data, alone=False):
        assert line("find", "甲").exit_code == 0
        for command in ("load", "restore"):
            done = line(command, tmp_path / "copy")
            assert (done.exit_code, "正开着" in done.stderr) == (1, True)
    with holding.held(line.data, alone=True):
        for words in (("find", "甲"), ("verify",), ("run", "--no-browser"), ("restore", "x")):
            done = line(*words)
            assert (done.exit_code, "名册正" in done.stderr) == (1, True), words


@pytest.mark.sqlite
def test_a_register_is_restored(line: Line, tmp_path: Path) -> None:
    """The digest that is told is that of the backup; what came since is in the file that is kept."""
    taken = line.json("backup", tmp_path / "copy")
    line("import", BOOK, "--origin", "village")
    done = line.json("restore", tmp_path / "copy")
    assert (done["lines"], done["sha256"]) == (taken["lines"], taken["sha256"])
    assert line.json("verify") == []
    assert line.json("find", "戴秀英") == []
    (tmp_path / "kept").mkdir()
    shutil.move(done["kept"], tmp_path / "kept" / FILE)
    assert Line(tmp_path / "kept").json("find", "戴秀英")


@pytest.mark.neo4j
def test_a_servers_register_is_not_restored(line: Line, tmp_path: Path) -> None:
    """It says what is done instead."""
    line.json("backup", tmp_path / "copy")
    done = line("restore", tmp_path / "copy")
    assert (done.exit_code, "load" in done.stderr) == (1, True)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A register with something of everything, that nobody has open."""
    directory = tmp_path_factory.mktemp("whole")
    store = open_store("sqlite", directory, lambda: NOW)
    fill(store)
    finish(store)
    viewer = gate.local_viewer(store)
    for login, role in (("ganshi", Role.CLERK), ("jiancha", Role.INSPECTOR)):
        accounts.open_account(
            store, login=login, name=login, role=role, unit="u1", viewer=viewer, now=NOW
        )
    store.close()
    return directory


COMMANDS: tuple[tuple[str, ...], ...] = (
    ("verify",),
    ("audit", "--verify"),
    ("find", "王甲"),
    ("chains", "测试项目"),
    ("introducers",),
    ("breakdowns",),
    ("path", "王甲", "李乙乙"),
    ("import", str(BOOK), "--check"),
    ("import", str(BOOK), "--origin", "village"),
    ("export", "contacts", "--purpose", "寄信", "--for", "办", "--to", "{out}.xlsx"),
    ("dump", "{out}.dump"),
    ("backup", "{out}.backup"),
    ("account", "add", "xin", "--name", "新", "--role", "viewer"),
    ("account", "password", "ganshi"),
    ("account", "disable", "ganshi"),
    ("load", "{out}.dump"),
    ("init",),
)


@pytest.mark.sqlite
@pytest.mark.parametrize("number", range(12))
def test_a_damaged_file_ends_in_a_sentence(whole: Path, tmp_path: Path, number: int) -> None:
    """For every command, with exit code 1 and no trace; or it does what it does where the damage is
    not."""
    spoilt, size = overwritten((whole / FILE).read_bytes(), number)
    line = Line(tmp_path / "data")
    for words in COMMANDS:
        shutil.rmtree(line.data, ignore_errors=True)
        shutil.copytree(whole, line.data)
        (line.data / FILE).write_bytes(spoilt)
        done = line(*(word.format(out=tmp_path / f"out{number}") for word in words))
        assert done.exit_code in {0, 1}, words
        if done.exit_code:
            said = done.stderr or done.stdout
            assert re.search(r"[\u4e00-\u9fff].*", said), words
            assert "Traceback" not in said
        if words == ("verify",) and size >= 4096:  # less may lie where nothing is kept
            assert done.exit_code == 1
