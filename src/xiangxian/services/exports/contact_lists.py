"""「导出名单」: who is on it and who is not and why, and the line of the log when it leaves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from xiangxian.domain.people import Person
from xiangxian.domain.registers import ContactExport
from xiangxian.domain.roles import Action, Sight
from xiangxian.domain.values.partial_date import BEIJING
from xiangxian.services import gate
from xiangxian.services.exports import list_files, release
from xiangxian.services.exports.list_files import KEPT, NUMBER, ListColumn, ListedPerson, Sent
from xiangxian.services.exports.purposes import WAYS, Purpose
from xiangxian.services.exports.release import ReleasedList
from xiangxian.services.gate import Viewer
from xiangxian.services.people.register_row import Described, chosen_people
from xiangxian.services.records import Invalid
from xiangxian.store.base import Direction, Filter, Hop, Id
from xiangxian.store.contract import GraphStore

COLUMNS: tuple[ListColumn, ...] = tuple(
    ListColumn(*each)
    for each in (
        ("name", "姓名", 10),
        ("salutation", "称呼", 10),
        ("home_village", "老家村", 11),
        ("native_place", "籍贯", 18),
        ("employer", "单位", 26),
        ("position", "职务", 12),
        ("phones", "手机", 16),
        ("wechat", "微信", 16),
        ("email", "邮箱", 20),
        ("address", "通讯地址", 30),
        ("postcode", "邮编", 9),
        ("home_contact_written", "家乡联系人", 12),
        ("gender", "性别", 6),
        ("birth", "出生年月", 14),
        ("category", "类别", 10),
        ("tier", "层次", 8),
        ("city", "所在城市", 12),
        ("education", "学历", 10),
        ("specialties", "专业特长", 16),
        ("honours", "荣誉", 18),
        ("social_roles", "社会兼职", 22),
        ("remarks", "备注", 20),
    )
)
"""Columns of a list: a text of `register_row` (or of a field), header, width in characters."""

USUAL = ("name", "salutation", "home_village", "employer", "position", "phones")

CONTACTS = ("phones", "wechat", "email", "address")
FORMATS = {"xlsx": "Excel", "csv": "CSV", "vcf": "手机通讯录（vCard）"}
_DRAWN = {
    "home_village": "home_village",
    "native_place": "native_place_written",
    "employer": "name",
    "position": "name",
    "social_roles": "name",
}
"""Columns that are drawn from ties: the field whose privacy class they share."""


@dataclass(frozen=True, slots=True)
class ContactList:
    """A list before it leaves: its lines, and who was left out and why."""

    lines: tuple[ListedPerson, ...]
    left_out: Mapping[str, str]

    @property
    def kept_headers(self) -> tuple[str, ...]:
        """The headers of the kept columns that somebody on the list has, each once."""
        return tuple(dict.fromkeys(header for line in self.lines for header in line.kept))


def gather(
    store: GraphStore,
    where: Filter,
    *,
    viewer: Viewer,
    today: date,
    way: Purpose | None = None,
    strict: bool = False,
    again: bool = False,
    listed: Sequence[Id] | None = None,
) -> ContactList:
    """The people that *where* chooses, by pinyin or in the order of *listed*, for a list used in
    the given *way* on *today* (a Beijing day).

    Left out and named with the reason: the deceased, those who do not want to be contacted or
    took their consent back, those in mourning for a year, those without what the way needs, and,
    where the unit is *strict*, those whose contacts are of unknown origin. Who is not left out for
    that is marked, and told where we know them from once: on the first list that holds them, or
    on this one too where *again* says so.
    """
    gate.require(viewer, Action.EXPORT)
    lines: list[ListedPerson] = []
    left_out: dict[str, str] = {}
    noticed = Hop("NOTICED", Direction.IN)
    for each in chosen_people(store, where, viewer=viewer, listed=listed, hops=(noticed,)):
        line = _line(each, again=again)
        why = withheld(each.person, today)
        if not why and way is not None and way.needs and not line.cells.get(way.needs):
            why = way.lacking
        if not why and strict and line.origin_unknown:
            why = f"联系方式{list_files.ORIGIN_UNKNOWN}"
        if why:
            left_out[unique(left_out, each.person.name)] = why
        else:
            lines.append(line)
    return ContactList(tuple(lines), left_out)


def unique(taken: Mapping[str, str], name: str) -> str:
    """*name* as the key of somebody left out: namesakes are counted."""
    number = sum(1 for each in taken if each.partition("（")[0] == name)
    return f"{name}（同名{number + 1}）" if number else name


def refuses(person: Person) -> str:
    """The words for somebody who wants no contact, or of whom nobody has asked yet whether a black
    frame or a strike means that; empty for everybody else."""
    if person.opt_out:
        return "本人不再联系"
    if person.to_ask:
        return "待问清"
    if person.consent_withdrawn_on is not None:
        return "本人撤回了同意"
    return ""


def withheld(person: Person, today: date) -> str:
    """Why *person* is on no list of contacts on *today*; empty when nothing stands against it."""
    if person.deceased:
        return "已故"
    if why := refuses(person):
        return why
    if person.bereaved_on is not None:
        interval = person.bereaved_on.interval()
        if interval is None or today <= interval[1] + timedelta(days=365):
            return "暂缓问候"
    return ""


def _line(each: Described, *, again: bool) -> ListedPerson:
    has_contacts = any(each.texts.get(name) for name in CONTACTS)
    unknown = has_contacts and each.person.contact_origin in {None, "old_ledger"}
    told = [
        other.at
        for edge, other, _ in each.ties
        if edge.name == "NOTICED" and isinstance(other, ContactExport) and other.at
    ]
    kept = dict(each.person.kept) if "kept" in each.texts else {}
    before = min(told) if told and not again else None
    return ListedPerson(
        each.node.id, each.node.rev, each.texts, kept, unknown, before, each.only_named
    )


def allowed(viewer: Viewer, way: Purpose | None = None) -> tuple[ListColumn, ...]:
    """The columns this viewer may take out: only what is seen whole, and the *way* needs."""
    return tuple(
        column
        for column in COLUMNS
        if gate.sight(viewer, Person.fields[_DRAWN.get(column.name, column.name)]) is Sight.FULL
        and (way is None or column.name in way.columns)
    )


def may_take_kept(viewer: Viewer, way: Purpose | None = None) -> bool:
    """Whether kept columns may be on the list: no *way* of contacting needs them."""
    return way is None and gate.sight(viewer, Person.fields["kept"]) is Sight.FULL


def formats(way: Purpose | None) -> Mapping[str, str]:
    """What a list for this *way* may be written as: a telephone reads only a list of numbers."""
    calls = way is not None and way.needs == "phones"
    return {code: label for code, label in FORMATS.items() if calls or code != "vcf"}


@dataclass(frozen=True, slots=True)
class ListOrder:
    """How a list is ordered: what for, for whom, and how it is written.

    *way* is one of `WAYS` (empty: any), *form* one of `formats` of it. *kept* are the headers of
    kept columns that go along. *signed* puts the lines for stamp, checker and filler on the sheet.
    *numbered* puts the register numbers into a CSV; a workbook always has them, hidden. *example*
    marks a demo's list as 示例. *strict*, *again* and *listed* are those of `gather`.
    """

    purpose: str
    recipient: str
    occasion: str = ""
    columns: Sequence[str] = USUAL
    kept: Sequence[str] = ()
    way: str = ""
    form: str = "xlsx"
    strict: bool = False
    again: bool = False
    signed: bool = True
    numbered: bool = False
    example: bool = False
    listed: Sequence[Id] | None = None


def export(
    store: GraphStore,
    where: Filter,
    order: ListOrder,
    *,
    change_id: Id,
    viewer: Viewer,
    now: datetime,
) -> ReleasedList:
    """Write the list of those that *where* chooses, and the line of the operation log that says so,
    at *now* (UTC). Raises `Invalid` for an order that cannot be met, and for a list of nobody."""
    gate.require(viewer, Action.EXPORT)
    used = WAYS.get(order.way)
    chosen = _columns(order, used, viewer)
    found = gather(
        store,
        where,
        viewer=viewer,
        today=now.astimezone(BEIJING).date(),
        way=used,
        strict=order.strict,
        again=order.again,
        listed=order.listed,
    )
    if not found.lines:
        raise Invalid({"purpose": "名单是空的，没有导出。"})
    lines: Sequence[ListedPerson] = found.lines
    if may_take_kept(viewer, used):
        chosen += [
            ListColumn(f"{KEPT}{header}", header, 14)
            for header in found.kept_headers
            if header in order.kept
        ]
        lines = [list_files.said_once(line, chosen) for line in lines]
    record = ContactExport(
        name=order.purpose.strip(),
        occasion=order.occasion.strip() or None,
        recipient=order.recipient.strip(),
        mark=release.mark_of(change_id),
        at=now,
        people=len(found.lines),
        left_out=dict(found.left_out),
        columns=tuple(column.header for column in chosen),
        of=tuple(line.id for line in found.lines),
        noticed=tuple(line.id for line in found.lines if line.notice),
        form=order.form,
    )
    sent = Sent(record, lines, release.unit_name(store, viewer), example=order.example)
    content = _written(sent, chosen, order)
    release.left(store, record, content, change_id=change_id, viewer=viewer, now=now)
    name = release.file_name(
        f"{order.occasion.strip() or order.purpose}名单",
        record.mark,
        now,
        order.form,
        example=order.example,
    )
    return ReleasedList(content, name, record.mark, len(found.lines), found.left_out)


def _columns(order: ListOrder, used: Purpose | None, viewer: Viewer) -> list[ListColumn]:
    """The columns that the order asks for and the viewer may take; raises `Invalid` with all that is
    wrong with the order."""
    faults = release.faults_of(order.purpose, order.recipient)
    if (order.way and used is None) or order.form not in formats(used):
        raise Invalid({"columns": "这种用法或格式不认识，请重新选。"})
    chosen = [column for column in allowed(viewer, used) if column.name in order.columns]
    if {"home_village", "native_place"} <= {column.name for column in chosen}:
        # 籍贯 says the village too; two columns of one meaning would not come back as one
        chosen = [column for column in chosen if column.name != "home_village"]
    if not chosen:
        faults["columns"] = "请至少选一栏。"
    if faults:
        raise Invalid(faults)
    return chosen


def _written(sent: Sent, columns: Sequence[ListColumn], order: ListOrder) -> bytes:
    """The file in the form that the order asks for."""
    if order.form == "csv":
        return list_files.comma_text(sent, [*columns, NUMBER] if order.numbered else columns)
    if order.form == "vcf":
        return list_files.cards(sent, columns)
    return list_files.workbook(sent, columns, signed=order.signed)
