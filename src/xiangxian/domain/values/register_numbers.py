"""名册编号: how a row that left the office in a list is known again when the list comes back.

It is no identity of a person: eight hexadecimal digits of the record's own id, and the revision
the list was made from, so that it can be told whether the register moved on since.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

HEADER = "名册编号"
COLUMN = "register_number"
"""The register's name of the column that holds it."""

_WRITTEN = re.compile(r"([0-9A-F]{8})-([1-9]\d{0,8})")


@dataclass(frozen=True, slots=True)
class RegisterNumber:
    """The last eight digits of a record's id in capitals, and the revision that was listed."""

    tail: str
    rev: int

    def label(self) -> str:
        """As it stands in a list: 3F9C21AB-5."""
        return f"{self.tail}-{self.rev}"


def tail_of(id_: str) -> str:
    """The part of a record's id that its number shows."""
    return id_.replace("-", "")[-8:].upper()


def register_number(id_: str, rev: int) -> str:
    """The number of the record *id_* as it stood at *rev*."""
    return RegisterNumber(tail_of(id_), rev).label()


def read_register_number(written: object) -> RegisterNumber | None:
    """The number in a cell; None for anything else."""
    text = "".join(unicodedata.normalize("NFKC", str(written)).split()).upper()
    found = _WRITTEN.fullmatch(re.sub("[‐‑–—−]", "-", text))
    return RegisterNumber(found[1], int(found[2])) if found else None
