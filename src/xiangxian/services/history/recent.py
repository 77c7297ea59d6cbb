"""最近打开: the records an account looked at last, so that they are a tap away."""

from __future__ import annotations

import json
from datetime import datetime, timedelta

from xiangxian.services import gate
from xiangxian.services.gate import Viewer
from xiangxian.services.records import Reference, refer
from xiangxian.services.search import BROWSED
from xiangxian.store.base import Id, State
from xiangxian.store.contract import GraphStore

MOST = 8
KEPT = timedelta(days=60)
"""How long what was opened is remembered; it is no history and in no dump."""


def _key(viewer: Viewer) -> str:
    return f"recent:{viewer.account}"


def _ids(kept: bytes | None) -> list[Id]:
    return list(json.loads(kept)) if kept else []


def opened(store: GraphStore, id_: Id, *, viewer: Viewer, now: datetime) -> None:
    """Remember that the viewer opened the record *id_* at *now* (UTC)."""
    if _ids(store.state(_key(viewer)))[:1] == [id_]:
        return

    def first(kept: bytes | None) -> State:
        ids = [id_, *(each for each in _ids(kept) if each != id_)][:MOST]
        return State(json.dumps(ids).encode(), now + KEPT)

    store.state(_key(viewer), first)


def recent(store: GraphStore, *, viewer: Viewer, but: Id = "") -> list[Reference]:
    """What the viewer opened last, the latest first, without what is not to be seen any more."""
    ids = [each for each in _ids(store.state(_key(viewer))) if each != but]
    nodes = {node.id: node for node in store.get(ids).nodes} if ids else {}
    found = (nodes[each] for each in ids if each in nodes)
    return [refer(node) for node in found if gate.visible(viewer, node) and node.kind in BROWSED]
