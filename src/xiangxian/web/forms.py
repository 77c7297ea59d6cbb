"""Forms made from the vocabulary: what was typed stays typed until it can be read.

A link field takes names. One record of that name is linked; several are listed to choose from;
none offers to record a new one. All of it works without JavaScript.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import pydantic
from flask import request
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from xiangxian.domain import schema
from xiangxian.domain.fields import Field
from xiangxian.domain.records import Declared
from xiangxian.domain.roles import Sight
from xiangxian.domain.values import problems
from xiangxian.domain.values.dates import read_date
from xiangxian.domain.values.partial_date import PartialDate
from xiangxian.domain.values.problems import sentence
from xiangxian.domain.values.reading import Severity
from xiangxian.domain.values.value_types import TITLE, over
from xiangxian.services import gate, records, search
from xiangxian.services.drafts import Loaded, NewName
from xiangxian.services.gate import Viewer
from xiangxian.services.records import Reference
from xiangxian.store.base import Id
from xiangxian.store.contract import GraphStore
from xiangxian.web.acts import FIELD, fresh_act
from xiangxian.web.sent_numbers import sent_number


@dataclass(slots=True)
class Input:
    """One field on a form: what was typed, what is chosen, and what is wrong with it."""

    spec: Field
    typed: str = ""
    chosen: list[Reference] = field(default_factory=list)
    candidates: list[Reference] = field(default_factory=list)
    lines: Mapping[Id, str] = field(default_factory=dict)
    unknown: list[str] = field(default_factory=list)
    fault: str = ""

    @property
    def name(self) -> str:
        """The input's name in the form."""
        return self.spec.name

    @property
    def creatable(self) -> list[tuple[str, str]]:
        """Kinds of which a new record can be made from a mere name: (kind, label)."""
        kinds = (kind for kind in self.spec.to if schema.KINDS[kind].caption == "name")
        return [(kind, schema.KINDS[kind].label) for kind in kinds]


_NOT_STORED = {
    "PHONE_BAD_LENGTH": "有一个号码位数不对，没有存。请改对；一时问不到的，先删掉，写进备注。",
}
"""What is read in part only: nothing of it is dropped behind a record that was saved."""
_SAID = frozenset(("AMOUNT_UNKNOWN",))
"""Notes that are no trouble and are told all the same: the text itself is not stored."""


class DeclaredForm:
    """The form of one kind of record or tie, for one viewer.

    *posted* is what the browser sent, *item* the record that is edited. `accept` reads it all;
    afterwards `values` and `links` hold what was understood, `news` the records to be made first,
    and `faults` says by field, in the user's language, what is missing or cannot be read.
    """

    def __init__(
        self,
        kind: type[Declared],
        viewer: Viewer,
        *,
        posted: MultiDict[str, str] | None = None,
        item: Loaded | None = None,
        references: Mapping[str, tuple[Reference, ...]] | None = None,
        preset: Mapping[str, str] | None = None,
        only: tuple[str, ...] = (),
    ) -> None:
        self.kind = kind
        self.viewer = viewer
        self.posted = posted
        self.item = item
        sent: Mapping[str, str] = posted if posted is not None else {}
        self._act = sent.get(FIELD)
        seen = sent_number(sent.get("rev", ""))
        self.rev = seen if seen is not None else (item.rev if item else 0)
        self.news: list[NewName] = []
        self.values: dict[str, object] = {}
        self.links: dict[str, tuple[Id, ...]] = {}
        self.notes: list[str] = []
        self.inputs = [
            self._input(spec, references or {}, preset or {})
            for spec in kind.fields.values()
            if spec.form
            and gate.sight(viewer, spec) is Sight.FULL
            and (not only or spec.name in only)
        ]

    @property
    def change_id(self) -> Id:
        """The id of the act that the form begins: the one it came with, else a fresh one."""
        self._act = self._act or fresh_act()
        return self._act

    def begin_anew(self) -> None:
        """Let what is sent next be an act of its own."""
        self._act = None

    def _input(
        self,
        spec: Field,
        references: Mapping[str, tuple[Reference, ...]],
        preset: Mapping[str, str],
    ) -> Input:
        made = Input(spec)
        if self.posted is not None:
            made.typed = self.posted.get(spec.name, "")
        elif self.item is not None:
            if spec.is_link:
                made.chosen = list(references.get(spec.name, ()))
            else:
                made.typed = spec.type.edit(getattr(self.item.record, spec.name))
        elif spec.name in preset:
            made.typed = preset[spec.name]
        elif not spec.is_link and not spec.required:
            default = self.kind.model_fields[spec.name].get_default(call_default_factory=True)
            made.typed = "" if default is None else spec.type.edit(default)
        return made

    def __getitem__(self, name: str) -> Input:
        return next(made for made in self.inputs if made.name == name)

    def __contains__(self, name: str) -> bool:
        return any(made.name == name for made in self.inputs)

    @property
    def faults(self) -> dict[str, str]:
        """What is wrong, by field name."""
        return {made.name: made.fault for made in self.inputs if made.fault}

    def blame(self, faults: Mapping[str, str]) -> None:
        """Show what a service found wrong beside its field (or on the first one)."""
        for name, fault in faults.items():
            made = next((each for each in self.inputs if each.name == name), self.inputs[0])
            made.fault = made.fault or fault

    def accept(self, store: GraphStore) -> bool:
        """Read everything that was sent; gives whether it can be saved."""
        for made in self.inputs:
            if made.spec.is_link:
                self._read_link(store, made)
            else:
                self._read_value(made)
        return not self.faults

    @property
    def told(self) -> str:
        """What is to be said beside 已存 of how the texts were read; mostly nothing."""
        return f"已存。{''.join(dict.fromkeys(self.notes))}" if self.notes else ""

    def _read_value(self, made: Input) -> None:
        if self.item is not None and made.typed == self._standing(made.spec):
            # what nobody touched stays, also where it could not be read as typed
            self.values[made.name] = getattr(self.item.record, made.name)
            return
        reading = made.spec.type.read(made.typed.replace("\r\n", "\n"))
        troubles = [note for note in reading.notes if note.severity is not Severity.AUTO]
        if lost := next((note.code for note in troubles if note.code in _NOT_STORED), ""):
            made.fault = _NOT_STORED[lost]
            return
        if reading.value is None and made.typed.strip() and troubles:
            made.fault = problems.sentence(troubles[0].code)
            return
        troubles += [note for note in reading.notes if note.code in _SAID]
        self.notes += [f"{made.spec.label}：{problems.sentence(note.code)}" for note in troubles]
        value = reading.value
        if made.spec.required and (value is None or made.spec.type.empty(value)):
            made.fault = f"请填写{made.spec.label}。"
            return
        if value is None:
            value = self.kind.model_fields[made.name].get_default(call_default_factory=True)
            if made.spec.type.name == "choice":
                value = None if not made.spec.required else value
        self.values[made.name] = value

    def _standing(self, spec: Field) -> str:
        """The text of a field as the form showed it."""
        assert self.item is not None  # noqa: S101 - only a record that stands is edited
        shown = spec.type.edit(getattr(self.item.record, spec.name))
        return shown.replace("\r\n", "\n")

    def _read_link(self, store: GraphStore, made: Input) -> None:
        assert self.posted is not None  # noqa: S101 - accept follows a post
        ids = [id_ for id_ in self.posted.getlist(f"{made.name}.id") if id_]
        found = {node.id: node for node in store.get(list(dict.fromkeys(ids))).nodes}
        made.chosen = [
            records.refer(found[id_])
            for id_ in dict.fromkeys(ids)
            if id_ in found and gate.visible(self.viewer, found[id_])
        ]
        new_kind = self.posted.get(f"{made.name}.new", "")
        reading = made.spec.type.read(made.typed)
        if reading.value is None and reading.notes:
            made.fault = problems.sentence(reading.notes[0].code)
            return
        parts = [part.strip() for part in str(reading.value or "").replace("，", "、").split("、")]
        left = []
        longest = _longest_name(new_kind)
        for name in (part for part in parts if part):
            if len(name) > longest:
                made.fault = problems.sentence(over(longest))
                left.append(name)
                continue
            if any(chosen.title == name for chosen in made.chosen):
                continue
            hits = search.resolve(store, name, kinds=made.spec.to, viewer=self.viewer)
            if len(hits) == 1:
                made.chosen.append(hits[0])
            elif hits:
                made.candidates += hits
                ids = [hit.id for hit in made.candidates]
                made.lines = search.told_apart(store, ids, viewer=self.viewer)
                made.fault = f"册里有{len(hits)}位叫「{name}」，请点选是哪一位。"
                left.append(name)
            elif new_kind in dict(made.creatable):
                self.news.append(NewName(made.name, new_kind, name))
                left.append(name)
            else:
                made.unknown.append(name)
                made.fault = f"册里没有「{name}」。要新记，请勾选「新记」。"
                left.append(name)
        made.typed = "、".join(left)
        news = sum(1 for new in self.news if new.field == made.name)
        if not made.spec.many and len(made.chosen) + news > 1 and not made.fault:
            made.fault = f"{made.spec.label}只能有一个。"
        if made.spec.required and not made.chosen and not news and not made.fault:
            made.fault = f"请填写{made.spec.label}。"
        self.links[made.name] = tuple(chosen.id for chosen in made.chosen)

    def content(self, made_ids: Mapping[tuple[str, str], Id] | None = None) -> dict[str, object]:
        """Values and links for the model; *made_ids* are the ids of `news` by field and name."""
        content = dict(self.values)
        for name, ids in self.links.items():
            extra = tuple(
                (made_ids or {})[new.field, new.name] for new in self.news if new.field == name
            )
            together = (*ids, *extra)
            spec = self.kind.fields[name]
            content[name] = together if spec.many else (together[0] if together else None)
        return content

    def record(self, made_ids: Mapping[tuple[str, str], Id] | None = None) -> Declared:
        """The record that was typed; what the form does not show stays as it is.

        Raises `Invalid` for values that the kind refuses.
        """
        content = self.content(made_ids)
        if self.item is not None:
            return self.item.record.model_copy(update=content)
        try:
            return self.kind.model_validate(content)
        except pydantic.ValidationError as fault:
            names = {str(error["loc"][0]) for error in fault.errors() if error["loc"]}
            raise records.Invalid(dict.fromkeys(names, "这一项看不懂，请改一下。")) from fault


def _longest_name(new_kind: str) -> int:
    """The most characters of a name that a link takes: those of the kind to be made, where one is."""
    made = schema.KINDS.get(new_kind)
    return made.fields[made.caption].type.longest if made else TITLE


def typed_day(name: str, faults: dict[str, str]) -> PartialDate | None:
    """The date typed under *name*; what cannot be read is said in *faults*."""
    typed = request.form.get(name, "")
    reading = read_date(typed)
    if reading.value is None and typed.strip():
        faults[name] = sentence(reading.notes[0].code) if reading.notes else _("这个日子看不懂。")
    return reading.value
