"""What `verify` compares, whatever the engine: chain, index and derived ties."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from xiangxian.domain import schema
from xiangxian.store.base import Edge, Fault, HistoryLine, Id, LogLine, Node
from xiangxian.store.drawing import same
from xiangxian.store.history import change_digest, link
from xiangxian.store.terms import encoded, term_digest


def chain_faults(
    log: Iterable[LogLine], histories: Iterable[tuple[int, Sequence[HistoryLine]]]
) -> Iterator[Fault]:
    """The log is whole when every link follows from the one before it.

    *histories* are the changes of each ChangeSet that made any, in order of its number.
    """
    previous, expected = "", 1
    following = iter(histories)
    waiting = next(following, None)
    for line in log:
        seq = line.entry.seq
        if seq != expected:
            yield Fault("chain", str(expected), f"操作记录第{expected}条不见了。")
        expected = seq + 1
        while waiting is not None and waiting[0] < seq:
            waiting = next(following, None)
        digests = []
        if waiting is not None and waiting[0] == seq:
            for each in waiting[1]:
                erased = not each.salt and not each.before and not each.after
                if not erased and change_digest(each.salt, each.before, each.after) != each.digest:
                    yield Fault("history", str(seq), f"第{seq}次改动的内容被动过。")
                digests.append(each.digest)
        if link(previous, line, digests) != line.entry.chain:
            yield Fault("chain", str(seq), f"操作记录第{seq}条被动过。")
        previous = line.entry.chain


def index_faults(node: Node, keys: Mapping[str, object], digest: str | None) -> Iterator[Fault]:
    """A record's *keys* and the *digest* of its terms are those that the vocabulary calls for."""
    indexed = schema.index(node.kind, node.values)
    if dict(keys) != dict(indexed.keys):
        yield Fault("keys", node.id, "一条记录的排序、筛选索引和内容对不上。")
    if digest != term_digest(encoded(indexed.terms), encoded(indexed.private_terms)):
        yield Fault("terms", node.id, "一条记录的查找索引和内容对不上。")


def tie_faults(ids: Iterable[Id]) -> Iterator[Fault]:
    """The live ties *ids*, whose record at one end is not live."""
    for id_ in ids:
        yield Fault("ties", id_, "一条联系的一头已经不在册。")


def drawing_faults(wanted: Mapping[Id, Edge], stands: Mapping[Id, Edge]) -> Iterator[Fault]:
    """The derived ties are exactly those that the records call for."""
    for id_ in sorted(set(wanted) | set(stands)):
        if not same(wanted.get(id_), stands.get(id_)):
            yield Fault("drawn", id_, "一条引荐和引荐关系图里的线对不上。")
