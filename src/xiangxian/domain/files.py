"""Files that evidence rests on, kept as records: a scan, a letter, a photograph of a sheet."""

from __future__ import annotations

from typing import ClassVar

from xiangxian.domain.fields import Privacy, count, link, plain, text, title
from xiangxian.domain.records import Id, Record

CHUNK = 1024 * 1024
"""How many bytes of a file one chunk holds."""
LARGEST = 20 * 1024 * 1024


class StoredFile(Record):
    """A file's name, size and SHA-256; its bytes lie in its chunks."""

    kind: ClassVar[str] = "file"
    label: ClassVar[str] = "文件"
    searched: ClassVar[bool] = False

    name: str = title("文件名", privacy=Privacy.RESTRICTED, required=True)
    digest: str = plain(
        "摘要", privacy=Privacy.RESTRICTED, required=True, filterable=True, form=False
    )
    size: int | None = count("大小（字节）", privacy=Privacy.RESTRICTED, form=False)
    media: str | None = text("类型", privacy=Privacy.RESTRICTED, form=False)


class FileChunk(Record):
    """One piece of a file's bytes, in base64."""

    kind: ClassVar[str] = "chunk"
    label: ClassVar[str] = "文件内容"
    caption: ClassVar[str] = "number"
    searched: ClassVar[bool] = False

    piece_of: Id | None = link("属于", to=("file",), privacy=Privacy.RESTRICTED, form=False)
    number: int | None = count("次序", privacy=Privacy.RESTRICTED, sortable=True, form=False)
    data: str = plain("内容", privacy=Privacy.RESTRICTED, form=False, default="")
