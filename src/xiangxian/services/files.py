"""Files of evidence: taken in whole, given out whole, by the same gate and the same one write."""

from __future__ import annotations

import base64
import hashlib
import mimetypes
from dataclasses import dataclass
from datetime import datetime

from xiangxian.domain.evidence import Evidence
from xiangxian.domain.files import CHUNK, LARGEST, FileChunk, StoredFile
from xiangxian.domain.roles import Action, Sight
from xiangxian.services import gate, records
from xiangxian.services.drafts import Draft
from xiangxian.services.gate import Missing, Viewer
from xiangxian.services.records import Invalid
from xiangxian.store.base import Direction, GraphStore, Id


@dataclass(frozen=True, slots=True)
class Given:
    """A file as it is given out."""

    name: str
    media: str
    content: bytes


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
    bare = file_name.replace("\\", "/").rpartition("/")[2].strip()[:120]
    if not bare or not content:
        raise Invalid({"file": "请选一个文件，空文件不存。"})
    if len(content) > LARGEST:
        raise Invalid({"file": "文件超过20兆，没有存。请压小一些再试。"})
    item = records.read(store, evidence, viewer=viewer, kind=Evidence.kind)
    assert isinstance(item.record, Evidence)  # noqa: S101 - the kind says so
    draft = Draft(change_id, item.node.unit)
    media = mimetypes.guess_type(bare)[0]
    digest = hashlib.sha256(content).hexdigest()
    id_ = draft.add(StoredFile(name=bare, digest=digest, size=len(content), media=media))
    if store.applied(change_id) is not None:
        return id_
    for number, start in enumerate(range(0, len(content), CHUNK)):
        piece = base64.b64encode(content[start : start + CHUNK]).decode("ascii")
        draft.add(FileChunk(piece_of=id_, number=number, data=piece))
    files = (*item.record.files, id_)
    draft.revise(item, item.record.model_copy(update={"files": files}))
    store.apply(draft.change_set(viewer, now, "file.create", note=bare))
    return id_


def give(store: GraphStore, id_: Id, *, viewer: Viewer) -> Given:
    """The file *id_*, when the viewer sees files at all; raises `Missing` otherwise."""
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
        raise Missing(id_)  # nothing is given out that is not what was kept
    return Given(file.name, file.media or "application/octet-stream", content)
