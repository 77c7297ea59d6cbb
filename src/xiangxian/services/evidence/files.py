"""Files of evidence: taken in whole, given out whole, by the same gate and the same one write."""

from __future__ import annotations

import base64
import hashlib
import mimetypes
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from xiangxian.domain.evidence import Evidence
from xiangxian.domain.files import CHUNK, LARGEST, FileChunk, StoredFile
from xiangxian.domain.roles import Action, Sight
from xiangxian.services import gate, records
from xiangxian.services.drafts import Draft
from xiangxian.services.gate import Missing, Viewer
from xiangxian.services.records import Invalid
from xiangxian.store.base import Direction, Hop, Id
from xiangxian.store.contract import GraphStore

_TYPES = mimetypes.MimeTypes()  # the library's own, not what this PC's registry says


@dataclass(frozen=True, slots=True)
class Given:
    """A file as it is given out."""

    name: str
    media: str
    content: bytes


class Altered(Exception):
    """The bytes of a file are not those that were kept; nothing of it is given out."""


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file as a page names it: its SHA-256 in hexadecimal figures, its size in bytes."""

    id: Id
    name: str
    digest: str
    size: int


def bare_name(file_name: str) -> str:
    """A file's name without the folders of the PC it came from, at most 120 characters."""
    return file_name.replace("\\", "/").rpartition("/")[2].strip()[:120]


def keep(draft: Draft, file_name: str, content: bytes) -> Id:
    """Put a file into *draft*; gives its id. Raises `Invalid` for one that cannot be kept."""
    bare = bare_name(file_name)
    if not bare or not content:
        raise Invalid({"file": "请选一个文件，空文件不存。"})
    if len(content) > LARGEST:
        raise Invalid({"file": "文件超过20兆，没有存。请压小一些再试。"})
    media = _TYPES.guess_type(bare)[0]
    digest = hashlib.sha256(content).hexdigest()
    id_ = draft.add(StoredFile(name=bare, digest=digest, size=len(content), media=media))
    for number, start in enumerate(range(0, len(content), CHUNK)):
        piece = base64.b64encode(content[start : start + CHUNK]).decode("ascii")
        draft.add(FileChunk(piece_of=id_, number=number, data=piece))
    return id_


def attach(
    store: GraphStore,
    evidence: Id,
    file_name: str,
    content: bytes,
    *,
    change_id: Id,
    viewer: Viewer,
    now: datetime,
) -> Id:
    """Keep a file with a piece of evidence; gives the file's id. Raises `Invalid`, `Missing`."""
    gate.require(viewer, Action.RECORD)
    item = records.read(store, evidence, viewer=viewer, kind=Evidence.kind)
    assert isinstance(item.record, Evidence)  # noqa: S101 - the kind says so
    draft = Draft(change_id, item.node.unit)
    id_ = keep(draft, file_name, content)
    if store.applied(change_id) is not None:
        return id_
    files = (*item.record.files, id_)
    draft.revise(item, item.record.model_copy(update={"files": files}))
    store.apply(draft.change_set(viewer, now, "file.create"))
    return id_


def kept_with(
    store: GraphStore, evidence: Sequence[Id], *, viewer: Viewer
) -> dict[Id, list[KeptFile]]:
    """The files of several pieces of evidence with their digests; none for who sees no files."""
    spec = Evidence.fields["files"]
    if not evidence or gate.sight(viewer, spec) is not Sight.FULL:
        return {}
    page = store.get(list(dict.fromkeys(evidence)), ((Hop(spec.edge),),))
    found: dict[Id, list[KeptFile]] = {}
    for edge in sorted(page.edges, key=lambda edge: edge.id):
        node = page.others.get(edge.target)
        if node is None or node.kind != StoredFile.kind or not gate.visible(viewer, node):
            continue
        file = StoredFile.parsed(node.values)
        assert isinstance(file, StoredFile)  # noqa: S101 - the kind says so
        kept = KeptFile(node.id, file.name, file.digest, file.size or 0)
        found.setdefault(edge.source, []).append(kept)
    return found


def give(store: GraphStore, id_: Id, *, viewer: Viewer) -> Given:
    """The file *id_*, when the viewer sees files at all; raises `Missing` otherwise.

    Raises `Altered` when its bytes do not have the digest with which they were kept.
    """
    if gate.sight(viewer, Evidence.fields["files"]) is not Sight.FULL:
        raise Missing(id_)
    file = records.read(store, id_, viewer=viewer, kind=StoredFile.kind).record
    assert isinstance(file, StoredFile)  # noqa: S101 - the kind says so
    graph = store.expand([id_], ["PIECE_OF"], direction=Direction.IN, limit=LARGEST // CHUNK + 2)
    pieces = [FileChunk.parsed(node.values) for node in graph.nodes if node.kind == FileChunk.kind]
    ordered = sorted(
        (piece for piece in pieces if isinstance(piece, FileChunk)), key=lambda p: p.number or 0
    )
    content = b"".join(base64.b64decode(piece.data) for piece in ordered)
    if hashlib.sha256(content).hexdigest() != file.digest:
        raise Altered(id_)
    return Given(file.name, file.media or "application/octet-stream", content)
