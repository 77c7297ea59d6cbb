"""Files made to harm: refused in one plain sentence, or read right; in time, and nothing is left."""

from __future__ import annotations

import contextlib
import io
import re
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import psutil
import pytest
from tests.services.registers.test_read import zipped

from xiangxian.services.registers.read import read_workbook
from xiangxian.services.registers.sheets import Unreadable

PATIENCE = 10.0
"""Seconds: far more than the three that are wanted, on a machine that does much else besides."""


def parts() -> dict[str, bytes]:
    """The parts of a small register."""
    made = openpyxl.Workbook()
    sheet = made.active
    assert sheet is not None
    sheet.append(["姓名", "手机"])
    sheet.append(["王小明", "13000000001"])
    target = io.BytesIO()
    made.save(target)
    with zipfile.ZipFile(target) as packed:
        return {name: packed.read(name) for name in packed.namelist()}


def with_sheet(data: str, after: str = "", before: str = "") -> bytes:
    """A workbook whose one sheet holds *data*, with *after* behind it and *before* it all."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    sheet = f'{before}<worksheet xmlns="{main}"><sheetData>{data}</sheetData>{after}</worksheet>'
    return zipped(parts() | {"xl/worksheets/sheet1.xml": sheet.encode()})


def billion_laughs() -> bytes:
    """Entities that grow to a billion words."""
    entities = '<!ENTITY a0 "ha">' + "".join(
        f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10)
    )
    return with_sheet(
        '<row r="1"><c r="A1" t="inlineStr"><is><t>&a9;</t></is></c></row>',
        before=f"<!DOCTYPE worksheet [{entities}]>",
    )


def external_entity() -> bytes:
    """An entity that names a file of this machine."""
    return with_sheet(
        '<row r="1"><c r="A1" t="inlineStr"><is><t>&x;</t></is></c></row>',
        before='<!DOCTYPE worksheet [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
    )


def quadratic() -> bytes:
    """One long entity, named many times."""
    return with_sheet(
        f'<row r="1"><c r="A1" t="inlineStr"><is><t>{"&x;" * 20_000}</t></is></c></row>',
        before=f'<!DOCTYPE worksheet [<!ENTITY x "{"a" * 20_000}">]>',
    )


def million_rows() -> bytes:
    """As many rows as Excel has."""
    rows = "".join(f'<row r="{n}"><c r="A{n}"><v>1</v></c></row>' for n in range(1, 1_048_577))
    return with_sheet(rows)


def merged_ranges() -> bytes:
    """A hundred thousand merged ranges."""
    ranges = "".join(f'<mergeCell ref="A{n}:B{n}"/>' for n in range(1, 100_001))
    return with_sheet(
        '<row r="1"><c r="A1"><v>1</v></c></row>', f"<mergeCells>{ranges}</mergeCells>"
    )


def shared_strings() -> bytes:
    """A table of texts that unpacks to a hundred megabytes."""
    return zipped(parts() | {"xl/sharedStrings.xml": b"<sst>" + b"<si><t>a</t></si>" * 6_000_000})


def cut_short() -> bytes:
    """A workbook of which the middle is missing."""
    content = zipped(parts())
    return content[:200] + content[-400:]


def nested() -> bytes:
    """A workbook in a zip file."""
    return zipped({"册.xlsx": zipped(parts())})


def long_line() -> bytes:
    """More text without a line's end than may be sent."""
    return ("姓名,手机," + "王" * 7_000_000).encode()


HOSTILE: tuple[Callable[[], bytes], ...] = (
    billion_laughs, external_entity, quadratic, million_rows, merged_ranges, shared_strings,
    cut_short, nested, long_line,
)  # fmt: skip


def readers() -> list[int]:
    """The reading processes of this one that are still there."""
    found = []
    for child in psutil.Process().children(recursive=True):
        with contextlib.suppress(psutil.Error):
            if any("registers.child" in word for word in child.cmdline()):
                found.append(child.pid)
    return found


@pytest.mark.parametrize("hostile", HOSTILE, ids=lambda each: each.__name__)
def test_a_hostile_file_is_refused_in_a_sentence(
    tmp_path: Path, hostile: Callable[[], bytes]
) -> None:
    """One plain sentence without a word of English, in time, and no process stays behind."""
    path = tmp_path / "册.xlsx"
    path.write_bytes(hostile())
    started = time.monotonic()
    with pytest.raises(Unreadable) as fault:
        read_workbook(path, name="册")
    assert time.monotonic() - started < PATIENCE
    sentence = re.sub(r"Excel|\.xls[xm]|\.csv", "", fault.value.sentence)
    assert sentence.startswith("《册》")
    assert "没有导入。" in sentence
    assert not re.search(r"[A-Za-z]", sentence)
    assert readers() == []


def test_a_far_cell_is_nobody_but_far_rows_are_not_lost(tmp_path: Path) -> None:
    """A stray mark in the last corner changes nothing; rows below the limit are said to be too many."""
    path = tmp_path / "册.xlsx"
    first = (
        '<row r="1"><c r="A1" t="inlineStr"><is><t>姓名</t></is></c>'
        '<c r="B1" t="inlineStr"><is><t>手机</t></is></c></row>'
    )
    stray = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    path.write_bytes(with_sheet(first + stray))
    (sheet,) = read_workbook(path, name="册").sheets
    assert (sheet.last_row, sheet.last_column) == (1, 2)
    rows = "".join(f'<row r="{n}"><c r="A{n}"><v>1</v></c></row>' for n in range(60_000, 60_010))
    path.write_bytes(with_sheet(first + rows))
    with pytest.raises(Unreadable):
        read_workbook(path, name="册")


def test_names_that_name_one_another_are_not_followed(tmp_path: Path) -> None:
    """Defined names, ten thousand deep, and a formula that would run a program, are only text."""
    made = openpyxl.Workbook()
    sheet = made.active
    assert sheet is not None
    for row in (("姓名", "备注"), ("王小明", "=CMD|'/C calc'!A0")):
        sheet.append(row)
    target = io.BytesIO()
    made.save(target)
    with zipfile.ZipFile(target) as packed:
        entries = {name: packed.read(name) for name in packed.namelist()}
    names = "".join(f'<definedName name="n{n}">n{n + 1}</definedName>' for n in range(10_000))
    book = entries["xl/workbook.xml"].decode()
    assert "<definedNames/>" in book or "<definedNames />" in book
    entries["xl/workbook.xml"] = re.sub(
        r"<definedNames ?/>", f"<definedNames>{names}</definedNames>", book
    ).encode()
    path = tmp_path / "册.xlsx"
    path.write_bytes(zipped(entries))
    (read,) = read_workbook(path, name="册").sheets
    assert read.cells[2, 1].value == "王小明"
    assert read.cells[2, 2].formula
    assert read.cells[2, 2].value is None
