"""The composition root: settings and a store in, an application out; importing opens nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from flask import Flask
from flask_babel import Babel
from flask_wtf.csrf import CSRFProtect

from xiangxian.services.access import accounts
from xiangxian.services.registers.session import confirm
from xiangxian.services.upkeep.jobs import Jobs
from xiangxian.settings import Settings
from xiangxian.store.contract import GraphStore
from xiangxian.web import act_guard, assets, guard, home, limits, pages, records, secret
from xiangxian.web.access import accounts as account_pages
from xiangxian.web.access import login, operation_log, sessions
from xiangxian.web.briefing import briefs, figures, reports, sharing
from xiangxian.web.connections import paths
from xiangxian.web.county_forms import filling
from xiangxian.web.documents import paper_templates
from xiangxian.web.duplicates import duplicates
from xiangxian.web.events import events, suggestions
from xiangxian.web.evidence import evidence
from xiangxian.web.exports import export_log
from xiangxian.web.history import recycle_bin
from xiangxian.web.introductions import claims, network
from xiangxian.web.lists import bulk_edit, charts, greetings, saved_lists
from xiangxian.web.people import organisations, people
from xiangxian.web.pictures import picture
from xiangxian.web.projects import projects
from xiangxian.web.recognition import papers, policies, steps
from xiangxian.web.registers import import_steps, imports
from xiangxian.web.registers.opened_files import OpenedFiles
from xiangxian.web.tasks import promises
from xiangxian.web.village_rounds import rounds

PACKAGE = Path(__file__).parent


def templates() -> Path:
    """The templates: inside the installed package, else in the checkout."""
    installed = PACKAGE / "templates"
    return installed if installed.is_dir() else PACKAGE.parents[1] / "templates"


def beijing_clock() -> datetime:
    """This moment in UTC; everything else takes it as an argument."""
    return datetime.now(UTC)


def create_app(
    settings: Settings,
    store: GraphStore,
    *,
    clock: Callable[[], datetime] = beijing_clock,
    demo: Flask | None = None,
) -> Flask:
    """The web application over *store*; *demo* is the demo that its 「看示例」 door leads to."""
    assets.check()
    app = Flask("xiangxian", root_path=str(PACKAGE), template_folder=str(templates()))
    app.config.update(
        MAX_CONTENT_LENGTH=21 * 1024 * 1024,
        MAX_FORM_MEMORY_SIZE=4 * 1024 * 1024,  # far above what is told as too long
        MAX_FORM_PARTS=20_000,
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_SSL_STRICT=False,
        SESSION_COOKIE_NAME="xiangxian_demo" if settings.demo else "xiangxian",
        BABEL_DEFAULT_LOCALE="zh",
        BABEL_DEFAULT_TIMEZONE="Asia/Shanghai",
    )
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.extensions.update(
        {
            "xiangxian.store": store,
            "xiangxian.settings": settings,
            "xiangxian.clock": clock,
            "xiangxian.jobs": Jobs(
                store,
                clock,
                {
                    confirm.IMPORT: confirm.ImportWork(settings.data / "uploads"),
                    confirm.UNDO: confirm.UndoWork(),
                    confirm.RESTORE: confirm.RestoreWork(),
                },
            ),
            "xiangxian.opened_files": OpenedFiles(),
            "xiangxian.demo": demo,
            "xiangxian.township": lambda: accounts.township(store),
        }
    )
    app.session_interface = sessions.StoreSessions(
        store,
        clock,
        idle=timedelta(minutes=settings.idle_minutes),
        longest=timedelta(hours=settings.session_hours),
    )
    app.before_request(sessions.refuse_unreachable)
    secret.install(app, store, clock)
    CSRFProtect(app).exempt(login.enter)  # it has a token that needs no session
    Babel(app)
    login.install(app)
    for blueprint in (
        home.bp,
        login.bp,
        people.bp,
        organisations.bp,
        projects.bp,
        events.bp,
        events.notes,
        suggestions.bp,
        promises.bp,
        figures.bp,
        charts.bp,
        briefs.bp,
        sharing.bp,
        reports.bp,
        greetings.bp,
        network.bp,
        network.introductions,
        paths.bp,
        claims.bp,
        policies.bp,
        steps.bp,
        picture.bp,
        papers.bp,
        paper_templates.bp,
        evidence.bp,
        evidence.totals,
        evidence.places,
        imports.bp,
        import_steps.bp,
        recycle_bin.bp,
        export_log.bp,
        rounds.bp,
        filling.bp,
        bulk_edit.bp,
        saved_lists.bp,
        duplicates.bp,
        operation_log.bp,
        account_pages.bp,
    ):
        app.register_blueprint(blueprint)
    pages.install(app)
    records.install(app)
    guard.install(app)
    limits.install(app)
    act_guard.install(app)
    return app
