"""The program's attribution is that of the slow way, which follows design §5 by letter."""

from __future__ import annotations

import contextlib
import itertools
import math
import random
from collections.abc import Iterator
from dataclasses import replace

import naive_attribution as slow
from acts import NOW, new_id
from counting import counted
from naive_attribution import Told, Undertaking, World
from worlds import (
    DATES,
    STATES,
    dense_world,
    dice_of,
    introduction_of,
    layered_world,
    made_world,
    partial,
    united,
    write,
)
from xiangxian.domain.claims import ClaimState, Level
from xiangxian.domain.events import Event
from xiangxian.services.drafts import Draft
from xiangxian.services.gate import Viewer
from xiangxian.services.introductions import board, network
from xiangxian.services.introductions.attribution import (
    Attribution,
    Case,
    Claim,
    Ledger,
    Rule,
    Side,
    claim_graph,
    credit,
    ledger,
)
from xiangxian.services.introductions.breakdowns import Breakdown, By, breakdown
from xiangxian.services.introductions.chains import attribute
from xiangxian.services.introductions.stories import project_story
from xiangxian.services.records import read_many
from xiangxian.store.contract import GraphStore

WORLDS, STORED, DENSE, LAYERED = 1500, 200, 500, 6


def last_day(text: str) -> float:
    """The last day of a date's text, as an ordinal; infinity when it dates nothing."""
    day = partial(text)
    interval = day.interval() if day else None
    return interval[1].toordinal() if interval else math.inf


def claim_of(world: World, told: Told) -> Claim:
    """A world's introduction as attribution takes it."""
    known = partial(told.at)
    interval = known.interval() if known else None
    if interval is None and told.occasion:
        known = partial(world.occasions[told.occasion])
        interval = known.interval() if known else None
    lo, hi = (day.toordinal() for day in interval) if interval else (-math.inf, math.inf)
    return Claim(told.id, told.by, told.of, told.project, ClaimState(told.state), lo, hi)


def case_of(world: World, project: Undertaking) -> Case:
    """A world's project as attribution takes it."""
    sides = [Side(party) for party in (*project.investors, *project.natives)]
    sides += [
        Side(post.person, last_day(post.until))
        for post in world.posts
        if post.how != "works" and post.organisation in project.investors
    ]
    signed = [
        last_day(text) for stage, text in project.steps if stage in slow.SIGNED_OR_LATER and text
    ]
    native = bool(project.natives) or any(world.people.get(side.party) for side in sides)
    return Case(
        project.id,
        project.amount,
        tuple(sides),
        min(signed, default=math.inf),
        native,
        project.ended,
    )


@contextlib.contextmanager
def says(*what: object) -> Iterator[None]:
    """Names the world in which something is not as it should be."""
    try:
        yield
    except AssertionError as fault:
        raise AssertionError(f"{fault}\n{what}") from fault


def agree(found: Attribution, truth: slow.Found) -> None:
    """Everything that the program says of a project is what the slow way says."""
    assert {chain.parties: chain.state.value for chain in found.chains} == truth.chains
    assert len(found.chains) == len(truth.chains)
    assert set(found.introducers) == truth.introducers
    assert dict(found.distances) == truth.distances
    assert found.outcome.value == truth.outcome
    assert not found.more
    for rule in Rule:
        assert credit(found, rule) == truth.credit[rule.value], rule


def agree_unlisted(found: Attribution, truth: slow.Found) -> None:
    """What is told are chains, and everything else is that of all chains, told or not."""
    for chain in found.chains:
        assert truth.chains[chain.parties] == chain.state.value
    assert dict(found.distances) == truth.distances
    assert found.firsts == {parties[0] for parties in truth.chains}
    assert found.outcome.value == truth.outcome
    assert found.exact
    for rule in Rule:
        assert credit(found, rule) == truth.credit[rule.value], rule


def sums_agree(sums: Ledger, truth: slow.Book) -> None:
    """The ledger is the slow way's and adds up."""
    assert dict(sums.credits) == truth.credits
    assert {party: set(ids) for party, ids in sums.projects.items()} == truth.projects
    assert (sums.self_return, sums.none, sums.total) == (truth.self_return, truth.none, truth.total)
    assert (sums.without_amount, sums.ended) == (truth.without_amount, truth.ended)
    assert sum(sums.credits.values()) + sums.self_return + sums.none == sums.total


def test_thousands_of_worlds_are_attributed_by_letter() -> None:
    """Chains, states, introducers, distances, outcomes, credit of four rules, and the sums."""
    longest = 0
    for seed in range(WORLDS):
        numbers = map(str, itertools.count(100))
        world = made_world(dice_of(seed), numbers.__next__)
        graph = claim_graph(claim_of(world, told) for told in world.introductions)
        for level in Level:
            found = [attribute(graph, case_of(world, each), level) for each in world.projects]
            truth = {each.id: slow.attribution(world, each, level.value) for each in world.projects}
            with says(seed, world):
                for each in found:
                    agree(each, truth[each.case.project])
                    longest = max(longest, *(len(chain.claims) for chain in each.chains), 0)
                for rule in Rule:
                    sums_agree(ledger(found, rule), slow.book(world, truth, rule.value))
    assert longest == 6


def test_what_is_not_listed_is_reckoned_by_letter() -> None:
    """With a limit of no chain, one, or three: what is told are chains, their number is the limit
    or all there are; parties, distances, who is first and last and the shares are those of all."""
    above = 0
    for seed in range(2 * DENSE):
        made = dense_world if seed < DENSE else made_world
        world = made(dice_of(20_000 + seed), map(str, itertools.count(100)).__next__)
        graph = claim_graph(claim_of(world, told) for told in world.introductions)
        project = world.projects[0]
        for level in Level:
            truth = slow.attribution(world, project, level.value)
            for most in (0, 1, 3):
                found = attribute(graph, case_of(world, project), level, most=most)
                with says(seed, level, most, world):
                    agree_unlisted(found, truth)
                    assert len(found.chains) == min(most, len(truth.chains))
                    assert found.more == (len(truth.chains) > most)
                above += found.more
            with says(seed, level, world):
                agree(attribute(graph, case_of(world, project), level), truth)
    assert above > 1500


def test_more_than_a_thousand_chains_are_shared_by_letter() -> None:
    """A thousand are told, each a chain; the shares are those of all, and the same when the ids of
    the introductions and the parties are in another order."""
    above = 0
    for seed in range(LAYERED):
        numbers = list(map(str, range(1000, 1200)))
        dice_of(seed).shuffle(numbers)
        for ids in (iter(sorted(numbers)), iter(numbers)):
            world = layered_world(dice_of(30_000 + seed), ids.__next__)
            graph = claim_graph(claim_of(world, told) for told in world.introductions)
            project = world.projects[0]
            truth = slow.attribution(world, project, "recorded")
            found = attribute(graph, case_of(world, project), Level.RECORDED)
            with says(seed, world):
                agree_unlisted(found, truth)
                assert len(found.chains) == min(1000, len(truth.chains))
                assert found.more == (len(truth.chains) > 1000)
            above += found.more
    assert above >= LAYERED


def test_a_store_full_of_worlds_is_attributed_by_letter(store: GraphStore, clerk: Viewer) -> None:
    """Written as records, revised and partly binned, and read back by the network's snapshot."""
    draft, worlds = Draft(new_id(), clerk.unit), []
    for seed in range(STORED):
        worlds.append(made_world(dice_of(10_000 + seed), draft.next_id))
        write(draft, worlds[-1])
    store.apply(draft.change_set(clerk, NOW, "test"))
    compare(store, clerk, worlds)
    revise(store, clerk, worlds, dice_of(1))
    compare(store, clerk, worlds)
    # each asks for the revision alone once the network is read
    for ask in (board.board, network.introducers, partial_breakdown):
        asked, counter = counted(store)
        ask(asked, viewer=clerk)
        first, counter.questions = counter.questions, 0
        ask(asked, viewer=clerk)
        assert (counter.questions, first < 40) == (1, True), ask


def test_a_project_of_more_than_a_thousand_chains_is_told(store: GraphStore, clerk: Viewer) -> None:
    """Its story lists a thousand, says that there are more and that the shares are those of all;
    the introducers' page has those shares and nothing to excuse."""
    draft = Draft(new_id(), clerk.unit)
    world = layered_world(dice_of(30_001), draft.next_id)
    write(draft, world)
    store.apply(draft.change_set(clerk, NOW, "test"))
    (project,) = world.projects
    truth = slow.attribution(world, project, "recorded")
    assert len(truth.chains) > 1000
    story = project_story(store, project.id, viewer=clerk)
    assert (story.more, story.exact, len(story.chains)) == (True, True, 1000)
    told = {tuple(party.key for party in chain.parties) for chain in story.chains}
    assert told <= set(truth.chains)
    assert story.sentence.endswith("牵线经过太多，只列出1000条，份额是照全部算的。")
    assert story.line.endswith("牵线经过太多，只列出1000条")
    for rule in Rule:
        mine = {each.party.key: each.credits[rule] for each in story.shares if rule in each.credits}
        assert mine == truth.credit[rule.value]
        page = network.introducers(store, viewer=clerk, rule=rule)
        assert ({each.id: each.credit for each in page.lines if each.credit}, page.sums.cut) == (
            {party: part for party, part in truth.credit[rule.value].items() if part},
            0,
        )


def partial_breakdown(store: GraphStore, *, viewer: Viewer) -> Breakdown:
    """The total by village."""
    return breakdown(store, by=By.VILLAGE, viewer=viewer)


def revise(store: GraphStore, clerk: Viewer, worlds: list[World], dice: random.Random) -> None:
    """In each world an occasion and an introduction change, and another one goes to the bin."""
    draft, records = Draft(new_id(), clerk.unit), {}
    for world in worlds:
        occasion = dice.choice(list(world.occasions))
        world.occasions[occasion] = dice.choice(DATES)
        told, gone = dice.sample(world.introductions, 2)
        changed = replace(told, state=dice.choice(STATES), at=dice.choice(DATES))
        world.introductions = [
            changed if each is told else each for each in world.introductions if each is not gone
        ]
        on = partial(world.occasions[occasion])
        records |= {
            occasion: Event(name="座谈", on=on),
            told.id: introduction_of(changed),
            gone.id: None,
        }
    for item in read_many(store, sorted(records), viewer=clerk):
        record = records[item.id]
        if record is None:
            draft.bin(item.node, item.edges)
        else:
            draft.revise(item, record)
    store.apply(draft.change_set(clerk, NOW, "test"))


def compare(store: GraphStore, clerk: Viewer, worlds: list[World]) -> None:
    """Every project, and the introducers' page, against the slow way."""
    snapshot, whole = network.snapshot(store), united(worlds)
    for level in Level:
        truth = {
            each.id: slow.attribution(world, each, level.value)
            for world in worlds
            for each in world.projects
        }
        found = snapshot.attributions(level, "agreed")
        assert set(found) == set(truth)
        for id_, attribution in found.items():
            with says(id_, truth[id_]):
                agree(attribution, truth[id_])
        for rule in Rule:
            book = slow.book(whole, truth, rule.value)
            page = network.introducers(store, viewer=clerk, level=level, rule=rule)
            sums_agree(page.sums, book)
            assert {line.id: line.credit for line in page.lines} == book.credits
            assert {line.id: set(line.projects) for line in page.lines} == book.projects
