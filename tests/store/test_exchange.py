"""A register leaves as lines and comes in again the same, in parts, on any engine."""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from xiangxian.domain.accounts import Unit
from xiangxian.domain.introductions import Introduction
from xiangxian.domain.people import Person
from xiangxian.store import exchange
from xiangxian.store.base import (
    ChangeSet,
    Conflict,
    Edge,
    Loading,
    LogLine,
    Node,
    Stream,
    Unavailable,
    Write,
)
from xiangxian.store.contract import GraphStore
from xiangxian.store.history import change_digest, link
from xiangxian.store.opening import open_store

AT = datetime(2026, 1, 1, tzinfo=UTC)


def filled(store: GraphStore, count: int = 40) -> None:
    """People with ties and an introduction, some changed, some binned."""
    people = [
        Node(f"p{n:04d}", "person", "u", 1, Person(name=f"王{n}").values()) for n in range(count)
    ]
    ties = [Edge(f"k{n:04d}", "KIN", f"p{n:04d}", f"p{n + 1:04d}", 1) for n in range(count - 1)]
    made = Node("i1", "introduction", "u", 1, Introduction().values())
    ends = (Edge("b1", "BY", "i1", "p0000", 1), Edge("o1", "OF", "i1", "p0002", 1))
    unit = Node("u", "unit", "u", 1, Unit(name="句容市测试镇", level="township").values())
    everything = (unit, *people, *ties, made, *ends)
    store.apply(ChangeSet("c1", "a", AT, "t", tuple(Write(0, each) for each in everything)))
    renamed = replace(people[3], rev=2, values=Person(name="赵「三」\n二").values())
    untied = replace(ties[5], rev=2, binned=True)
    store.apply(
        ChangeSet("c2", "b", AT, "t", (Write(1, renamed), Write(1, untied)), "因为", ("x",))
    )
    store.apply(ChangeSet("c3", "b", AT, "t", undoes="c2"))


def dumped(store: GraphStore) -> bytes:
    """The exchange file of a store."""
    out = io.BytesIO()
    exchange.dump(store, out)
    return out.getvalue()


@pytest.fixture
def source(tmp_path: Path) -> bytes:
    """The file of a filled register that was kept in SQLite."""
    store = open_store("sqlite", tmp_path / "source", lambda: AT)
    filled(store)
    content = dumped(store)
    store.close()
    return content


def test_a_register_comes_in_as_it_left(store: GraphStore, source: bytes) -> None:
    """Byte for byte, with history, log and chain; what is derived is drawn anew."""
    done = exchange.load(store, io.BytesIO(source))
    assert done.lines == source.count(b"\n") - 2
    assert dumped(store) == source
    assert (store.verify(), store.loading(), store.revision()) == ([], None, 3)
    assert [edge.id for edge in store.edges("INTRODUCED")] == ["i1"]
    assert [change.entry.id for change in store.changes(of="p0003")] == ["c1", "c1", "c1", "c2"]
    store.apply(ChangeSet("c4", "a", AT, "t"))
    assert store.verify() == []


def test_a_load_that_was_killed_goes_on(
    store: GraphStore, source: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After any part; until the last the store opens for nothing else."""
    monkeypatch.setattr(exchange, "PART", 7)
    real, done = store.load, [0]
    starts = 0

    def killed(lines: object, *, was: Loading | None, now: Loading | None) -> None:
        done[0] += 1
        if done[0] % 3 == 0:
            raise KeyboardInterrupt
        real(lines, was=was, now=now)  # type: ignore[arg-type]

    monkeypatch.setattr(store, "load", killed)
    while True:
        starts += 1
        try:
            exchange.load(store, io.BytesIO(source))
            break
        except KeyboardInterrupt:
            assert store.loading() is not None
    assert starts > 5
    assert dumped(store) == source


def test_a_half_loaded_register_does_not_open(
    store: GraphStore, address: str, tmp_path: Path, source: bytes
) -> None:
    """Nobody works in a register of which a part is missing."""
    lines = source.splitlines(keepends=True)[1:5]
    part = [exchange.line_of(json.loads(line)) for line in lines]
    store.load(part, was=None, now=Loading(4, "x"))
    with pytest.raises(Unavailable, match="还没有装完"):
        open_store(address, tmp_path / "data", lambda: AT)
    open_store(address, tmp_path / "data", lambda: AT, for_load=True).close()
    with pytest.raises(exchange.Damaged, match="另一个文件"):
        exchange.load(store, io.BytesIO(source))


def test_a_register_is_loaded_into_an_empty_store_only(store: GraphStore, source: bytes) -> None:
    """What stands is never mixed with what comes."""
    store.apply(ChangeSet("mine", "a", AT, "t"))
    with pytest.raises(Conflict):
        exchange.load(store, io.BytesIO(source))
    with pytest.raises(Conflict):
        store.load((), was=None, now=None)
    assert next(store.stream(Stream.NODES), None) is None


def damaged(source: bytes) -> dict[str, bytes]:
    """The file, spoilt in several ways."""
    lines = source.splitlines(keepends=True)
    foreign = lines[1].replace(b'"kind":"introduction"', b'"kind":"dragon"')
    return {
        "empty": b"",
        "no exchange file": b"PK\x03\x04 something else\n",
        "another version": b'{"xiangxian":99,"revision":1}\n' + b"".join(lines[1:]),
        "cut": source[: len(source) // 2],
        "without its end": b"".join(lines[:-1]),
        "a line less": b"".join([*lines[:9], *lines[10:]]),
        "another name": source.replace("王7".encode(), "李7".encode()),
        "an unknown kind": b"".join([lines[0], foreign, *lines[2:]]),
        "a tie first": b"".join([lines[0], lines[60], *lines[1:60], *lines[61:]]),
        "a list": b"".join([lines[0], b"[1]\n", *lines[1:]]),
        "no numbers": source.replace(b'"rev":1', b'"rev":"1"', 1),
    }


@pytest.mark.parametrize("how", sorted(damaged(b"\n" * 99)))
def test_what_is_not_whole_is_refused(store: GraphStore, source: bytes, how: str) -> None:
    """With a sentence; and the store never passes for a register."""
    with pytest.raises(exchange.Damaged) as fault:
        exchange.load(store, io.BytesIO(damaged(source)[how]))
    assert fault.value.sentence.endswith("。")
    assert store.revision() == 0 or store.loading() is not None


@pytest.mark.parametrize("how", sorted(damaged(b"\n" * 99)))
def test_after_a_broken_load_the_right_file_comes_in(
    store: GraphStore, source: bytes, how: str
) -> None:
    """A file that is refused leaves nothing behind, wherever it is broken."""
    with pytest.raises(exchange.Damaged):
        exchange.load(store, io.BytesIO(damaged(source)[how]))
    assert (store.loading(), store.revision()) == (None, 0)
    assert [next(store.stream(what), None) for what in exchange.ORDER] == [None] * 4
    assert store.verify() == []
    exchange.load(store, io.BytesIO(source))
    assert dumped(store) == source


@given(st.data())
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@pytest.mark.sqlite
def test_no_byte_may_be_another(store: GraphStore, source: bytes, data: st.DataObject) -> None:
    """Any byte changed, taken out or put in: refused, and nothing is left."""
    at = data.draw(st.integers(0, len(source) - 1))
    how = data.draw(st.sampled_from(("changed", "out", "in", "cut", "behind")))
    byte = bytes([data.draw(st.integers(0, 255))])
    spoilt = {
        "changed": source[:at] + byte + source[at + 1 :],
        "out": source[:at] + source[at + 1 :],
        "in": source[:at] + byte + source[at:],
        "cut": source[:at],
        "behind": source + byte + source[:at],
    }[how]
    assume(spoilt != source)
    with pytest.raises(exchange.Damaged) as fault:
        exchange.load(store, io.BytesIO(spoilt))
    assert fault.value.sentence
    assert (store.loading(), store.revision()) == (None, 0)
    assert next(store.stream(Stream.NODES), None) is None


@pytest.mark.sqlite
def test_a_blank_more_in_the_frame_is_another_file(store: GraphStore, source: bytes) -> None:
    """The first and the last line stand as they were written, to the blank."""
    lines = source.splitlines(keepends=True)
    for at in (0, -1):
        spaced = [*lines]
        spaced[at] = spaced[at].replace(b":", b": ", 1)
        with pytest.raises(exchange.Damaged):
            exchange.load(store, io.BytesIO(b"".join(spaced)))
        assert (store.loading(), store.revision()) == (None, 0)


def forged(source: bytes, change: Callable[[list[dict[str, Any]]], None]) -> bytes:
    """The file with *change* made to its lines, and a right checksum all the same."""
    lines = [json.loads(line) for line in source.splitlines()]
    body = lines[1:-1]
    change(body)
    texts = (json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n" for line in body)
    text = b"".join(line.encode("utf-8", "backslashreplace") for line in texts)
    entries = [line for line in body if "change" in line]
    end = {"end": len(body), "sha256": hashlib.sha256(text).hexdigest()}
    end |= {"last": entries[-1]["change"], "chain": entries[-1]["chain"]}
    first = {"xiangxian": 1, "revision": entries[-1]["change"]}
    return exchange.encoded(first) + text + exchange.encoded(end)


def the(body: list[dict[str, Any]], what: str, value: object) -> dict[str, Any]:
    """The line that says so."""
    return next(line for line in body if line.get(what) == value)


def _chain_anew(body: list[dict[str, Any]]) -> None:
    """Make digests and chain as if the history had always been so."""
    previous = ""
    for entry in (line for line in body if "change" in line):
        digests = []
        for row in (line for line in body if line.get("history") == entry["change"]):
            row["digest"] = change_digest(row["salt"], row["before"], row["after"])
            digests.append(row["digest"])
        line = exchange.line_of(entry)
        assert isinstance(line, LogLine)
        previous = entry["chain"] = link(previous, line, digests)


def _of_nobody(body: list[dict[str, Any]]) -> None:
    """A record of a unit that is not there, in its history too."""
    the(body, "record", "p0007")["unit"] = "nowhere"
    for row in body:
        if "history" in row and row["after"].startswith('["node","p0007"'):
            row["after"] = row["after"].replace('"u"', '"nowhere"')
    _chain_anew(body)


def _misjoined(body: list[dict[str, Any]]) -> None:
    """An introduction whose introducer is a unit, in its history too."""
    the(body, "tie", "b1")["target"] = "u"
    for row in body:
        if "history" in row and row["after"].startswith('["edge","b1"'):
            row["after"] = row["after"].replace('"p0000"', '"u"')
    _chain_anew(body)


def _twice(body: list[dict[str, Any]]) -> None:
    """A log line that stands twice."""
    entry = the(body, "change", 2)
    body.insert(body.index(entry), entry)


FORGED: dict[str, Callable[[list[dict[str, Any]]], None]] = {
    "a record of a unit that is not there": _of_nobody,
    "a tie between kinds that may not have it": _misjoined,
    "a record that differs from its last change": lambda body: the(body, "record", "p0007").update(
        values={"name": "李假"}
    ),
    "a tie that differs from its last change": lambda body: the(body, "tie", "k0002").update(
        target="p0009"
    ),
    "a revision that differs": lambda body: the(body, "record", "p0003").update(rev=3),
    "a record without a history": lambda body: body.insert(
        0, the(body, "record", "p0007") | {"record": "a0001"}
    ),
    "a history without its record": lambda body: body.remove(the(body, "tie", "k0009")),
    "a log line that says something else": lambda body: the(body, "change", 2).update(note="不是"),
    "a log line less": lambda body: body.remove(the(body, "change", 2)),
    "a log line twice": _twice,
    "a change that was another": lambda body: the(body, "history", 2).update(before=""),
    "a change less": lambda body: body.remove(the(body, "history", 2)),
    "a change emptied": lambda body: the(body, "history", 2).update(before="", after="", salt=""),
    "a moment that is none": lambda body: the(body, "change", 2).update(at="昨天"),
    "a number too large": lambda body: the(body, "record", "p0007").update(rev=10**30),
    "half a character": lambda body: the(body, "change", 2).update(note="\ud800"),
    "a kind's values that it cannot have": lambda body: the(body, "record", "p0007").update(
        values={"odd": 1}
    ),
    "records in another order": lambda body: body.insert(5, body.pop(9)),
}


@pytest.mark.parametrize("what", sorted(FORGED))
def test_a_right_checksum_does_not_make_it_right(
    store: GraphStore, source: bytes, what: str
) -> None:
    """What does not agree with itself is refused, and nothing is left."""
    assert forged(source, lambda _: None) == source
    with pytest.raises(exchange.Damaged) as fault:
        exchange.load(store, io.BytesIO(forged(source, FORGED[what])))
    assert fault.value.sentence
    assert (store.loading(), store.revision()) == (None, 0)
    assert next(store.stream(Stream.NODES), None) is None


def test_a_file_without_the_logs_end_is_read(store: GraphStore, source: bytes) -> None:
    """As the first files were written."""
    *lines, end = source.splitlines(keepends=True)
    bare = {name: value for name, value in json.loads(end).items() if name in {"end", "sha256"}}
    exchange.load(store, io.BytesIO(b"".join(lines) + exchange.encoded(bare)))
    assert dumped(store) == source


def test_another_file_may_be_begun_afresh(store: GraphStore, source: bytes) -> None:
    """Where the file of a load that was killed is lost."""
    lines = source.splitlines(keepends=True)[1:5]
    store.load(
        [exchange.line_of(json.loads(line)) for line in lines], was=None, now=Loading(4, "x")
    )
    with pytest.raises(exchange.Damaged, match="--afresh"):
        exchange.load(store, io.BytesIO(source))
    assert store.loading() == Loading(4, "x")
    exchange.load(store, io.BytesIO(source), afresh=True)
    assert dumped(store) == source
    with pytest.raises(Conflict):
        store.discard()


def test_a_clearing_that_was_killed_goes_on(store: GraphStore, source: bytes) -> None:
    """A mark of no lines says that what stands is to be cleared first."""
    lines = source.splitlines(keepends=True)[1:5]
    store.load([exchange.line_of(json.loads(line)) for line in lines], was=None, now=Loading(0, ""))
    exchange.load(store, io.BytesIO(source))
    assert dumped(store) == source


def test_an_unfinished_import_is_not_carried(store: GraphStore) -> None:
    """What nobody sees yet is no part of the register, and is not left behind silently."""
    filled(store)
    made = Node("new", "person", "u", 1, Person(name="新").values())
    store.apply(ChangeSet("b1", "a", AT, "t", (Write(0, made),), batch="b", complete=False))
    with pytest.raises(Unavailable, match="没有做完"):
        dumped(store)
    store.apply(ChangeSet("b2", "a", AT, "t", batch="b"))
    assert b'"new"' in dumped(store)


def test_only_the_owner_reads_the_file(store: GraphStore, tmp_path: Path) -> None:
    """It holds everything, so it is made for its owner, and never over another file."""
    path = tmp_path / "register.xx"
    exchange.write_dump(store, path)
    assert path.stat().st_mode & 0o077 == 0
    with pytest.raises(Unavailable, match="已经有了"):
        exchange.write_dump(store, path)
