"""The page of an official paper (GB/T 9704—2012), made with python-docx.

A4 with 37 mm above and 28 mm left of a type area of 156 × 225 mm: 22 lines of 28 characters. The
title is in 2号 方正小标宋简体, the text in 3号 仿宋_GB2312, headings are 一、黑体, （一）楷体, 1. 仿宋.
A computer without those faces takes 宋体, 仿宋, 楷体 and 黑体, which the file names as their
substitutes. Red head and number are left to the office.

    paper = OfficialPaper("关于……的公示", example=False)
    paper.title("关于……的公示")
    paper.heading(1, "基本情况")
    paper.paragraph("经……，现予公示。")
    paper.table([Column("姓名", 40), Column("单位", 116)], [["甲", "某公司"]])
    paper.signature(["句容市后白镇人民政府"], date(2026, 3, 5))
    content = paper.content()
"""

from __future__ import annotations

import io
from collections.abc import Collection, Iterator, Sequence
from datetime import date, datetime
from typing import Any

import docx
from docx.document import Document
from docx.enum.section import WD_ORIENT
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_ROW_HEIGHT_RULE, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml.ns import qn
from docx.shared import Emu, Mm, Pt
from docx.table import _Cell
from docx.text.paragraph import Paragraph

from xiangxian.domain.values.numerals import numeral
from xiangxian.services.documents.official_text import day_label, halves, plain
from xiangxian.services.documents.paper_parts import FormCell, Line, PaperColumn, Run
from xiangxian.services.documents.typefaces import (
    HEAVY_FACE,
    KAI_FACE,
    SUBSTITUTES,
    TEXT_FACE,
    TITLE_FACE,
    set_faces,
)
from xiangxian.services.documents.word_elements import word_element

TYPE_WIDTH = 156
"""Width of the type area in mm; a table's columns add up to it."""
TITLE_SIZE, TEXT_SIZE, TABLE_SIZE, NUMBER_SIZE = 22.0, 16.0, 12.0, 14.0
"""2号, 3号, 小四 and 4号, in points."""
LINE = 579
"""225 mm / 22 lines, in twentieths of a point."""
_CLOSER = -5
"""156 mm / 28 characters less the 16 points of 3号, in twentieths of a point. A grid of characters
would say the same, but LibreOffice puts a character that is wider than its cell into two."""
SIGNATURE_STYLE = "公文落款"
HEADINGS = {1: HEAVY_FACE, 2: KAI_FACE, 3: TEXT_FACE}


def _pieces(line: Line) -> Iterator[Run]:
    for piece in [line] if isinstance(line, str | Run) else line:
        yield Run(piece) if isinstance(piece, str) else piece


_SLACK = 3
"""Half characters left on either side of a signature: a face that stands in for 仿宋 has wider
figures, and a date must not break."""


def place_signatures(document: Document) -> None:
    """Put the document's signature block where a seal goes: in one box, centred on one another.

    The date ends four characters from the right; where a name is too long for that it moves in.
    """
    paragraphs = document.paragraphs
    signed = [bool(each.style and each.style.name == SIGNATURE_STYLE) for each in paragraphs]
    lines = [each for each, here in zip(paragraphs, signed, strict=True) if here]
    if not lines:
        return
    section = document.sections[0]
    edges = (section.page_width, section.left_margin, section.right_margin)
    page, before, behind = (edge.pt if edge is not None else 0.0 for edge in edges)
    # widths are counted, not measured: being in one box, lines meet whatever a face makes of them
    widest = max(halves(line.text) for line in lines)
    middle = max(8 + halves(lines[-1].text) / 2, 2 + widest / 2)
    right = max(0.0, middle - widest / 2 - _SLACK) * TEXT_SIZE / 2
    left = max(0.0, page - before - behind - right - (widest + 2 * _SLACK) * TEXT_SIZE / 2)
    first = signed.index(True)
    for each in paragraphs[max(0, first - 2) : first]:  # the empty line and the last of the text
        each.paragraph_format.keep_with_next = True
    for line in lines:
        line.paragraph_format.left_indent = Pt(left)
        line.paragraph_format.right_indent = Pt(right)
        line.paragraph_format.keep_with_next = line is not lines[-1]


def mark_example(document: Document) -> None:
    """Put 示例 above every page of *document*, beside what its headers say already."""
    for section in document.sections:
        headers = [section.header]
        if document.settings.odd_and_even_pages_header_footer:
            headers.append(section.even_page_header)
        if section.different_first_page_header_footer:
            headers.append(section.first_page_header)
        for header in headers:
            line = header.paragraphs[0] if header.paragraphs else header.add_paragraph()
            line.alignment = WD_ALIGN_PARAGRAPH.CENTER
            run = line.add_run(f"{' ' if line.text else ''}示例")
            run.font.size = Pt(NUMBER_SIZE)
            set_faces(run._r.get_or_add_rPr(), HEAVY_FACE)


class OfficialPaper:
    """A paper in the making; every part is put below what stands already.

    *about* is the file's own title, *example* puts 示例 above every page, *numbered* puts page
    numbers at the outer corners, *landscape* lays the page on its side for wide tables, *made* is
    when the file says it was made.
    """

    def __init__(
        self,
        about: str,
        *,
        example: bool,
        numbered: bool = True,
        landscape: bool = False,
        made: datetime | None = None,
    ) -> None:
        self._document = docx.Document()
        self._counters = [0, 0, 0]
        self.width = 225 if landscape else TYPE_WIDTH
        properties = self._document.core_properties
        properties.title, properties.author, properties.comments = plain(about), "", ""
        if made is not None:
            properties.created = properties.modified = made
        self._languages()
        self._styles()
        self._page(landscape)
        self._substitutes()
        if numbered:
            self._page_numbers()
        if example:
            mark_example(self._document)

    # The page

    def _page(self, landscape: bool) -> None:
        section = self._document.sections[0]
        upright = (Mm(210), Mm(297))
        section.page_width, section.page_height = reversed(upright) if landscape else upright
        section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
        top, right, bottom, left = (28, 35, 26, 37) if landscape else (37, 26, 35, 28)
        section.top_margin, section.bottom_margin = Mm(top), Mm(bottom)
        section.left_margin, section.right_margin = Mm(left), Mm(right)
        section.header_distance, section.footer_distance = Mm(18), Mm(bottom - 12)
        for grid in section._sectPr.findall(qn("w:docGrid")):
            section._sectPr.remove(grid)
        section._sectPr.append(word_element("docGrid", type="lines", linePitch=str(LINE)))

    def _languages(self) -> None:
        for language in self._document.styles.element.iter(qn("w:lang")):
            language.set(qn("w:eastAsia"), "zh-CN")
        for language in self._document.settings.element.iter(qn("w:themeFontLang")):
            language.set(qn("w:eastAsia"), "zh-CN")

    def _styles(self) -> None:
        styles = self._document.styles
        normal = styles["Normal"]
        normal.font.size = Pt(TEXT_SIZE)
        properties = normal.element.get_or_add_rPr()
        set_faces(properties, TEXT_FACE)
        properties.insert_element_before(
            word_element("spacing", val=str(_CLOSER)), "w:sz", "w:szCs"
        )
        self._spacing(normal.paragraph_format, LINE)
        rows: list[tuple[str, str, float, int | None]] = [
            ("公文标题", TITLE_FACE, TITLE_SIZE, None)
        ]
        rows += [(f"公文{level}级标题", face, TEXT_SIZE, level) for level, face in HEADINGS.items()]
        for name, face, size, level in rows:
            style = styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
            style.base_style = normal
            style.font.size = Pt(size)
            set_faces(style.element.get_or_add_rPr(), face)
            style.paragraph_format.keep_with_next = True
            if level is None:
                style.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
                self._spacing(style.paragraph_format, 680)
                self._off_grid(style.element.get_or_add_pPr())
            else:
                style.element.get_or_add_pPr().append(
                    word_element("outlineLvl", val=str(level - 1))
                )
        signed = styles.add_style(SIGNATURE_STYLE, WD_STYLE_TYPE.PARAGRAPH)
        signed.base_style = normal
        signed.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER

    def _spacing(self, form: Any, line: int) -> None:
        form.space_before = form.space_after = Pt(0)
        form.line_spacing_rule = WD_LINE_SPACING.EXACTLY
        form.line_spacing = Pt(line / 20)

    def _off_grid(self, form: Any) -> None:
        """Let a paragraph's characters stand as close as their own size has them."""
        form.insert_element_before(
            word_element("snapToGrid", val="0"), "w:spacing", "w:ind", "w:jc"
        )

    def _substitutes(self) -> None:
        """Name in the file's table of faces what stands in for each."""
        fonts = "".join(
            f'<w:font w:name="{face}"><w:altName w:val="{other}"/><w:charset w:val="86"/></w:font>'
            for face, other in SUBSTITUTES.items()
        )
        for relation in self._document.part.rels.values():
            if relation.reltype.endswith("/fontTable"):
                blob = relation.target_part.blob.decode("utf-8")
                relation.target_part._blob = blob.replace(
                    "</w:fonts>", f"{fonts}</w:fonts>"
                ).encode()

    def _page_numbers(self) -> None:
        """— 1 — in 4号, at the outer corner, one character in."""
        self._document.settings.odd_and_even_pages_header_footer = True
        section = self._document.sections[0]
        for footer, right in ((section.footer, True), (section.even_page_footer, False)):
            line = footer.paragraphs[0]
            line.alignment = WD_ALIGN_PARAGRAPH.RIGHT if right else WD_ALIGN_PARAGRAPH.LEFT
            form = line.paragraph_format
            form.left_indent, form.right_indent = Pt(NUMBER_SIZE), Pt(NUMBER_SIZE)
            self._write(line, "— ", size=NUMBER_SIZE, face="宋体")
            run = line.add_run()
            run.font.size = Pt(NUMBER_SIZE)
            for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
                if kind:
                    run._r.append(word_element("fldChar", fldCharType=kind))
                else:
                    field = word_element("instrText")
                    field.text = text
                    run._r.append(field)
            self._write(line, " —", size=NUMBER_SIZE, face="宋体")

    # What stands on it

    def _write(self, line: Paragraph, what: Line, *, size: float = 0, face: str = "") -> None:
        for piece in _pieces(what):
            run = line.add_run(plain(piece.text).replace("\n", " "))
            if piece.face or face:
                set_faces(run._r.get_or_add_rPr(), piece.face or face)
            if size:
                run.font.size = Pt(size)
                run._r.get_or_add_rPr().insert_element_before(
                    word_element("spacing", val="0"), "w:sz", "w:u"
                )
            if piece.bold:
                run.font.bold = True

    def title(self, *lines: str, gap: bool = True) -> None:
        """The title, centred; several *lines* where it should break at a certain word.

        An empty line follows it unless *gap* is False.
        """
        for line in lines:
            self._write(self._document.add_paragraph(style="公文标题"), line)
        if gap:
            self.gap()

    def gap(self) -> None:
        """An empty line."""
        self._document.add_paragraph()

    def addressee(self, text: str) -> None:
        """Whom it is written to, at the left margin: 各村（社区）："""
        self._write(self._document.add_paragraph(), text)

    def heading(self, level: int, text: str, *, counted: bool = True) -> None:
        """A heading of *level* 1 to 3, counted by itself: 一、 （一） 1."""
        words = text
        if counted:
            self._counters[level - 1] += 1
            self._counters[level:] = [0] * (3 - level)
            number = self._counters[level - 1]
            words = {
                1: lambda: f"{numeral(number)}、{text}",
                2: lambda: f"（{numeral(number)}）{text}",
                3: lambda: f"{number}. {text}",
            }[level]()
        line = self._document.add_paragraph(style=f"公文{level}级标题")
        self._indent(line)
        self._write(line, words)

    def paragraph(self, text: Line, *, indent: bool = True, centred: bool = False) -> None:
        """A paragraph, its first line two characters in; a text's own line breaks make several."""
        parts: list[Line] = list(plain(text).split("\n")) if isinstance(text, str) else [text]
        for part in parts:
            line = self._document.add_paragraph()
            line.alignment = WD_ALIGN_PARAGRAPH.CENTER if centred else WD_ALIGN_PARAGRAPH.JUSTIFY
            if indent and not centred:
                self._indent(line)
            self._write(line, part)

    def _indent(self, line: Paragraph) -> None:
        """Two characters, also where somebody changes the size afterwards."""
        line.paragraph_format.first_line_indent = Pt(2 * TEXT_SIZE)
        line._p.get_or_add_pPr().get_or_add_ind().set(qn("w:firstLineChars"), "200")

    def signature(self, bodies: Sequence[str], day: date | None) -> None:
        """Who signs, one below the other, and the date, as for a seal (see `place_signatures`).

        The block stays with the last line above it.
        """
        self.signature_lines([*bodies, day_label(day)])
        place_signatures(self._document)

    def signature_lines(self, lines: Sequence[str]) -> None:
        """The lines of a signature block, the date last; a template's are placed when it is filled."""
        self.gap()
        for text in lines:
            self._write(self._document.add_paragraph(style=SIGNATURE_STYLE), text)

    def table(
        self,
        columns: Sequence[PaperColumn],
        rows: Sequence[Sequence[Line]],
        *,
        size: float = TABLE_SIZE,
    ) -> None:
        """A table with a header row that comes again on each page; no row breaks across pages.

        The columns' widths are stretched or shrunk to the type area; *size* is in points.
        """
        heads = [FormCell([column.header], label=True) for column in columns]
        body = [
            [
                FormCell([text], centred=column.centred)
                for column, text in zip(columns, row, strict=True)
            ]
            for row in rows
        ]
        self.form([column.width for column in columns], [heads, *body], size=size, head_rows=1)

    def form(
        self,
        widths: Sequence[float],
        rows: Sequence[Sequence[FormCell]],
        *,
        heights: Sequence[float] = (),
        size: float = TABLE_SIZE,
        head_rows: int = 0,
        ruled: bool = True,
        breaking: Collection[int] = (),
    ) -> None:
        """A ruled table of cells that may span columns, as application forms have them.

        *widths* are those of the columns, stretched to the type area; *heights* the least height
        of each row, both in mm. The spans of a row add up to the number of columns. One that is not
        *ruled* only puts things beside one another. Rows stay whole but for those numbered in
        *breaking*, whose long text would leave a page empty.

        Raises `ValueError` where the cells do not fill a row.
        """
        factor = self.width / sum(widths)
        edges = [Mm(width * factor) for width in widths]
        table = self._document.add_table(rows=0, cols=len(edges))
        table.style = "Table Grid" if ruled else "Normal Table"
        table.alignment = WD_TABLE_ALIGNMENT.CENTER
        table.autofit = False
        margins = word_element("tblCellMar")
        for side, width in (("top", 30), ("left", 60), ("bottom", 30), ("right", 60)):
            margins.append(word_element(side, w=str(width), type="dxa"))
        table._tbl.tblPr.insert_element_before(margins, "w:tblLook")
        for column, width in zip(table.columns, edges, strict=True):
            column.width = width
        for number, cells in enumerate(rows):
            if sum(cell.span for cell in cells) != len(edges):
                raise ValueError(f"row {number} does not fill the table")
            row = table.add_row()
            properties = row._tr.get_or_add_trPr()
            if number not in breaking:
                properties.append(word_element("cantSplit"))
            if number < head_rows:
                properties.append(word_element("tblHeader"))
            if number < len(heights) and heights[number]:
                row.height, row.height_rule = Mm(heights[number]), WD_ROW_HEIGHT_RULE.AT_LEAST
            places, at = row.cells, 0
            for cell in cells:
                place = places[at].merge(places[at + cell.span - 1])
                place.width = Emu(sum(edges[at : at + cell.span]))
                self._fill(place, cell, size)
                at += cell.span

    def _fill(self, place: _Cell, cell: FormCell, size: float) -> None:
        place.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
        lines: list[tuple[Line, bool]] = []
        for line in cell.lines:
            parts = list(plain(line).split("\n")) if isinstance(line, str) else [line]
            lines += [(part, False) for part in parts]
        lines += [(line, True) for line in cell.foot]
        for number, (line, right) in enumerate(lines or [("", False)]):
            paragraph = place.paragraphs[0] if number == 0 else place.add_paragraph()
            if right:
                paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
            elif cell.label or cell.centred:
                paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
            self._spacing(paragraph.paragraph_format, round(size * 20 * 1.4))
            self._off_grid(paragraph._p.get_or_add_pPr())
            self._write(paragraph, line, size=size, face=HEAVY_FACE if cell.label else "")

    def content(self) -> bytes:
        """The paper as a .docx file."""
        body = self._document.element.body
        if body[-2].tag == qn("w:tbl"):  # Word wants a paragraph behind the last table
            last = self._document.add_paragraph()
            self._spacing(last.paragraph_format, 20)
        buffer = io.BytesIO()
        self._document.save(buffer)
        return buffer.getvalue()
