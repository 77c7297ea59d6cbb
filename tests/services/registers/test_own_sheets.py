"""What is kept of a village's sheet when it comes in: the columns it goes back with."""

from __future__ import annotations

from pathlib import Path

from acts import NOW, new_id
from xiangxian.domain.registers import ImportBatch
from xiangxian.services import records
from xiangxian.services.gate import Viewer
from xiangxian.services.registers.importing import load as loading
from xiangxian.services.registers.importing.known import homeland, known_people
from xiangxian.services.registers.importing.village_columns import own_columns, unpacked
from xiangxian.services.registers.reading.checked import check
from xiangxian.services.registers.workbook.model import Column
from xiangxian.services.registers.workbook.open_register import read_workbook
from xiangxian.store.contract import GraphStore

VILLAGES = Path(__file__).parents[2] / "registers" / "01_village_register.xlsx"


def test_an_import_keeps_the_headers_of_each_village(store: GraphStore, clerk: Viewer) -> None:
    """Every village's sheet, in its own words and order, without what is never stored."""
    checked = check(
        read_workbook(VILLAGES, name="花名册.xlsx"),
        homeland(store, viewer=clerk),
        known_people(store, viewer=clerk),
    )
    done = loading.load(store, checked, origin="village", viewer=clerk, now=NOW, change_id=new_id())
    batch = records.read(store, done.batch or "", viewer=clerk).record
    assert isinstance(batch, ImportBatch)
    assert sorted(batch.sheets) == sorted(["王庄村", "东桥村", "金塘村", "西湾村", "柳下村"])
    assert [column.header for column in unpacked(batch.sheets["王庄村"])] == [
        "序号", "姓名", "性别", "出生年月", "籍贯（村组）", "现工作单位及职务", "所在城市",
        "社会兼职", "手机", "微信号", "乡贤类别", "家乡联系人", "备注",
    ]  # fmt: skip


def test_what_our_own_sheets_add_is_no_column_of_the_village() -> None:
    """The number, the column for changes, and what is dropped or left out stay away; a field goes
    by the village's words where they alone say which it is."""
    columns = (
        Column("A", ("基本情况", "姓 名"), "name"),
        Column("B", ("政治面貌",), None, dropped="RESTRICTED_POLITICAL"),
        Column("C", ("电话", "本人"), "phones"),
        Column("D", ("其他", "爱好"), None, kept="其他·爱好"),
        Column("E", ("变动情况",), None, kept="变动情况"),
        Column("F", ("名册编号",), "register_number"),
        Column("G", ("会费",), None, left=True),
        Column("H", ("姓名",), "name"),
    )
    found = [(column.field, column.header) for column in own_columns(columns)]
    assert found == [("name", "姓名"), ("phones", "手机"), (None, "其他·爱好")]
