"""The starter script: what it leaves behind, what it passes on, what it says when it cannot."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

SCRIPTS = Path(__file__).parents[2] / "scripts"


def script(name: str, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """A script as a module."""
    monkeypatch.syspath_prepend(str(SCRIPTS))
    spec = importlib.util.spec_from_file_location(name, SCRIPTS / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, name, module)
    spec.loader.exec_module(module)
    return module


def test_the_windows_starter_looks_for_a_python(monkeypatch: pytest.MonkeyPatch) -> None:
    """py -3, python, python3; UTF-8, CRLF; a sentence when there is none."""
    text = script("run", monkeypatch).windows_starter().decode("utf-8")
    assert text.count("\r\n") == text.count("\n")
    for word in ("py -3", "python", "python3", "chcp 65001", "scripts\\run.py", "没有找到 Python"):
        assert word in text


def test_the_linux_starter_quotes_its_paths(monkeypatch: pytest.MonkeyPatch) -> None:
    """Also with spaces and signs that mean something."""
    text = (
        script("run", monkeypatch)
        .linux_starter(Path("/home/张 三/50%"), "/usr/bin/python3")
        .decode()
    )
    assert 'Exec="/usr/bin/python3" "/home/张 三/50%%/scripts/run.py"' in text
    assert "Terminal=true" in text


def test_options_reach_the_program(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Port, data, demo and browser go on; a wrong port is a sentence and exit code 2."""
    run = script("run", monkeypatch)
    options = run.parse(["--port", "8123", "--data", str(tmp_path), "--demo", "--no-browser"])
    words = run.command(Path("/x"), options, {})
    assert words[1:] == ["--data", str(tmp_path), "run", "--port", "8123", "--demo", "--no-browser"]
    usual = run.command(Path("/x"), run.parse([]), {})
    assert usual[1:] == ["--data", "/x/数据", "run"]
    with pytest.raises(SystemExit) as ended:
        run.parse(["--port", "99999"])
    assert ended.value.code == 2


def test_the_installation_is_known_by_what_it_was_made_from(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Another byte in an input is another digest; sources of the program are no input."""
    environment = script("environment", monkeypatch)
    (tmp_path / "pyproject.toml").write_text("a")
    first = environment.inputs_digest(tmp_path)
    (tmp_path / "src").mkdir()
    (tmp_path / "src" / "x.py").write_text("x")
    assert environment.inputs_digest(tmp_path) == first
    (tmp_path / "pyproject.toml").write_text("b")
    assert environment.inputs_digest(tmp_path) != first
    assert not environment.installed(tmp_path)


def test_offline_needs_its_wheels(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Without the folder there is a sentence that names it."""
    environment = script("environment", monkeypatch)
    with pytest.raises(environment.NotReadyError, match="wheels"):
        environment.install(tmp_path, offline=True)


def test_scripts_answer_for_help() -> None:
    """They run with the standard library alone."""
    for name in ("run", "test"):
        done = subprocess.run(
            [sys.executable, "-I", str(SCRIPTS / f"{name}.py"), "--help"],
            capture_output=True,
            check=False,
        )
        assert done.returncode in (0, 1), done.stderr
