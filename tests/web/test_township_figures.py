"""A township's figures are the same on page, command line and sheet, and are the slow way's.

`XIANGXIAN_TEST_RESIDENTS=20000` makes it a county, which takes a minute or two.
"""

from __future__ import annotations

import io
import json
import os
import re
from collections import Counter, defaultdict
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient

import naive_attribution as slow
from townships import TOWNSHIP, Settled, fill
from web.conftest import Office
from xiangxian.cli import cli
from xiangxian.domain.claims import Level
from xiangxian.domain.values.amounts import wan_label
from xiangxian.services import gate
from xiangxian.services.gate import Viewer
from xiangxian.services.introductions import breakdowns
from xiangxian.services.introductions.attribution import Rule
from xiangxian.services.introductions.breakdowns import BreakdownColumn, By

RESIDENTS = int(os.environ.get("XIANGXIAN_TEST_RESIDENTS", TOWNSHIP))
Truth = dict[str, slow.Found]


def truths(made: Settled, level: str) -> Truth:
    """What the slow way says of every project that is not another unit's."""
    return {
        each.id: slow.attribution(slow.around(made.world, each), each, level)
        for each in made.world.projects
        if each.id not in made.hidden
    }


def by_introducer(made: Settled, book: slow.Book) -> dict[str | None, int]:
    """Credit by introducer, all whom the township may not see as one (None)."""
    found: dict[str | None, int] = defaultdict(int)
    for party, part in book.credits.items():
        found[None if party in made.hidden else party] += part
    return dict(found)


def groups(made: Settled, truth: Truth, by: By, rule: str) -> dict[str, tuple[int, int]]:
    """How many projects and how much each group has, the slow way."""
    projects, amounts = defaultdict(set), defaultdict(int)
    for each in made.world.projects:
        if each.id not in truth or each.ended:
            continue
        found = truth[each.id]
        if by in {By.ORIGIN, By.CHAIN}:
            word = (made.origins if by is By.ORIGIN else made.chains)[each.id]
            shares = {word or f"{by.head}没填": each.amount or 0}
        else:
            parties: dict[str, int] = dict.fromkeys(found.introducers, 0) | found.credit[rule]
            if found.outcome == "self_return":
                back = returning(made, each)
                even = {party: slow.Fraction(1) for party in back}
                parties = slow.shares(each.amount or 0, even)
            shares = defaultdict(int)
            for party, part in parties.items():
                shares[group_of(made, party, by)] += part
            shares = shares or {"没有登记引荐人": each.amount or 0}
        for group, part in shares.items():
            projects[group].add(each.id)
            amounts[group] += part
    return {group: (len(ids), amounts[group]) for group, ids in projects.items()}


def returning(made: Settled, each: slow.Undertaking) -> list[str]:
    """Whose return it is: who is named, else natives behind the investors, those still there."""
    if each.natives:
        return list(each.natives)
    behind = [post for post in made.world.posts if post.organisation in each.investors]
    behind = [p for p in behind if p.how != "works" and made.world.people[p.person]]
    there = [post for post in behind if slow.days(post.until) is None]
    return sorted({post.person for post in there or behind})


def group_of(made: Settled, party: str, by: By) -> str:
    """The label of a party's group."""
    if party in made.hidden:
        return "受保护联系人"
    if by is By.CITY:
        return made.cities[party] or "城市没填"
    if party not in made.world.people:
        return "单位"
    if party in made.homes:
        return made.villages[made.homes[party]]
    return "老家村没填" if made.world.people[party] else "客商"


class Line:
    """The command line over the same register, in this process."""

    def __init__(self, data: Path, address: str) -> None:
        self.data, self.environment = data, {"XIANGXIAN_STORE": address}

    def json(self, *words: str) -> Any:
        """What a command says with `--json`."""
        done = CliRunner().invoke(
            cli, ["--data", str(self.data), *words, "--json"], env=self.environment
        )
        assert done.exit_code == 0, done.output
        return json.loads(done.stdout)


@pytest.fixture
def line(office: Office, tmp_path: Path, address: str) -> Line:
    """The command line over the office's register."""
    assert office
    return Line(tmp_path / "data", address)


def amounts_of(client: FlaskClient, address: str) -> list[str]:
    """The amounts of a page's table, row by row."""
    html = client.get(address).get_data(as_text=True)
    cells = re.findall(r'<td[^>]*class="amount"[^>]*>(.*?)</td>', html, re.S)
    return [re.sub(r"<small>.*?</small>|<[^>]+>", "", cell).strip() for cell in cells]


@pytest.mark.sqlite  # both engines are compared by the worlds; thousands of people only take time
def test_page_command_and_sheet_tell_the_same(office: Office, line: Line, clock: Any) -> None:
    """A township of 2,000 (or more): introducers, breakdowns and their lists, by every rule and level."""
    now: datetime = clock()
    local = gate.local_viewer(office.store)
    made, client = fill(office.store, local, RESIDENTS, now), office.client("ganshi")
    for level in slow.LEVELS:
        truth = truths(made, level)
        for rule in slow.RULES:
            asked = f"level={level}&credit={rule}"
            book = slow.book(made.world, truth, rule)
            page = amounts_of(client, f"/network/introducers?{asked}")
            introduced = book.total - book.self_return - book.none
            sums = (introduced, book.self_return, book.none, book.total)
            assert page[-4:] == [wan_label(each) for each in sums]
            told = [each for each in page[:-4] if each]
            parts = [wan_label(part) for part in by_introducer(made, book).values() if part]
            assert Counter(told) - Counter(["0万元"] * len(told)) == Counter(parts)
            broken_down(office, made, truth, level, rule, local)
        told_by_command(line, made, truth, level)
        sheets(client, made, truth, level)
    lists_open(client)


def broken_down(
    office: Office, made: Settled, truth: Truth, level: str, rule: str, viewer: Viewer
) -> None:
    """Each breakdown has the slow way's groups and adds up to the whole."""
    book = slow.book(made.world, truth, rule)
    for by in breakdowns.BREAKDOWNS:
        found = breakdowns.breakdown(
            office.store, by=by, viewer=viewer, level=Level(level), rule=Rule(rule)
        )
        figures = {
            row.group.label: (row.figures.counts[BreakdownColumn.ALL], row.figures.amount)
            for row in found.rows
        }
        assert figures == groups(made, truth, by, rule)
        columns = (BreakdownColumn.INTRODUCED, BreakdownColumn.SELF_RETURN, BreakdownColumn.NONE)
        assert [found.total.sums[each] for each in columns] == [
            book.total - book.self_return - book.none,
            book.self_return,
            book.none,
        ]
        for column in columns:
            assert sum(row.figures.sums[column] for row in found.rows) == found.total.sums[column]
        unfilled = found.total.counts[BreakdownColumn.UNFILLED]
        assert (found.total.amount, unfilled) == (book.total, book.without_amount)


def told_by_command(line: Line, made: Settled, truth: Truth, level: str) -> None:
    """`introducers`, `breakdowns` and `chains` on the command line."""
    book = slow.book(made.world, truth, "decay")
    told = line.json("introducers", "--level", level, "--credit", "decay")
    minors = {each["id"]: each["minor"] for each in told["introducers"]}
    assert minors == by_introducer(made, book)
    assert told["minor"] == {
        "self_return": book.self_return,
        "none": book.none,
        "total": book.total,
    }
    broken = line.json("breakdowns", "--by", "village", "--level", level, "--credit", "decay")
    rows = {row["group"]: (row["projects"], row["minor"]["total"]) for row in broken["rows"]}
    assert rows == groups(made, truth, By.VILLAGE, "decay")
    id_, found = max(truth.items(), key=lambda item: len(item[1].introducers))
    chains = line.json("chains", id_, "--level", level, "--credit", "decay")
    assert len(chains["chains"]) == len(found.chains)
    parts: dict[str | None, int] = defaultdict(int)
    for party, part in found.credit["decay"].items():
        parts[None if party in made.hidden else party] += part
    assert {each["id"]: each["minor"] or 0 for each in chains["introducers"]} == parts or not parts


def sheets(client: FlaskClient, made: Settled, truth: Truth, level: str) -> None:
    """The workbook's sheets end with the same totals, as numbers of 万元."""
    content = client.get(f"/network/table.xlsx?level={level}&credit=last").get_data()
    workbook = openpyxl.load_workbook(io.BytesIO(content))
    book = slow.book(made.world, truth, "last")
    sheet = list(workbook["引荐人"].iter_rows(min_row=4, values_only=True))
    whole = {row[0]: row[4] for row in sheet if row[0] in {"合计", "本人回乡投资"}}
    assert whole == {"合计": book.total / 10**6, "本人回乡投资": book.self_return / 10**6}
    for by in breakdowns.BREAKDOWNS:
        rows = list(workbook[by.label].iter_rows(min_row=4, values_only=True))
        figures = {
            row[0]: (row[1], round((row[-1] or 0) * 10**6)) for row in rows if row[1] is not None
        }
        assert figures.pop("合计")[1] == book.total
        assert figures == groups(made, truth, by, "last")


def lists_open(client: FlaskClient) -> None:
    """Every figure of the breakdown by village opens as many projects as it says."""
    html = client.get("/network/breakdowns/?by=village").get_data(as_text=True)
    links = re.findall(r'href="(/network/breakdowns/projects[^"]+)">(\d+)个', html)
    assert len(links) > 20
    for address, count in links[::7] + links[-4:]:
        opened = client.get(address.replace("&amp;", "&")).get_data(as_text=True)
        assert opened.count('class="board-title"') == int(count), address
