"""Which rows of another office's table are there to be filled: ruled, numbered, filled in in part."""

from __future__ import annotations

import bisect
import dataclasses
import re
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from xiangxian.services.registers.reading.layout import Layout, layout, stands_below, text_of
from xiangxian.services.registers.workbook.model import Cell, Sheet

_EXAMPLE = re.compile(
    r"^[（(【\[]?(?:填写|填表)?(?:示例|样例|举例|例如|例)|(?:示例|样例)|[xX×]{2,}"
)
_INVENTED = frozenset(("张三", "李四", "王五", "赵六", "某某", "某某某"))
_COUNTED = re.compile(r"\d{1,2}|[甲乙丙丁]")
_NUMBER = re.compile(r"[（(]?(\d{1,4})[)）.．、]?")
_SIGN = re.compile(r"[①-⑳㉑-㉟⑴-⒇⒈-⒛]")
_SENTENCE = 24
"""A text that is longer than this, or a label with nothing behind it, is no value of an entry."""
_LABEL = re.compile(r"[:：]\s*(?:$|　　|\s{3})")
_SEALED = re.compile(r"盖章|签字|签名|年\s*月\s*日|^\d{4}年\d+月\d+日$")
"""Who signs below a table, and when."""
_ASKS = re.compile(r"^[（(]?(?:请|下拉|点击|选择|填写|必填|选填)")
"""What asks for a value and is none."""


@dataclass(frozen=True, slots=True)
class EntryRows:
    """*start* is the first row below the header, *stop* the first row that ends the table (0 for
    none), *rows* those to be filled, *examples* those that show how, *standing* those that hold
    people already. *block* rows belong to one entry. *numbers* are the numbers that stand in rows
    to be filled; *given* is, by column, what is filled in already in most of them, *everywhere* what
    every one of them holds alike, *words* the cells that hold a word in columns that are mostly
    empty. *below* says that something stands below the table."""

    start: int
    stop: int
    rows: tuple[int, ...]
    examples: tuple[int, ...]
    standing: tuple[int, ...]
    block: int
    numbers: Mapping[int, int]
    given: Mapping[int, str]
    everywhere: Mapping[int, str]
    words: tuple[tuple[int, int], ...]
    below: bool


Run = tuple[int, int, list[int]]
"""The first and last of rows that have lines around the same columns, and those columns."""


class Lines:
    """Where a sheet has lines around its cells, as *runs* of rows say it."""

    def __init__(self, runs: Sequence[Run]) -> None:
        self._firsts = [run[0] for run in runs]
        self._runs = runs
        self.last = max((run[1] for run in runs), default=0)

    def columns(self, row: int) -> Collection[int]:
        """The columns with lines in that row."""
        at = bisect.bisect_right(self._firsts, row) - 1
        return self._runs[at][2] if at >= 0 and row <= self._runs[at][1] else ()


@dataclass(frozen=True, slots=True)
class Fields:
    """The table's columns: *inside* its own (notes to its right are not), *name* and *number* by
    their meaning, *personal* those that hold what belongs to one person alone."""

    inside: tuple[int, ...]
    name: Collection[int]
    number: Collection[int]
    personal: Collection[int]


def inside(own: Collection[int], ruled: Collection[int], name: Collection[int]) -> tuple[int, ...]:
    """The columns *own* that belong to the table, by the lines of its header's last row: a note, or
    the words of a drop-down, may stand to the right of it under a header of their own."""
    found: list[int] = []
    anchored = any(column in ruled for column in name)
    for column in sorted(own):
        apart = bool(found) and column > found[-1] + 1 and found[-1] >= max(name, default=0)
        past = bool(found) and found[-1] >= max(name, default=0)
        if past and column not in ruled and (apart or anchored):
            break
        found.append(column)
    return tuple(found)


class _Table:
    """The rows below a header, looked at one by one."""

    def __init__(
        self, sheet: Sheet, parts: Layout, fields: Fields, ruled: Callable[[int], Collection[int]]
    ) -> None:
        self.fields, self._ruled_columns = fields, ruled
        self.sheet = _cut(sheet, parts, fields)
        again = layout(self.sheet)
        same = (again.kind, again.last_header) == (parts.kind, parts.last_header)
        self._why = {each.row: each.why for each in (again if same else parts).skipped}
        self._merged = {(top, left): (bottom, right) for top, left, bottom, right in sheet.merged}
        self.covered = {
            (row, left)
            for top, left, bottom, _ in sheet.merged
            if bottom > top and bottom - top < 50
            for row in range(top + 1, bottom + 1)
        }
        self._head = parts.last_header

    def texts(self, row: int) -> dict[int, str]:
        """What stands in the row, by column."""
        return {
            column: text
            for column in self.fields.inside
            if (text := text_of(self.sheet.cells.get((row, column))))
        }

    def values(self, row: int) -> dict[int, str]:
        """The same without the row's number."""
        return {
            column: text
            for column, text in self.texts(row).items()
            if column not in self.fields.number
        }

    def ruled(self, row: int) -> bool:
        """Whether the row has lines."""
        return any(column in self.fields.inside for column in self._ruled_columns(row))

    def number(self, row: int) -> int | None:
        """The number that the row bears, 0 for one in a circle."""
        for column in self.fields.number:
            text = text_of(self.sheet.cells.get((row, column)))
            if found := _NUMBER.fullmatch(text):
                return int(found[1])
            if _SIGN.fullmatch(text):
                return 0
        return None

    def totals(self, row: int) -> bool:
        """Whether sums stand in the row."""
        return self._why.get(row) == "SUBTOTAL_ROW"

    def repeats_header(self, row: int) -> bool:
        """Whether the header is written once more, as on a second page."""
        return self._why.get(row) == "REPEATED_HEADER"

    def is_example(self, row: int) -> bool:
        """Whether the row shows how to fill in."""
        return any(_EXAMPLE.search(t) or t in _INVENTED for t in self.texts(row).values())

    def is_foot(self, row: int) -> bool:
        """Whether the row ends the table: a line across it, who signs, a remark."""
        texts = self.texts(row)
        if not texts:
            return self._why.get(row) == "FOOTER_ROW"
        column, first = next(iter(texts.items()))
        if stands_below(first) or _LABEL.search(first) or self._reaches(row, column):
            return True
        if any(key in texts for key in self.fields.name):
            return False
        if len(first) > _SENTENCE or _SEALED.search(first):
            return True
        if column in self.fields.number:
            return self.number(row) is None and not self.is_example(row)
        return not (self.ruled(row) or self._is_given(row, column, first))

    def _reaches(self, row: int, column: int) -> bool:
        """Whether the cell is merged with more of the table's columns."""
        _, right = self._merged.get((row, column), (row, column))
        return sum(column <= each <= right for each in self.fields.inside) > 1

    def _is_given(self, row: int, column: int, text: str) -> bool:
        """Whether a word in a table without lines is filled in for an entry: it does not stand
        where lines begin, or it stands in the next rows too."""
        follows = row - 1 <= self._head or bool(self.texts(row - 1))
        beside = follows and column != self.fields.inside[0]
        again = any(self.texts(other).get(column) == text for other in (row - 1, row + 1))
        return beside or again

    def is_taken(self, row: int) -> bool:
        """Whether somebody stands in the row: by name, or by what belongs to one person alone."""
        values = self.values(row)
        if any(column in values and not _ASKS.match(values[column]) for column in self.fields.name):
            return True
        return any(
            column in values and not _ASKS.match(values[column]) for column in self.fields.personal
        )

    def is_drawn(self, row: int, *, lined: bool) -> bool:
        """Whether the row is there to be filled; *lined* says that the table's rows have lines."""
        return (
            self.ruled(row)
            or self.number(row) is not None
            or (not lined and bool(self.values(row)))
        )


def _cut(sheet: Sheet, parts: Layout, fields: Fields) -> Sheet:
    """The sheet without what stands to the right of the table, and without what formulas came to
    before anybody was entered; a name that was looked up stays."""
    edge = max(fields.inside, default=sheet.last_column)

    def stays(row: int, column: int, cell: Cell) -> bool:
        if row <= parts.last_header:
            return True
        looked_up = column in fields.name and text_of(cell) != "0"
        return column <= edge and (not cell.formula or looked_up)

    cells = {at: cell for at, cell in sheet.cells.items() if stays(*at, cell)}
    return dataclasses.replace(sheet, cells=cells)


def entry_rows(
    sheet: Sheet, parts: Layout, fields: Fields, ruled: Callable[[int], Collection[int]], last: int
) -> EntryRows:
    """The rows of *sheet* that entries belong in; *ruled* gives the columns with lines by row, and
    *last* is the last row that has any."""
    table = _Table(sheet, parts, fields, ruled)
    end = max(last, sheet.last_row)
    start = _first(table, parts.last_header + 1, end)
    stop = next((row for row in range(start, end + 1) if _ends(table, row)), 0)
    rows, examples, standing = _sorted(table, start, stop, end)
    if not (rows or examples or standing) and stop:
        rows = list(range(start, stop))  # nothing is drawn: the bare rows above the foot are meant
    block = _block(table, rows)
    taken = [*rows, *examples, *standing]
    given, words = _given(table, rows)
    whole = {
        column: text
        for column, text in given.items()
        if all(table.values(row).get(column) == text for row in rows)
    }
    numbers = {
        row: number for row in (*rows, *examples, *standing) if (number := table.number(row))
    }
    below = bool(stop) or _below(table, max(taken, default=start - 1) + block - 1, end)
    return EntryRows(
        start,
        stop,
        tuple(rows),
        tuple(examples),
        tuple(standing),
        block,
        numbers,
        given,
        whole,
        words,
        below,
    )


def _given(
    table: _Table, rows: Sequence[int]
) -> tuple[dict[int, str], tuple[tuple[int, int], ...]]:
    """What stands in most of *rows*, by column, and the cells that hold anything in other columns."""
    cells = [
        (row, column, text)
        for row in rows
        for column, text in table.values(row).items()
        if not _ASKS.match(text)
    ]
    often = Counter(column for _, column, _ in cells)
    given = {column: text for _, column, text in cells if often[column] * 2 > len(rows)}
    return given, tuple((row, column) for row, column, _ in cells if column not in given)


def _first(table: _Table, row: int, end: int) -> int:
    """The first row for entries: sums right under the header, a line that counts the columns, and
    a line across the table with rows below it belong to the head."""
    while row <= end and (
        table.totals(row) or table.repeats_header(row) or _counts_columns(table, row)
    ):
        row += 1
    if row < end and _ends(table, row) and not _ends(table, row + 1):
        follows = table.is_taken(row + 1) or table.is_example(row + 1) or table.ruled(row + 1)
        return row + 1 if follows or table.number(row + 1) is not None else row
    return row


def _counts_columns(table: _Table, row: int) -> bool:
    texts = list(table.texts(row).values())
    return len(texts) >= 3 and all(_COUNTED.fullmatch(text) for text in texts)


def _ends(table: _Table, row: int) -> bool:
    if table.totals(row):
        return True
    if table.repeats_header(row) or not table.texts(row):
        return False
    return table.is_foot(row)


def _sorted(
    table: _Table, start: int, stop: int, end: int
) -> tuple[list[int], list[int], list[int]]:
    """The rows down to the first bare one: to be filled, examples, with somebody in them."""
    rows: list[int] = []
    examples: list[int] = []
    standing: list[int] = []
    within = range(start, stop or end + 1)
    lined = any(table.ruled(row) and not table.is_taken(row) for row in within)
    for row in within:
        if table.repeats_header(row) or any(
            (row, column) in table.covered for column in table.fields.name
        ):
            continue
        if table.is_example(row):
            examples.append(row)
        elif table.is_taken(row):
            standing.append(row)
        elif table.is_drawn(row, lined=lined):
            rows.append(row)
        elif rows:
            break
    return rows, examples, standing


def _block(table: _Table, rows: list[int]) -> int:
    """How many rows one entry takes, where names are merged over several."""
    if not rows:
        return 1
    row = rows[-1]
    while any((row + 1, column) in table.covered for column in table.fields.name):
        row += 1
    return row - rows[-1] + 1


def _below(table: _Table, after: int, end: int) -> bool:
    return any(table.texts(row) or table.ruled(row) for row in range(after + 1, end + 1))
