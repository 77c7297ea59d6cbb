"""The form of one tie, from the side of the record whose page it was opened on."""

from __future__ import annotations

from datetime import datetime

from werkzeug.datastructures import MultiDict

from xiangxian.domain import schema
from xiangxian.domain.fields import Privacy, link
from xiangxian.domain.records import Record, Tie
from xiangxian.services.drafts import Draft
from xiangxian.services.gate import Viewer
from xiangxian.services.records import Invalid, read_many, refuse_private_tie, tie
from xiangxian.store.base import Id
from xiangxian.store.contract import GraphStore
from xiangxian.web.forms import DeclaredForm


class TieForm(DeclaredForm):
    """A tie's own fields, and the name of whom it leads to.

    The other end is typed by name like any link; a name that is not in the register can be
    recorded with the tie.
    """

    def __init__(
        self,
        tie_kind: type[Tie],
        here: str,
        viewer: Viewer,
        *,
        posted: MultiDict[str, str] | None = None,
    ) -> None:
        self.tie_kind = tie_kind
        self.forward = here in tie_kind.source
        ends = tie_kind.target if self.forward else tie_kind.source
        words = tie_kind.forward if self.forward else tie_kind.backward
        super().__init__(_form_of(tie_kind, ends, words), viewer, posted=posted)

    def save(self, store: GraphStore, here: Id, *, viewer: Viewer, now: datetime) -> None:
        """Write the tie; raises `Invalid`."""
        values = {name: value for name, value in self.values.items() if value is not None}
        made = self.tie_kind.model_validate(values)
        chosen = self.links.get("other", ())
        if chosen:
            ends = (here, chosen[0]) if self.forward else (chosen[0], here)
            tie(store, made, *ends, change_id=self.change_id, viewer=viewer, now=now)
            return
        if not self.news:
            raise Invalid({"other": "请填写是谁。"})
        new = self.news[0]
        item = read_many(store, [here], viewer=viewer)[0]
        refuse_private_tie(self.tie_kind, [item])
        draft = Draft(self.change_id, item.node.unit)
        other = draft.add(schema.KINDS[new.kind].model_validate({"name": new.name}))
        draft.tie(made, *((here, other) if self.forward else (other, here)))
        store.apply(draft.change_set(viewer, now, f"{self.tie_kind.edge.lower()}.create"))


def _form_of(tie_kind: type[Tie], ends: tuple[str, ...], words: str) -> type[Record]:
    """A form's declaration: the other end first, then the tie's own fields."""
    fields = {name: (info.annotation, info) for name, info in tie_kind.model_fields.items()}
    other = link(words, to=ends, privacy=Privacy.OPEN, required=True)
    made = type(
        f"{tie_kind.__name__}Form",
        (Record,),
        {
            "__annotations__": {"other": Id | None}
            | {name: note for name, (note, _) in fields.items()},
            "other": other,
            "__module__": __name__,
            **{name: info for name, (_, info) in fields.items()},
            "label": tie_kind.label,
        },
    )
    assert issubclass(made, Record)  # noqa: S101 - it was made so
    return made
