"""Files of evidence: whole, restricted, undone with their act."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from acts import NOW, new_id
from xiangxian.domain.evidence import Evidence
from xiangxian.domain.files import CHUNK, LARGEST
from xiangxian.services import records
from xiangxian.services.evidence import files
from xiangxian.services.gate import Missing, Viewer
from xiangxian.services.history import changes
from xiangxian.services.records import Invalid
from xiangxian.store.contract import GraphStore


@pytest.fixture
def evidence(store: GraphStore, clerk: Viewer) -> str:
    """A piece of evidence."""
    return records.create(store, Evidence(name="来信"), change_id=new_id(), viewer=clerk, now=NOW)


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=10
)
@given(
    size=st.sampled_from([1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK + 7]),
    seed=st.binary(min_size=1, max_size=64),
)
def test_a_file_comes_back_byte_for_byte(
    store: GraphStore, clerk: Viewer, evidence: str, size: int, seed: bytes
) -> None:
    """Whatever its size, over as many chunks as it needs."""
    content = (seed * (size // len(seed) + 1))[:size]
    id_ = files.attach(
        store, evidence, "C:\\信.pdf", content, change_id=new_id(), viewer=clerk, now=NOW
    )
    given_ = files.give(store, id_, viewer=clerk)
    assert (given_.name, given_.content, given_.media) == ("信.pdf", content, "application/pdf")


def test_who_sees_no_files_gets_the_same_answer_as_for_none(
    store: GraphStore, clerk: Viewer, manager: Viewer, evidence: str
) -> None:
    """Files are for the own unit's clerks."""
    id_ = files.attach(store, evidence, "信.pdf", b"x", change_id=new_id(), viewer=clerk, now=NOW)
    with pytest.raises(Missing):
        files.give(store, id_, viewer=manager)
    assert "files" not in records.show(store, evidence, viewer=manager).links


@pytest.mark.parametrize("content", [b"", b"\0" * (LARGEST + 1)])
def test_empty_and_too_large_files_are_refused(
    store: GraphStore, clerk: Viewer, evidence: str, content: bytes
) -> None:
    """With a sentence, and nothing is written."""
    revision = store.revision()
    with pytest.raises(Invalid):
        files.attach(store, evidence, "信.pdf", content, change_id=new_id(), viewer=clerk, now=NOW)
    assert store.revision() == revision


def test_a_file_is_taken_back_with_its_act(store: GraphStore, clerk: Viewer, evidence: str) -> None:
    """The undo of the act takes file and chunks along; twice sent is once kept."""
    change = new_id()
    first = files.attach(store, evidence, "信.pdf", b"x", change_id=change, viewer=clerk, now=NOW)
    assert (
        files.attach(store, evidence, "信.pdf", b"x", change_id=change, viewer=clerk, now=NOW)
        == first
    )
    changes.undo(store, change, change_id=new_id(), viewer=clerk, now=NOW)
    with pytest.raises(Missing):
        files.give(store, first, viewer=clerk)
    assert store.verify() == []
