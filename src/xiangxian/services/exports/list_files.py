"""A list of contacts as a file: the sheet as an office prints it, a comma file, cards."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from xiangxian.domain.registers import ContactExport
from xiangxian.domain.values.partial_date import BEIJING
from xiangxian.domain.values.register_numbers import HEADER, register_number
from xiangxian.services.documents.spreadsheet import OfficeBook, width_of
from xiangxian.services.exports import vcard as card_file
from xiangxian.services.registers.reading.columns import HINT, field_of
from xiangxian.services.registers.reading.sheet_kinds import PERSONS
from xiangxian.store.base import Id

ORIGIN_UNKNOWN = "来源说不清"
NOTICE = (
    "来源说不清的，联系时请说明：我们从老台账上知道您的联系方式；不愿再收到，告诉我们一声就停。"
)
KEPT = "kept:"
"""What the name of a kept column begins with; its header follows."""


@dataclass(frozen=True, slots=True)
class ListColumn:
    """One column of a list: its name, its header, its width in characters."""

    name: str
    header: str
    width: int


NUMBER = ListColumn("number", HEADER, 14)
_HINT = "hint"


@dataclass(frozen=True, slots=True)
class ListedPerson:
    """One line of the list: the person at the revision that was read, the texts by column, the
    kept columns by header, whether nobody can say where the contacts come from, and whether the
    name is all there is.

    *told* is when a list left that told this person so; None when this one has to.
    """

    id: Id
    rev: int
    cells: Mapping[str, str]
    kept: Mapping[str, str]
    origin_unknown: bool = False
    told: datetime | None = None
    only_named: bool = False

    @property
    def notice(self) -> bool:
        """Whether this list has to tell the person where the contacts are from."""
        return self.origin_unknown and self.told is None


@dataclass(frozen=True, slots=True)
class Sent:
    """What is written: the list's record, its lines, who sends it; a demo's is an *example*."""

    record: ContactExport
    lines: Sequence[ListedPerson]
    unit: str
    example: bool = False

    def with_hints(self, columns: Sequence[ListColumn]) -> list[ListColumn]:
        """*columns*, and one for the remarks if anybody's contacts are of unknown origin."""
        wide = max((width_of(hint(line)) for line in self.lines), default=0)
        return [*columns, *([ListColumn(_HINT, HINT, wide + 2)] if wide else [])]


def hint(listed: ListedPerson) -> str:
    """What the list says of somebody whose contacts are of unknown origin."""
    if not listed.origin_unknown:
        return ""
    return ORIGIN_UNKNOWN if listed.notice else f"{ORIGIN_UNKNOWN}（已说明）"


def cell(listed: ListedPerson, name: str) -> str:
    """The text of a line in the column *name*."""
    if name == NUMBER.name:
        return register_number(listed.id, listed.rev)
    if name == _HINT:
        return hint(listed)
    if name.startswith(KEPT):
        return listed.kept.get(name.removeprefix(KEPT), "")
    return listed.cells.get(name, "")


def said_once(listed: ListedPerson, columns: Sequence[ListColumn]) -> ListedPerson:
    """*listed* without the texts that one of its kept *columns* says too: a category that no table
    of ours knows stands under its own header, and would come back under two."""
    twice = set()
    for header in (each.header for each in columns if each.name.startswith(KEPT)):
        name = field_of((header,), PERSONS)
        if name and listed.kept.get(header) == listed.cells.get(name):
            twice.add(name)
    cells = {name: text for name, text in listed.cells.items() if name not in twice}
    return replace(listed, cells=cells)


def mark_line(record: ContactExport, *, example: bool) -> str:
    """The line on the foot of every sheet that leaves: its mark, for what, and for whom."""
    demo = "示例　" if example else ""
    return f"{demo}名单编号 {record.mark}　用途：{record.name[:60]}　给：{record.recipient[:60]}"


def counted(lines: Sequence[ListedPerson]) -> str:
    """How many are on a list; those of whom there is only the name are told apart."""
    only = sum(line.only_named for line in lines)
    return f"{len(lines)}人（其中{only}位只有姓名）" if only else f"{len(lines)}人"


def workbook(sent: Sent, columns: Sequence[ListColumn], *, signed: bool) -> bytes:
    """The sheet: title, 填报单位 line, header, one line per person, 合计, 审核人, footer mark;
    the register numbers in a last column that is hidden."""
    record = sent.record
    columns = sent.with_hints(columns)
    office = OfficeBook()
    words = f"{record.occasion or record.name}名单"
    day = record.at.astimezone(BEIJING) if record.at else None
    when = f"{day.year}年{day.month}月{day.day}日" if day else ""
    sheet = office.sheet(
        "名单",
        f"{words}（示例）" if sent.example else words,
        f"填报单位（盖章）：{sent.unit}　　填报人：　　　　联系电话：　　　　填报时间：{when}"
        if signed
        else f"{sent.unit}　{when}",
        [("序号", 6), *((column.header, column.width) for column in columns)],
        hidden=(NUMBER.header, NUMBER.width),
    )
    names = [column.name for column in (*columns, NUMBER)]
    for number, listed in enumerate(sent.lines, start=1):
        sheet.put([number, *(cell(listed, name) for name in names)])
    sheet.close_with(f"合计：{counted(sent.lines)}")
    if any(line.notice for line in sent.lines):
        sheet.close_with(NOTICE)
    if signed:
        sheet.close_with("审核人：　　　　　　　　　　制表人：")
    foot = mark_line(record, example=sent.example).replace("&", "&&")
    sheet.page.set_footer(f"&L{foot}&R第&P页 共&N页")
    office.book.set_properties({"title": words, "comments": f"名单编号 {record.mark}"})
    return office.content()


def comma_text(sent: Sent, columns: Sequence[ListColumn]) -> bytes:
    """The lines as CSV that Excel in China opens rightly: UTF-8 with its mark, no formula.

    There is no room below such a list: who has to be told where the contacts are from has the
    whole sentence in the line.
    """
    columns = sent.with_hints(columns)
    target = io.StringIO(newline="")
    written = csv.writer(target)
    written.writerow(harmless(column.header) for column in columns)
    for listed in sent.lines:
        texts = (
            NOTICE if column.name == _HINT and listed.notice else cell(listed, column.name)
            for column in columns
        )
        written.writerow(harmless(text.replace("\n", "、")) for text in texts)
    return target.getvalue().encode("utf-8-sig")


def cards(sent: Sent, columns: Sequence[ListColumn]) -> bytes:
    """The lines as cards for a telephone's address book, with nothing that no column asks for."""
    wanted = {column.name for column in columns}
    record = sent.record
    found = []
    for listed in sent.lines:
        texts = {name: text for name, text in listed.cells.items() if name in wanted}
        notes = [f"{record.occasion or record.name}（名单编号{record.mark}）"]
        if sent.example:
            notes.insert(0, "示例")
        if listed.notice:
            notes.append(NOTICE)
        found.append(
            card_file.Card(
                uid=listed.id,
                name=listed.cells["name"],
                organisation=texts.get("employer", ""),
                position=texts.get("position", ""),
                phones=tuple(texts["phones"].split("\n")) if "phones" in texts else (),
                email=texts.get("email", ""),
                address=texts.get("address", ""),
                postcode=texts.get("postcode", ""),
                salutation=texts.get("salutation", ""),
                note="\n".join(notes),
                categories=("乡贤",),
            )
        )
    return card_file.written(found)


def harmless(text: str) -> str:
    """A text that no spreadsheet takes for a formula; a number from abroad stays as it is."""
    risky = text.startswith(("=", "+", "-", "@", "\t", "\r"))
    return f"'{text}" if risky and not re.fullmatch(r"\+[\d ()-]+", text) else text
