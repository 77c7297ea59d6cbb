"""Money, land and numbers as ledgers write them: 5000, 1.2亿元（一期4000万）, 约30亩, 100台以上.

Money is kept in 分 of its own currency and shown in 万; nothing is ever converted.
"""

from __future__ import annotations

import math
import re
import unicodedata
from decimal import ROUND_HALF_UP, Decimal

import pydantic

from xiangxian.domain.values.problems import note
from xiangxian.domain.values.reading import Note, Reading, is_placeholder

CNY = "CNY"
CURRENCIES = {
    "美元": "USD", "美金": "USD", "港元": "HKD", "港币": "HKD", "欧元": "EUR", "日元": "JPY",
    "英镑": "GBP", "新元": "SGD", "新台币": "TWD", "元": CNY, "人民币": CNY, "": CNY,
}  # fmt: skip
CURRENCY_NAMES = {
    CNY: "元", "USD": "美元", "HKD": "港元", "EUR": "欧元", "JPY": "日元", "GBP": "英镑",
    "SGD": "新元", "TWD": "新台币",
}  # fmt: skip
_SCALES = {
    "": 1,
    "十": 10,
    "百": 100,
    "千": 1000,
    "万": 10_000,
    "十万": 100_000,
    "百万": 10**6,
    "千万": 10**7,
    "亿": 10**8,
    "万亿": 10**12,
}
_UNKNOWN = frozenset(("待定", "面议", "未定", "未知", "待核", "暂定", "保密", "另行商定", "待议"))
MOST_MINOR = 10**17
"""分 beyond which a figure is no amount any ledger means, and no store can sort by."""
_MOST = Decimal(10) ** 15
_BEFORE = "约|近|逾|超过|超|不低于|不少于|至少|预计|总投资|计划|大约|共"
_AFTER = "以上|以下|左右|以内|余|多|上下"


def _plain(value: Decimal) -> str:
    """A number with thousands separated and no zeros at its end."""
    text = f"{value:,.6f}".rstrip("0").rstrip(".")
    return text or "0"


def _qualified(text: str, qualifier: str | None) -> str:
    if not qualifier:
        return text
    return f"{qualifier}{text}" if re.fullmatch(_BEFORE, qualifier) else f"{text}{qualifier}"


class Money(pydantic.BaseModel):
    """An amount: *minor* in 分 (hundredths) of *currency*, a qualifier (以上, 约) and a note."""

    model_config = pydantic.ConfigDict(frozen=True, extra="forbid")

    minor: int
    currency: str = CNY
    qualifier: str | None = None
    note: str | None = None
    written: str | None = None

    @property
    def wan(self) -> Decimal:
        """The amount in 万 of its own currency (万元, 万美元)."""
        return Decimal(self.minor) / 1_000_000

    def label(self) -> str:
        """As a screen writes it: 1,200万元, 约500万美元, 7,000万元以上（一期4000万）."""
        text = _qualified(
            f"{_plain(self.wan)}万{CURRENCY_NAMES.get(self.currency, self.currency)}",
            self.qualifier,
        )
        return f"{text}（{self.note}）" if self.note else text


class Number(pydantic.BaseModel):
    """A number with its unit and qualifier: 100台以上."""

    model_config = pydantic.ConfigDict(frozen=True, extra="forbid")

    value: Decimal
    unit: str | None = None
    qualifier: str | None = None
    written: str | None = None

    def label(self) -> str:
        """As a screen writes it."""
        return _qualified(f"{_plain(self.value)}{self.unit or ''}", self.qualifier)


class Land(pydantic.BaseModel):
    """Land or floor: *unit* is 亩, ㎡ or 公顷; *lease* when it is rented."""

    model_config = pydantic.ConfigDict(frozen=True, extra="forbid")

    value: Decimal
    unit: str = "亩"
    lease: bool = False
    qualifier: str | None = None
    written: str | None = None

    def label(self) -> str:
        """As a screen writes it: 约30亩, 租赁3,000㎡."""
        return ("租赁" if self.lease else "") + _qualified(
            f"{_plain(self.value)}{self.unit}", self.qualifier
        )


def wan_label(minor: int) -> str:
    """分 as 万元, for sums."""
    return f"{_plain(Decimal(minor) / 1_000_000)}万元"


_MONEY = re.compile(
    rf"(?:人民币|rmb|[¥￥])?(?P<before>{_BEFORE})?(?:人民币|rmb|[¥￥])?(?P<number>\d+(?:\.\d+)?)(?P<inner>余|多)?"
    r"(?P<scale>万亿|亿|千万|百万|十万|万|千|百)?(?P<currency>美元|美金|港元|港币|欧元|日元|英镑|新元|新台币|人民币|元)?"
    rf"(?:人民币)?(?P<after>{_AFTER})?(?:\((?P<note>[^()]*)\))?"
)


def _bare(written: str) -> str:
    text = "".join(unicodedata.normalize("NFKC", written).split())
    return re.sub(r"(?<=\d),(?=\d)", "", text)


def _minor(number: Decimal, scale: int) -> int:
    return int((number * scale * 100).to_integral_value(ROUND_HALF_UP))


def read_money(cell: object, *, unit: str = "万元") -> Reading[Money]:
    """The amount in a cell or a form; a bare number counts in *unit* (万元, 亿元, 元, 万美元).

    The total is taken, an instalment in brackets is its note; 待定 is no amount; another currency
    stays what it is and is marked for a look. Raises `ValueError` for a *unit* that is none.
    """
    if cell is None or isinstance(cell, bool):
        return Reading(None)
    header = _MONEY.fullmatch(f"1{unit}")
    if header is None:
        raise ValueError(f"no unit of money: {unit}")
    scale, currency = _SCALES[header["scale"] or ""], CURRENCIES[header["currency"] or ""]
    if isinstance(cell, int | float):
        if not math.isfinite(cell) or abs(Decimal(str(cell)) * scale * 100) > MOST_MINOR:
            return Reading(None, (note("AMOUNT_UNREADABLE"),), str(cell))
        foreign = () if currency == CNY else (note("AMOUNT_FOREIGN"),)
        minor = _minor(Decimal(str(cell)), scale)
        return Reading(Money(minor=minor, currency=currency), foreign, str(cell))
    written = str(cell).strip()
    text = _bare(written)
    if not text:
        return Reading(None, (), written)
    if is_placeholder(text):
        return Reading(None, (note("PLACEHOLDER"),), written)
    if text in _UNKNOWN:
        return Reading(None, (note("AMOUNT_UNKNOWN"),), written)
    found = _MONEY.fullmatch(text.lower())
    if found is None:
        return Reading(None, (note("AMOUNT_UNREADABLE"),), written)
    notes: list[Note] = []
    if found["scale"] or found["currency"]:
        scale, currency = _SCALES[found["scale"] or ""], CURRENCIES[found["currency"] or ""]
        if currency == CNY:
            notes.append(note("AMOUNT_UNIT_MIXED"))
    if currency != CNY:
        notes.append(note("AMOUNT_FOREIGN"))
    if Decimal(found["number"]) * scale * 100 > MOST_MINOR:
        return Reading(None, (note("AMOUNT_UNREADABLE"),), written)
    if found["note"]:
        notes.append(note("AMOUNT_NOTE"))
    value = Money(
        minor=_minor(Decimal(found["number"]), scale),
        currency=currency,
        qualifier=found["before"] or found["after"] or found["inner"],
        note=found["note"] or None,
        written=written,
    )
    return Reading(value, tuple(notes), written)


_NUMBER = re.compile(
    rf"(?P<before>{_BEFORE})?(?P<number>\d+(?:\.\d+)?)(?P<inner>余|多)?(?P<scale>万|亿|千|百)?"
    rf"(?P<unit>[^\d()]{{0,6}}?)(?P<after>{_AFTER})?"
)


def read_number(cell: object) -> Reading[Number]:
    """A number with what stands round it: 100台以上, 约30, 14家."""
    if cell is None or isinstance(cell, bool):
        return Reading(None)
    if isinstance(cell, int | float):
        if not math.isfinite(cell) or abs(cell) > _MOST:
            return Reading(None, (note("NUMBER_UNREADABLE"),), str(cell))
        return Reading(Number(value=Decimal(str(cell))), (), str(cell))
    written = str(cell).strip()
    text = _bare(written)
    if not text:
        return Reading(None, (), written)
    found = _NUMBER.fullmatch(text)
    if found is None or Decimal(found["number"]) > _MOST:
        return Reading(None, (note("NUMBER_UNREADABLE"),), written)
    value = Number(
        value=Decimal(found["number"]) * _SCALES[found["scale"] or ""],
        unit=found["unit"] or None,
        qualifier=found["before"] or found["after"] or found["inner"],
        written=written,
    )
    return Reading(value, (), written)


_LAND = re.compile(
    rf"(?P<before>{_BEFORE})?(?P<lease>租赁|租用|租)?(?:标准)?(?:厂房|土地|场地|仓库)?(?P<before2>{_BEFORE})?"
    rf"(?P<number>\d+(?:\.\d+)?)(?P<scale>万)?(?P<unit>亩|㎡|m2|平方米|平米|平方|平|公顷)?(?P<after>{_AFTER})?(?:\((?P<inner>[^()\d]{{1,12}})\))?"
)


def read_land(cell: object, *, unit: str = "亩") -> Reading[Land]:
    """Land in a cell or a form: 30亩, 约30亩, 租赁厂房3000㎡; a bare number counts in *unit*."""
    if cell is None or isinstance(cell, bool):
        return Reading(None)
    if isinstance(cell, int | float):
        if not math.isfinite(cell) or abs(cell) > _MOST:
            return Reading(None, (note("LAND_UNREADABLE"),), str(cell))
        return Reading(Land(value=Decimal(str(cell)), unit=unit), (), str(cell))
    written = str(cell).strip()
    text = _bare(written)
    if not text:
        return Reading(None, (), written)
    if is_placeholder(text):
        return Reading(None, (note("PLACEHOLDER"),), written)
    found = _LAND.fullmatch(text)
    if found is None or Decimal(found["number"]) > _MOST:
        return Reading(None, (note("LAND_UNREADABLE"),), written)
    spelling = {"m2": "㎡", "平方米": "㎡", "平米": "㎡", "平方": "㎡", "平": "㎡"}
    named = found["unit"] or ""
    value = Land(
        value=Decimal(found["number"]) * _SCALES[found["scale"] or ""],
        unit=spelling.get(named, named) or unit,
        lease=bool(found["lease"]),
        qualifier=found["before"] or found["before2"] or found["after"] or found["inner"],
        written=written,
    )
    mixed = bool(named) and (value.unit != "亩" or value.lease or value.qualifier is not None)
    return Reading(value, (note("LAND_UNIT_MIXED"),) if mixed else (), written)
