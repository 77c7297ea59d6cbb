"""Accounts: who may log in, one-time passwords, lock-outs, and the first accounts of a unit."""

from __future__ import annotations

import functools
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import argon2

from xiangxian.domain.accounts import Account, Unit
from xiangxian.domain.roles import Action, Role
from xiangxian.services import gate
from xiangxian.services.access import log_in_refusals, log_in_tries
from xiangxian.services.access.log_in_tries import Limit, TakenTry
from xiangxian.services.access.township_data import country
from xiangxian.services.drafts import Draft, Loaded, loaded, new_id
from xiangxian.services.gate import Missing, Viewer
from xiangxian.services.records import Invalid
from xiangxian.store.base import PAGE, ChangeSet, Hop, Id, Op, Order, Query, Where
from xiangxian.store.contract import GraphStore
from xiangxian.store.paging import packed, unpacked

_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
_LINKS = ((Hop("WORKS_IN"),),)
LONGEST_LOGIN = 60
"""Characters of a log-in name."""
LONGEST_TYPED = 4 * LONGEST_LOGIN
"""What is typed longer is no log-in name, however it is spelled."""


@dataclass(frozen=True, slots=True)
class OpenedAccount:
    """A new account and its one-time password, which is shown once and kept nowhere."""

    id: Id
    login: str
    name: str
    role: Role
    password: str


class WrongLogin(Exception):
    """Name or password is wrong, or the account is disabled: one answer for all of them.

    *taken* says how many tries are left.
    """

    def __init__(self, taken: TakenTry) -> None:
        self.taken = taken
        super().__init__(f"{taken.left} left")


@functools.cache
def _hasher() -> argon2.PasswordHasher:
    return argon2.PasswordHasher()


@functools.cache
def _no_such_password() -> str:
    """A hash to verify against when the account does not exist, so that both take as long."""
    return _hasher().hash(secrets.token_hex(16))


def one_time_password() -> str:
    """Twelve random characters in three groups, without those that look alike."""
    groups = ("".join(secrets.choice(_ALPHABET) for _ in range(4)) for _ in range(3))
    return "-".join(groups)


def login_key(login: str) -> str:
    """The key by which the account of a log-in name is found: one for every way to spell it."""
    typed = login.strip()
    if len(typed) > LONGEST_TYPED:
        return typed  # nobody's, and not worth folding
    return str(Account.fields["login"].type.key(typed.lower()) or "")


def by_login(store: GraphStore, login: str) -> Loaded | None:
    """The account of that log-in name."""
    key = login_key(login)
    if not key:
        return None
    page = store.find(Query("account", Where("login", Op.IS, key), limit=1, links=_LINKS))
    return loaded(page.nodes[0], page.edges) if page.nodes else None


def by_id(store: GraphStore, id_: Id) -> Loaded | None:
    """The account *id_*, None when it is gone."""
    page = store.get([id_], _LINKS)
    nodes = [node for node in page.nodes if node.kind == "account"]
    return loaded(nodes[0], page.edges) if nodes else None


def disabled(account: Loaded) -> bool:
    """Whether *account* may do nothing any more."""
    return isinstance(account.record, Account) and account.record.disabled


def viewer(store: GraphStore, account: Loaded) -> Viewer:
    """The viewer that *account* makes."""
    record = account.record
    assert isinstance(record, Account)  # noqa: S101 - by_id and by_login give accounts only
    return gate.viewer_of(
        store,
        account.node,
        name=record.name,
        role=Role(record.role),
        unit=record.works_in or account.node.unit,
    )


def open_account(
    store: GraphStore,
    *,
    login: str,
    name: str,
    role: Role,
    unit: Id,
    viewer: Viewer,
    now: datetime,
    change_id: Id | None = None,
) -> OpenedAccount:
    """A new account with a one-time password; a log-in name is never used a second time.

    Raises `Invalid`.
    """
    gate.require(viewer, Action.ADMINISTER)
    login = login.strip().lower()
    faults = {}
    if not login or not login.replace("_", "").replace(".", "").isalnum():
        faults["login"] = "登录名只用字母、数字、点和下划线。"
    elif len(login) > LONGEST_LOGIN:
        faults["login"] = f"登录名最多{LONGEST_LOGIN}个字。"
    elif by_login(store, login) is not None:
        faults["login"] = f"登录名 {login} 已经用过，请换一个。"
    if not name.strip():
        faults["name"] = "请填写姓名。"
    if faults:
        raise Invalid(faults)
    draft = Draft(change_id or new_id(now), unit)
    password = one_time_password()
    id_ = draft.add(_new_account(login, name, role, unit, password))
    store.apply(draft.change_set(viewer, now, "account.create", note=login))
    return OpenedAccount(id_, login, name.strip(), role, password)


def _new_account(login: str, name: str, role: Role, unit: Id, password: str) -> Account:
    return Account(
        name=name.strip(),
        login=login,
        role=role.value,
        works_in=unit,
        password_hash=_hasher().hash(password),
        must_change=True,
    )


FIRST: tuple[tuple[str, str, Role], ...] = (
    ("ganshi", "统战干事", Role.CLERK),
    ("lingdao", "镇领导", Role.MANAGER),
    ("guanli", "系统管理", Role.ADMINISTRATOR),
    ("jiancha", "检查", Role.INSPECTOR),
)
"""The accounts every new township starts with: log-in name, shown name, role."""

DEMO: tuple[tuple[str, str, Role], ...] = (("zhudian", "驻点招商", Role.STATION),)
"""What the demo has besides, so that each role's door can be tried."""


def found_unit(
    store: GraphStore, township: str, *, now: datetime
) -> tuple[Id, list[OpenedAccount]]:
    """The township's unit and its first accounts, in an empty store. Raises `Invalid`."""
    if store.count("unit"):
        raise Invalid({"unit": "这里已经有一份名册了。"})
    founder = gate.local_viewer(store)
    draft = Draft(new_id(now), "")
    unit = draft.next_id()
    draft.unit = unit
    draft.add(_unit(township), id_=unit)
    opened = []
    for login, name, role in FIRST:
        password = one_time_password()
        id_ = draft.add(_new_account(login, name, role, unit, password))
        opened.append(OpenedAccount(id_, login, name, role, password))
    store.apply(draft.change_set(founder, now, "unit.found", note=township))
    return unit, opened


def _unit(township: str) -> Unit:
    """A township's unit by its full name (句容市后白镇), with the name it has at home (后白镇)."""
    short = country(township).town
    return Unit(name=township, level="township", short_names=(short,) if short != township else ())


def rename_township(
    store: GraphStore, name: str, *, change_id: Id, viewer: Viewer, now: datetime
) -> None:
    """Give the installation's township its full name; raises `Invalid`."""
    gate.require(viewer, Action.ADMINISTER)
    bare = "".join(name.split())
    if not bare.endswith(("镇", "乡", "街道")) or country(bare).county == "":
        raise Invalid({"township": "请写全名，县市在前，例如：句容市后白镇。"})
    item = unit_of(store)
    if item is None:
        raise Missing("unit")
    draft = Draft(change_id, item.node.unit)
    made = _unit(bare)
    update = {"name": made.name, "short_names": made.short_names}
    if draft.revise(item, item.record.model_copy(update=update)):
        store.apply(draft.change_set(viewer, now, "unit.revise", note=bare))


def log_in(store: GraphStore, login: str, password: str, *, now: datetime, limit: Limit) -> Loaded:
    """The account, when name and password fit; raises `WrongLogin` or `Locked`.

    Tries are counted for each name, whether or not somebody has it, and for nothing that several
    people share: whoever tries names at random keeps nobody out. The count is kept in the store,
    so that a restart does not unlock.
    """
    key = login_key(login)
    taken = log_in_tries.take(store, key, limit, now)
    account = by_login(store, login)
    record = account.record if account else None
    fits = _fits(record.password_hash if isinstance(record, Account) else None, password)
    if account is None or not isinstance(record, Account) or record.disabled or not fits:
        log_in_refusals.tell(store, account.id if account else None, now, limit.lock)
        raise WrongLogin(taken)
    log_in_tries.forget(store, key)
    store.apply(ChangeSet(new_id(now), account.id, now, "session.login", note=record.login))
    return account


def _fits(stored: str | None, password: str) -> bool:
    """Whether *password* is the one of the hash; it takes as long where there is none."""
    nobodys = _no_such_password()
    try:
        return _hasher().verify(stored or nobodys, password) and stored is not None
    except (argon2.exceptions.VerificationError, argon2.exceptions.InvalidHashError):
        return False


def weakness(password: str, login: str) -> str | None:
    """Why a password will not do, in one Chinese sentence; None when it will."""
    kinds = (
        any(c.islower() for c in password),
        any(c.isupper() for c in password),
        any(c.isdigit() for c in password),
        any(not c.isalnum() for c in password),
    )
    if len(password) < 8:
        return "口令至少8位。"
    if login and login.lower() in password.lower():
        return "口令里不要带登录名。"
    if sum(kinds) < 3 and len(password) < 14:
        return "口令请用大写、小写、数字、符号中的三种，或者长到14位以上。"
    return None


def change_password(
    store: GraphStore,
    account_id: Id,
    old: str,
    new: str,
    *,
    viewer: Viewer,
    now: datetime,
    limit: Limit,
) -> int:
    """A new password of the viewer's own; gives the new epoch, all other sessions end.

    Tries at the old one count like tries to log in. Raises `Invalid` and `Locked`.
    """
    account = by_id(store, account_id)
    if account is None or viewer.account != account_id:
        raise Missing(account_id)
    record = account.record
    assert isinstance(record, Account)  # noqa: S101 - by_id gives accounts only
    key = login_key(record.login)
    taken = log_in_tries.take(store, key, limit, now)
    if not _fits(record.password_hash, old):
        left = f"还能试{taken.left}次。" if taken.left else "次数用完了，请过一会儿再试。"
        raise Invalid({"old": f"原来的口令不对，{left}"})
    log_in_tries.forget(store, key)
    if fault_text := weakness(new, record.login):
        raise Invalid({"new": fault_text})
    if new == old:
        raise Invalid({"new": "新口令要和原来的不同。"})
    _set(store, account, record, new, must_change=False, viewer=viewer, now=now)
    return record.epoch + 1


def reset_password(store: GraphStore, login: str, *, viewer: Viewer, now: datetime) -> str:
    """A new one-time password for an account; all its sessions end. Raises `Missing`."""
    gate.require(viewer, Action.ADMINISTER)
    account = by_login(store, login)
    if account is None or not isinstance(account.record, Account):
        raise Missing(login)
    password = one_time_password()
    _set(store, account, account.record, password, must_change=True, viewer=viewer, now=now)
    log_in_tries.forget(store, login_key(account.record.login))
    return password


def _set(
    store: GraphStore,
    account: Loaded,
    record: Account,
    password: str,
    *,
    must_change: bool,
    viewer: Viewer,
    now: datetime,
) -> None:
    update = {
        "password_hash": _hasher().hash(password),
        "must_change": must_change,
        "epoch": record.epoch + 1,
    }
    draft = Draft(new_id(now), account.node.unit)
    draft.revise(account, record.model_copy(update=update))
    store.apply(draft.change_set(viewer, now, "account.password", note=record.login))


def disable(store: GraphStore, login: str, *, viewer: Viewer, now: datetime) -> None:
    """Nobody logs in with this account any more, and whoever is logged in is out.

    Raises `Missing`.
    """
    gate.require(viewer, Action.ADMINISTER)
    account = by_login(store, login)
    if account is None or not isinstance(account.record, Account):
        raise Missing(login)
    draft = Draft(new_id(now), account.node.unit)
    update = {"disabled": True, "epoch": account.record.epoch + 1}
    draft.revise(account, account.record.model_copy(update=update))
    store.apply(draft.change_set(viewer, now, "account.disable", note=account.record.login))


@dataclass(frozen=True, slots=True)
class ListedAccount:
    """One account on the administrator's list."""

    id: Id
    login: str
    name: str
    role: str
    disabled: bool


@dataclass(frozen=True, slots=True)
class AccountPage:
    """Some accounts by name; *following* leads to the next ones, empty where there are none."""

    rows: tuple[ListedAccount, ...]
    following: str


def accounts(store: GraphStore, *, viewer: Viewer, after: str = "") -> AccountPage:
    """A page of the accounts that *viewer* administers, from where *after* leads.

    Asked by the right to administer and not by privacy classes: whoever keeps accounts sees no
    records, and an account holds nothing that is not about the account.
    """
    gate.require(viewer, Action.ADMINISTER)
    order = Order("name")
    page = store.find(Query("account", gate.scope(viewer), order, unpacked(after), PAGE))
    rows = []
    for node in page.nodes:
        record = Account.parsed(node.values)
        rows.append(
            ListedAccount(
                node.id, record.login, record.name, Role(record.role).label, record.disabled
            )
        )
    return AccountPage(tuple(rows), packed(page.next) if page.next else "")


def unit_of(store: GraphStore) -> Loaded | None:
    """The unit this installation was founded for; None before it was."""
    page = store.find(Query("unit", limit=1))
    return loaded(page.nodes[0], ()) if page.nodes else None


def township(store: GraphStore) -> str:
    """Its name, as the page head shows it."""
    unit = unit_of(store)
    return unit.record.title() if unit else ""


def names(store: GraphStore, ids: Sequence[Id]) -> dict[Id, str]:
    """Who stands behind the account ids of a log; `local` is 本机, `nobody` is not logged in."""
    found = {gate.LOCAL: "本机", gate.NOBODY: "没有登录的人"}
    for binned in (False, True):
        page = store.get([id_ for id_ in dict.fromkeys(ids) if id_ not in found], binned=binned)
        for node in page.nodes:
            if node.kind == "account":
                found[node.id] = Account.parsed(node.values).name
    return found
