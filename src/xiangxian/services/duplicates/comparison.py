"""Two records beside one another, field by field, as one viewer sees them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from xiangxian.domain import schema
from xiangxian.domain.fields import Field
from xiangxian.domain.person_ties import Employment
from xiangxian.domain.roles import Sight
from xiangxian.services import gate, records
from xiangxian.services.drafts import loaded
from xiangxian.services.duplicates.candidates import Pair
from xiangxian.services.duplicates.field_merge import FieldRow, Take
from xiangxian.services.duplicates.matching import Likeness
from xiangxian.services.gate import Viewer
from xiangxian.services.records import Presented
from xiangxian.store.base import Direction, Hop, Id, Node
from xiangxian.store.contract import GraphStore


@dataclass(frozen=True, slots=True)
class ComparedField:
    """One field of both records as texts."""

    label: str
    one: str
    other: str

    @property
    def differs(self) -> bool:
        """Whether both say something, and not the same."""
        return bool(self.one and self.other and self.one != self.other)


@dataclass(frozen=True, slots=True)
class Compared:
    """Two records that look alike, why, and what each says."""

    one: Presented
    other: Presented
    like: Likeness
    lines: tuple[ComparedField, ...]


def compare(store: GraphStore, pairs: Sequence[Pair], *, viewer: Viewer) -> list[Compared]:
    """*pairs* of one kind with what their records say; pairs whose records are gone are left out."""
    ids = list(dict.fromkeys(id_ for pair in pairs for id_ in (pair.one, pair.other)))
    if not ids:
        return []
    kinds = {hop for kind in schema.KINDS.values() for hop in gate.hops(viewer, kind)}
    hops = (*sorted(kinds, key=lambda hop: hop.edge), Hop(Employment.edge, Direction.BOTH))
    page = store.get(ids, (hops,))
    shown = {
        node.id: records.present(viewer, loaded(node, page.edges), page.others)
        for node in page.nodes
        if gate.visible(viewer, node)
    }
    posts: dict[Id, list[str]] = {}
    for edge in page.edges:
        if edge.name == Employment.edge and gate.sees_tie(viewer, Employment):
            for end, other in ((edge.source, edge.target), (edge.target, edge.source)):
                node = page.others.get(other)
                if node is not None and gate.visible(viewer, node):
                    posts.setdefault(end, []).append(records.refer(node).title)
    return [
        Compared(
            shown[pair.one],
            shown[pair.other],
            pair.like,
            _lines(shown[pair.one], shown[pair.other], posts),
        )
        for pair in pairs
        if pair.one in shown and pair.other in shown
    ]


def _lines(
    one: Presented, other: Presented, posts: Mapping[Id, list[str]]
) -> tuple[ComparedField, ...]:
    kind = schema.KINDS[one.kind]
    found = [
        ComparedField(spec.label, _text(one, spec), _text(other, spec))
        for spec in kind.fields.values()
    ]
    words = Employment.forward if one.kind == "person" else Employment.backward
    texts = ("、".join(sorted(set(posts.get(each.id, ())))) for each in (one, other))
    found.append(ComparedField(words, *texts))
    return tuple(line for line in found if line.one or line.other)


def _text(shown: Presented, spec: Field) -> str:
    if spec.is_link:
        return "、".join(each.title for each in shown.links.get(spec.name, ()))
    return shown.texts.get(spec.name, "")


@dataclass(frozen=True, slots=True)
class MergeChoice:
    """One field of a merge as texts: what each says, what is left, and what may be chosen."""

    name: str
    label: str
    one: str
    other: str
    after: str
    take: Take
    takes: tuple[Take, ...]
    differs: bool


def choices(
    rows: Sequence[FieldRow], nodes: Mapping[Id, Node], viewer: Viewer
) -> tuple[MergeChoice, ...]:
    """The fields of a merge that say something, those to be chosen first; *nodes* are the records
    that links lead to. What the viewer does not see whole is not offered."""
    found = []
    for row in rows:
        if gate.sight(viewer, row.spec) is not Sight.FULL:
            continue
        one, other, after = (
            _told(row.spec, value, nodes, viewer) for value in (row.staying, row.going, row.after)
        )
        if one or other or after:
            found.append(
                MergeChoice(
                    row.spec.name,
                    row.spec.label,
                    one,
                    other,
                    after,
                    row.take,
                    row.takes,
                    row.differs,
                )
            )
    return tuple(sorted(found, key=lambda each: (not each.takes, not each.differs)))


def _told(spec: Field, value: object, nodes: Mapping[Id, Node], viewer: Viewer) -> str:
    if not spec.is_link:
        return spec.type.show(value)
    ids = value if isinstance(value, tuple) else (value,) if isinstance(value, str) else ()
    titles = []
    for id_ in ids:
        node = nodes.get(id_)
        seen = node is not None and gate.visible(viewer, node)
        titles.append(records.refer(node).title if node and seen else "受保护联系人")
    return "、".join(titles)
