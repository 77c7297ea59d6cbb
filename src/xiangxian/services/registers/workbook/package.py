"""The parts of an Open XML workbook, under the names and in the words that openpyxl knows.

Other programs call parts otherwise than Excel does (another case, backslashes, a leading slash),
write the "strict" words of ISO/IEC 29500, and frame thousands of rows in which nothing stands. All
of it is mended in a copy, so that one reader sees styles, comments and formats of every workbook.
"""

from __future__ import annotations

import posixpath
import re
import tempfile
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from defusedxml import ElementTree

_CHUNK = 1024 * 1024
_TYPES = "[Content_Types].xml"
_STRICT = re.compile(rb"http://purl\.oclc\.org/ooxml/([A-Za-z]+)/")
_TRANSITIONAL = rb"http://schemas.openxmlformats.org/\1/2006/"
_EMPTY_CELL = re.compile(
    rb"<c(?:\s[^<>]*)?/>|<c(?:\s[^<>]*[^/<>])?>\s*(?:<v\s*/>|<v>\s*</v>)?\s*</c>"
)
_EMPTY_ROW = re.compile(rb"<row(?:\s[^<>]*)?/>|<row(?:\s[^<>]*[^/<>])?>\s*</row>")
FRAME = 20_000
"""So many cells without a value are a frame that somebody drew, and are passed over."""


class PartMissing(Exception):
    """A sheet that the workbook lists has no part, or a damaged one; its name is the argument."""


class PasswordProtected(Exception):
    """The workbook asks for a password."""


@dataclass(frozen=True, slots=True)
class ListedSheet:
    """A sheet as the workbook lists it: its name, the kind of its relationship, its part."""

    name: str
    kind: str
    part: str | None


def usable(path: Path) -> IO[bytes]:
    """The workbook at *path* as openpyxl reads it: itself where nothing is to be mended, else a
    copy. Raises `PartMissing` where a sheet is listed and not there."""
    with zipfile.ZipFile(path) as packed:
        names, strict = _names(packed), _is_strict(packed)
        framed = {info.filename for info in packed.infolist() if _is_framed(packed, info)}
        file: IO[bytes]
        if not strict and not _are_odd(names) and not framed:
            file = path.open("rb")
        else:
            file = _mended(packed, names, framed, strict=strict)
    try:
        _refuse_missing(file)
    except BaseException:
        file.close()
        raise
    return file


def _refuse_missing(file: IO[bytes]) -> None:
    """openpyxl passes over a sheet without a part and says nothing."""
    for sheet in listed(file):
        if sheet.kind in {"worksheet", ""} and sheet.part is None:
            raise PartMissing(sheet.name)


def is_plain(path: Path) -> bool:
    """Whether the workbook at *path* has the names and the words that openpyxl knows, so that it
    can be opened, changed and saved."""
    with zipfile.ZipFile(path) as packed:
        return not _is_strict(packed) and not _are_odd(_names(packed))


def _are_odd(names: Mapping[str, str]) -> bool:
    return any(own != called for own, called in names.items())


def _names(packed: zipfile.ZipFile) -> dict[str, str]:
    """The parts' names in the file -> those by which the relationships between them call them."""
    bare = {info.filename: _bare(info.filename) for info in packed.infolist()}
    called = {_TYPES.lower(): _TYPES, "_rels/.rels": "_rels/.rels"}
    for name, own in bare.items():
        if own.lower().endswith(".rels"):
            with suppress(ElementTree.ParseError):
                for relation in _root(packed, name):
                    target = _target(own, relation)
                    called.setdefault(target.lower(), target)
    for own in tuple(called.values()):
        folder, name = posixpath.split(own)
        rels = f"{folder}/_rels/{name}.rels".lstrip("/")
        called.setdefault(rels.lower(), rels)
    return {name: called.get(own.lower(), own) for name, own in bare.items()}


def _bare(name: str) -> str:
    return name.replace("\\", "/").lstrip("/")


def _root(packed: zipfile.ZipFile, name: str) -> Any:
    with packed.open(name) as part:
        return ElementTree.parse(part, forbid_dtd=True).getroot()


def _target(rels: str, relation: Any) -> str:
    """The part that a relation of the part of *rels* leads to."""
    target = str(relation.get("Target", "")).replace("\\", "/")
    if target.startswith("/"):
        return target.lstrip("/")
    folder = posixpath.dirname(posixpath.dirname(rels))
    return posixpath.normpath(posixpath.join(folder, target))


def _is_strict(packed: zipfile.ZipFile) -> bool:
    """Whether the workbook speaks the strict words."""
    for info in packed.infolist():
        if _bare(info.filename).lower() == "_rels/.rels":
            with packed.open(info) as part:
                return _STRICT.search(part.read(_CHUNK)) is not None
    return False


def _is_framed(packed: zipfile.ZipFile, info: zipfile.ZipInfo) -> bool:
    """Whether a sheet has thousands of cells in which nothing stands."""
    if "worksheets/" not in _bare(info.filename).lower() or info.file_size < 10 * FRAME:
        return False
    empty = 0
    with packed.open(info) as part:
        while chunk := part.read(_CHUNK):
            empty += chunk.count(b"<c ") - values_in(chunk)
            if empty > FRAME:
                return True
    return False


def values_in(chunk: bytes) -> int:
    """How many cells of a piece of a sheet's part hold a value."""
    filled = chunk.count(b"<v>") + chunk.count(b"<v ") + chunk.count(b"<is>") + chunk.count(b"<is ")
    return filled - chunk.count(b"<v></v>") - chunk.count(b"<v />")


def _mended(
    packed: zipfile.ZipFile, names: Mapping[str, str], framed: set[str], *, strict: bool
) -> IO[bytes]:
    """A copy of *packed* in which the parts are called by *names*."""
    file: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - whoever reads it closes it
    done: set[str] = set()
    with zipfile.ZipFile(file, "w") as copy:
        for info in packed.infolist():
            name = names[info.filename]
            if name in done or info.is_dir():
                continue
            done.add(name)
            with packed.open(info) as part, copy.open(name, "w", force_zip64=True) as to:
                for piece in _pieces(part, framed=info.filename in framed):
                    to.write(_STRICT.sub(_TRANSITIONAL, piece) if strict else piece)
    file.seek(0)
    return file


def _pieces(part: IO[bytes], *, framed: bool) -> Iterator[bytes]:
    """A part in pieces that end before a mark; of a *framed* sheet without its empty cells."""
    kept = b""
    while chunk := part.read(_CHUNK):
        kept += chunk
        framed = framed and b"<![CDATA[" not in kept and b"<!--" not in kept
        cut = kept.rfind(b"<row") if framed else kept.rfind(b"<")
        if cut > 0:
            yield _without_frame(kept[:cut]) if framed else kept[:cut]
            kept = kept[cut:]
    yield _without_frame(kept) if framed else kept


def _without_frame(piece: bytes) -> bytes:
    return _EMPTY_ROW.sub(b"", _EMPTY_CELL.sub(b"", piece))


def listed(file: IO[bytes]) -> list[ListedSheet]:
    """The sheets of a workbook as it lists them, by the marks of any of its two vocabularies."""
    with zipfile.ZipFile(file) as packed:
        there = set(packed.namelist())
        book = next(
            (
                _target("_rels/.rels", each)
                for each in _root(packed, "_rels/.rels")
                if each.get("Type", "").endswith("/officeDocument")
            ),
            "xl/workbook.xml",
        )
        folder, name = posixpath.split(book)
        rels = f"{folder}/_rels/{name}.rels".lstrip("/")
        relations = {}
        if rels in there:
            for each in _root(packed, rels):
                part = _target(rels, each)
                kind = each.get("Type", "").rpartition("/")[2]
                relations[each.get("Id")] = kind, part if part in there else None
        found = []
        for element in _root(packed, book).iter():
            if element.tag.rpartition("}")[2] == "sheet":
                id_ = next((v for k, v in element.items() if k.rpartition("}")[2] == "id"), None)
                found.append(ListedSheet(element.get("name", ""), *relations.get(id_, ("", None))))
    file.seek(0)
    return found


def damaged(file: IO[bytes]) -> str | None:
    """The name of the first sheet of which the part cannot be read to its end; None for none."""
    for sheet in listed(file):
        if sheet.part is None or sheet.kind not in {"worksheet", ""}:
            continue
        try:
            with zipfile.ZipFile(file) as packed, packed.open(sheet.part) as part:
                for _, element in ElementTree.iterparse(part, forbid_dtd=True):
                    element.clear()
        except (ElementTree.ParseError, zipfile.BadZipFile, EOFError, OSError):
            return sheet.name
    return None
