"""Files that are no plain .xlsx: read as what they are by their content, or refused with the sentence
that helps; nothing of them is called imported before."""

from __future__ import annotations

import io
import re
import shutil
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from tests.services.registers.test_hostile_files import parts, rows, with_sheet
from tests.services.registers.test_read import OLE, refused, zipped

from xiangxian.domain.values.native_places import Homeland
from xiangxian.services.registers.reading.checked import check
from xiangxian.services.registers.workbook.bounds import USUAL
from xiangxian.services.registers.workbook.model import Checked, RecordRow, Unreadable
from xiangxian.services.registers.workbook.open_register import read_workbook
from xiangxian.services.registers.workbook.package import FRAME
from xiangxian.services.village_rounds import parcels

TROUBLE = Path(__file__).parents[2] / "trouble"
HOME = Homeland("句容市后白镇", frozenset({"王庄村", "东湾村"}))


def looked_at(path: Path, name: str = "") -> Checked:
    """The file at *path* as it is understood, called *name* on the screen."""
    return check(read_workbook(path, name=name or path.name), HOME, {})


def taken_in(tmp_path: Path, content: bytes, name: str = "册.xlsx") -> Checked:
    """A file of *content* as it is understood."""
    path = tmp_path / name
    path.write_bytes(content)
    return looked_at(path)


def people(checked: Checked) -> dict[str, RecordRow]:
    """The rows of all sheets by the name of the person."""
    return {row.values["name"].name: row for sheet in checked.sheets for row in sheet.records}


def numbers(row: RecordRow) -> list[str]:
    """Their numbers, with what is noted of them behind."""
    phones = row.values.get("phones", ())
    return [f"{each.number}（{each.note}）" if each.note else each.number for each in phones]


def codes(row: RecordRow) -> set[str]:
    """What somebody should look at."""
    return {point.code for point in row.points if point.severity.value == "review"}


@pytest.mark.parametrize(
    ("file", "names", "told"),
    [
        ("53_strict.xlsx", ["卫一东", "卫二东"], ""),
        ("11_workbook22.xlsx", ["卫一东", "卫二东"], ""),
        ("11c_part_name_case.xlsx", ["卫一东", "卫二东"], ""),
        ("12g_html_multiline.xls", ["蒋千帆"], "数字前面的0可能已经丢了"),
        ("12h_spreadsheetml.xls", ["蒋万帆"], "读不出删除线、批注"),
        ("12i_vcf.vcf", ["蒋亿帆"], "名片"),
        ("12j_google.csv", ["沈一帆", "沈二帆"], "通讯录"),
        ("31b_surname_given.xlsx", ["史一舟", "欧阳二舟"], "合成“姓名”一栏"),
        ("13_old.xls", ["毛一舟", "毛二舟", "毛三舟"], "读不出删除线、批注、隐藏的行"),
        ("13b_open.ods", ["毛一舟", "毛二舟", "毛三舟"], "读不出删除线、批注、隐藏的行"),
    ],
)
def test_what_offices_send_is_read(file: str, names: list[str], told: str) -> None:
    """With what its format's reader cannot see said in one sentence; nothing where it sees all."""
    checked = looked_at(TROUBLE / file)
    assert list(people(checked)) == names
    assert len(checked.told) == (1 if told else 0)
    assert told in "".join(checked.told)


@pytest.mark.parametrize("called", ["册.et", "册.xlsx", "册.csv", "册"])
def test_a_file_is_told_by_its_content_whatever_it_is_called(tmp_path: Path, called: str) -> None:
    """WPS's .et is an old workbook, and others give it any name."""
    shutil.copy(TROUBLE / "13_old.xls", tmp_path / called)
    assert len(people(looked_at(tmp_path / called))) == 3


@pytest.mark.parametrize("file", ["13_old.xls", "13b_open.ods"])
def test_what_an_old_format_hides_is_not_guessed(file: str) -> None:
    """A day that may be a month's or a year's is kept as far as it is certain, and asked about; a
    postcode without its zero too; a village that is merged over three people is all of theirs."""
    found = people(looked_at(TROUBLE / file))
    births = [row.values["birth"].iso() for row in found.values()]
    assert births == ["1975-05", "1980", "1981-03-04"]
    assert [codes(row) for row in found.values()] == [
        {"DATE_FORMAT_UNSEEN", "POSTCODE_SHORT"},
        {"DATE_FORMAT_UNSEEN"},
        set(),
    ]
    assert {row.values["native_place"].village for row in found.values()} == {"王庄村"}
    assert numbers(found["毛一舟"]) == ["13800006001"]


def renamed(entries: Mapping[str, bytes], old: bytes, new: bytes) -> dict[str, bytes]:
    """*entries* with *old* in place of *new*, in names and contents alike."""
    return {
        name.encode().replace(old, new).decode(): content.replace(old, new)
        for name, content in entries.items()
    }


def backslashes(entries: Mapping[str, bytes]) -> dict[str, bytes]:
    """Names as some programs of Windows write them."""
    return {name.replace("/", "\\"): content for name, content in entries.items()}


def strict(entries: Mapping[str, bytes]) -> dict[str, bytes]:
    """The words of ISO/IEC 29500 strict."""
    pairs = (
        (b"schemas.openxmlformats.org/spreadsheetml/2006/", b"purl.oclc.org/ooxml/spreadsheetml/"),
        (
            b"schemas.openxmlformats.org/officeDocument/2006/",
            b"purl.oclc.org/ooxml/officeDocument/",
        ),
    )
    found = dict(entries)
    for old, new in pairs:
        found = {name: content.replace(old, new) for name, content in found.items()}
    return found


@pytest.mark.parametrize(
    "entries",
    [
        pytest.param(backslashes(parts()), id="backslashes"),
        pytest.param(strict(parts()), id="strict"),
        pytest.param(renamed(parts(), b"workbook.xml", b"book-7.xml"), id="another name"),
        pytest.param({f"/{name}": each for name, each in parts().items()}, id="leading slash"),
        pytest.param({name.lower(): each for name, each in parts().items()}, id="small letters"),
        pytest.param({name.upper(): each for name, each in parts().items()}, id="capitals"),
        pytest.param(strict(backslashes(parts())), id="strict with backslashes"),
    ],
)
def test_parts_may_be_called_otherwise(tmp_path: Path, entries: dict[str, bytes]) -> None:
    """Relationships and types of content say what a part is, not its name; all of it is seen."""
    checked = taken_in(tmp_path, zipped(entries))
    assert numbers(people(checked)["王小明"]) == ["13000000001"]
    assert checked.told == ()


def two_sheets() -> dict[str, bytes]:
    """The parts of a workbook with a sheet 册 and a sheet 东湾村."""
    made = openpyxl.Workbook()
    first = made.active
    assert first is not None
    first.title = "册"
    for sheet in (first, made.create_sheet("东湾村")):
        sheet.append(["姓名", "手机"])
        sheet.append(["王小明", "13000000001"])
    target = io.BytesIO()
    made.save(target)
    with zipfile.ZipFile(target) as packed:
        return {name: packed.read(name) for name in packed.namelist()}


def test_a_sheet_that_is_not_there_is_refused_by_its_name(tmp_path: Path) -> None:
    """Missing, cut off in the middle, or led to by nothing: its people would be lost in silence."""
    second = "xl/worksheets/sheet2.xml"
    whole = two_sheets()
    missing = {name: each for name, each in whole.items() if name != second}
    cut = whole | {second: whole[second][:200]}
    relations = "xl/_rels/workbook.xml.rels"
    lost = re.sub(rb"<Relationship [^>]*sheet2\.xml[^>]*/>", b"", whole[relations])
    assert lost != whole[relations]
    for entries in (missing, cut, whole | {relations: lost}):
        sentence = refused(tmp_path, zipped(entries))
        assert "工作表“东湾村”" in sentence
        assert "没有导入" in sentence


def test_a_workbook_damaged_beside_its_cells_is_read_for_what_they_say(tmp_path: Path) -> None:
    """Its styles cannot be read: the people are there, and what was not seen is said."""
    main = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    styles = b'<styleSheet xmlns="%s"><fonts><font><sz val="big"/></font></fonts></styleSheet>'
    checked = taken_in(tmp_path, zipped(parts() | {"xl/styles.xml": styles % main}))
    assert list(people(checked)) == ["王小明"]
    assert "有损坏的地方" in checked.told[0]


def test_a_frame_is_no_content(tmp_path: Path) -> None:
    """More bordered empty cells than a register may have values are passed over; as many values
    are refused."""
    bounds = replace(USUAL, cells=50)
    frame = "".join(
        f'<row r="{n}">' + "".join(f'<c r="{letter}{n}" s="0"/>' for letter in "ABCDE") + "</row>"
        for n in range(4, 4 + FRAME // 5 + 10)
    )
    path = tmp_path / "册.xlsx"
    path.write_bytes(with_sheet(rows(1, 2, 3) + frame))
    (sheet,) = read_workbook(path, name="册", bounds=bounds).sheets
    assert (len(sheet.cells), sheet.last_row) == (6, 3)
    path.write_bytes(with_sheet(rows(*range(1, 40)) + frame))
    with pytest.raises(Unreadable, match="格子太多"):
        read_workbook(path, name="册", bounds=bounds)


PAGE = """<html><head><meta http-equiv="Content-Type" content="text/html; charset=gb2312">
<title>不是内容</title><style>td {color: red}</style></head><body><table><tr><td>
<table border=1><tr><th rowspan=2>姓名<th colspan=2>联系方式<th rowspan=2>村组</tr>
<tr><th>手机<th>办公电话</tr>
<tr><td>毛一舟<br>　<td x:num="13800006001">1.38E+10<td>0511-87656001<td rowspan=2>东湾村</tr>
<tr><td><b>毛</b>二舟&nbsp;<td>13800006002<td>&nbsp;</td></tr>
</table></td></tr></table><script>var x = "<table><tr><td>姓名";</script></body></html>"""


@pytest.mark.parametrize(
    ("encoding", "named"), [("gb18030", "gb2312"), ("utf-8", "gb2312"), ("utf-16", "utf-8")]
)
def test_a_page_gives_its_table_with_its_spans(tmp_path: Path, encoding: str, named: str) -> None:
    """Whatever it says of its charset: cells over several rows and columns, a table within another,
    end tags left out, the number behind what is shown shortened."""
    content = PAGE.replace("gb2312", named).encode(encoding)
    found = people(taken_in(tmp_path, content, "导出.xls"))
    assert list(found) == ["毛一舟", "毛二舟"]
    assert numbers(found["毛一舟"]) == ["13800006001", "051187656001（办公电话）"]
    assert numbers(found["毛二舟"]) == ["13800006002"]
    assert [row.values["native_place"].village for row in found.values()] == ["东湾村", "东湾村"]


SHEET_2003 = """<?xml version="1.0" encoding="UTF-8"?><?mso-application progid="Excel.Sheet"?>
<ss:Workbook xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet" xmlns:x="urn:schemas-microsoft-com:office:excel">
<ss:Styles><ss:Style ss:ID="Default"/><ss:Style ss:ID="y"><ss:NumberFormat ss:Format="yyyy&quot;年&quot;"/></ss:Style>
<ss:Style ss:ID="z"><ss:NumberFormat ss:Format="000000"/></ss:Style></ss:Styles>
<ss:Worksheet ss:Name="藏"><ss:Table/><x:WorksheetOptions><x:Visible>SheetHidden</x:Visible></x:WorksheetOptions></ss:Worksheet>
<ss:Worksheet ss:Name="名册"><ss:Table>
<ss:Row ss:Index="2"><ss:Cell><ss:Data ss:Type="String">姓名</ss:Data></ss:Cell><ss:Cell><ss:Data ss:Type="String">出生年月</ss:Data></ss:Cell><ss:Cell ss:Index="4"><ss:Data ss:Type="String">邮编</ss:Data></ss:Cell><ss:Cell><ss:Data ss:Type="String">村组</ss:Data></ss:Cell></ss:Row>
<ss:Row><ss:Cell><ss:Data ss:Type="String">毛一舟</ss:Data></ss:Cell><ss:Cell ss:StyleID="y"><ss:Data ss:Type="DateTime">1975-01-01T00:00:00.000</ss:Data></ss:Cell><ss:Cell ss:Index="4" ss:StyleID="z"><ss:Data ss:Type="Number">10010</ss:Data></ss:Cell><ss:Cell ss:MergeDown="1"><ss:Data ss:Type="String">东湾村</ss:Data></ss:Cell></ss:Row>
<ss:Row><ss:Cell><ss:Data ss:Type="String">毛二舟</ss:Data></ss:Cell></ss:Row>
</ss:Table></ss:Worksheet></ss:Workbook>"""


def test_the_xml_of_2003_keeps_places_formats_and_merged_cells(tmp_path: Path) -> None:
    """Rows and columns that are passed over, a year shown as a year, a zero that a format shows."""
    checked = taken_in(tmp_path, SHEET_2003.encode(), "册.xls")
    first, second = people(checked).values()
    assert (first.row, second.row) == (3, 4)
    assert first.values["birth"].iso() == "1975"
    assert first.values["postcode"] == "010010"
    assert second.values["native_place"].village == "东湾村"
    (hidden, shown) = read_workbook(tmp_path / "册.xls", name="册.xls").sheets
    assert (hidden.hidden, shown.hidden) == (True, False)


CARDS = (
    "BEGIN:VCARD\r\nVERSION:2.1\r\n"
    "N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=E6=AF=9B;=E4=B8=80=\r\n=E8=88=9F;;;\r\n"
    "TEL;CELL:13800006001\r\nTEL;WORK;VOICE:0511-87656001\r\nTEL;WORK;FAX:0511-87656009\r\n"
    "PHOTO;ENCODING=BASE64;JPEG:AAAA\r\n BBBB\r\n\r\nEND:VCARD\r\n"
    "BEGIN:VCARD\r\nVERSION:3.0\r\nN:欧阳;二舟;;;\r\nFN:欧阳二\r\n 舟\r\n"
    "item1.TEL:13800006002\r\nitem1.X-ABLabel:_$!<Mobile>!$_\r\n"
    "ORG:某某机电有限公司;销售部\r\nTITLE:经理\r\nEMAIL;TYPE=INTERNET:er@example.com\r\n"
    "ADR;TYPE=HOME:;;某路1号;句容市;江苏省;212400;中国\r\nBDAY:1975-06-01\r\n"
    "NOTE:爱喝茶\\n不喝酒\r\nX-QQ:10001\r\nEND:VCARD\r\n"
    "BEGIN:VCARD\r\nVERSION:4.0\r\nFN:David Chen\r\nN:Chen;David;;;\r\n"
    'TEL;VALUE=uri;TYPE="cell,voice":tel:+86-138-0000-6003\r\nBDAY:--0601\r\nEND:VCARD\r\n'
    "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:毛四舟\r\n这一行没有冒号\r\nEND:VCARD\r\n"
)


def test_cards_are_people(tmp_path: Path) -> None:
    """Of all three versions, in any of their encodings; what has no column is kept by its name,
    a line that nobody can read too."""
    checked = taken_in(tmp_path, CARDS.encode(), "名片.vcf")
    found = people(checked)
    assert list(found) == ["毛一舟", "欧阳二舟", "David Chen", "毛四舟"]
    first, second, third, fourth = found.values()
    assert numbers(first) == ["13800006001", "051187656001（办公）"]
    assert first.kept["传真"] == "0511-87656009"
    assert numbers(second) == ["13800006002"]
    (post,) = second.values["employments"]
    assert (post.organisation, post.position) == ("某某机电有限公司", "经理")
    assert second.values["email"] == "er@example.com"
    assert second.values["address"] == "中国江苏省句容市某路1号"
    assert (second.values["postcode"], second.values["birth"].iso()) == ("212400", "1975-06-01")
    assert second.values["remarks"] == "爱喝茶\n不喝酒"
    assert second.kept["QQ"] == "10001"
    assert numbers(third) == ["13800006003"]
    assert "这一行没有冒号" in fourth.kept["名片里没读懂的内容"]


OUTLOOK = "敬称,名,中间名,姓,单位,部门,职务,商务地址 街道,商务地址 市/县,商务传真,商务电话,移动电话,生日,电子邮件地址,附注,优先级\n"
ENGLISH = "First Name,Middle Name,Last Name,Company,Job Title,Business Street,Business City,Business Postal Code,Business Fax,Business Phone,Mobile Phone,Birthday,E-mail Address,Notes\n"


@pytest.mark.parametrize(
    "content",
    [
        OUTLOOK + "先生,一舟,,毛,某某食品有限公司,,厂长,某路1号,句容市,0511-87656009,0511-87656001,13800006001,0/0/00,mao@example.com,老同学,普通\n",
        ENGLISH + "一舟,,毛,某某食品有限公司,厂长,某路1号,句容市,,0511-87656009,0511-87656001,13800006001,0/0/00,mao@example.com,老同学\n",
    ],
)  # fmt: skip
@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_contacts_out_of_outlook_are_people(tmp_path: Path, content: str, encoding: str) -> None:
    """In Chinese and in English: one name, the numbers with what they are for, a fax apart."""
    (row,) = people(taken_in(tmp_path, content.encode(encoding), "contacts.csv")).values()
    assert row.values["name"].name == "毛一舟"
    assert sorted(numbers(row)) == ["051187656001（办公）", "13800006001"]
    assert row.values["email"] == "mao@example.com"
    assert row.values["address"] == "句容市某路1号"
    assert "birth" not in row.values
    (post,) = row.values["employments"]
    assert (post.organisation, post.position) == ("某某食品有限公司", "厂长")
    assert row.kept["传真"] == "0511-87656009"
    assert codes(row) <= {"NATIVE_UNREADABLE"}


def test_several_numbers_of_one_entry_are_several() -> None:
    """Google puts them into one cell, with its label beside it."""
    found = people(looked_at(TROUBLE / "12j_google.csv"))
    assert numbers(found["沈一帆"]) == ["13800001015", "13900001015", "051187651015（办公）"]
    assert numbers(found["沈二帆"]) == ["13800001016"]


def test_a_register_with_a_name_of_its_own_keeps_its_columns(tmp_path: Path) -> None:
    """姓 and 名 beside 姓名 are columns like others."""
    content = "姓名,姓,名,手机\n毛一舟,毛,一舟,13800006001\n".encode()
    (row,) = people(taken_in(tmp_path, content, "册.csv")).values()
    assert dict(row.kept) == {"姓": "毛", "名": "一舟"}


def ole(*streams: str, class_: bytes = bytes(16)) -> bytes:
    """The beginning of an old Office file with *streams* in its directory; it holds nothing."""
    made = OLE + bytes(504)
    for at, name in enumerate(("Root Entry", *streams)):
        text = name.encode("utf-16-le")
        entry = text.ljust(64, b"\0") + (len(text) + 2).to_bytes(2, "little")
        entry += bytes([5 if at == 0 else 2, 1]) + bytes(12) + (class_ if at == 0 else bytes(16))
        made += entry.ljust(128, b"\0")
    return made


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (ole("WordDocument", "1Table"), "是Word文档"),
        (ole("WordDocument", "Workbook", class_=bytes.fromhex("0609020000000000c000000000000046")), "是Word文档"),
        (ole("PowerPoint Document"), "是演示文稿"),
        (ole("Workbook"), "老版本的Excel文件"),
        (ole("EncryptedPackage"), "打开密码"),
        (zipped({"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<w/>"}), "是Word文档"),
        (zipped({"mimetype": b"application/vnd.oasis.opendocument.text"}), "是文字文档"),
        (zipped({"Index/Document.iwa": b"x"}), "Numbers"),
        (zipped({"甲.xlsx": b"x", "乙.xlsx": b"y"}), "是压缩包"),
        (b"%PDF-1.4\n", "是PDF文件"),
        (b"\xff\xd8\xff\xe0" + bytes(40), "是图片"),
        (b"Rar!\x1a\x07\x00" + bytes(40), "是压缩包"),
        (b"{\\rtf1\\ansi}", "是Word文档"),
        (b"MIME-Version: 1.0\r\n\r\n", "网页"),
        (b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", "是日历"),
        (b'<?xml version="1.0"?><office:document xmlns:office="x"/>', "另存为"),
    ],
)  # fmt: skip
def test_what_is_no_table_is_called_by_its_kind(tmp_path: Path, content: bytes, says: str) -> None:
    """With what to do about it; a Word file is no old Excel file."""
    sentence = refused(tmp_path, content)
    assert says in sentence
    assert "没有导入" in sentence
    assert ("Excel文件" in sentence) == ("老版本" in says)
    assert re.search(r"请.*。$", sentence)


@pytest.mark.parametrize(
    ("content", "bounds"),
    [
        (PAGE.encode("gb18030"), replace(USUAL, cells=4)),
        (PAGE.encode("gb18030"), replace(USUAL, merged=1)),
        (SHEET_2003.encode(), replace(USUAL, cells=4)),
        (SHEET_2003.encode(), replace(USUAL, rows=2)),
        (CARDS.encode(), replace(USUAL, cells=4)),
        (CARDS.encode(), replace(USUAL, rows=2)),
        ((TROUBLE / "13_old.xls").read_bytes(), replace(USUAL, cells=4)),
        ((TROUBLE / "13b_open.ods").read_bytes(), replace(USUAL, cells=4)),
        ((TROUBLE / "13b_open.ods").read_bytes(), replace(USUAL, rows=2, stray=1)),
    ],
)
def test_every_format_has_the_bounds(tmp_path: Path, content: bytes, bounds: object) -> None:
    """Each tried on a small file, with the bound lowered."""
    path = tmp_path / "册"
    path.write_bytes(content)
    with pytest.raises(Unreadable, match="格子太多"):
        read_workbook(path, name="册", bounds=bounds)  # type: ignore[arg-type]


def test_declared_sizes_and_own_words_are_refused_in_every_format(tmp_path: Path) -> None:
    """An .ods beyond the declared size, or with a document type of its own; XML with one."""
    content = (TROUBLE / "13b_open.ods").read_bytes()
    path = tmp_path / "册"
    path.write_bytes(content)
    with pytest.raises(Unreadable, match="展开后太大"):
        read_workbook(path, name="册", bounds=replace(USUAL, unpacked=1_000))
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        entries = {name: packed.read(name) for name in packed.namelist()}
    entries["content.xml"] = entries["content.xml"].replace(b"?>", b"?><!DOCTYPE a>", 1)
    assert "损坏" in refused(tmp_path, zipped(entries))
    own = SHEET_2003.replace("<?mso", "<!DOCTYPE a><?mso").encode()
    assert "读不出来" in refused(tmp_path, own)


def test_a_reader_that_is_aborted_is_a_refusal(tmp_path: Path) -> None:
    """The process ends without a word, as when it asks for more memory than there is."""
    path = tmp_path / "册.xls"
    shutil.copy(TROUBLE / "13_old.xls", path)
    with pytest.raises(Unreadable, match="没有导入"):
        read_workbook(path, name="册.xls", bounds=replace(USUAL, memory=1_000_000))


def test_a_workbook_of_any_format_is_no_parcel() -> None:
    """An .ods is a ZIP and comes back from a village as a sheet."""
    assert not parcels.is_parcel("东湾村.ods", (TROUBLE / "13b_open.ods").read_bytes())
