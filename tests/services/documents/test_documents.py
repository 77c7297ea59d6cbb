"""The office's Word papers: the page, the templates' sandbox, and what is never made up."""

from __future__ import annotations

import importlib.util
import io
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from types import ModuleType

import docx
import pytest
from docx.oxml.ns import qn

from xiangxian.domain.values.numerals import numeral
from xiangxian.services.documents import letter_templates
from xiangxian.services.documents.letter_templates import BadTemplate, TemplateBounds, fill
from xiangxian.services.documents.official import OfficialPaper
from xiangxian.services.documents.official_text import day_label
from xiangxian.services.documents.paper_parts import FormCell, PaperColumn
from xiangxian.services.recognition import paper_forms
from xiangxian.services.recognition.paper_forms import (
    FilingForm,
    Introducer,
    PublicNotice,
    RecognitionLetter,
    filing_form,
    public_notice,
    recognition_letter,
)

ROOT = Path(__file__).parents[3]


def script() -> ModuleType:
    """`scripts/word_templates.py` as a module."""
    path = ROOT / "scripts" / "word_templates.py"
    spec = importlib.util.spec_from_file_location("word_templates", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def words(content: bytes) -> str:
    """All text of a paper: headers, paragraphs, tables."""
    with zipfile.ZipFile(io.BytesIO(content)) as parcel:
        parts = [name for name in parcel.namelist() if name.startswith("word/")]
        texts = []
        for name in sorted(parts):
            if name.endswith(".xml"):
                tree = docx.oxml.parse_xml(parcel.read(name))
                texts += ["".join(each.itertext(qn("w:t"))) for each in tree.iter(qn("w:p"))]
    return "\n".join(texts)


def parts(content: bytes) -> dict[str, bytes]:
    """What a Word file is made of."""
    with zipfile.ZipFile(io.BytesIO(content)) as parcel:
        return {name: parcel.read(name) for name in parcel.namelist()}


def made(*paragraphs: str, rows: tuple[str, ...] = ()) -> bytes:
    """A template of these paragraphs and table rows."""
    document = docx.Document()
    for text in paragraphs:
        document.add_paragraph(text)
    if rows:
        table = document.add_table(rows=0, cols=1)
        for text in rows:
            table.add_row().cells[0].text = text
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def test_page_has_22_lines_of_28_characters() -> None:
    """A4, 37 mm above, 28 mm left, 156 × 225 mm, lines and characters that fill it, as GB/T 9704."""
    paper = OfficialPaper("试", example=True)
    paper.paragraph("字" * 28 * 22)
    document = docx.Document(io.BytesIO(paper.content()))
    section = document.sections[0]
    assert (section.page_width.mm, section.page_height.mm) == pytest.approx((210, 297), abs=0.1)
    assert (section.top_margin.mm, section.left_margin.mm) == pytest.approx((37, 28), abs=0.1)
    assert 210 - 28 - section.right_margin.mm == pytest.approx(156, abs=0.1)
    assert 297 - 37 - section.bottom_margin.mm == pytest.approx(225, abs=0.1)
    normal = document.styles["Normal"]
    closer = int(normal.element.rPr.find(qn("w:spacing")).get(qn("w:val"))) / 20
    assert 28 * (normal.font.size.pt + closer) <= 156 / 25.4 * 72
    assert 29 * (normal.font.size.pt + closer) > 156 / 25.4 * 72
    assert 22 * normal.paragraph_format.line_spacing.pt <= 225 / 25.4 * 72
    assert 23 * normal.paragraph_format.line_spacing.pt > 225 / 25.4 * 72
    faces = normal.element.rPr.rFonts
    assert faces.get(qn("w:eastAsia")) == "仿宋_GB2312"
    assert [paragraph.text for paragraph in section.header.paragraphs] == ["示例"]
    assert [paragraph.text for paragraph in section.even_page_header.paragraphs] == ["示例"]
    with zipfile.ZipFile(io.BytesIO(paper.content())) as parcel:
        table = parcel.read("word/fontTable.xml").decode()
    assert '<w:font w:name="方正小标宋简体"><w:altName w:val="宋体"/>' in table


def test_headings_count_and_dates_have_no_zeros() -> None:
    """一、（一）1. are counted, the lower level from the start again; 2026年3月5日."""
    paper = OfficialPaper("试", example=False)
    paper.title("标题")
    for level in (1, 2, 2, 3, 1, 2):
        paper.heading(level, "段")
    paper.signature(["某镇人民政府"], date(2026, 3, 5))
    lines = words(paper.content()).split("\n")
    assert [line for line in lines if line.endswith("段")] == [
        "一、段", "（一）段", "（二）段", "1. 段", "二、段", "（一）段",
    ]  # fmt: skip
    assert "2026年3月5日" in lines
    assert "示例" not in lines
    assert [numeral(each) for each in (1, 10, 11, 20, 99)] == ["一", "十", "十一", "二十", "九十九"]
    assert day_label(None).replace("\u3000", "") == "年月日"


def test_tables_keep_their_widths_and_their_rows_together() -> None:
    """Columns fill the type area, no row breaks, the header comes again, any text can stand there."""
    paper = OfficialPaper("试", example=False)
    paper.table(
        [PaperColumn("序号", 1, centred=True), PaperColumn("名称", 3)], [["1", "甲\n乙\x07\ud800"]]
    )
    with pytest.raises(ValueError, match="fill the table"):
        paper.form([1, 1], [[FormCell(["甲"])]])
    document = docx.Document(io.BytesIO(paper.content()))
    table = document.tables[0]
    assert sum(column.width.mm for column in table.columns) == pytest.approx(156, abs=0.1)
    assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in table.rows)
    assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    assert [each.text for each in table.cell(1, 1).paragraphs] == ["甲", "乙"]


def test_shipped_templates_are_the_scripts() -> None:
    """What is shipped is what the script makes; it names nothing that the papers do not declare."""
    module = script()
    for name, make in module.TEMPLATES.items():
        assert parts(letter_templates.template(name)) == parts(make()), name
    samples = {
        "filing_form": paper_forms.form_values(FilingForm()),
        "public_notice": paper_forms.notice_values(PublicNotice()),
        "recognition_letter": paper_forms.letter_values(RecognitionLetter()),
    }
    assert set(samples) == set(module.TEMPLATES)
    for name, values in samples.items():
        fill(letter_templates.template(name), values, title="", example=False)


def test_papers_say_what_is_known_and_leave_the_rest_open() -> None:
    """Nothing is made up: what is missing is a blank, what is not given is not mentioned."""
    team = (
        Introducer(name="甲", unit="某商会", part="提供信息", share="60%", delegate=True),
        Introducer(name="乙<b>&“{{项目}}”", share="40%"),
    )
    bare = words(public_notice(PublicNotice()))
    assert "投资额" not in bare
    assert "根据" not in bare
    assert "地址" not in bare
    assert "关于____________引荐人认定的公示" in bare
    assert "____年__月__日至____年__月__日，共____个工作日。" in bare
    notice = PublicNotice(
        project="臻上项目",
        rule="某办法",
        confirmed_by=("投资方", "落户单位"),
        introducers=team,
        first_day=date(2026, 3, 5),
        last_day=date(2026, 3, 11),
        working_days=5,
        bodies=("中共某镇委员会", "某镇人民政府"),
        signed_on=date(2026, 3, 5),
        example=True,
    )
    full = words(public_notice(notice))
    assert "根据《某办法》，经投资方、落户单位确认，现将臻上项目引荐人拟认定情况" in full
    assert "2026年3月5日至2026年3月11日，共5个工作日。" in full
    assert "乙<b>&“{{项目}}”" in full
    assert full.index("中共某镇委员会") < full.index("某镇人民政府")
    assert full.count("示例") == 2
    letter = words(
        recognition_letter(RecognitionLetter(project="丙", introducers=team, introduced="丁公司"))
    )
    assert "认定你们为丙的引荐团队，团队代表为甲。" in letter
    assert "60%" in letter
    alone = words(recognition_letter(RecognitionLetter(project="丙", introducers=team[:1])))
    assert "认定你（单位）为丙的第一引荐人。" in alone
    assert "团队" not in alone
    form = FilingForm(project="丙", team=team[:1], evidence=("引荐证明", "签到表"))
    filed = words(filing_form(form))
    assert "甲（代表，某商会，60%）" in filed
    assert "1. 引荐证明2. 签到表" in filed
    assert "联系方式\n\n" in filed


def test_signature_lines_stand_over_their_date() -> None:
    """Names and date share one box, which leaves four characters to the right of the date."""
    content = public_notice(PublicNotice(bodies=("某镇人民政府",), signed_on=date(2026, 3, 5)))
    lines = [
        each
        for each in docx.Document(io.BytesIO(content)).paragraphs
        if each.style is not None and each.style.name == "公文落款"
    ]
    assert [line.text for line in lines] == ["某镇人民政府", "2026年3月5日"]
    assert (
        len(
            {
                (line.paragraph_format.left_indent, line.paragraph_format.right_indent)
                for line in lines
            }
        )
        == 1
    )
    box = 156 / 25.4 * 72 - lines[0].paragraph_format.left_indent.pt
    middle = (box + lines[0].paragraph_format.right_indent.pt) / 2
    assert middle - 6 * 8 == pytest.approx(4 * 16, abs=1)


def test_the_offices_own_template_is_used(tmp_path: Path) -> None:
    """A template in the office's folder takes the place of ours; its example is still marked."""
    (tmp_path / "filing_form.docx").write_bytes(made("我镇的表：{{项目}}", rows=("{{引荐人}}",)))
    filled = words(filing_form(FilingForm(project="丙", introducer="甲", example=True), tmp_path))
    assert "我镇的表：丙" in filled
    assert "示例" in filled
    assert "招商部门" not in filled


def _zip_of(entries: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as parcel:
        for name, content in entries.items():
            parcel.writestr(name, content)
    return buffer.getvalue()


def _with_body(runs: str) -> bytes:
    entries = parts(made("甲"))
    text = entries["word/document.xml"].decode()
    entries["word/document.xml"] = text.replace("</w:p>", f"{runs}</w:p>", 1).encode()
    return _zip_of(entries)


def _field(*pieces: str) -> str:
    """A field whose code stands in several pieces."""
    code = "".join(f"<w:r><w:instrText>{piece}</w:instrText></w:r>" for piece in pieces)
    begin, end = (f'<w:r><w:fldChar w:fldCharType="{at}"/></w:r>' for at in ("begin", "end"))
    return begin + code + end


def _related(kind: str, target: str, more: str = "") -> bytes:
    """A template with one more relation, in a list whose name Word reads in any case."""
    where = "http://schemas.openxmlformats.org"
    relation = f'<Relationship Id="r1" Type="{where}/x/{kind}" Target="{target}" {more}/>'
    listed = f'<Relationships xmlns="{where}/package/2006/relationships">{relation}</Relationships>'
    return _zip_of({**parts(made("甲")), "word/_rels/settings.xml.RELS": listed.encode()})


def _with_remote_picture() -> bytes:
    document = docx.Document()
    document.part.relate_to("http://example.invalid/a.png", "x/image", is_external=True)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda: made("{{项目名}}"), "没有这一项"),
        (lambda: made("{{项目"), "花括号没有写完整"),
        (lambda: made("{% if 项目 %}甲"), "花括号没有写完整"),
        (lambda: made("{{ 项目.title }}"), "用不了"),
        (lambda: made("{{ 项目['甲'] }}"), "只能写"),
        (lambda: made("{% for 每位 in 引荐人 %}{{每位.items}}{% endfor %}"), "能用的有"),
        (
            lambda: made("{% for 每位 in 引荐人 %}{{每位.__class__}}{% endfor %}"),
            "能用的有",
        ),
        (lambda: made("{{ 项目.format(1) }}"), "只能写"),
        (lambda: made("{{ '甲' * 2 }}"), "只能写"),
        (lambda: made("{{ 项目|upper }}"), "只能写"),
        (lambda: made("{{ cycler }}"), "没有这一项"),
        (lambda: made("{% set 甲 = 项目 %}"), "只能写"),
        (lambda: made("{% import 'x' as y %}"), "只能写"),
        (lambda: made("{% macro 甲() %}{% endmacro %}"), "只能写"),
        (
            lambda: made(
                "{% for a in 引荐人 %}{% for b in 引荐人 %}{{b.姓名}}{% endfor %}{% endfor %}"
            ),
            "不能套",
        ),
        (lambda: made("{%p if 说明 %}", rows=("甲", "{%p endif %}")), "自己的一段"),
        (lambda: b"no zip", "打不开"),
        (lambda: b"", "打不开"),
        (lambda: _zip_of({"word/document.xml": b"<x/>"}), "打不开"),
        (lambda: _zip_of({"word/vbaProject.bin": b"0"}), "宏"),
        (_with_remote_picture, "外面的文件"),
        (lambda: _with_body('<w:fldSimple w:instr=" AUTOTEXT x"/>'), "AUTOTEXT"),
        (lambda: _with_body(_field("INCLUDE", 'PICTURE "http://example.invalid/a"')), "INCLUDEPI"),
        (lambda: _with_body(_field("PAGE", "") + _field("", "")), "域"),
        (
            lambda: _related("hyperlink", "file://example.invalid/a", 'TargetMode="External"'),
            "外面",
        ),
        (lambda: _related("attachedTemplate", "a.dotm", 'TargetMode="external"'), "嵌着"),
        (lambda: _related("vbaProject", "a.bin"), "宏"),
        (lambda: _related("aFChunk", "a.html"), "嵌着"),
        (lambda: _related("header", "other.xml"), "打不开"),
        (lambda: made("{%p"), "花括号没有写完整"),
        (lambda: made("{% colspan "), "花括号没有写完整"),
        (lambda: made("{{((项目))}}"), "只能写"),
    ],
)
def test_faulty_or_hostile_template_costs_one_sentence(
    make: Callable[[], bytes], says: str
) -> None:
    """Whatever is wrong with a template is told in one Chinese sentence, without a trace of ours."""
    values = {"项目": "丙", "说明": "", "引荐人": [{"姓名": "甲"}]}
    with pytest.raises(BadTemplate) as refused:
        fill(make(), values, title="", example=False)
    sentence = str(refused.value)
    assert says in sentence
    assert sentence.endswith("。")
    assert sentence.count("。") == 1
    assert "Error" not in sentence


@pytest.mark.parametrize(
    ("bounds", "says"),
    [
        (TemplateBounds(), ""),
        (TemplateBounds(file=1_000), "太大"),
        (TemplateBounds(unpacked=1_000), "太大"),
        (TemplateBounds(parts=3), "太大"),
        (TemplateBounds(characters=100), "太长"),
        (TemplateBounds(paragraphs=2), "太长"),
        (TemplateBounds(empty=1), "太长"),
        (TemplateBounds(tags=2), "要填的地方太多"),
    ],
    ids=str,
)
def test_template_beyond_a_bound_is_refused_before_it_is_filled_in(
    bounds: TemplateBounds, says: str
) -> None:
    """The same harmless template is filled in within the usual bounds, and refused below each."""
    content = made("{{项目}}", "{{项目}}", "{{项目}}")
    entries = parts(content)
    body = entries["word/document.xml"].decode()
    entries["word/document.xml"] = body.replace(
        "</w:p>", '<w:r w:a="1"/><w:r w:a="1"/></w:p>', 1
    ).encode()
    content = _zip_of(entries)
    if not says:
        assert "丙" in words(fill(content, {"项目": "丙"}, title="", example=False))
        return
    with pytest.raises(BadTemplate, match=says):
        fill(content, {"项目": "丙"}, title="", example=False, bounds=bounds)
