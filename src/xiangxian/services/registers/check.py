"""Every cell of a register read into a value with its points; nothing is written by it."""

from __future__ import annotations

import hashlib
import itertools
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from openpyxl.utils import column_index_from_string

from xiangxian.domain.dates import PartialDate
from xiangxian.domain.native_places import Homeland
from xiangxian.domain.phones import read_phones
from xiangxian.domain.posts import Post
from xiangxian.domain.problems import note
from xiangxian.domain.projects import ROAD
from xiangxian.domain.values import Note, Reading, Severity
from xiangxian.services.registers.across import period_of, reported_twice, stated_counts
from xiangxian.services.registers.by_values import by_values
from xiangxian.services.registers.cells import (
    DATES,
    NUMBERS_OF,
    Place,
    as_written,
    is_ditto,
    name_and_number,
    read_cell,
    shifted,
    without_account,
    without_identity,
)
from xiangxian.services.registers.columns import (
    ALL_OF_IT,
    ATTENDANCE,
    GREETINGS,
    INTRODUCTIONS,
    KEY,
    LEAVE,
    PERSONS,
    PROJECTS,
    SUGGESTIONS,
    VISITS,
    choose,
    columns,
    signature_of,
    unit_of,
)
from xiangxian.services.registers.layout import Layout, filled_down, layout, text_of
from xiangxian.services.registers.never_stored import sensitive
from xiangxian.services.registers.occasions import occasion_of
from xiangxian.services.registers.referrers import read_referrers
from xiangxian.services.registers.sheets import (
    Cell,
    Checked,
    CheckedSheet,
    Column,
    Point,
    RecordRow,
    Sheet,
    Skipped,
    Workbook,
)

_EMPTY = Cell(None)
_ALSO_KEPT = frozenset(("PHONE_BAD_LENGTH", "NAME_WITH_NOTE"))
"""Points of a cell of which something was read, and whose whole text is kept beside it."""
_PHONES = frozenset(("phones", "contact_phones"))
_WITHOUT_KEY = {
    PERSONS: "NAME_MISSING",
    PROJECTS: "PROJECT_MISSING",
    VISITS: "VISIT_MISSING",
    ATTENDANCE: "NAME_MISSING",
    GREETINGS: "NAME_MISSING",
    SUGGESTIONS: "SUGGESTION_MISSING",
    INTRODUCTIONS: "INTRODUCER_MISSING",
}
_MILESTONES = {
    "signed": "signed_on",
    "registered": "registered_on",
    "started": "started_on",
    "in_production": "production_on",
    "full_capacity": "production_on",
}


_LEFT_ALONE = re.compile(
    r"(?:不再|不愿意?|不想|不希望|不要|不用|不便|不必|不宜|无需|请勿|请不要|拒绝|谢绝|婉拒|勿|别|暂不|暂勿|不同意|不接受|不方便)"
    r"(?:再|被|受|与?(?:镇里|村里|家乡|我们|政府))*(?:联系|联络|打扰|扰|打电话|来电|致电|走访|拜访|回访|来访|登门|上门|介入|公开联系)"
    r"|免打扰|不胜其扰"
)
"""What somebody says who wants to be left alone: 不愿被打扰, 请勿联系, 谢绝来访."""


_DECEASED = re.compile(
    r"(?P<whose>(?:父|母|妻|夫|配偶|爱人|老伴|岳|公公|婆婆|祖|爷爷|奶奶|兄|弟|姐|妹|子女|儿子|女儿|亲属|家属|双亲|老人)[^,，。；;、\n]{0,8}?)?"
    r"(?:已故|去世|逝世|病故|病逝|离世|辞世|过世|谢世|仙逝|亡故|身故|故去|殉职|不在人世)"
)
"""What is written of somebody who died; *whose* says that it was one of the family."""


Choices = Mapping[str, Mapping[str, str]]
"""What the clerk chose, by a sheet's signature and a column's letter (`RegisterLayout.columns`)."""


Edits = Mapping[str, Mapping[tuple[int, int], str]]
"""Texts that the clerk put in the place of a cell's: by the sheet's name, then (row, column)."""


def check(
    workbook: Workbook,
    homeland: Homeland,
    known_people: Mapping[str, int],
    choices: Choices = MappingProxyType({}),
    edits: Edits = MappingProxyType({}),
) -> Checked:
    """The workbook as it is understood.

    Sheets that are named like villages add to the *homeland*; *known_people* says how many people
    of each name the register holds already; *choices* go before what headers and values say.
    Cells of data rows are read as *edits* have them; a row's digest stays that of the file's row.
    """
    villages = {sheet.name.strip() for sheet in workbook.sheets}
    villages = {name for name in villages if name.endswith(("村", "社区")) and len(name) > 1}
    wider = replace(homeland, villages=homeland.villages | frozenset(villages))
    sheets = [
        _sheet(sheet, wider, known_people, choices, edits.get(sheet.name, {}))
        for sheet in workbook.sheets
    ]
    return Checked(workbook.file, workbook.digest, tuple(reported_twice(sheets)))


def _sheet(
    sheet: Sheet,
    homeland: Homeland,
    known: Mapping[str, int],
    choices: Choices,
    edits: Mapping[tuple[int, int], str],
) -> CheckedSheet:
    found = layout(sheet)
    titles = found.first_header - 1
    depth = found.last_header - found.first_header + 1
    if found.kind == "ignore":
        return CheckedSheet(sheet.name, found.kind, titles, depth, skipped=found.skipped)
    signature = signature_of(found.kind, found.paths)
    wanted = choices.get(signature, {})
    if wanted.get(ALL_OF_IT) == LEAVE:
        mapped = columns(found.paths, found.kind, found.key)
        return CheckedSheet(
            sheet.name, "ignore", titles, depth, mapped, signature=signature, chosen=True, left=True
        )
    panels = [
        choose(
            by_values(sheet, found.rows, columns(p, found.kind, found.key), found.kind, homeland),
            wanted,
        )
        for p in found.panels
    ]
    mapped = tuple(column for panel in panels for column in panel)
    rows = frozenset(found.rows)
    mended = {place: Cell(text or None) for place, text in edits.items() if place[0] in rows}
    mended_sheet = replace(sheet, cells={**sheet.cells, **mended}) if mended else sheet
    readers = [_Reader(sheet, mended_sheet, found, panel, homeland, known) for panel in panels]
    records: list[RecordRow] = []
    points: list[Point] = []
    about = _about(found, sheet.name)
    stated = stated_counts(sheet, found.first_header)
    skipped = list(found.skipped)
    for row, reader in itertools.product(found.rows, readers):
        if len(readers) > 1 and reader.empty(row):
            continue  # the place of one more record, left free
        record, why = reader.row(row)
        record = replace(record, values={**record.values, **about})
        points += record.points
        if why is None:
            records.append(record)
        else:
            skipped.append(Skipped(row, why))
    differing = [point for count, point in stated if count != len(records)]
    points += [replace(point, expected=f"{len(records)}个") for point in differing]
    shifted = [column for column in mapped if column.shifted]
    if shifted:
        headers = "、".join("".join(column.header_path[-1].split()) for column in shifted)
        letter = shifted[0].letter
        points.append(Point(titles, letter, None, "COLUMNS_SHIFTED", Severity.REVIEW, headers))
    signed = [column.letter for column in mapped if column.field == "signed_in"]
    if signed and records and not any("signed_in" in each.values for each in records):
        points.append(Point(titles, signed[0], None, "SIGN_IN_BLANK", Severity.REVIEW))
    return CheckedSheet(
        sheet.name,
        found.kind,
        titles,
        depth,
        mapped,
        tuple(records),
        tuple(points),
        tuple(sorted(skipped, key=lambda each: each.row)),
        signature,
        bool(wanted),
    )


def _about(found: Layout, name: str) -> dict[str, Any]:
    """What the lines above the table say of all its rows: the event they are about, the list."""
    if found.kind == GREETINGS:
        return {"list_title": "".join(found.titles)} if found.titles else {}
    if found.kind not in {ATTENDANCE, SUGGESTIONS}:
        return {}
    occasion = occasion_of(found.titles, name)
    if occasion is None:
        return {}
    said: dict[str, Any] = {"event_name": occasion.name}
    return said | ({"event_on": occasion.on} if occasion.on else {})


class _Cells:
    """The cells of one sheet that count, row after row, because 同上 looks at the row before."""

    def __init__(self, sheet: Sheet, found: Layout, mapped: Sequence[tuple[Column, int]]) -> None:
        self.sheet = sheet
        self.merged = {
            column.letter: filled_down(sheet, found.rows, number) for column, number in mapped
        }
        self.before: dict[str, Cell] = {}

    def at(self, row: int, column: Column, number: int) -> tuple[Cell, list[Note]]:
        """The cell that counts: the one above for 同上, the first of a vertical merge."""
        cell = self.sheet.cells.get((row, number), _EMPTY)
        extra: list[Note] = []
        if row in self.merged[column.letter] and cell.value is None:
            cell = self.merged[column.letter][row]
            extra.append(note("MERGED_VALUE"))
        elif is_ditto(cell) and column.letter in self.before:
            cell = self.before[column.letter]
            extra.append(note("DITTO"))
        self.before[column.letter] = cell
        return cell, extra


class _Reader:
    """Reads the rows of one sheet in order, with what the clerk *mended* in it."""

    def __init__(
        self,
        sheet: Sheet,
        mended: Sheet,
        found: Layout,
        mapped: tuple[Column, ...],
        homeland: Homeland,
        known: Mapping[str, int],
    ) -> None:
        self.sheet, self.kind, self.known = mended, found.kind, known
        self.columns = [(column, column_index_from_string(column.letter)) for column in mapped]
        self.places = {
            column.letter: Place(
                found.kind,
                unit_of(column.header_path, found.titles),
                homeland,
                period_of(found.titles),
                sheet.since_1904,
                any("年龄" in part or "周岁" in part for part in column.header_path),
            )
            for column in mapped
        }
        self.cells = _Cells(mended, found, self.columns)
        self.filed = self.cells if mended is sheet else _Cells(sheet, found, self.columns)

    def empty(self, row: int) -> bool:
        """Whether nothing stands in this record's place of *row*, its number aside."""
        said = (self.sheet.cells.get((row, n)) for c, n in self.columns if c.field != "seq_no")
        return not any(text_of(cell) for cell in said)

    def row(self, row: int) -> tuple[RecordRow, str | None]:
        """The record of a row; the second is the reason why it is rejected, None when it is not."""
        values: dict[str, Any] = {}
        kept: dict[str, str] = {}
        written: dict[str, str] = {}
        letters: dict[str, str] = {}
        points: list[Point] = []
        rejected: str | None = None
        texts = []
        later: list[tuple[Column, Cell]] = []
        besides: list[tuple[Column, str, str]] = []
        for column, number in self.columns:
            cell = self.sheet.cells.get((row, number), _EMPTY)
            if column.left:
                continue
            if column.dropped:
                if cell.value is not None and str(cell.value).strip():
                    points.append(self._dropped(row, column))
                continue
            cell, extra = self.cells.at(row, column, number)
            text, identity = without_identity(as_written(cell.value))
            if identity:
                cell = Cell(text or None)
                points.append(
                    Point(row, column.letter, None, "RESTRICTED_ID_NUMBER", Severity.DROP_VALUE)
                )
            text, account = without_account(text)
            if account:
                cell = Cell(text or None)
                points.append(
                    Point(row, column.letter, None, "RESTRICTED_ACCOUNT", Severity.DROP_VALUE)
                )
            if (column.kept or column.field == "remarks") and (code := sensitive(text)):
                points.append(Point(row, column.letter, None, code, Severity.DROP_VALUE))
                cell, text = _EMPTY, ""
            if column.field != "seq_no":
                filed = text
                if self.filed is not self.cells:
                    filed = _bare(self.filed.at(row, column, number)[0])
                texts.append(f"{'·'.join(column.header_path)}={filed}")
            if column.kept:
                if text:
                    kept[column.kept] = text
                continue
            assert column.field is not None  # noqa: S101 - a column is dropped, kept or a field
            letters[column.field] = column.letter
            written[column.field] = text
            if column.field == "referrers":
                later.append((column, cell))
                continue
            if column.field == KEY[self.kind] and cell.formula:
                rejected = "NAME_IS_FORMULA"
                points.append(self._point(row, column, note("NAME_IS_FORMULA"), cell, None))
                continue
            if column.field in NUMBERS_OF and (both := name_and_number(text)):
                cell = Cell(both[0])
                besides.append((column, text, both[1]))
            reading = read_cell(column.field, cell, self.places[column.letter])
            self._take(row, column, cell, reading, extra, values, kept, points)
        for column, text, number_there in besides:
            self._beside(row, column, text, number_there, values, kept, points)
        for column, cell in later:
            native = values.get("native_name")
            name = native.name if native else None
            reading = read_referrers(cell.value, name, self.known)
            self._take(row, column, cell, reading, [], values, kept, points)
        self._joined(values)
        key = KEY[self.kind]
        if rejected is None and key not in values:
            rejected = _WITHOUT_KEY[self.kind]
            two = next((p.code for p in points if p.code == "NAME_TWO_PEOPLE"), None)
            rejected = two or rejected
        points += self._consistent(row, values, written, letters)
        digest = hashlib.sha256("\n".join(texts).encode()).hexdigest()
        record = RecordRow(
            self.sheet.name, row, digest, values, kept, written, letters, tuple(points)
        )
        return record, rejected

    def _dropped(self, row: int, column: Column) -> Point:
        """What is never stored is not repeated in the report either."""
        code = column.dropped or ""
        return Point(row, column.letter, None, code, Severity.DROP_VALUE)

    def _point(self, row: int, column: Column, said: Note, cell: Cell, value: Any) -> Point:
        raw = cell.value
        return Point(row, column.letter, column.field, said.code, said.severity, raw, value)

    def _take(
        self,
        row: int,
        column: Column,
        cell: Cell,
        reading: Reading[Any],
        extra: list[Note],
        values: dict[str, Any],
        kept: dict[str, str],
        points: list[Point],
    ) -> None:
        """Put a reading where it belongs; a text of which nothing could be made is kept."""
        name = column.field or ""
        notes = [*extra, *reading.notes]
        text = "" if cell.value is None else str(cell.value).strip()
        if cell.formula and cell.value is None and name != "seq_no":
            notes.append(note("FORMULA_WITHOUT_VALUE"))
        if extra and name in DATES:
            notes = extra  # how the cell above was read is said there
        if name in _PHONES and not reading.value and not notes:
            notes.append(note("PHONE_MISSING"))
        if odd := shifted(name, text, self.kind):
            notes.append(odd)
        if name == "remarks" and reading.value:
            notes += _remark_notes(reading.value)
        points += [self._point(row, column, said, cell, reading.value) for said in notes]
        if reading.value is not None and reading.value != ():
            values[name] = reading.value
        elif text and any(said.severity is Severity.REVIEW for said in notes):
            kept["·".join(column.header_path[-1:])] = text
        if any(said.code in _ALSO_KEPT for said in notes) and reading.value:
            kept[column.header_path[-1]] = text

    def _beside(
        self,
        row: int,
        column: Column,
        text: str,
        number: str,
        values: dict[str, Any],
        kept: dict[str, str],
        points: list[Point],
    ) -> None:
        """The number that stands with a name fills the column of numbers where that is empty; where
        another number stands there, the whole cell is kept."""
        field = NUMBERS_OF[column.field or ""]
        reading = read_phones(number)
        if field not in values and reading.value:
            points[:] = [p for p in points if (p.field, p.code) != (field, "PHONE_MISSING")]
            theirs = replace(column, field=field)
            self._take(row, theirs, Cell(number), reading, [], values, kept, points)
        elif not {p.number for p in reading.value or ()} <= {
            p.number for p in values.get(field, ())
        }:
            kept[column.header_path[-1]] = text

    def _joined(self, values: dict[str, Any]) -> None:
        """Employer and position in two columns make one post."""
        employer, position = values.pop("employer", None), values.pop("position", None)
        if employer and "employments" not in values:
            values["employments"] = (Post(employer, position),)
        elif position and "employments" in values and not values["employments"][0].position:
            first, *rest = values["employments"]
            values["employments"] = (Post(first.organisation, position), *rest)

    def _consistent(
        self,
        row: int,
        values: Mapping[str, Any],
        written: Mapping[str, str],
        letters: Mapping[str, str],
    ) -> list[Point]:
        """Points that need several cells: dates out of order, a stage without its date."""
        if self.kind != PROJECTS:
            return []
        found = []
        if _before(values.get("started_on"), values.get("signed_on")):
            found.append(
                Point(
                    row,
                    letters["started_on"],
                    "started_on",
                    "DATE_ORDER",
                    Severity.REVIEW,
                    written.get("started_on"),
                    values["started_on"],
                )
            )
        if _contradicts(values, letters):
            found.append(
                Point(
                    row,
                    letters["stage"],
                    "stage",
                    "STAGE_CONFLICT",
                    Severity.REVIEW,
                    written.get("stage"),
                    values["stage"],
                )
            )
        return found


def _bare(cell: Cell) -> str:
    """A cell's text as the digest of its row has it."""
    return without_account(without_identity(as_written(cell.value))[0])[0]


def _remark_notes(text: str) -> list[Note]:
    notes = []
    if any(not found["whose"] for found in _DECEASED.finditer("".join(text.split()))):
        notes.append(note("DECEASED"))
    if _LEFT_ALONE.search("".join(text.split())):
        notes.append(note("DO_NOT_CONTACT"))
    return notes


def _before(earlier: PartialDate | None, later: PartialDate | None) -> bool:
    """Whether *earlier* certainly lies before *later*."""
    if earlier is None or later is None:
        return False
    one, other = earlier.interval(), later.interval()
    return one is not None and other is not None and one[1] < other[0]


def _contradicts(values: Mapping[str, Any], letters: Mapping[str, str]) -> bool:
    """Whether the stage and the dates cannot both be right.

    A stage with a column of its own needs its date where an earlier one is filled in; a date of a
    later stage needs the stage to have come so far.
    """
    stage = values.get("stage")
    if stage not in ROAD:
        return False
    reached = ROAD.index(stage)
    own = _MILESTONES.get(stage)
    dated = {code: name for code, name in _MILESTONES.items() if name in values}
    earlier = any(ROAD.index(code) < reached for code in dated)
    if own and own in letters and own not in values and earlier:
        return True
    later = (code for code, name in dated.items() if name != own and code != "full_capacity")
    production = stage == "completed"  # one column holds both 竣工 and 投产
    return any(
        ROAD.index(code) > reached and not (production and code == "in_production")
        for code in later
    )
