"""How a register comes into Neo4j part by part, and out again where it was not whole."""

from __future__ import annotations

from collections.abc import Sequence

from xiangxian.store.base import Conflict, Line, Loading
from xiangxian.store.ddl import BATCH, HEAD, HISTORY, LOG, META, RECORD
from xiangxian.store.neo4j.reads import Running
from xiangxian.store.neo4j.writes import LOCK_HEAD, put_loaded

_NAME = "loading"
_PART = 5_000
LABELS = (RECORD, LOG, HISTORY, BATCH)
"""What a load puts in, in the order in which it is taken out."""


def stands(run: Running) -> Loading | None:
    """How far an unfinished load came."""
    rows = run(f"MATCH (m:{META} {{name: $name}}) RETURN m.lines, m.digest", name=_NAME)
    return Loading(*rows[0]) if rows else None


def put(run: Running, lines: Sequence[Line], was: Loading | None, now: Loading | None) -> None:
    """One part, with the mark of how far it came; see `GraphStore.load`. Raises `Conflict`."""
    run(LOCK_HEAD)
    found = stands(run)
    if was is not None and found == now:
        return  # the commit whose answer was lost had happened
    begun = run(f"RETURN EXISTS {{ (:{RECORD}) }} OR EXISTS {{ (:{LOG}) }}")[0][0]
    if found != was or (was is None and begun):
        raise Conflict(["load"])
    put_loaded(run, lines)
    run(f"MATCH (m:{META} {{name: $name}}) DELETE m", name=_NAME)
    if now is not None:
        run(
            f"CREATE (:{META} {{name: $name, lines: $lines, digest: $digest}})",
            name=_NAME,
            lines=now.lines,
            digest=now.digest,
        )


def begin_clearing(run: Running) -> None:
    """Mark that what stands is to be taken out, also after a break.

    Raises `Conflict` where no load was begun.
    """
    if stands(run) is None:
        raise Conflict(["load"])
    run(f"MATCH (m:{META} {{name: $name}}) SET m.lines = 0, m.digest = ''", name=_NAME)


def clear_part(run: Running, label: str) -> bool:
    """Take out some nodes with *label* and the ties on them; gives whether there may be more."""
    rows = run(
        f"MATCH (n:{label}) WITH n LIMIT $limit DETACH DELETE n RETURN count(*)", limit=_PART
    )
    return int(rows[0][0]) == _PART


def end_clearing(run: Running) -> None:
    """The place is empty."""
    run(f"MATCH (h:{HEAD}) SET h.seq = 0, h.chain = ''")
    run(f"MATCH (m:{META} {{name: $name}}) DELETE m", name=_NAME)
