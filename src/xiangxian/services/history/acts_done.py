"""What an act wrote, in the viewer's words: for a form that comes a second time with other words."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from xiangxian.domain import schema
from xiangxian.services import records
from xiangxian.services.gate import Missing, Viewer
from xiangxian.services.history import changes
from xiangxian.services.records import Reference
from xiangxian.store.base import Id, Node
from xiangxian.store.contract import GraphStore

MOST = 5
"""How many records of one act are told."""


@dataclass(frozen=True, slots=True)
class Wrote:
    """One record that an act wrote, and its fields as the act left them: (label, text)."""

    record: Reference
    fields: tuple[tuple[str, str], ...]


def wrote(store: GraphStore, act: Id, *, viewer: Viewer, kinds: Collection[str]) -> list[Wrote]:
    """The records of *kinds* that the act *act* wrote and the viewer sees, at most `MOST`; one whose
    name is not the viewer's to read is left out."""
    found: list[Wrote] = []
    entry = store.applied(act)
    if entry is None:
        return found
    for change in store.change_set(act):
        if not isinstance(change.after, Node) or change.after.kind not in kinds:
            continue
        record = schema.KINDS[change.after.kind].parsed(change.after.values)
        if not records.title_for(viewer, record):
            continue
        try:
            past = changes.of(store, change.after.id, viewer=viewer, before=entry.seq + 1, chunk=1)
        except Missing:
            continue
        fields = tuple(
            (each.label, each.after)
            for done in past.acts
            if done.change_id == act
            for each in done.fields
            if each.after
        )
        found.append(Wrote(records.refer(change.after), fields))
        if len(found) == MOST:
            break
    return found
