"""What an undo leaves, stated a second time over plain sets (`docs/decisions/0025`).

`Watched` looks at a store after every act and remembers what no state tells: since when a tie
lives, whether it went into the bin with one of its ends, what a record named last.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from xiangxian.domain import schema
from xiangxian.domain.introductions import DrawnIntroduction
from xiangxian.services.introductions import network
from xiangxian.store.base import Change, Edge, Id, Node, Stream
from xiangxian.store.contract import GraphStore

Said = tuple[str, Id, Id, str]
"""A tie's name, its source, its target and its values."""


def said(edge: Edge) -> Said:
    """What a tie says."""
    return edge.name, edge.source, edge.target, edge.values


def place(edge: Edge) -> tuple[Id, str]:
    """Where a link stands: its record and its name."""
    return edge.source, edge.name


@dataclass
class Watched:
    """A store's records and ties as they stand, and what happened to them by the way."""

    store: GraphStore
    nodes: dict[Id, Node] = field(default_factory=dict)
    edges: dict[Id, Edge] = field(default_factory=dict)
    born: dict[Id, int] = field(default_factory=dict)
    along: set[Id] = field(default_factory=set)
    names: dict[tuple[Id, str], Id] = field(default_factory=dict)
    before: dict[int, dict[tuple[Id, str], Id]] = field(default_factory=dict)
    seen: int = 0

    def look(self) -> None:
        """Take in what the ChangeSets since the last look did."""
        while True:
            changes = self.store.changes(after=self.seen)
            seqs = {change.entry.seq for change in changes}
            if not seqs:
                return
            first = min(seqs)
            self.take([change for change in changes if change.entry.seq == first], first)
            self.seen = first

    def take(self, changes: list[Change], seq: int) -> None:
        """One ChangeSet."""
        written = {change.after.id: change.after for change in changes if change.after}
        gone = {id_ for id_, entry in written.items() if isinstance(entry, Node) and entry.binned}
        for id_, entry in written.items():
            if isinstance(entry, Node):
                self.nodes[id_] = entry
                continue
            before = self.edges.get(id_)
            if not entry.binned and (before is None or before.binned):
                self.born[id_] = seq
            self.along.discard(id_)
            if entry.binned and {entry.source, entry.target} & gone:
                self.along.add(id_)
            self.edges[id_] = entry
        undoes = changes[0].entry.undoes
        entry = self.store.applied(undoes) if undoes else None
        self.before[seq] = dict(self.names)
        ties = [each for each in written.values() if isinstance(each, Edge)]
        self.name([each for each in ties if one_only(self, each)], gone, entry.seq if entry else 0)

    def name(self, written: list[Edge], gone: set[Id], undone: int) -> None:
        """What each record names now where it may name one, when the links *written* moved with the
        records *gone*; *undone* is the number of what was taken back."""
        live = {place(e): e.target for e in self.living() if one_only(self, e)}
        for where in {place(e) for e in written} - set(live):
            moved = [e for e in written if place(e) == where]
            if where[0] in gone:
                continue
            if undone:
                was = self.before[undone].get(where)
            else:
                was = self.names.get(where) if any(e.target in gone for e in moved) else None
            self.names.pop(where, None)
            if was is not None:
                self.names[where] = was
        self.names |= live
        for where, target in list(self.names.items()):
            ends = (self.nodes[where[0]], self.nodes[target])
            if where not in live and not any(end.binned for end in ends):
                del self.names[where]

    def living(self) -> Iterable[Edge]:
        """The live ties."""
        return (edge for edge in self.edges.values() if not edge.binned)

    def ties(self) -> Counter[Said]:
        """What the live ties say."""
        return Counter(said(edge) for edge in self.living())

    def records(self) -> dict[Id, str]:
        """The live records' content."""
        return {node.id: node.values for node in self.nodes.values() if not node.binned}

    def alike(self) -> bool:
        """Whether the store says the same."""
        nodes = {n.id: n for n in self.store.stream(Stream.NODES) if isinstance(n, Node)}
        edges = {e.id: e for e in self.store.stream(Stream.EDGES) if isinstance(e, Edge)}
        return nodes == self.nodes and edges == self.edges


def one_only(watched: Watched, edge: Edge) -> bool:
    """Whether the record may have only one link like this."""
    kind = schema.KINDS[watched.nodes[edge.source].kind]
    return any(
        spec.is_link and spec.edge == edge.name and not spec.many for spec in kind.fields.values()
    )


def expected(
    watched: Watched, acts: list[list[Change]]
) -> tuple[dict[Id, str], Counter[Said], set[Id]]:
    """The live records with their content, what the live ties say, and which records of the act
    stay although it made or changed them, once the ChangeSets *acts* are taken back."""
    before: dict[Id, Node | Edge | None] = {}
    after: dict[Id, Node | Edge] = {}
    last = 0
    for change in (change for act in acts for change in act):
        assert change.after is not None
        before.setdefault(change.after.id, change.before)
        after[change.after.id] = change.after
        last = max(last, change.entry.seq)

    def was_live(id_: Id) -> bool:
        entry = before[id_]
        return entry is not None and not entry.binned

    # records, one after the other
    kept, new, back, home = set(), set(), {}, set()
    for id_, left in after.items():
        if not isinstance(left, Node):
            continue
        now, was = watched.nodes[id_], before[id_]
        if was is not None and (was.values, was.binned) == (left.values, left.binned):
            continue
        if (now.values, now.binned) == (left.values, left.binned):
            if left.binned:
                home.add(id_)
            elif not was_live(id_):
                new.add(id_)
            assert was is None or isinstance(was, Node)
            if was is not None and not was.binned:
                back[id_] = was.values
        elif (
            not now.binned
            and not (was_live(id_) and left.binned)
            and (was is None or was.binned or now.values != was.values)
        ):
            kept.add(id_)
    # ties of the act that say what it left, each by the tie that says it now
    mine: set[Id] = set()
    used: set[Id] = set()

    def again(words: Said) -> Id | None:
        """A tie that was made since and says this, each once."""
        for e in sorted(watched.living(), key=lambda e: e.id):
            since = watched.born[e.id] > last and e.id not in after
            if said(e) == words and since and e.id not in used:
                used.add(e.id)
                return e.id
        return None

    for id_, tie in after.items():
        if not isinstance(tie, Edge) or was_live(id_) or tie.binned:
            continue
        stands = watched.edges[id_]
        if not stands.binned:
            if stands.values == tie.values:
                mine.add(id_)
            continue
        if twin := again(said(tie)):
            mine.add(twin)
    # what holds a new record
    while True:
        held = {
            id_
            for id_ in new - kept
            for tie in watched.living()
            if id_ in (tie.source, tie.target)
            and (tie.id not in mine or (tie.target == id_ and tie.source in kept))
        }
        if not held:
            break
        kept |= held
    going = new - kept
    nodes = watched.records()
    nodes = {id_: values for id_, values in nodes.items() if id_ not in going} | {
        id_: values for id_, values in back.items() if id_ not in kept
    }
    ties: dict[Id, Said] = {}
    for edge in watched.living():
        ends = {edge.source, edge.target}
        if ends & going or (edge.id in mine and not ends & kept):
            continue
        ties[edge.id] = said(edge)
        left = after.get(edge.id)
        old = before.get(edge.id)
        if (
            isinstance(left, Edge)
            and isinstance(old, Edge)
            and was_live(edge.id)
            and not left.binned
            and edge.values == left.values
        ):
            ties[edge.id] = (*said(edge)[:3], old.values)

    def wanted(edge: Edge) -> bool:
        if not {edge.source, edge.target} <= set(nodes):
            return False
        named = {(name, source) for name, source, _, _ in ties.values()}
        return not (one_only(watched, edge) and (edge.name, edge.source) in named)

    for id_, left in after.items():
        old = before[id_]
        if not isinstance(left, Edge) or not isinstance(old, Edge):
            continue
        now_ = watched.edges[id_]
        if not left.binned or not was_live(id_) or not now_.binned:
            continue
        ended = any(
            isinstance(after.get(end), Node) and after[end].binned and was_live(end)
            for end in (now_.source, now_.target)
        )
        if again(said(old)) in ties or not wanted(now_) or (now_.source in kept and not ended):
            continue
        ties[id_] = said(old)
    for edge in sorted(watched.edges.values(), key=lambda e: e.id):
        if not edge.binned or edge.id in after or not {edge.source, edge.target} & home:
            continue
        named = watched.names.get(place(edge)) == edge.target
        if (named if one_only(watched, edge) else edge.id in watched.along) and wanted(edge):
            ties[edge.id] = said(edge)
    return nodes, Counter(ties.values()), kept


def drawn(store: GraphStore) -> dict[Id, tuple[Id | None, bool]]:
    """What the derived ties say each introduction names; the snapshot says the same."""
    claims = network.snapshot(store).claims
    found = {}
    for edge in store.edges("INTRODUCED"):
        values = DrawnIntroduction.model_validate_json(edge.values)
        assert claims[edge.id].project == values.project
        found[edge.id] = values.project, bool(values.project_binned)
    return found
