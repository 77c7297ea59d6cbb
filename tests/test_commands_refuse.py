"""Commands tell all there is, and refuse a place without a name in a sentence."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from acts import NOW, new_id
from xiangxian.cli import cli
from xiangxian.domain.people import Person
from xiangxian.services import gate
from xiangxian.services.drafts import Draft
from xiangxian.store.contract import GraphStore


@pytest.mark.parametrize("target", ["", ".", "/"])
@pytest.mark.parametrize(
    "words", [["dump"], ["backup"], ["export", "contacts", "--purpose", "a", "--for", "b", "--to"]]
)
def test_a_place_without_a_name_is_refused_in_a_sentence(
    store: GraphStore,
    township: str,
    tmp_path: Path,
    address: str,
    words: list[str],
    target: str,
) -> None:
    """`xiangxian dump .` names a folder: one sentence, never a trace."""
    assert township
    store.close()
    given = ["--data", str(tmp_path / "data"), *words, target]
    done = CliRunner().invoke(cli, given, env={"XIANGXIAN_STORE": address})
    assert isinstance(done.exception, SystemExit), repr(done.exception)
    assert done.exit_code == 1


def test_however_many_bear_the_name_all_are_told(
    store: GraphStore, township: str, tmp_path: Path, address: str
) -> None:
    """`find` reads on, page by page, until there is no more: on the screen and as JSON."""
    assert township
    local = gate.local_viewer(store)
    draft = Draft(new_id(), local.unit)
    for number in range(260):
        draft.add(Person(name="王小明", remarks=f"第{number}位"))
    store.apply(draft.change_set(local, NOW, "person.create"))
    store.close()

    def told(*options: str) -> str:
        given = ["--data", str(tmp_path / "data"), *options, "find", "王小明"]
        return CliRunner().invoke(cli, given, env={"XIANGXIAN_STORE": address}).stdout

    assert len(told().splitlines()) == 260
    assert len(json.loads(told("--json"))) == 260
