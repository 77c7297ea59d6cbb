"""A foreign workbook as the parcel of parts that it is: what is not changed stays byte for byte.

Runs in the process of its own only. A part is read as a tree when somebody asks for it, and written
anew only when it was said to have changed; prefixes of namespaces stay as they came, because
`mc:Ignorable` names them.
"""

from __future__ import annotations

import io
import posixpath
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO

from lxml import etree

_MAIN = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"

_BEFORE_RECKONING = ("sheets", "functionGroups", "externalReferences", "definedNames")
"""What stands before the settings of reckoning in a workbook's part."""


def plain_parser() -> etree.XMLParser:
    """A parser that follows no entity, reads no other file, and has libxml2's bounds of size."""
    return etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=False,
    )


def local(element: Any) -> str:
    """An element's name without its namespace; empty for comments and instructions."""
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def children(element: Any, name: str) -> list[Any]:
    """The children of that name, whatever their namespace."""
    return [child for child in element if local(child) == name]


def child_of(element: Any, name: str) -> Any:
    """The first child of that name, None for none."""
    return next(iter(children(element, name)), None)


def reference_id(element: Any) -> str:
    """The id of the relationship that an element names."""
    return next(
        (
            value
            for key, value in element.attrib.items()
            if etree.QName(key).localname == "id"
            and "relationships" in (etree.QName(key).namespace or "")
        ),
        "",
    )


@dataclass(frozen=True, slots=True)
class Relation:
    """What one part has to do with another: *kind* is the last word of the type (`drawing`),
    *target* the other part's name (an address where it lies outside)."""

    id: str
    kind: str
    target: str
    outside: bool


class Package:
    """The parts of the workbook in *file*."""

    def __init__(self, file: BinaryIO) -> None:
        self._packed = zipfile.ZipFile(file)
        self._infos = {i.filename: i for i in self._packed.infolist() if not i.is_dir()}
        self._replaced: dict[str, bytes] = {}
        self._trees: dict[str, Any] = {}
        self._changed: set[str] = set()
        self._names = {name.lower(): name for name in self._infos}
        self.workbook = next(
            relation.target for relation in self.relations("") if relation.kind == "officeDocument"
        )

    @property
    def names(self) -> tuple[str, ...]:
        """The parts' names in the order of the file."""
        return tuple(self._infos)

    def content(self, name: str) -> bytes:
        """A part as it came, or as `replace` left it."""
        return self._replaced[name] if name in self._replaced else self._packed.read(name)

    def tree(self, name: str) -> Any:
        """The root of a part of XML; raises `ValueError` for one that declares a document type."""
        if name not in self._trees:
            root = etree.fromstring(self.content(name), plain_parser())
            if root.getroottree().docinfo.doctype:
                raise ValueError(name)
            self._trees[name] = root
        return self._trees[name]

    def changed(self, name: str) -> None:
        """Say that the part's tree is to be written."""
        self._changed.add(name)

    def replace(self, name: str, content: bytes) -> None:
        """Give a part that is no tree other bytes."""
        self._replaced[name] = content

    def relations(self, name: str) -> tuple[Relation, ...]:
        """What the part *name* (the package itself: empty) refers to."""
        listed = self.found(self._relations_of(name))
        if listed is None:
            return ()
        return tuple(self._relation(name, each) for each in self.tree(listed) if local(each))

    def _relation(self, name: str, each: Any) -> Relation:
        target, outside = each.get("Target", ""), each.get("TargetMode") == "External"
        if not outside:
            target = posixpath.normpath(
                posixpath.join("/", posixpath.dirname(name), target.replace("\\", "/"))
            ).lstrip("/")
            target = self._names.get(target.lower(), target)
        return Relation(
            each.get("Id", ""), each.get("Type", "").rpartition("/")[2], target, outside
        )

    def related(self, name: str, kind: str = "") -> Iterator[str]:
        """The parts that the part *name* refers to, of one *kind* or of any."""
        for relation in self.relations(name):
            there = not relation.outside and relation.target in self._infos
            if there and kind in {"", relation.kind}:
                yield relation.target

    def found(self, name: str) -> str | None:
        """The part's name as the file spells it, None where there is no such part."""
        return self._names.get(name.lower())

    @staticmethod
    def _relations_of(name: str) -> str:
        folder, _, own = name.rpartition("/")
        return f"{folder}/_rels/{own}.rels".lstrip("/")

    def sheets(self) -> dict[str, str]:
        """The part of each sheet by the sheet's name, in order."""
        targets = {relation.id: relation.target for relation in self.relations(self.workbook)}
        listed = child_of(self.tree(self.workbook), "sheets")
        found = {}
        for sheet in listed if listed is not None else ():
            part = targets.get(reference_id(sheet), "") if local(sheet) == "sheet" else ""
            if part in self._infos:
                found[sheet.get("name", "")] = part
        return found

    def one(self, kind: str) -> str | None:
        """The only part of its kind that the workbook refers to (`styles`, `calcChain`)."""
        return next(self.related(self.workbook, kind), None)

    @property
    def macros(self) -> tuple[str, ...]:
        """The parts that hold macros."""
        return tuple(
            name for name in self._infos if posixpath.basename(name).lower().startswith("vba")
        )

    def drop(self, names: tuple[str, ...]) -> None:
        """Take parts out, with every word that the package and the workbook say of them."""
        for name in names:
            for each in (name, self.found(self._relations_of(name)) or ""):
                self._infos.pop(each, None)
        listed = self.found(self._relations_of(self.workbook))
        if listed:
            for each in list(self.tree(listed)):
                if local(each) and self._relation(self.workbook, each).target in names:
                    self.tree(listed).remove(each)
                    self.changed(listed)
        for each in self._types():
            if each.get("PartName", "").lstrip("/").lower() in {name.lower() for name in names}:
                each.getparent().remove(each)
                self.changed("[Content_Types].xml")

    def be_a_workbook(self) -> None:
        """Call it a workbook where it was a template, or one with macros."""
        for each in self._types():
            of_the_workbook = each.get("PartName", "").lstrip("/").lower() == self.workbook.lower()
            if of_the_workbook and each.get("ContentType") != _MAIN:
                each.set("ContentType", _MAIN)
                self.changed("[Content_Types].xml")

    def reckon_on_opening(self) -> None:
        """Let the program that opens the workbook reckon every formula anew."""
        root = self.tree(self.workbook)
        settings = child_of(root, "calcPr")
        if settings is None:
            settings = etree.Element(etree.QName(etree.QName(root).namespace, "calcPr"))
            before = next(each for each in reversed(root) if local(each) in _BEFORE_RECKONING)
            before.addnext(settings)
        settings.set("fullCalcOnLoad", "1")
        self.changed(self.workbook)

    def _types(self) -> list[Any]:
        return [each for each in self.tree("[Content_Types].xml") if local(each)]

    def packed(self) -> bytes:
        """The whole file, with the changed parts written anew."""
        target = io.BytesIO()
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
            for name, info in self._infos.items():
                packed.writestr(self._named(info), self._written(name))
        return target.getvalue()

    @staticmethod
    def _named(info: zipfile.ZipInfo) -> zipfile.ZipInfo:
        new = zipfile.ZipInfo(info.filename, info.date_time)
        stored = info.compress_type == zipfile.ZIP_STORED
        new.compress_type = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
        new.external_attr = info.external_attr
        return new

    def _written(self, name: str) -> bytes:
        if name not in self._changed:
            return self.content(name)
        root = self._trees[name].getroottree()
        text: bytes = etree.tostring(root, encoding="UTF-8", xml_declaration=True, standalone=True)
        return text
