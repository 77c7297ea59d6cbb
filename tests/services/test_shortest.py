"""The ways that are found are the ways there are: against a search that tries them all."""

from __future__ import annotations

import itertools

import networkx as nx
from hypothesis import given, settings
from hypothesis import strategies as st

from xiangxian.services.acquaintance.graph import (
    Graph,
    Step,
    Strand,
    Vertex,
    around,
    graph_of,
    steps_from,
)
from xiangxian.services.acquaintance.shortest import passes, shortest_ways

PEOPLE = [f"p{number}" for number in range(7)]
FIRMS = [f"o{number}" for number in range(3)]
EVENTS = [("event", f"e{number}") for number in range(3)]


def by_trying_all(
    graph: Graph[Vertex], starts: dict[str, int], target: str, longest: int
) -> list[tuple[str, ...]]:
    """Every simple way, its steps taken one by one from what ties two at places not met yet."""
    known = nx.Graph()
    known.add_nodes_from(PEOPLE + FIRMS)
    for party in PEOPLE + FIRMS:
        if party in graph:
            known.add_edges_from(
                (party, other) for other in steps_from(around(graph), party, organisations=FIRMS)
            )
    found = [
        (starts[start] + sum(step.cost for step in ways), tuple(parties))
        for start in starts
        for parties in nx.all_simple_paths(known, start, target, cutoff=longest)
        if not set(parties[1:]) & set(starts) and (ways := stepped(graph, parties))
    ]
    return [parties for _cost, parties in sorted(found)[:3]]


def stepped(graph: Graph[Vertex], parties: list[str]) -> list[Step]:
    """The steps between *parties*; none where a step is not to be had."""
    ways: list[Step] = []
    met = {("work", each) for each in (parties[0], parties[-1]) if each in FIRMS}
    for one, other in itertools.pairwise(parties):
        met |= {step.place for step in ways if step.place}
        met |= {("work", step.other) for step in ways if step.other in FIRMS}
        if other != parties[-1] and ("work", other) in met:
            return []
        step = steps_from(around(graph), one, organisations=FIRMS, besides=met).get(other)
        if step is None or (ways and not passes(ways[-1], step)):
            return []
        ways.append(step)
    return ways


@st.composite
def strands(draw: st.DrawFn) -> list[Strand]:
    """Introductions, posts at times that overlap or do not, and people at events."""
    made = []
    for number in range(draw(st.integers(3, 22))):
        party = draw(st.sampled_from(PEOPLE))
        weakness, age = draw(st.integers(1, 3)), draw(st.integers(0, 3))
        sort = draw(st.sampled_from(("direct", "post", "event", "visited")))
        id_ = f"t{number:02}"
        if sort == "direct":
            other = draw(st.sampled_from([each for each in PEOPLE + FIRMS if each != party]))
            made.append(Strand(id_, "X", party, other, id_, weakness=weakness, age=age))
        elif sort == "post":
            firm = draw(st.sampled_from(FIRMS))
            first = draw(st.integers(0, 4))
            span = (first, first + draw(st.integers(0, 2)))
            made.append(Strand(id_, "E", party, firm, firm, *span, True, weakness, age))
            made.append(Strand(id_, "E", party, ("work", firm), firm, *span, True, weakness, age))
        else:
            event = draw(st.sampled_from(EVENTS))
            who = party if sort == "event" else draw(st.sampled_from(FIRMS))
            made.append(Strand(id_, "A", who, event, event[1], weakness=weakness, age=age))  # type: ignore[arg-type]
    return made


@settings(max_examples=100)
@given(
    strands(),
    st.dictionaries(st.sampled_from(PEOPLE[1:]), st.integers(0, 5), min_size=1),
    st.data(),
)
def test_the_three_ways_are_those_of_trying_all(
    made: list[Strand], starts: dict[str, int], data: st.DataObject
) -> None:
    """The same three in the same order, whatever is tied to whom; and again from strands in
    another order."""
    target = data.draw(st.sampled_from(["p0", *FIRMS]))
    longest = data.draw(st.integers(1, 4))
    graph = graph_of(made)
    ways = shortest_ways(graph, starts, target, organisations=frozenset(FIRMS), longest=longest)
    found = [way.parties for way in ways.ways]
    assert found == by_trying_all(graph, starts, target, longest)
    again = shortest_ways(
        graph_of(reversed(made)), starts, target, organisations=frozenset(FIRMS), longest=longest
    )
    assert [way.parties for way in again.ways] == found


def at(event: str, *people: str, age: int = 0) -> list[Strand]:
    """People at one symposium."""
    return [
        Strand(f"{event}-{who}", "A", who, ("event", event), event, weakness=4, age=age)
        for who in people
    ]


def test_a_big_symposium_is_as_many_edges_as_people() -> None:
    """Three hundred people are three hundred edges, and two symposia lead from one to the other."""
    first = at("e1", *(f"a{number:03}" for number in range(300)))
    second = at("e2", "a007", "b", age=9)
    graph = graph_of(first + second)
    assert graph.number_of_edges() == 302
    ways = shortest_ways(graph, {"a000": 0}, "b").ways
    assert [way.parties for way in ways] == [("a000", "a007", "b")]


def test_of_equally_short_ways_the_stronger_then_the_newer_is_first() -> None:
    """An introduction before a symposium, a new symposium before an old one."""
    graph = graph_of(
        [
            *at("e-old", "a", "x", age=900),
            *at("e-new", "a", "y", age=30),
            Strand("i1", "I", "a", "z", "i1", weakness=1, age=4000),
            *(Strand(f"i-{who}", "I", who, "t", f"i-{who}", weakness=1) for who in "xyz"),
        ]
    )
    ways = shortest_ways(graph, {"a": 0}, "t").ways
    assert [way.parties[1] for way in ways] == ["z", "y", "x"]


def test_five_steps_are_too_far() -> None:
    """Four are told, five are not."""
    row = "abcdef"
    ties = [Strand(one, "I", one, other, one) for one, other in itertools.pairwise(row)]
    graph = graph_of(ties)
    assert [way.parties for way in shortest_ways(graph, {"b": 0}, "f").ways] == [tuple("bcdef")]
    assert shortest_ways(graph, {"a": 0}, "f").ways == ()
