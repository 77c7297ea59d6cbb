"""What is read whole from the store is read once for each of its revisions."""

from __future__ import annotations

import threading
import weakref
from collections.abc import Callable
from typing import Generic, TypeVar

from xiangxian.store.contract import GraphStore

Content = TypeVar("Content")


class OncePerRevision(Generic[Content]):
    """Calls *read* with a store and its revision, and keeps the answer until the revision moves.

    The answer is replaced whole under a lock, so readers never see half of it; it must not be
    changed by them.
    """

    def __init__(self, read: Callable[[GraphStore, int], Content]) -> None:
        self._read = read
        self._kept: weakref.WeakKeyDictionary[GraphStore, tuple[int, Content]] = (
            weakref.WeakKeyDictionary()
        )
        self._lock = threading.Lock()

    def __call__(self, store: GraphStore) -> Content:
        """The content as of the store's present revision."""
        revision = store.revision()
        kept = self._kept.get(store)
        if kept is not None and kept[0] == revision:
            return kept[1]
        with self._lock:
            kept = self._kept.get(store)
            if kept is None or kept[0] != revision:
                kept = (revision, self._read(store, revision))
                self._kept[store] = kept
            return kept[1]
