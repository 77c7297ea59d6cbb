"""LibreOffice opens whatever leaves the office, and shows the values that we wrote."""

from __future__ import annotations

import csv
import os
import shutil
import subprocess
from pathlib import Path

import openpyxl
import pytest

from acts import NOW, new_id
from services.county_forms.test_county_forms import county_table, filled, people
from xiangxian.services.exports import contact_lists
from xiangxian.services.gate import Viewer
from xiangxian.services.registers.importing.known import homeland
from xiangxian.services.registers.reading.checked import check
from xiangxian.services.registers.session.rejected import rejected_workbook
from xiangxian.services.registers.workbook.open_register import read_workbook
from xiangxian.store.base import EVERYTHING
from xiangxian.store.contract import GraphStore

AS_SHOWN = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1"
"""Comma, quotes, UTF-8, from the first row, cells as they are shown, every sheet a file."""


@pytest.fixture
def office_suite() -> str:
    """LibreOffice's own program."""
    found = shutil.which("soffice")
    if found is None:
        assert not os.environ.get("CI"), "no LibreOffice: install libreoffice-calc"
        pytest.skip("no LibreOffice on this machine: install libreoffice-calc")
    return found


def shown(path: Path, sheet: str) -> list[list[str]]:
    """The rows of a sheet as LibreOffice shows them."""
    text = path.with_name(f"{path.stem}-{sheet}.csv").read_text("utf-8-sig")
    return list(csv.reader(text.splitlines(keepends=True)))


def written(path: Path, sheet: str) -> list[list[str]]:
    """The rows as our file has them."""
    page = openpyxl.load_workbook(path)[sheet]
    return [["" if c.value is None else str(c.value) for c in row] for row in page.iter_rows()]


def test_libreoffice_shows_what_was_written(
    store: GraphStore, clerk: Viewer, tmp_path: Path, office_suite: str
) -> None:
    """The contact list with its numbers, the county's table with its sums on two sheets, the rows
    that were rejected: one start for all of them."""
    people(store, clerk)
    names = [column.name for column in contact_lists.COLUMNS]
    contacts, table, rejected = (tmp_path / f"{name}.xlsx" for name in ("list", "form", "rejected"))
    contacts.write_bytes(
        contact_lists.export(store, EVERYTHING, contact_lists.ListOrder(purpose="问候", recipient="党政办", columns=names, kept=["校友会"]), change_id=new_id(), viewer=clerk, now=NOW).content
    )  # fmt: skip
    form = county_table(tmp_path / "county.xlsx", drawn=1, example=False)
    table.write_bytes(filled(store, clerk, form)[1].content)
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.title = "王庄村"
    rows = (("姓名", "手机", "职务"), ("甲", "13000000001", ""), ("", "013000000002", "经理"))
    for row in rows:
        book.active.append(row)
    book.save(tmp_path / "register.xlsx")
    register = read_workbook(tmp_path / "register.xlsx", name="register.xlsx")
    rejected.write_bytes(
        rejected_workbook(register, check(register, homeland(store, viewer=clerk), {}))
    )
    profile = (tmp_path / "profile").as_uri()
    command = [office_suite, f"-env:UserInstallation={profile}", "--headless", "--convert-to"]
    command += [AS_SHOWN, "--outdir", str(tmp_path), *map(str, (contacts, table, rejected))]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    assert shown(contacts, "名单") == written(contacts, "名单")
    assert "13000000001" in {cell for row in shown(contacts, "名单") for cell in row}
    assert "=1+1" in {cell for row in shown(contacts, "名单") for cell in row}
    assert shown(rejected, "王庄村") == written(rejected, "王庄村")
    computed = {"=COUNTA(B5:B7)": "3", "=ROW()-4": None}
    ours, theirs = written(table, "在外乡贤"), shown(table, "在外乡贤")
    for number, (row, seen) in enumerate(zip(ours, theirs, strict=True), start=1):
        expected = [computed.get(cell, cell) for cell in row]
        assert [str(number - 4) if cell is None else cell for cell in expected] == seen
    assert shown(table, "汇总") == [["人数", "3"]]
