"""What may be written: the checks of every engine before a ChangeSet changes anything."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from xiangxian.domain import schema
from xiangxian.store.base import WRITES, ChangeSet, Conflict, Derived, Edge, Id, Node, Write
from xiangxian.store.contract import GraphStore
from xiangxian.store.drawing import DRAWN_EDGES, SHAPING_EDGES

_EDGES = schema.edge_names()


def check_size(changes: ChangeSet) -> None:
    """Raise `ValueError` for more writes than one ChangeSet holds, or two of one record."""
    if len(changes.writes) > WRITES:
        message = f"a ChangeSet holds at most {WRITES} writes"
        raise ValueError(message)
    if len({write.after.id for write in changes.writes}) != len(changes.writes):
        message = "one ChangeSet writes a record once"
        raise ValueError(message)


def check(changes: ChangeSet, current: Mapping[Id, Node | Edge]) -> None:
    """Names, shapes and versions of all writes, against what stands under their ids.

    Raises `ValueError` for what no program should ask, `Derived`, and `Conflict` with every record
    that moved on.
    """
    conflicts = []
    for write in changes.writes:
        after, stands = write.after, current.get(write.after.id)
        if write.before_rev != (stands.rev if stands else 0):
            conflicts.append(after.id)
            continue
        if after.rev != write.before_rev + 1:
            message = f"{after.id}: revision {after.rev} does not follow {write.before_rev}"
            raise ValueError(message)
        if isinstance(after, Node):
            _check_record(after, stands)
        else:
            _check_tie(after, stands)
    if not changes.complete:
        _check_hidden(changes.writes)
    if conflicts:
        raise Conflict(conflicts)


def _check_record(after: Node, stands: Node | Edge | None) -> None:
    if after.kind not in schema.KINDS:
        message = f"no kind of record: {after.kind}"
        raise ValueError(message)
    if stands is not None and not (isinstance(stands, Node) and stands.kind == after.kind):
        message = f"{after.id}: a record never changes its kind"
        raise ValueError(message)


def _check_tie(after: Edge, stands: Node | Edge | None) -> None:
    if after.name in DRAWN_EDGES:
        raise Derived(after.name)
    if after.name not in _EDGES:
        message = f"no kind of tie: {after.name}"
        raise ValueError(message)
    if stands is None:
        return
    where = (after.name, after.source, after.target)
    if not isinstance(stands, Edge) or (stands.name, stands.source, stands.target) != where:
        message = f"{after.id}: a tie never moves"
        raise ValueError(message)


def _check_hidden(writes: Sequence[Write]) -> None:
    """A part that no reader sees yet must not change what readers see."""
    made = {write.after.id for write in writes if isinstance(write.after, Node)}
    for write in writes:
        after = write.after
        if write.before_rev != 0:
            message = f"{after.id}: an incomplete batch creates and changes nothing"
            raise ValueError(message)
        if isinstance(after, Edge) and after.name in SHAPING_EDGES and after.source not in made:
            message = f"{after.id}: an incomplete batch brings this tie with its record"
            raise ValueError(message)


class Units:
    """Every record belongs to a unit that is on the register."""

    def __init__(self) -> None:
        self._asked: dict[Id, Id] = {}
        self._there: set[Id] = set()

    def see(self, node: Node) -> None:
        """One record, in any order."""
        self._asked.setdefault(node.unit, node.id)
        if node.kind == "unit":
            self._there.add(node.id)

    def refuse_unknown(self) -> None:
        """Raise `ValueError` that names a record of a unit which was not seen."""
        for unit in sorted(set(self._asked) - self._there):
            raise ValueError(self._asked[unit])


def refuse_unfit(store: GraphStore, edges: Sequence[Edge]) -> None:
    """Raise `ValueError` for ties between kinds of records that the vocabulary does not join so;
    the records stand in *store*."""
    if not edges:
        return
    ends = sorted({end for edge in edges for end in (edge.source, edge.target)})
    kinds = {id_: each.kind for id_, each in store.states(ends).items() if isinstance(each, Node)}
    for edge in edges:
        if (edge.name, kinds.get(edge.source), kinds.get(edge.target)) not in schema.joined():
            raise ValueError(edge.id)
