"""Bringing a checked register in, and taking the whole of it back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from xiangxian.domain.registers import ImportBatch
from xiangxian.domain.roles import Action
from xiangxian.services import gate, records
from xiangxian.services.acts import undoing
from xiangxian.services.acts.undoing import KeptByUndo, Step
from xiangxian.services.drafts import Draft, new_id, numbered_id
from xiangxian.services.gate import Viewer
from xiangxian.services.registers.importing.known import holdings, homeland
from xiangxian.services.registers.importing.matches import Decisions
from xiangxian.services.registers.importing.plan import plan
from xiangxian.services.registers.importing.planner import NOTHING_DECIDED, ImportPlan, packed
from xiangxian.services.registers.importing.village_columns import own_sheets
from xiangxian.services.registers.workbook.model import Checked
from xiangxian.store.base import WRITES, ChangeSet, Edge, Id, Node, Unavailable, Write
from xiangxian.store.contract import GraphStore

_CHUNKS = 1_000_000
"""Where the numbers of a batch's further ChangeSets begin."""


@dataclass(frozen=True, slots=True)
class ImportOutcome:
    """What an import did (or, before the confirmation, will do).

    *batch* is None when nothing was written because nothing was new. *namesakes* are new people
    whose name the register had already; *mentioned* those recorded because a row names them,
    *left* rows that the clerk left out.
    """

    batch: Id | None
    people: int
    projects: int
    updated: int
    same: int
    introductions: int
    mentioned: tuple[str, ...]
    namesakes: tuple[str, ...]
    reviews: int
    dropped: tuple[str, ...]
    change_id: Id = ""
    visits: int = 0
    suggestions: int = 0
    attended: int = 0
    left: int = 0

    @property
    def anything(self) -> bool:
        """Whether anything is written: records, or points to look at."""
        new = (
            self.people,
            self.projects,
            self.visits,
            self.updated,
            self.introductions,
            self.suggestions,
            self.attended,
        )
        return any(new) or self.reviews > 0


def foresee(
    store: GraphStore,
    checked: Checked,
    *,
    origin: str | None,
    viewer: Viewer,
    now: datetime,
    change_id: Id | None = None,
    decisions: Decisions = NOTHING_DECIDED,
) -> ImportPlan:
    """What importing *checked* with *change_id* would do; nothing is written."""
    gate.require(viewer, Action.IMPORT)
    draft = Draft(numbered_id(change_id or new_id(now), 1), viewer.unit)
    held = holdings(store, viewer=viewer)
    land = homeland(store, viewer=viewer)
    return plan(checked, held, land, draft, origin=origin, now=now, decisions=decisions)


def outcome(foreseen: ImportPlan, checked: Checked, batch: Id | None = None) -> ImportOutcome:
    """A plan in figures."""
    return ImportOutcome(
        batch,
        foreseen.count("create", "person"),
        foreseen.count("create", "project"),
        foreseen.count("update"),
        foreseen.count("same"),
        foreseen.introductions,
        tuple(foreseen.mentioned),
        tuple(row.title for row in foreseen.rows if row.namesakes),
        len(foreseen.reviews),
        checked.dropped,
        foreseen.draft.change_id,
        foreseen.count("create", "event"),
        foreseen.count("create", "suggestion"),
        foreseen.coming,
        foreseen.count("skip"),
    )


def load(
    store: GraphStore,
    checked: Checked,
    *,
    origin: str | None,
    viewer: Viewer,
    now: datetime,
    change_id: Id,
    decisions: Decisions = NOTHING_DECIDED,
    most: int | None = None,
    step: Step = undoing.unseen,
) -> ImportOutcome:
    """Bring *checked* in. The same *change_id* again changes nothing; rows that were imported
    before are passed over, whatever happened to their records since.

    What is new is written in ChangeSets of at most *most* writes (as many as the store takes),
    unseen until all of it is there; *step* is told before each how many writes of all are done, and
    may raise to break off: nothing remains then.
    """
    gate.require(viewer, Action.IMPORT)
    last = numbered_id(change_id, 2)
    if store.applied(change_id) is not None and store.get([last]).nodes:
        if last in store.incomplete():
            raise Unavailable("上一次导入中断了。请先在「导入」页撤销那一批，再导入一次。")
        batch = ImportBatch.parsed(store.get([last]).nodes[0].values)
        assert isinstance(batch, ImportBatch)  # noqa: S101 - its id says so
        return ImportOutcome(
            last, 0, 0, 0, batch.created or 0, 0, (), (), 0, batch.dropped, change_id
        )
    foreseen = foresee(
        store,
        checked,
        origin=origin,
        viewer=viewer,
        now=now,
        change_id=change_id,
        decisions=decisions,
    )
    if not foreseen.draft.writes and not foreseen.reviews:
        return outcome(foreseen, checked)
    parts = _parts(foreseen.draft.writes, most or WRITES - 1)
    ids = [change_id, *(numbered_id(change_id, _CHUNKS + n) for n in range(1, len(parts)))]
    record = ImportBatch(
        name=checked.file,
        digest=checked.digest,
        at=now,
        origin=origin,
        created=foreseen.count("create"),
        updated=foreseen.count("update"),
        skipped=foreseen.count("same"),
        dropped=checked.dropped,
        changes=tuple(ids),
        rows=foreseen.digests,
        sheets=own_sheets(checked),
        review={key: packed(each) for key, each in foreseen.reviews.items()},
    )
    first = Draft(change_id, viewer.unit)
    first.add(record, id_=last)
    # the batch comes first: whatever happens to the parts after it, it can be taken back
    parts[0] = _Part((*first.writes, *parts[0].writes))
    done, everything = 0, len(foreseen.draft.writes)
    try:
        for part_id, part in zip(ids, parts, strict=True):
            step(done, everything)
            done += len(part.writes)
            store.apply(
                ChangeSet(
                    part_id,
                    viewer.account,
                    now,
                    "import.load",
                    part.writes,
                    checked.file,
                    (last,),
                    batch=None if part.complete is None else last,
                    complete=part.complete is not False,
                )
            )
    except Exception:
        if store.applied(change_id) is not None:
            take_back(store, last, viewer=viewer, now=now)
        raise
    return outcome(foreseen, checked, last)


@dataclass(frozen=True, slots=True)
class _Part:
    """The writes of one ChangeSet; *complete* is None where the batch is not hidden meanwhile."""

    writes: tuple[Write, ...]
    complete: bool | None = None


def _parts(writes: Sequence[Write], most: int) -> list[_Part]:
    """The ChangeSets of an import: one, or where they are too many the batch's own record, then
    what is new, unseen, then what becomes visible with it: changes of what stood before."""
    room = WRITES - 1
    if len(writes) <= most:
        return [_Part(tuple(writes))]
    made = {w.after.id for w in writes if isinstance(w.after, Node) and not w.before_rev}

    def is_new(write: Write) -> bool:
        after = write.after
        return after.id in made or (
            isinstance(after, Edge) and not write.before_rev and after.source in made
        )

    new = [write for write in writes if is_new(write)]
    other = [write for write in writes if not is_new(write)]
    parts = [_Part(())]
    parts += [_Part(each, False) for each in _whole_records(new, most)]
    parts.append(_Part(tuple(other[:room]), True))
    return parts + [_Part(tuple(other[at : at + room])) for at in range(room, len(other), room)]


def _whole_records(writes: Sequence[Write], most: int) -> list[tuple[Write, ...]]:
    """*writes* in parts of at most *most*, no new record apart from the links right behind it."""
    groups: list[list[Write]] = []
    for write in writes:
        after = write.after
        behind = isinstance(after, Edge) and groups and groups[-1][0].after.id == after.source
        if behind and len(groups[-1]) < most:
            groups[-1].append(write)
        else:
            groups.append([write])
    return undoing.filled(groups, most)


def take_back(
    store: GraphStore,
    batch_id: Id,
    *,
    viewer: Viewer,
    now: datetime,
    most: int = WRITES,
    step: Step = undoing.unseen,
) -> Sequence[KeptByUndo]:
    """Take the whole import back, all its ChangeSets as one act; gives what was changed since and
    therefore stays, records and ties.

    Parts of a large import that were never written, because it was broken off, are passed over. It
    is taken back in ChangeSets of at most *most* writes, the batch's own record, which goes
    whatever was answered since, in the last; *step* is told before each how many of all are done.
    Raises `Missing`, and `Invalid` when others keep changing the same records.
    """
    gate.require(viewer, Action.IMPORT)
    batch = records.read(store, batch_id, viewer=viewer, kind=ImportBatch.kind)
    undone = undoing.take_back(
        store,
        undoing.acts_of(store, batch.record),
        change_id=new_id(now),
        viewer=viewer,
        now=now,
        note="import.load",
        whatever=(batch_id,),
        most=most,
        step=step,
    )
    if batch_id in store.incomplete():
        # all of it lies in the recycle bin by now: nothing is left to be kept out of sight
        store.apply(
            ChangeSet(
                new_id(now), viewer.account, now, "history.undo", about=(batch_id,), batch=batch_id
            )
        )
    return undone.kept
