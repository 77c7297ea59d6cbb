"""The one vocabulary: every kind of record and tie, collected and checked when it is imported.

`KINDS` and `TIES` are what forms, lists, imports, exports, indexes, masking, the graph and the
reference documentation are made from. A declaration that contradicts itself stops the program
here, all faults named together.
"""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from xiangxian.domain.accounts import Account, Unit
from xiangxian.domain.duplicates import Distinction, Merging
from xiangxian.domain.events import Attendance, Event, RecordNote, Reply
from xiangxian.domain.evidence import Evidence, StatedTotal
from xiangxian.domain.fields import Privacy
from xiangxian.domain.files import FileChunk, StoredFile
from xiangxian.domain.introductions import Introduction, Linked, drawn_values
from xiangxian.domain.lists import ListPlacing, SavedList
from xiangxian.domain.organisations import Founding, Investment, Organisation
from xiangxian.domain.people import Person
from xiangxian.domain.person_ties import Employment, Kinship, Schoolmate, SocialRole
from xiangxian.domain.pictures import SavedView
from xiangxian.domain.places import Place
from xiangxian.domain.projects import Project
from xiangxian.domain.recognition.cases import (
    Recognised,
    RecognitionCase,
    RecognitionDecision,
    RecognitionNotice,
)
from xiangxian.domain.records import Declared, Record, Tie
from xiangxian.domain.registers import ContactExport, ImportBatch, RegisterLayout
from xiangxian.domain.suggestions import Suggestion
from xiangxian.domain.tasks import Task
from xiangxian.domain.values import text as texts
from xiangxian.domain.values.value_types import Key
from xiangxian.domain.village_rounds import VillageRound, VillageSheet


class Contradiction(Exception):
    """The vocabulary contradicts itself; the message lists every fault."""


@dataclass(frozen=True, slots=True)
class Indexed:
    """What the store indexes of a record; a missing key is absent.

    *title* is what people call it, and *shown* its open keys in words, for whoever reads the
    store's own tables.
    """

    keys: Mapping[str, Key]
    terms: frozenset[str]
    private_terms: frozenset[str]
    title: str
    shown: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Drawn:
    """A tie that `apply` derives from a record, with the record's id.

    It leads from where the record's link edge *source* leads to where *target* leads. *values*
    makes its values text of the record's values, its unit and what the edges in *reads* lead to,
    also into the recycle bin. *version* counts the rules that it was drawn by: what stands is drawn
    anew when that moved on.
    """

    edge: str
    source: str
    target: str
    reads: tuple[str, ...]
    values: Callable[[str, str, Mapping[str, Linked]], str]
    version: int = 1


def _faults(kinds: Iterable[type[Record]], ties: Iterable[type[Tie]]) -> list[str]:
    kinds, ties = tuple(kinds), tuple(ties)
    names = [record.kind for record in kinds]
    edges = [tie.edge for tie in ties]
    found = [f"{name}: declared twice" for name in {*names} if names.count(name) > 1]
    found += [f"{name}: declared twice" for name in {*edges} if edges.count(name) > 1]
    for declared in (*kinds, *ties):
        where = declared.__name__
        if not declared.label:
            found.append(f"{where}: no label")
        for spec in declared.fields.values():
            found += [f"{where}.{fault}" for fault in spec.faults()]
            unknown = [kind for kind in spec.to if kind not in names]
            found += [f"{where}.{spec.name}: links to the unknown kind {kind}" for kind in unknown]
            if spec.is_link and spec.edge in edges:
                found.append(f"{where}.{spec.name}: a tie has the same edge {spec.edge}")
        bare = set(declared.model_fields) - set(declared.fields)
        found += [f"{where}.{name}: a field without a declaration" for name in sorted(bare)]
    for record in kinds:
        if record.caption not in record.fields:
            found.append(f"{record.__name__}: its caption {record.caption} is no field")
        columns = [spec.column for spec in record.fields.values() if spec.column]
        found += [
            f"{record.__name__}: column {name} twice"
            for name in {*columns}
            if columns.count(name) > 1
        ]
    for tie in ties:
        unknown = [kind for kind in (*tie.source, *tie.target) if kind not in names]
        found += [f"{tie.__name__}: joins the unknown kind {kind}" for kind in unknown]
        if not (tie.forward and tie.backward):
            found.append(f"{tie.__name__}: needs words for both directions")
    return found


def collect(
    kinds: Iterable[type[Record]], ties: Iterable[type[Tie]]
) -> tuple[dict[str, type[Record]], dict[str, type[Tie]]]:
    """Kinds by name and ties by edge; raises `Contradiction` with every fault together."""
    kinds, ties = tuple(kinds), tuple(ties)
    if faults := _faults(kinds, ties):
        raise Contradiction("\n".join(faults))
    return {record.kind: record for record in kinds}, {tie.edge: tie for tie in ties}


KINDS, TIES = collect(
    (
        Person,
        Organisation,
        Place,
        Project,
        Introduction,
        Event,
        RecordNote,
        Suggestion,
        Task,
        Evidence,
        StoredFile,
        FileChunk,
        StatedTotal,
        Unit,
        Account,
        ImportBatch,
        RegisterLayout,
        ContactExport,
        Distinction,
        Merging,
        SavedList,
        SavedView,
        VillageRound,
        VillageSheet,
        RecognitionCase,
        RecognitionNotice,
        RecognitionDecision,
    ),
    (
        Employment,
        SocialRole,
        Kinship,
        Schoolmate,
        Investment,
        Founding,
        Attendance,
        Reply,
        ListPlacing,
        Recognised,
    ),
)

DRAWN: Mapping[str, Drawn] = {
    Introduction.kind: Drawn(
        "INTRODUCED", "BY", "OF", ("PROJECT", "OCCASION"), drawn_values, version=2
    )
}


def index(kind: str, values: str) -> Indexed:
    """Keys and search terms of a record, the same for every engine."""
    record = KINDS[kind].parsed(values)
    keys: dict[str, Key] = {}
    shown: dict[str, str] = {}
    public: set[str] = set()
    private: set[str] = set()
    for name, spec in record.fields.items():
        if spec.is_link or not (spec.indexed or spec.searched):
            continue
        value = record.indexed(name)
        keys |= spec.keys(value)
        if name in keys and spec.privacy is Privacy.OPEN:
            shown[name] = spec.type.show(value)
        if spec.searched:
            (public if spec.privacy is Privacy.OPEN else private).update(spec.type.terms(value))
    if not record.searched:
        public, private = set(), set()
    return Indexed(keys, frozenset(public), frozenset(private - public), record.title(), shown)


def edge_names() -> dict[str, str]:
    """Every edge the store may hold -> `link`, `tie` or `drawn`."""
    names = {
        spec.edge: "link" for kind in KINDS.values() for spec in kind.fields.values() if spec.to
    }
    names |= dict.fromkeys(TIES, "tie")
    return names | {drawn.edge: "drawn" for drawn in DRAWN.values()}


@functools.cache
def joined() -> frozenset[tuple[str, str, str]]:
    """Which edge may lead from which kind of record to which kind; derived ties left out."""
    found = {
        (spec.edge, kind, target)
        for kind, record in KINDS.items()
        for spec in record.fields.values()
        for target in spec.to
    }
    for edge, tie in TIES.items():
        found |= {(edge, source, target) for source in tie.source for target in tie.target}
    return frozenset(found)


@functools.cache
def single_links() -> frozenset[tuple[str, str]]:
    """Every link that leads to one record at most, as the kind it is of and its edge."""
    return frozenset(
        (kind.kind, spec.edge)
        for kind in KINDS.values()
        for spec in kind.fields.values()
        if spec.is_link and not spec.many
    )


def link_label(edge: str, kind: str | None = None) -> str:
    """What the link *edge* is called by the record it is of, of *kind* where that is known."""
    for record in KINDS.values():
        if kind is not None and record.kind != kind:
            continue
        for spec in record.fields.values():
            if spec.is_link and spec.edge == edge:
                return spec.label
    return edge


@functools.cache
def digest() -> str:
    """A digest of all declarations that shape what the store indexes and draws."""
    lines = [str(texts.TERMS)]
    lines += [_shape(declared) for declared in (*KINDS.values(), *TIES.values())]
    lines += [f"{kind} {drawn.edge} {drawn.version}" for kind, drawn in DRAWN.items()]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def _shape(declared: type[Declared]) -> str:
    fields = (
        f"{spec.name} {spec.type.name} {spec.privacy} {spec.sortable} {spec.filterable} "
        f"{spec.searched} {spec.to} {spec.many} {spec.by_strokes}"
        for spec in declared.fields.values()
    )
    indexing = getattr(declared, "indexing", 0)
    return "\n".join((f"{declared.__name__} {indexing or ''}".rstrip(), *fields))
