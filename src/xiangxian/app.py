"""The composition root: settings and a store in, an application out; importing opens nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from flask import Flask
from flask_babel import Babel
from flask_wtf.csrf import CSRFProtect

from xiangxian.services import accounts
from xiangxian.services.jobs import Jobs
from xiangxian.services.registers import bringing
from xiangxian.settings import Settings
from xiangxian.store.base import GraphStore
from xiangxian.web import (
    accounts as account_pages,
)
from xiangxian.web import (
    act_guard,
    assets,
    briefs,
    bulk,
    charts,
    claims,
    county_forms,
    duplicates,
    events,
    evidence,
    figures,
    greetings,
    guard,
    home,
    import_steps,
    imports,
    limits,
    log,
    login,
    network,
    organisations,
    pages,
    paper_templates,
    paths,
    people,
    picture,
    policies,
    projects,
    promises,
    recognition_papers,
    recognition_steps,
    records,
    recycle_bin,
    reports,
    saved_lists,
    secret,
    sessions,
    sharing,
    suggestions,
    village_rounds,
    whereabouts,
)

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
                    bringing.IMPORT: bringing.ImportWork(settings.data / "uploads"),
                    bringing.UNDO: bringing.UndoWork(),
                    bringing.RESTORE: bringing.RestoreWork(),
                },
            ),
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
        recognition_steps.bp,
        picture.bp,
        recognition_papers.bp,
        paper_templates.bp,
        evidence.bp,
        evidence.totals,
        evidence.places,
        imports.bp,
        import_steps.bp,
        recycle_bin.bp,
        whereabouts.bp,
        village_rounds.bp,
        county_forms.bp,
        bulk.bp,
        saved_lists.bp,
        duplicates.bp,
        log.bp,
        account_pages.bp,
    ):
        app.register_blueprint(blueprint)
    pages.install(app)
    records.install(app)
    guard.install(app)
    limits.install(app)
    act_guard.install(app)
    return app
