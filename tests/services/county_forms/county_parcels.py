"""Made-up forms of counties as the parcels that Excel and WPS write: part by part, with what no
library for spreadsheets carries. All people, units and numbers in them are invented."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\r\n'
SHEET = (
    f'<worksheet xmlns="{MAIN}" xmlns:r="{OFFICE}" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'mc:Ignorable="x14ac xr xr2" '
    'xmlns:x14ac="http://schemas.microsoft.com/office/spreadsheetml/2009/9/ac" '
    'xmlns:xr="http://schemas.microsoft.com/office/spreadsheetml/2014/revision" '
    'xmlns:xr2="http://schemas.microsoft.com/office/spreadsheetml/2015/revision2" '
    'xr:uid="{{00000000-0001-0000-0000-000000000000}}">'
)
"""As Excel writes it: `mc:Ignorable` names prefixes, which must not be renamed."""
DRAWING = (
    '<xdr:wsDr xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    f'xmlns:r="{OFFICE}">'
)
STYLES = (
    f'{HEAD}<styleSheet xmlns="{MAIN}"><fonts count="2"><font><sz val="11"/><name val="宋体"/></font>'
    '<font><i/><sz val="11"/><color rgb="FFFF0000"/><name val="楷体"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="3"><border><left/><right/><top/><bottom/><diagonal/></border>'
    '<border><left style="thin"/><right style="thin"/><top style="thin"/><bottom style="thin"/></border>'
    '<border><left style="thin"/><right style="thin"/><top style="thin"/><bottom style="thick"/></border>'
    '</borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="7"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    '<xf numFmtId="0" fontId="0" fillId="0" borderId="1" xfId="0" applyBorder="1"/>'
    '<xf numFmtId="0" fontId="1" fillId="0" borderId="1" xfId="0"/>'
    '<xf numFmtId="0" fontId="0" fillId="0" borderId="1" xfId="0" applyBorder="1" applyAlignment="1">'
    '<alignment wrapText="1"/></xf>'
    '<xf numFmtId="0" fontId="0" fillId="0" borderId="2" xfId="0"/>'
    '<xf numFmtId="0" fontId="0" fillId="0" borderId="1" xfId="0" applyProtection="1">'
    '<protection locked="0"/></xf>'
    '<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"><alignment wrapText="1"/></xf></cellXfs>'
    '<cellStyles count="1"><cellStyle name="常规" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)
PLAIN, RULED, EXAMPLE, WRAPPED, CLOSING, OPEN = range(6)
"""The looks in `STYLES`: bare, with lines, an example's, breaking lines, above a thick line,
not locked."""
PICTURE = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154"
    "78da63f8cfc000000301010018dd8db00000000049454e44ae426082"
)


def text(value: str) -> str:
    """A text that stands in its cell."""
    return f'|t="inlineStr"|<is><t>{escape(value)}</t></is>'


def formula(said: str, stored: str | None = None, kind: str = "") -> str:
    """A formula with what it last came to."""
    held = "" if stored is None else f"<v>{escape(stored)}</v>"
    return f"|{kind}|<f>{escape(said)}</f>{held}"


@dataclass
class Parcel:
    """A workbook in the making: its first sheet 名单 by cell, and whatever else belongs to it."""

    cells: dict[str, str | int] = field(default_factory=dict)
    looks: dict[str, int] = field(default_factory=dict)
    rows: dict[int, str] = field(default_factory=dict)
    merged: list[str] = field(default_factory=list)
    behind: list[str] = field(default_factory=list)
    """What follows the cells and merged ranges, in the format's order."""
    links: list[tuple[str, str]] = field(default_factory=list)
    """What the sheet refers to: the last word of the type, and the target."""
    parts: dict[str, str | bytes] = field(default_factory=dict)
    others: dict[str, str] = field(default_factory=dict)
    """More sheets by name, as their rows in XML."""
    names: str = ""
    book_links: list[tuple[str, str]] = field(default_factory=list)
    types: dict[str, str] = field(default_factory=dict)
    before: str = ""
    shared: list[str] = field(default_factory=list)

    def sheet(self) -> str:
        """The part of the sheet 名单."""
        by_row: dict[int, list[tuple[int, str]]] = {}
        for place in {*self.cells, *self.looks}:
            letters, row = re.fullmatch(r"([A-Z]+)(\d+)", place).groups()  # type: ignore[union-attr]
            column = sum((ord(c) - 64) * 26**i for i, c in enumerate(reversed(letters)))
            by_row.setdefault(int(row), []).append((column, place))
        rows = "".join(
            f'<row r="{row}" {self.rows.get(row, "")} x14ac:dyDescent="0.2">'
            + "".join(self._cell(place) for _, place in sorted(by_row.get(row, [])))
            + "</row>"
            for row in sorted({*by_row, *self.rows})
        )
        merged = "".join(f'<mergeCell ref="{each}"/>' for each in self.merged)
        merged = f'<mergeCells count="{len(self.merged)}">{merged}</mergeCells>' if merged else ""
        return (
            HEAD + SHEET.replace("{{", "{").replace("}}", "}")
            + f'<dimension ref="A1:Z99"/>{self.before}<sheetData>{rows}</sheetData>{{protection}}'.replace(
                "{protection}", ""
            )
            + "".join(each for each in self.behind if each.startswith("<sheetProtection"))
            + merged
            + "".join(each for each in self.behind if not each.startswith("<sheetProtection"))
            + "</worksheet>"
        )  # fmt: skip

    def _cell(self, place: str) -> str:
        value, look = self.cells.get(place), self.looks.get(place, PLAIN)
        if value is None:
            return f'<c r="{place}" s="{look}"/>'
        if isinstance(value, int):
            return f'<c r="{place}" s="{look}"><v>{value}</v></c>'
        if value.startswith("|"):
            _, attributes, inside = value.split("|", 2)
            return f'<c r="{place}" s="{look}" {attributes}>{inside}</c>'
        if value not in self.shared:
            self.shared.append(value)
        return f'<c r="{place}" s="{look}" t="s"><v>{self.shared.index(value)}</v></c>'

    def all_parts(self) -> dict[str, bytes]:
        """Every part of the workbook by its name."""
        sheet = self.sheet()
        sheets = ["名单", *self.others]
        listed = "".join(
            f'<sheet name="{escape(name)}" sheetId="{at}" r:id="rId{at}"/>'
            for at, name in enumerate(sheets, 1)
        )
        book = (
            f'{HEAD}<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>{listed}</sheets>'
            f'{self.names}<calcPr calcId="191029"/></workbook>'
        )
        book_links = [
            ("worksheet", f"worksheets/sheet{at}.xml") for at in range(1, len(sheets) + 1)
        ]
        book_links += [
            ("styles", "styles.xml"),
            ("sharedStrings", "sharedStrings.xml"),
            *self.book_links,
        ]
        strings = "".join(f"<si><t>{escape(each)}</t></si>" for each in self.shared)
        found: dict[str, str | bytes] = {
            "_rels/.rels": links([("officeDocument", "xl/workbook.xml")]),
            "xl/workbook.xml": book,
            "xl/_rels/workbook.xml.rels": links(book_links),
            "xl/styles.xml": STYLES,
            "xl/sharedStrings.xml": f'{HEAD}<sst xmlns="{MAIN}">{strings}</sst>',
            "xl/worksheets/sheet1.xml": sheet,
            "docProps/thumbnail.jpeg": b"picture",
            **self.parts,
        }
        for at, rows in enumerate(self.others.values(), start=2):
            found[f"xl/worksheets/sheet{at}.xml"] = (
                f'{HEAD}<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>'
            )
        if self.links:
            found["xl/worksheets/_rels/sheet1.xml.rels"] = links(self.links)
        return {"[Content_Types].xml": self._types(found).encode(), **{
            name: content.encode() if isinstance(content, str) else content
            for name, content in found.items()
        }}  # fmt: skip

    def _types(self, parts: Mapping[str, Any]) -> str:
        base = "application/vnd.openxmlformats-officedocument.spreadsheetml."
        usual = {"xl/workbook.xml": f"{base}sheet.main+xml", "xl/styles.xml": f"{base}styles+xml"}
        usual["xl/sharedStrings.xml"] = f"{base}sharedStrings+xml"
        for name in parts:
            if name.startswith("xl/worksheets/sheet"):
                usual[name] = f"{base}worksheet+xml"
            if name.startswith("xl/drawings/drawing"):
                usual[name] = "application/vnd.openxmlformats-officedocument.drawing+xml"
        said = "".join(
            f'<Override PartName="/{name}" ContentType="{kind}"/>'
            for name, kind in {**usual, **self.types}.items()
        )
        return (
            f'{HEAD}<Types xmlns="{PACKAGE}/content-types">'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            '<Default Extension="xml" ContentType="application/xml"/><Default Extension="png" ContentType="image/png"/>'
            '<Default Extension="jpeg" ContentType="image/jpeg"/><Default Extension="vml" '
            f'ContentType="application/vnd.openxmlformats-officedocument.vmlDrawing"/>{said}</Types>'
        )

    def save(self, path: Path) -> Path:
        """Write the workbook to *path*."""
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
            for name, content in self.all_parts().items():
                packed.writestr(name, content)
        return path


def links(listed: list[tuple[str, str]]) -> str:
    """A part of relationships; a type with a slash is given in full."""
    said = "".join(
        f'<Relationship Id="rId{at}" Type="{kind if "/" in kind else f"{OFFICE}/{kind}"}" Target="{target}"/>'
        for at, (kind, target) in enumerate(listed, 1)
    )
    return f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships">{said}</Relationships>'


def unpacked(content: bytes) -> dict[str, bytes]:
    """The parts of a workbook by name."""
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        return {name: packed.read(name) for name in packed.namelist()}


def anchor(first: int, last: int, what: str, *, column: int = 2, edit_as: str = "twoCell") -> str:
    """Something drawn from row *first* to row *last*, both from 1."""
    return (
        f'<xdr:twoCellAnchor editAs="{edit_as}"><xdr:from><xdr:col>{column}</xdr:col><xdr:colOff>0</xdr:colOff>'
        f"<xdr:row>{first - 1}</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:from><xdr:to><xdr:col>{column + 1}</xdr:col>"
        f"<xdr:colOff>0</xdr:colOff><xdr:row>{last - 1}</xdr:row><xdr:rowOff>9525</xdr:rowOff></xdr:to>"
        f"{what}<xdr:clientData/></xdr:twoCellAnchor>"
    )


def picture(name: str) -> str:
    """A picture in a drawing."""
    return (
        f'<xdr:pic><xdr:nvPicPr><xdr:cNvPr id="2" name="{name}"/><xdr:cNvPicPr/></xdr:nvPicPr>'
        '<xdr:blipFill><a:blip r:embed="rId1"/></xdr:blipFill><xdr:spPr><a:xfrm><a:off x="0" y="0"/>'
        '<a:ext cx="9525" cy="9525"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></xdr:spPr></xdr:pic>'
    )


def box(words: str) -> str:
    """A box with words in a drawing."""
    return (
        '<xdr:sp macro="" textlink=""><xdr:nvSpPr><xdr:cNvPr id="3" name="文本框"/><xdr:cNvSpPr txBox="1"/></xdr:nvSpPr>'
        '<xdr:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="952500" cy="190500"/></a:xfrm><a:prstGeom prst="rect">'
        f"<a:avLst/></a:prstGeom></xdr:spPr><xdr:txBody><a:bodyPr/><a:p><a:r><a:t>{words}</a:t></a:r></a:p>"
        "</xdr:txBody></xdr:sp>"
    )


def drawn(parcel: Parcel, *anchors: str) -> None:
    """Give the sheet a drawing with one picture to show."""
    parcel.links.append(("drawing", "../drawings/drawing1.xml"))
    parcel.behind.append(f'<drawing r:id="rId{len(parcel.links)}"/>')
    parcel.parts["xl/drawings/drawing1.xml"] = f"{HEAD}{DRAWING}{''.join(anchors)}</xdr:wsDr>"
    parcel.parts["xl/drawings/_rels/drawing1.xml.rels"] = links([("image", "../media/image1.png")])
    parcel.parts["xl/media/image1.png"] = PICTURE


def blank(*, numbers: bool = True, drawn_rows: int = 2, foot: bool = True) -> Parcel:
    """A ruled table of two rows with their numbers and 推荐单位 filled in, a total that counts them,
    and who signs: title in row 1, header in row 3, rows 4 and 5, 合计 in row 6."""
    made = Parcel()
    made.cells |= {"A1": "在外乡贤推荐表", "A2": "填报单位：示例县委统战部"}
    made.merged += ["A1:F1", "A2:F2"]
    heads = ("序号", "姓名", "手机", "工作单位及职务", "推荐单位", "照片")
    made.cells |= {f"{letter}3": head for letter, head in zip("ABCDEF", heads, strict=True)}
    for row in range(3, 4 + drawn_rows + foot):
        made.looks |= {f"{letter}{row}": RULED for letter in "ABCDEF"}
        made.rows[row] = 'ht="30" customHeight="1"'
    for row in range(4, 4 + drawn_rows):
        made.looks[f"D{row}"] = WRAPPED
        made.cells[f"E{row}"] = "青山镇"
        if numbers:
            made.cells[f"A{row}"] = row - 3
    if foot:
        end = 4 + drawn_rows
        made.cells[f"A{end}"] = "合计"
        made.cells[f"B{end}"] = formula(f"COUNTA(B4:B{end - 1})", "0")
        made.cells[f"A{end + 1}"] = "填表人：　　　　审核人：　　　　联系电话："
        made.merged.append(f"A{end + 1}:F{end + 1}")
    return made
