"""The command line says the same as the pages, refuses with a sentence, and ends with its code."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

REGISTERS = Path(__file__).parent / "registers"


class Line:
    """`xiangxian --data DIR …` in a process of its own."""

    def __init__(self, data: Path, address: str = "sqlite") -> None:
        self.data = data
        self.environment = os.environ | {"XIANGXIAN_STORE": address}

    def __call__(self, *words: str | Path) -> subprocess.CompletedProcess[str]:
        """Run one command."""
        command = [
            sys.executable,
            "-m",
            "xiangxian.cli",
            "--data",
            str(self.data),
            *map(str, words),
        ]
        return subprocess.run(
            command, capture_output=True, text=True, check=False, env=self.environment
        )

    def json(self, *words: str | Path) -> Any:
        """Run one command that must succeed, with `--json`."""
        done = self(*words, "--json")
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)


@pytest.fixture
def line(tmp_path: Path, address: str) -> Line:
    """A founded township."""
    made = Line(tmp_path / "data", address)
    opened = made.json("init")
    assert {each["role"] for each in opened} == {"clerk", "manager", "administrator", "inspector"}
    return made


def test_check_reports_in_the_shape_of_the_truth(line: Line) -> None:
    """`import --check --json` is one document and writes nothing."""
    found = line.json("import", REGISTERS / "01_village_register.xlsx", "--check")
    truth = json.loads((REGISTERS / "01_village_register.expected.json").read_text("utf-8"))
    assert found["totals"]["records"] == truth["totals"]["records"]
    assert [sheet["columns"] for sheet in found["sheets"]] == [
        s["columns"] for s in truth["sheets"]
    ]
    assert line.json("find", "戴秀英") == []


def test_from_the_ledger_to_the_chains(line: Line) -> None:
    """Import, ask who connected a project, and the same sums everywhere."""
    asked = line("import", REGISTERS / "01_village_register.xlsx")
    assert (asked.returncode, "--origin" in asked.stderr) == (1, True)
    assert (
        line.json("import", REGISTERS / "01_village_register.xlsx", "--origin", "village")["people"]
        == 62
    )
    assert line.json("import", REGISTERS / "03_returning_projects.xlsx")["projects"] == 36
    again = line("import", REGISTERS / "03_returning_projects.xlsx")
    assert "什么也没有改" in again.stdout
    chains = line.json("chains", "深圳柏澜电子科技项目")
    assert chains["chains"][0]["parties"] == ["镇经发局", "深圳柏澜电子科技项目"]
    assert chains["shares"] == {"镇经发局": "8,000万元"}
    confirmed = line.json("chains", "深圳柏澜电子科技项目", "--level", "confirmed")
    assert (confirmed["chains"], confirmed["outcome"]) == ([], "self_return")
    introducers = line.json("introducers", "--credit", "first")
    assert introducers["total"] == line.json("introducers")["total"]
    assert line.json("verify") == []
    assert line.json("audit", "--verify")["faults"] == []
    several = line("chains", "苏州润庭智能装备项目")
    assert (several.returncode, "请用编号" in several.stderr) == (1, True)


def test_contacts_leave_as_a_workbook(line: Line, tmp_path: Path) -> None:
    """With a mark and a line in the log; never over a file that exists."""
    line.json("import", REGISTERS / "01_village_register.xlsx", "--origin", "village")
    target = tmp_path / "名单.xlsx"
    words = (
        "export",
        "contacts",
        "--purpose",
        "寄信",
        "--for",
        "党政办",
        "--occasion",
        "春节",
        "--to",
        target,
    )
    done = line.json(*words)
    assert target.read_bytes().startswith(b"PK")
    assert done["people"] + len(done["left_out"]) == 62
    assert line(*words).returncode == 1
    assert any(done["mark"] in entry["note"] for entry in line.json("audit")["entries"])


def test_refusals_and_wrong_calls(line: Line, tmp_path: Path) -> None:
    """1 with a sentence, 2 for a wrong call, nothing on standard output."""
    (tmp_path / "x.xlsx").write_text("x")
    for words, code in (
        (("import", tmp_path / "x.xlsx"), 1),
        (("chains", "没有这个项目"), 1),
        (("--as", "nobody", "find", "甲"), 1),
        (("account", "add", "ganshi", "--name", "甲", "--role", "clerk"), 1),
        (("run", "--lan"), 1),
        (("chains",), 2),
        (("fly",), 2),
    ):
        done = line(*words)
        assert (done.returncode, done.stdout) == (code, ""), words
        assert done.stderr.strip()


def test_it_acts_with_an_accounts_rights(line: Line) -> None:
    """`--as` the inspector reads no record."""
    line.json("import", REGISTERS / "01_village_register.xlsx", "--origin", "village")
    assert line.json("--as", "jiancha", "find", "张伟") == []
    assert len(line.json("--as", "ganshi", "find", "张伟")) == 2
    assert (
        line("--as", "lingdao", "import", REGISTERS / "03_returning_projects.xlsx").returncode == 1
    )


def test_accounts(line: Line) -> None:
    """One-time passwords are random; a disabled account is refused."""
    first = line.json("account", "add", "lisi", "--name", "李四", "--role", "clerk")["password"]
    second = line.json("account", "password", "lisi")["password"]
    assert first != second
    line.json("account", "disable", "lisi")


@pytest.mark.calendar
def test_the_demo_has_a_directory_of_its_own(tmp_path: Path) -> None:
    """It is made in DIR/demo and founds nothing in DIR."""
    line = Line(tmp_path / "data")
    where = Path(line.json("demo")["data"])
    assert where == tmp_path / "data" / "demo"
    assert not (tmp_path / "data" / "xiangxian.sqlite3").exists()
    shown = Line(where).json("chains", "深圳一项目")
    assert shown["sentence"].startswith("经朱泓宇（王庄村人）牵线")


def test_a_register_moves_between_engines(line: Line, tmp_path: Path) -> None:
    """dump | load: the digest is told on both sides and equal; a full place and a spoilt file are
    refused with a sentence."""
    line("import", REGISTERS / "01_village_register.xlsx", "--origin", "village")
    file = tmp_path / "register.jsonl"
    left = line.json("dump", file)
    assert line("dump", file).returncode == 1
    moved = Line(tmp_path / "moved")
    arrived = moved.json("load", file)
    assert (arrived["lines"], arrived["sha256"]) == (left["lines"], left["sha256"])
    assert moved.json("verify") == []
    assert moved.json("find", "戴秀英") == line.json("find", "戴秀英")
    assert "已经有名册" in moved("load", file).stderr
    spoilt = tmp_path / "spoilt.jsonl"
    spoilt.write_bytes(file.read_bytes()[:-100])
    other = Line(tmp_path / "other")
    refused = other("load", spoilt)
    assert (refused.returncode, "不完整" in refused.stderr) == (1, True)
    assert "还没有名册" in other("find", "戴秀英").stderr
    assert other("load", tmp_path / "nothing").returncode == 1


def test_a_register_flows_through_a_pipe(line: Line, tmp_path: Path) -> None:
    """`dump -` writes the file and nothing else to standard output; `load -` reads it."""
    out = subprocess.run(
        [sys.executable, "-m", "xiangxian.cli", "--data", str(line.data), "dump", "-"],
        capture_output=True,
        check=True,
        env=line.environment,
    ).stdout
    assert out.startswith(b'{"xiangxian":1')
    done = subprocess.run(
        [sys.executable, "-m", "xiangxian.cli", "--data", str(tmp_path / "to"), "load", "-"],
        input=out,
        capture_output=True,
        check=True,
        env=os.environ | {"XIANGXIAN_STORE": "sqlite"},
    ).stdout.decode()
    assert "装好了" in done
