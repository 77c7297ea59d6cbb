"""The recognition decision that stands for each project, read once for each of the store's revisions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from xiangxian.domain.recognition.cases import Recognised, RecognitionCase, RecognitionDecision
from xiangxian.services.drafts import loaded
from xiangxian.services.revisions import OncePerRevision
from xiangxian.store.base import PAGE, Edge, Hop, Id, Page, Query
from xiangxian.store.contract import GraphStore
from xiangxian.store.paging import pages

_PROJECT = RecognitionCase.fields["project"].edge
_OF_CASE = RecognitionDecision.fields["of_case"].edge
_LINKS = ((Hop(_OF_CASE), Hop(Recognised.edge)), (Hop(_PROJECT),))


@dataclass(frozen=True, slots=True)
class StandingDecision:
    """The newest decision of a project, with the page that brought its ties and their ends."""

    id: Id
    record: RecognitionDecision
    page: Page


def recognised_by(page: Page, decision: Id) -> list[tuple[Edge, Recognised]]:
    """The ties of those whom *decision* recognises, by what came with *page*; the delegate first."""
    ties: list[tuple[Edge, Recognised]] = []
    for edge in page.edges:
        if edge.name == Recognised.edge and edge.source == decision:
            tie = Recognised.parsed(edge.values)
            assert isinstance(tie, Recognised)  # noqa: S101 - the edge says so
            ties.append((edge, tie))
    ties.sort(key=lambda pair: (pair[1].part != "delegate", -(pair[1].share or 0), pair[0].id))
    return ties


def _read(store: GraphStore, _revision: int) -> Mapping[Id, StandingDecision]:
    found: dict[Id, StandingDecision] = {}
    for page in pages(store, Query(RecognitionDecision.kind, limit=PAGE, links=_LINKS)):
        projects = {edge.source: edge.target for edge in page.edges if edge.name == _PROJECT}
        for node in page.nodes:
            record = loaded(node, page.edges).record
            assert isinstance(record, RecognitionDecision)  # noqa: S101 - the kind says so
            about = projects.get(record.of_case or "")
            if about is not None and (about not in found or found[about].id < node.id):
                found[about] = StandingDecision(node.id, record, page)
    return found


_DECIDED = OncePerRevision(_read)


def standing_decisions(store: GraphStore) -> Mapping[Id, StandingDecision]:
    """The decision that stands, by project; a project without one is not among them."""
    return _DECIDED(store)
