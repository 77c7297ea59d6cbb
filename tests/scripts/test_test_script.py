"""The script that runs every check: what it says last, and the other days on which it tests."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import pytest
from tests.scripts.test_run_script import script

FAILING = """
import pytest

@pytest.fixture
def broken():
    raise ValueError("no - such")

@pytest.mark.parametrize("name", ["王 - 小明", "ok"])
def test_names(name):
    assert name == "ok", "FAILED in words"

def test_never_begins(broken):
    pass

def test_well():
    pass
"""


def test_names_of_failed_tests_stand_last(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """After everything else, each with its step; a step without tests has only its fault."""
    test = script("test", monkeypatch)
    (tmp_path / "test_some.py").write_text(FAILING, "utf-8")
    words = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(tmp_path)]
    words += ["-c", os.devnull, "--rootdir", str(tmp_path)]
    steps = [
        test.Step("style", lambda: "exit code 2"),
        test.Step("pytest on SQLite", lambda: test.tested("pytest on SQLite", words, os.environ)),
        test.Step("types", lambda: None),
    ]
    results = [test.perform(step) for step in steps]
    assert "short test summary info" in capsys.readouterr().out
    lines = test.summary(results, ["nothing was tested on Neo4j"])
    assert lines[-4] == "2 of 3 steps failed"
    assert lines[-3] == "failed tests:"
    one, other = lines[-2:]
    assert one.startswith("pytest on SQLite: ")
    assert one.endswith(r"test_some.py::test_names[\u738b - \u5c0f\u660e]")
    assert other.endswith("test_some.py::test_never_begins")
    assert test.summary(results[2:], [])[-1] == "all steps passed"


def other_clock(test: object) -> Path:
    """libfaketime, which CI has."""
    found: Path | None = test.find_other_clock()  # type: ignore[attr-defined]
    if found is None:
        assert not os.environ.get("CI"), "no libfaketime"
        pytest.skip("no libfaketime")
    return found


def test_programs_believe_the_other_day_and_still_wait_and_sleep(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The moment is Beijing's; a sleep ends, a wait for what never comes ends too; so do a child's."""
    test = script("test", monkeypatch)
    moment = test.OTHER_DAYS["29 February"]
    said = (
        "import datetime, threading, time; time.sleep(0.05); threading.Event().wait(0.05);"
        "print(datetime.datetime.now(datetime.UTC).isoformat())"
    )
    child = f"import subprocess, sys; {said}; subprocess.run([sys.executable, '-c', {said!r}], timeout=60)"
    done = subprocess.run(
        [sys.executable, "-c", child],
        env=test.at_moment(moment, other_clock(test), os.environ),
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    seen = [datetime.fromisoformat(line) for line in done.stdout.split()]
    assert len(seen) == 2
    for each in seen:
        assert 0 <= (each - moment).total_seconds() + 1 < 120


def test_the_other_clock_is_wanted_where_it_is_missing(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """It is looked for where Debian puts it, and each moment is a step of its own."""
    test = script("test", monkeypatch)
    assert test.find_other_clock([tmp_path]) is None
    place = tmp_path / "x86_64-linux-gnu" / "faketime"
    place.mkdir(parents=True)
    (place / "libfaketimeMT.so.1").touch()
    assert test.find_other_clock([tmp_path]) == place / "libfaketimeMT.so.1"
    names = [step.name for step in test.other_days(place, os.environ)]
    assert len(names) == len(test.OTHER_DAYS) == 5
    assert "pytest on 29 February (2028-02-29 07:30)" in names
