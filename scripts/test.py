"""
Run every check and test from a plain checkout: environment, browser, Neo4j, style, types, tests.

The tests run once on each engine: on SQLite all of them, on a real Neo4j those that stand on a store.

Linux, Python 3.11 or later with pip; standard library only. Every step runs even when one before
it fails; the exit code is 0 only when none did. With `CI` set a missing part is a failure. The two
engines are tested side by side: the one is bound by this machine's processor, the other mostly
waits for its server.
"""

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import IO

from environment import LOG_NAME, ROOT, NotReadyError, install, speak_utf8, venv_python, venv_script

CHROMIUM = "XIANGXIAN_CHROMIUM"
NEO4J = "XIANGXIAN_TEST_NEO4J"
UNCUT = {"COLUMNS": "1000"}
"""Lets pytest write the names of tests whole, however narrow the terminal is."""
BEIJING = timezone(timedelta(hours=8))
OTHER_DAYS = {
    "a month's end": datetime(2027, 4, 30, 23, 30, tzinfo=BEIJING),
    "31 December": datetime(2027, 12, 31, 20, 0, tzinfo=BEIJING),
    "29 February": datetime(2028, 2, 29, 7, 30, tzinfo=BEIJING),
    "春节": datetime(2027, 2, 6, 10, 0, tzinfo=BEIJING),
    "five years on": datetime(2031, 12, 1, 7, 30, tzinfo=BEIJING),
}
"""Moments, in Beijing's time, at which the suite passes too."""


@dataclass(frozen=True)
class Failed:
    """What went wrong in a step: the fault in words, and the tests that failed."""

    fault: str
    tests: tuple[str, ...] = ()


@dataclass(frozen=True)
class Step:
    """One check: its name in the summary and what it does, returning what went wrong or None."""

    name: str
    work: Callable[[], Failed | str | None]


@dataclass(frozen=True)
class Result:
    """How one step ended: the fault in words (None: well), the seconds it took, the tests that
    failed in it."""

    name: str
    fault: str | None
    seconds: float
    tests: tuple[str, ...] = ()

    def line(self) -> str:
        """Return the line of the summary."""
        outcome = "ok    " if self.fault is None else "FAILED"
        tail = f"  ({self.fault})" if self.fault else ""
        return f"{outcome} {self.seconds:7.1f} s  {self.name}{tail}"


def program(
    words: Sequence[str | Path], environ: Mapping[str, str], output: IO[bytes] | None = None
) -> str | None:
    """Run *words* in the checkout with *environ*, output on the terminal or to *output*; None when
    it ends with 0."""
    done = subprocess.run(
        [str(word) for word in words],
        cwd=ROOT,
        env=environ,
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=output,
        check=False,
    )
    return None if done.returncode == 0 else f"exit code {done.returncode}"


def failed_tests(output: str) -> tuple[str, ...]:
    """Name the tests that failed, or could not begin, by what pytest printed."""
    _before, _heading, summary = output.rpartition("short test summary info")
    named = r"^(?:FAILED|ERROR) ([^\s\[]+(?:\[.*?\](?= - |$))?)"
    found = re.findall(named, summary, re.MULTILINE)
    return tuple(dict.fromkeys(found))


def tested(
    name: str, words: Sequence[str | Path], environ: Mapping[str, str]
) -> Failed | str | None:
    """Run pytest by *words*; print what it says whole when it ends, under *name*."""
    with tempfile.TemporaryFile() as output:
        fault = program(words, {**environ, **UNCUT}, output)
        output.seek(0)
        said = output.read().decode("utf-8", "replace")
    sys.stdout.write(f"\n== {name}\n{said}")
    return None if fault is None else Failed(fault, failed_tests(said))


def find_chromium(environ: Mapping[str, str]) -> str | None:
    """Find a Chromium: the one that XIANGXIAN_CHROMIUM names, else one on the search path."""
    if named := environ.get(CHROMIUM):
        return named if os.access(named, os.X_OK) else None
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if found := shutil.which(name, path=environ.get("PATH")):
            return found
    return None


def has_chinese_font() -> bool:
    """Say whether fontconfig knows a font for Chinese: without one every picture shows boxes."""
    if shutil.which("fc-list") is None:
        return False
    listed = subprocess.run(
        ["fc-list", ":lang=zh", "family"], capture_output=True, text=True, check=False
    )
    return bool(listed.stdout.strip())


def find_other_clock(places: Sequence[str | Path] = ("/usr/lib", "/usr/local/lib")) -> Path | None:
    """Find libfaketime, which lets a program believe that it is another day, below *places*."""
    below = ("faketime", "*/faketime")
    found = (
        path
        for place in places
        for folder in below
        for path in Path(place).glob(f"{folder}/libfaketimeMT.so.1")
    )
    return next(found, None)


def missing_packages(environ: Mapping[str, str]) -> list[str]:
    """Name the Debian packages that the tests lack on this machine: a browser, a Chinese font,
    another clock, and the office program that opens what is exported."""
    wanted = [] if find_chromium(environ) else ["chromium"]
    wanted += [] if has_chinese_font() else ["fontconfig", "fonts-noto-cjk"]
    wanted += [] if find_other_clock() else ["libfaketime"]
    return wanted if shutil.which("soffice") else [*wanted, "libreoffice-calc"]


def browser(environ: Mapping[str, str]) -> str | None:
    """Install the programs that the tests lack where this account may; a fault in words otherwise."""
    missing = missing_packages(environ)
    if missing and os.geteuid() == 0 and shutil.which("apt-get"):
        quiet = dict(environ) | {"DEBIAN_FRONTEND": "noninteractive"}
        for words in (
            ["apt-get", "-qq", "update"],
            ["apt-get", "-qq", "install", "-y", "--no-install-recommends", *missing],
        ):
            if fault := program(words, quiet):
                return f"{' '.join(words)}: {fault}"
        missing = missing_packages(environ)
    if missing:
        return f"missing; on Debian run: sudo apt-get install {' '.join(missing)}"
    return None


def environment() -> str | None:
    """Make `.venv` with the exact versions of constraints.txt; show the installer's last words if not."""
    try:
        install(ROOT, extra="test")
    except (NotReadyError, OSError) as reason:
        log = ROOT / ".venv" / LOG_NAME
        if log.is_file():
            print("\n".join(log.read_text("utf-8", "replace").splitlines()[-30:]))
        return str(reason)
    return None


def checks(environ: Mapping[str, str]) -> list[Step]:
    """List the checks that run no test, in the order in which they run."""
    python = venv_python(ROOT / ".venv")
    commands: dict[str, list[str | Path]] = {
        "ruff format": [python, "-m", "ruff", "format", "--check", "."],
        "ruff check": [python, "-m", "ruff", "check", "."],
        "mypy --strict": [python, "-m", "mypy", "--strict"],
        "import directions": [venv_script(ROOT / ".venv", "lint-imports")],
        "front-end build": [python, "scripts/build_assets.py", "--check"],
    }

    def step(name: str, words: list[str | Path]) -> Step:
        return Step(name, lambda: program(words, environ))

    return [step(name, words) for name, words in commands.items()]


def tests(
    *, fast: bool, with_browser: bool, with_neo4j: bool, environ: Mapping[str, str]
) -> list[Step]:
    """
    List the test runs, one for each engine, which may run at the same time.

    *fast* leaves out browser tests, Neo4j and coverage; *with_browser* and *with_neo4j* False
    leave out what needs the one or the other. What a run prints comes out whole when it ends.
    """
    python = venv_python(ROOT / ".venv")
    pytest: list[str | Path] = [python, "-m", "pytest", "-q"]
    if not with_browser or fast:
        pytest += ["-m", "not browser"]
    if not fast:
        pytest += ["--cov", "--cov-branch", "--cov-report="]

    def step(engine: str, name: str) -> Step:
        own = {"COVERAGE_FILE": str(ROOT / f".coverage.{engine}")}
        words = [*pytest, "--store", engine, "-o", f"cache_dir=.pytest_cache/{engine}"]
        return Step(name, lambda: tested(name, words, {**environ, **own}))

    runs = [step("sqlite", "pytest on SQLite")]
    if with_neo4j and not fast:
        runs.append(step("neo4j", "pytest on Neo4j"))
    return runs


def at_moment(moment: datetime, clock: Path, environ: Mapping[str, str]) -> dict[str, str]:
    """Give the environment in which every program believes that it is *moment*, by the library
    *clock*: all of them alike, so that none is behind another."""
    ahead = moment - datetime.now(UTC)
    places = [str(ROOT / "scripts" / "other_day"), environ.get("PYTHONPATH", "")]
    return {
        **environ,
        "LD_PRELOAD": str(clock),
        "FAKETIME": f"{int(ahead.total_seconds()):+d}",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        "DONT_FAKE_MONOTONIC": "1",
        "PYTHONPATH": os.pathsep.join(filter(None, places)),
    }


def other_days(clock: Path, environ: Mapping[str, str]) -> list[Step]:
    """List the runs of the tests that are marked `calendar`, on SQLite, one for each moment of
    `OTHER_DAYS`; what hangs is ended."""
    python = venv_python(ROOT / ".venv")
    words: list[str | Path] = ["timeout", "900", python, "-m", "pytest", "-q", "-m", "calendar"]
    words += ["-p", "no:cacheprovider"]

    def step(name: str, moment: datetime) -> Step:
        title = f"pytest on {name} ({moment:%Y-%m-%d %H:%M})"
        return Step(title, lambda: tested(title, words, at_moment(moment, clock, environ)))

    return [step(name, moment) for name, moment in OTHER_DAYS.items()]


def coverage(environ: Mapping[str, str]) -> Step:
    """Tell which lines no test on any engine came to."""
    python = venv_python(ROOT / ".venv")
    words: list[list[str | Path]] = [
        [python, "-m", "coverage", "combine", "--quiet"],
        [python, "-m", "coverage", "report", "--skip-covered"],
    ]

    def work() -> str | None:
        faults = [program(each, environ) for each in words]
        return next((fault for fault in faults if fault), None)

    return Step("coverage", work)


class Neo4jServer:
    """The real Neo4j that the tests run on; *address* is empty until it has started."""

    def __init__(self) -> None:
        self.address = ""
        self._process: subprocess.Popen[str] | None = None

    def start(self) -> str | None:
        """Start it with what stands in the cache or is downloaded; a fault in words otherwise."""
        words = [str(venv_python(ROOT / ".venv")), "scripts/neo4j_server.py"]
        self._process = subprocess.Popen(
            words, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        assert self._process.stdout is not None  # noqa: S101  a pipe was asked for
        line = self._process.stdout.readline()
        if not line:
            return f"it did not start (exit code {self._process.wait()})"
        self.address = json.loads(line)["address"]
        return None

    def stop(self) -> None:
        """End it, and with it everything it stored."""
        if self._process is not None and self._process.stdin is not None:
            self._process.stdin.close()
            self._process.wait(90)


def perform(step: Step) -> Result:
    """Do *step*, timed, with its name before and its outcome after what it prints."""
    print(f"\n== {step.name}", flush=True)
    began = time.monotonic()
    outcome = step.work()
    failed = Failed(outcome) if isinstance(outcome, str) else outcome
    fault, names = (failed.fault, failed.tests) if failed else (None, ())
    result = Result(step.name, fault, time.monotonic() - began, names)
    print(result.line(), flush=True)
    return result


def perform_together(steps: Sequence[Step]) -> list[Result]:
    """Do *steps* at the same time; their results in their order."""
    with ThreadPoolExecutor(len(steps)) as pool:
        return list(pool.map(perform, steps))


def summary(results: Sequence[Result], absent: Sequence[str]) -> list[str]:
    """Tell how all steps ended, what was left out, and last of all the tests that failed, each with
    the step in which it did."""
    failed = [result for result in results if result.fault is not None]
    count = f"{len(failed)} of {len(results)} steps failed" if failed else "all steps passed"
    names = [f"{result.name}: {name}" for result in failed for name in result.tests]
    lines = ["", "== summary", *(result.line() for result in results), *absent, count]
    return lines + (["failed tests:", *names] if names else [])


def main(arguments: Sequence[str]) -> int:
    """Run all steps and print the summary; return 0 when none failed, 1 when one did."""
    speak_utf8()
    parser = argparse.ArgumentParser(description="Run every check and test.", allow_abbrev=False)
    parser.add_argument(
        "--fast",
        action="store_true",
        help="leave out the browser tests, Neo4j and coverage",
    )
    fast: bool = parser.parse_args(arguments).fast

    environ = dict(os.environ)
    results: list[Result] = []
    absent: list[str] = []
    absent_browser = False
    if not fast:
        found = perform(Step("browser", lambda: browser(environ)))
        if found.fault and not environ.get("CI"):
            absent_browser = find_chromium(environ) is None or not has_chinese_font()
            absent.append(f"not everything is tested: {found.fault}")
        else:
            results.append(found)
        if chromium := find_chromium(environ):
            environ[CHROMIUM] = chromium
    made = perform(Step("environment", environment))
    results.append(made)
    server = Neo4jServer()
    try:
        if made.fault is None and not fast:
            started = perform(Step("Neo4j server", server.start))
            if started.fault and not environ.get("CI"):
                absent.append(f"nothing was tested on Neo4j: {started.fault}")
            else:
                results.append(started)
            if server.address:
                environ[NEO4J] = server.address
        if made.fault is None:
            results += [perform(step) for step in checks(environ)]
            runs = tests(
                fast=fast,
                with_browser=not absent_browser,
                with_neo4j=bool(server.address),
                environ=environ,
            )
            results += perform_together(runs)
            if not fast and (clock := find_other_clock()):
                results += perform_together(other_days(clock, environ))
            elif not fast:
                absent.append("nothing was tested on other days: libfaketime is missing")
            if not fast:
                results.append(perform(coverage(environ)))
    finally:
        server.stop()

    print("\n".join(summary(results, absent)), flush=True)
    return 1 if any(result.fault is not None for result in results) else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
