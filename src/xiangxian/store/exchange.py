"""The exchange format: a register as lines of JSON, the same for every engine.

The first line names the format and its version. Then one line for every record, tie, entry of the
operation log and change of a record, in this order; the last line counts them and gives the SHA-256
of the lines between. `docs/exchange-format.md` describes the lines. Derived ties are not in it, the
reader draws them anew; nor is state that ends by itself (sessions, lock-outs).
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

from xiangxian.domain import schema
from xiangxian.store.base import (
    Conflict,
    Dangling,
    Edge,
    Entry,
    GraphStore,
    HistoryLine,
    Line,
    Loading,
    LogLine,
    Node,
    Stream,
    Unavailable,
)
from xiangxian.store.drawing import DRAWN_EDGES

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


@dataclass(frozen=True, slots=True)
class Carried:
    """What was written or loaded: how many lines, and their SHA-256."""

    lines: int
    digest: str


class Damaged(Exception):
    """The file is no exchange file, or not whole; *sentence* is one plain Chinese sentence."""

    def __init__(self, sentence: str) -> None:
        self.sentence = sentence
        super().__init__(sentence)


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
    if not isinstance(value, int) or isinstance(value, bool):
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
    for what in ORDER:
        for line in store.stream(what):
            yield encoded(dumped(line))


def digest(store: GraphStore, progress: Progress = lambda *_: None) -> Carried:
    """The count and digest of what the store holds: equal for equal registers on any engine."""
    return _carried(lines_of(store), lambda _: None, progress)


def dump(store: GraphStore, out: BinaryIO, progress: Progress = lambda *_: None) -> Carried:
    """Write everything to *out*; nobody's writing comes between."""
    with store.still():
        if store.incomplete():
            raise Unavailable(
                "有一次导入没有做完，现在写出来就不完整。请等它做完；要是中断了，请在「导入」页撤销那一批。"
            )
        out.write(encoded({"xiangxian": VERSION, "revision": store.revision()}))
        carried = _carried(lines_of(store), out.write, progress)
    out.write(encoded({"end": carried.lines, "sha256": carried.digest}))
    return carried


def write_dump(store: GraphStore, path: Path, progress: Progress = lambda *_: None) -> Carried:
    """Write everything to a new file at *path*, readable by its owner only."""
    try:
        made = os.open(
            path, os.O_CREAT | os.O_EXCL | os.O_WRONLY | getattr(os, "O_BINARY", 0), 0o600
        )
    except FileExistsError as fault:
        raise Unavailable(f"{path} 已经有了，请换一个文件名。") from fault
    except OSError as fault:
        raise Unavailable(f"{path} 不能写：{fault.strerror}") from fault
    with os.fdopen(made, "wb") as out:
        return dump(store, out, progress)


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


def load(store: GraphStore, source: BinaryIO, progress: Progress = lambda *_: None) -> Carried:
    """Load an exchange file into an empty store, or go on with the same unfinished load.

    What was loaded is read back at the end and compared. Raises `Damaged`, and `Conflict` where
    the store holds something else.
    """
    first = _object(source.readline(LONGEST))
    if first.get("xiangxian") != VERSION:
        raise Damaged("这不是乡贤名册的交换文件，或者是别的版本写的。")
    stood = store.loading()
    sha, number, read = hashlib.sha256(), 0, 0
    part: list[Line] = []
    size = 0
    was = stood
    if stood is None and (store.revision() or next(store.stream(Stream.NODES), None) is not None):
        raise Conflict(["load"])
    while True:
        text = source.readline(LONGEST)
        if not text.endswith(b"\n"):
            raise Damaged("文件不完整，后面缺了一截。请重新取一份再装。")
        content = _object(text)
        if "end" in content:
            break
        sha.update(text)
        number += 1
        read += len(text)
        if stood is not None and number <= stood.lines:
            if number == stood.lines and sha.hexdigest() != stood.digest:
                raise Damaged("上次没有装完的是另一个文件，请用那个文件接着装。")
            continue
        part.append(_line(content, number))
        size += len(text)
        if len(part) >= PART or size >= PART_BYTES:
            now = Loading(number, sha.hexdigest())
            _put(store, part, was, now)
            was, part, size = now, [], 0
            progress(number, read)
    if content != {"end": number, "sha256": sha.hexdigest()}:
        raise Damaged("文件里的内容和它末尾的核对码对不上，可能被改过。")
    if stood is not None and number < stood.lines:
        raise Damaged("上次没有装完的是另一个文件，请用那个文件接着装。")
    # the mark stays until what stands in the store was compared: an unchecked register never opens
    whole = Loading(number, sha.hexdigest())
    _put(store, part, was, whole)
    progress(number, read)
    found = digest(store)
    if found != Carried(number, sha.hexdigest()):
        raise Damaged("装进去的和文件对不上，请换一个空的地方再装一次。")
    store.load((), was=whole, now=None)
    return found


def _put(store: GraphStore, part: list[Line], was: Loading | None, now: Loading) -> None:
    try:
        store.load(part, was=was, now=now)
    except (KeyError, ValueError, Dangling) as fault:
        raise Damaged(f"第{now.lines + 1}行之前有装不进去的内容，文件可能被改过。") from fault


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
