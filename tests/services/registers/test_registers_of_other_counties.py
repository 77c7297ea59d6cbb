"""Workbooks of counties that nobody tuned the reader for, held against the truth written with them."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType

import pytest

import registers_of_a_fourth_county as fourth
import registers_of_a_ninth_county as ninth
import registers_of_a_third_county as third
from held_registers import Held


@pytest.mark.parametrize("county", [third, fourth, ninth], ids=lambda county: county.__name__)
def test_workbooks_of_other_counties_are_read_as_they_were_written(
    county: ModuleType, tmp_path: Path
) -> None:
    """Every row, 98 of a hundred fields, 95 of a hundred points, no secret; a form of one person
    on a sheet of its own is no register and not among them."""
    held = Held()
    for seed, writer in enumerate(county.BOOKS):
        if getattr(writer, "__name__", "") != "cards":
            held.book(county.make(tmp_path, seed))
    wrong = "\n".join(held.wrong[:60])
    assert held.rows[0] == held.rows[1], wrong
    assert held.fields[1] >= 0.98 * held.fields[0], f"{held.fields}\n{wrong}"
    assert held.points[1] >= 0.95 * held.points[0], f"{held.points}\n{wrong}"
    assert not held.stored
