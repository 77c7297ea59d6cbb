"""Commands that tell who connected which project: chains, introducers, breakdowns."""

from __future__ import annotations

from collections import Counter
from typing import Any

import click

from xiangxian.domain.claims import Level
from xiangxian.domain.roles import Action
from xiangxian.domain.values.amounts import wan_label
from xiangxian.services import gate
from xiangxian.services.gate import Missing, Viewer
from xiangxian.services.introductions import breakdowns as dividing
from xiangxian.services.introductions import network, stories
from xiangxian.services.introductions.attribution import Outcome, Rule
from xiangxian.services.introductions.stories import Share
from xiangxian.services.introductions.story_sentences import apart
from xiangxian.store.contract import GraphStore
from xiangxian.terminal import Session, command, refuse

_LEVEL = click.option(
    "--level",
    type=click.Choice([level.value for level in Level]),
    default=Level.RECORDED.value,
    help="，".join(f"{level.value} {level.label}" for level in Level),
)
_CREDIT = click.option(
    "--credit",
    type=click.Choice([rule.value for rule in Rule]),
    default=Rule.EQUAL.value,
    help="，".join(f"{rule.value} {rule.label}" for rule in Rule),
)


def _asking(session: Session) -> tuple[GraphStore, Viewer]:
    """The store, and who asks; raises `Refused` for accounts that read no records."""
    store, viewer = session.founded(), session.viewer()
    gate.require(viewer, Action.READ)
    return store, viewer


@click.argument("project")
@_CREDIT
@_LEVEL
def chains(session: Session, project: str, credit: str, level: str) -> None:
    """这个项目是谁牵的线。"""
    store, viewer = _asking(session)
    hits = stories.find_projects(store, project, viewer=viewer)
    if len(hits) > 1:
        refuse(
            "有几个项目叫这个名字，请用编号：\n"
            + "\n".join(f"  {id_}　{line}" for id_, line in hits)
        )
    if not hits:
        raise Missing(project)
    id_ = hits[0][0]
    story = stories.project_story(
        store, id_, viewer=viewer, level=Level(level), measure=session.settings.measure
    )
    rule = Rule(credit)
    introducers = _introducers(story.shares, rule)
    by_name = _by_name(introducers)
    document = {
        "id": id_,
        "project": story.title,
        "level": level,
        "credit": credit,
        "outcome": story.outcome.value,
        "amount": story.amount,
        "sentence": story.sentence,
        "cut": story.more,
        "exact": story.exact,
        "chains": [
            {
                "parties": [party.named.name for party in chain.parties],
                "state": chain.state.value,
                "sentence": chain.sentence,
            }
            for chain in story.chains
        ],
        "shares": by_name,
        "introducers": introducers,
    }

    def lines() -> list[str]:
        found = [story.sentence, f"{story.stage} · {story.amount} · {story.outcome.label}"]
        found += [
            f"  {'→'.join(p.named.name for p in chain.parties)}（{chain.state.screen_word}）"
            for chain in story.chains
        ]
        return found + [f"  {name} {part}" for name, part in by_name.items()]

    session.tell(document, lines)


def _introducers(shares: tuple[Share, ...], rule: Rule) -> list[dict[str, Any]]:
    """Each introducer with their credit; all whom the viewer may not know are one."""
    found: list[dict[str, Any]] = []
    hidden: dict[str, Any] | None = None
    for share in shares:
        reference, minor = share.party.reference, share.credits.get(rule)
        if reference is None and hidden is not None:
            if minor is not None:
                hidden["minor"] = minor + (hidden["minor"] or 0)
            continue
        each: dict[str, Any] = {
            "id": reference.id if reference else None,
            "name": share.party.named.name,
            "home": share.party.named.home,
            "minor": minor,
        }
        hidden = each if reference is None else hidden
        found.append(each)
    for each in found:
        each["credit"] = "" if each["minor"] is None else wan_label(each["minor"])
    return found


def _by_name(introducers: list[dict[str, Any]]) -> dict[str, str]:
    """Credit by name; namesakes are told apart by where they are from, else by their ids."""
    names = Counter(each["name"] for each in introducers)
    homes = Counter((each["name"], each["home"]) for each in introducers)
    found = {}
    for each in introducers:
        name = each["name"]
        if names[name] > 1:
            alone = each["home"] and homes[name, each["home"]] == 1
            name += f"（{each['home'] if alone else each['id']}）"
        found[name] = each["credit"]
    return found


@_CREDIT
@_LEVEL
@click.option(
    "--sort",
    type=click.Choice([sort.value for sort in network.IntroducerOrder]),
    default=network.IntroducerOrder.NAME.value,
    help="，".join(f"{sort.value} {sort.label}" for sort in network.IntroducerOrder),
)
def introducers(session: Session, credit: str, level: str, sort: str) -> None:
    """引荐人和各自的份额，按姓名排。"""
    store, viewer = _asking(session)
    found = network.introducers(
        store,
        viewer=viewer,
        level=Level(level),
        rule=Rule(credit),
        measure=session.settings.measure,
        sort=network.IntroducerOrder(sort),
    )
    sums = found.sums
    document = {
        "level": level,
        "credit": credit,
        "introducers": [
            {
                "id": line.id,
                "name": line.name.name,
                "home": line.name.home,
                "projects": [found.titles[id_] for id_ in line.projects],
                "credit": wan_label(line.credit),
                "minor": line.credit,
            }
            for line in found.lines
        ],
        "self_return": wan_label(sums.self_return),
        "none": wan_label(sums.none),
        "total": wan_label(sums.total),
        "minor": {"self_return": sums.self_return, "none": sums.none, "total": sums.total},
        "projects": {outcome.value: found.counts.get(outcome, 0) for outcome in Outcome},
        "without_amount": sums.without_amount,
        "ended": sums.ended,
        "cut": sums.cut,
    }

    def lines() -> list[str]:
        said = [
            f"{line.name.introduced()}　{wan_label(line.credit)}　"
            f"{'、'.join(found.titles[i] for i in line.projects)}"
            for line in found.lines
        ]
        said.append(
            f"本人回乡投资 {document['self_return']}，没有登记引荐人 {document['none']}，"
            f"合计 {document['total']}"
        )
        return said + apart(sums.without_amount, sums.ended, sums.cut)

    session.tell(document, lines)


@click.option(
    "--by",
    type=click.Choice([by.value for by in dividing.BREAKDOWNS]),
    default=dividing.By.VILLAGE.value,
    help="，".join(f"{by.value} {by.label}" for by in dividing.BREAKDOWNS),
)
@_CREDIT
@_LEVEL
@click.option(
    "--sort",
    type=click.Choice([sort.value for sort in dividing.BreakdownOrder]),
    default=dividing.BreakdownOrder.NAME.value,
    help="，".join(f"{sort.value} {sort.label}" for sort in dividing.BreakdownOrder),
)
def breakdowns(session: Session, by: str, credit: str, level: str, sort: str) -> None:
    """合计按村、按城市、按项目原所在地、按产业链分开。"""
    store, viewer = _asking(session)
    found = dividing.breakdown(
        store,
        by=dividing.By(by),
        viewer=viewer,
        level=Level(level),
        rule=Rule(credit),
        measure=session.settings.measure,
        sort=dividing.BreakdownOrder(sort),
    )

    def figures(each: dividing.Figures) -> dict[str, Any]:
        column = dividing.BreakdownColumn
        outcomes = (column.INTRODUCED, column.SELF_RETURN, column.NONE)
        return {
            "projects": each.counts[column.ALL],
            **{name.value: each.counts[name] for name in outcomes},
            "without_amount": each.counts[column.UNFILLED],
            "amount": wan_label(each.amount),
            "minor": {
                "total": each.amount,
                **{name.value: each.sums[name] for name in outcomes},
            },
        }

    document = {
        "by": by,
        "level": level,
        "credit": credit,
        "said": found.by.said,
        "rows": [{"group": row.group.label, **figures(row.figures)} for row in found.rows],
        "total": figures(found.total),
        "ended": found.ended,
        "cut": found.cut,
    }

    def lines() -> list[str]:
        rows = [(row.group.label, row.figures) for row in found.rows]
        said = [
            f"{label}　{each.counts[dividing.BreakdownColumn.ALL]}个　{wan_label(each.amount)}"
            for label, each in [*rows, ("合计", found.total)]
        ]
        unfilled = found.total.counts[dividing.BreakdownColumn.UNFILLED]
        return [found.by.said, *said, *apart(unfilled, found.ended, found.cut)]

    session.tell(document, lines)


def install(group: click.Group) -> None:
    """Put the commands into *group*."""
    command(group, "chains")(chains)
    command(group, "introducers")(introducers)
    command(group, "breakdowns")(breakdowns)
