"""The monthly report as a workbook: the sentences, then a sheet for each chapter that has lines."""

from __future__ import annotations

from xiangxian.services.briefing.leader_papers import heads
from xiangxian.services.briefing.monthly_report import Report
from xiangxian.services.documents.spreadsheet import OfficeBook

_WIDTHS = (50, 24, 60)


def report_workbook(report: Report, township: str, *, example: bool) -> bytes:
    """The same lines and figures as on the page and in the Word file."""
    office = OfficeBook()
    mark = "（示例）" if example else ""
    title = f"{township}{report.month.label}乡贤工作月报{mark}"
    made = f"{report.made_on.year}年{report.made_on.month}月{report.made_on.day}日整理"
    first = office.sheet("汇总", title, made, (("项目", 18), ("情况", 70), ("怎么算", 46)))
    first.put(("本月", report.opening, ""))
    for chapter in report.chapters:
        first.put((chapter.heading, chapter.said, chapter.how))
    if report.stated:
        first.put(("公开口径", report.stated, "别人公布的数，原样放着，不相加。"))
    first.put(("本系统已录", report.recorded, "截至整理这天。"))
    for chapter in report.chapters:
        if chapter.lines:
            columns = tuple(zip(heads(chapter), _WIDTHS, strict=True))
            sheet = office.sheet(
                chapter.heading, f"{chapter.heading}{mark}", chapter.sentence, columns
            )
            for line in chapter.lines:
                sheet.put((line.text, line.when, line.more))
    return office.content()
