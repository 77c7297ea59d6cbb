"""
Long reliability runs on a real Neo4j: the differential test and the lost connections, many times.

`python3 scripts/soak.py [--operations 5000] [--faults 500] [--seed N]` starts a server of its own,
prints what it did every minute, and ends with 1 at the first difference, naming the seed that
repeats it.
"""

import argparse
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from environment import ROOT, NotReadyError, install, speak_utf8, venv_python


def differential(address: str, operations: int, seed: int) -> None:
    """So many random operations on SQLite and on the server at *address*, answers compared."""
    from differential import AT, Twins
    from engines import emptied
    from xiangxian.store.opening import open_store

    part, done, told = 500, 0, time.monotonic()
    while done < operations:
        with tempfile.TemporaryDirectory() as directory:
            one = open_store("sqlite", Path(directory), lambda: AT)
            other = open_store(emptied(address), Path(directory), lambda: AT)
            twins = Twins(one, other, seed)
            try:
                for _ in range(min(part, operations - done)):
                    twins.step()
                    done += 1
                twins.finish()
            finally:
                one.close()
                other.close()
        if time.monotonic() - told > 60:
            told = time.monotonic()
            print(f"{done} operations, seed {seed}", flush=True)
        seed += 1
    print(f"{done} operations: equal answers, order and content", flush=True)


def lost_connections(address: str, faults: int, seed: int) -> None:
    """So many connections cut before, during or after a commit; each change happens once."""
    from engines import emptied
    from loopback_proxy import FAULTS, Proxy, write_through
    from xiangxian.store.neo4j.engine import Neo4jStore

    pick = random.Random(seed)  # noqa: S311 - no secret
    proxy = Proxy(emptied(address))
    direct, proxied = (Neo4jStore(each, _clock) for each in (address, proxy.address))
    refused = 0
    try:
        direct.migrate()
        proxied.migrate()
        for number in range(faults):
            if not write_through(direct, proxied, proxy, pick.choice(FAULTS), number):
                refused += 1
        if direct.verify():
            message = f"faults after lost connections, seed {seed}"
            raise AssertionError(message)
    finally:
        proxy.stop()
        direct.close()
        proxied.close()
    print(
        f"{faults} connections cut: {refused} refusals, nothing half and nothing twice", flush=True
    )


def _clock() -> object:
    from differential import AT

    return AT


def main(arguments: list[str]) -> int:
    """Run both; inside the environment of the checkout."""
    speak_utf8()
    parser = argparse.ArgumentParser(description="Long reliability runs.", allow_abbrev=False)
    parser.add_argument("--operations", type=int, default=5000)
    parser.add_argument("--faults", type=int, default=500)
    parser.add_argument("--seed", type=int, default=int(time.time()) % 100_000)
    given = parser.parse_args(arguments)
    python = venv_python(ROOT / ".venv")
    if Path(sys.prefix) != ROOT / ".venv":
        try:
            install(ROOT, extra="test")
        except NotReadyError as reason:
            print(reason)
            return 1
        return subprocess.run([python, __file__, *arguments], check=False).returncode
    sys.path.insert(0, str(ROOT / "tests"))
    from neo4j_server import running

    print(f"seed {given.seed}", flush=True)
    with running() as server:
        differential(server.address, given.operations, given.seed)
        lost_connections(server.address, given.faults, given.seed)
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
