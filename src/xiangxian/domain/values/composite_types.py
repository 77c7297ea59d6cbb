"""Types of fields that hold several values: kept columns, the steps of a project."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from xiangxian.domain.values import text as texts
from xiangxian.domain.values.reading import Choices, Reading
from xiangxian.domain.values.value_types import LINE, LONG, ValueType


class Kept(ValueType):
    """原表其他栏: columns of the register that nobody declared, under their own header."""

    name: ClassVar[str] = "kept"
    widget: ClassVar[str] = "pairs"

    @property
    def longest(self) -> int:
        return LONG

    def beyond(self, value: Any) -> int:
        pairs = (value or {}).items()
        if any(len(header) > LINE for header, _ in pairs):
            return LINE
        return LONG if any(len(text) > LONG for _, text in pairs) else 0

    def _understood(self, typed: str) -> Reading[Mapping[str, str]]:
        pairs = {}
        for line in typed.splitlines():
            header, mark, value = line.partition("：")
            if mark and header.strip() and value.strip():
                pairs[header.strip()] = value.strip()
        return Reading(pairs, (), typed)

    def show(self, value: Any) -> str:
        return "\n".join(f"{header}：{text}" for header, text in (value or {}).items())

    def terms(self, value: Any) -> Iterable[str]:
        return {term for text in (value or {}).values() for term in texts.terms(text)}


@dataclass(frozen=True, slots=True)
class Steps(ValueType):
    """The history of a stage: entries with `stage`, `on` and `note`, oldest first."""

    name: ClassVar[str] = "steps"
    stages: Choices = ()

    def show(self, value: Any) -> str:
        labels = {option.code: option.label for option in self.stages}
        parts = []
        for step in value or ():
            on = f"（{step.on.label()}）" if step.on else ""
            parts.append(f"{labels.get(step.stage, step.stage)}{on}")
        return " → ".join(parts)


def steps_type(stages: Choices) -> Steps:
    """The type of a project's stage history over the table *stages*."""
    return Steps(stages)
