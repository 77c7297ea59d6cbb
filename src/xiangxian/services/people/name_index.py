"""Every name the register knows, read once per revision: for pasted text, lists and what looks
alike."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from xiangxian.domain import schema
from xiangxian.domain.values import text as texts
from xiangxian.domain.values.dates import read_date
from xiangxian.domain.values.partial_date import PartialDate
from xiangxian.domain.values.value_types import TITLE
from xiangxian.services import gate
from xiangxian.services.gate import Viewer
from xiangxian.services.records import Reference, refer
from xiangxian.services.revisions import OncePerRevision
from xiangxian.store.base import Id, Node, Query
from xiangxian.store.contract import GraphStore
from xiangxian.store.paging import pages

_NAMED = ("person", "organisation", "project", "event")
LONGEST = TITLE
"""A name of more characters, as it may stand from before, is not looked for in a text: it would
lengthen what is tried at every character of everybody's texts."""


@dataclass(frozen=True)
class Roster:
    """Names as folded text -> the records that bear them, of all units.

    *lengths* are, by the folded first character of a name, how long such names are as they are
    written, the longest first: only pieces of a text that begin and measure so are looked up.
    """

    revision: int
    names: Mapping[str, tuple[Node, ...]]
    lengths: Mapping[str, tuple[int, ...]]


def roster(store: GraphStore) -> Roster:
    """The names as they are now; read anew only when the store's revision moved."""
    return _ROSTERS(store)


def _read(store: GraphStore, revision: int) -> Roster:
    names: dict[str, list[Node]] = {}
    lengths: dict[str, set[int]] = {}
    for kind in _NAMED:
        for page in pages(store, Query(kind, limit=200)):
            for node in page.nodes:
                record = schema.KINDS[kind].parsed(node.values)
                called = [record.title(), *getattr(record, "former_names", ())]
                called += getattr(record, "short_names", ())
                for name in {texts.fold(each).strip() for each in called if each}:
                    names.setdefault(name, []).append(node)
                    for written in {name, *(each.strip() for each in called if each)}:
                        if 1 < len(written) <= LONGEST:
                            lengths.setdefault(texts.fold(written[0]), set()).add(len(written))
    return Roster(
        revision,
        {name: tuple(nodes) for name, nodes in names.items()},
        {first: tuple(sorted(each, reverse=True)) for first, each in lengths.items()},
    )


_ROSTERS = OncePerRevision(_read)


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of a text; *records* are those it names (several: namesakes), none for plain text."""

    text: str
    records: tuple[Reference, ...] = ()


@dataclass(frozen=True, slots=True)
class Recognised:
    """A pasted message: its text in spans, and the day and the occasion it seems to tell of."""

    spans: tuple[Span, ...]
    on: PartialDate | None
    occasion: Reference | None
    occasion_word: str = ""


_DAYS = {"今天": 0, "今日": 0, "今早": 0, "今晚": 0, "昨天": 1, "昨日": 1, "昨晚": 1, "前天": 2}
_DATED = re.compile(r"(?:(\d{4})年)?(\d{1,2})月(\d{1,2})[日号]|(\d{1,2})[./](\d{1,2})(?!\d)")
_OCCASIONS = ("恳谈会", "座谈会", "茶话会", "年会", "走访", "拜访", "接待", "考察", "见面", "电话")


def recognise(store: GraphStore, text: str, today: date, *, viewer: Viewer) -> Recognised:
    """Known names in a pasted message, and the day and occasion it proposes; nothing is decided.

    A date without a year is the latest such day that is not after *today*.
    """
    known = roster(store)
    spans: list[Span] = []
    plain = ""
    at = 0
    while at < len(text):
        hit = _name_at(known, text, at, viewer)
        if hit is None:
            plain += text[at]
            at += 1
            continue
        if plain:
            spans.append(Span(plain))
            plain = ""
        spans.append(hit)
        at += len(hit.text)
    if plain:
        spans.append(Span(plain))
    occasions = (ref for span in spans for ref in span.records if ref.kind == "event")
    word = next((each for each in _OCCASIONS if each in text), "")
    return Recognised(tuple(spans), _day_of(text, today), next(occasions, None), word)


def _name_at(known: Roster, text: str, at: int, viewer: Viewer) -> Span | None:
    """The longest known name that begins at *at*."""
    for length in known.lengths.get(texts.fold(text[at]), ()):
        if at + length > len(text):
            continue
        piece = text[at : at + length]
        nodes = known.names.get(texts.fold(piece), ())
        seen = tuple(refer(node) for node in nodes if gate.visible(viewer, node))
        if seen:
            return Span(piece, seen)
    return None


def _day_of(text: str, today: date) -> PartialDate | None:
    for word, back in _DAYS.items():
        if word in text:
            return PartialDate.of(today - timedelta(days=back))
    if found := _DATED.search(text):
        year, month, day, month2, day2 = found.groups()
        number = int(year) if year else today.year
        value = read_date(f"{number}.{month or month2}.{day or day2}").value
        interval = value.interval() if value else None
        if interval and not year and interval[0] > today:
            value = read_date(f"{number - 1}.{month or month2}.{day or day2}").value
        return value
    return None


@dataclass(frozen=True, slots=True)
class ListedName:
    """One line of a pasted list of names: the name, what stood behind it, and who bears it.

    *alike* are records that may be meant by a name that nobody bears, *why* says of each how much
    it looks so and for what reasons.
    """

    name: str
    rest: str
    records: tuple[Reference, ...]
    alike: tuple[Reference, ...] = ()
    why: Mapping[Id, str] = field(default_factory=dict)


_BEHIND = re.compile(r"^[\s\d.、)）]*(?P<name>[^\s\d,，;；:：(（]+)[\s,，;；:：]*(?P<rest>.*)$")


def read_list(store: GraphStore, text: str, *, viewer: Viewer) -> list[ListedName]:
    """The names of a list typed or pasted line by line (numbers before them, firms behind them);
    each name once."""
    known = roster(store)
    found: dict[str, ListedName] = {}
    lines = text.replace("\t", " ").splitlines()
    if len(lines) == 1:
        lines = re.split("[、,，;；]", lines[0])
    for line in lines:
        match = _BEHIND.match(line.strip())
        if match is None:
            continue
        name = match["name"].strip()
        nodes = known.names.get(texts.fold(name), ())
        people = tuple(
            refer(node) for node in nodes if node.kind == "person" and gate.visible(viewer, node)
        )
        found.setdefault(name, ListedName(name, match["rest"].strip(), people))
    return list(found.values())
