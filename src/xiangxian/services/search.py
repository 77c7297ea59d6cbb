"""One box that finds people, firms, projects and events; and names resolved to records."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from xiangxian.domain import schema
from xiangxian.domain.fields import Privacy
from xiangxian.domain.person_ties import Employment, SocialRole
from xiangxian.domain.records import Record
from xiangxian.domain.roles import Sight
from xiangxian.domain.values import text as texts
from xiangxian.services import gate
from xiangxian.services.drafts import loaded
from xiangxian.services.gate import Viewer
from xiangxian.services.records import Presented, Reference, present, refer
from xiangxian.store.base import Direction, Hop, Id, Node
from xiangxian.store.contract import GraphStore
from xiangxian.store.paging import all_found

BROWSED = ("person", "organisation", "project", "event")
"""The kinds the search box looks through."""
_ANCHORS = ("organisation", "place")
"""Kinds whose people are found by them."""
_MOST_ANCHORS = 5


@dataclass(frozen=True, slots=True)
class Hit:
    """One record that was found, with a line that tells namesakes apart."""

    record: Presented
    line: str


def _names(record: Record) -> list[str]:
    """Everything the record is called by."""
    names = [record.title()]
    for field in ("former_names", "short_names"):
        names += getattr(record, field, ())
    if salutation := getattr(record, "salutation", None):
        names.append(salutation)
    return [texts.fold(name) for name in names if name]


def _rank(record: Record, typed: str) -> tuple[int, int, str]:
    """The grade of its names for what was typed; short before long."""
    names = _names(record)
    length = len(names[0]) if names else 0
    return texts.grade(names, typed), length, texts.pinyin_key(record.title())


def sees_private_terms(viewer: Viewer) -> bool:
    """Whether the viewer may search in everything that is not open: only who sees all of it."""
    classes = (Privacy.CONTACT, Privacy.PERSONAL, Privacy.RESTRICTED)
    return all(viewer.sights.get(each.value) is Sight.FULL for each in classes)


def find(
    store: GraphStore,
    typed: str,
    *,
    viewer: Viewer,
    kinds: Sequence[str] = BROWSED,
    limit: int = 20,
) -> list[Hit]:
    """Records that *typed* names or describes: a part of a name, pinyin, initials, a phone's end;
    after them the people of a firm or a village of that name."""
    kinds = [kind for kind in kinds if gate.readable(viewer, kind)]
    asked = texts.relevance(typed)
    if not asked or not kinds:
        return []
    with_people = "person" in kinds
    looked_through = sorted({*kinds, *_ANCHORS}) if with_people else kinds
    scope, private = gate.scope(viewer), sees_private_terms(viewer)
    most = max(limit * 3, 60)
    ids: dict[Id, None] = {}
    for terms in asked:
        ids |= dict.fromkeys(
            store.search(terms, kinds=looked_through, where=scope, private=private, limit=most)
        )
    wanted = texts.fold(typed).strip()
    found = _hits(store, list(ids), wanted, viewer)
    hits = [hit for hit in found if hit.record.kind in kinds]
    if with_people and len(hits) < limit:
        anchors = [hit.record for hit in found if hit.record.kind in _ANCHORS]
        named = [each.id for each in anchors if wanted in texts.fold(each.title)][:_MOST_ANCHORS]
        hits += _people_of(store, named, {hit.record.id for hit in hits}, viewer, limit)
    return hits[:limit]


def _people_of(
    store: GraphStore, anchors: Sequence[Id], known: set[Id], viewer: Viewer, limit: int
) -> list[Hit]:
    """The people who work at, or come from, one of *anchors*, by name, without those *known*."""
    if not anchors:
        return []
    near = store.expand(
        anchors,
        (Employment.edge, SocialRole.edge, "HOME_VILLAGE"),
        direction=Direction.IN,
        depth=1,
        limit=limit + len(anchors) + len(known),
        where=gate.scope(viewer),
    )
    ids = [node.id for node in near.nodes if node.kind == "person" and node.id not in known]
    return _hits(store, ids, "", viewer)


def told_apart(store: GraphStore, ids: Sequence[Id], *, viewer: Viewer) -> dict[Id, str]:
    """A line for each record that tells it from its namesakes: village, firm, phone's end."""
    found = {}
    for hit in _hits(store, ids, "", viewer):
        ends = [part[-4:] for part in hit.record.texts.get("phones", "").split("、") if part]
        tail = f"尾号{ends[0]}" if ends and ends[0].isdigit() else ""
        found[hit.record.id] = " · ".join(part for part in (hit.line, tail) if part)
    return found


def _hits(store: GraphStore, ids: Sequence[Id], typed: str, viewer: Viewer) -> list[Hit]:
    page = store.get(ids, ((Hop("HOME_VILLAGE"), Hop("EMPLOYED")),))
    firms: dict[Id, list[str]] = {}
    for edge in page.edges:
        if edge.name == "EMPLOYED" and edge.target in page.others:
            firms.setdefault(edge.source, []).append(refer(page.others[edge.target]).title)
    items = [loaded(node, page.edges) for node in page.nodes if gate.visible(viewer, node)]
    items.sort(key=lambda item: (_rank(item.record, typed), item.id))
    hits = []
    for item in items:
        shown = present(viewer, item, page.others)
        hits.append(Hit(shown, _line(shown, firms.get(item.id, []))))
    return hits


def _line(shown: Presented, firms: Sequence[str]) -> str:
    parts = [reference.title for reference in shown.links.get("home_village", ())]
    parts += firms[:1]
    parts += [
        shown.texts[name]
        for name in ("organisation_kind", "event_kind", "stage", "on", "block")
        if name in shown.texts
    ]
    if not parts:
        parts = [schema.KINDS[shown.kind].label]
    return " · ".join(parts)


def resolve(
    store: GraphStore, name: str, *, kinds: Sequence[str], viewer: Viewer
) -> list[Reference]:
    """Every record that is called exactly *name*; several are namesakes, and nobody chooses for
    the user which one is meant."""
    wanted = texts.whole_term(name)
    if wanted == "^":
        return []
    ids = all_found(
        store,
        [wanted],
        kinds=[kind for kind in kinds if gate.readable(viewer, kind)],
        where=gate.scope(viewer),
    )
    return [refer(node) for node in store.get(ids).nodes if _is_called(node, wanted)]


def _is_called(node: Node, wanted: str) -> bool:
    return wanted in map(texts.whole_term, _names(schema.KINDS[node.kind].parsed(node.values)))
