"""Files that ask too much of their reader are refused in one plain sentence, in time, and nothing is
left; every bound is tried on a small harmless file, with the bound lowered."""

from __future__ import annotations

import contextlib
import io
import os
import re
import subprocess
import sys
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import openpyxl
import psutil
import pytest
from tests.services.registers.test_read import zipped

from xiangxian.services.registers.workbook.bounds import USUAL, Bounds
from xiangxian.services.registers.workbook.model import Unreadable
from xiangxian.services.registers.workbook.open_register import read_workbook
from xiangxian.services.registers.workbook.sandbox import run_apart
from xiangxian.services.village_rounds import parcels

LINUX = pytest.mark.skipif(sys.platform != "linux", reason="only Linux bounds a process itself")


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


def with_sheet(data: str, after: str = "", before: str = "", encoding: str = "utf-8") -> bytes:
    """A workbook whose one sheet holds *data*, with *after* behind it and *before* it all."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    head = f'<?xml version="1.0" encoding="{encoding}"?>{before}'
    sheet = f'{head}<worksheet xmlns="{main}"><sheetData>{data}</sheetData>{after}</worksheet>'
    return zipped(parts() | {"xl/worksheets/sheet1.xml": sheet.encode(encoding)})


def rows(*numbers: int) -> str:
    """Rows of two cells each."""
    return "".join(
        f'<row r="{n}"><c r="A{n}"><v>1</v></c><c r="B{n}"><v>2</v></c></row>' for n in numbers
    )


def register() -> bytes:
    """Three rows of two cells, two merged ranges."""
    ranges = '<mergeCells><mergeCell ref="D1:E1"/><mergeCell ref="D2:E2"/></mergeCells>'
    return with_sheet(rows(1, 2, 3), ranges)


def own_words() -> bytes:
    """A sheet that begins with a document type; it declares nothing."""
    return with_sheet(rows(1), before="<!DOCTYPE worksheet>")


def own_words_in_two_bytes() -> bytes:
    """The same, written in two bytes a character."""
    return with_sheet(rows(1), before="<!DOCTYPE worksheet>", encoding="utf-16")


def declared() -> bytes:
    """A register of which the list of contents says that one part has three hundred megabytes."""
    content = zipped(parts())
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        true = packed.getinfo("xl/workbook.xml").file_size
    start = content.index(b"PK\1\2")
    at = content.index(b"xl/workbook.xml", start) - 46 + 24
    assert int.from_bytes(content[at : at + 4], "little") == true
    return content[:at] + (300 * 1024 * 1024).to_bytes(4, "little") + content[at + 4 :]


def cut_short() -> bytes:
    """A workbook of which the middle is missing."""
    content = zipped(parts())
    return content[:200] + content[-400:]


def in_a_parcel() -> bytes:
    """A workbook in a zip file."""
    return zipped({"册.xlsx": zipped(parts())})


def text() -> bytes:
    """Three lines of two cells, as text with commas."""
    return "姓名,手机\n王小明,13000000001\n王小红,13000000002\n".encode()


REFUSED: tuple[tuple[Callable[[], bytes], Bounds, str], ...] = (
    (own_words, USUAL, "损坏"),
    (own_words_in_two_bytes, USUAL, "损坏"),
    (declared, USUAL, "展开后太大"),
    (cut_short, USUAL, "损坏"),
    (in_a_parcel, USUAL, "不是Excel表格"),
    (register, replace(USUAL, file=1_000), "超过0兆"),
    (register, replace(USUAL, unpacked=1_000), "展开后太大"),
    (register, replace(USUAL, parts=3), "展开后太大"),
    (register, replace(USUAL, merged=1), "格子太多"),
    (register, replace(USUAL, cells=5), "格子太多"),
    (register, replace(USUAL, rows=2, stray=1), "格子太多"),
    (register, replace(USUAL, columns=1, stray=2), "格子太多"),
    (register, replace(USUAL, resident=1_000_000), "内容太多"),
    (register, replace(USUAL, seconds=0), "内容太多"),
    (lambda: zipped(parts() | {"xl/sharedStrings.xml": b"<sst/>"}), replace(USUAL, shared=5), "格子太多"),
    (text, replace(USUAL, cells=3), "格子太多"),
    (text, replace(USUAL, text=10), "不是表格"),
)  # fmt: skip


def readers() -> list[int]:
    """The reading processes of this one that are still there."""
    found = []
    for child in psutil.Process().children(recursive=True):
        with contextlib.suppress(psutil.Error):
            if any("registers.child" in word or "timeit" in word for word in child.cmdline()):
                found.append(child.pid)
    return found


@pytest.mark.parametrize(("make", "bounds", "says"), REFUSED)
def test_what_is_beyond_a_bound_is_refused_in_a_sentence(
    tmp_path: Path, make: Callable[[], bytes], bounds: Bounds, says: str
) -> None:
    """One plain sentence without a word of English, and no process stays behind."""
    path = tmp_path / "册.xlsx"
    path.write_bytes(make())
    with pytest.raises(Unreadable, match=says) as fault:
        read_workbook(path, name="册", bounds=bounds)
    sentence = re.sub(r"Excel|\.xls[xm]|\.csv", "", fault.value.sentence)
    assert sentence.startswith("《册》")
    assert "没有导入。" in sentence
    assert not re.search(r"[A-Za-z]", sentence)
    assert readers() == []


@pytest.mark.parametrize("make", [register, text])
def test_the_same_files_are_read_within_the_usual_bounds(
    tmp_path: Path, make: Callable[[], bytes]
) -> None:
    """What was refused above was refused for the bound alone."""
    path = tmp_path / "册.xlsx"
    path.write_bytes(make())
    (sheet,) = read_workbook(path, name="册").sheets
    assert (sheet.last_row, sheet.last_column) == (3, 2)


def test_a_stray_cell_is_nobody_but_far_rows_are_not_lost(tmp_path: Path) -> None:
    """A few marks further out change nothing; rows there are said to be too many."""
    path = tmp_path / "册.xlsx"
    bounds = replace(USUAL, rows=4, columns=2, stray=2)
    path.write_bytes(with_sheet(rows(1, 2) + '<row r="9"><c r="D9"><v>1</v></c></row>'))
    (sheet,) = read_workbook(path, name="册", bounds=bounds).sheets
    assert (sheet.last_row, sheet.last_column) == (2, 2)
    path.write_bytes(with_sheet(rows(1, 2, 8, 9)))
    with pytest.raises(Unreadable, match="格子太多"):
        read_workbook(path, name="册", bounds=bounds)


def test_names_that_name_one_another_are_not_followed(tmp_path: Path) -> None:
    """Defined names that name one another, and a formula that was never reckoned, are only text."""
    made = openpyxl.Workbook()
    sheet = made.active
    assert sheet is not None
    for row in (("姓名", "备注"), ("王小明", "=SUM(1,2)")):
        sheet.append(row)
    target = io.BytesIO()
    made.save(target)
    with zipfile.ZipFile(target) as packed:
        entries = {name: packed.read(name) for name in packed.namelist()}
    names = "".join(f'<definedName name="n{n}">n{n + 1}</definedName>' for n in range(5))
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


def apart(statement: str, bounds: Bounds) -> bytes:
    """What the watched process says that does *statement* once."""
    return run_apart("册", "timeit", ["-n", "1", "-r", "1", statement], bounds=bounds)


def test_a_reader_that_grows_or_does_not_end_is_ended() -> None:
    """Its memory and its time are watched from outside; what ends by itself is heard."""
    assert b"loop" in apart("pass", USUAL)
    long = "import time; time.sleep(30)"
    for statement, bounds in (
        (long, replace(USUAL, clock=1)),
        ("while True: pass", replace(USUAL, seconds=1)),
        (f"kept = b'1' * 50_000_000; {long}", replace(USUAL, resident=40_000_000)),
    ):
        with pytest.raises(Unreadable, match="内容太多，读不完"):
            apart(statement, bounds)
        assert readers() == []


def test_a_reader_that_fails_or_says_too_much_costs_a_sentence() -> None:
    """By its exit code: 3 for too many cells, another for what it could not read."""
    for code, says in ((3, "格子太多"), (1, "读不出来")):
        with pytest.raises(Unreadable, match=says):
            apart(f"import os; os._exit({code})", USUAL)


@LINUX
@pytest.mark.parametrize(
    ("bounds", "statement", "ends"),
    [
        (replace(USUAL, memory=300_000_000), "kept = bytes(400_000_000)", 1),
        (replace(USUAL, memory=300_000_000), "kept = bytes(1_000_000)", 0),
        (replace(USUAL, seconds=1), "while True: pass", -9),
    ],
)
def test_a_reader_bounds_itself(bounds: Bounds, statement: str, ends: int) -> None:
    """Should nobody watch it: memory beyond the bound is not given, time beyond it ends it."""
    program = (
        "import sys\nfrom xiangxian.services.registers.workbook.bounds import Bounds\n"
        "from xiangxian.services.registers.workbook.worker import limit\n"
        f"limit(Bounds.heard(sys.argv[1]))\n{statement}"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, bounds.told()],
        stderr=subprocess.DEVNULL,
        timeout=120,
        check=False,
    )
    assert done.returncode == ends


@pytest.mark.parametrize("module", ["registers.workbook.worker", "county_forms.form_worker"])
def test_nothing_is_read_where_declarations_would_be_followed(tmp_path: Path, module: str) -> None:
    """Without the reader of XML that refuses entities, a harmless workbook is not opened either."""
    path = tmp_path / "册.xlsx"
    path.write_bytes(zipped(parts()))
    command = [sys.executable, "-m", f"xiangxian.services.{module}", str(path)]
    command += [USUAL.told()] if module.startswith("registers") else []
    done = subprocess.run(
        command,
        env=os.environ | {"OPENPYXL_DEFUSEDXML": "False"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=120,
        check=False,
    )
    assert (done.returncode, done.stdout) == (1, b"")
    assert b"defusedxml" in done.stderr


def test_a_parcel_beyond_a_bound_is_refused() -> None:
    """By what it declares, before any of it is unpacked."""
    content = zipped({"甲村.xlsx": zipped(parts())})
    assert [name for name, _ in parcels.unpacked("表.zip", content)] == ["甲村.xlsx"]
    with pytest.raises(Unreadable, match="太多或太大"):
        parcels.unpacked("表.zip", content, replace(USUAL, unpacked=1_000))
    many = zipped({f"{n}.txt": b"1" for n in range(parcels.MOST_FILES + 1)})
    with pytest.raises(Unreadable, match="太多或太大"):
        parcels.unpacked("表.zip", many)
