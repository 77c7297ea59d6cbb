"""Places: villages, townships, blocks; with the names they had before mergers."""

from __future__ import annotations

from typing import ClassVar

from xiangxian.domain.fields import Privacy, choice, link, long_text, name, words
from xiangxian.domain.records import Id, Record
from xiangxian.domain.values.value_types import options

LEVELS = options(
    ("province", "省"),
    ("city", "市"),
    ("county", "县（市、区）"),
    ("township", "乡镇（街道）"),
    ("park", "园区、板块"),
    ("village", "村（社区）"),
)


class Place(Record):
    """A place and its former names (三岔乡 → 二圣镇 → 后白镇); 曹村村 keeps its 村."""

    kind: ClassVar[str] = "place"
    label: ClassVar[str] = "地方"

    name: str = name(
        "地名", privacy=Privacy.OPEN, required=True, featured=True, sortable=True, searched=True
    )
    level: str | None = choice("级别", LEVELS, privacy=Privacy.OPEN, featured=True, filterable=True)
    within: Id | None = link("属于", to=("place",), privacy=Privacy.OPEN, filterable=True)
    former_names: tuple[str, ...] = words("旧名、并入的地方", privacy=Privacy.OPEN, searched=True)
    remarks: str | None = long_text("备注", privacy=Privacy.RESTRICTED)
