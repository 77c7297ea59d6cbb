"""Word templates that the office may edit, filled in Jinja's sandbox with declared names only.

A template says `{{项目}}`, `{% if 依据办法 %}`, `{% for 每位 in 引荐人 %}` and nothing else: no filters,
no calls, no calculation, nothing of an object but the declared entries of a row. Whatever is wrong
with a template, it costs one sentence.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any, NoReturn

import docx
import jinja2
from docx.document import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docxtpl import DocxTemplate
from jinja2 import meta, nodes
from jinja2.runtime import LoopContext
from jinja2.sandbox import ImmutableSandboxedEnvironment

from xiangxian.services.documents.official import mark_example, place_signatures
from xiangxian.services.documents.official_text import plain

Row = Mapping[str, str]
Values = Mapping[str, str | Sequence[Row]]
"""What a template may name: texts, and lists of rows."""


@dataclass(frozen=True, slots=True)
class TemplateBounds:
    """
    What a template may be: *file* bytes of it, *unpacked* bytes and *parts* that its ZIP declares;
    *characters*, *tags*, *paragraphs* and *empty* elements of a part that is filled in.

    The expressions by which docxtpl looks for tags take minutes on texts that were made for that;
    the last four keep them to seconds.
    """

    file: int = 2 * 1024 * 1024
    unpacked: int = 12 * 1024 * 1024
    parts: int = 500
    characters: int = 400_000
    tags: int = 300
    paragraphs: int = 1_500
    empty: int = 300


USUAL = TemplateBounds()
_ALLOWED = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.If, nodes.For,
    nodes.Getattr, nodes.Compare, nodes.Operand, nodes.Not, nodes.And, nodes.Or, nodes.Const,
)  # fmt: skip
_FILLED_IN = re.compile(r"word/(?:document|header\d*|footer\d*|footnotes)\.xml|docProps/core\.xml")
_MACROS = "模板里带着宏，请另存为不带宏的.docx再试。"
_RUNNING = frozenset(("vbaProject", "wordVbaData", "control", "activeXControlBinary"))
_BROUGHT = frozenset(
    ("oleObject", "package", "aFChunk", "subDocument", "attachedTemplate", "frame")
)
_TEXTS = frozenset(("officeDocument", "header", "footer", "footnotes"))
"""Last words of relations' types: what runs, what is brought along, what is filled in."""
_FIELD = (qn("w:fldSimple"), qn("w:fldChar"), qn("w:instrText"))
_FIELDS = frozenset(
    (
        "PAGE",
        "NUMPAGES",
        "SECTION",
        "SECTIONPAGES",
        "DATE",
        "TIME",
        "CREATEDATE",
        "SAVEDATE",
        "EQ",
        "SEQ",
        "STYLEREF",
        "FORMTEXT",
        "FORMCHECKBOX",
    )
)
"""What a field of a template may do."""
_PARAGRAPH = re.compile(r"<w:p[ />]")
_EMPTY = re.compile(r"<w:(?:p|r|t|tc|tr) [^>]*/>")
_SPLIT = re.compile(r"(?<=\{)(?:<[^>]*>)+(?=[{%#])|(?<=[%}#])(?:<[^>]*>)+(?=\})")
_OPENS = re.compile(r"\{[{%#]")
_CLOSES = {"{{": "}}", "{%": "%}", "{#": "#}"}
_LONGEST_TAG = 4_000
_TAG = {
    "{{": re.compile(r"\s?[\w.\[\]'\"]{1,80}\s?"),
    "{%": re.compile(r"-?(?:p|tr)?\s?(?:if|elif|else|endif|for|endfor)(?:\s[^{}%]{1,80})?\s?-?"),
}
_OF_LOOPS = frozenset(("index", "first", "last", "length"))
_FAULT = re.compile(r"<[^>]+>")
_ONLY = "模板里只能写{{名称}}、{% if %}和{% for %}，别的写法请去掉。"


class BadTemplate(Exception):
    """A template cannot be used; the message is one plain Chinese sentence."""


def _refuse(sentence: str) -> NoReturn:
    raise BadTemplate(sentence)


def _names(names: Collection[str]) -> str:
    return "、".join(sorted(names))


class _Desk(ImmutableSandboxedEnvironment):
    """Jinja with everything taken out that filling in a form does not need."""

    def __init__(self, declared: Collection[str]) -> None:
        super().__init__(autoescape=True, undefined=jinja2.StrictUndefined)
        self.globals.clear()
        self.filters.clear()
        self.tests.clear()
        self.declared = frozenset(declared)

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        tree = super()._parse(source, name, filename)
        for node in tree.find_all(nodes.Node):
            if not isinstance(node, _ALLOWED):
                _refuse(_ONLY)
        for loop in tree.find_all(nodes.For):
            if loop.recursive or loop.test or not isinstance(loop.iter, nodes.Name):
                _refuse("模板里的{% for %}只能写成{% for 每位 in 名称 %}。")
            if any(inner is not loop for inner in loop.find_all(nodes.For)):
                _refuse("模板里的{% for %}不能套在另一个{% for %}里面。")
        unknown = meta.find_undeclared_variables(tree) - self.declared
        if unknown:
            _refuse(
                f"模板里写了“{_names(unknown)}”，没有这一项；能用的有：{_names(self.declared)}。"
            )
        return tree

    def getattr(self, obj: Any, attribute: str) -> Any:
        """An entry of a row, or a loop's count; nothing else has parts."""
        if isinstance(obj, dict):
            if attribute in obj:
                return obj[attribute]
            _refuse(f"模板里写了“{attribute}”，这里能用的有：{_names(obj)}。")
        if isinstance(obj, LoopContext) and attribute in _OF_LOOPS:
            return getattr(obj, attribute)
        _refuse(f"模板里的“.{attribute}”用不了，请直接写名称。")

    def getitem(self, obj: Any, argument: Any) -> Any:  # noqa: ARG002
        """Nothing is taken out of anything by its place."""
        _refuse(f"模板里的“[{str(argument)[:20]}]”用不了，请直接写名称。")


class _Whole(DocxTemplate):  # type: ignore[misc]
    """A template whose result is refused where it does not hang together, instead of being cut."""

    def fix_tables(self, xml: str) -> Any:
        """The filled-in body; raises `BadTemplate` where a condition cut a table or a line in two."""
        try:
            docx.oxml.parse_xml(xml)
        except SyntaxError:  # lxml's fault is one
            _refuse("模板里的{% if %}或{% for %}没有写在自己的一段里，请对照原来的模板改一改。")
        return super().fix_tables(xml)


def _look_at_tags(xml: str, bounds: TemplateBounds) -> None:
    """Refuse a part whose tags are none that we fill in, before anything is looked for in it."""
    long = len(xml) > bounds.characters or len(_PARAGRAPH.findall(xml)) > bounds.paragraphs
    if long or len(_EMPTY.findall(xml)) > bounds.empty:
        _refuse("模板太长了，请只留一份公文的内容。")
    joined = _SPLIT.sub("", xml)
    opens = list(_OPENS.finditer(joined))
    if len(opens) > bounds.tags:
        _refuse("模板里要填的地方太多了，请只留一份公文的内容。")
    for opening in opens:
        start, kind = opening.end(), opening[0]
        end = joined.find(_CLOSES[kind], start, start + _LONGEST_TAG)
        said = _FAULT.sub("", joined[start : max(start, end)])
        if end < 0:
            near = _FAULT.sub("", joined[opening.start() : start + 400])[:24]
            _refuse(f"模板里的花括号没有写完整（{near}……附近），请对照原来的模板改一改。")
        if kind not in _TAG or not _TAG[kind].fullmatch(said):
            _refuse(_ONLY)


def _look_at_relation(relation: Any) -> None:
    """Refuse what a Word file brings along or fetches beside its text and its pictures, and a text
    that is filled in under another name than those whose tags are looked at."""
    kind = relation.get("Type", "").rpartition("/")[2]
    if kind in _RUNNING:
        _refuse(_MACROS)
    if kind in _BROUGHT:
        _refuse("模板里嵌着别的文件，请去掉再试。")
    if relation.get("TargetMode", "").lower() == "external":
        web = relation.get("Target", "").lower().startswith(("http://", "https://", "mailto:", "#"))
        if kind != "hyperlink" or not web:
            _refuse("模板链接着外面的文件，请把图片存进模板里再试。")
    elif kind in _TEXTS and not _FILLED_IN.fullmatch(
        f"word/{relation.get('Target', '').removeprefix('/').removeprefix('word/')}"
    ):
        _refuse("这份模板打不开，请用Word另存为.docx再试。")


def _look_at_fields(part: Any) -> None:
    """Refuse a field (域) that does more than count pages or say the day: others fetch files, or
    start programs."""
    codes: list[str] = []
    for element in part.iter(*_FIELD):
        if element.tag == qn("w:fldSimple"):
            _look_at_field(element.get(qn("w:instr"), ""))
        elif element.tag == qn("w:instrText"):
            if not codes:
                codes.append("")
            codes[-1] += element.text or ""
        elif element.get(qn("w:fldCharType")) == "begin":
            codes.append("")
        elif element.get(qn("w:fldCharType")) == "end" and codes:
            _look_at_field(codes.pop())
    for code in codes:
        _look_at_field(code)


def _look_at_field(code: str) -> None:
    word = next(iter(code.split()), "").upper()
    if word not in _FIELDS:
        _refuse(f"模板里有“{word[:20]}”域，用不了，请去掉再试。")


def _look_into(content: bytes, bounds: TemplateBounds) -> None:
    """Refuse a file that is too large, is none of Word's, or would fetch something from elsewhere."""
    if len(content) > bounds.file:
        _refuse("模板太大了，请去掉里面的图片再试。")
    with zipfile.ZipFile(io.BytesIO(content)) as parcel:
        infos = parcel.infolist()
        declared = sum(info.file_size for info in infos)
        if declared > bounds.unpacked or len(infos) > bounds.parts:
            _refuse("模板太大了，请去掉里面的图片再试。")
        if any(info.filename.lower().endswith("vbaproject.bin") for info in infos):
            _refuse(_MACROS)
        for info in infos:
            name = info.filename.lower()
            if _FILLED_IN.fullmatch(info.filename):
                _look_at_tags(parcel.read(info).decode("utf-8"), bounds)
            if name.endswith(".rels"):
                for relation in docx.oxml.parse_xml(parcel.read(info)):
                    _look_at_relation(relation)
            elif name.startswith("word/") and name.endswith(".xml"):
                _look_at_fields(docx.oxml.parse_xml(parcel.read(info)))


def fill(
    content: bytes,
    values: Values,
    *,
    title: str,
    example: bool,
    bounds: TemplateBounds = USUAL,
) -> bytes:
    """The template *content* with *values* in it, as a .docx file.

    *title* is the file's own title; *example* marks every page as 示例. Raises `BadTemplate`, also
    for what is beyond *bounds*.
    """
    try:
        _look_into(content, bounds)
        template = _Whole(io.BytesIO(content))
        template.render(_clean(values), _Desk(values), autoescape=True)
        document: Document = template.docx
        _mend(document)
        document.core_properties.title = plain(title)
        if example:
            mark_example(document)
        filled = io.BytesIO()
        template.save(filled)
        return filled.getvalue()
    except BadTemplate:
        raise
    except jinja2.TemplateError as fault:
        context = " ".join(_FAULT.sub("", line) for line in getattr(fault, "docx_context", ()))
        near = next(iter(re.findall(r"\{[{%][^{}]{0,24}", context)), "")
        raise BadTemplate(
            f"模板里的花括号没有写完整{f'（{near}……附近）' if near else ''}，请对照原来的模板改一改。"
        ) from fault
    except Exception as fault:  # whatever a damaged or made-up file does to its readers
        raise BadTemplate("这份模板打不开，请用Word另存为.docx再试。") from fault


def _clean(values: Values) -> dict[str, Any]:
    return {
        name: plain(value)
        if isinstance(value, str)
        else [{key: plain(text) for key, text in row.items()} for row in value]
        for name, value in values.items()
    }


def _mend(document: Document) -> None:
    """Give back what filling in may take: a paragraph in each cell; names over their date."""
    for cell in document.element.body.iter(qn("w:tc")):
        if cell.find(qn("w:p")) is None:
            cell.append(OxmlElement("w:p"))
    place_signatures(document)


def template(name: str, letters: Path | None = None) -> bytes:
    """The template *name*: the office's own from the folder *letters*, else the one shipped."""
    own = letters / f"{name}.docx" if letters is not None else None
    if own is not None and own.is_file():
        return own.read_bytes()
    return resources.files("xiangxian").joinpath(f"letters/{name}.docx").read_bytes()
