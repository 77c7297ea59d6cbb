"""Reading on: what the store gives in bounded pieces, read to its end.

The store bounds each answer, so that no question holds it up. Who needs all of something reads on
with these; who shows a part of it says that there is more.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from xiangxian.store.base import (
    EVERYTHING,
    Change,
    Direction,
    Edge,
    EdgeName,
    Filter,
    Id,
    Key,
    Kind,
    Page,
    Query,
    Subgraph,
)
from xiangxian.store.contract import GraphStore

CHUNK = 10_000
"""Ties with each question."""
NEAR = 2_000
"""Records of a neighbourhood with the first question; each further one asks for four times as many."""
ACTS = 1_000
"""Changes with each question."""


def packed(after: tuple[Key | None, Id]) -> str:
    """A page's beginning as an argument of an address."""
    return base64.urlsafe_b64encode(json.dumps(after).encode()).decode()


def unpacked(text: str) -> tuple[Key | None, Id] | None:
    """What `packed` made; None for anything else."""
    try:
        key, id_ = json.loads(base64.urlsafe_b64decode(text.encode()))
    except (ValueError, binascii.Error, TypeError):
        return None
    if isinstance(id_, str) and (key is None or isinstance(key, str | int)):
        return key, id_
    return None


def pages(store: GraphStore, query: Query) -> Iterator[Page]:
    """Every page of *query* from where it begins; the next one is asked for when it is wanted."""
    while True:
        page = store.find(query)
        yield page
        if page.next is None:
            return
        query = replace(query, after=page.next)


def all_edges(store: GraphStore, name: EdgeName, *, chunk: int = CHUNK) -> Iterator[Edge]:
    """Every live tie of one name in id order."""
    after = ""
    while True:
        found = store.edges(name, after=after, limit=chunk)
        yield from found
        if len(found) < chunk:
            return
        after = found[-1].id


def whole_neighbourhood(
    store: GraphStore,
    start: Collection[Id],
    edges: Sequence[EdgeName],
    *,
    direction: Direction = Direction.BOTH,
    depth: int = 1,
    where: Filter = EVERYTHING,
    first: int = NEAR,
) -> Subgraph:
    """All that `GraphStore.expand` reaches: asked again with more room until nothing is cut."""
    limit = max(first, 2 * len(start))
    while True:
        found = store.expand(
            start, edges, direction=direction, depth=depth, limit=limit, where=where
        )
        if not found.cut:
            return found
        limit *= 4


def all_found(
    store: GraphStore,
    terms: Sequence[str],
    *,
    kinds: Sequence[Kind],
    where: Filter = EVERYTHING,
    private: bool = False,
    first: int = 200,
) -> list[Id]:
    """Every record that has all of *terms*, in order of id."""
    limit = first
    while True:
        found = store.search(terms, kinds=kinds, where=where, private=private, limit=limit)
        if len(found) < limit:
            return found
        limit *= 4


def all_changes(
    store: GraphStore, *, after: int = 0, of: Id | None = None, chunk: int = ACTS
) -> Iterator[Change]:
    """Every change after the act numbered *after*, in order."""
    limit = chunk
    while True:
        found = store.changes(after=after, of=of, limit=limit)
        if len(found) < limit:
            yield from found
            return
        whole = _whole_acts(found)
        if whole:
            yield from whole
            after, limit = whole[-1].entry.seq, chunk
        else:
            limit *= 4


def newest_acts(
    store: GraphStore, *, before: int | None = None, of: Id | None = None, chunk: int = ACTS
) -> tuple[list[Change], int | None]:
    """Changes before the act numbered *before* (None: up to now), the newest first and of whole acts
    only: about *chunk* of them, and the number before which there are more (None: no more)."""
    before = store.revision() + 1 if before is None else before
    limit = chunk
    while True:
        found = store.changes(before=before, of=of, limit=limit)
        if len(found) < limit:
            return found, None
        if whole := _whole_acts(found):
            return whole, whole[-1].entry.seq
        limit *= 4


def _whole_acts(changes: Sequence[Change]) -> list[Change]:
    """All but the last act, which may go on."""
    last = changes[-1].entry.seq
    return [change for change in changes if change.entry.seq != last]
