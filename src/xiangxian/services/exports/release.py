"""What every list has in common that leaves the office: purpose, mark, file name, line of the log."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from xiangxian.domain import schema
from xiangxian.domain.registers import ContactExport
from xiangxian.domain.values.partial_date import BEIJING
from xiangxian.services.drafts import Draft, new_id
from xiangxian.services.gate import Viewer
from xiangxian.store.base import ChangeSet, Id
from xiangxian.store.contract import GraphStore


@dataclass(frozen=True, slots=True)
class ReleasedList:
    """A list that left: the file's bytes, its name and its mark."""

    content: bytes
    file: str
    mark: str
    people: int
    left_out: Mapping[str, str]

    @property
    def digest(self) -> str:
        """The SHA-256 of the file, as its line in the operation log says it."""
        return _digest(self.content)


def faults_of(purpose: str, recipient: str) -> dict[str, str]:
    """What every list must say before it leaves, by field."""
    faults = {}
    if not purpose.strip():
        faults["purpose"] = "请写清用途，例如：寄春节问候信。"
    if not recipient.strip():
        faults["recipient"] = "请写清给谁用。"
    return faults


def mark_of(change_id: Id) -> str:
    """The mark on the foot of the list that the act *change_id* makes."""
    return hashlib.sha256(f"{change_id}".encode()).hexdigest()[:8].upper()


def file_name(words: str, mark: str, now: datetime, ending: str, *, example: bool) -> str:
    """The name of the file of a list that left at *now*."""
    stem = "".join(c for c in words.strip() if c not in '\\/:*?"<>|' and c.isprintable())[:30]
    prefix = "示例-" if example else ""
    return f"{prefix}{stem}-{now.astimezone(BEIJING):%Y%m%d}-{mark}.{ending}"


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def left(
    store: GraphStore,
    record: ContactExport,
    content: bytes,
    *,
    change_id: Id,
    viewer: Viewer,
    now: datetime,
) -> None:
    """Write down that the list *record* left as the file *content*, with its line in the operation
    log, which says how many people and the file's digest."""
    draft = Draft(change_id, viewer.unit)
    draft.add(record)
    note = (
        f"{record.name}；给{record.recipient}；{record.people}人；编号{record.mark}"
        f"；核对码{_digest(content)}"
    )
    store.apply(draft.change_set(viewer, now, "export.contacts", note=note))


def noted(
    store: GraphStore, what: str, about: Sequence[Id] = (), *, viewer: Viewer, now: datetime
) -> None:
    """Write a line in the operation log that a page or a table left as a file: *what* it was, and
    the records it is *about*. No purpose is asked for what holds no contacts."""
    store.apply(ChangeSet(new_id(now), viewer.account, now, "paper.take", (), what, tuple(about)))


def unit_name(store: GraphStore, viewer: Viewer) -> str:
    """The name of the viewer's unit, as it fills in forms."""
    page = store.get([viewer.unit])
    return schema.KINDS["unit"].parsed(page.nodes[0].values).title() if page.nodes else ""
