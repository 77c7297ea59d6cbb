"""The exchange format: a register as lines of JSON, the same for every engine.

The first line names the format and its version. Then one line for every record, tie, entry of the
operation log and change of a record, in this order; the last line counts them and gives the SHA-256
of the lines between. `docs/exchange-format.md` describes the lines. Derived ties are not in it, the
reader draws them anew; nor is state that ends by itself (sessions, lock-outs).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Collection, Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

from xiangxian.domain import schema
from xiangxian.store.admission import Units, refuse_unfit
from xiangxian.store.agreement import Agreement
from xiangxian.store.arriving import arriving
from xiangxian.store.base import (
    Conflict,
    Dangling,
    Edge,
    Entry,
    HistoryLine,
    Line,
    Loading,
    LogLine,
    Node,
    Stream,
    Unavailable,
)
from xiangxian.store.contract import GraphStore
from xiangxian.store.digests import Carried, Noted, unnoted
from xiangxian.store.drawing import DRAWN_EDGES
from xiangxian.store.heads import Head
from xiangxian.store.verification import GARBLED, Chain, Streams, watched

VERSION = 1
"""The version of the format that is written; nothing else is read."""
LONGEST = 64 * 1024 * 1024
"""The longest line, in bytes, that is read."""
PART, PART_BYTES = 2_000, 8 * 1024 * 1024
"""At most so many lines, and so many bytes and one line, are loaded in one transaction."""
_TIES = frozenset(schema.edge_names()) - DRAWN_EDGES
ORDER = (Stream.NODES, Stream.EDGES, Stream.LOG, Stream.HISTORY)

Progress = Callable[[int, int], None]
"""Is told how many lines, and how many bytes, were written or read so far."""


class Damaged(Exception):
    """The file is no exchange file, or not whole; *sentence* is one plain Chinese sentence."""

    def __init__(self, sentence: str) -> None:
        self.sentence = sentence
        super().__init__(sentence)


class Other(Damaged):
    """The file is not the one that a load was begun with."""

    def __init__(self) -> None:
        super().__init__(
            "上次没有装完的是另一个文件，请用那个文件接着装；"
            "要改装这一个，请加 --afresh，没装完的会先清掉。"
        )


def dumped(line: Line) -> dict[str, Any]:
    """A line as the JSON object that stands for it."""
    if isinstance(line, Node):
        head = {"record": line.id, "kind": line.kind, "unit": line.unit}
        return {**head, "rev": line.rev, "binned": line.binned, "values": _values(line.values)}
    if isinstance(line, Edge):
        head = {"tie": line.id, "name": line.name, "source": line.source, "target": line.target}
        return {**head, "rev": line.rev, "binned": line.binned, "values": _values(line.values)}
    if isinstance(line, LogLine):
        entry = line.entry
        return {
            "change": entry.seq,
            "id": entry.id,
            "actor": entry.actor,
            "at": entry.at.isoformat(),
            "why": entry.why,
            "note": entry.note,
            "about": list(entry.about),
            "undoes": entry.undoes,
            "writes": entry.writes,
            "digest": line.digest,
            "chain": entry.chain,
        }
    return {
        "history": line.seq,
        "pos": line.pos,
        "before": line.before,
        "after": line.after,
        "salt": line.salt,
        "digest": line.digest,
    }


def line_of(content: dict[str, Any]) -> Line:
    """The line that a JSON object stands for; raises `KeyError`, `TypeError` or `ValueError`."""
    if "record" in content:
        return Node(
            _text(content["record"]),
            _one_of(content["kind"], schema.KINDS),
            _text(content["unit"]),
            _number(content["rev"]),
            _values_text(content["values"]),
            bool(content["binned"]),
        )
    if "tie" in content:
        return Edge(
            _text(content["tie"]),
            _one_of(content["name"], _TIES),
            _text(content["source"]),
            _text(content["target"]),
            _number(content["rev"]),
            _values_text(content["values"]),
            bool(content["binned"]),
        )
    if "change" in content:
        undoes = content["undoes"]
        entry = Entry(
            _number(content["change"]),
            _text(content["id"]),
            _text(content["actor"]),
            datetime.fromisoformat(content["at"]),
            _text(content["why"]),
            _text(content["note"]),
            tuple(_text(each) for each in content["about"]),
            None if undoes is None else _text(undoes),
            _number(content["writes"]),
            _text(content["chain"]),
        )
        return LogLine(entry, _text(content["digest"]))
    return HistoryLine(
        _number(content["history"]),
        _number(content["pos"]),
        _text(content["before"]),
        _text(content["after"]),
        _text(content["salt"]),
        _text(content["digest"]),
    )


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(value)
    return value


def _one_of(value: object, names: Collection[str]) -> str:
    if not isinstance(value, str) or value not in names:
        raise ValueError(value)
    return value


def _number(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not -(2**63) <= value < 2**63:
        raise TypeError(value)
    return value


def _values(text: str) -> Any:
    """The values as an object where that gives back the same text, else the text itself."""
    content = json.loads(text)
    return content if isinstance(content, dict) and _values_text(content) == text else text


def _values_text(content: object) -> str:
    if isinstance(content, str):
        return content
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def encoded(content: dict[str, Any]) -> bytes:
    """One line of the file."""
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def lines_of(store: GraphStore) -> Iterator[bytes]:
    """Everything the store holds, as lines between the first and the last."""
    return _lines(store.stream)


def _lines(stream: Streams) -> Iterator[bytes]:
    for what in ORDER:
        for line in stream(what):
            yield encoded(dumped(line))


def digest(store: GraphStore, progress: Progress = lambda *_: None) -> Carried:
    """The count and digest of what the store holds: equal for equal registers on any engine."""
    return digest_of(store.stream, progress)


def digest_of(stream: Streams, progress: Progress = lambda *_: None) -> Carried:
    """The count and digest of what *stream* gives."""
    return _carried(_lines(stream), lambda _: None, progress)


def dump(store: GraphStore, out: BinaryIO, progress: Progress = lambda *_: None) -> Carried:
    """Write everything to *out*; nobody's writing comes between.

    Raises `Unavailable` while an import is unfinished.
    """
    with store.still():
        if store.incomplete():
            raise Unavailable(
                "有一次导入没有做完，现在写出来就不完整。请等它做完；要是中断了，请在「导入」页撤销那一批。"
            )
        last = [Head(entry.seq, entry.chain) for entry in store.log(limit=1)]
        out.write(encoded({"xiangxian": VERSION, "revision": store.revision()}))
        carried = _carried(lines_of(store), out.write, progress)
    out.write(encoded(_end(carried, last[0] if last else Head(0, ""))))
    return carried


def _end(carried: Carried, head: Head) -> dict[str, Any]:
    """The last line: it counts and proves the others, and names the end of the log."""
    return {
        "end": carried.lines,
        "sha256": carried.digest,
        "last": head.seq,
        "chain": head.chain,
    }


def write_dump(
    store: GraphStore,
    path: Path,
    progress: Progress = lambda *_: None,
    noted: Noted = unnoted,
) -> Carried:
    """Write everything to a new file at *path*, readable by its owner only, which has another
    name until it is whole and *noted* was told of it."""
    with arriving(path) as unnamed:
        with unnamed.open("wb") as out:
            carried = dump(store, out, progress)
        noted(carried)
    return carried


def _carried(
    lines: Iterable[bytes], write: Callable[[bytes], object], progress: Progress
) -> Carried:
    sha, number, size = hashlib.sha256(), 0, 0
    for line in lines:
        write(line)
        sha.update(line)
        number += 1
        size += len(line)
        if number % 1000 == 0:
            progress(number, size)
    progress(number, size)
    return Carried(number, sha.hexdigest())


def load(
    store: GraphStore,
    source: BinaryIO,
    progress: Progress = lambda *_: None,
    *,
    afresh: bool = False,
) -> Carried:
    """Load an exchange file into an empty store, or go on with the same unfinished load.

    What was loaded is read back at the end and compared, with the file and with itself. Raises
    `Damaged`, after which the place is as empty as before the first try (where the file is another
    one than that which was begun with, what was begun stands; *afresh* throws it away first), and
    `Conflict` where the store holds something else.
    """
    beginning = source.readline(LONGEST)
    first = _object(beginning)
    if first.get("xiangxian") != VERSION or set(first) != {"xiangxian", "revision"}:
        raise Damaged("这不是乡贤名册的交换文件，或者是别的版本写的。")
    if beginning != encoded(first):  # a blank more means nothing, but nobody wrote it here
        raise Damaged("文件的第一行和程序写的不一样，可能被改过。")
    stood = store.loading()
    if stood is not None and (afresh or not stood.lines):
        store.discard()
        stood = None
    if stood is None and (store.revision() or next(store.stream(Stream.NODES), None) is not None):
        raise Conflict(["load"])
    run = _Load(store, stood, progress)
    try:
        return run.all(source, first["revision"])
    except Other:
        raise
    except Damaged:
        # before it came so far again nobody knows whether it is the file that was begun with
        if store.loading() is not None and run.passed:
            store.discard()
        raise


class _Load:
    """One run of a load that came as far as *stood* before."""

    def __init__(self, store: GraphStore, stood: Loading | None, progress: Progress) -> None:
        self._store, self._progress = store, progress
        self._stood = self._was = stood
        self._sha, self._number, self._read = hashlib.sha256(), 0, 0
        self._part: list[Line] = []
        self._size = 0
        self._head = Head(0, "")
        self._units = Units()

    @property
    def passed(self) -> bool:
        """Whether it came past what an earlier run had loaded."""
        return self._stood is None or self._number >= self._stood.lines

    def all(self, source: BinaryIO, revision: object) -> Carried:
        """Every line, then the comparisons; see `load`. Raises `Damaged`, `Other`."""
        while True:
            text = source.readline(LONGEST)
            if not text.endswith(b"\n"):
                raise Damaged("文件不完整，后面缺了一截。请重新取一份再装。")
            content = _object(text)
            if "end" in content:
                break
            self._take(text, _line(content, self._number + 1))
        carried = Carried(self._number, self._sha.hexdigest())
        bare = {"end": carried.lines, "sha256": carried.digest}
        if content not in (_end(carried, self._head), bare) or text != encoded(content):
            raise Damaged("文件里的内容和它末尾的核对码对不上，可能被改过。")
        if source.read(1):
            raise Damaged("文件在末尾一行之后还有内容，不是程序写的，没有装。")
        if revision != self._head.seq:
            raise Damaged("文件开头和末尾对不上，可能被改过。")
        if self._stood is not None and self._number < self._stood.lines:
            raise Other
        # the mark stays until what stands in the store was compared: an unchecked register never
        # opens
        self._put()
        self._compared(carried)
        self._store.load((), was=self._was, now=None)
        return carried

    def _take(self, text: bytes, line: Line) -> None:
        """One more line; those of a run before are read and not loaded again."""
        if self._part and type(line) is not type(self._part[-1]):
            self._put()  # the ends of a tie stand before it is looked at
        self._sha.update(text)
        self._number += 1
        self._read += len(text)
        if isinstance(line, Node):
            self._units.see(line)
        elif isinstance(line, LogLine):
            self._head = Head(line.entry.seq, line.entry.chain)
        stood = self._stood
        if stood is not None and self._number <= stood.lines:
            if self._number == stood.lines and self._sha.hexdigest() != stood.digest:
                raise Other
            return
        self._part.append(line)
        self._size += len(text)
        if len(self._part) >= PART or self._size >= PART_BYTES:
            self._put()

    def _put(self) -> None:
        """Load what was taken since the last time."""
        now = Loading(self._number, self._sha.hexdigest())
        try:
            refuse_unfit(self._store, [each for each in self._part if isinstance(each, Edge)])
            self._store.load(self._part, was=self._was, now=now)
        except (*GARBLED, Dangling) as fault:
            said = f"第{self._number + 1}行之前有装不进去的内容，文件可能被改过。"
            raise Damaged(said) from fault
        self._was, self._part, self._size = now, [], 0
        self._progress(self._number, self._read)

    def _compared(self, carried: Carried) -> None:
        """What stands is what the file said, and agrees with itself; raises `Damaged`."""
        try:
            self._units.refuse_unknown()
        except ValueError as fault:
            raise Damaged(f"文件里有一条记录的单位不在册（{fault}），没有装。") from fault
        if digest(self._store) != carried:
            raise Damaged("装进去的和文件对不上，文件可能被改过，没有装。")
        stream = self._store.stream
        for found in watched(stream, (Chain(), Agreement(stream))):
            raise Damaged(f"文件里的内容前后对不上，没有装：{found.sentence}（{found.where}）")


def _line(content: dict[str, Any], number: int) -> Line:
    try:
        return line_of(content)
    except (KeyError, TypeError, ValueError) as fault:
        raise Damaged(f"第{number + 1}行看不懂，文件可能被改过。") from fault


def _object(text: bytes) -> dict[str, Any]:
    try:
        content = json.loads(text)
    except (ValueError, RecursionError) as fault:
        raise Damaged("这不是乡贤名册的交换文件，或者中间坏了。") from fault
    if not isinstance(content, dict):
        raise Damaged("这不是乡贤名册的交换文件，或者中间坏了。")
    return content
