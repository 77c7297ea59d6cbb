"""The looks of cells: which have borders, which break lines, and the few new ones that are needed.

A look is a number into the styles' part. That part stays as it came where the workbook has a
fitting look already; otherwise looks are added at its end, and none is changed.
"""

from __future__ import annotations

import copy
from functools import cached_property
from typing import Any

from lxml import etree

from xiangxian.services.county_forms.form_package import Package, child_of, children

_SIDES = ("left", "right", "start", "end", "bottom")
"""A border above alone may be that of the row above."""


class Looks:
    """The looks that cells of the workbook *package* may have."""

    def __init__(self, package: Package) -> None:
        self._package = package
        self._part = package.one("styles")

    @cached_property
    def _list(self) -> Any | None:
        root = self._package.tree(self._part) if self._part else None
        return None if root is None else child_of(root, "cellXfs")

    @cached_property
    def _looks(self) -> list[Any]:
        return [] if self._list is None else children(self._list, "xf")

    def _of(self, group: str, look: int, attribute: str) -> Any | None:
        if self._part is None or look >= len(self._looks):
            return None
        listed = child_of(self._package.tree(self._part), group)
        entries = [] if listed is None else list(listed)
        number = int(self._looks[look].get(attribute, "0"))
        return entries[number] if number < len(entries) else None

    def ruled(self, look: int) -> bool:
        """Whether a cell of that look has a line at its side or below."""
        return self._lined(look, _SIDES)

    def closed(self, look: int) -> str:
        """The kind of line below a cell of that look; empty for none."""
        border = self._of("borders", look, "borderId")
        side = None if border is None else child_of(border, "bottom")
        return "" if side is None else side.get("style", "")

    def _lined(self, look: int, sides: tuple[str, ...]) -> bool:
        border = self._of("borders", look, "borderId")
        if border is None:
            return False
        found = (child_of(border, side) for side in sides)
        return any(side is not None and side.get("style", "none") != "none" for side in found)

    def size(self, look: int) -> float:
        """The size of the writing, in points."""
        font = self._of("fonts", look, "fontId")
        size = None if font is None else child_of(font, "sz")
        return 11.0 if size is None else float(size.get("val", "11"))

    def breaking(self, look: int) -> int:
        """The look that is the same but breaks lines."""
        wanted = self._copy(look)
        alignment = child_of(wanted, "alignment")
        if alignment is None:
            alignment = etree.Element(etree.QName(etree.QName(wanted).namespace, "alignment"))
            wanted.insert(0, alignment)
        alignment.set("wrapText", "1")
        wanted.set("applyAlignment", "1")
        return self._number(wanted)

    def bordered_like(self, look: int, head: int) -> int:
        """The look with the lines and the alignment of the header's look *head*."""
        if head >= len(self._looks):
            return look
        wanted, above = self._copy(look), self._looks[head]
        wanted.set("borderId", above.get("borderId", "0"))
        wanted.set("applyBorder", "1")
        old, new = child_of(wanted, "alignment"), child_of(above, "alignment")
        if old is not None:
            wanted.remove(old)
        if new is not None:
            wanted.insert(0, copy.deepcopy(new))
            wanted.set("applyAlignment", "1")
        return self._number(wanted)

    def _copy(self, look: int) -> Any:
        found = self._looks[look] if look < len(self._looks) else self._looks[0]
        wanted = copy.deepcopy(found)
        wanted.tail = None
        return wanted

    def _number(self, wanted: Any) -> int:
        """The number of a look, which is added where none is the same."""
        mark = _sameness(wanted)
        for number, look in enumerate(self._looks):
            if _sameness(look) == mark:
                return number
        assert self._part is not None  # noqa: S101 - what was copied stands there
        assert self._list is not None  # noqa: S101
        self._list.append(wanted)
        self._looks.append(wanted)
        self._list.set("count", str(len(self._looks)))
        self._package.changed(self._part)
        return len(self._looks) - 1


def _sameness(look: Any) -> tuple[Any, ...]:
    """What makes two looks the same; that something applies is no look."""

    def said(element: Any) -> tuple[Any, ...]:
        own = {key: value for key, value in element.attrib.items() if not key.startswith("apply")}
        return (
            etree.QName(element).localname,
            tuple(sorted(own.items())),
            tuple(map(said, element)),
        )

    return said(look)
