"""The types a field can have: each reads what was typed, shows, edits, sorts and finds its values.

A type's `read` serves forms; the importer calls the same readers (`domain.values.dates`, `amounts`, …)
with what it knows of a cell besides. `key` gives what the store sorts and filters by (ASCII text
or an integer), `terms` what a search finds.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

import pydantic

from xiangxian.domain.values import text as texts
from xiangxian.domain.values.amounts import Land, Money, Number, read_land, read_money, read_number
from xiangxian.domain.values.dates import read_date
from xiangxian.domain.values.partial_date import BEIJING, PartialDate
from xiangxian.domain.values.phones import Phone, read_phones
from xiangxian.domain.values.problems import note
from xiangxian.domain.values.reading import Choice as Option
from xiangxian.domain.values.reading import Choices, Reading

Key = str | int

NAME, TITLE, LINE, LONG = 60, 255, 2_000, 20_000
"""The most characters of a name, of a title (as long as a file's name can be), of one line, and of a
text of several lines (decision 0028)."""

__all__ = [
    "Amount",
    "Area",
    "Choice",
    "Choices",
    "Count",
    "Date",
    "Flag",
    "LongText",
    "Moment",
    "Name",
    "Numbers",
    "Option",
    "PhoneList",
    "Plain",
    "Text",
    "ValueType",
    "Words",
]


def over(limit: int) -> str:
    """The code of the point that a text has more than *limit* characters."""
    return f"TEXT_OVER_{limit}"


def longest_text(value: Any) -> int:
    """How many characters the longest text in *value* has, however deep it lies: in an entry of a
    list, in a part of a model."""
    if isinstance(value, str):
        return len(value)
    if isinstance(value, Mapping):
        return max(map(longest_text, value.values()), default=0)
    if isinstance(value, tuple | list):
        return max(map(longest_text, value), default=0)
    if isinstance(value, pydantic.BaseModel):
        return max(
            (longest_text(getattr(value, name)) for name in type(value).model_fields), default=0
        )
    return 0


def _problem(code: str, written: str) -> Reading[Any]:
    return Reading(None, (note(code),), written)


@dataclass(frozen=True, slots=True)
class ValueType:
    """What every type can do; the plain one keeps a short text as it is."""

    name: ClassVar[str] = "plain"
    widget: ClassVar[str] = "text"
    key_type: ClassVar[str] = ""

    @property
    def longest(self) -> int:
        """The most characters that may be typed."""
        return LINE

    def read(self, typed: str) -> Reading[Any]:
        """What a person typed; a value None with no note means that nothing was typed. Of what is
        longer than the type bears nothing is made, and nothing is cut."""
        if len(typed.strip()) > self.longest:
            return _problem(over(self.longest), typed)
        reading = self._understood(typed)
        limit = self.beyond(reading.value)
        return _problem(over(limit), typed) if limit else reading

    def _understood(self, typed: str) -> Reading[Any]:
        return Reading(typed.strip() or None, (), typed)

    def beyond(self, value: Any) -> int:
        """The limit, in characters, that a text in *value* breaks; 0 when none does."""
        return self.longest if longest_text(value) > self.longest else 0

    def show(self, value: Any) -> str:
        """The value as a screen, a list or an export prints it; empty for none."""
        return "" if value is None else str(value)

    def edit(self, value: Any) -> str:
        """The value as a form shows it, so that `read(edit(value))` is the value."""
        return self.show(value)

    def key(self, value: Any) -> Key | None:  # noqa: ARG002 - the subclasses look at it
        """What the store sorts and filters by; None when missing."""
        return None

    def terms(self, value: Any) -> Iterable[str]:  # noqa: ARG002 - the subclasses look at it
        """The search terms of the value."""
        return ()

    def empty(self, value: Any) -> bool:
        """Whether the value says nothing."""
        return value is None or value == "" or value == () or value == {}


class Plain(ValueType):
    """A text of the program's own, such as an id or a digest; nobody types it."""

    key_type: ClassVar[str] = "text"

    def beyond(self, value: Any) -> int:  # noqa: ARG002 - nobody types it
        return 0

    def key(self, value: Any) -> Key | None:
        return None if value is None else str(value)


class Text(ValueType):
    """One line of text."""

    name: ClassVar[str] = "text"
    key_type: ClassVar[str] = "text"

    def _understood(self, typed: str) -> Reading[str]:
        return Reading(" ".join(typed.split()) or None, (), typed)

    def key(self, value: Any) -> Key | None:
        return texts.pinyin_key(str(value)) if value else None

    def terms(self, value: Any) -> Iterable[str]:
        return texts.terms(str(value)) if value else ()


class LongText(ValueType):
    """Several lines of text, kept as typed."""

    name: ClassVar[str] = "long_text"
    widget: ClassVar[str] = "textarea"

    @property
    def longest(self) -> int:
        return LONG

    def _understood(self, typed: str) -> Reading[str]:
        return Reading(typed.replace("\r\n", "\n").strip() or None, (), typed)

    def terms(self, value: Any) -> Iterable[str]:
        return texts.terms(str(value)) if value else ()


@dataclass(frozen=True, slots=True)
class Name(Text):
    """The name of a person or a thing, of at most *most* characters: also found by pinyin and
    initials."""

    name: ClassVar[str] = "name"
    most: int = NAME

    @property
    def longest(self) -> int:
        return self.most

    def terms(self, value: Any) -> Iterable[str]:
        return texts.name_terms(str(value)) if value else ()


class Words(ValueType):
    """Several short texts, separated by 、 or a line break; the key is how many."""

    name: ClassVar[str] = "words"
    key_type: ClassVar[str] = "number"

    @property
    def longest(self) -> int:
        return LONG

    def beyond(self, value: Any) -> int:
        return TITLE if any(len(word) > TITLE for word in value or ()) else 0

    def _understood(self, typed: str) -> Reading[tuple[str, ...]]:
        parts = typed.replace("\n", "、").replace("；", "、").replace("，", "、").split("、")
        return Reading(tuple(dict.fromkeys(p.strip() for p in parts if p.strip())), (), typed)

    def show(self, value: Any) -> str:
        return "、".join(value or ())

    def key(self, value: Any) -> Key | None:
        return len(value) if value else None

    def terms(self, value: Any) -> Iterable[str]:
        return {term for word in value or () for term in texts.name_terms(word)}


class Flag(ValueType):
    """Yes or no."""

    name: ClassVar[str] = "flag"
    widget: ClassVar[str] = "checkbox"
    key_type: ClassVar[str] = "number"

    def _understood(self, typed: str) -> Reading[bool]:
        return Reading(typed.strip().lower() in {"1", "on", "true", "是", "有", "√"}, (), typed)

    def show(self, value: Any) -> str:
        return "是" if value else ""

    def edit(self, value: Any) -> str:
        return "1" if value else ""

    def key(self, value: Any) -> Key | None:
        return 1 if value else 0

    def empty(self, value: Any) -> bool:
        return not value


class Count(ValueType):
    """A whole number."""

    name: ClassVar[str] = "count"
    key_type: ClassVar[str] = "number"

    def _understood(self, typed: str) -> Reading[int]:
        bare = texts.fold(typed).strip()
        if not bare:
            return Reading(None, (), typed)
        if not bare.isdigit() or len(bare) > 12:
            return _problem("NUMBER_UNREADABLE", typed)
        return Reading(int(bare), (), typed)

    def key(self, value: Any) -> Key | None:
        return value if isinstance(value, int) else None


class Numbers(ValueType):
    """A number with its qualifier and unit, as 「100台以上」."""

    name: ClassVar[str] = "number"
    key_type: ClassVar[str] = "number"

    def _understood(self, typed: str) -> Reading[Number]:
        return read_number(typed)

    def show(self, value: Any) -> str:
        return value.label() if isinstance(value, Number) else ""

    def edit(self, value: Any) -> str:
        return (value.written or value.label()) if isinstance(value, Number) else ""

    def key(self, value: Any) -> Key | None:
        return int(value.value) if isinstance(value, Number) else None


@dataclass(frozen=True, slots=True)
class Date(ValueType):
    """A `PartialDate`: year, month or day, solar or lunar, as said."""

    name: ClassVar[str] = "date"
    key_type: ClassVar[str] = "number"
    century: int = 20

    def _understood(self, typed: str) -> Reading[PartialDate]:
        return read_date(typed, century=self.century)

    def show(self, value: Any) -> str:
        return value.label() if isinstance(value, PartialDate) else ""

    def key(self, value: Any) -> Key | None:
        if not isinstance(value, PartialDate) or value.interval() is None:
            return None
        return value.sort_key()


class Moment(ValueType):
    """A moment in UTC, shown in Beijing time."""

    name: ClassVar[str] = "moment"
    key_type: ClassVar[str] = "number"

    def show(self, value: Any) -> str:
        if not isinstance(value, datetime):
            return ""
        local = value.astimezone(BEIJING)
        return f"{local.year}年{local.month}月{local.day}日 {local:%H:%M}"

    def key(self, value: Any) -> Key | None:
        return int(value.timestamp()) if isinstance(value, datetime) else None


class Amount(ValueType):
    """A `Money`; shown in 万元."""

    name: ClassVar[str] = "money"
    key_type: ClassVar[str] = "number"

    def _understood(self, typed: str) -> Reading[Money]:
        return read_money(typed)

    def show(self, value: Any) -> str:
        return value.label() if isinstance(value, Money) else ""

    def edit(self, value: Any) -> str:
        return (value.written or value.label()) if isinstance(value, Money) else ""

    def key(self, value: Any) -> Key | None:
        return value.minor if isinstance(value, Money) and value.currency == "CNY" else None


class Area(ValueType):
    """A piece of land or floor, owned or leased."""

    name: ClassVar[str] = "land"

    def _understood(self, typed: str) -> Reading[Land]:
        return read_land(typed)

    def show(self, value: Any) -> str:
        return value.label() if isinstance(value, Land) else ""


class PhoneList(ValueType):
    """Telephone numbers with their notes; the key is how many."""

    name: ClassVar[str] = "phones"
    widget: ClassVar[str] = "tel"
    key_type: ClassVar[str] = "number"

    def _understood(self, typed: str) -> Reading[tuple[Phone, ...]]:
        return read_phones(typed)

    def show(self, value: Any) -> str:
        return "、".join(
            f"{phone.number}（{phone.note}）" if phone.note else phone.number
            for phone in value or ()
        )

    def key(self, value: Any) -> Key | None:
        return len(value) if value else None

    def terms(self, value: Any) -> Iterable[str]:
        return {term for phone in value or () for term in texts.terms(phone.number)}


@dataclass(frozen=True, slots=True)
class Choice(ValueType):
    """One of a declared table, kept as its code."""

    name: ClassVar[str] = "choice"
    widget: ClassVar[str] = "select"
    key_type: ClassVar[str] = "text"
    options: Choices = ()

    def beyond(self, value: Any) -> int:  # noqa: ARG002 - a code of ours
        return 0

    def offered(self, typed: str) -> Choices:  # noqa: ARG002 - the subclasses look at it
        """The options a form shows where *typed* stands now."""
        return self.options

    def _understood(self, typed: str) -> Reading[str]:
        bare = typed.strip()
        if not bare:
            return Reading(None, (), typed)
        for option in self.options:
            if bare in (option.code, option.label):
                return Reading(option.code, (), typed)
        return _problem("CHOICE_UNKNOWN", typed)

    def show(self, value: Any) -> str:
        for option in self.options:
            if option.code == value:
                return option.label
        return "" if value is None else str(value)

    def edit(self, value: Any) -> str:
        return "" if value is None else str(value)

    def key(self, value: Any) -> Key | None:
        return None if value is None else str(value)

    def terms(self, value: Any) -> Iterable[str]:
        return texts.terms(self.show(value)) if value else ()


def options(*rows: tuple[str, ...]) -> Choices:
    """A table of choices; each row is its code, its screen word, and other ways to write it."""
    return tuple(Option(code, label, tuple(synonyms)) for code, label, *synonyms in rows)
