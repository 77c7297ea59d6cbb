"""A query read to its end, page by page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from xiangxian.store.base import GraphStore, Page, Query


def pages(store: GraphStore, query: Query) -> Iterator[Page]:
    """Every page of *query* from where it begins; the next one is asked for when it is wanted."""
    while True:
        page = store.find(query)
        yield page
        if page.next is None:
            return
        query = replace(query, after=page.next)
