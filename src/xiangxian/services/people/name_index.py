"""Every name the register knows, read once per revision: for pasted text, lists and what looks
alike."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from xiangxian.domain import schema
from xiangxian.domain.people import Person
from xiangxian.domain.values import text as texts
from xiangxian.domain.values.dates import read_date
from xiangxian.domain.values.name_lists import Coming, NameEntry, is_measure, read_name_list
from xiangxian.domain.values.partial_date import PartialDate
from xiangxian.domain.values.value_types import TITLE
from xiangxian.services import gate
from xiangxian.services.gate import Viewer
from xiangxian.services.records import Reference, refer
from xiangxian.services.revisions import OncePerRevision
from xiangxian.store.base import All, Id, Node, Op, Query, Where
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
_DATED = re.compile(
    r"(?<!\d)(?:(\d{4})年)?(\d{1,2})月(\d{1,2})[日号]|(?<![\d.])(\d{4})[./-](\d{1,2})[./-](\d{1,2})(?![\d.])"
    r"|(?<![\d./-])(\d{1,2})[./](\d{1,2})(?![\d./])"
)
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
    for found in _DATED.finditer(text):
        *_, bare = found.groups()
        if bare and is_measure(text[found.end() :]):
            continue  # 1.5小时 is no day
        said = [int(each) for each in found.groups() if each]
        year = said[0] if len(said) == 3 else 0
        number, (month, day) = year or today.year, said[-2:]
        value = read_date(f"{number}.{month}.{day}").value
        interval = value.interval() if value else None
        if interval and not year and interval[0] > today:
            value = read_date(f"{number - 1}.{month}.{day}").value
        if value is not None:
            return value
    return None


NEW, GUEST, SKIP = "new", "guest", "skip"
"""What may become of a name that nobody in the register bears: a native, a guest (客商), nobody."""


@dataclass(frozen=True, slots=True)
class ListedName:
    """One name of a pasted list as it was read, and who bears it.

    *alike* are records that may be meant by a name that nobody bears, *why* says of each how much
    it looks so and for what reasons.
    """

    entry: NameEntry
    records: tuple[Reference, ...]
    alike: tuple[Reference, ...] = ()
    why: Mapping[Id, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The name as it is read."""
        return self.entry.name

    @property
    def rest(self) -> str:
        """What stands behind the name."""
        return self.entry.rest

    @property
    def absent(self) -> bool:
        """Whether the person said not to come."""
        return self.entry.coming is Coming.NO

    @property
    def usual(self) -> str:
        """What becomes of it where nobody says otherwise: the id of who bears it, `NEW`, `SKIP`, or
        nothing at all where it has to be asked."""
        if self.absent:
            return SKIP
        if len(self.records) == 1 and self.entry.coming is not Coming.UNDECIDED:
            return self.records[0].id
        plain = self.entry.sure and self.entry.coming is not Coming.UNDECIDED
        return NEW if plain and not self.records and not self.alike else ""

    @property
    def choices(self) -> tuple[str, ...]:
        """Everything that may become of it."""
        known = tuple(record.id for record in self.records or self.alike)
        made = () if self.entry.called else (NEW, GUEST)
        return (*known, *made, SKIP)


@dataclass(frozen=True, slots=True)
class ListRead:
    """A pasted list: its names, those that have to be asked about first; and what of the text was
    taken for a title, for no name, for an empty place, or stands there twice."""

    names: tuple[ListedName, ...]
    head: tuple[str, ...] = ()
    left: tuple[str, ...] = ()
    empty: int = 0
    twice: tuple[str, ...] = ()


def read_list(store: GraphStore, text: str, *, viewer: Viewer) -> ListRead:
    """The names of a list that was typed or pasted, each with whom it names; nothing is decided.

    A form of address (李总) names those who are called so in the register.
    """
    known = roster(store)
    read = read_name_list(text)

    def bearing(name: str) -> tuple[Reference, ...]:
        nodes = known.names.get(texts.fold(name), ())
        seen = (node for node in nodes if node.kind == "person" and gate.visible(viewer, node))
        return tuple(map(refer, seen))

    found = []
    for each in read.entries:
        called = _called(store, each.name, viewer) if each.called else ()
        found.append(ListedName(each, () if each.called else bearing(each.name), called))
    return ListRead(tuple(found), read.head, read.left, read.empty, read.twice)


def _called(store: GraphStore, name: str, viewer: Viewer) -> tuple[Reference, ...]:
    """The people whom the register calls *name*: 李建国 who is addressed as 李总."""
    key = Person.fields["salutation"].type.key(name)
    if key is None:
        return ()
    where = All((Where("salutation", Op.IS, key), gate.scope(viewer)))
    nodes = store.find(Query("person", where, limit=_MANY)).nodes
    return tuple(refer(node) for node in nodes if gate.visible(viewer, node))


_MANY = 12
"""So many who are addressed alike are offered."""
