"""What a picture is asked: what it opens from, how far, what is left out, what was opened up.

The same question stands in the address of a page, in a saved view and in the fetch of the data, so
that a link, a reload and a saved view draw the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from xiangxian.domain.pictures import DRAWN_KINDS, LAYOUTS, STATE_WORDS, WAYS, SavedView
from xiangxian.store.base import Id

MOST_OPENED = 40
"""How often a picture may be opened up further."""
_WAYS = {way.code for way in WAYS}
_MARKS = {"chain", "near"}


class Arguments(Protocol):
    """A query as a web framework has it: the first value of a name, or all of them."""

    def get(self, name: str, /) -> str | None:
        """The first value of *name*."""

    def getlist(self, name: str, /) -> list[str]:
        """All values of *name*."""


@dataclass(frozen=True, slots=True)
class Asking:
    """One question: `record` or `list` with its id in *start*, or `all`.

    An empty *layout* goes by how much there is. Empty *kinds* and *states* leave nothing out; *since* and *until* are years. *more* are (record,
    way) in the order in which they were opened up; *large* asks for as much as can be drawn.
    """

    opens: str = "all"
    start: Id = ""
    steps: int = 1
    layout: str = ""
    kinds: tuple[str, ...] = ()
    states: tuple[str, ...] = ()
    since: int | None = None
    until: int | None = None
    more: tuple[tuple[Id, str], ...] = ()
    marked: str = ""
    large: bool = False

    @property
    def narrowed(self) -> bool:
        """Whether anything is left out on purpose."""
        return bool(self.kinds or self.states or self.since or self.until)

    def arguments(self) -> dict[str, str | list[str]]:
        """The question as the arguments of an address."""
        found: dict[str, str | list[str]] = {}
        if self.opens != "all":
            found["from" if self.opens == "record" else "list"] = self.start
        if self.steps != 1:
            found["steps"] = str(self.steps)
        if self.layout:
            found["layout"] = self.layout
        if self.kinds:
            found["kind"] = list(self.kinds)
        if self.states:
            found["state"] = list(self.states)
        if self.since:
            found["since"] = str(self.since)
        if self.until:
            found["until"] = str(self.until)
        if self.more:
            found["more"] = [f"{id_}.{way}" for id_, way in self.more]
        if self.marked:
            found["marked"] = self.marked
        if self.large:
            found["large"] = "1"
        return found


def asked(arguments: Arguments) -> Asking:
    """The question of an address; what says nothing known is passed over."""
    start, saved_list = arguments.get("from") or "", arguments.get("list") or ""
    return Asking(
        "record" if start else "list" if saved_list else "all",
        start or saved_list,
        2 if arguments.get("steps") == "2" else 1,
        _known(arguments.get("layout"), (option.code for option in LAYOUTS)),
        _chosen(arguments.getlist("kind"), [option.code for option in DRAWN_KINDS]),
        _chosen(arguments.getlist("state"), [option.code for option in STATE_WORDS]),
        _year(arguments.get("since")),
        _year(arguments.get("until")),
        _more(arguments.getlist("more")),
        _marked(arguments.get("marked") or ""),
        bool(arguments.get("large")),
    )


def of_view(view: SavedView) -> Asking:
    """The question that a saved view asks."""
    start = view.centre if view.opens == "record" else view.from_list
    return Asking(
        view.opens,
        start or "",
        2 if view.steps == 2 else 1,
        view.layout or "",
        view.kinds,
        view.states,
        view.since,
        view.until,
        _more(view.expanded),
        view.marked or "",
    )


def values_of(asking: Asking) -> Mapping[str, object]:
    """The question as fields of a saved view."""
    return {
        "opens": asking.opens,
        "centre": asking.start if asking.opens == "record" else None,
        "from_list": asking.start if asking.opens == "list" else None,
        "steps": asking.steps,
        "layout": asking.layout or None,
        "kinds": asking.kinds,
        "states": asking.states,
        "since": asking.since,
        "until": asking.until,
        "expanded": tuple(f"{id_}.{way}" for id_, way in asking.more),
        "marked": asking.marked or None,
    }


def _known(typed: str | None, codes: Iterable[str]) -> str:
    return typed if typed and typed in set(codes) else ""


def _chosen(typed: Sequence[str], codes: Sequence[str]) -> tuple[str, ...]:
    """Those of *codes* that were ticked; all of them ticked says nothing."""
    found = tuple(code for code in codes if code in typed)
    return () if len(found) == len(codes) else found


def _year(typed: str | None) -> int | None:
    bare = (typed or "").strip().removesuffix("年")
    return int(bare) if bare.isdecimal() and len(bare) == 4 else None


def _more(typed: Iterable[str]) -> tuple[tuple[Id, str], ...]:
    pairs = (text.rpartition(".") for text in typed)
    found = ((id_, way) for id_, _, way in pairs if id_ and way in _WAYS)
    return tuple(dict.fromkeys(found))[:MOST_OPENED]


def _marked(typed: str) -> str:
    id_, _, how = typed.rpartition(".")
    return typed if id_ and how in _MARKS else ""
