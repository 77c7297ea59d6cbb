"""Which records and ties a picture has: what is left out, what is reached, where it is cut.

Pure functions over what a viewer may see. Nothing is reached over a tie that is not drawn, so that
no picture tells of a tie by what stands at its other end.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from xiangxian.store.base import Id

MOST_ELEMENTS = 2000
"""The most records and ties together that one picture draws."""
MOST_NODES = 300
"""The most records of a picture before it is asked for more."""
MOST_OPENED_UP = 100
"""The most records that one step further brings."""


@dataclass(frozen=True, slots=True)
class SeenTie:
    """A tie that the viewer may see.

    *state* is the code of an introduction's screen word, empty for other ties; *years* are the
    first and the last year it may belong to, None where nothing says when.
    """

    id: Id
    edge: str
    source: Id
    target: Id
    values: str = "{}"
    state: str = ""
    years: tuple[int, int] | None = None


def left_in(
    ties: Iterable[SeenTie],
    kinds_of: Mapping[Id, str],
    *,
    kinds: Collection[str] = (),
    states: Collection[str] = (),
    since: int | None = None,
    until: int | None = None,
    always: Collection[Id] = (),
) -> list[SeenTie]:
    """The ties that the filters leave: both ends of a wanted kind (those in *always* are), an
    introduction in a wanted state, and within the years.

    An introduction without a date is in no year; other ties without a date are not about a year.
    """

    def wanted(id_: Id) -> bool:
        return not kinds or id_ in always or kinds_of.get(id_) in kinds

    def within(tie: SeenTie) -> bool:
        if since is None and until is None:
            return True
        if tie.years is None:
            return not tie.state
        return (since is None or tie.years[1] >= since) and (until is None or tie.years[0] <= until)

    return [
        tie
        for tie in ties
        if wanted(tie.source)
        and wanted(tie.target)
        and (not states or not tie.state or tie.state in states)
        and within(tie)
    ]


def reached(start: Sequence[Id], ties: Iterable[SeenTie], steps: int) -> list[Id]:
    """What *ties* lead to from *start* in *steps* steps: the nearest first, then by id."""
    beside: dict[Id, set[Id]] = {}
    for tie in ties:
        beside.setdefault(tie.source, set()).add(tie.target)
        beside.setdefault(tie.target, set()).add(tie.source)
    order = list(dict.fromkeys(start))
    seen, front = set(order), order
    for _ in range(steps):
        front = sorted({other for id_ in front for other in beside.get(id_, ())} - seen)
        seen |= set(front)
        order += front
    return order


def opened_up(
    order: Sequence[Id], more: Iterable[tuple[Id, Sequence[SeenTie]]], most: int = MOST_OPENED_UP
) -> tuple[list[Id], set[Id]]:
    """*order* with what each of *more* (a record, and the ties of one way) leads to behind it, at
    most *most* by each; and what was left out so. A record that is not there opens nothing."""
    found, beyond = list(order), set[Id]()
    for id_, ties in more:
        known = set(found)
        if id_ not in known:
            continue
        fresh = [other for other in reached([id_], ties, 1) if other not in known]
        found += fresh[:most]
        beyond |= set(fresh[most:])
    return found, beyond - set(found)


def cut(order: Sequence[Id], ties: Sequence[SeenTie], most: int = MOST_ELEMENTS) -> list[Id]:
    """As many of *order*, from its beginning, as make no more than *most* records and ties."""
    place = {id_: number for number, id_ in enumerate(order)}
    closed = [0] * len(order)
    for tie in ties:
        if tie.source in place and tie.target in place:
            closed[max(place[tie.source], place[tie.target])] += 1
    elements, kept = 0, 0
    for number in range(len(order)):
        elements += 1 + closed[number]
        if elements > most:
            break
        kept = number + 1
    return list(order[:kept])


def between(ids: Collection[Id], ties: Iterable[SeenTie]) -> list[SeenTie]:
    """The ties of which both ends are among *ids*."""
    inside = set(ids)
    return [tie for tie in ties if tie.source in inside and tie.target in inside]
