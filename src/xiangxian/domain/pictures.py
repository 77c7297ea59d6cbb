"""存下的关系图: what a picture was opened from, what was filtered and opened up, its captions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import pydantic

from xiangxian.domain.claims import ClaimState
from xiangxian.domain.fields import Privacy, choice, count, declare, link, name, plain
from xiangxian.domain.lists import Parts
from xiangxian.domain.records import Id, Record
from xiangxian.domain.values.phones import has_number
from xiangxian.domain.values.value_types import ValueType, options

MOST_CAPTIONS = 8
LONGEST_CAPTION = 80
"""How many characters a caption may have."""

OPENS = options(("all", "全部引荐"), ("record", "一条记录"), ("list", "一份名单"))
LAYOUTS = options(("layered", "分层"), ("network", "网状"))
DRAWN_KINDS = options(
    ("native", "乡贤"),
    ("guest", "客商"),
    ("organisation", "单位"),
    ("project", "项目"),
    ("event", "座谈"),
    ("place", "村"),
)
"""What a picture tells apart by shape and can leave out."""

STATE_WORDS = options(
    ("open", "待证实"), ("confirmed", "已证实"), ("disputed", "说法不一"), ("withdrawn", "已撤销")
)
"""The screen words of an introduction's state, by code."""

_STATE_CODES = {option.label: option.code for option in STATE_WORDS}


def state_code(state: str) -> str:
    """The code of the screen word of a claim's state."""
    return _STATE_CODES[ClaimState(state).screen_word]


@dataclass(frozen=True, slots=True)
class Way:
    """One way on from what is drawn: its word, and the store's edges that it follows."""

    code: str
    label: str
    edges: tuple[str, ...]


WAYS = (
    Way("introductions", "引荐", ("INTRODUCED",)),
    Way("firms", "单位", ("EMPLOYED", "FOUNDED", "INVESTS_IN", "SOCIAL_ROLE")),
    Way("projects", "项目", ("NATIVES", "INVESTORS", "ENTERPRISE", "RELOCATED_FROM")),
    Way("symposia", "座谈", ("ATTENDED", "INVITED_AT")),
    Way("village", "老家村", ("HOME_VILLAGE",)),
)


class Caption(pydantic.BaseModel):
    """A line laid over a picture; *x* and *y* are its place in the picture, or with *node* its
    distance from that record's place, so that it goes along."""

    model_config = pydantic.ConfigDict(frozen=True, extra="forbid")

    text: str
    x: int
    y: int
    node: Id | None = None


class Captions(ValueType):
    """The captions of a picture."""

    name: ClassVar[str] = "captions"

    def show(self, value: Any) -> str:
        return "；".join(caption.text for caption in value or ())


class Spots(ValueType):
    """Where everything stood in a picture."""

    name: ClassVar[str] = "spots"

    def show(self, value: Any) -> str:
        return f"{len(value)}处" if value else ""


def _none_yet() -> dict[Id, tuple[int, int]]:
    return {}


class SavedView(Record):
    """A picture that is drawn anew each time, as it was arranged.

    *opens* says whether it is drawn from *centre*, from *from_list* or from all introductions.
    *expanded* are `id.way`, in the order in which they were opened up. *spots* are the places of
    what was drawn, by id. *marked* is what was set off (`id.chain` or `id.near`).
    """

    kind: ClassVar[str] = "saved_view"
    label: ClassVar[str] = "存下的关系图"
    searched: ClassVar[bool] = False

    name: str = name("图的名称", privacy=Privacy.OPEN, required=True, featured=True, sortable=True)
    opens: str = choice("从哪里打开", OPENS, default="all", privacy=Privacy.OPEN, form=False)
    centre: Id | None = link(
        "从谁打开",
        to=("person", "organisation", "project", "event", "place"),
        privacy=Privacy.OPEN,
        form=False,
    )
    from_list: Id | None = link(
        "从哪份名单打开", to=("saved_list",), privacy=Privacy.OPEN, form=False
    )
    steps: int | None = count("画几步", privacy=Privacy.OPEN, form=False)
    layout: str | None = choice("排法", LAYOUTS, privacy=Privacy.OPEN, form=False)
    kinds: tuple[str, ...] = declare(
        Parts(), "只画哪些", default=tuple, privacy=Privacy.OPEN, form=False
    )
    states: tuple[str, ...] = declare(
        Parts(), "只画哪些状态", default=tuple, privacy=Privacy.OPEN, form=False
    )
    since: int | None = count("从哪一年", privacy=Privacy.OPEN, form=False)
    until: int | None = count("到哪一年", privacy=Privacy.OPEN, form=False)
    expanded: tuple[str, ...] = declare(
        Parts(), "展开的", default=tuple, privacy=Privacy.OPEN, form=False
    )
    marked: str | None = plain("突出的", privacy=Privacy.OPEN, form=False)
    spots: Mapping[Id, tuple[int, int]] = declare(
        Spots(), "位置", default=_none_yet, privacy=Privacy.OPEN, form=False
    )
    captions: tuple[Caption, ...] = declare(
        Captions(), "图上的说明", default=tuple, privacy=Privacy.OPEN, form=False
    )

    def contradictions(self) -> dict[str, str]:
        """At most eight captions, each of which says something short, and no telephone number."""
        if len(self.captions) > MOST_CAPTIONS:
            return {"captions": f"一张图上最多{MOST_CAPTIONS}条说明，请先去掉一条。"}
        if any(not caption.text.strip() for caption in self.captions):
            return {"captions": "有一条说明还是空的，请写上字或去掉。"}
        if any(len(caption.text) > LONGEST_CAPTION for caption in self.captions):
            return {"captions": f"一条说明最多{LONGEST_CAPTION}个字，请写短一点。"}
        if any(has_number(caption.text) for caption in self.captions):
            return {"captions": "图会传来传去，说明里请不要写电话号码。"}
        return {}
