"""What a kind of record and a kind of tie are made of: the grammar that subjects are written in.

A record is a thing the office keeps: it has an id, a unit, a revision and a history. A tie joins
two records and has dates of its own, but no state that changes. Two parties and no outcome make
a tie; three parties, or a state that changes, make a record.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, ClassVar, Self

import pydantic

from xiangxian.domain.fields import Field, Privacy, spec_of

Id = str


class Declared(pydantic.BaseModel):
    """Values with their declarations; unknown names are refused, so nothing slips in by a form."""

    model_config = pydantic.ConfigDict(frozen=True, extra="forbid")

    label: ClassVar[str] = ""
    fields: ClassVar[Mapping[str, Field]] = {}

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: Any) -> None:
        super().__pydantic_init_subclass__(**kwargs)
        specs = (spec_of(name, info) for name, info in cls.model_fields.items())
        cls.fields = {spec.name: spec for spec in specs if spec is not None}

    @classmethod
    def parsed(cls, values: str, links: Mapping[str, tuple[Id, ...]] | None = None) -> Self:
        """The record of the store's *values* text, its links filled in from *links*."""
        content: dict[str, Any] = json.loads(values)
        for name, ids in (links or {}).items():
            spec = cls.fields[name]
            content[name] = ids if spec.many else (ids[0] if ids else None)
        return cls.model_validate(content)

    def values(self) -> str:
        """The canonical JSON text the store keeps: sorted, without links and without blanks."""
        linked = {name for name, spec in self.fields.items() if spec.is_link}
        content = self.model_dump(mode="json", exclude=linked, exclude_defaults=True)
        kept = {name: value for name, value in content.items() if value not in (None, [], {}, "")}
        return json.dumps(kept, ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    def links(self) -> dict[str, tuple[Id, ...]]:
        """The ids every link leads to, by field name; a link that leads nowhere is an empty one."""
        found: dict[str, tuple[Id, ...]] = {}
        for name, spec in self.fields.items():
            if spec.is_link:
                value = getattr(self, name)
                found[name] = tuple(value) if spec.many else ((value,) if value else ())
        return found

    def shown(self, name: str) -> str:
        """The value of field *name* as a screen prints it."""
        return self.fields[name].type.show(getattr(self, name))


class Record(Declared):
    """One thing the office keeps.

    *kind* is its name in the store, *caption* the field it is called by, *icon* is left to the
    style sheet. *browsed* kinds have a list and pages of their own. *indexing* is raised whenever
    `indexed` gives another value, so that indexes are made anew.
    """

    kind: ClassVar[str] = ""
    caption: ClassVar[str] = "name"
    searched: ClassVar[bool] = True
    typed_by_hand: ClassVar[bool] = True
    indexing: ClassVar[int] = 0

    def indexed(self, name: str) -> Any:
        """The value of field *name* that lists are narrowed and ordered by: what is written, or what
        stands for it where nothing is."""
        return getattr(self, name)

    def contradictions(self) -> dict[str, str]:
        """What cannot be true of this record, as a sentence by field; empty when nothing is."""
        return {}

    def at_odds(self, kinds: Mapping[Id, str]) -> dict[str, str]:  # noqa: ARG002 - for those who ask
        """The same of where its links lead: *kinds* are the kinds of the linked records, by id."""
        return {}

    def title(self) -> str:
        """What the record is called on a screen."""
        return self.shown(self.caption)


class Tie(Declared):
    """A dated tie between two records, read from either end.

    *forward* is what the source's page calls the target, *backward* the reverse.
    """

    edge: ClassVar[str] = ""
    source: ClassVar[tuple[str, ...]] = ()
    target: ClassVar[tuple[str, ...]] = ()
    forward: ClassVar[str] = ""
    backward: ClassVar[str] = ""
    privacy: ClassVar[Privacy] = Privacy.RESTRICTED
    hand: ClassVar[bool] = True
