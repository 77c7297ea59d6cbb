"""Elements of a Word file that python-docx has no words for."""

from __future__ import annotations

from typing import Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn


def word_element(name: str, **attributes: str) -> Any:
    """A new element *name* of WordprocessingML with *attributes* of the same names."""
    element = OxmlElement(f"w:{name}")
    for key, value in attributes.items():
        element.set(qn(f"w:{key}"), value)
    return element
