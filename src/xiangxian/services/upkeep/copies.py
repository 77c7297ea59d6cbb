"""The whole register as a file: who may take it away, and its line in the operation log.

An exchange file shows every record and every password hash to whoever opens it, so that no role of
an account may take one: it is for whoever can read the data directory anyway. A backup is the
administrator's too (design §4).
"""

from __future__ import annotations

from datetime import datetime
from functools import partial
from pathlib import Path
from typing import BinaryIO

from xiangxian.domain.roles import Action
from xiangxian.services import gate
from xiangxian.services.drafts import new_id
from xiangxian.services.gate import Viewer
from xiangxian.store import exchange
from xiangxian.store.base import ChangeSet
from xiangxian.store.contract import GraphStore
from xiangxian.store.digests import Carried
from xiangxian.store.exchange import Progress


def dump(
    store: GraphStore,
    path: Path,
    progress: Progress = lambda *_: None,
    *,
    viewer: Viewer,
    now: datetime,
) -> Carried:
    """The register as a new exchange file at *path*."""
    require_everything(viewer)
    noted = partial(_noted, store, "register.dump", path.name, viewer=viewer, now=now)
    return exchange.write_dump(store, path, progress, noted)


def pour(store: GraphStore, out: BinaryIO, *, viewer: Viewer, now: datetime) -> Carried:
    """The register as an exchange file into *out*; what left before a break is noted too."""
    require_everything(viewer)
    counted = [0]

    def count(lines: int, _size: int) -> None:
        counted[0] = lines

    try:
        done = exchange.dump(store, out, count)
        out.flush()
    except OSError:
        _noted(store, "register.dump", "没有写完", Carried(counted[0], ""), viewer=viewer, now=now)
        raise
    _noted(store, "register.dump", "标准输出", done, viewer=viewer, now=now)
    return done


def backup(store: GraphStore, path: Path, *, viewer: Viewer, now: datetime) -> Carried:
    """A backup of the register at a new file *path*."""
    gate.require(viewer, Action.ADMINISTER)
    noted = partial(_noted, store, "register.backup", path.name, viewer=viewer, now=now)
    return store.backup(str(path), noted)


def require_everything(viewer: Viewer) -> None:
    """Raise `Refused` for whoever may not take every record away as it stands."""
    for action in (Action.ADMINISTER, Action.READ):
        gate.require(viewer, action)


def _noted(
    store: GraphStore, why: str, where: str, carried: Carried, *, viewer: Viewer, now: datetime
) -> None:
    note = f"{where}；{carried.lines}行"
    if carried.digest:
        note += f"；核对码{carried.digest}"
    store.apply(ChangeSet(new_id(now), viewer.account, now, why, (), note))
