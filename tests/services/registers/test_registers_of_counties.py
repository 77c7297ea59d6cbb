"""Registers of counties that nobody tuned the reader for, held against the truth beside them."""

from __future__ import annotations

from pathlib import Path

import pytest

from held_registers import County, Held, counties

COUNTIES = counties()
TEXT_FILES = [
    (path, truth, county.land)
    for county in COUNTIES
    for path, truth in county.registers()
    if path.suffix == ".csv" and path.read_bytes().startswith(b"\xef\xbb\xbf")
]


@pytest.mark.parametrize("county", COUNTIES, ids=str)
def test_registers_are_read_as_they_were_written(county: County) -> None:
    """Every row, field and point of the truth but so many as the county says, and no secret."""
    held = Held()
    for path, truth in county.registers():
        held.register(path, truth, county.land)
    wrong = "\n".join(held.wrong[:60])
    assert not held.stored
    assert all(held.missed[what] <= county.missed[what] for what in held.asked), wrong
    assert min(held.asked.values()) >= 100  # else it was hardly asked


@pytest.mark.parametrize("encoding", ["gb18030", "utf-16"])
def test_text_files_say_the_same_in_each_encoding(encoding: str, tmp_path: Path) -> None:
    """What was written in UTF-8 is read alike from what other programs write."""
    held = Held()
    assert TEXT_FILES
    for path, truth, land in TEXT_FILES:
        again = tmp_path / path.name
        again.write_bytes(path.read_text("utf-8-sig").encode(encoding))
        held.register(again, truth, land)
    assert not held.stored
    assert not held.wrong
