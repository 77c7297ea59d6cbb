"""Address cards (vCard 2.1, 3.0, 4.0) as a register of people, read by `vobject`."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import vobject

from xiangxian.services.registers.workbook import contact_files
from xiangxian.services.registers.workbook.bounds import Bounds
from xiangxian.services.registers.workbook.contact_files import words
from xiangxian.services.registers.workbook.csv_files import decoded
from xiangxian.services.registers.workbook.model import Cell, Sheet

_ENDS = re.compile(r"\r\n?|\n")
_FIRST = (
    contact_files.NAME,
    contact_files.PHONES,
    "邮箱",
    "工作单位",
    "职务",
    contact_files.ADDRESS,
)
_UNREAD = "名片里没读懂的内容"
_ALONE = re.compile(r"(?:\d{4}-?\d{2}-?\d{2}|\d{4}(?:-\d{2})?)(?=$|T)")
_CHINESE_DAY = re.compile(r"--(\d{2})-?(\d{2})")


class _Heard(logging.Handler):
    """Keeps the lines that the library says it could not read."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage().rpartition("parse line: ")[2])


def read_cards(path: Path, name: str, bounds: Bounds) -> Sequence[Sheet]:
    """The cards at *path*, one row for each; raises `OverflowError` beyond *bounds*, and
    `vobject.base.ParseError` for what is broken."""
    content = path.read_bytes()
    text = decoded(content) or content.decode("gb18030", "replace")
    rows = list(_rows(text, bounds))
    headers = list(dict.fromkeys((*_FIRST, *(header for row in rows for header in row))))
    headers = [header for header in headers if any(header in row for row in rows)]
    cells = {(1, column): Cell(header) for column, header in enumerate(headers, 1)}
    for number, row in enumerate(rows, 2):
        cells |= {(number, headers.index(header) + 1): Cell(said) for header, said in row.items()}
    if len(cells) > bounds.cells or any(len(str(c.value)) > bounds.text for c in cells.values()):
        raise OverflowError
    return [Sheet(name, cells, last_row=len(rows) + 1, last_column=len(headers))]


def _rows(text: str, bounds: Bounds) -> Iterator[Mapping[str, str]]:
    heard = _Heard()
    log = logging.getLogger("vobject.base")
    log.addHandler(heard)
    log.propagate = False
    lines = "\n".join(_ENDS.split(text))
    try:
        for number, card in enumerate(
            vobject.readComponents(lines, allowQP=True, ignoreUnreadable=True), 1
        ):
            if number > bounds.rows:
                raise OverflowError
            unread, heard.lines = heard.lines, []
            yield _row(card, unread)
    finally:
        log.removeHandler(heard)


def _row(card: Any, unread: Sequence[str]) -> Mapping[str, str]:
    """What a card says, by the headers of a register."""
    said: dict[str, list[str]] = {}

    def say(header: str, text: str) -> None:
        if text.strip() and text.strip() not in said.setdefault(header, []):
            said[header].append(text.strip())

    labels = {
        line.group: str(line.value)
        for line in card.lines()
        if line.name == "X-ABLABEL" and line.group
    }
    say(contact_files.NAME, _name(card))
    for line in card.lines():
        _line(line, labels.get(line.group, ""), say, said)
    for each in unread:
        say(_UNREAD, each)
    return {header: contact_files.BETWEEN.join(texts) for header, texts in said.items() if texts}


def _name(card: Any) -> str:
    full = next((str(line.value) for line in card.lines() if line.name == "FN"), "").strip()
    for line in card.lines():
        if line.name == "N" and not isinstance(line.value, str):
            family, given, middle = (
                _flat(part) for part in (line.value.family, line.value.given, line.value.additional)
            )
            if (whole := contact_files.whole_name(family, given, middle)) and family:
                return whole
    return full or next((_flat(v.value.given) for v in card.lines() if v.name == "N"), "")


def _flat(value: Any) -> str:
    parts = value if isinstance(value, list) else [value]
    return " ".join(str(part).strip() for part in parts if part).strip()


def _line(line: Any, label: str, say: Any, said: Mapping[str, Sequence[str]]) -> None:
    """Say what one line of a card says."""
    name, value = line.name, line.value
    if name == "TEL":
        _number(line, label, say)
    elif name == "EMAIL":
        say("其他邮箱" if said.get("邮箱") else "邮箱", str(value).removeprefix("mailto:"))
    elif name == "ORG":
        organisation, *rest = [_flat(part) for part in value] or [""]
        say("其他单位" if said.get("工作单位") else "工作单位", organisation)
        say("部门", " ".join(rest))
    elif name == "TITLE":
        say("职务", str(value))
    elif name == "ADR":
        _address(value, say, said)
    elif name == "BDAY":
        say("出生年月", _day(str(value)))
    elif name == "NOTE":
        say("备注", str(value))
    elif name == "GENDER":
        say("性别", words()["genders"].get(str(value)[:1].upper(), str(value)))
    elif name not in {"N", "FN", *words()["skipped"]}:
        say(words()["properties"].get(name, f"名片·{name}"), _flat(value))


def _number(line: Any, label: str, say: Any) -> None:
    number = re.sub(r"^tel:", "", str(line.value).strip(), flags=re.I)
    number, _, extension = number.partition(";ext=")
    number += f"转{extension}" if extension else ""
    types = [*line.params.get("TYPE", ()), *line.singletonparams]
    types = [each.strip().lower() for said in types for each in said.split(",")]
    label = re.sub(r"^_\$!<(.*)>!\$_$", r"\1", label)
    if any(contact_files.is_fax(each) for each in (*types, label)):
        say(contact_files.FAX, number)
        return
    mobile = {"cell", "iphone"} & {*types, label.lower()}
    notes = [] if mobile else [n for each in (label, *types) if (n := contact_files.noted(each))]
    say(contact_files.PHONES, contact_files.with_note(number, notes[0] if notes else ""))


def _address(value: Any, say: Any, said: Mapping[str, Sequence[str]]) -> None:
    if isinstance(value, str):
        say(contact_files.ADDRESS, value)
        return
    parts = (value.country, value.region, value.city, value.extended, value.street, value.box)
    header = (
        contact_files.OTHER_ADDRESS if said.get(contact_files.ADDRESS) else contact_files.ADDRESS
    )
    say(header, contact_files.whole_address(_flat(part) for part in parts))
    say(
        contact_files.POSTCODE if header == contact_files.ADDRESS else "其他邮编", _flat(value.code)
    )


def _day(written: str) -> str:
    """A birthday as registers write it; one without its year as the card has it."""
    text = written.strip()
    if found := _CHINESE_DAY.fullmatch(text):
        return f"{int(found[1])}月{int(found[2])}日"
    return text[: found.end()] if (found := _ALONE.match(text)) else text
