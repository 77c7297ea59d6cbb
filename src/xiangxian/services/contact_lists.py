"""「导出名单」: who is on it and who is not, the sheet as an office prints it, and its log line."""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from xiangxian.domain import schema
from xiangxian.domain.dates import BEIJING
from xiangxian.domain.people import Employment, Person
from xiangxian.domain.registers import ContactExport
from xiangxian.domain.roles import Action, Sight
from xiangxian.services import gate
from xiangxian.services.contact_ways import WAYS, Way
from xiangxian.services.drafts import Draft
from xiangxian.services.gate import Viewer
from xiangxian.services.office_sheets import OfficeBook
from xiangxian.services.records import Invalid
from xiangxian.store.base import (
    All,
    Filter,
    GraphStore,
    Hop,
    Id,
    Node,
    Op,
    Order,
    Page,
    Query,
    Where,
)

COLUMNS: tuple[tuple[str, str, int], ...] = (
    ("name", "姓名", 10),
    ("salutation", "称呼", 10),
    ("home_village", "老家村", 11),
    ("employer", "单位", 26),
    ("position", "职务", 12),
    ("phones", "手机", 16),
    ("wechat", "微信", 16),
    ("address", "通讯地址", 30),
    ("postcode", "邮编", 9),
    ("home_contact_written", "家乡联系人", 12),
)
"""Columns of a list: field (or `employer`, `position` of the first post), header, width."""

USUAL = ("name", "salutation", "home_village", "employer", "position", "phones")

CONTACTS = ("phones", "wechat", "address")
ORIGIN_UNKNOWN = "来源说不清"
NOTICE = (
    "来源说不清的，联系时请说明：我们从老台账上知道您的联系方式；不愿再收到，告诉我们一声就停。"
)
FORMATS = {"xlsx": "Excel", "csv": "CSV"}


@dataclass(frozen=True, slots=True)
class Listed:
    """One line of the list: the person, the texts by column, and whether nobody can say where the
    contacts come from."""

    id: Id
    cells: Mapping[str, str]
    origin_unknown: bool = False


@dataclass(frozen=True, slots=True)
class ContactList:
    """A list before it leaves: its lines, and who was left out and why."""

    lines: tuple[Listed, ...]
    left_out: Mapping[str, str]


def gather(
    store: GraphStore,
    where: Filter,
    *,
    viewer: Viewer,
    today: date,
    way: Way | None = None,
    strict: bool = False,
    listed: Sequence[Id] | None = None,
) -> ContactList:
    """The people that *where* chooses, by pinyin, for a list used in the given *way* on *today*
    (a Beijing day). *listed* fixes who of them and in which order.

    Left out and named with the reason: the deceased, those who do not want to be contacted, those
    in mourning for a year, those without what the way needs, and, where the unit is *strict*,
    those whose contacts are of unknown origin.
    """
    gate.require(viewer, Action.EXPORT)
    lines: list[Listed] = []
    left_out: dict[str, str] = {}
    after = None
    place = {id_: number for number, id_ in enumerate(listed or ())}
    if listed is not None:
        where = All((where, Where("id", Op.IN, tuple(place))))
    while True:
        page = store.find(
            Query(
                Person.kind,
                All((gate.scope(viewer), where)),
                Order("name"),
                after,
                200,
                ((Hop("HOME_VILLAGE"), Hop(Employment.edge)),),
            )
        )
        for node in page.nodes:
            person = Person.parsed(node.values)
            assert isinstance(person, Person)  # noqa: S101 - the kind says so
            line = _line(viewer, node, person, page)
            why = _left_out(person, today)
            if not why and way is not None and way.needs and not line.cells.get(way.needs):
                why = way.lacking
            if not why and strict and line.origin_unknown:
                why = f"联系方式{ORIGIN_UNKNOWN}"
            if why:
                left_out[_unique(left_out, person.name)] = why
            else:
                lines.append(line)
        if page.next is None:
            if listed is not None:
                lines.sort(key=lambda line: place[line.id])
            return ContactList(tuple(lines), left_out)
        after = page.next


def _unique(taken: Mapping[str, str], name: str) -> str:
    number = sum(1 for each in taken if each.partition("（")[0] == name)
    return f"{name}（同名{number + 1}）" if number else name


def _left_out(person: Person, today: date) -> str:
    if person.deceased:
        return "已故"
    if person.opt_out:
        return "本人不再联系"
    if person.bereaved_on is not None:
        interval = person.bereaved_on.interval()
        if interval is None or today <= interval[1] + timedelta(days=365):
            return "暂缓问候"
    return ""


def _line(viewer: Viewer, node: Node, person: Person, page: Page) -> Listed:
    cells = gate.shown(viewer, person)
    if "phones" in cells:
        cells["phones"] = cells["phones"].replace("、", "\n")
    for edge in page.edges:
        if edge.source != node.id or edge.target not in page.others:
            continue
        other = schema.KINDS[page.others[edge.target].kind].parsed(page.others[edge.target].values)
        if edge.name == "HOME_VILLAGE":
            cells["home_village"] = other.title()
        elif "employer" not in cells:
            cells["employer"] = other.title()
            position = Employment.parsed(edge.values)
            cells["position"] = position.shown("position")
    has_contacts = any(cells.get(name) for name in CONTACTS)
    unknown = has_contacts and person.contact_origin in {None, "old_ledger"}
    return Listed(node.id, cells, unknown)


def allowed(viewer: Viewer, way: Way | None = None) -> tuple[tuple[str, str, int], ...]:
    """The columns this viewer may take out: only what is seen whole, and the *way* needs."""
    full = {
        name for name, spec in Person.fields.items() if gate.sight(viewer, spec) is Sight.FULL
    } | {"employer", "position"}
    if way is not None:
        full &= set(way.columns)
    return tuple(column for column in COLUMNS if column[0] in full)


@dataclass(frozen=True, slots=True)
class Taken:
    """A list that left: the file's bytes, its name and its mark."""

    content: bytes
    file: str
    mark: str
    people: int
    left_out: Mapping[str, str]


def export(
    store: GraphStore,
    where: Filter,
    *,
    purpose: str,
    recipient: str,
    occasion: str = "",
    columns: Sequence[str] = USUAL,
    way: str = "",
    form: str = "xlsx",
    strict: bool = False,
    listed: Sequence[Id] | None = None,
    signed: bool = True,
    example: bool = False,
    change_id: Id,
    viewer: Viewer,
    now: datetime,
) -> Taken:
    """Write the list and the line of the operation log that says so, or raise `Invalid`.

    *way* is one of `WAYS` (empty: any), *form* one of `FORMATS`; *listed* is as in `gather`. *signed* puts the lines for
    stamp, checker and filler on the sheet. *example* marks a demo's list as 示例.
    """
    gate.require(viewer, Action.EXPORT)
    faults = {}
    if not purpose.strip():
        faults["purpose"] = "请写清用途，例如：寄春节慰问信。"
    if not recipient.strip():
        faults["recipient"] = "请写清给谁用。"
    if (way and way not in WAYS) or form not in FORMATS:
        raise Invalid({"columns": "这种用法或格式不认识，请重新选。"})
    used = WAYS.get(way)
    chosen = [column for column in allowed(viewer, used) if column[0] in columns]
    if not chosen:
        faults["columns"] = "请至少选一栏。"
    if faults:
        raise Invalid(faults)
    day = now.astimezone(BEIJING)
    found = gather(
        store, where, viewer=viewer, today=day.date(), way=used, strict=strict, listed=listed
    )
    if not found.lines:
        raise Invalid({"purpose": "名单是空的，没有导出。"})
    mark = hashlib.sha256(f"{change_id}".encode()).hexdigest()[:8].upper()
    record = ContactExport(
        name=purpose.strip(),
        occasion=occasion.strip() or None,
        recipient=recipient.strip(),
        mark=mark,
        at=now,
        people=len(found.lines),
        left_out=dict(found.left_out),
        columns=tuple(header for _, header, _ in chosen),
        of=tuple(line.id for line in found.lines),
    )
    unit = _unit_name(store, viewer)
    if any(line.origin_unknown for line in found.lines):
        chosen.append(("origin", "提示", 12))
    if form == "csv":
        content = _comma_text(found, chosen)
    else:
        content = _workbook(record, found, chosen, unit, signed=signed, example=example)
    draft = Draft(change_id, viewer.unit)
    draft.add(record)
    note = f"{purpose.strip()}；给{recipient.strip()}；{len(found.lines)}人；编号{mark}"
    store.apply(draft.change_set(viewer, now, "export.contacts", note=note))
    stem = "".join(c for c in (occasion or purpose).strip() if c not in '\\/:*?"<>|')[:30]
    prefix = "示例-" if example else ""
    return Taken(
        content,
        f"{prefix}{stem}名单-{day:%Y%m%d}-{mark}.{form}",
        mark,
        len(found.lines),
        found.left_out,
    )


def _unit_name(store: GraphStore, viewer: Viewer) -> str:
    page = store.get([viewer.unit])
    return schema.KINDS["unit"].parsed(page.nodes[0].values).title() if page.nodes else ""


def _workbook(
    record: ContactExport,
    found: ContactList,
    columns: Sequence[tuple[str, str, int]],
    unit: str,
    *,
    signed: bool,
    example: bool,
) -> bytes:
    """The sheet: title, 填报单位 line, header, one line per person, 合计, 审核人, footer mark."""
    office = OfficeBook()
    words = f"{record.occasion or record.name}名单"
    day = record.at.astimezone(BEIJING) if record.at else None
    when = f"{day.year}年{day.month}月{day.day}日" if day else ""
    sheet = office.sheet(
        "名单",
        f"{words}（示例）" if example else words,
        f"填报单位（盖章）：{unit}　　填报人：　　　　联系电话：　　　　填报时间：{when}"
        if signed
        else f"{unit}　{when}",
        [("序号", 6), *((header, width) for _, header, width in columns)],
    )
    for number, listed in enumerate(found.lines, start=1):
        sheet.put([number, *(_cell(listed, name) for name, _, _ in columns)])
    sheet.close_with(f"合计：{len(found.lines)}人")
    if any(name == "origin" for name, _, _ in columns):
        sheet.close_with(NOTICE)
    if signed:
        sheet.close_with("审核人：　　　　　　　　　　制表人：")
    demo = "示例　" if example else ""
    purpose, recipient = _footer(record.name), _footer(record.recipient)
    sheet.page.set_footer(
        f"&L{demo}名单编号 {record.mark}　用途：{purpose}　给：{recipient}&R第&P页 共&N页"
    )
    office.book.set_properties({"title": words, "comments": f"名单编号 {record.mark}"})
    return office.content()


def _cell(listed: Listed, name: str) -> str:
    if name == "origin":
        return ORIGIN_UNKNOWN if listed.origin_unknown else ""
    return listed.cells.get(name, "")


def _comma_text(found: ContactList, columns: Sequence[tuple[str, str, int]]) -> bytes:
    """The lines as CSV that Excel in China opens rightly: UTF-8 with its mark, no formula."""
    target = io.StringIO(newline="")
    written = csv.writer(target)
    written.writerow(header for _, header, _ in columns)
    for listed in found.lines:
        written.writerow(
            _harmless(_cell(listed, name).replace("\n", "、")) for name, _, _ in columns
        )
    return target.getvalue().encode("utf-8-sig")


def _harmless(text: str) -> str:
    """A text that no spreadsheet takes for a formula; a number from abroad stays as it is."""
    risky = text.startswith(("=", "+", "-", "@", "\t", "\r"))
    return f"'{text}" if risky and not re.fullmatch(r"\+[\d ()-]+", text) else text


def _footer(text: str) -> str:
    """A text that a print footer takes literally."""
    return text.replace("&", "&&")[:60]
