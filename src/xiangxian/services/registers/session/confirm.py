"""An import that waits is confirmed: read once more with its answers, and written as it was shown."""

from __future__ import annotations

import contextlib
import hashlib
import secrets
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from xiangxian.domain.people import CONTACT_ORIGINS
from xiangxian.domain.registers import ImportBatch
from xiangxian.services import records
from xiangxian.services.acts import undoing
from xiangxian.services.drafts import new_id, numbered_id
from xiangxian.services.gate import Missing, Viewer
from xiangxian.services.records import Invalid
from xiangxian.services.registers.importing import load as loading
from xiangxian.services.registers.importing.known import homeland, known_people
from xiangxian.services.registers.importing.load import ImportOutcome
from xiangxian.services.registers.importing.matches import Decisions
from xiangxian.services.registers.importing.planner import ImportPlan
from xiangxian.services.registers.reading.checked import check
from xiangxian.services.registers.session import (
    import_restoring,
    import_sentences,
    remembered_layouts,
)
from xiangxian.services.registers.session.answers import edits_of, settled
from xiangxian.services.registers.session.waiting_files import Answers, Waiting, WaitingRoom
from xiangxian.services.registers.workbook.contact_files import with_registers
from xiangxian.services.registers.workbook.model import Checked, Workbook
from xiangxian.services.upkeep import jobs
from xiangxian.services.upkeep.jobs import Job, JobFailed, Stage
from xiangxian.store.base import Id, State
from xiangxian.store.contract import GraphStore

LARGE = 300
"""A file with more rows is brought in behind the page."""
_PART = 1_500
"""Writes of one ChangeSet of a large import: how often its progress is told."""
_ALONE = timedelta(seconds=120)
_PATIENCE = 20.0
IMPORT, UNDO, RESTORE = "import.load", "import.undo", "import.restore"


@dataclass(frozen=True, slots=True)
class Understood:
    """A waiting file as it is understood: bare (*checked*), and as the answers leave it."""

    workbook: Workbook
    checked: Checked
    settled: Checked
    decisions: Decisions


class RegisterMoved(Exception):
    """The register changed since the preview: what would be written is not what was shown."""


class Busy(Exception):
    """Another import of the unit is being written."""


def understood(
    store: GraphStore, workbook: Workbook, answers: Answers, *, viewer: Viewer
) -> Understood:
    """*workbook* with *answers*, read against the register as it stands."""
    workbook = with_registers(workbook)
    checked = check(
        workbook,
        homeland(store, viewer=viewer),
        known_people(store, viewer=viewer),
        remembered_layouts.choices(store, viewer=viewer),
        edits_of(answers),
        frozenset(answers.sheets),
    )
    return Understood(workbook, checked, *settled(checked, answers))


def foresee(
    store: GraphStore, waiting: Waiting, file: Understood, *, viewer: Viewer, now: datetime
) -> ImportPlan:
    """What confirming it would write, to the letter."""
    return loading.foresee(
        store,
        file.settled,
        origin=_origin(waiting, file),
        viewer=viewer,
        now=now,
        change_id=waiting.change_id,
        decisions=file.decisions,
    )


def _origin(waiting: Waiting, file: Understood) -> str | None:
    # before it is answered, any: where contacts come from decides nothing but its own two fields
    return (
        (waiting.answers.origin or CONTACT_ORIGINS[0].code) if file.settled.has_contacts else None
    )


def digest(foreseen: ImportPlan) -> str:
    """What a preview showed, as one short text: what is written on which revision of which record,
    what becomes of each row, every point left open."""
    lines = [f"{write.before_rev} {write.after.id}" for write in foreseen.draft.writes]
    lines += [f"{row.sheet}!{row.row} {row.what}" for row in foreseen.rows]
    lines += sorted(foreseen.reviews)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:32]


@contextlib.contextmanager
def _alone(store: GraphStore, unit: Id, clock: Callable[[], datetime]) -> Iterator[None]:
    """One import of a unit at a time, so that two do not both find a row new."""
    mine, key = secrets.token_hex(8).encode(), f"importing:{unit}"
    begun = time.monotonic()

    def taken(text: bytes | None) -> State:
        # whoever waits does not prolong it: the text says until when
        until = clock() + _ALONE
        if text is not None and not text.startswith(mine):
            return State(text, datetime.fromisoformat(text.decode().partition(" ")[2]))
        return State(mine + b" " + until.isoformat().encode(), until)

    def ours() -> bool:
        text = store.state(key, taken)
        return text is not None and text.startswith(mine)

    while not ours():
        if time.monotonic() - begun > _PATIENCE:
            raise Busy
        time.sleep(0.05)
    try:
        yield
    finally:
        store.state(
            key,
            lambda text: None if text is None or text.startswith(mine) else taken(text),
        )


def bring_in(
    store: GraphStore,
    room: WaitingRoom,
    waiting: Waiting,
    *,
    seen: str,
    viewer: Viewer,
    now: datetime,
    most: int | None = None,
    step: undoing.Step = undoing.unseen,
) -> ImportOutcome:
    """Write what was shown; *seen* is the `digest` of it. The file does not wait any longer.

    Raises `Moved` when the register changed so that something else would be written, `Busy` while
    another import of the unit is being written; nothing is changed then.
    """
    with _alone(store, viewer.unit, lambda: now):
        file = understood(store, room.workbook(waiting), waiting.answers, viewer=viewer)
        foreseen = foresee(store, waiting, file, viewer=viewer, now=now)
        if store.applied(waiting.change_id) is None and digest(foreseen) != seen:
            raise RegisterMoved
        done = loading.load(
            store,
            file.settled,
            origin=_origin(waiting, file),
            viewer=viewer,
            now=now,
            change_id=waiting.change_id,
            decisions=file.decisions,
            most=most,
            step=step,
        )
        room.done(waiting, done.batch or "", now, rest=bool(rejected(file)))
    return done


def rejected(file: Understood) -> int:
    """How many rows cannot come in."""
    return sum(len(sheet.rejected) for sheet in file.checked.sheets)


def said(name: str, done: ImportOutcome) -> list[str]:
    """What is told of an import that came in."""
    told = (
        import_sentences.outcome_sentence(name, done),
        import_sentences.mentioned_sentence(done),
        import_sentences.namesake_sentence(done),
    )
    return [each for each in told if each]


@dataclass(frozen=True, slots=True)
class ImportWork:
    """A large import behind the page; *folder* is where files wait."""

    folder: Path

    def run(
        self, store: GraphStore, job: Job, viewer: Viewer, now: datetime, step: jobs.Step
    ) -> Job:
        """Write it part by part; stopped, everything is taken back and the file waits again.

        Raises `JobFailed` with the sentence for the page.
        """
        room = WaitingRoom(store, self.folder)
        try:
            waiting = room.get(job.about["token"], viewer=viewer)
            done = bring_in(
                store,
                room,
                waiting,
                seen=job.about["seen"],
                viewer=viewer,
                now=now,
                most=_PART,
                step=step,
            )
        except Missing as fault:
            raise JobFailed("这份表已经不在了，什么也没有导入。请重新拖一次。") from fault
        except (RegisterMoved, Busy) as fault:
            self._again(room, waiting, now)
            raise JobFailed("名册刚刚有变动，什么也没有导入。请再看一眼，再确认一次。") from fault
        except Exception:
            self._again(room, waiting, now)
            raise
        return replace(job, said="\n".join(said(waiting.name, done)), result=done.batch or "")

    @staticmethod
    def _again(room: WaitingRoom, waiting: Waiting, now: datetime) -> None:
        """The file waits as before, for an act of its own."""
        room.change(waiting, now, lambda each: replace(each, job="", change_id=new_id(now)))

    def mend(self, store: GraphStore, job: Job, viewer: Viewer, now: datetime) -> Job:
        """Take back what was written when the process ended, unless all of it was."""
        room = WaitingRoom(store, self.folder)
        try:
            waiting = room.get(job.about["token"], viewer=viewer)
        except Missing:
            return replace(job, said="上次做到一半时程序停了。")
        if waiting.batch:  # it had come in, only nobody was told
            return replace(job, stage=Stage.DONE, result=waiting.batch)
        batch = numbered_id(waiting.change_id, 2)
        if store.get([batch]).nodes:
            record = records.read(store, batch, viewer=viewer, kind=ImportBatch.kind).record
            changes = getattr(record, "changes", ())
            if all(store.applied(change) for change in changes):
                room.done(waiting, batch, now)
                return replace(job, stage=Stage.DONE, result=batch)
            loading.take_back(store, batch, viewer=viewer, now=now)
        self._again(room, waiting, now)
        return replace(job, said="导到一半时程序停了，什么也没有留下；表和答过的都还在。")


@dataclass(frozen=True, slots=True)
class UndoWork:
    """Taking a large import back behind the page."""

    def run(
        self, store: GraphStore, job: Job, viewer: Viewer, now: datetime, step: jobs.Step
    ) -> Job:
        """Take it back; gives what was kept. Raises `JobFailed` with the sentence for the page."""
        batch = job.about["batch"]
        try:
            kept = loading.take_back(store, batch, viewer=viewer, now=now, most=_PART, step=step)
        except Invalid as fault:
            raise JobFailed("".join(fault.faults.values())) from fault
        return replace(
            job, said=import_sentences.taken_back_sentence([each.title for each in kept])
        )

    def mend(self, store: GraphStore, job: Job, viewer: Viewer, now: datetime) -> Job:
        """Take the rest back as well: an undo that was begun is wanted whole."""
        try:
            return replace(self.run(store, job, viewer, now, undoing.unseen), stage=Stage.DONE)
        except Missing:  # its last part was taken back
            return replace(job, stage=Stage.DONE, said=import_sentences.taken_back_sentence([]))


@dataclass(frozen=True, slots=True)
class RestoreWork:
    """Bringing a large import that was taken back again, behind the page."""

    def run(
        self, store: GraphStore, job: Job, viewer: Viewer, now: datetime, step: jobs.Step
    ) -> Job:
        """Restore it; gives what could not be.

        Raises `JobFailed` with the sentence for the page.
        """
        batch = job.about["batch"]
        try:
            done = import_restoring.restore(
                store, batch, change_id=new_id(now), viewer=viewer, now=now, most=_PART, step=step
            )
        except Invalid as fault:
            raise JobFailed("".join(fault.faults.values())) from fault
        return replace(job, said=import_sentences.restored_sentence(done), result=batch)

    def mend(self, store: GraphStore, job: Job, viewer: Viewer, now: datetime) -> Job:
        """Bring the rest as well; once its own record is there, all of it is."""
        try:
            return replace(self.run(store, job, viewer, now, undoing.unseen), stage=Stage.DONE)
        except Missing:
            return replace(job, stage=Stage.DONE, said=import_sentences.RESTORED)
