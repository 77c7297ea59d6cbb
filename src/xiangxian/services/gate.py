"""The one gate: what a viewer may do, which records, and how much of each field.

Everything that leaves the store passes here before a page, a list, an export, a search, a picture
or the command line gets it. What is not declared is denied.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from xiangxian.domain.fields import Field, Privacy
from xiangxian.domain.records import Declared, Record, Tie
from xiangxian.domain.roles import ACTIONS, LOWER_UNITS, SIGHTS, Action, Role, Sight
from xiangxian.domain.values.phones import Phone, mask_phone
from xiangxian.domain.values.text import surname
from xiangxian.store.base import PAGE, AnyOf, Direction, Filter, Hop, Id, Node, Op, Query, Where
from xiangxian.store.contract import GraphStore
from xiangxian.store.paging import pages, whole_neighbourhood

LOCAL = "local"
"""The account id that stands in the log for whoever can read the data directory itself."""

NOBODY = "nobody"
"""The account id that stands in the log where nobody is logged in."""

MASK = "＊＊＊"


class Refused(Exception):
    """The viewer may not do this; *action* is what was asked."""

    def __init__(self, action: Action) -> None:
        self.action = action
        super().__init__(action.value)


class Missing(Exception):
    """There is no such record, or it is not this viewer's: the answer is the same for both."""


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who is looking: the account, its role, its own unit, and every unit it may look into."""

    account: Id
    name: str
    role: Role
    unit: Id
    units: frozenset[Id]
    actions: frozenset[Action]
    sights: Mapping[str, Sight] = field(default_factory=dict)

    def may(self, action: Action) -> bool:
        """Whether *action* is this viewer's to do."""
        return action is Action.ANYONE or action in self.actions


KIND_ACTIONS: Mapping[str, frozenset[Action]] = MappingProxyType(
    {
        "account": frozenset({Action.ADMINISTER}),
        "unit": frozenset({Action.ENTER}),
        "import_batch": frozenset({Action.IMPORT}),
        "export": frozenset({Action.EXPORT, Action.INSPECT}),
        "recognition_case": frozenset({Action.RECOGNISE}),
        "recognition_notice": frozenset({Action.RECOGNISE}),
        "recognition_decision": frozenset({Action.RECOGNISE}),
    }
)
"""Kinds whose reading asks for more, or for less, than `Action.READ`; one action is enough."""


def viewer_of(store: GraphStore, account: Node, *, name: str, role: Role, unit: Id) -> Viewer:
    """The viewer an account makes; a manager also looks into the units below."""
    units = {unit}
    if role in LOWER_UNITS:
        below = whole_neighbourhood(store, [unit], ["WITHIN"], direction=Direction.IN, depth=8)
        units |= {node.id for node in below.nodes if node.kind == "unit"}
    return Viewer(
        account.id,
        name,
        role,
        unit,
        frozenset(units),
        ACTIONS[role],
        MappingProxyType(dict(SIGHTS[role])),
    )


def local_viewer(store: GraphStore) -> Viewer:
    """Whoever can read the data directory: everything but the secrets, marked `local` in the log."""
    found = pages(store, Query("unit", limit=PAGE))
    units = [node.id for page in found for node in page.nodes]
    return Viewer(
        LOCAL,
        "本机",
        Role.ADMINISTRATOR,
        units[0] if units else "",
        frozenset(units),
        frozenset(Action),
        MappingProxyType(
            {privacy.value: Sight.FULL for privacy in Privacy if privacy is not Privacy.SECRET}
        ),
    )


def require(viewer: Viewer, action: Action) -> None:
    """Raise `Refused` unless the viewer may."""
    if not viewer.may(action):
        raise Refused(action)


def readable(viewer: Viewer, kind: str) -> bool:
    """Whether the viewer may read records of *kind* at all."""
    return any(viewer.may(action) for action in KIND_ACTIONS.get(kind, {Action.READ}))


def scope(viewer: Viewer) -> Filter:
    """The filter that goes into every query: records of the units this viewer looks into."""
    if not viewer.units:
        return AnyOf()
    return Where("unit", Op.IN, tuple(sorted(viewer.units)))


def visible(viewer: Viewer, node: Node) -> bool:
    """Whether this record is the viewer's to see."""
    return node.unit in viewer.units and readable(viewer, node.kind)


def sight(viewer: Viewer, spec: Field, tie: type[Tie] | None = None) -> Sight:
    """How much of a field the viewer sees; a tie's own class counts as well."""
    if spec.privacy is Privacy.SECRET:
        return Sight.NONE
    seen = viewer.sights.get(spec.privacy.value, Sight.NONE)
    if tie is not None and not sees_tie(viewer, tie):
        return Sight.NONE
    return seen


def sees_tie(viewer: Viewer, tie: type[Tie]) -> bool:
    """Whether the viewer may know that such a tie exists."""
    return viewer.sights.get(tie.privacy.value, Sight.NONE) is not Sight.NONE


def seen_text(viewer: Viewer, spec: Field, value: object) -> str:
    """A value as this viewer sees it: whole, partly masked, or not at all.

    This is the only place where a value is masked. Only the phone's ends may show; whatever else
    is masked shows that there is something and nothing of it.
    """
    seen = sight(viewer, spec)
    if seen is Sight.NONE or spec.type.empty(value):
        return ""
    if seen is Sight.FULL:
        return spec.type.show(value)
    if isinstance(value, tuple) and all(isinstance(part, Phone) for part in value):
        return "、".join(mask_phone(phone.number) for phone in value)
    return MASK


def masked_name(name: str) -> str:
    """A name of which only the surname shows: 王＊＊."""
    return f"{surname(name)}＊＊"


def inspecting(viewer: Viewer) -> Viewer:
    """The inspector with one record open for a logged reason: everything but the secrets."""
    require(viewer, Action.INSPECT)
    sights = {privacy.value: Sight.FULL for privacy in Privacy if privacy is not Privacy.SECRET}
    return replace(viewer, actions=viewer.actions | {Action.READ}, sights=sights)


def shown(viewer: Viewer, record: Declared) -> dict[str, str]:
    """Every field of *record* that says something to this viewer, as text."""
    texts = {}
    for name, spec in record.fields.items():
        if not spec.is_link and (text := seen_text(viewer, spec, getattr(record, name))):
            texts[name] = text
    return texts


def fields(viewer: Viewer, kind: type[Record]) -> list[Field]:
    """The fields of *kind* this viewer sees anything of, in their declared order."""
    return [spec for spec in kind.fields.values() if sight(viewer, spec) is not Sight.NONE]


def hops(viewer: Viewer, kind: type[Record]) -> tuple[Hop, ...]:
    """The links of *kind* that this viewer may follow."""
    return tuple(
        Hop(spec.edge)
        for spec in kind.fields.values()
        if spec.is_link and sight(viewer, spec) is Sight.FULL
    )
