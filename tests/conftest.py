"""What tests of several layers share: a store on a fresh file, a founded township, its people."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import argon2
import pytest
from hypothesis import HealthCheck, settings

from acts import NOW
from engines import emptied
from xiangxian.domain.roles import ACTIONS, SIGHTS, Role
from xiangxian.services import gate
from xiangxian.services.access import accounts
from xiangxian.services.gate import Viewer
from xiangxian.store.contract import GraphStore
from xiangxian.store.opening import open_store

# a slow machine is no fault of the program: what is tested is what holds, not how fast
settings.register_profile(
    "house", deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True
)
settings.load_profile("house")

TOWNSHIP = "句容市后白镇"
REGISTERS = Path(__file__).parent / "registers"


class Clock:
    """A clock that stands until it is moved, but for the millisecond that lies between two looks at
    it: acts that follow one another have ids that do."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        self.now += timedelta(milliseconds=1)
        return self.now

    def move(self, by: timedelta) -> None:
        """Let time pass."""
        self.now += by


def pytest_addoption(parser: pytest.Parser) -> None:
    """Name the engine that the store's tests run on."""
    parser.addoption("--store", default="sqlite", choices=("sqlite", "neo4j"), help="the engine")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what the engine under test has no part in.

    What holds for one engine alone is marked with its name. On Neo4j only what stands on a store
    is run again, and of the walks in the browser those that are marked for both engines.
    """
    engine = config.getoption("--store")

    def wanted(item: pytest.Item) -> bool:
        if any(item.get_closest_marker(name) for name in ("sqlite", "neo4j") if name != engine):
            return False
        if engine == "sqlite" or item.get_closest_marker("neo4j"):
            return True
        if item.get_closest_marker("browser"):
            return item.get_closest_marker("both_engines") is not None
        return "address" in getattr(item, "fixturenames", ())

    left_out = [item for item in items if not wanted(item)]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if wanted(item)]
    if engine == "neo4j":
        # the engine's own tests tell which of its lines are run; SQLite's run tells of all others
        for item in items:
            own = item.get_closest_marker("neo4j") or item.path.parent.name == "store"
            if not own:
                item.add_marker("no_cover")


@pytest.fixture(scope="session", autouse=True)
def slow_hasher() -> Iterator[Callable[[], argon2.PasswordHasher]]:
    """Gives the program's own maker of password hashes, which is slow on purpose; the tests of this
    process found townships and log in by the hundred, with one that is not."""
    own = accounts._hasher
    quick = argon2.PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(accounts, "_hasher", lambda: quick)
        yield own


@pytest.fixture(scope="session")
def engine(request: pytest.FixtureRequest) -> str:
    """The engine under test: `sqlite` or `neo4j`."""
    return str(request.config.getoption("--store"))


@pytest.fixture(scope="session")
def server_address() -> str:
    """The address of the real Neo4j that the tests may empty (`XIANGXIAN_TEST_NEO4J`)."""
    address = os.environ.get("XIANGXIAN_TEST_NEO4J")
    if not address:
        assert not os.environ.get("CI"), "no Neo4j: XIANGXIAN_TEST_NEO4J is not set"
        pytest.skip("no Neo4j: start scripts/neo4j_server.py and set XIANGXIAN_TEST_NEO4J")
    return address


@pytest.fixture
def address(engine: str, request: pytest.FixtureRequest) -> str:
    """What `XIANGXIAN_STORE` would say: an empty place of the engine under test."""
    if engine == "sqlite":
        return "sqlite"
    return emptied(str(request.getfixturevalue("server_address")))


@pytest.fixture
def clock() -> Clock:
    """A standing clock."""
    return Clock()


@pytest.fixture
def reopened(address: str, tmp_path: Path, clock: Clock) -> Iterator[Callable[[], GraphStore]]:
    """Opens the same data once more, as another process would."""
    opened: list[GraphStore] = []

    def again() -> GraphStore:
        opened.append(open_store(address, tmp_path / "data", clock))
        return opened[-1]

    yield again
    for each in opened:
        each.close()


@pytest.fixture
def store(reopened: Callable[[], GraphStore]) -> GraphStore:
    """An empty store at this program's schema."""
    return reopened()


@pytest.fixture
def township(store: GraphStore) -> str:
    """The unit of a founded township with its first accounts."""
    unit, _ = accounts.found_unit(store, TOWNSHIP, now=NOW)
    return unit


def made_viewer(unit: str, role: Role) -> Viewer:
    """A viewer of *role* in *unit*."""
    return Viewer(
        f"test-{role}", role.label, role, unit, frozenset({unit}), ACTIONS[role], SIGHTS[role]
    )


@pytest.fixture
def clerk(township: str) -> Viewer:
    """The township's clerk."""
    return made_viewer(township, Role.CLERK)


@pytest.fixture
def manager(township: str) -> Viewer:
    """The township's manager."""
    return made_viewer(township, Role.MANAGER)


@pytest.fixture
def local(store: GraphStore, township: str) -> Viewer:
    """Whoever can read the data directory."""
    assert township
    return gate.local_viewer(store)
