"""The manager's papers as Word files: briefs, the sheet to send on, and the monthly report."""

from __future__ import annotations

from datetime import datetime

from xiangxian.services.briefing.briefs import Brief
from xiangxian.services.briefing.fact_sheets import FactSheet
from xiangxian.services.briefing.monthly_report import Chapter, Report
from xiangxian.services.briefing.paper_limits import ACROSS, LINES, PaperPart
from xiangxian.services.documents.official import OfficialPaper
from xiangxian.services.documents.paper_parts import FormCell, PaperColumn, Run

_HEADS = {
    "moved": ("项目", "这个月", "谁牵的线"),
    "introduced": ("谁介绍了谁", "登记日期", "状态"),
    "met": ("名称", "日期", "类型"),
    "promised": ("什么事", "日期", "谁答应的"),
    "kept": ("什么事", "办结日期", "结果"),
}
"""The headers of each chapter's table: what, when, more."""
_WIDTHS = {"moved": (38, 42, 76), "kept": (72, 26, 58)}


def heads(chapter: Chapter) -> tuple[str, str, str]:
    """The three headers of a chapter's table."""
    return _HEADS[chapter.code]


def brief_paper(brief: Brief, *, example: bool, made: datetime) -> bytes:
    """A brief on one page; a trip's people stand in a table of two lines each."""
    paper = OfficialPaper(brief.title, example=example, numbered=False, made=made)
    paper.title(brief.title)
    paper.paragraph(brief.under, centred=True)
    if brief.left_words == "位":
        paper.form([156], [[_met(part)] for part in brief.parts])
    else:
        for part in brief.parts:
            paper.heading(1, part.heading)
            for line in part.lines:
                paper.paragraph(line)
    if brief.left_out:
        paper.paragraph(left_out(brief))
    return paper.content()


def _met(part: PaperPart) -> FormCell:
    """Somebody to see: the name and who that is, and under it what there is to talk about."""
    name, _, who = part.heading.partition("　")
    return FormCell([[Run(name, bold=True), f"　{who}" if who else ""], *part.lines])


def left_out(brief: Brief) -> str:
    """What a page says when not everything fitted."""
    return f"一页写不下，另有{brief.left_out}{brief.left_words}没列。"


def sheet_paper(sheet: FactSheet, *, example: bool, made: datetime) -> bytes:
    """The sheet to send on, as a page that can be edited."""
    paper = OfficialPaper(sheet.title, example=example, numbered=False, made=made)
    paper.title(sheet.title)
    sheet = sheet.shorter(LINES - 2, ACROSS)
    for piece in sheet.pieces:
        if piece.what == "heading":
            paper.heading(1, piece.text, counted=False)
        else:
            paper.paragraph(Run(piece.text, bold=True) if piece.what == "figure" else piece.text)
    if sheet.more:
        paper.paragraph(sheet.more_said)
    paper.paragraph(sheet.foot)
    return paper.content()


def report_paper(report: Report, township: str, *, example: bool, made: datetime) -> bytes:
    """The monthly report: sentences first, then each chapter with its table, then the totals."""
    title = f"{township}{report.month.label}"
    paper = OfficialPaper(f"{title}乡贤工作月报", example=example, made=made)
    paper.title(township, f"{report.month.label}乡贤工作月报")
    paper.paragraph(report.opening)
    for chapter in report.chapters:
        paper.heading(1, chapter.heading)
        paper.paragraph(chapter.said)
        if not chapter.lines:
            continue
        widths = _WIDTHS.get(chapter.code, (100, 26, 30))
        columns = [
            PaperColumn(head, width) for head, width in zip(heads(chapter), widths, strict=True)
        ]
        paper.table(columns, [[line.text, line.when, line.more] for line in chapter.lines])
        paper.paragraph(f"（{chapter.how.rstrip('。')}。）")
    paper.heading(1, "总数")
    for sentence in (report.stated, report.recorded):
        if sentence:
            paper.paragraph(sentence)
    if report.stated:
        paper.paragraph("公开口径是别人公布的数，和本系统登记的数不相加。")
    paper.signature([township], report.made_on)
    return paper.content()
