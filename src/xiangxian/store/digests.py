"""What acts and whole registers are told by: their digests."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Carried:
    """What was written, loaded or copied: how many lines of the exchange format, their SHA-256."""

    lines: int
    digest: str


Noted = Callable[[Carried], None]
"""Is told what is about to leave, in time to write it down."""


def unnoted(_: Carried) -> None:
    """Nobody writes it down."""


def act_digest(head: Iterable[str], part: tuple[str, bool] | None, writes: Iterable[str]) -> str:
    """The digest of an act: who, why and about what; its batch and whether it completes that; and
    for each write the revision before and the text after."""
    lines = [*head]
    if part is not None:
        lines.append(f"{part[0]} {part[1]}")
    return hashlib.sha256("\n".join((*lines, *writes)).encode()).hexdigest()
