"""Records of the register that may be one: the one finder of forms, pasted text, imports and the
whole-register queue. What is alike, and how much, says `services.duplicates.matching`.

Nobody is compared with everybody: records meet in blocks, which are what two of them have in
common (a number, a name, a sound and a village, …). Names that merely sound alike are a hint
while one types and no pair of the queue.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from xiangxian.domain import schema
from xiangxian.domain.duplicates import COMPARED, Distinction
from xiangxian.domain.organisations import Founding, Investment, Organisation
from xiangxian.domain.people import Person
from xiangxian.domain.person_ties import Employment
from xiangxian.domain.places import Place
from xiangxian.domain.projects import Project
from xiangxian.domain.roles import Action
from xiangxian.domain.values import text as texts
from xiangxian.domain.values.phones import Phone, read_phones
from xiangxian.services import gate
from xiangxian.services.duplicates.matching import GRADES, Grade, Likeness, likeness
from xiangxian.services.duplicates.traits import Traits, traits_of
from xiangxian.services.gate import Missing, Viewer
from xiangxian.services.people.name_index import ListedName, roster
from xiangxian.services.records import Reference, refer
from xiangxian.services.revisions import OncePerRevision
from xiangxian.store.base import Id, Node, Query
from xiangxian.store.contract import GraphStore
from xiangxian.store.paging import all_edges, pages

__all__ = [
    "GRADES",
    "Grade",
    "Likely",
    "Likeness",
    "Pair",
    "Queue",
    "Traits",
    "likely",
    "likeness",
    "queue",
    "traits_of",
    "with_alike",
]

CROWD = 120
"""A block with more records says nothing: so many have it in common that it is left out."""
HINTS = 6


@dataclass(frozen=True, slots=True)
class _Index:
    """What every record is compared by, the records themselves, and who shares what."""

    traits: Mapping[Id, Traits]
    nodes: Mapping[Id, Node]
    blocks: Mapping[str, tuple[Id, ...]]
    apart: frozenset[frozenset[Id]]


def _ties(store: GraphStore, *names: str) -> Iterator[tuple[Id, Id]]:
    for name in names:
        for edge in all_edges(store, name):
            yield edge.source, edge.target


def _read(store: GraphStore, revision: int) -> _Index:  # noqa: ARG001 - what is read is of it
    known = {
        node.id: node
        for nodes in roster(store).names.values()
        for node in nodes
        if node.kind in COMPARED
    }
    titles = {id_: schema.KINDS[node.kind].parsed(node.values) for id_, node in known.items()}
    parties: dict[Id, list[str]] = {}
    for source, target in _ties(store, Employment.edge, Founding.edge, Investment.edge):
        for end, other in ((source, target), (target, source)):
            if end in known and other in known:
                parties.setdefault(end, []).append(titles[other].title())
    of_projects = (Project.fields[name].edge for name in ("investors", "natives"))
    for source, target in _ties(store, *of_projects):
        if source in known and target in known:
            parties.setdefault(source, []).append(titles[target].title())
    villages = _village_names(store)
    homes = {
        person: villages[place]
        for person, place in _ties(store, Person.fields["home_village"].edge)
        if place in villages
    }
    traits: dict[Id, Traits] = {}
    blocks: dict[str, list[Id]] = {}
    for id_ in sorted(known):
        record = titles[id_]
        assert isinstance(record, Person | Organisation | Project)  # noqa: S101 - COMPARED
        made = traits_of(record, id_, village=homes.get(id_, ""), parties=parties.get(id_, ()))
        traits[id_] = made
        for key in {*block_keys(made), *_hint_keys(made)}:
            blocks.setdefault(key, []).append(id_)
    said: dict[Id, set[Id]] = {}
    for source, target in _ties(store, Distinction.fields["apart"].edge):
        said.setdefault(source, set()).add(target)
    return _Index(
        traits,
        known,
        {key: tuple(ids) for key, ids in blocks.items()},
        frozenset(frozenset(ids) for ids in said.values() if len(ids) == 2),
    )


def _village_names(store: GraphStore) -> dict[Id, str]:
    names: dict[Id, str] = {}
    for page in pages(store, Query(Place.kind, limit=200)):
        names |= {node.id: Place.parsed(node.values).title() for node in page.nodes}
    return names


_INDEXES = OncePerRevision(_read)


def known(store: GraphStore) -> tuple[Mapping[Id, Traits], Mapping[str, tuple[Id, ...]]]:
    """What every record is compared by, and the blocks in which they meet, of all units: whoever
    asks leaves out what the viewer may not see."""
    index = _INDEXES(store)
    return index.traits, index.blocks


def block_keys(traits: Traits) -> set[str]:
    """The blocks in which a record meets those that `likeness` may find it alike to."""
    keys = {f"n:{number}" for number in traits.numbers | traits.shared_numbers}
    keys |= {f"m:{name}" for name in {traits.name, *traits.former}}
    keys |= {f"c:{traits.credit_code}"} if traits.credit_code else set()
    if traits.kind == Person.kind:
        keys |= {f"a:{account}" for account in traits.accounts}
        keys |= _narrow_keys(traits)
    elif traits.kind == Organisation.kind:
        keys |= {f"k:{core[cut:]}" for core in traits.cores for cut in range(5)}
    else:
        keys |= {f"k:{core}" for core in traits.cores}
        keys |= {f"p:{party}" for party in traits.parties}
    return {f"{traits.kind} {key}" for key in keys}


def _narrow_keys(traits: Traits) -> set[str]:
    """What a person has in common with few: a name or a surname together with another fact.

    They also find the namesakes of a name that too many bear.
    """
    surname = traits.name[:1]
    facts = [f"v{traits.village}"] if traits.village else []
    facts += [f"f{firm}" for firm in traits.parties]
    facts += [f"n{number}" for number in traits.numbers | traits.shared_numbers]
    span = traits.birth.interval() if traits.birth else None
    if span and (span[1] - span[0]).days < 32:
        facts += [f"b{day.year}-{day.month}" for day in set(span)]
    called = {*traits.former, traits.name, traits.sound} - {""}
    keys = {f"w:{name} {fact}" for name in called for fact in facts}
    return keys | {f"u:{surname} {fact}" for fact in facts if fact[0] in "fb"}


def _hint_keys(traits: Traits) -> set[str]:
    return {f"{traits.kind} s:{traits.sound}"} if traits.sound else set()


# --- hints ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Likely:
    """A record that may be the one being typed: how much it looks so, why, and its line."""

    record: Reference
    grade: Grade
    why: str
    line: str


def likely(
    store: GraphStore,
    kind: str,
    name: str,
    numbers: Sequence[str],
    *,
    viewer: Viewer,
    but: Id = "",
) -> list[Likely]:
    """Records of *kind* that may be the same as one with this name and these numbers.

    The strongest first; a hint, never a decision. *but* is the record that is being edited: what
    else is known of it counts, and what it was said not to be is left out.
    """
    if kind not in COMPARED:
        return []
    index = _INDEXES(store)
    record = schema.KINDS[kind].model_validate({"name": name.strip()})
    assert isinstance(record, Person | Organisation | Project)  # noqa: S101 - COMPARED
    phones = tuple(Phone(number=number) for number in numbers)
    if isinstance(record, Person):
        record = record.model_copy(update={"phones": phones})
    typed = traits_of(record, but)
    held = index.traits.get(but)
    if held is not None and held.kind == kind:
        typed = replace(
            held,
            name=typed.name,
            sound=typed.sound,
            cores=typed.cores | held.cores,
            numbers=typed.numbers,
            shared_numbers=held.shared_numbers | typed.shared_numbers,
        )
    return _alike(index, typed, viewer)


def _alike(index: _Index, typed: Traits, viewer: Viewer) -> list[Likely]:
    met = {
        id_
        for key in block_keys(typed) | _hint_keys(typed)
        for id_ in index.blocks.get(key, ())
        if frozenset((typed.id, id_)) not in index.apart
    }
    found = []
    for id_ in met:
        node = index.nodes[id_]
        like = likeness(typed, index.traits[id_]) if gate.visible(viewer, node) else None
        if like is not None:
            found.append((GRADES.index(like.grade), id_, like))
    return [
        Likely(refer(index.nodes[id_]), like.grade, like.why, _line(index.nodes[id_]))
        for _, id_, like in sorted(found, key=lambda each: each[:2])[:HINTS]
    ]


def _line(node: Node) -> str:
    record = schema.KINDS[node.kind].parsed(node.values)
    shown = (getattr(record, "native_place_written", None), getattr(record, "specialties", None))
    return " · ".join(each for each in shown if each)


def with_alike(
    store: GraphStore, listed: Sequence[ListedName], *, viewer: Viewer
) -> tuple[ListedName, ...]:
    """Names of a pasted list; those that nobody bears with the people they may mean, by sound, by
    a former name, or by a number that stands behind the name."""
    found = []
    for each in listed:
        hints: list[Likely] = []
        if not each.records and not each.entry.called:
            numbers = [phone.number for phone in read_phones(each.rest).value or ()]
            hints = likely(store, Person.kind, each.name, numbers, viewer=viewer)
        why = {hint.record.id: f"{hint.grade.label}：{hint.why}" for hint in hints}
        alike = each.alike + tuple(hint.record for hint in hints)
        found.append(replace(each, alike=alike, why=why))
    return tuple(found)


# --- the queue -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Pair:
    """Two records that may be one, the older first."""

    one: Id
    other: Id
    like: Likeness


@dataclass(frozen=True, slots=True)
class _Found:
    pairs: Mapping[str, tuple[Pair, ...]]
    crowds: Mapping[str, Mapping[str, tuple[Id, ...]]]


@dataclass(frozen=True, slots=True)
class Queue:
    """The pairs of one kind that a viewer may decide, the strongest first.

    *crowds* are names, numbers or parties that too many records share to be told pair by pair.
    """

    pairs: tuple[Pair, ...]
    crowds: tuple[str, ...]

    def counts(self) -> dict[Grade, int]:
        """How many pairs of each grade."""
        return {grade: sum(pair.like.grade is grade for pair in self.pairs) for grade in GRADES}


def _pairs(store: GraphStore, revision: int) -> _Found:  # noqa: ARG001 - what is read is of it
    index = _INDEXES(store)
    pairs: dict[str, list[Pair]] = {kind: [] for kind in COMPARED}
    crowds: dict[str, dict[str, tuple[Id, ...]]] = {kind: {} for kind in COMPARED}
    for one, other in sorted(_candidates(index, crowds)):
        like = likeness(index.traits[one], index.traits[other])
        if like is not None and frozenset((one, other)) not in index.apart:
            pairs[index.nodes[one].kind].append(Pair(one, other, like))
    for kind in COMPARED:
        pairs[kind].sort(key=lambda pair: _place(index, pair))
    return _Found(
        {kind: tuple(found) for kind, found in pairs.items()},
        crowds,
    )


def _candidates(
    index: _Index, crowds: Mapping[str, dict[str, tuple[Id, ...]]]
) -> set[tuple[Id, Id]]:
    """Every two records of one block; what too many have in common goes to *crowds*."""
    met: set[tuple[Id, Id]] = set()
    for key, ids in index.blocks.items():
        kind, _, block = key.partition(" ")
        if block.startswith("s:"):
            continue
        if len(ids) > CROWD:
            if block[:2] in {"n:", "m:", "p:"}:
                crowds[kind][block[2:]] = ids
            continue
        met.update(itertools.combinations(ids, 2))
    return met


def _place(index: _Index, pair: Pair) -> tuple[int, int, str, Id, Id]:
    name = texts.pinyin_key(index.traits[pair.one].name)
    return GRADES.index(pair.like.grade), len(pair.like.against), name, pair.one, pair.other


_QUEUES = OncePerRevision(_pairs)


def queue(store: GraphStore, kind: str, *, viewer: Viewer) -> Queue:
    """The pairs of *kind* of which the viewer sees both; raises `Missing` for another kind."""
    gate.require(viewer, Action.RECORD)
    if kind not in COMPARED:
        raise Missing(kind)
    found, nodes = _QUEUES(store), _INDEXES(store).nodes
    mine = tuple(
        pair
        for pair in found.pairs[kind]
        if gate.visible(viewer, nodes[pair.one]) and gate.visible(viewer, nodes[pair.other])
    )
    crowds = (
        shared
        for shared, ids in found.crowds[kind].items()
        if sum(gate.visible(viewer, nodes[id_]) for id_ in ids) > 1
    )
    return Queue(mine, tuple(sorted(crowds)))


def like_now(store: GraphStore, one: Id, other: Id) -> Likeness | None:
    """How alike two records are as they stand."""
    traits = _INDEXES(store).traits
    return likeness(traits[one], traits[other]) if {one, other} <= set(traits) else None
