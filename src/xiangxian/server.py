"""Serving: the township's application, with the demo beside it under /demo."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from cheroot import wsgi
from flask import Flask
from werkzeug.middleware.dispatcher import DispatcherMiddleware

from xiangxian.app import beijing_clock, create_app
from xiangxian.services.upkeep import demo
from xiangxian.services.upkeep.jobs import Jobs
from xiangxian.settings import Settings
from xiangxian.store.contract import GraphStore
from xiangxian.store.opening import open_store

THREADS = 8


def open_demo(settings: Settings, clock: Callable[[], datetime] = beijing_clock) -> GraphStore:
    """The demo's store in a directory of its own, filled when it is opened for the first time."""
    store = open_store("sqlite", settings.for_demo().data, clock)
    if not store.count("unit"):
        demo.found_demo(store, now=clock())
    return store


def application(
    settings: Settings, store: GraphStore | None, demo_store: GraphStore
) -> Callable[..., Any]:
    """The WSGI application; without *store* it is the demo alone."""
    shown = create_app(settings.for_demo(), demo_store)
    if store is None:
        return shown
    own = create_app(settings, store, demo=shown)
    return DispatcherMiddleware(own, {"/demo": shown})


def works(app: Callable[..., Any]) -> list[Jobs]:
    """The long work of `application`'s parts, to be begun and ended with the server."""
    parts = [app.app, *app.mounts.values()] if isinstance(app, DispatcherMiddleware) else [app]
    return [part.extensions["xiangxian.jobs"] for part in parts if isinstance(part, Flask)]


def server(app: Callable[..., Any], settings: Settings) -> wsgi.Server:
    """A server that is bound and not yet serving; its `bind_addr` tells the port."""
    made = wsgi.Server((settings.host, settings.port), app, numthreads=THREADS)
    made.prepare()
    return made
