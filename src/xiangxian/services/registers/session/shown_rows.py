"""A row of a register as it was understood, in the words of the vocabulary."""

from __future__ import annotations

from typing import Any

from xiangxian.domain.fields import Field
from xiangxian.domain.values.names import PersonName
from xiangxian.domain.values.native_places import NativePlace
from xiangxian.domain.values.posts import Post
from xiangxian.domain.values.register_numbers import COLUMN, HEADER
from xiangxian.services.registers.reading.columns import known
from xiangxian.services.registers.reading.sheet_kinds import KEY, KINDS
from xiangxian.services.registers.session.report import canonical
from xiangxian.services.registers.workbook.model import CheckedSheet, Point, RecordRow, Referrer

_LABELS = {
    "native_place": "籍贯",
    "employments": "任职",
    "social_roles": "社会兼职",
    "investor": "投资方",
    "native_name": "乡贤",
    "referrers": "引荐人",
    "signed_on": "签约",
    "registered_on": "注册",
    "started_on": "开工",
    "production_on": "竣工投产",
    "first_reported_at": "首报时间",
    "contact_name": "企业联系人",
    "visited_on": "拜访日期",
    "org_type": "单位类型",
    "interviewee": "见到的人",
    "event_name": "场合",
    "event_on": "场合的日期",
    "list_title": "表名",
    "signed_in": "签到",
    "proxy": "代签",
    "reply": "答复",
    "arrival_way": "到达方式",
    "arrival_by": "车次",
    "arrival_time": "到达时间",
    "lodging": "住宿",
    "greeted_on": "问候日期",
    "greeted_by": "问候的人",
    "greeting_way": "问候方式",
    "proposers": "提出人",
    "introduced": "引荐了谁",
    "project_name": "项目名称",
    "introduced_on": "引荐时间",
    "introduction_basis": "依据",
    "introduction_way": "怎么牵的线",
    "introduction_remarks": "备注",
}


_OF_COLUMNS = {
    COLUMN: HEADER,
    "seq_no": "序号",
    "employer": "工作单位",
    "position": "职务",
    "employments": "单位及职务",
    "org_name": "拜访的单位",
}


def column_labels(kind: str) -> dict[str, str]:
    """What a column of a sheet of *kind* may fill: the register's column names with their labels."""
    specs = {s.column: s.label for s in KINDS[kind].fields.values() if s.column}
    return {name: specs.get(name) or _OF_COLUMNS.get(name) or _LABELS[name] for name in known(kind)}


def examples(sheet: CheckedSheet, most: int = 2) -> dict[str, str]:
    """By letter, what stands in the first cells of each column that is shown to the clerk."""
    found: dict[str, list[str]] = {}
    for record in sheet.records[:20]:
        for column in sheet.columns:
            text = record.written.get(column.field or "") or record.kept.get(column.kept or "")
            texts = found.setdefault(column.letter, [])
            mine = column.field is None or record.letters.get(column.field) == column.letter
            if text and mine and text not in texts and len(texts) < most:
                texts.append(text)
    return {letter: "，".join(texts) for letter, texts in found.items()}


def _one(value: Any) -> str:
    if isinstance(value, Post):
        return f"{value.organisation} {value.position or ''}".strip()
    if isinstance(value, NativePlace):
        group = f"{value.group}组" if value.group else ""
        return f"{value.village or value.town or ''}{group}" or (value.note or "")
    if isinstance(value, Referrer):
        return value.name
    if hasattr(value, "label"):
        return str(value.label())
    return str(canonical(value))


_EFFECTS = {"DECEASED": "已故", "DO_NOT_CONTACT": "不再联系"}
"""What a point records besides the value of its own cell."""


def stored_text(record: RecordRow, point: Point) -> str:
    """What is stored of the cell that *point* is about, as text; empty where nothing is made of it
    and only its text is kept."""
    if point.code in _EFFECTS:
        return _EFFECTS[point.code]
    value = record.values.get(point.field or "")
    if value is None:
        return ""
    spec = _specs(record).get(point.field)
    if spec is not None and not isinstance(value, PersonName):
        return spec.type.show(value)
    parts = value if isinstance(value, tuple) else (value,)
    return "、".join(_one(part) for part in parts)


def _specs(record: RecordRow) -> dict[str | None, Field]:
    kind = next(KINDS[sort] for sort, key in KEY.items() if key in record.values)
    return {spec.column: spec for spec in kind.fields.values() if spec.column}


def read_texts(record: RecordRow) -> list[tuple[str, str]]:
    """Label and text of everything that was read in a row, 序号 and the name aside."""
    specs = _specs(record)
    found = []
    for name, value in record.values.items():
        if name in {COLUMN, "seq_no", *KEY.values()}:
            continue
        if name in specs:
            found.append((specs[name].label, specs[name].type.show(value)))
        else:
            parts = value if isinstance(value, tuple) else (value,)
            found.append((_LABELS.get(name, name), "、".join(_one(part) for part in parts)))
    found += [(header, text) for header, text in record.kept.items()]
    return found
