"""Numbers in Chinese figures: what is written is read again."""

from __future__ import annotations

import pytest

from xiangxian.domain.values.numerals import numeral, read_numeral


def test_every_number_is_read_as_it_is_written() -> None:
    """一 to 九十九, each by another text."""
    written = [numeral(number) for number in range(1, 100)]
    assert [read_numeral(text) for text in written] == list(range(1, 100))
    assert len(set(written)) == 99


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("十", 10),
        ("初五", 5),
        ("廿三", 23),
        ("卅", 30),
        ("〇", 0),
        ("12", 12),
        ("", None),
        ("百", None),
        ("王", None),
    ],
)
def test_other_ways_of_writing(text: str, number: int | None) -> None:
    """Lunar days, Arabic figures, and what is no number."""
    assert read_numeral(text) == number


@pytest.mark.parametrize("number", [0, 100, -1])
def test_headings_count_from_one_to_ninety_nine(number: int) -> None:
    """Beyond that nothing is made up."""
    with pytest.raises(ValueError, match="1 to 99"):
        numeral(number)
