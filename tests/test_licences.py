"""What is shipped with the program may be shipped: permissive licences and unmodified LGPL."""

from __future__ import annotations

import re
from importlib import metadata

from packaging.requirements import Requirement

ALLOWED = re.compile(
    r"MIT|BSD|Apache|ISC|PSF|Python Software Foundation|MPL|Mozilla|LGPL|Lesser|Unlicense|any-OSI|zlib|HPND|0BSD",
    re.IGNORECASE,
)
FORBIDDEN = re.compile(
    r"(?<!L)(?<!Lesser )\b(?:AGPL|GPL|GNU (?:Affero )?General Public)", re.IGNORECASE
)


def reached(name: str, found: dict[str, metadata.Distribution]) -> None:
    """Everything that *name* needs to run, and it."""
    if name in found:
        return
    found[name] = metadata.distribution(name)
    for line in found[name].requires or ():
        requirement = Requirement(line)
        if requirement.marker is None or requirement.marker.evaluate({"extra": ""}):
            reached(requirement.name.lower(), found)


def licence(distribution: metadata.Distribution) -> str:
    """What a distribution says of its licence."""
    meta = distribution.metadata
    said = [meta.get("License-Expression") or "", (meta.get("License") or "")[:200]]
    said += [each for each in meta.get_all("Classifier") or () if each.startswith("License")]
    return " | ".join(each for each in said if each)


def test_every_part_may_be_shipped() -> None:
    """None of the runtime parts is under GPL or AGPL, and each says what it is under."""
    found: dict[str, metadata.Distribution] = {}
    reached("xiangxian", found)
    found.pop("xiangxian")
    assert len(found) > 20
    said = {name: licence(distribution) for name, distribution in found.items()}
    doubtful = {
        name: text
        for name, text in said.items()
        if FORBIDDEN.search(text) or not ALLOWED.search(text)
    }
    assert doubtful == {}
