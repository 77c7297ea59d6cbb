"""The ways that are found are the ways there are: against a search that tries them all."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import networkx as nx
from hypothesis import given, settings
from hypothesis import strategies as st

from worlds import dice_of
from xiangxian.services.connections.graph import Graph, Strand, Vertex, draw
from xiangxian.services.connections.shortest import shortest_ways

PEOPLE = [f"p{number}" for number in range(7)]
FIRMS = [f"o{number}" for number in range(3)]
EVENTS = [("event", f"e{number}") for number in range(3)]
Tied = list[Strand]
"""One step the slow way: a strand, or two halves at a place."""


def graph_of(strands: Iterable[Strand]) -> Graph[Vertex]:
    """A graph of nothing but *strands*."""
    graph: Graph[Vertex] = nx.MultiGraph()
    draw(graph, strands)
    return graph


def meeting(one: Strand, other: Strand) -> bool:
    """Two halves at one place, of two who were there together; two firms have not met."""
    return (
        one.other == other.other
        and one.party != other.party
        and not (one.party in FIRMS and other.party in FIRMS)
        and max(one.first, other.first) <= min(one.last, other.last)
    )


def tied(made: list[Strand], one: str, other: str) -> list[Tied]:
    """Everything that ties two parties."""
    direct = [[each] for each in made if {each.party, each.other} == {one, other}]
    halves = [
        [mine, theirs]
        for mine in made
        for theirs in made
        if mine.party == one and theirs.party == other
        if isinstance(mine.other, tuple) and meeting(mine, theirs)
    ]
    return direct + halves


def roundabout(made: list[Strand], parties: list[str], target: str, steps: list[Tied]) -> bool:
    """Whether a way goes round among people who know each other without it, by the letter of the
    decision."""
    for before, after in itertools.pairwise(steps):
        one, other = before[0], after[0]
        both = len(before) == len(after) == 1 and one.member and other.member
        if both and one.other == other.other:  # an organisation between two of its own people
            return True
    places = [step[0].other if len(step) == 2 else None for step in steps]
    own = {
        (sort, each) for each in [*parties, target] if each in FIRMS for sort in ("work", "school")
    }
    if own & set(places):
        return True
    for place in set(places) - {None}:
        for one, other in itertools.combinations(range(len(parties)), 2):
            if other > one + 1 and any(
                meeting(mine, theirs)
                for mine in made
                for theirs in made
                if (mine.party, theirs.party) == (parties[one], parties[other])
                if mine.other == place
            ):
                return True
    return False


def by_trying_all(
    made: list[Strand], starts: dict[str, int], target: str, longest: int, most: int = 3
) -> list[tuple[int, tuple[str, ...]]]:
    """Every way over different parties, each by the best steps that lead nobody round."""
    ties = {
        pair: found
        for pair in itertools.permutations(PEOPLE + FIRMS, 2)
        if (found := tied(made, *pair))
    }
    found = []
    waiting = [[start] for start in starts if start != target]
    while waiting:
        parties = waiting.pop()
        if parties[-1] == target:
            choices = [ties[pair] for pair in itertools.pairwise(parties)]
            costs = [
                sum(sum(half.cost for half in step) * (3 - len(step)) for step in steps)
                for steps in itertools.product(*choices)
                if not roundabout(made, parties, target, list(steps))
            ]
            if costs:
                found.append((starts[parties[0]] + min(costs), tuple(parties)))
        elif len(parties) <= longest:
            waiting += [
                [*parties, other]
                for one, other in ties
                if one == parties[-1] and other not in parties and other not in starts
            ]
    return sorted(found)[:most]


Pick = Callable[[Sequence[Any]], Any]


def one_fact(number: int, pick: Pick) -> list[Strand]:
    """An introduction, a post at times that overlap others or do not, a school, or who was at an
    event; as it is drawn."""
    id_, party = f"t{number:02}", pick(PEOPLE)
    how = {"weakness": pick((1, 2, 3)), "age": pick((0, 1, 2, 3))}
    sort = pick(("direct", "post", "post", "school", "event", "visited"))
    if sort == "direct":
        other = pick([each for each in PEOPLE + FIRMS if each != party])
        return [Strand(id_, "X", party, other, id_, **how)]
    if sort in {"post", "school"}:
        firm, first, years = pick(FIRMS), pick(range(5)), pick(range(3))
        span = {"first": first, "last": first + years} if sort == "post" else {}
        place = ("school" if sort == "school" else "work", firm)
        return [
            Strand(id_, sort, party, other, firm, member=True, **span, **how)
            for other in (firm, place)
        ]
    who = party if sort == "event" else pick(FIRMS)
    event = pick(EVENTS)
    return [Strand(id_, "A", who, event, event[1], **how)]


@st.composite
def strands(draw: st.DrawFn) -> list[Strand]:
    """A few facts."""
    facts = range(draw(st.integers(3, 22)))
    return [
        strand
        for number in facts
        for strand in one_fact(number, lambda given: draw(st.sampled_from(list(given))))
    ]


def ways_of(
    made: list[Strand], starts: dict[str, int], target: str, longest: int = 4
) -> list[tuple[int, tuple[str, ...]]]:
    """The program's ways: what each costs, and over whom it leads."""
    found = shortest_ways(
        graph_of(made), starts, target, organisations=frozenset(FIRMS), longest=longest
    )
    assert not found.cut
    return [
        (starts[way.parties[0]] + sum(step.cost for step in way.steps), way.parties)
        for way in found.ways
    ]


@settings(max_examples=200)
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
    found = ways_of(made, starts, target, longest)
    assert found == by_trying_all(made, starts, target, longest)
    assert ways_of(made[::-1], starts, target, longest) == found


WORLDS = 1000


def test_a_fact_more_makes_no_way_longer() -> None:
    """In a thousand worlds, one fact after the other: the shortest way is that of trying all, and
    one more introduction, post, school or day together neither lengthens it nor takes it away."""
    shorter = 0
    for seed in range(WORLDS):
        dice = dice_of(seed)
        target = dice.choice(["p0", *FIRMS])
        starts = dict.fromkeys(dice.sample(PEOPLE[1:], dice.choice((1, 1, 2))), 0)
        made: list[Strand] = []
        steps = math.inf
        for number in range(dice.randint(6, 16)):
            made += one_fact(number, dice.choice)
            found = ways_of(made, starts, target)
            now = len(found[0][1]) if found else math.inf
            assert now <= steps, (seed, made)
            shorter += now < steps
            steps = now
        assert found[:1] == by_trying_all(made, starts, target, 4, most=1), (seed, made)
    assert shorter > WORLDS / 2


def test_a_firm_is_gone_by_twice_where_the_times_do_not_meet() -> None:
    """A worked there before C did, B with both: C is reached through B, by the firm or, when that
    is newer, by a symposium; and not through B when A and C were there together."""

    def post(who: str, first: int, last: int) -> list[Strand]:
        place, firm = ("work", "o0"), "o0"
        known = {"first": first, "last": last, "member": True, "weakness": 2}
        return [Strand(f"{who}-{first}", "E", who, end, firm, **known) for end in (place, firm)]  # type: ignore[arg-type]

    b, c = post("p2", 0, 9), post("p3", 6, 9)
    introduced = Strand("i", "I", "p3", "p0", "i")
    before = [*at("e1", "p1", "p2"), *b, *c, introduced]
    assert ways_of(before, {"p1": 0}, "p0")[0][1] == ("p1", "p2", "p3", "p0")
    apart = [*before, *post("p1", 0, 5)]
    assert ways_of(apart, {"p1": 0}, "p0")[0][1] == ("p1", "p2", "p3", "p0")
    together = [*before, *post("p1", 0, 6)]
    assert [way for _cost, way in ways_of(together, {"p1": 0}, "p0")] == [("p1", "p3", "p0")]


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
