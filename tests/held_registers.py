"""Frozen registers held against their truth: rows, fields, points, and what must not be stored.

A county is a folder of `tests/registers` with a `county.json`: the *place* and its *villages*, and how
much of the truth the reader *misses* there, which may not grow. Each register is two files: the
workbook or text file as its office keeps it, and `NAME.expected.json`, a list of its sheets:

- `sheet`, `kind`; `says`: what the titles say of every record; `secrets`: texts that must nowhere be
  stored; `silent`: letters of columns of which nothing is claimed;
- `records`, each with its printed `row`, what it `says` by the reader's column name (what is not
  claimed is absent), the `points` (field, code) that somebody has to look at, those that are a matter
  of `taste` (the code `*` is any), and what is `kept` by header.

A sheet of the workbook that the truth does not name must make no record.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from xiangxian.domain.values.native_places import Homeland
from xiangxian.domain.values.reading import Severity
from xiangxian.services.registers.reading.checked import check
from xiangxian.services.registers.session.report import canonical
from xiangxian.services.registers.workbook.model import CheckedSheet, RecordRow
from xiangxian.services.registers.workbook.open_register import read_workbook

REGISTERS = Path(__file__).parent / "registers"
TRUTH = ".expected.json"
Truth = Mapping[str, Any]

_SEVERAL = frozenset(
    ("STAGE_CONFLICT", "DATE_ORDER", "SAME_PROJECT_TWO_STATIONS", "DUPLICATE_IN_FILE")
)
"""Points that several cells or rows make together."""
_NOTHING: tuple[Any, ...] = (None, [], "", [None, None])


@dataclass(frozen=True)
class County:
    """The registers of one folder, the land that they speak of, and what may be missed of them: rows,
    fields and points."""

    folder: Path
    land: Homeland
    missed: Mapping[str, int]

    def __str__(self) -> str:
        return self.folder.name

    def registers(self) -> Iterator[tuple[Path, list[Truth]]]:
        """Each register with the truth of its sheets, by name."""
        for truth in sorted(self.folder.glob(f"*{TRUTH}")):
            name = truth.name.removesuffix(TRUTH)
            (path,) = (each for each in self.folder.glob(f"{name}.*") if each != truth)
            yield path, json.loads(truth.read_text("utf-8"))


def counties() -> list[County]:
    """Every folder of `tests/registers` that has a `county.json`."""
    found = []
    for path in sorted(REGISTERS.glob("*/county.json")):
        told = json.loads(path.read_text("utf-8"))
        land = Homeland(told["place"], frozenset(told["villages"]))
        found.append(County(path.parent, land, told["missed"]))
    return found


def flat(text: object) -> str:
    """*text* without spaces."""
    return "".join(str(text).split())


def _bare(value: Any) -> Any:
    """A value in the words of the truth, where it has a shape of its own."""
    if hasattr(value, "organisation"):
        return [value.organisation, value.position]
    if hasattr(value, "village"):
        return [value.village, value.group]
    for part in ("number", "name"):
        if hasattr(value, part):
            return getattr(value, part)
    return value.iso() if hasattr(value, "iso") else canonical(value)


def told(record: RecordRow, name: str) -> Any:
    """A value of a record in the words of the truth: plain texts, numbers and lists of them."""
    value = record.values.get(name)
    if name == "referrers" and {each.type for each in value or ()} == {"self"}:
        return "self"
    if isinstance(value, tuple):
        return [_bare(each) for each in value]
    return None if value is None else _bare(value)


def same(got: Any, wanted: Any) -> bool:
    """Whether a value says what is wanted; nothing is nothing, and one is one, however it is held."""
    if got in _NOTHING and wanted in _NOTHING:
        return True
    if isinstance(got, list) and not isinstance(wanted, list):
        return got == [wanted]
    return flat(got) == flat(wanted) if isinstance(wanted, str) else bool(got == wanted)


class Held:
    """Registers held against their truth: how much there should be, and how much is *missed*: rows
    lost or invented, fields read otherwise, points made or not made. *wrong* tells each."""

    def __init__(self) -> None:
        self.asked: Counter[str] = Counter(rows=0, fields=0, points=0)
        self.missed: Counter[str] = Counter(rows=0, fields=0, points=0)
        self.wrong: list[str] = []
        self.stored: list[str] = []

    def register(self, path: Path, truth: list[Truth], land: Homeland) -> None:
        """Read a register and hold each of its sheets."""
        read = check(read_workbook(path, name=path.name), land, {}).sheets
        checked = {sheet.name: sheet for sheet in read}
        for each in truth:
            self._sheet(f"{path.name} {each['sheet']}", checked.pop(each["sheet"]), each)
        for name, sheet in checked.items():
            for record in sheet.records:
                self._count("rows", False, f"{path.name} {name} {record.row}: invented")

    def _sheet(self, where: str, sheet: CheckedSheet, truth: Truth) -> None:
        self._count("rows", sheet.kind == truth["kind"], f"{where}: {sheet.kind}")
        rows: dict[int, list[RecordRow]] = defaultdict(list)
        for record in sheet.records:
            rows[record.row].append(record)
        for each in truth["records"]:
            there = bool(rows[each["row"]])
            self._count("rows", there, f"{where} {each['row']}: lost")
            if there:
                record = rows[each["row"]].pop(0)
                self._record(f"{where} {each['row']}", record, each, truth)
        for row, left in rows.items():
            for _ in left:
                self._count("rows", False, f"{where} {row}: invented")
        self._secrets(where, sheet, truth)

    def _secrets(self, where: str, sheet: CheckedSheet, truth: Truth) -> None:
        raw = {str(point.raw) for record in sheet.records for point in record.points}
        held = [[r.values, dict(r.kept), dict(r.written)] for r in sheet.records]
        stored = flat(json.dumps([held, sorted(raw)], ensure_ascii=False, default=str))
        secrets = truth.get("secrets", ())
        self.stored += [f"{where}: {each}" for each in secrets if flat(each) in stored]

    def _record(self, where: str, record: RecordRow, meant: Truth, truth: Truth) -> None:
        for name, wanted in {**meant["says"], **truth.get("says", {})}.items():
            got = told(record, name)
            self._count("fields", same(got, wanted), f"{where} {name}: {got!r}, not {wanted!r}")
        kept = {flat(header): flat(text) for header, text in record.kept.items()}
        for header, text in meant.get("kept", {}).items():
            there = any(each.endswith(header) and kept[each] == flat(text) for each in kept)
            self._count("fields", there, f"{where} kept {header}: {kept}")
        self._points(where, record, meant, set(truth.get("silent", ())))

    def _points(self, where: str, record: RecordRow, meant: Truth, silent: set[str]) -> None:
        made = {
            (point.field or "", point.code)
            for point in record.points
            if point.letter not in silent
            and point.severity is Severity.REVIEW
            and point.code not in _SEVERAL
        }
        due = {tuple(each) for each in meant.get("points", ())}
        taste = {tuple(each) for each in meant.get("taste", ())}
        made -= {each for each in made - due if {each, (each[0], "*")} & taste}
        for each in made | due:
            self._count("points", each in made & due, f"{where} point {each}")

    def _count(self, what: str, good: bool, wrong: str) -> None:
        self.asked[what] += 1
        if not good:
            self.missed[what] += 1
            self.wrong.append(wrong)
