"""The three papers of a recognition: 备案表, 公示 and 认定书, ready to stamp.

Each is a Word template that the office may edit; what a template may name are the keys of
`form_values`, `notice_values` and `letter_values`. What is not known stays a blank to be filled in
by hand: nothing is made up. Nobody's phone stands on a notice, and a sum of money only where the
office gives it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from xiangxian.services.documents.letter_templates import Row, Values, fill, template
from xiangxian.services.documents.official_text import day_label

BLANK = "_" * 12
"""Where a sentence lacks a word: a line to write it on."""
FORM, NOTICE, LETTER = "filing_form", "public_notice", "recognition_letter"
"""The templates' file names, without .docx."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Introducer:
    """One introducer: *part* is what he or she did, *share* as it should read (60%)."""

    name: str
    unit: str = ""
    part: str = ""
    share: str = ""
    delegate: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FilingForm:
    """项目引荐人备案表. *contact* stays an empty cell unless the office wants it printed."""

    office: str = ""
    filed_on: date | None = None
    introducer: str = ""
    status: str = ""
    unit: str = ""
    contact: str = ""
    team: tuple[Introducer, ...] = ()
    introduced: str = ""
    relation: str = ""
    project: str = ""
    content: str = ""
    introduced_at: str = ""
    occasion: str = ""
    course: str = ""
    evidence: tuple[str, ...] = ()
    example: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicNotice:
    """关于××引荐人认定的公示, from *first_day* to *last_day*, which are *working_days* 工作日.

    *rule* is the name of the office's rule, *confirmed_by* who confirmed; *contact_…* are the
    office's own, for objections; *bodies* sign, Party first.
    """

    project: str = ""
    rule: str = ""
    confirmed_by: tuple[str, ...] = ()
    introducers: tuple[Introducer, ...] = ()
    introduced: str = ""
    course: str = ""
    amount: str = ""
    first_day: date | None = None
    last_day: date | None = None
    working_days: int | None = None
    contact_unit: str = ""
    contact_person: str = ""
    contact_phone: str = ""
    address: str = ""
    bodies: tuple[str, ...] = ()
    signed_on: date | None = None
    example: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RecognitionLetter:
    """引荐人认定书; several *introducers* are a team with its delegate and shares.

    *notice* is what became of the publication, as a clause: 2026年3月5日至11日公示无异议.
    """

    project: str = ""
    rule: str = ""
    confirmed_by: tuple[str, ...] = ()
    notice: str = ""
    introducers: tuple[Introducer, ...] = ()
    introduced: str = ""
    introduced_at: str = ""
    filed_on: date | None = None
    bodies: tuple[str, ...] = ()
    signed_on: date | None = None
    example: bool = False


def filing_form(form: FilingForm, letters: Path | None = None) -> bytes:
    """项目引荐人备案表 as a .docx file; *letters* is the folder of the office's own templates.

    Raises `letter_templates.BadTemplate` where the office's own template cannot be used.
    """
    title = f"{form.project}引荐人备案表"
    return fill(template(FORM, letters), form_values(form), title=title, example=form.example)


def public_notice(notice: PublicNotice, letters: Path | None = None) -> bytes:
    """The notice as a .docx file; see `filing_form`."""
    title = f"关于{notice.project}引荐人认定的公示"
    content = template(NOTICE, letters)
    return fill(content, notice_values(notice), title=title, example=notice.example)


def recognition_letter(letter: RecognitionLetter, letters: Path | None = None) -> bytes:
    """引荐人认定书 as a .docx file; see `filing_form`."""
    title = f"{letter.project}引荐人认定书"
    content = template(LETTER, letters)
    return fill(content, letter_values(letter), title=title, example=letter.example)


def form_values(form: FilingForm) -> Values:
    """What the form's template may name. An empty cell of a form is a blank as it is."""
    return {
        "填报单位": form.office,
        "填报时间": day_label(form.filed_on),
        "引荐人": form.introducer,
        "身份": form.status,
        "单位及职务": form.unit,
        "联系方式": form.contact,
        "团队": _team(form.team),
        "被引荐方": form.introduced,
        "与投资方关系": form.relation,
        "项目": form.project,
        "项目内容": form.content,
        "引荐时间": form.introduced_at,
        "引荐场合": form.occasion,
        "引荐经过": form.course,
        "依据清单": "\n".join(f"{at}. {text}" for at, text in enumerate(form.evidence, start=1)),
    }


def notice_values(notice: PublicNotice) -> Values:
    """What the notice's template may name."""
    days = str(notice.working_days) if notice.working_days else "_" * 4
    return {
        "项目": notice.project or BLANK,
        "依据办法": notice.rule,
        "确认各方": "、".join(notice.confirmed_by),
        "引荐人": _rows(notice.introducers),
        "被引荐方": notice.introduced or BLANK,
        "引荐经过": notice.course or BLANK * 2,
        "投资额": notice.amount,
        "公示开始": _written(notice.first_day),
        "公示结束": _written(notice.last_day),
        "工作日": days,
        "联系单位": notice.contact_unit or BLANK,
        "联系人": notice.contact_person or BLANK,
        "联系电话": notice.contact_phone or BLANK,
        "地址": notice.address,
        "落款": _bodies(notice.bodies),
        "落款日期": day_label(notice.signed_on),
    }


def letter_values(letter: RecognitionLetter) -> Values:
    """What the letter's template may name; 团队 is empty for a single introducer."""
    people = _rows(letter.introducers)
    delegates = [each.name for each in letter.introducers if each.delegate]
    return {
        "项目": letter.project or BLANK,
        "依据办法": letter.rule,
        "确认各方": "、".join(letter.confirmed_by),
        "公示情况": letter.notice,
        "引荐人": people,
        "名单": "、".join(row["姓名"] or BLANK for row in people),
        "团队": "是" if len(people) > 1 else "",
        "代表": "、".join(delegates) or BLANK,
        "被引荐方": letter.introduced or BLANK,
        "引荐时间": letter.introduced_at or BLANK,
        "备案时间": day_label(letter.filed_on) if letter.filed_on else "",
        "落款": _bodies(letter.bodies),
        "落款日期": day_label(letter.signed_on),
    }


def _rows(introducers: Sequence[Introducer]) -> list[Row]:
    """The lines of the table of introducers; one empty line where there is none."""
    return [
        {
            "序号": str(number),
            "姓名": each.name,
            "单位": each.unit,
            "作用": each.part,
            "份额": each.share,
            "备注": "团队代表" if each.delegate else "",
        }
        for number, each in enumerate(introducers or [Introducer(name="")], start=1)
    ]


def _team(team: Sequence[Introducer]) -> str:
    return "、".join(
        each.name + (f"（{'，'.join(said)}）" if (said := [*filter(None, _about(each))]) else "")
        for each in team
    )


def _about(each: Introducer) -> tuple[str, ...]:
    return ("代表" if each.delegate else "", each.unit, each.share)


def _bodies(bodies: Sequence[str]) -> list[Row]:
    return [{"名称": name} for name in bodies or [BLANK]]


def _written(day: date | None) -> str:
    """A date in a sentence; lines to write it on where it is open."""
    return day_label(day) if day is not None else "____年__月__日"
