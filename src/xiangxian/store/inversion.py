"""Taking an act back: what goes, what becomes as it was, what stays (`docs/decisions/0025`).

A pure function over what an act did and how that stands now, the same for every engine.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from enum import Enum, auto
from typing import NamedTuple

from xiangxian.domain import schema
from xiangxian.store.base import Change, Edge, EdgeName, Id, Node, Write


class Inverted(NamedTuple):
    """What takes an act back, and which records and ties stay as they are."""

    writes: tuple[Write, ...]
    kept: tuple[Id, ...]


class Done(NamedTuple):
    """What an act did to one record or tie, all its ChangeSets together."""

    before: Node | Edge | None
    after: Node | Edge


class _Since(Enum):
    """How a record stands towards what the act did to it."""

    UNTOUCHED = auto()
    """The act changed nothing of its content, at most its links."""
    STANDS = auto()
    """It says what the act left, whatever happened between."""
    BACK = auto()
    """It is as it was before the act already."""
    MOVED_ON = auto()
    """It says something else since."""


def net(changes: Iterable[Change]) -> dict[Id, Done]:
    """What *changes*, in order of number, did by record and tie; what an erasure emptied is left
    out."""
    found: dict[Id, Done] = {}
    for change in changes:
        after = change.after
        if after is not None:
            first = found.get(after.id)
            found[after.id] = Done(first.before if first else change.before, after)
    return found


def made(done: Done) -> bool:
    """Whether the act made it live: it was not there, or lay in the recycle bin."""
    return not done.after.binned and (done.before is None or done.before.binned)


def dropped(done: Done) -> bool:
    """Whether the act put it into the recycle bin."""
    return done.after.binned and done.before is not None and not done.before.binned


def says(edge: Edge) -> tuple[EdgeName, Id, Id, str]:
    """What a tie says, whichever record of it that is."""
    return edge.name, edge.source, edge.target, edge.values


def invert(
    changes: Sequence[Change],
    current: Mapping[Id, Node | Edge],
    ties: Iterable[Edge] = (),
    again: Mapping[Id, Edge] | None = None,
) -> Inverted:
    """What takes *changes* (of one act, in order of number) back.

    *current* holds the present state of what was changed and of both ends of every tie in it,
    *ties* every live tie around the records it made and around the sources of ties it took away.
    *again* says which live tie, made since, says what a tie said that the act made and somebody took
    away, or that the act took away: the two count as one. Contents are compared, never revisions.

    - A record that the act made goes if it says what the act left and nothing holds it: no tie
      that somebody made or changed since, and no tie of this act from a record that stays.
    - A tie that the act made goes with an end that goes. Where both ends stay it goes too, unless
      one of them is a record that the act made or changed and that is kept: its ties are part of
      what is kept. A tie whose own values were changed since stays.
    - What the act changed gets its values back, what it took away comes back, unless it moved on
      since. A link that leads to one record at most is one value: it does not come back where the
      record names another one that stays.
    """
    return _Taking(net(changes), current, ties, again or {}).taken()


class _Taking:
    """The taking back in the making."""

    def __init__(
        self,
        acts: Mapping[Id, Done],
        now: Mapping[Id, Node | Edge],
        ties: Iterable[Edge],
        again: Mapping[Id, Edge],
    ) -> None:
        self.acts, self.now, self.again = acts, now, again
        around = {edge.id: edge for edge in ties} | {
            id_: stands for id_, stands in now.items() if isinstance(stands, Edge)
        }
        self.live = {id_: edge for id_, edge in around.items() if not edge.binned}
        self.at: dict[tuple[Id, EdgeName], list[Edge]] = defaultdict(list)
        for edge in self.live.values():
            self.at[_place(edge)].append(edge)
        self.was: dict[tuple[Id, EdgeName], set[Id]] = defaultdict(set)
        for done in acts.values():
            if isinstance(done.after, Edge) and dropped(done):
                self.was[_place(done.after)].add(done.after.target)
        self.nodes = {id_: self._since(done) for id_, done in acts.items() if _is_node(done)}
        self.stands: dict[Id, Edge] = {}
        self.lost: list[Edge] = []
        for id_, done in acts.items():
            if isinstance(done.after, Edge) and made(done):
                self._made(id_, done.after)
        self.writes: dict[Id, Write] = {}
        self.kept: dict[Id, None] = {}

    def _since(self, done: Done) -> _Since:
        before, after, now = done.before, done.after, self.now.get(done.after.id)
        if not isinstance(now, Node):
            return _Since.BACK
        if isinstance(before, Node) and _content(before) == _content(after):
            return _Since.UNTOUCHED
        if _content(now) == _content(after):
            return _Since.STANDS
        if made(done):
            return _Since.BACK if now.binned else _Since.MOVED_ON
        returned = dropped(done) and not now.binned
        alike = before is not None and _content(now) == _content(before)
        return _Since.BACK if returned or alike else _Since.MOVED_ON

    def _made(self, id_: Id, after: Edge) -> None:
        stands = self.live.get(id_, self.again.get(id_))
        if stands is None:
            self.lost.append(after)
        elif stands.values == after.values:
            self.stands[stands.id] = stands

    # --- what stays ---

    def taken(self) -> Inverted:
        """The whole of it."""
        fresh = {
            id_
            for id_, since in self.nodes.items()
            if since is _Since.STANDS and made(self.acts[id_])
        }
        self.held = self._held(fresh)
        self.going = fresh - self.held
        for id_, since in self.nodes.items():
            if id_ in self.held or since is _Since.MOVED_ON:
                self._keep(self.now[id_])
        for edge in self.stands.values():
            self._stood(edge)
        self._lost()
        for done in self.acts.values():
            if isinstance(done.after, Edge):
                self._changed_tie(done, done.after)
        self._records()
        return Inverted(tuple(self.writes.values()), tuple(self.kept))

    def _held(self, fresh: set[Id]) -> set[Id]:
        """The live records of the act that are kept: those that moved on, those of *fresh* that
        somebody tied since, and those that a kept one leads to."""
        kept = {
            id_
            for id_, since in self.nodes.items()
            if since is _Since.MOVED_ON and not self.now[id_].binned
        }
        for edge in self.live.values():
            if edge.id not in self.stands:
                kept |= {edge.source, edge.target} & fresh
        leads = defaultdict(list)
        for edge in self.stands.values():
            leads[edge.source].append(edge.target)
        waiting = sorted(kept)
        while waiting:
            for target in leads[waiting.pop()]:
                if target in fresh and target not in kept:
                    kept.add(target)
                    waiting.append(target)
        return kept

    def _part_of_kept(self, edge: Edge) -> bool:
        return edge.source in self.held or edge.target in self.held

    def _stays(self, edge: Edge) -> bool:
        """Whether a live tie is live afterwards."""
        return not {edge.source, edge.target} & self.going and (
            edge.id not in self.stands or self._part_of_kept(edge)
        )

    def _keep(self, stands: Node | Edge) -> None:
        """*stands* stays although the act is taken back; a link of a kept record is told with it."""
        if isinstance(stands, Node) or stands.source not in self.held:
            self.kept[stands.id] = None

    # --- ties ---

    def _stood(self, edge: Edge) -> None:
        if self._stays(edge):
            self._keep(edge)
        else:
            before = self.acts[edge.id].before if edge.id in self.acts else None
            self._put(edge, binned=True, values=before.values if before else None)

    def _lost(self) -> None:
        """Ties that the act made and that are not there: they must not come back with an end, and
        where a record names another one instead, that is told."""
        for edge in self.lost:
            instead = self._instead(edge)
            if instead is not None:
                if instead.target not in self.was[_place(edge)]:
                    self._keep(instead)
                continue
            apart = not {edge.source, edge.target} & self.going and not self._part_of_kept(edge)
            stands = self.now.get(edge.id)
            if apart and isinstance(stands, Edge) and stands.binned and self._waits(edge):
                self._put(stands, binned=True)

    def _changed_tie(self, done: Done, after: Edge) -> None:
        now, before = self.now.get(after.id), done.before
        if not isinstance(now, Edge):
            return
        if made(done):
            if not now.binned and now.values != after.values:
                self.kept[now.id] = None
        elif before is None:
            return
        elif dropped(done):
            self._returning(now, before.values)
        elif not after.binned and now.values != before.values != after.values:
            if now.values == after.values and not now.binned:
                self._put(now, binned=False, values=before.values)
            elif not now.binned or self._waits(now):
                self.kept[now.id] = None

    def _waits(self, edge: Edge) -> bool:
        """Whether an end of a tie in the recycle bin lies there too, so that it may come back."""
        ends = (self.now.get(end) for end in (edge.source, edge.target))
        return any(end is not None and end.binned for end in ends)

    def _returning(self, now: Edge, values: str) -> None:
        """A tie that the act took away comes back, unless it is there already, in whatever record,
        or its record was kept without it, or names another one."""
        same = self.again.get(now.id)
        if not now.binned or (same is not None and self._stays(same)):
            return
        instead = self._instead(now)
        if instead is not None:
            if instead.target != now.target:
                self._keep(instead)
            return
        along = any(
            (done := self.acts.get(end)) is not None and dropped(done)
            for end in (now.source, now.target)
        )
        if along or now.source not in self.held:
            self._put(now, binned=False, values=values)

    def _instead(self, edge: Edge) -> Edge | None:
        """The link that stands, and stays, where *edge* was the only one that may."""
        source = self.now.get(edge.source)
        kind = source.kind if isinstance(source, Node) else ""
        if (kind, edge.name) not in schema.single_links():
            return None
        return next((each for each in self.at[_place(edge)] if self._stays(each)), None)

    def _put(self, stands: Edge, *, binned: bool, values: str | None = None) -> None:
        after = replace(
            stands,
            rev=stands.rev + 1,
            binned=binned,
            values=stands.values if values is None else values,
        )
        self.writes[stands.id] = Write(stands.rev, after)

    # --- records ---

    def _records(self) -> None:
        """Records go, or get their content back; one of which only links change is a revision."""
        linked = {w.after.source for w in self.writes.values() if isinstance(w.after, Edge)}
        for id_, since in self.nodes.items():
            now, before = self.now.get(id_), self.acts[id_].before
            if not isinstance(now, Node):
                continue
            if id_ in self.going:
                was = before if isinstance(before, Node) else replace(now, binned=True)
                after = replace(was, rev=now.rev + 1)
            elif since is _Since.STANDS and id_ not in self.held and isinstance(before, Node):
                after = replace(before, rev=now.rev + 1)
            elif since is _Since.UNTOUCHED and id_ in linked and not now.binned:
                after = replace(now, rev=now.rev + 1)
            else:
                continue
            self.writes[id_] = Write(now.rev, after)


def _is_node(done: Done) -> bool:
    return isinstance(done.after, Node)


def _content(entry: Node | Edge) -> tuple[str, str, bool]:
    return entry.unit if isinstance(entry, Node) else "", entry.values, entry.binned


def _place(edge: Edge) -> tuple[Id, EdgeName]:
    """The field of which record a link is."""
    return edge.source, edge.name
