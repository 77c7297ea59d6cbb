"""One cell read by its column: the domain's readers, called with what is known of the cell."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import Any

from xiangxian.domain.events import read_reply
from xiangxian.domain.people import GENDERS, TIERS
from xiangxian.domain.suggestions import SUGGESTION_STATES
from xiangxian.domain.values.amounts import read_land, read_money
from xiangxian.domain.values.categories import CATEGORIES
from xiangxian.domain.values.dates import (
    AROUND_MIDNIGHT,
    DAYS_TO_1904,
    is_serial,
    nearest_day,
    read_date,
)
from xiangxian.domain.values.names import read_contact, read_name
from xiangxian.domain.values.native_places import Homeland, read_native_place
from xiangxian.domain.values.number_formats import as_shown
from xiangxian.domain.values.partial_date import VAGUE, PartialDate
from xiangxian.domain.values.phones import is_mobile, read_phones
from xiangxian.domain.values.posts import is_nobodys_post, read_employments
from xiangxian.domain.values.problems import note
from xiangxian.domain.values.reading import Note, Reading, is_placeholder, read_choice
from xiangxian.domain.values.register_numbers import COLUMN, RegisterNumber, read_register_number
from xiangxian.domain.values.stages import ROAD, STAGES
from xiangxian.domain.values.status_words import is_status
from xiangxian.domain.values.text import has_common_surname
from xiangxian.domain.values.value_types import Choices
from xiangxian.services.registers.reading.sheet_kinds import PEOPLE
from xiangxian.services.registers.workbook.model import Cell, CellValue

DATES = frozenset(
    (
        "birth",
        "signed_on",
        "registered_on",
        "started_on",
        "production_on",
        "first_reported_at",
        "visited_on",
        "greeted_on",
        "introduced_on",
        "suggested_on",
        "due_on",
    )
)
MONEY = frozenset(
    ("total_investment_wan", "fixed_investment_wan", "paid_in_wan", "sales_wan", "tax_wan")
)
_PUNCTUATION = frozenset("，：；！？（）～")
_UNDECIDED = frozenset(("待定", "未定", "暂未确定", "待确定"))
_SHORT_DAY = re.compile(r"(\d{1,2})\s*[.．/月-]\s*(\d{1,2})\s*日?")
DITTO = frozenset(("同上", "〃", "″", "''", '"', "同前"))


@dataclass(frozen=True, slots=True)
class Place:
    """What is known round a cell: the kind of sheet, its unit of money, the homeland, and the
    *period* (first and last day) that the lines above the table give; *since_1904* says that bare
    numbers count their days from 1904, *of_ages* that the header asks for an age."""

    kind: str
    unit: str | None
    homeland: Homeland
    period: tuple[date, date] | None = None
    since_1904: bool = False
    of_ages: bool = False


_COUNTED = MONEY | {"seq_no", "land"}


def with_its_zeros(cell: Cell, name: str | None) -> Cell:
    """*cell* of the column *name* as its number format shows it, where that says more than the
    number: 010010 of a postcode, 0511- of a landline, 1975.10; what is counted stays a number."""
    value = cell.value
    if name in _COUNTED or isinstance(value, bool) or not isinstance(value, int | float):
        return cell
    shown = as_shown(value, cell.number_format)
    whole = str(int(value)) if float(value).is_integer() else repr(value)
    return cell if shown is None or shown == whole else replace(cell, value=shown)


def is_ditto(cell: Cell | None) -> bool:
    """Whether a cell says 同上."""
    return cell is not None and str(cell.value).strip() in DITTO


_TWO_MINUTES = time(0, 2)


def as_written(value: CellValue) -> str:
    """A cell's value as text; a large figure in full, not as Excel shortens it, and a day without
    the midnight that Excel gives it."""
    if isinstance(value, datetime) and (value + AROUND_MIDNIGHT).time() < _TWO_MINUTES:
        return f"{nearest_day(value):%Y-%m-%d}"
    if isinstance(value, float) and abs(value) >= 1e14 and value.is_integer():
        return f"{value:.0f}"
    return "" if value is None else str(value)


def _narrow(text: str) -> str:
    """*text* with letters and figures of one width; Chinese punctuation stays as it is."""
    return "".join(c if c in _PUNCTUATION else unicodedata.normalize("NFKC", c) for c in text)


def _text(cell: Cell, _place: Place) -> Reading[str]:
    value = cell.value
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    written = "" if value is None else str(value)
    text = _narrow(written).strip()
    text = re.sub(r"[(]", "（", text)
    text = re.sub(r"[)]", "）", text)
    if not text:
        return Reading(None, (), written)
    if is_placeholder(text) or text in _UNDECIDED:
        return Reading(None, (note("PLACEHOLDER"),), written)
    return Reading(text, (), written)


def _gender(cell: Cell, place: Place) -> Reading[str]:
    text = _text(cell, place)
    if text.value is None:
        return Reading(None, (note("GENDER_MISSING"),), text.written)
    reading = read_choice(text.value, GENDERS)
    notes = tuple(n for n in reading.notes if n.code != "CHOICE_SYNONYM")
    return Reading(reading.value, notes, text.written)


def _renamed(reading: Reading[str], synonym: str, unknown: str) -> Reading[str]:
    codes = {"CHOICE_SYNONYM": synonym, "CHOICE_UNKNOWN": unknown}
    return Reading(
        reading.value,
        tuple(note(codes.get(n.code, n.code)) for n in reading.notes),
        reading.written,
    )


def _chosen(choices: Choices, synonym: str, unknown: str) -> Callable[[Cell, Place], Reading[str]]:
    """A reader of one of *choices*, with the codes of its remarks."""

    def read(cell: Cell, place: Place) -> Reading[str]:
        text = _text(cell, place)
        if text.value is None:
            return text
        return _renamed(read_choice(text.value, choices), synonym, unknown)

    return read


_REACHED = re.compile(
    r"^(?:目前|现|处于|已经?|进入|签订|签署|签了?(?=意向|框架|正式|投资|合作|备忘|项目)|达成|完成|全面|正式|顺利|双方|初步(?=洽谈|接洽|对接)|深入(?=洽谈|接洽|对接)|前期(?=洽谈|接洽|对接)|进一步)+|(?:阶段|状态|环节|手续|完毕|了|中)$"
)
_NOT_YET = re.compile(r"(.{2,}?)[,，、]?(?:尚未|还未|未|待|拟|准备|即将)(.{2,})")
_UNDER_WAY = re.compile(r"^(?:正在?|持续|仍在|还在)")


def read_stage(cell: Cell, place: Place) -> Reading[str]:
    """签订框架协议, 已完成签约 and 处于洽谈阶段 are stages with a word round them; 拟签约 and 未开工
    are not, and what is still under way (正在签约) is no stage that was reached."""
    reading = _chosen(STAGES, "STAGE_SYNONYM", "STAGE_UNKNOWN")(cell, place)
    if reading.value is not None or not reading.notes:
        return reading
    said = "".join(reading.written.split())
    bare = _REACHED.sub("", _REACHED.sub("", said))
    value = read_choice(bare, STAGES).value
    if value is None and _UNDER_WAY.match(said):
        value = read_choice(_REACHED.sub("", _UNDER_WAY.sub("", said)), STAGES).value
        value = value if value in {"negotiating", "building"} else None
    value = value or _several_words_of_one(bare, STAGES) or _reached_before(bare) or _both(bare)
    return Reading(value, (note("STAGE_SYNONYM"),), reading.written) if value else reading


_DONE = ROAD[ROAD.index("signed") :]


def _both(text: str) -> str | None:
    """The later stage of 建成投产, where both are said to be reached."""
    reached = [
        (_DONE.index(first), _DONE.index(then))
        for at in range(2, min(len(text), 12) - 1)
        if (first := read_choice(text[:at], STAGES).value) in _DONE
        and (then := read_choice(_REACHED.sub("", text[at:].lstrip("、并和及,，")), STAGES).value)
        in _DONE
    ]
    later = {then for first, then in reached if first < then}
    return _DONE[later.pop()] if len(later) == 1 else None


def _reached_before(text: str) -> str | None:
    """The stage of 签约未开工, which is reached while the one behind it is not."""
    found = _NOT_YET.fullmatch(text)
    if found is None or read_choice(found[2], STAGES).value is None:
        return None
    return read_choice(_REACHED.sub("", found[1]), STAGES).value


def _category(cell: Cell, place: Place) -> Reading[str]:
    """医疗系统, 教育行业 and 金融类 say what 医疗, 教育 and 金融 do."""
    reading = _chosen(CATEGORIES, "CATEGORY_SYNONYM", "CATEGORY_UNKNOWN")(cell, place)
    if reading.value is None and reading.notes:
        bare = re.sub(
            r"(?:界别|界|行业|领域|系统|战线|方面|类|人士|人才|界人士|干部|人员|工作者|从业者|从业人员)$",
            "",
            reading.written.strip(),
        )
        for said in (bare, f"{bare}界"):
            if bare and (value := read_choice(said, CATEGORIES).value) is not None:
                return Reading(value, (note("CATEGORY_SYNONYM"),), reading.written)
        if value := _several_words_of_one(bare, CATEGORIES):
            return Reading(value, (note("CATEGORY_SYNONYM"),), reading.written)
    return reading


def _several_words_of_one(text: str, choices: Choices) -> str | None:
    """The choice of which *text* is two or more words and nothing else: 新闻媒体, 医疗/卫生, 投产运营."""
    for choice in choices:
        words = "|".join(map(re.escape, (choice.label, *choice.synonyms)))
        if re.fullmatch(rf"(?:{words})(?:[、/及和与]?(?:{words}))+", text):
            return choice.code
    return None


def _employer(cell: Cell, place: Place) -> Reading[str]:
    """The organisation; 退休 and 务工 are none."""
    text = _text(cell, place)
    if text.value is not None and (is_status(text.value) or is_nobodys_post(text.value)):
        return Reading(None, (note("EMPLOYER_IS_STATUS"),), text.written)
    return text


def _reply(cell: Cell, place: Place) -> Reading[str]:
    """待定 is an answer here, not an empty cell."""
    text = _text(cell, place)
    if text.value is not None or text.written.strip() in _UNDECIDED:
        return read_reply(text.written)
    return text


def _phones(cell: Cell, _place: Place) -> Reading[Any]:
    reading = read_phones(cell.value, number_format=cell.number_format)
    missing = tuple(n if n.code != "PLACEHOLDER" else note("PHONE_MISSING") for n in reading.notes)
    return Reading(reading.value, missing, reading.written)


def _postcode(cell: Cell, place: Place) -> Reading[str]:
    """A number of five figures is one of six (010010) whose 0 is lost."""
    text = _text(cell, place)
    if isinstance(cell.value, int | float) and re.fullmatch(r"\d{5}", text.value or ""):
        return replace(text, notes=(*text.notes, note("POSTCODE_SHORT")))
    return text


def _roles(cell: Cell, place: Place) -> Reading[tuple[str, ...]]:
    text = _text(cell, place)
    if text.value is None:
        return Reading(None, text.notes, text.written)
    parts = tuple(part.strip() for part in re.split(r"[、;；\n]", text.value) if part.strip())
    return Reading(parts, (), text.written)


def _number(cell: Cell, place: Place) -> Reading[int]:
    text = _text(cell, place)
    if text.value is None or not text.value.isdigit():
        return Reading(None, (), text.written)
    return Reading(int(text.value), (), text.written)


def _register_number(cell: Cell, place: Place) -> Reading[RegisterNumber]:
    text = _text(cell, place)
    number = read_register_number(text.value or "")
    unread = text.value is not None and number is None
    return Reading(number, (note("REGISTER_NUMBER_UNREAD"),) if unread else (), text.written)


def _staff(cell: Cell, place: Place) -> Reading[tuple[str, ...]]:
    text = _text(cell, place)
    if text.value is None:
        return Reading(None, text.notes, text.written)
    parts = re.split(r"[、,，;；/\s]+", text.value)
    return Reading(tuple(part for part in parts if part), (), text.written)


def _with_offices(cell: Cell, place: Place) -> Reading[tuple[str, ...]]:
    """Several people, each with an office before the name or without: 镇长 张三、李四. Blanks part
    names only, not an office from its name."""
    text = _text(cell, place)
    if text.value is None:
        return Reading(None, text.notes, text.written)
    parts = [part.strip() for part in re.split(r"[、,，;；/\n]", text.value) if part.strip()]
    each = [
        part.split() if all(map(has_common_surname, part.split())) else [part] for part in parts
    ]
    return Reading(tuple(name for names in each for name in names), (), text.written)


_OF_ITS_PERIOD = frozenset(("visited_on", "greeted_on"))
"""Days of which the whole table is about one period: a list of visits of March."""


def _short_day(cell: Cell, place: Place) -> Reading[Any] | None:
    """A day without its year, in the period that the table is about; without one, or outside it,
    nothing is read (12.9 is no September of 2012). None for what is no such day."""
    found = _SHORT_DAY.fullmatch(str(cell.value).strip()) if cell.value is not None else None
    if found is None:
        return None
    unread: Reading[Any] = Reading(None, (note("DATE_UNREADABLE"),), str(cell.value))
    if place.period is None:
        return unread
    first, last = place.period
    days = [int(found[2])]
    if isinstance(cell.value, float) and len(found[2]) == 1:
        days.append(days[0] * 10)  # Excel makes 12.1 of 12.10
    fitting = {
        each
        for year in range(first.year, last.year + 1)
        for day in days
        if (each := _day(year, int(found[1]), day)) is not None and first <= each <= last
    }
    if len(fitting) != 1:
        return unread
    (meant,) = fitting
    value = PartialDate(year=meant.year, month=meant.month, day=meant.day, written=str(cell.value))
    return Reading(value, (note("DATE_TEXT_DOT"),), str(cell.value))


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _date(cell: Cell, name: str, place: Place) -> Reading[Any]:
    if name in _OF_ITS_PERIOD and (short := _short_day(cell, place)) is not None:
        return short
    century = 19 if name == "birth" else 20
    value = cell.value
    if place.of_ages and re.fullmatch(r"\d{1,3}(?:\.0)?", str(value).strip()):
        return Reading(None, (note("DATE_AGE"),), str(value))
    if name == "birth" and re.fullmatch(r"[1-9]\d(?:\.0)?", str(value).strip()):
        return Reading(None, (note("DATE_AGE"),), str(value))  # also 47 for 1947: nobody can say
    if place.since_1904 and is_serial(value):
        value = value + DAYS_TO_1904
    reading = read_date(value, century=century, number_format=cell.number_format)
    if reading.value is not None and reading.value.written in VAGUE:
        return Reading(reading.value, (note("DATE_UNREADABLE"),), reading.written)
    if name == "birth" and reading.value is None and not reading.notes:
        return Reading(None, (note("DATE_MISSING"),), reading.written)
    return reading


_LAND_UNITS = {"㎡": "㎡", "平方米": "㎡", "公顷": "公顷"}
"""A header's unit of land, as land is held; without one it is 亩."""


_READERS: Mapping[str, Callable[[Cell, Place], Reading[Any]]] = {
    COLUMN: _register_number,
    "seq_no": _number,
    "gender": _gender,
    "category": _category,
    "tier": _chosen(TIERS, "CATEGORY_SYNONYM", "CATEGORY_UNKNOWN"),
    "stage": read_stage,
    "phones": _phones,
    "social_roles": _roles,
    "name": lambda cell, _: read_name(cell.value),
    "native_name": lambda cell, _: read_name(cell.value),
    "native_place": lambda cell, place: read_native_place(cell.value, place.homeland),
    "employer": _employer,
    "employments": lambda cell, _: read_employments(cell.value),
    "postcode": _postcode,
    "staff": _staff,
    "greeted_by": _with_offices,
    "proposers": _staff,
    "reply": _reply,
    "suggestion_state": _chosen(SUGGESTION_STATES, "CHOICE_SYNONYM", "CHOICE_UNKNOWN"),
    "interviewee": lambda cell, _: read_contact(cell.value),
    "contact_name": lambda cell, _: read_contact(cell.value),
    "contact_phones": _phones,
    "land": lambda cell, place: read_land(cell.value, unit=_LAND_UNITS.get(place.unit or "", "亩")),
}


NUMBERS_OF = {"name": "phones", "contact_name": "contact_phones", "interviewee": "contact_phones"}
"""By the column of a name: the column of the number that may stand with it (李四 13000000001)."""
_WITH_NUMBER = re.compile(
    r"(?P<name>\D*[\u3400-\u9fff)])[\s:,、/(]*"
    r"(?P<number>\+?\d(?:[\s-]?\d){6,13})\s*\)?\s*"
)


def name_and_number(text: str) -> tuple[str, str] | None:
    """The name and the one telephone number that stand in a cell together; None for anything else."""
    found = _WITH_NUMBER.fullmatch(unicodedata.normalize("NFKC", text).strip())
    return (found["name"].strip(), found["number"]) if found else None


def read_cell(name: str, cell: Cell, place: Place) -> Reading[Any]:
    """The value of a cell in the column *name*."""
    if name in DATES:
        return _date(cell, name, place)
    if name in MONEY:
        return read_money(cell.value, unit=place.unit or "万元")
    reader = _READERS.get(name, _text)
    return reader(cell, place)


_NEVER_A_NUMBER = frozenset(
    [
        "city",
        "category",
        "tier",
        "gender",
        "name",
        "native_place",
        "employments",
        "employer",
        "position",
        "education",
        "specialties",
        "salutation",
    ]
)


def shifted(name: str, written: str, kind: str) -> Note | None:
    """A point when a cell's text is plainly of another column: a mobile number for a WeChat name,
    a firm for a gender."""
    text = "".join(unicodedata.normalize("NFKC", written).split())
    if kind in PEOPLE and name in _NEVER_A_NUMBER and is_mobile(text):
        return note("COLUMN_SHIFTED")
    if name == "phones" and text and not re.search(r"\d", text) and not is_placeholder(text):
        return note("COLUMN_SHIFTED")
    return None
