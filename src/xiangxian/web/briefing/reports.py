"""月报: one month on a page, as a Word file and as a workbook, all of one reckoning."""

from __future__ import annotations

from flask import Blueprint, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from xiangxian.domain.roles import Action
from xiangxian.services.access import accounts
from xiangxian.services.briefing import leader_papers, monthly_report, report_sheets
from xiangxian.services.briefing.monthly_report import Report
from xiangxian.web.downloads import handed_out
from xiangxian.web.guard import needs, viewer
from xiangxian.web.pages import now, page, settings, store, today

bp = Blueprint("reports", __name__, url_prefix="/reports")


def _report() -> Report:
    month = monthly_report.read_month(request.args.get("month", ""), today())
    return monthly_report.monthly_report(
        store(), month, today(), viewer=viewer(), measure=settings().measure
    )


def _title(report: Report) -> str:
    return f"{report.month.label}乡贤工作月报"


@bp.get("/")
@needs(Action.READ)
def index() -> ResponseReturnValue:
    """The report of the month that the address asks for; else of the one that ended last."""
    report = _report()
    return page(
        "briefing/reports/index.html",
        report=report,
        months=monthly_report.months(today()),
        heads={chapter.code: leader_papers.heads(chapter) for chapter in report.chapters},
    )


@bp.get("/monthly.docx")
@needs(Action.READ)
def word() -> ResponseReturnValue:
    """The report as a Word file."""
    report = _report()
    content = leader_papers.report_paper(
        report, accounts.township(store()), example=settings().demo, made=now()
    )
    return handed_out(content, _title(report), "docx", _("月报"))


@bp.get("/monthly.xlsx")
@needs(Action.READ)
def workbook() -> ResponseReturnValue:
    """The report as a workbook."""
    report = _report()
    content = report_sheets.report_workbook(
        report, accounts.township(store()), example=settings().demo
    )
    return handed_out(content, _title(report), "xlsx", _("月报"))
