"""Tries at a password: how many are heard, by whom they are counted, and what the log says of them."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from acts import NOW
from conftest import TOWNSHIP, Clock, made_viewer
from counting import counted
from xiangxian.domain.roles import Role
from xiangxian.services import gate
from xiangxian.services.access import accounts, log_in_refusals, operation_log
from xiangxian.services.access.accounts import WrongLogin
from xiangxian.services.access.log_in_tries import Limit, LockedOut
from xiangxian.services.drafts import Loaded
from xiangxian.services.records import Invalid
from xiangxian.store.contract import GraphStore

Reopened = Callable[[], GraphStore]
LIMIT = Limit(5, timedelta(minutes=10))
RIGHT = "Yitian-2026x"


@pytest.fixture
def passwords(store: GraphStore) -> dict[str, str]:
    """The one-time passwords of a founded township by log-in name."""
    _, opened = accounts.found_unit(store, TOWNSHIP, now=NOW)
    return {each.login: each.password for each in opened}


def tried(store: GraphStore, clock: Clock, login: str, password: str) -> Loaded | str:
    """What a try answers: the account, how many are left, or until when nobody is heard."""
    try:
        return accounts.log_in(store, login, password, now=clock(), limit=LIMIT)
    except WrongLogin as wrong:
        return f"left {wrong.taken.left}"
    except LockedOut as locked:
        return f"locked {locked.until:%H:%M}"


def spelled(login: str) -> st.SearchStrategy[str]:
    """Ways to spell a log-in name of small Latin letters that all find its account."""
    wide = "".join(chr(ord(letter) + 0xFEE0) for letter in login)
    letters = [
        st.sampled_from([one, one.upper(), two, chr(ord(two) - 0x20)])
        for one, two in zip(login, wide, strict=True)
    ]
    space = st.sampled_from(["", " ", "\u3000", "\t"])
    return st.tuples(space, *letters, space).map("".join)


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(spelled("ganshi"), min_size=5, max_size=5), spelled("ganshi"))
def test_tries_are_counted_by_the_account_that_is_meant(
    passwords: dict[str, str], store: GraphStore, clock: Clock, ways: list[str], last: str
) -> None:
    """However a name is spelled, five wrong passwords lock it."""
    clock.move(timedelta(hours=1))
    said = [tried(store, clock, way, "wrong") for way in ways]
    assert said == [f"left {left}" for left in (4, 3, 2, 1, 0)]
    assert str(tried(store, clock, last, passwords["ganshi"])).startswith("locked")


def test_a_chinese_name_is_one_name_in_both_scripts(
    passwords: dict[str, str], store: GraphStore, clock: Clock, township_unit: str
) -> None:
    """Traditional and simplified characters are counted together, because they find one account."""
    assert passwords
    opened = accounts.open_account(
        store,
        login="张龙",
        name="张龙",
        role=Role.VIEWER,
        unit=township_unit,
        viewer=made_viewer(township_unit, Role.ADMINISTRATOR),
        now=clock(),
    )
    said = [tried(store, clock, way, "wrong") for way in ("张龙", "張龍", "张龍", "張龙", "张龙")]
    assert said == [f"left {left}" for left in (4, 3, 2, 1, 0)]
    assert str(tried(store, clock, "張龍", opened.password)).startswith("locked")


@pytest.fixture
def township_unit(store: GraphStore, passwords: dict[str, str]) -> str:
    """The unit of the founded township."""
    assert passwords
    return gate.local_viewer(store).unit


@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.text(
        st.characters(codec="utf-8", exclude_characters="\x00", categories=("L", "N", "P", "Z")),
        max_size=40,
    )
)
def test_names_that_nobody_has_are_counted_alike(
    passwords: dict[str, str], store: GraphStore, clock: Clock, name: str
) -> None:
    """The same words, counts and end as for a name that somebody has."""
    assert passwords
    clock.move(timedelta(hours=1))
    known = [tried(store, clock, "lingdao", "wrong") for _ in range(7)]
    assert [tried(store, clock, f"x{name}", "wrong") for _ in range(7)] == known
    assert known[4:] == ["left 0", *[f"locked {clock() + LIMIT.lock:%H:%M}"] * 2]


def test_many_at_once_are_heard_no_more_than_allowed(
    passwords: dict[str, str], reopened: Reopened, clock: Clock
) -> None:
    """Two processes with ten threads each: five tries are heard, fifteen are not; for a name that
    nobody has just as many."""
    assert passwords
    stores = [reopened(), reopened()]
    for login in ("ganshi", "nobody"):
        begin = threading.Barrier(20)
        said: list[Loaded | str] = []

        def one(
            store: GraphStore,
            login: str = login,
            begin: threading.Barrier = begin,
            said: list[Loaded | str] = said,
        ) -> None:
            begin.wait(30)
            said.append(tried(store, clock, login, "wrong"))

        threads = [threading.Thread(target=one, args=(stores[n % 2],)) for n in range(20)]
        for each in threads:
            each.start()
        for each in threads:
            each.join(120)
        heard = sorted(str(each) for each in said if str(each).startswith("left"))
        assert heard == [f"left {n}" for n in range(5)]
        assert len(said) == 20


def test_a_restart_does_not_unlock(
    passwords: dict[str, str], store: GraphStore, reopened: Reopened, clock: Clock
) -> None:
    """The count lies in the store; it ends ten minutes after the last try that was heard."""
    for _ in range(5):
        tried(store, clock, "ganshi", "wrong")
    store.close()
    again = reopened()
    assert (
        tried(again, clock, "ganshi", passwords["ganshi"]) == f"locked {clock() + LIMIT.lock:%H:%M}"
    )
    clock.move(timedelta(minutes=9))
    assert str(tried(again, clock, "ganshi", passwords["ganshi"])).startswith("locked")
    clock.move(timedelta(minutes=1, seconds=1))
    assert isinstance(tried(again, clock, "ganshi", passwords["ganshi"]), Loaded)


def test_a_right_password_gives_the_tries_back(
    passwords: dict[str, str], store: GraphStore, clock: Clock
) -> None:
    """Four wrong ones and a right one, time and again, lock nobody."""
    for _ in range(3):
        assert [tried(store, clock, "ganshi", "wrong") for _ in range(4)][-1] == "left 1"
        assert isinstance(tried(store, clock, "ganshi", passwords["ganshi"]), Loaded)


def test_names_at_random_keep_nobody_out(
    passwords: dict[str, str], store: GraphStore, clock: Clock
) -> None:
    """After two hundred tries at names that nobody has, everybody gets in at the first try."""
    for number in range(200):
        assert tried(store, clock, f"nobody{number}", "wrong") == "left 4"
    for login, password in passwords.items():
        assert isinstance(tried(store, clock, login, password), Loaded)


def test_known_and_unknown_names_take_as_many_steps(
    passwords: dict[str, str], store: GraphStore, clock: Clock
) -> None:
    """The store is asked and told as often: also when the log has heard enough of strangers."""
    assert passwords
    steps = Counter()
    for number in range(log_in_refusals.LINES + 5):
        asked, questions = counted(store)
        assert tried(asked, clock, f"nobody{number}", "wrong") == "left 4"
        steps[questions.questions] += 1
    asked, questions = counted(store)
    assert tried(asked, clock, "ganshi", "wrong") == "left 4"
    assert steps == {questions.questions: log_in_refusals.LINES + 5}


def test_the_log_says_whose_account_it_was_and_never_what_was_typed(
    passwords: dict[str, str], store: GraphStore, clock: Clock, township_unit: str
) -> None:
    """People type passwords where the name belongs: neither field is written anywhere."""
    typed = {"Yitian-2026x", "  ganshi", "GANSHI", "lingdao/geheim", "一句口令在这里"}
    for login in sorted(typed):
        tried(store, clock, login, "mima-mima-1")
    tried(store, clock, "ganshi", passwords["ganshi"])
    entries = [entry for entry in store.log(limit=20) if entry.why.startswith("session.")]
    text = repr(entries)
    assert not [each for each in (*typed, "mima-mima-1") if each in text]
    account = accounts.by_login(store, "ganshi")
    assert account is not None
    refused = [entry for entry in entries if entry.why == log_in_refusals.WHY]
    assert Counter((entry.about, entry.note) for entry in refused) == {
        ((account.id,), ""): 2,
        ((), "没有这个登录名"): 3,
    }
    lines = operation_log.log(store, viewer=made_viewer(township_unit, Role.INSPECTOR)).lines
    shown = Counter((line.who, line.note) for line in lines if line.what == "登录没有成功")
    assert shown == {("没有登录的人", "账号：统战干事"): 2, ("没有登录的人", "没有这个登录名"): 3}


def test_strangers_do_not_fill_the_log(
    passwords: dict[str, str], store: GraphStore, clock: Clock
) -> None:
    """Past so many lines tries at unknown names are a number, told in the next line; a try at
    somebody's account always has its own."""
    before = store.revision()
    for number in range(log_in_refusals.LINES + 12):
        tried(store, clock, f"nobody{number}", "wrong")
    assert store.revision() == before + log_in_refusals.LINES
    tried(store, clock, "ganshi", "wrong")
    assert store.revision() == before + log_in_refusals.LINES + 1
    clock.move(LIMIT.lock)
    tried(store, clock, "nobody", "wrong")
    assert store.log(limit=1)[0].note == "没有这个登录名；这以前还有12次，没有一一记"
    assert isinstance(tried(store, clock, "ganshi", passwords["ganshi"]), Loaded)


def test_the_old_password_is_not_guessed_either(
    passwords: dict[str, str], store: GraphStore, clock: Clock, township_unit: str
) -> None:
    """Who sits down at somebody's open page has the same tries at the old password."""
    account = accounts.by_login(store, "ganshi")
    assert account is not None
    viewer = accounts.viewer(store, account)

    def change(old: str) -> None:
        accounts.change_password(
            store, account.id, old, RIGHT, viewer=viewer, now=clock(), limit=LIMIT
        )

    for left in (4, 3, 2, 1):
        with pytest.raises(Invalid) as invalid:
            change("wrong")
        assert invalid.value.faults == {"old": f"原来的口令不对，还能试{left}次。"}
    with pytest.raises(Invalid):
        change("wrong")
    with pytest.raises(LockedOut):
        change(passwords["ganshi"])
    assert str(tried(store, clock, "ganshi", passwords["ganshi"])).startswith("locked")
    administrator = made_viewer(township_unit, Role.ADMINISTRATOR)
    new = accounts.reset_password(store, "ganshi", viewer=administrator, now=clock())
    assert isinstance(tried(store, clock, "ganshi", new), Loaded)  # what is reset can be used
