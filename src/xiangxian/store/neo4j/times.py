"""How long the server may work for one transaction, sized by what it is about, and stay away."""

from __future__ import annotations

from dataclasses import dataclass

CONNECT = 2.0
"""Seconds to wait for a connection: a page that cannot be served says so within five."""
UNREACHABLE = 2.5
"""Seconds during which an unreachable server is asked again."""
CONTENDED = 20.0
"""Seconds during which what the server asked to repeat (a deadlock, a new leader) is repeated."""
IDLE = 15.0
"""Seconds after which an idle connection is tried before it is used."""


@dataclass(frozen=True, slots=True)
class Times:
    """
    Seconds after which the server ends a transaction by itself: *read* and *write* for one of any
    size, and so many more for *each_read* and *each_written* record or tie that it is about. For
    *away* seconds nobody asks again after the server was found to be away.

    20,000 writes take 40 seconds on an idle machine, several times that on a busy one.
    """

    read: float = 15.0
    write: float = 60.0
    each_read: float = 0.005
    each_written: float = 0.015
    away: float = 1.0

    def of(self, size: int, *, write: bool) -> float:
        """The seconds for a transaction about *size* records and ties."""
        if write:
            return self.write + size * self.each_written
        return self.read + size * self.each_read


USUAL = Times()
"""What holds wherever nothing else is said."""
