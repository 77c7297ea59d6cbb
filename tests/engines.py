"""The places that the tests' stores live in: files, and a real Neo4j that is emptied per test."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import Any

import neo4j

from xiangxian.store.neo4j.driver import parts

_EVERYTHING = (
    "MATCH (n) WHERE NOT n:Meta AND NOT n:Head CALL (n) { DETACH DELETE n } IN TRANSACTIONS"
)
_MARKS = "MATCH (m:Meta) WHERE NOT m.name IN ['schema', 'vocabulary'] DELETE m"
_LOG = "MATCH (h:Head) SET h.seq = 0, h.chain = ''"


def server_script() -> Any:
    """The module `scripts/neo4j_server.py`, which is no part of a package."""
    path = Path(__file__).parents[1] / "scripts" / "neo4j_server.py"
    spec = importlib.util.spec_from_file_location("neo4j_server", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def asked(address: str, *texts: str) -> list[list[object]]:
    """Run statements on the server by itself, each in a transaction of its own; the last's rows."""
    uri, user, database = parts(address)
    rows: list[list[object]] = []
    with neo4j.GraphDatabase.driver(uri, auth=user, notifications_min_severity="OFF") as driver:
        for text in texts:
            with driver.session(database=database) as session:
                rows = [record.values() for record in session.run(text)]
    return rows


def emptied(address: str) -> str:
    """Take everything out of the test server; its layout stays. Gives the address."""
    asked(address, _EVERYTHING, _MARKS, _LOG)
    return address
