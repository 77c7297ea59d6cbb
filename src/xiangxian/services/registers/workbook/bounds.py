"""How much of a foreign workbook is read: sizes, cells, memory and time, each with what it is for.

Standard library only: the process that reads a workbook takes its bounds from here before it loads
anything else.
"""

from __future__ import annotations

import dataclasses
import json
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Bounds:
    """
    What a file may be, and what reading it may cost; beyond any of it the file is refused.

    *file* bytes of the file, *unpacked* bytes and *parts* entries that its ZIP declares, *shared*
    bytes of its table of texts; *cells*, *merged* ranges, *rows* and *columns* of a sheet, of which
    *stray* cells may lie further out; *text* characters of one cell in a text file. The reading
    process may keep *resident* bytes, ask for *memory* bytes, work so many *seconds* of the
    processor's time, and be waited for so many seconds by the *clock*.
    """

    file: int = 20 * 1024 * 1024
    unpacked: int = 200 * 1024 * 1024
    parts: int = 5_000
    shared: int = 60 * 1024 * 1024
    merged: int = 20_000
    cells: int = 400_000
    rows: int = 50_000
    columns: int = 300
    stray: int = 3
    text: int = 100_000
    resident: int = 400 * 1024 * 1024
    memory: int = 1_200 * 1024 * 1024
    seconds: int = 20
    clock: int = 180

    def told(self) -> str:
        """The bounds as one argument of a command line."""
        return json.dumps(dataclasses.asdict(self))

    @classmethod
    def heard(cls, argument: str) -> Bounds:
        """The bounds that `told` put into *argument*."""
        return cls(**json.loads(argument))


USUAL = Bounds()
"""What holds for every register, table and village sheet."""
