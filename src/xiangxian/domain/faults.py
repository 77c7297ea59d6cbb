"""What is wrong with what somebody typed: a sentence for each field, among them how long it may be."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from xiangxian.domain.records import Declared


class Invalid(Exception):
    """Something required is missing or a value cannot be read; *faults* says so per field."""

    def __init__(self, faults: Mapping[str, str]) -> None:
        self.faults = dict(faults)
        super().__init__("; ".join(f"{name}: {fault}" for name, fault in self.faults.items()))


class TooLong(Exception):
    """A text has more characters than its field bears; nothing was cut and nothing written. *faults*
    says so per field, in whole sentences: it is told alike wherever it was typed."""

    def __init__(self, faults: Mapping[str, str]) -> None:
        self.faults = dict(faults)
        super().__init__("".join(self.faults.values()))


def too_long(label: str, limit: int) -> str:
    """The sentence for a text called *label* with more than *limit* characters."""
    return f"“{label}”最多写{limit:,}个字，写得太长了，请写短一些再存。"


def within(label: str, text: str, limit: int, name: str = "") -> str:
    """*text* itself; raises `TooLong`, for the field *name*, when it has more than *limit*
    characters."""
    if len(text) > limit:
        raise TooLong({name or label: too_long(label, limit)})
    return text


def measure(record: Declared, before: Declared | None = None) -> None:
    """Raise `TooLong` for what *record* says at greater length than its fields bear; what stood so
    *before* may stay, beside what is new as well."""
    faults = {}
    for name, spec in record.fields.items():
        value = getattr(record, name)
        if spec.is_link:
            continue
        if before is not None:
            value = _new_in(value, getattr(before, name))
        if limit := spec.type.beyond(value):
            faults[name] = too_long(spec.label, limit)
    if faults:
        raise TooLong(faults)


def _new_in(value: Any, stood: Any) -> Any:
    """What of *value* did not stand before: of lists and tables their new entries."""
    if value == stood:
        return None
    if isinstance(value, tuple) and isinstance(stood, tuple):
        return tuple(each for each in value if each not in stood)
    if isinstance(value, Mapping) and isinstance(stood, Mapping):
        return {key: each for key, each in value.items() if stood.get(key) != each}
    return value
