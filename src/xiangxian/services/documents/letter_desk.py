"""The office's own versions of our Word templates: taken out, checked, put in use, given up again.

They lie in `DIR/letters/` under the names of ours. A version is put in use only after it was filled
in twice, with everything known and with nothing known.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from types import MappingProxyType

from xiangxian.domain.roles import Action
from xiangxian.services import gate, own_files
from xiangxian.services.documents.letter_templates import Values, fill, template
from xiangxian.services.documents.recognition_papers import (
    FORM,
    LETTER,
    NOTICE,
    FilingForm,
    Introducer,
    PublicNotice,
    RecognitionLetter,
    form_values,
    letter_values,
    notice_values,
)
from xiangxian.services.gate import Viewer
from xiangxian.store.base import ChangeSet, GraphStore, Id

FOLDER = "letters"


@dataclass(frozen=True, slots=True)
class Kind:
    """One template: its screen word, and values with everything and with nothing known."""

    label: str
    full: Values
    bare: Values


def _kinds() -> Mapping[str, Kind]:
    day = date(2026, 3, 5)
    team = (
        Introducer(name="甲", unit="某商会", part="提供信息", share="60%", delegate=True),
        Introducer(name="乙", unit="某公司", part="推动促成", share="40%"),
    )
    form = FilingForm(
        office="某镇", filed_on=day, introducer="甲", status="社会人士", unit="某商会",
        contact="（电话）", team=team, introduced="丙公司", relation="无", project="某项目",
        content="内容", introduced_at="2025年5月", occasion="座谈会", course="经过",
        evidence=("引荐证明", "签到表"),
    )  # fmt: skip
    notice = PublicNotice(
        project="某项目", rule="某办法", confirmed_by=("投资方",), introducers=team,
        introduced="丙公司", course="经过", amount="5,000万元", first_day=day, last_day=day,
        working_days=5, contact_unit="某办", contact_person="丁", contact_phone="（电话）",
        address="某处", bodies=("某镇人民政府",), signed_on=day,
    )  # fmt: skip
    letter = RecognitionLetter(
        project="某项目", rule="某办法", confirmed_by=("投资方",), notice="公示无异议",
        introducers=team, introduced="丙公司", introduced_at="2025年5月", filed_on=day,
        bodies=("某镇人民政府",), signed_on=day,
    )  # fmt: skip
    return {
        FORM: Kind("项目引荐人备案表", form_values(form), form_values(FilingForm())),
        NOTICE: Kind("引荐人认定公示", notice_values(notice), notice_values(PublicNotice())),
        LETTER: Kind("引荐人认定书", letter_values(letter), letter_values(RecognitionLetter())),
    }


KINDS: Mapping[str, Kind] = MappingProxyType(_kinds())


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the page: the template's *name* and *label*, and whether the office has its *own*."""

    name: str
    label: str
    own: bool


def entries(data: Path) -> tuple[Entry, ...]:
    """Every template, and whose version is in use."""
    return tuple(
        Entry(name, kind.label, _own(data, name).is_file()) for name, kind in KINDS.items()
    )


def _own(data: Path, name: str) -> Path:
    if name not in KINDS:
        raise gate.Missing(name)
    return data / FOLDER / f"{name}.docx"


def take(data: Path, name: str) -> bytes:
    """The version in use, to be edited in Word. Raises `Missing` for a name that is none."""
    _own(data, name)
    return template(name, data / FOLDER)


def tried(name: str, content: bytes) -> bytes:
    """*content* filled in with made-up values, as a look at it. Raises `BadTemplate`, `Missing`."""
    if name not in KINDS:
        raise gate.Missing(name)
    fill(content, KINDS[name].bare, title="", example=True)
    return fill(content, KINDS[name].full, title=KINDS[name].label, example=True)


def put(
    store: GraphStore,
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
    path = _own(data, name)
    tried(name, content)
    store.apply(
        ChangeSet(change_id, viewer.account, now, "template.replace", (), KINDS[name].label)
    )
    own_files.put(path, content, now=now)


def give_up(
    store: GraphStore, data: Path, name: str, *, change_id: Id, viewer: Viewer, now: datetime
) -> None:
    """Use ours again; the office's version is kept under its time. Raises `Refused`, `Missing`."""
    gate.require(viewer, Action.RECORD)
    path = _own(data, name)
    if not path.is_file():
        raise gate.Missing(name)
    store.apply(ChangeSet(change_id, viewer.account, now, "template.reset", (), KINDS[name].label))
    own_files.put_by(path, now=now)
