"""看图表: records counted by one thing, every number with the list that it opens.

A number and its list ask the same, so they agree; what says nothing is counted under 没填. Villages
and trades stand by pinyin: nothing here is a ranking.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from xiangxian.domain.events import Event
from xiangxian.domain.people import Person
from xiangxian.domain.projects import Project
from xiangxian.domain.values.stages import STAGES
from xiangxian.domain.values.text import pinyin_key
from xiangxian.services import gate
from xiangxian.services.gate import Viewer
from xiangxian.services.introductions.network import snapshot, visible_projects
from xiangxian.services.lists.conditions import Condition
from xiangxian.services.records import refer
from xiangxian.store.base import All, Direction, Key, Node, Op, Order, Query, Where
from xiangxian.store.contract import GraphStore
from xiangxian.store.paging import pages, whole_neighbourhood

FROM = 10
"""So many records with a value make a picture; fewer are told by their table alone."""

Arguments = Mapping[str, str | list[str]]


@dataclass(frozen=True, slots=True)
class CountRow:
    """One value with how many records have it, and what its list is asked."""

    label: str
    number: int
    arguments: Arguments
    known: bool = True


@dataclass(frozen=True, slots=True)
class Tally:
    """Records of one list counted by one thing. *section* is the list's, *unit* its measure word,
    *picture* `bar` or `line`."""

    code: str
    title: str
    section: str
    unit: str
    rows: tuple[CountRow, ...]
    how: str
    picture: str = "bar"

    @property
    def total(self) -> int:
        """How many records were counted."""
        return sum(row.number for row in self.rows)

    @property
    def drawn(self) -> bool:
        """Whether there is enough for a picture."""
        return sum(row.number for row in self.rows if row.known) >= FROM

    def sentence(self, day: str) -> str:
        """The whole as one sentence that can be copied; *day* is as sentences write it."""
        parts = "，".join(f"{row.label}{row.number}{self.unit}" for row in self.rows if row.number)
        return f"截至{day}，{self.title}：共{self.total}{self.unit}，其中{parts}。"


def tallies(store: GraphStore, *, viewer: Viewer) -> list[Tally]:
    """Every tally that has anything to say to the viewer."""
    made = [_stages(store, viewer), _years(store, viewer), _trades(store, viewer)]
    made += [_villages(store, viewer), _symposia(store, viewer)]
    return [each for each in made if each.total]


def _projects(store: GraphStore, viewer: Viewer) -> list[Project]:
    found = snapshot(store)
    return [found.projects[id_] for id_ in visible_projects(found, viewer)]


def _asked(*conditions: Condition, **filters: str) -> Arguments:
    asked: dict[str, str | list[str]] = dict(filters)
    if conditions:
        asked["if"] = [each.packed() for each in conditions]
    return asked


def _stages(store: GraphStore, viewer: Viewer) -> Tally:
    counted = Counter(project.stage for project in _projects(store, viewer))
    rows = [
        CountRow(option.label, counted[option.code], _asked(stage=option.code))
        for option in STAGES
        if counted[option.code]
    ]
    if counted[None]:
        rows.append(
            CountRow("阶段没填", counted[None], _asked(Condition("stage", "empty")), known=False)
        )
    return Tally(
        "stages", "项目按阶段", "projects", "个", tuple(rows), "每个项目只在现在的阶段里数一次。"
    )


def year_of(key: Key | None) -> int | None:
    """The year in which a date begins, of its sort key (`PartialDate.sort_key`); None for none."""
    return date.fromordinal(key // 4).year if isinstance(key, int) and key >= 4 else None


def _by_year(
    counted: Mapping[int | None, int], field: str, empty: str, *more: Condition, **filters: str
) -> tuple[CountRow, ...]:
    rows = []
    for year in sorted(each for each in counted if each is not None):
        span = (Condition(field, "from", f"{year}年"), Condition(field, "to", f"{year}年"))
        rows.append(CountRow(f"{year}年", counted[year], _asked(*span, *more, **filters)))
    if counted.get(None):
        asked = _asked(Condition(field, "empty"), *more, **filters)
        rows.append(CountRow(empty, counted[None], asked, known=False))
    return tuple(rows)


def _years(store: GraphStore, viewer: Viewer) -> Tally:
    type_ = Project.fields["year"].type
    came = [each.came() for each in _projects(store, viewer)]
    counted = Counter(year_of(type_.key(on)) for on, _ in came)
    rows = _by_year(counted, "year", "回归年份没填")
    how = "按“回归年份”一栏；一个项目只数一次，还在谈的、终止的也在里面。"
    taken = Counter(word for _, word in came if word)
    if taken:
        parts = "、".join(f"{count}个照{word}的日子" for word, count in taken.items())
        how += f"没填的里，{parts}。"
    return Tally("years", "项目按回归年份", "projects", "个", rows, how, "line")


def _trades(store: GraphStore, viewer: Viewer) -> Tally:
    type_ = Project.fields["chain"].type
    words: dict[Key, str] = {}
    counted: Counter[Key | None] = Counter()
    for project in _projects(store, viewer):
        key = type_.key(project.chain)
        counted[key] += 1
        if key is not None and project.chain:
            words.setdefault(key, project.chain)
    rows = [
        CountRow(words[key], counted[key], _asked(Condition("chain", "is", words[key])))
        for key in sorted(words, key=str)
    ]
    if counted[None]:
        rows.append(
            CountRow(
                "产业类别没填", counted[None], _asked(Condition("chain", "empty")), known=False
            )
        )
    how = "按“产业类别”一栏写的；写法不同的分开数。"
    return Tally("trades", "项目按产业链", "projects", "个", tuple(rows), how)


def _villages(store: GraphStore, viewer: Viewer) -> Tally:
    places: list[Node] = []
    where = All((gate.scope(viewer), Where("level", Op.IS, "village")))
    for page in pages(store, Query("place", where, Order("name"), limit=200)):
        places += page.nodes
    counted: Counter[str] = Counter()
    if places:
        ids = [node.id for node in places]
        near = whole_neighbourhood(
            store, ids, ["HOME_VILLAGE"], direction=Direction.IN, where=gate.scope(viewer)
        )
        people = {node.id for node in near.nodes if node.kind == Person.kind}
        counted.update(edge.target for edge in near.edges if edge.source in people)
    names = {node.id: refer(node).title for node in places}
    rows = tuple(
        CountRow(names[id_], counted[id_], _asked(home_village=id_))
        for id_ in sorted(names, key=lambda each: (pinyin_key(names[each]), each))
        if counted[id_]
    )
    how = "按“老家村”一栏，没填村的不在里面；已故的也在册，也数。"
    return Tally("villages", "乡贤按村", "people", "位", rows, how)


def _symposia(store: GraphStore, viewer: Viewer) -> Tally:
    where = All(
        (
            gate.scope(viewer),
            Where("event_kind", Op.IS, "symposium"),
            Where("planned", Op.IS, 0),
        )
    )
    counted: Counter[int | None] = Counter()
    for group in _groups(store, where):
        counted[year_of(group[0])] += group[1]
    held = Condition("planned", "no")
    rows = _by_year(counted, "on", "没写哪年", held, event_kind="symposium")
    how = "类型是座谈会、已经办了的，按开会的年份；只写“今年”的不猜是哪年。"
    return Tally("symposia", "座谈会按年", "events", "场", rows, how, "line")


def _groups(store: GraphStore, where: All) -> Iterable[tuple[Key | None, int]]:
    return [(group.key, group.count) for group in store.count(Event.kind, where, by="on")]
