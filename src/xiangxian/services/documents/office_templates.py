"""The office's own versions of our Word templates: taken out, checked, put in use, given up again.

They lie in `DIR/letters/` under the names of ours. A version is put in use only after it was filled
in twice, with everything known and with nothing known.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from xiangxian.domain.roles import Action
from xiangxian.services import gate
from xiangxian.services.documents import office_files
from xiangxian.services.documents.letter_templates import Values, fill, template
from xiangxian.services.gate import Viewer
from xiangxian.store.base import ChangeSet, Id
from xiangxian.store.contract import GraphStore

FOLDER = "letters"


@dataclass(frozen=True, slots=True)
class PaperKind:
    """One template: its screen word, and values with everything and with nothing known."""

    label: str
    full: Values
    bare: Values


PaperKinds = Mapping[str, PaperKind]
"""Templates by their names: whoever owns papers hands theirs in."""


@dataclass(frozen=True, slots=True)
class TemplateEntry:
    """One line of the page: the template's *name* and *label*, and whether the office has its *own*."""

    name: str
    label: str
    own: bool


def entries(kinds: PaperKinds, data: Path) -> tuple[TemplateEntry, ...]:
    """Every template of *kinds*, and whose version is in use."""
    return tuple(
        TemplateEntry(name, kind.label, _own(kinds, data, name).is_file())
        for name, kind in kinds.items()
    )


def _own(kinds: PaperKinds, data: Path, name: str) -> Path:
    if name not in kinds:
        raise gate.Missing(name)
    return data / FOLDER / f"{name}.docx"


def take(kinds: PaperKinds, data: Path, name: str) -> bytes:
    """The version in use, to be edited in Word. Raises `Missing` for a name that is none."""
    _own(kinds, data, name)
    return template(name, data / FOLDER)


def tried(kinds: PaperKinds, name: str, content: bytes) -> bytes:
    """*content* filled in with made-up values, as a look at it. Raises `BadTemplate`, `Missing`."""
    if name not in kinds:
        raise gate.Missing(name)
    fill(content, kinds[name].bare, title="", example=True)
    return fill(content, kinds[name].full, title=kinds[name].label, example=True)


def put(
    store: GraphStore,
    kinds: PaperKinds,
    data: Path,
    name: str,
    content: bytes,
    *,
    change_id: Id,
    viewer: Viewer,
    now: datetime,
) -> None:
    """Use *content* for the template *name* from now on; the version before it is kept.

    Raises `Refused`, `Missing`, and `BadTemplate`: then nothing is changed.
    """
    gate.require(viewer, Action.RECORD)
    path = _own(kinds, data, name)
    tried(kinds, name, content)
    store.apply(
        ChangeSet(change_id, viewer.account, now, "template.replace", (), kinds[name].label)
    )
    office_files.put(path, content, now=now)


def give_up(
    store: GraphStore,
    kinds: PaperKinds,
    data: Path,
    name: str,
    *,
    change_id: Id,
    viewer: Viewer,
    now: datetime,
) -> None:
    """Use ours again; the office's version is kept under its time. Raises `Refused`, `Missing`."""
    gate.require(viewer, Action.RECORD)
    path = _own(kinds, data, name)
    if not path.is_file():
        raise gate.Missing(name)
    store.apply(ChangeSet(change_id, viewer.account, now, "template.reset", (), kinds[name].label))
    office_files.put_by(path, now=now)
