"""The introducers' total broken down: by village, by city, by where projects came from, by chain.

Every figure is the sum of portions, one for each project and party, so that each way of breaking the
total down adds up to the same total as the introducers' page, and each figure can open its list.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction

from xiangxian.domain import schema
from xiangxian.domain.claims import Level
from xiangxian.domain.roles import Sight
from xiangxian.domain.values.amounts import wan_label
from xiangxian.domain.values.text import pinyin_key
from xiangxian.services import gate
from xiangxian.services.gate import Viewer
from xiangxian.services.introductions.attribution import Attribution, Outcome, Rule, credit, divide
from xiangxian.services.introductions.board import BoardLine, board
from xiangxian.services.introductions.network import Snapshot, snapshot, visible_projects
from xiangxian.services.introductions.story_sentences import PROTECTED
from xiangxian.store.base import Id, Node
from xiangxian.store.contract import GraphStore


class By(StrEnum):
    """By what the total is broken down; *introducer* is what the introducers' page shows."""

    VILLAGE = "village"
    CITY = "city"
    ORIGIN = "origin"
    CHAIN = "chain"
    INTRODUCER = "introducer"

    @property
    def label(self) -> str:
        """The screen word."""
        return _LABELS[self]

    @property
    def head(self) -> str:
        """The header of the column that names the groups."""
        return _HEADS[self]

    @property
    def said(self) -> str:
        """How it counts, a sentence a line."""
        return _SAID[self]


BREAKDOWNS = (By.VILLAGE, By.CITY, By.ORIGIN, By.CHAIN)
"""Those that have a page, a sheet and a name on the command line."""

_LABELS = {
    By.VILLAGE: "按村",
    By.CITY: "按城市",
    By.ORIGIN: "按项目原所在地",
    By.CHAIN: "按产业链",
    By.INTRODUCER: "按引荐人",
}
_HEADS = {
    By.VILLAGE: "老家村",
    By.CITY: "所在城市",
    By.ORIGIN: "原所在地",
    By.CHAIN: "产业链",
    By.INTRODUCER: "引荐人",
}
_SAID = {
    By.VILLAGE: (
        "看牵线的人、回来投资的人老家在哪个村。\n一个项目由几个村的人牵线，每个村都数到它，"
        "金额照各人的份额分开，所以各村金额加起来正好是合计。"
    ),
    By.CITY: (
        "看牵线的人、回来投资的人现在住在哪个城市，单位看它所在的城市。\n几个城市的人牵线的项目，"
        "每个城市都数到它，金额照各人的份额分开。\n项目从哪里来，看「按项目原所在地」。"
    ),
    By.ORIGIN: "看项目原来在哪里。一个项目只数一次。牵线的人住在哪里，看「按城市」。",
    By.CHAIN: "看项目登记的产业链（产业类别），照登记的字样分。一个项目只数一次。",
    By.INTRODUCER: "一个项目由几方牵线，每一方都数到它，金额照份额分开。",
}


class Special(StrEnum):
    """Groups that are no village, city or chain."""

    UNFILLED = "unfilled"
    GUEST = "guest"
    ORGANISATION = "organisation"
    UNSEEN = "unseen"
    PROTECTED = "protected"
    SELF = "self"
    NOBODY = "nobody"


_SPECIAL_LABELS = {
    Special.GUEST: "客商",
    Special.ORGANISATION: "单位",
    Special.PROTECTED: PROTECTED,
    Special.SELF: Outcome.SELF_RETURN.label,
    Special.NOBODY: Outcome.NONE.label,
}
_UNSEEN_LABELS = {
    By.VILLAGE: "哪个村不归这个账号看",
    By.CITY: "住在哪里不归这个账号看",
}
_UNFILLED_LABELS = {
    By.VILLAGE: "老家村没填",
    By.CITY: "城市没填",
    By.ORIGIN: "原所在地没填",
    By.CHAIN: "产业链没填",
}


@dataclass(frozen=True, slots=True)
class BreakdownGroup:
    """One line of a breakdown; *key* stands for it in an address, *special* ones come last."""

    key: str
    label: str
    special: bool = False


@dataclass(frozen=True, slots=True)
class Portion:
    """What a project adds to a group: *part* in 分, None where its amount is not filled in."""

    project: Id
    group: BreakdownGroup
    outcome: Outcome
    part: int | None
    ended: bool = False


class BreakdownColumn(StrEnum):
    """A figure of a line, and the list that it opens."""

    ALL = "all"
    INTRODUCED = "introduced"
    SELF_RETURN = "self_return"
    NONE = "none"
    UNFILLED = "unfilled"
    ENDED = "ended"
    CUT = "cut"

    def takes(self, portion: Portion) -> bool:
        """Whether *portion* is of this column; ended projects are of none but their own."""
        if portion.ended or self is BreakdownColumn.ENDED:
            return portion.ended and self is BreakdownColumn.ENDED
        if self is BreakdownColumn.UNFILLED:
            return portion.part is None
        return (
            self in {BreakdownColumn.ALL, BreakdownColumn.CUT}
            or self.value == portion.outcome.value
        )


@dataclass(frozen=True, slots=True)
class Figures:
    """How many projects, and how much in 分: introduced, self-returned, none recorded.

    *unfilled* counts the projects without an amount, which are in the counts and in no sum.
    """

    counts: Mapping[BreakdownColumn, int]
    sums: Mapping[BreakdownColumn, int]

    @property
    def amount(self) -> int:
        """All three together, in 分."""
        return self.sums[BreakdownColumn.ALL]

    @property
    def filled(self) -> bool:
        """Whether the amount of any project is known: else there is nothing to sum up."""
        return self.counts[BreakdownColumn.ALL] > self.counts[BreakdownColumn.UNFILLED]


@dataclass(frozen=True, slots=True)
class BreakdownRow:
    """One group with its figures."""

    group: BreakdownGroup
    figures: Figures


@dataclass(frozen=True, slots=True)
class Breakdown:
    """The whole, broken down; *ended* projects stand apart, *cut* ones are shared only roughly."""

    by: By
    level: Level
    rule: Rule
    rows: tuple[BreakdownRow, ...]
    total: Figures
    ended: int
    cut: int


class BreakdownOrder(StrEnum):
    """The order that the viewer chooses; by name unless he does."""

    NAME = "name"
    PROJECTS = "projects"
    AMOUNT = "amount"

    @property
    def label(self) -> str:
        """The screen word."""
        return {"name": "名称", "projects": "项目数", "amount": "金额"}[self.value]


@dataclass(frozen=True, slots=True)
class _Place:
    """How portions are put into groups for one viewer."""

    found: Snapshot
    by: By
    viewer: Viewer
    known: dict[Id, BreakdownGroup] = field(default_factory=dict)

    def special(self, special: Special) -> BreakdownGroup:
        """The group of what is no village, city or chain."""
        own = {Special.UNFILLED: _UNFILLED_LABELS, Special.UNSEEN: _UNSEEN_LABELS}
        label = own[special][self.by] if special in own else _SPECIAL_LABELS[special]
        return BreakdownGroup(special.value, label, special=True)

    def written(self, text: str | None) -> BreakdownGroup:
        """The group of a word as it was written, blanks and widths aside."""
        word = unicodedata.normalize("NFKC", text or "").strip()
        return BreakdownGroup(f"={word}", word) if word else self.special(Special.UNFILLED)

    def project(self, id_: Id) -> BreakdownGroup:
        """The group of a project by what is written on it."""
        project = self.found.projects[id_]
        return self.written(project.origin_city if self.by is By.ORIGIN else project.chain)

    def party(self, id_: Id) -> BreakdownGroup:
        """The group of an introducer or a returning native."""
        if id_ not in self.known:
            self.known[id_] = self._party(id_)
        return self.known[id_]

    def _party(self, id_: Id) -> BreakdownGroup:
        node = self.found.nodes.get(id_)
        if node is None or not gate.visible(self.viewer, node):
            return self.special(Special.PROTECTED)
        if self.by is By.INTRODUCER:
            return BreakdownGroup(id_, self.found.named(id_, self.viewer).name)
        if self.by is By.CITY:
            return self._city(node)
        if node.kind != "person":
            return self.special(Special.ORGANISATION)
        villages = self.found.linked("HOME_VILLAGE", id_)
        village = self.found.nodes.get(villages[0]) if villages else None
        if village is not None:
            if not gate.visible(self.viewer, village):
                return self.special(Special.UNSEEN)
            return BreakdownGroup(village.id, self.found.record(village).title())
        native = self.found.is_native(id_)
        return self.special(Special.UNFILLED if native else Special.GUEST)

    def _city(self, node: Node) -> BreakdownGroup:
        kind = schema.KINDS[node.kind]
        if gate.sight(self.viewer, kind.fields["city"]) is not Sight.FULL:
            return self.special(Special.UNSEEN)
        return self.written(getattr(self.found.record(node), "city", None))


def _portions(
    found: Snapshot, attributions: Iterable[Attribution], rule: Rule, place: _Place
) -> Iterator[Portion]:
    for each in attributions:
        id_, outcome, amount = each.case.project, each.outcome, each.case.amount
        if place.by in {By.ORIGIN, By.CHAIN}:
            yield Portion(id_, place.project(id_), outcome, amount, each.case.ended)
            continue
        if each.case.ended or outcome is Outcome.NONE:
            group = place.special(Special.NOBODY)
            yield Portion(id_, group, outcome, amount, each.case.ended)
            continue
        if outcome is Outcome.INTRODUCED:
            parties, parts = each.introducers, credit(each, rule)
        elif place.by is By.INTRODUCER:
            yield Portion(id_, place.special(Special.SELF), outcome, amount)
            continue
        else:
            parties = found.returning(id_)
            parts = divide(amount or 0, dict.fromkeys(parties, Fraction(1)))
        for party in parties:
            part = None if amount is None else parts.get(party, 0)
            yield Portion(id_, place.party(party), outcome, part)


def _figures(portions: Sequence[Portion]) -> Figures:
    counts, sums = {}, {}
    for column in BreakdownColumn:
        taken = [portion for portion in portions if column.takes(portion)]
        counts[column] = len({portion.project for portion in taken})
        sums[column] = sum(portion.part or 0 for portion in taken)
    return Figures(counts, sums)


def _asked(
    store: GraphStore, by: By, viewer: Viewer, level: Level, rule: Rule, measure: str
) -> tuple[list[Portion], set[Id]]:
    """All portions of the viewer's projects, and the projects that were not followed whole."""
    found = snapshot(store)
    attributions = found.attributions(level, measure)
    seen = [attributions[id_] for id_ in visible_projects(found, viewer)]
    portions = list(_portions(found, seen, rule, _Place(found, by, viewer)))
    return portions, {each.case.project for each in seen if not each.exact and not each.case.ended}


def breakdown(
    store: GraphStore,
    *,
    by: By,
    viewer: Viewer,
    level: Level = Level.RECORDED,
    rule: Rule = Rule.EQUAL,
    measure: str = "agreed",
    sort: BreakdownOrder = BreakdownOrder.NAME,
) -> Breakdown:
    """The total of the viewer's projects, broken down *by*; what is no group of its own is last."""
    portions, cut = _asked(store, by, viewer, level, rule, measure)
    grouped: dict[BreakdownGroup, list[Portion]] = {}
    for portion in portions:
        if not portion.ended:
            grouped.setdefault(portion.group, []).append(portion)
    rows = [BreakdownRow(group, _figures(each)) for group, each in grouped.items()]
    total = _figures(portions)

    def order(row: BreakdownRow) -> tuple[bool, int, str, str]:
        figure = {
            BreakdownOrder.NAME: 0,
            BreakdownOrder.PROJECTS: -row.figures.counts[BreakdownColumn.ALL],
            BreakdownOrder.AMOUNT: -row.figures.amount,
        }[sort]
        return row.group.special, figure, pinyin_key(row.group.label), row.group.key

    rows.sort(key=order)
    return Breakdown(
        by, level, rule, tuple(rows), total, total.counts[BreakdownColumn.ENDED], len(cut)
    )


@dataclass(frozen=True, slots=True)
class BreakdownProject:
    """One project behind a figure: its line of the board, and its part as text."""

    line: BoardLine
    part: str


@dataclass(frozen=True, slots=True)
class Behind:
    """The projects behind one figure; *group* is empty for the whole, *amount* their sum in 分."""

    group: str
    projects: tuple[BreakdownProject, ...]
    amount: int


def behind(
    store: GraphStore,
    *,
    by: By,
    group: str,
    column: BreakdownColumn,
    viewer: Viewer,
    level: Level = Level.RECORDED,
    rule: Rule = Rule.EQUAL,
    measure: str = "agreed",
) -> Behind:
    """The projects that a figure counts: of the group with that key, of all without one."""
    portions, cut = _asked(store, by, viewer, level, rule, measure)
    parts: dict[Id, int | None] = {}
    label = ""
    for portion in portions:
        if (group and portion.group.key != group) or not column.takes(portion):
            continue
        if column is BreakdownColumn.CUT and portion.project not in cut:
            continue
        label = portion.group.label if group else ""
        before = parts.get(portion.project)
        if portion.part is not None:
            parts[portion.project] = (before or 0) + portion.part
        else:
            parts.setdefault(portion.project, None)
    lines = board(store, viewer=viewer, level=level, measure=measure, ids=list(parts))
    listed = []
    for line in sorted(lines, key=lambda line: (pinyin_key(line.title), line.id)):
        part = parts[line.id]
        listed.append(BreakdownProject(line, "" if part is None else wan_label(part)))
    return Behind(label, tuple(listed), sum(part or 0 for part in parts.values()))
