"""Files that are no register: a plain sentence, and nothing else happens."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import openpyxl
import pytest

from xiangxian.domain.values.native_places import Homeland
from xiangxian.services.registers.reading.checked import check
from xiangxian.services.registers.workbook.model import Unreadable
from xiangxian.services.registers.workbook.open_register import read_workbook

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def refused(tmp_path: Path, content: bytes) -> str:
    """The sentence with which a file of *content* is refused."""
    path = tmp_path / "册.xlsx"
    path.write_bytes(content)
    with pytest.raises(Unreadable) as fault:
        read_workbook(path, name="册.xlsx")
    return fault.value.sentence


def zipped(entries: dict[str, bytes]) -> bytes:
    """A zip file of *entries*."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in entries.items():
            packed.writestr(name, content)
    return target.getvalue()


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "是空文件"),
        (b"hello", "不是表格"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "不是表格"),
        (OLE + b"\0" * 600, "老版本"),
        (OLE + "EncryptedPackage".encode("utf-16-le") + b"\0" * 600, "打开密码"),
        (b"PK\x03\x04" + b"\0" * 100, "不完整"),
        (zipped({"a.txt": b"x"}), "不是Excel表格"),
        (zipped({"xl/workbook.xml": b"<broken"}), "读不出来"),
    ],
)
def test_what_is_no_workbook_is_refused(tmp_path: Path, content: bytes, says: str) -> None:
    """The sentence names the file, what it is, and that nothing was imported."""
    sentence = refused(tmp_path, content)
    assert says in sentence
    assert "册.xlsx" in sentence
    assert "没有导入" in sentence


def book(path: Path, *rows: tuple[object, ...]) -> Path:
    """A workbook with one sheet."""
    made = openpyxl.Workbook()
    sheet = made.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    made.save(path)
    return path


def test_a_formula_for_a_name_rejects_its_row(tmp_path: Path) -> None:
    """The row stays out with its reason, the others come in."""
    path = book(
        tmp_path / "a.xlsx",
        ("姓名", "手机"),
        ('=HYPERLINK("http://x")', "13000000001"),
        ("王小明", "13000000002"),
    )
    (sheet,) = check(read_workbook(path, name="a.xlsx"), Homeland("句容市后白镇"), {}).sheets
    assert [record.values["name"].name for record in sheet.records] == ["王小明"]
    assert [(each.row, each.why) for each in sheet.skipped] == [(2, "NAME_IS_FORMULA")]


def test_hidden_sheets_are_read_and_the_dimension_is_not_trusted(tmp_path: Path) -> None:
    """What counts is what is in the cells."""
    path = tmp_path / "a.xlsx"
    made = openpyxl.Workbook()
    sheet = made.active
    assert sheet is not None
    sheet.title = "王庄村"
    sheet.sheet_state = "hidden"
    made.create_sheet("空")
    for row in (("姓名", "手机"), ("王小明", 13000000001)):
        sheet.append(row)
    made.save(path)
    with zipfile.ZipFile(path) as packed:
        entries = {name: packed.read(name) for name in packed.namelist()}
    entries["xl/worksheets/sheet1.xml"] = entries["xl/worksheets/sheet1.xml"].replace(
        b'ref="A1:B2"', b'ref="A1:A1"'
    )
    path.write_bytes(zipped(entries))
    workbook = read_workbook(path, name="a.xlsx")
    assert [(s.name, s.hidden, s.last_row) for s in workbook.sheets] == [
        ("王庄村", True, 2),
        ("空", False, 0),
    ]
    found = check(workbook, Homeland("句容市后白镇"), {}, shown=("王庄村",))
    assert [len(each.records) for each in found.sheets] == [1, 0]
