"""What Neo4j's driver needs and says: the address, a running transaction, how long to wait, faults."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote, urlsplit

import neo4j
from neo4j.exceptions import (
    AuthError,
    ConstraintError,
    DriverError,
    IncompleteCommit,
    Neo4jError,
    ServiceUnavailable,
)

from xiangxian.store.neo4j.reads import Row, Running
from xiangxian.store.neo4j.times import CONTENDED, UNREACHABLE
from xiangxian.store.refusals import Unavailable

AWAY = "名册所在的服务器现在连不上。请过一会儿再试，填的内容还在。"


MEMORY = "MemoryPoolOutOfMemoryError"


VANISHED = "Neo.ClientError.Statement.EntityNotFound"


def patience_with(fault: Neo4jError | DriverError) -> float:
    """For how many seconds, counted from the first try, to ask again after *fault*."""
    code = fault.code if isinstance(fault, Neo4jError) else None
    if code and code.endswith(MEMORY):
        return 0  # it would fail the same way again, and take the memory from everybody else
    if code == VANISHED or (isinstance(fault, Neo4jError) and fault.is_retryable()):
        return CONTENDED
    if isinstance(fault, IncompleteCommit):
        return CONTENDED
    return UNREACHABLE if fault.is_retryable() else 0


def sentence_for(fault: Neo4jError | DriverError) -> str:
    """One plain sentence for *fault*."""
    code = (fault.code if isinstance(fault, Neo4jError) else None) or ""
    if isinstance(fault, AuthError):
        return "名册所在的服务器不认这个用户名和口令，请检查 XIANGXIAN_STORE。"
    if code.endswith(MEMORY):
        return "这一次的改动太大，服务器的内存不够，什么也没有存进去。请分几次做。"
    if "Timed" in code or "Terminated" in code:
        return "名册正忙，没有等到，什么也没有存进去。请过一会儿再试，填的内容还在。"
    if isinstance(fault, ServiceUnavailable) or fault.is_retryable():
        return AWAY
    return f"名册所在的服务器没有做成这一步（{code or type(fault).__name__}）。"


def parts(address: str) -> tuple[str, tuple[str, str], str | None]:
    """Address for the driver, user and password, and the database (None: the server's default)
    of `neo4j://user:password@host:port/database`; raises `Unavailable`."""
    split = urlsplit(address)
    if not split.hostname or not split.username or split.password is None:
        reason = "Neo4j 的地址要写成 neo4j://用户名:口令@主机:端口，请检查 XIANGXIAN_STORE。"
        raise Unavailable(reason)
    host = f"[{split.hostname}]" if ":" in split.hostname else split.hostname
    place = f"{host}:{split.port}" if split.port else host
    user = (unquote(split.username), unquote(split.password))
    return f"{split.scheme}://{place}", user, split.path.strip("/") or None


def running(transaction: neo4j.ManagedTransaction) -> Running:
    """Runs statements in *transaction*; their text is made of the vocabulary's names alone.

    What it runs raises `Doubled`.
    """

    def run(text: str, **values: Any) -> list[Row]:
        try:
            return [record.values() for record in transaction.run(text, values)]
        except ConstraintError as fault:
            raise Doubled from fault

    return run


class Doubled(Exception):
    """What a ChangeSet creates was created by somebody else while it ran."""


UNKNOWN = (
    "存的时候断了线，还不知道存进去没有。请过一会儿再存一次：已经存进去的不会重复，填的内容还在。"
)
