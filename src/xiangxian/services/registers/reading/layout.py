"""Where a sheet's header is and which rows are records: titles, two-level headers, totals, notes."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from xiangxian.services.registers.reading.columns import aliases, field_of, plain, readings
from xiangxian.services.registers.reading.feet import is_foot, is_total
from xiangxian.services.registers.reading.headers import speaks_of_another
from xiangxian.services.registers.reading.never_stored import dropped, sensitive
from xiangxian.services.registers.reading.occasions import is_list_of_comers, occasion_of
from xiangxian.services.registers.reading.shapes import is_firm, is_name
from xiangxian.services.registers.reading.sheet_kinds import (
    ATTENDANCE,
    GREETINGS,
    INTRODUCTIONS,
    KEY,
    PEOPLE,
    PERSONS,
    PROJECTS,
    SUGGESTIONS,
    VISITS,
)
from xiangxian.services.registers.workbook.model import Cell, Sheet, Skipped

HEADER_WITHIN = 12
DEEPEST_HEADER = 3
_KINDS = (PROJECTS, PERSONS, VISITS, SUGGESTIONS, INTRODUCTIONS)
_OF_INTRODUCTIONS = {"introduced_on", "introduction_basis", "introduction_way"}
_COMING = {"signed_in", "reply", "proxy", "arrival_way", "arrival_by", "arrival_time"}
_ENOUGH = 3
"""Fewer columns, or values, settle nothing."""
_NEARLY_ALL = 0.9
_UNSURE = 2
"""By how many columns a kind must be ahead whose key is known by an act alone."""
_UNSAID: Mapping[str, Callable[[str], object]] = {
    PERSONS: is_name,
    PROJECTS: re.compile(
        r".{3,}(?:项目|工程|基地|生产线|产业园|工厂|中心|综合体|农场|民宿)(?:[(（].*[)）]|[一二三四五\d]+期)?"
    ).fullmatch,
    VISITS: is_firm,
}
"""What the key of a sheet is by its values, where its header does not say."""
_TOTAL = re.compile(
    r"^(?:本(?:页|表|村|组|镇|单位)|全(?:村|组|镇))?(?:小计|合计|总计|累计|共计)"
    r"|^共\d+(?:人|名|位|户|家|个|条|项)[。.]?$"
)
_RECKONED = re.compile(
    r"(?:.*\s)?总?(?:计数|汇总|求和|平均值|最大值|最小值|乘积|数值计数|标准偏差|方差)"
)
"""What Excel writes beside the figures of its own rows (分类汇总, a table's total row): 南京 计数."""
_FIGURE = re.compile(r"-?[\d,]+(?:\.\d+)?%?")
_FOOT = re.compile(
    r"^(?:注[:：]|注\d|备注[:：]|说明[:：]|填表|制表|审核|填报|单位负责人|负责人|联系电话)"
)
_END = re.compile(r"^[-—–（(【\s]*以下(?:空白|无正文|无内容|无数据)")
"""What stands below a table so that nobody writes there."""


_SIGNERS = re.compile(r"^(?:制表|审核|填报|填表|复核|校对|经办|单位负责|负责)人?[:：]")
"""Who signs below the table: 制表：, 审核人：."""
_SIGNED = re.compile(r"^注[:：]|(?:填表|制表|审核|填报|负责)人|联系电话|1\d{10}")


@dataclass(frozen=True, slots=True)
class Layout:
    """A sheet's parts: *kind* (`persons`, `projects`, `visits`, `ignore`), the header's first and
    last row, header paths by column, the rows of records, the rows that are none, and the titles.

    *panels* are the columns of each record where several stand side by side in one printed row,
    as on sign-in sheets; one panel of all columns everywhere else. *key* is the column that is the
    sheet's key by its values alone, where no header says which one is.
    """

    kind: str
    first_header: int
    last_header: int
    paths: Mapping[int, tuple[str, ...]]
    rows: tuple[int, ...]
    skipped: tuple[Skipped, ...]
    titles: tuple[str, ...]
    panels: tuple[Mapping[int, tuple[str, ...]], ...] = ()
    key: int | None = None


def text_of(cell: Cell | None) -> str:
    """A cell's text without its outer spaces; empty for none."""
    return "" if cell is None or cell.value is None else str(cell.value).strip()


def merged_anchors(sheet: Sheet) -> dict[tuple[int, int], tuple[int, int]]:
    """Cell inside a merged range -> the range's first cell, which holds the value."""
    found = {}
    for top, left, bottom, right in sheet.merged:
        if (bottom - top + 1) * (right - left + 1) > 200_000:
            continue
        for row in range(top, min(bottom, sheet.last_row) + 1):
            for column in range(left, min(right, sheet.last_column) + 1):
                found[row, column] = (top, left)
    return found


def _paths(
    sheet: Sheet, merged: Mapping[tuple[int, int], tuple[int, int]], first: int, last: int
) -> dict[int, tuple[str, ...]]:
    """The header texts of every column from top to bottom, a merged one counted once."""
    found = {}
    for column in range(1, sheet.last_column + 1):
        parts: list[str] = []
        anchors = set()
        for row in range(first, last + 1):
            anchor = merged.get((row, column), (row, column))
            text = text_of(sheet.cells.get(anchor))
            if text and anchor not in anchors:
                parts.append(text)
                anchors.add(anchor)
        if parts:
            found[column] = tuple(parts)
    return found


def _known(paths: Mapping[int, tuple[str, ...]], kind: str) -> set[str]:
    fields = {field_of(path, kind) for path in paths.values()}
    return {name for name in fields if name} | {
        code for path in paths.values() if (code := dropped(path))
    }


def _header(
    sheet: Sheet,
    merged: Mapping[tuple[int, int], tuple[int, int]],
    kinds: Sequence[str] = _KINDS,
) -> tuple[str, int, int] | None:
    """The kind of register, one of *kinds*, and its header rows; None when the sheet is none.

    The row that knows most columns is the header's last; rows above it belong to it when merged
    cells tie them together.
    """
    best: tuple[int, int, str] | None = None
    for row in range(1, min(HEADER_WITHIN, sheet.last_row) + 1):
        paths = _paths(sheet, merged, row, row)
        texts = {path[0] for path in paths.values()}
        if len(texts) < 2:
            continue
        for kind in kinds:
            known = _known(paths, kind)
            if kind == INTRODUCTIONS and not known & _OF_INTRODUCTIONS and _is_ledger(paths):
                continue
            weight = len(known) - (0 if _named_plainly(paths, kind) else _UNSURE)
            if KEY[kind] in known and len(known) >= 2 and (best is None or weight > best[0]):
                best = (weight, row, kind)
    if best is None:
        return None
    _, last, kind = best
    first = last
    while first > 1 and last - first + 1 < DEEPEST_HEADER and _belongs(sheet, first):
        first -= 1
    return kind, first, max([last, *_reach_down(sheet, first, last)])


def _reach_down(sheet: Sheet, first: int, last: int) -> Iterator[int]:
    """The last rows of the header's cells that are merged with rows below: 姓名 over two rows, of
    which the lower one parts 联系方式 into 手机 and 办公电话."""
    for top, left, bottom, right in sheet.merged:
        reaches = first <= top <= last < bottom < first + DEEPEST_HEADER and left == right
        if reaches and text_of(sheet.cells.get((top, left))):
            yield bottom


def _named_plainly(paths: Mapping[int, tuple[str, ...]], kind: str) -> bool:
    """Whether the key of *kind* is known by a header of its own, not by an act alone: 创业项目 beside
    姓名 makes no ledger of projects."""
    return any(KEY[kind] in readings(path, kind, of_acts=False) for path in paths.values())


def _is_ledger(paths: Mapping[int, tuple[str, ...]]) -> bool:
    """Whether the columns are those of a ledger of projects, of which the introducer is one."""
    return KEY[PROJECTS] in _known(paths, PROJECTS)


def _belongs(sheet: Sheet, row: int) -> bool:
    """Whether the row above *row* is an upper level of the same header."""
    above = row - 1
    for top, left, bottom, right in sheet.merged:
        if top <= above and bottom >= row:
            return True
        group = top == bottom == above and right > left
        if group and right - left + 1 < max(sheet.last_column - 1, 3):
            return True
    return False


def layout(sheet: Sheet) -> Layout:
    """The parts of *sheet*."""
    merged = merged_anchors(sheet)
    header = _header(sheet, merged) or _of_names_alone(sheet, merged)
    key = None
    if header is None and (unsaid := _with_unsaid_key(sheet, merged)):
        header, key = unsaid
    if header is None or _is_card(sheet, header[2]):
        return _no_register(sheet)
    kind, first, last = header
    paths = _paths(sheet, merged, first, last)
    titles = _titles(sheet, first)
    if kind == PERSONS:
        kind = _what_about(paths, titles, sheet.name)
    rows, skipped = [], []
    fields = {column: field_of(path, kind) for column, path in paths.items()}
    if key is not None:
        fields[key] = KEY[kind]
    for row in range(last + 1, sheet.last_row + 1):
        why = _no_record(sheet, row, paths, fields, kind)
        if why is None:
            rows.append(row)
        else:
            skipped.append(why)
    panels = side_by_side(paths)
    return Layout(kind, first, last, paths, tuple(rows), tuple(skipped), titles, panels, key)


def _with_unsaid_key(
    sheet: Sheet, merged: Mapping[tuple[int, int], tuple[int, int]]
) -> tuple[tuple[str, int, int], int] | None:
    """The header of a sheet whose other columns say what it is about, though none is called a name
    or a project, with the one column that is it by its values; None where that is in doubt."""
    best: tuple[int, int, str] | None = None
    for row in range(1, min(HEADER_WITHIN, sheet.last_row) + 1):
        paths = _paths(sheet, merged, row, row)
        for kind in _UNSAID:
            known = {name for path in paths.values() if (name := field_of(path, kind))}
            known -= {"seq_no", "remarks"}
            if len(known) >= _ENOUGH and (best is None or len(known) > best[0]):
                best = (len(known), row, kind)
    if best is None:
        return None
    _, last, kind = best
    first = last
    while first > 1 and last - first + 1 < DEEPEST_HEADER and _belongs(sheet, first):
        first -= 1
    paths = _paths(sheet, merged, first, last)
    if len(side_by_side(paths)) > 1:
        return None
    fitting = [
        column
        for column, path in paths.items()
        if not readings(path, kind)
        and not dropped(path)
        and not any(map(speaks_of_another, path))
        and _are(sheet, range(last + 1, sheet.last_row + 1), column, _UNSAID[kind])
    ]
    return ((kind, first, last), fitting[0]) if len(fitting) == 1 else None


def _are(sheet: Sheet, rows: Sequence[int], column: int, fits: Callable[[str], object]) -> bool:
    """Whether a column's values are nearly all of one sort, and nearly all different."""
    texts = [text for row in rows if (text := text_of(sheet.cells.get((row, column))))]
    enough = len(texts) >= _ENOUGH and len(set(texts)) >= _NEARLY_ALL * len(texts)
    return enough and sum(1 for text in texts if fits(text)) >= _NEARLY_ALL * len(texts)


def _is_card(sheet: Sheet, header: int) -> bool:
    """Whether a sheet is a form of one person or project: the lines below the *header* hold labels
    again, and their answers beside them. Nobody is called 民族."""
    lines = [
        texts
        for row in range(header + 1, min(header + 6, sheet.last_row) + 1)
        if (texts := _line(sheet, row))
    ]
    labelled = [texts for texts in lines if sum(map(_is_label, texts)) >= 2]
    return len(labelled) >= 2 and any(
        set(map(plain, texts)) != set(map(plain, _line(sheet, header))) for texts in labelled
    )


def _line(sheet: Sheet, row: int) -> list[str]:
    cells = (sheet.cells.get((row, column)) for column in range(1, sheet.last_column + 1))
    return [text for cell in cells if (text := text_of(cell))]


def _is_label(text: str) -> bool:
    if not 2 <= len(plain(text)) <= 12 or re.search(r"\d", text):
        return False
    said = plain(text)
    return any(said in aliases(kind) for kind in (PERSONS, PROJECTS)) or (
        dropped((text,)) is not None and sensitive(text) is None
    )


def _titles(sheet: Sheet, first: int) -> tuple[str, ...]:
    """What stands above the header."""
    return tuple(
        text
        for row in range(1, first)
        for column in range(1, sheet.last_column + 1)
        if (text := text_of(sheet.cells.get((row, column))))
    )


def _of_names_alone(
    sheet: Sheet, merged: Mapping[tuple[int, int], tuple[int, int]]
) -> tuple[str, int, int] | None:
    """The header of a list that says of people only that they came or were greeted: 姓名, 签到."""
    for kind in (ATTENDANCE, GREETINGS):
        header = _header(sheet, merged, (kind,))
        if header is not None:
            _, first, last = header
            paths = _paths(sheet, merged, first, last)
            if _what_about(paths, _titles(sheet, first), sheet.name) == kind:
                return header
    return None


def _what_about(paths: Mapping[int, tuple[str, ...]], titles: Sequence[str], name: str) -> str:
    """What a list of people says of them: that they came to an event or answered for it, that
    they were greeted, or just who they are."""
    said = {field_of(path, GREETINGS) for path in paths.values()}
    if said & {"greeted_on", "greeted_by", "greeting_way"} and _greets(paths, titles, name):
        return GREETINGS
    comes = {field_of(path, ATTENDANCE) for path in paths.values()}
    about = is_list_of_comers(titles, name) or bool(comes & _COMING)
    return ATTENDANCE if about and occasion_of(titles, name) is not None else PERSONS


def _greets(paths: Mapping[int, tuple[str, ...]], titles: Sequence[str], name: str) -> bool:
    texts = (*titles, name, *itertools.chain.from_iterable(paths.values()))
    return any(word in text for text in texts for word in ("慰问", "问候", "看望"))


def side_by_side(
    paths: Mapping[int, tuple[str, ...]],
) -> tuple[Mapping[int, tuple[str, ...]], ...]:
    """The columns of each record of a printed row: the headers in as many equal stretches as they
    consist of, whole or broken off at the end; all of them together when they do not repeat."""
    columns = sorted(paths)
    headers = [tuple(map(plain, paths[column])) for column in columns]
    for width in range(2, len(headers) - 1):
        if len(set(headers[:width])) < width:
            continue  # a header that stands twice in one record is no new record
        if all(header == headers[at % width] for at, header in enumerate(headers)):
            starts = range(0, len(columns), width)
            return tuple(
                {column: paths[column] for column in columns[at : at + width]} for at in starts
            )
    return (paths,)


def _no_register(sheet: Sheet) -> Layout:
    """A sheet that is no register: its rows are said to be a summary's."""
    start = 1
    for row in range(1, sheet.last_row + 1):
        if (
            sum(1 for c in range(1, sheet.last_column + 1) if text_of(sheet.cells.get((row, c))))
            > 1
        ):
            start = row
            break
    skipped = tuple(
        Skipped(row, "SUMMARY_SHEET")
        for row in range(start + 1, sheet.last_row + 1)
        if any((row, column) in sheet.cells for column in range(1, sheet.last_column + 1))
    )
    return Layout("ignore", start, start, {}, (), skipped, ())


def _no_record(
    sheet: Sheet,
    row: int,
    paths: Mapping[int, tuple[str, ...]],
    fields: Mapping[int, str | None],
    kind: str,
) -> Skipped | None:
    """Why a row is no record; None when it is one."""
    texts = {
        column: text
        for column in range(1, sheet.last_column + 1)
        if (text := text_of(sheet.cells.get((row, column))))
    }
    said = {column: text for column, text in texts.items() if fields.get(column) != "seq_no"}
    first = next(iter(texts.values()), "")
    if _TOTAL.match("".join(first.split())) or _is_reckoned(texts):
        return Skipped(row, "SUBTOTAL_ROW", first)
    if _END.match(first):
        return Skipped(row, "FOOTER_ROW", first)
    named = next((t for c, t in said.items() if fields.get(c) == KEY[kind]), "")
    others = [text for text in said.values() if text != named]
    if named and is_total(named) and all(map(_FIGURE.fullmatch, others)):
        return Skipped(row, "SUBTOTAL_ROW", named)
    if len(said) == 1 and len(texts) == 1 and is_foot(named) and kind in PEOPLE:
        return _footer(sheet, row, texts)
    if not said:
        if not first or first.isdigit():
            return Skipped(row, "BLANK_ROW")
        return _footer(sheet, row, texts)
    keys = [column for column, name in fields.items() if name == KEY[kind]]
    keyed = any((row, column) in sheet.cells for column in keys)
    alone = len(said) == 1
    keyed = keyed or (alone and any(_is_under(sheet, row, column) for column in keys))
    foot = _FOOT.match(first)
    if (alone and foot) or _SIGNERS.match(first) or (not keyed and (foot or alone)):
        return _footer(sheet, row, texts)
    headers = {plain(path[-1]) for path in paths.values()}
    same = [text for text in texts.values() if plain(text) in headers]
    if len(same) >= 3 and len(same) * 2 > len(texts):
        return Skipped(row, "REPEATED_HEADER")
    return None


def stands_below(text: str) -> bool:
    """Whether a line that begins so stands below a table: a remark, who signs, 以下空白."""
    return any(pattern.match(text) for pattern in (_FOOT, _SIGNERS, _END))


def _is_under(sheet: Sheet, row: int, column: int) -> bool:
    """Whether a row lies below the first of a cell merged in *column*, which says something."""
    return any(
        left == column and top < row <= bottom and (top, left) in sheet.cells
        for top, left, bottom, _ in sheet.merged
    )


def _is_reckoned(texts: Mapping[int, str]) -> bool:
    """Whether a row is one that Excel reckoned: a word of reckoning, and figures beside it at most."""
    words = [text for text in texts.values() if _RECKONED.fullmatch(text)]
    return bool(words) and all(text in words or _FIGURE.fullmatch(text) for text in texts.values())


def _footer(sheet: Sheet, row: int, texts: Mapping[int, str]) -> Skipped:
    """A line below the table: a remark is told; who signed, and under which number, is not."""
    column, first = next(iter(texts.items()))
    told = None if _SIGNED.search(first) else str(sheet.cells[row, column].value)
    return Skipped(row, "FOOTER_ROW", told)


def filled_down(sheet: Sheet, rows: Sequence[int], column: int) -> dict[int, Cell]:
    """Row -> the value of the vertically merged cell it lies in, without the cell's own row."""
    found = {}
    wanted = set(rows)
    for top, left, bottom, right in sheet.merged:
        if left <= column <= right and left == right and bottom > top:
            cell = sheet.cells.get((top, left))
            if cell is not None:
                found.update({row: cell for row in range(top + 1, bottom + 1) if row in wanted})
    return found
