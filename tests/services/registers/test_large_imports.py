"""Large imports: told how far they are, stopped, broken off, and taken back in one step."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from acts import NOW, new_id
from xiangxian.domain.people import Person
from xiangxian.domain.registers import ImportBatch
from xiangxian.domain.values.text import fold
from xiangxian.services.access import accounts
from xiangxian.services.drafts import Draft
from xiangxian.services.gate import Viewer
from xiangxian.services.registers.importing import load as loading
from xiangxian.services.registers.importing.known import holdings, homeland, known_people
from xiangxian.services.registers.reading.checked import check
from xiangxian.services.registers.session import confirm
from xiangxian.services.registers.session.waiting_files import WaitingRoom
from xiangxian.services.registers.workbook.model import Cell, Checked, Sheet, Workbook
from xiangxian.services.upkeep import jobs
from xiangxian.services.upkeep.jobs import Jobs, Stage
from xiangxian.store.base import Applied, ChangeSet, Query
from xiangxian.store.contract import GraphStore


def book(rows: range, town: str, name: str = "册.xlsx") -> Workbook:
    """A register with so many people, each with a number of his own."""
    lines = [("姓名", "手机", "所在城市")]
    lines += [(f"王{chr(0x4E00 + n)}", f"13{n:09d}", town) for n in rows]
    cells = {
        (row, column): Cell(text or None)
        for row, line in enumerate(lines, 1)
        for column, text in enumerate(line, 1)
    }
    return Workbook(name, f"{rows}{town}", (Sheet("册", cells, (), len(lines), 3),))


def checked(store: GraphStore, viewer: Viewer, workbook: Workbook) -> Checked:
    """The register as it is understood now."""
    return check(workbook, homeland(store, viewer=viewer), known_people(store, viewer=viewer))


def everybody(store: GraphStore) -> int:
    """How many live people a reader sees."""
    return sum(group.count for group in store.count("person"))


def person(store: GraphStore, name: str, viewer: Viewer) -> Any:
    """One person by name."""
    return holdings(store, viewer=viewer).people[fold(name)][0].item


class Counted:
    """The store, with its calls counted."""

    def __init__(self, store: GraphStore) -> None:
        self._store, self.calls = store, 0

    def __getattr__(self, name: str) -> Any:
        self.calls += 1
        return getattr(self._store, name)


@pytest.mark.sqlite
def test_five_thousand_creates_and_updates_are_undone_in_one_step(
    store: GraphStore, clerk: Viewer
) -> None:
    """In a fixed number of store calls; what was edited since is kept and listed."""
    half = checked(store, clerk, book(range(2500), ""))
    loading.load(store, half, origin="village", viewer=clerk, now=NOW, change_id=new_id())
    whole = checked(store, clerk, book(range(5000), "苏州", "二.xlsx"))
    done = loading.load(store, whole, origin="village", viewer=clerk, now=NOW, change_id=new_id())
    assert (done.people, done.updated) == (2500, 2500)
    for name in ("王一", f"王{chr(0x4E00 + 3000)}"):
        edited = person(store, name, clerk)
        draft = Draft(new_id(), clerk.unit)
        draft.revise(edited, edited.record.model_copy(update={"remarks": "改过"}))
        store.apply(draft.change_set(clerk, NOW, "person.revise"))
    counted = Counted(store)
    assert done.batch is not None
    kept = loading.take_back(counted, done.batch, viewer=clerk, now=NOW)  # type: ignore[arg-type]
    assert counted.calls <= 20
    assert {each.title for each in kept} == {"王一", f"王{chr(0x4E00 + 3000)}"}
    assert everybody(store) == 2501
    assert person(store, "王丁", clerk).record.city is None
    assert person(store, "王一", clerk).record.city == "苏州"


# --- behind the page -------------------------------------------------------------------------


@pytest.fixture
def clerk_account(store: GraphStore, township: str) -> Viewer:
    """The clerk as the account that the township was founded with."""
    assert township
    account = accounts.by_login(store, "ganshi")
    assert account is not None
    return accounts.viewer(store, account)


class Behind:
    """A waiting import of 400 rows, and the jobs of a process that may bring it in."""

    def __init__(self, store: GraphStore, folder: Path, viewer: Viewer) -> None:
        self.store, self.folder, self.viewer = store, folder, viewer
        self.room = WaitingRoom(store, folder)
        self.waiting = self.room.take(book(range(400), "苏州"), viewer=viewer, now=NOW)
        self.waiting = self.room.answer(self.waiting, NOW, origin="village")
        self.jobs = self.process()

    def process(self, clock: Callable[[], datetime] = lambda: NOW) -> Jobs:
        """Another process over the same store."""
        works = {
            confirm.IMPORT: confirm.ImportWork(self.folder),
            confirm.UNDO: confirm.UndoWork(),
        }
        return Jobs(self.store, clock, works)

    def started(self) -> jobs.Job:
        """The import in the queue."""
        file = confirm.understood(
            self.store, self.room.workbook(self.waiting), self.waiting.answers, viewer=self.viewer
        )
        foreseen = confirm.foresee(self.store, self.waiting, file, viewer=self.viewer, now=NOW)
        about = {"token": self.waiting.token, "seen": confirm.digest(foreseen)}
        job = self.jobs.start(confirm.IMPORT, about, viewer=self.viewer)
        self.room.change(self.waiting, NOW, lambda each: replace(each, job=job.id))
        return job

    def stage(self, job: jobs.Job) -> Stage:
        """How it stands."""
        return self.jobs.get(job.id, viewer=self.viewer).stage


@pytest.fixture
def behind(
    store: GraphStore, tmp_path: Path, clerk_account: Viewer, monkeypatch: pytest.MonkeyPatch
) -> Behind:
    """An import in parts of 100 writes."""
    monkeypatch.setattr(confirm, "_PART", 100)
    return Behind(store, tmp_path / "uploads", clerk_account)


def test_a_large_import_and_its_undo_run_behind_the_page(behind: Behind) -> None:
    """Done, its result is named and nothing waits; the undo is a job as well."""
    job = behind.started()
    behind.jobs.run_due()
    done = behind.jobs.get(job.id, viewer=behind.viewer)
    assert (done.stage, everybody(behind.store)) == (Stage.DONE, 400)
    assert "新记400位" in done.said
    assert behind.room.all(viewer=behind.viewer) == []
    undo = behind.jobs.start(confirm.UNDO, {"batch": done.result}, viewer=behind.viewer)
    behind.jobs.run_due()
    assert behind.stage(undo) is Stage.DONE
    assert everybody(behind.store) == 0
    assert behind.store.verify() == []


def test_stopped_nothing_remains_and_the_file_waits_again(
    behind: Behind, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Asked to stop between two parts; then it can be confirmed again."""
    job = behind.started()
    whole = behind.store.apply

    def apply(changes: ChangeSet) -> Applied:
        if changes.batch is not None and not changes.complete:
            behind.jobs.stop(job.id, viewer=behind.viewer)
        return whole(changes)

    monkeypatch.setattr(behind.store, "apply", apply)
    behind.jobs.run_due()
    monkeypatch.undo()
    assert behind.stage(job) is Stage.STOPPED
    assert everybody(behind.store) == 0
    assert not behind.store.incomplete()
    behind.waiting = behind.room.get(behind.waiting.token, viewer=behind.viewer)
    assert behind.waiting.job == ""
    again = behind.started()
    behind.jobs.run_due()
    assert behind.stage(again) is Stage.DONE
    assert everybody(behind.store) == 400


class Killed(BaseException):
    """The process ends here: nothing of it runs any more."""


@pytest.mark.parametrize("part", [1, 2, 4])
def test_a_process_that_ends_leaves_nothing_half(
    behind: Behind, monkeypatch: pytest.MonkeyPatch, part: int
) -> None:
    """Whoever takes the lease over takes back what was written; the file and its answers wait."""
    job = behind.started()
    whole, applied = behind.store.apply, [0]

    def apply(changes: ChangeSet) -> Applied:
        if changes.why == "import.load":
            applied[0] += 1
            if applied[0] > part:
                raise Killed
        return whole(changes)

    monkeypatch.setattr(behind.store, "apply", apply)
    with pytest.raises(Killed):
        behind.jobs.run_due()
    monkeypatch.undo()
    assert everybody(behind.store) == 0
    behind.process().run_due()
    assert behind.stage(job) is Stage.RUNNING  # the lease of the process that ended still holds
    behind.process(lambda: NOW + 2 * jobs.LEASE).run_due()
    assert behind.stage(job) is Stage.BROKEN
    assert everybody(behind.store) == 0
    assert not behind.store.incomplete()
    assert behind.store.find(Query(ImportBatch.kind)).nodes == ()
    waiting = behind.room.get(behind.waiting.token, viewer=behind.viewer)
    assert (waiting.job, waiting.answers.origin) == ("", "village")
    assert behind.store.verify() == []


def test_only_one_process_works(behind: Behind) -> None:
    """The lease is one; a job of another account is nobody else's to see."""
    behind.jobs.run_due()
    job = behind.started()
    behind.process().run_due()
    assert behind.stage(job) is Stage.WAITING
    behind.jobs.run_due()
    assert behind.stage(job) is Stage.DONE


def test_a_thread_works_until_it_is_ended(behind: Behind) -> None:
    """Begun with the server; what comes into the queue is done."""
    behind.jobs.begin()
    try:
        job = behind.started()
        until = time.monotonic() + 120
        while not behind.stage(job).over and time.monotonic() < until:
            time.sleep(0.05)
    finally:
        behind.jobs.end()
    assert behind.stage(job) is Stage.DONE
    assert isinstance(person(behind.store, "王一", behind.viewer).record, Person)
