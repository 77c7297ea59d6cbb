"""Totals somebody stated in public, beside what the records add up to; never one in the other."""

from __future__ import annotations

from dataclasses import dataclass

from xiangxian.domain import schema
from xiangxian.domain.evidence import StatedTotal
from xiangxian.domain.values.amounts import wan_label
from xiangxian.domain.values.stages import IN_PROGRESS
from xiangxian.services import gate
from xiangxian.services.gate import Viewer
from xiangxian.services.introductions.network import Snapshot, amount_of, snapshot, visible_projects
from xiangxian.services.records import Reference, refer
from xiangxian.store.base import Id
from xiangxian.store.contract import GraphStore


@dataclass(frozen=True, slots=True)
class Stated:
    """One stated total: its figure as said, since when, by whom, on what evidence."""

    id: Id
    figure: str
    since: str
    source: str
    evidence: tuple[Reference, ...]


@dataclass(frozen=True, slots=True)
class Recorded:
    """What the records add up to: enterprises that came, of how many the amount is known, and
    the sum of those amounts; ended and running projects apart."""

    enterprises: int
    with_amount: int
    amount: str
    in_progress: int
    ended: int


def stated(store: GraphStore, *, viewer: Viewer) -> list[Stated]:
    """Every stated total the viewer may see, oldest first."""
    return stated_in(snapshot(store), viewer=viewer)


def stated_in(network: Snapshot, *, viewer: Viewer) -> list[Stated]:
    """The same of a network that was read already."""
    found = []
    for node in network.stated:
        if not gate.visible(viewer, node):
            continue
        record = schema.KINDS[StatedTotal.kind].parsed(node.values)
        assert isinstance(record, StatedTotal)  # noqa: S101 - the kind says so
        ends = network.linked("EVIDENCE", node.id)
        evidence = (network.nodes[end] for end in ends if end in network.nodes)
        found.append(
            Stated(
                node.id,
                figure(record),
                record.shown("since"),
                record.source or "",
                tuple(refer(each) for each in evidence if gate.visible(viewer, each)),
            )
        )
    return found


def figure(record: StatedTotal) -> str:
    """The figure as it was said: 14家, 24亿元."""
    if record.number is not None:
        return record.number.label()
    if record.amount is not None:
        return record.amount.written or record.amount.label()
    return record.title()


def stated_words(network: Snapshot, *, viewer: Viewer) -> tuple[str, ...]:
    """The stated figures, for a sentence that says what is not part of them."""
    return tuple(each.figure for each in stated_in(network, viewer=viewer))


def counts_as_enterprise(found: Snapshot, id_: Id) -> bool:
    """Whether a project stands for an enterprise that came: it landed, or its enterprise is
    known and nothing says that it is still under way or has ended."""
    project = found.projects[id_]
    if project.ended or project.stage in IN_PROGRESS:
        return False
    return project.landed or bool(found.linked("ENTERPRISE", id_))


def recorded(store: GraphStore, *, viewer: Viewer, measure: str) -> Recorded:
    """What the records of the viewer's projects add up to."""
    found = snapshot(store)
    seen = visible_projects(found, viewer)
    came = [id_ for id_ in seen if counts_as_enterprise(found, id_)]
    enterprises = {found.linked("ENTERPRISE", id_)[:1] or (id_,) for id_ in came}
    amounts = [amount_of(found.projects[id_], measure) for id_ in came]
    known = [amount for amount in amounts if amount is not None]
    return Recorded(
        len(enterprises),
        len(known),
        wan_label(sum(known)),
        sum(1 for id_ in seen if found.projects[id_].stage in IN_PROGRESS),
        sum(1 for id_ in seen if found.projects[id_].ended),
    )
