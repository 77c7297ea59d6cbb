"""Taking an act back: what that does, what stays and is told, and doing it.

The rule stands in `store.inversion`; here is what it needs to be read, and what is said of it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from xiangxian.domain import schema
from xiangxian.domain.accounts import Account, Unit
from xiangxian.domain.recognition.cases import RecognitionDecision
from xiangxian.domain.records import Record
from xiangxian.domain.registers import ContactExport, ImportBatch
from xiangxian.services import gate, records
from xiangxian.services.acts.restoring import with_ties
from xiangxian.services.drafts import numbered_id
from xiangxian.services.gate import Missing, Viewer
from xiangxian.services.records import Invalid, Reference
from xiangxian.store.base import (
    WRITES,
    Change,
    ChangeSet,
    Conflict,
    Dangling,
    Edge,
    Entry,
    Id,
    Node,
    StillTied,
    Write,
)
from xiangxian.store.contract import GraphStore
from xiangxian.store.inversion import Done, dropped, invert, made, net, says
from xiangxian.store.paging import all_changes

LASTING = frozenset({ContactExport.kind, Account.kind, Unit.kind, RecognitionDecision.kind})
"""Kinds whose making is never taken back: what left the office has left it, and a decision is only
changed by a newer one."""
UNDO = "history.undo"
"""Why a ChangeSet was written that takes an act back."""
_TRIES = 3

Step = Callable[[int, int], None]
"""Told how many writes of all are done."""


def unseen(done: int, everything: int) -> None:
    """Nobody looks on."""


@dataclass(frozen=True, slots=True)
class KeptByUndo:
    """What stays although its act was taken back: a record, or a tie (*kind* is then its edge's
    name), as a user reads it."""

    id: Id
    kind: str
    title: str


@dataclass(frozen=True, slots=True)
class Undone:
    """What an undo did: how many entries went back, what was kept, and the records in the bin
    whose ties to what came back stay out."""

    change_id: Id
    taken_back: int
    kept: tuple[KeptByUndo, ...]
    without: tuple[Reference, ...] = ()


@dataclass(frozen=True, slots=True)
class Undoing:
    """What taking an act back would write, and what it would keep."""

    writes: tuple[Write, ...]
    kept: tuple[KeptByUndo, ...]
    without: tuple[Reference, ...]


LISTED = 60
"""So many of what stays are named in one sentence; beyond it their number is said."""


def listed(titles: Sequence[str]) -> str:
    """What stays, by name."""
    more = f"……共{len(titles)}条" if len(titles) > LISTED else ""
    return "、".join(titles[:LISTED]) + more


def acts_of(store: GraphStore, batch: Record) -> list[Id]:
    """The ChangeSets that an import was written with, in order of number, those aside that never
    were because it was broken off."""
    assert isinstance(batch, ImportBatch)  # noqa: S101 - asked of an import only
    entries = (entry for act in batch.changes if (entry := store.applied(act)) is not None)
    return [entry.id for entry in sorted(entries, key=lambda entry: entry.seq) if entry.writes]


def whole_act(store: GraphStore, entry: Entry) -> tuple[list[Id], tuple[Id, ...]]:
    """The ChangeSets of the act that *entry* is of, and the record that tells of it: an import is
    taken back whole or not at all."""
    for node in store.get(entry.about).nodes:
        batch = schema.KINDS[node.kind].parsed(node.values)
        if isinstance(batch, ImportBatch) and entry.id in batch.changes:
            return acts_of(store, batch), (node.id,)
    return [entry.id], ()


def plan_undo(
    store: GraphStore, acts: Sequence[Id], *, viewer: Viewer, whatever: Collection[Id] = ()
) -> Undoing:
    """What taking back the ChangeSets *acts* (one act, in order of number) would do.

    The records *whatever* go back although they moved on since. Raises `Missing` when one of the
    records is not the viewer's.
    """
    changes = [change for act in acts for change in store.change_set(act)]
    ids = {change.after.id for change in changes if change.after is not None}
    ends = {
        end
        for change in changes
        if isinstance(change.after, Edge)
        for end in (change.after.source, change.after.target)
    }
    current = dict(store.states(sorted(ids | ends)))
    touched = [now for id_ in ids if isinstance(now := current.get(id_), Node)]
    if any(node.kind in LASTING or not gate.visible(viewer, node) for node in touched):
        raise Missing(acts[0])
    changes = [
        replace(change, after=current[change.after.id])
        if change.after is not None and change.after.id in whatever
        else change
        for change in changes
    ]
    done = net(changes)
    ties = records.live_edges(store, _around(done, current))
    inverted = invert(changes, current, ties, _again(store, changes, done, current, ties))
    writes, dead, held = with_ties(store, inverted.writes, current)
    standing = {edge.id: edge for edge in (*ties, *held)} | current
    kept = [standing[id_] for id_ in dict.fromkeys((*inverted.kept, *(edge.id for edge in held)))]
    without = tuple(records.refer(node) for node in dead if gate.visible(viewer, node))
    return Undoing(writes, _told(store, kept, viewer), without)


def _around(done: Mapping[Id, Done], current: Mapping[Id, Node | Edge]) -> list[Id]:
    """The records whose live ties say what has to stay, and what stands in place of what went."""
    found = set()
    for id_, each in done.items():
        stands = current.get(id_)
        if isinstance(each.after, Node):
            if made(each) and stands is not None and not stands.binned:
                found.add(id_)
        elif dropped(each) or (made(each) and (stands is None or stands.binned)):
            found.add(each.after.source)
    return sorted(found)


def _again(
    store: GraphStore,
    changes: Sequence[Change],
    done: Mapping[Id, Done],
    current: Mapping[Id, Node | Edge],
    ties: Iterable[Edge],
) -> dict[Id, Edge]:
    """Of the ties that the act made and somebody took away, and of those that the act took away,
    those that somebody made again since: which tie says the same now."""
    alike: dict[tuple[str, Id, Id, str], list[Edge]] = {}
    for edge in sorted(ties, key=lambda edge: edge.id):
        if edge.id not in done:
            alike.setdefault(says(edge), []).append(edge)
    seq = max((change.entry.seq for change in changes), default=0)
    later: dict[Id, set[Id]] = {}
    found: dict[Id, Edge] = {}
    for id_, each in done.items():
        stands = current.get(id_)
        was = each.before if dropped(each) else each.after
        if not isinstance(was, Edge) or not (made(each) or dropped(each)) or stands is None:
            continue
        rivals = alike.get(says(was)) if stands.binned else None
        if not rivals:
            continue
        source = was.source
        if source not in later:
            later[source] = {
                change.after.id
                for change in all_changes(store, after=seq, of=source)
                if isinstance(change.after, Edge)
                and (change.before is None or change.before.binned)
            }
        same = next((edge for edge in rivals if edge.id in later[source]), None)
        if same is not None:
            rivals.remove(same)
            found[id_] = same
    return found


def _told(store: GraphStore, kept: Iterable[Node | Edge], viewer: Viewer) -> tuple[KeptByUndo, ...]:
    """What is kept, in words: records first, then ties by their two ends."""
    entries = list(kept)
    ends = {end for each in entries if isinstance(each, Edge) for end in (each.source, each.target)}
    nodes = {
        id_: each for id_, each in store.states(sorted(ends)).items() if isinstance(each, Node)
    }
    told = [
        KeptByUndo(each.id, each.kind, _title(each, viewer))
        for each in entries
        if isinstance(each, Node)
    ]
    ties = (each for each in entries if isinstance(each, Edge))
    told.extend(KeptByUndo(each.id, each.name, _tie_title(each, nodes, viewer)) for each in ties)
    return tuple(told)


def _title(node: Node | None, viewer: Viewer) -> str:
    if node is None or not gate.visible(viewer, node):
        return "受保护联系人"
    title = records.refer(node).title
    return f"{title}（已移出）" if node.binned else title


def _tie_title(edge: Edge, nodes: Mapping[Id, Node], viewer: Viewer) -> str:
    source, target = nodes.get(edge.source), nodes.get(edge.target)
    tie = schema.TIES.get(edge.name)
    if tie is not None:
        words = tie.forward if gate.sees_tie(viewer, tie) else "联系"
    else:
        words = schema.link_label(edge.name, source.kind if source else None)
    return f"{_title(source, viewer)}的{words}：{_title(target, viewer)}"


def take_back(
    store: GraphStore,
    acts: Sequence[Id],
    *,
    change_id: Id,
    viewer: Viewer,
    now: datetime,
    note: str,
    why: str = UNDO,
    whatever: Collection[Id] = (),
    most: int = WRITES,
    step: Step = unseen,
) -> Undone:
    """Take back the ChangeSets *acts* (one act, in order of number) as *change_id*; the log tells
    of it as *why*.

    What takes more than *most* writes is several ChangeSets, the records *whatever* in the last;
    *step* is told before each how many writes of all are done. Raises `Missing`, and `Invalid`
    when others kept changing the same records.
    """
    number = done = 0
    for _ in range(_TRIES):
        plan = plan_undo(store, acts, viewer=viewer, whatever=whatever)
        everything = done + len(plan.writes)
        try:
            for part in parts(plan.writes, most, last=whatever):
                step(done, everything)
                id_ = numbered_id(change_id, number) if number else change_id
                store.apply(
                    ChangeSet(id_, viewer.account, now, why, part, note, (), undoes=acts[0])
                )
                done, number = done + len(part), number + 1
        except (Conflict, Dangling, StillTied):
            continue  # somebody wrote between reading and writing
        return Undone(change_id, done, plan.kept, plan.without)
    raise Invalid({"act": "别人正在改其中的记录，没有撤回完。请再点一次。"})


def parts(
    writes: Sequence[Write], most: int, *, last: Collection[Id] = ()
) -> list[tuple[Write, ...]]:
    """*writes* in parts of at most *most*, each of which can be applied after those before it.

    A record that goes takes its ties along in one part, so that they come back with it; those with
    most ties go last, when most of these went with their other ends.
    """
    nodes = {w.after.id: w for w in writes if isinstance(w.after, Node)}
    ties = [w for w in writes if isinstance(w.after, Edge)]
    of: dict[Id, list[Write]] = {}
    for write in ties:
        if isinstance(write.after, Edge) and write.after.binned:
            for end in {write.after.source, write.after.target} & set(nodes):
                if nodes[end].after.binned:
                    of.setdefault(end, []).append(write)
    going = {id_ for id_, write in nodes.items() if write.after.binned}
    groups: list[list[Write]] = []
    placed: set[Id] = set()
    for id_ in sorted(going, key=lambda id_: (id_ in last, len(of.get(id_, ())), id_)):
        along = [w for w in of.get(id_, ()) if w.after.id not in placed]
        placed |= {w.after.id for w in along}
        groups += [[w] for w in along[most - 1 :]]
        groups.append([*along[: most - 1], nodes[id_]])
    staying = [[w] for id_, w in nodes.items() if id_ not in going | set(last)]
    rest = [[w] for w in ties if w.after.id not in placed]
    ending = [[w] for id_, w in nodes.items() if id_ in set(last) - going]
    at = len(groups) - sum(group[-1].after.id in last for group in groups)
    return filled((*groups[:at], *staying, *rest, *ending, *groups[at:]), most)


def filled(groups: Iterable[Sequence[Write]], most: int) -> list[tuple[Write, ...]]:
    """*groups* in their order, each undivided, in parts of at most *most* writes."""
    found: list[list[Write]] = []
    for group in groups:
        if not found or len(found[-1]) + len(group) > most:
            found.append([])
        found[-1] += group
    return [tuple(part) for part in found]
