"""The faces of official papers (GB/T 9704—2012), and what stands for them where they are missing."""

from __future__ import annotations

from typing import Any

from docx.oxml.ns import qn

FIGURES_FACE = "Times New Roman"
"""The face of figures and Latin letters."""


def set_faces(properties: Any, face: str) -> None:
    """Set the faces of a run or a style: *face* for Chinese, one of equal weight for figures."""
    faces = properties.get_or_add_rFonts()
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        faces.attrib.pop(qn(f"w:{theme}"), None)
    for name in ("ascii", "hAnsi", "cs"):
        faces.set(qn(f"w:{name}"), FIGURES_FACE)
    faces.set(qn("w:eastAsia"), face)
    faces.set(qn("w:hint"), "eastAsia")


TITLE_FACE, TEXT_FACE = "方正小标宋简体", "仿宋_GB2312"


HEAVY_FACE, KAI_FACE = "黑体", "楷体_GB2312"


SUBSTITUTES = {
    TITLE_FACE: "宋体",
    TEXT_FACE: "仿宋",
    KAI_FACE: "楷体",
    HEAVY_FACE: "SimHei",
}
"""What a computer takes that lacks a face."""
