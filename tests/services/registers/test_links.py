"""Links of a checked file to the register and between its sheets, held against the samples' truth."""

from __future__ import annotations

import json
from typing import Any

from tests.services.registers.test_load import (
    PROJECTS,
    REGISTERS,
    VILLAGES,
    WEEKLY,
    bring,
    checked,
)

from xiangxian.domain.projects import Project
from xiangxian.services.gate import Viewer
from xiangxian.services.registers.importing.known import holdings
from xiangxian.services.registers.importing.links import links
from xiangxian.store.base import Query
from xiangxian.store.contract import GraphStore


def truth(name: str) -> dict[str, Any]:
    """What the sample's expectation says."""
    found = json.loads((REGISTERS / name).with_suffix(".expected.json").read_text("utf-8"))
    assert isinstance(found, dict)
    return found


def rows_of_register(store: GraphStore, clerk: Viewer) -> dict[str, tuple[str, int]]:
    """Record -> the sheet and row of sample 01 it came from."""
    rows = holdings(store, viewer=clerk).rows
    file = checked(store, clerk, REGISTERS / VILLAGES)
    return {
        rows[record.digest]: (sheet.name, record.row)
        for sheet in file.sheets
        for record in sheet.records
    }


def test_people_of_the_ledgers_are_those_of_the_village_register(
    store: GraphStore, clerk: Viewer
) -> None:
    """03 and 04 name exactly the people of 01 that the truth says, and say who is ambiguous."""
    bring(store, clerk, REGISTERS / VILLAGES)
    came = rows_of_register(store, clerk)
    held = holdings(store, viewer=clerk)
    for name in (PROJECTS, WEEKLY):
        said = {
            (link["sheet"], link["row"], link.get("role"), link["name"], link.get("first"), link["ambiguous"]):
            sorted((*came[each["id"]], each["same_phone"]) for each in link["records"])
            for link in links(checked(store, clerk, REGISTERS / name), held)["person_links"]
        }  # fmt: skip
        wanted = {
            (link["sheet"], link["row"], link.get("role"), link["name"], link.get("first"), link["ambiguous"]):
            sorted((r["sheet"], r["row"], r["same_phone"]) for r in link["register_rows"])
            for link in truth(name)["person_links"]
        }  # fmt: skip
        assert {k: v for k, v in said.items() if v} == {k: v for k, v in wanted.items() if v}
        assert not {k for k, v in wanted.items() if not v} & {k for k, v in said.items() if v}


def test_projects_of_one_investor_are_pointed_out(store: GraphStore, clerk: Viewer) -> None:
    """04 beside the 03 on the register and its own sheets: the pairs of the truth, none else; an
    import makes each of them a point and merges nothing."""
    bring(store, clerk, REGISTERS / VILLAGES)
    bring(store, clerk, REGISTERS / PROJECTS)
    file = checked(store, clerk, REGISTERS / WEEKLY)
    said = {
        (link["investor"], link["a"].get("sheet"), link["a"]["project_name"], link["b"]["sheet"], link["b"]["row"])
        for link in links(file, holdings(store, viewer=clerk))["same_investor_links"]
    }  # fmt: skip
    wanted = {
        (
            link["investor"],
            link["a"]["sheet"] if link["a"]["file"] == WEEKLY else None,
            link["a"]["project_name"],
            link["b"]["sheet"],
            link["b"]["row"],
        )
        for link in truth(WEEKLY)["same_investor_links"]
    }
    assert said == wanted
    before = len(store.find(Query(Project.kind, limit=200)).nodes)
    done = bring(store, clerk, REGISTERS / WEEKLY)
    assert len(store.find(Query(Project.kind, limit=200)).nodes) == before + done.projects
