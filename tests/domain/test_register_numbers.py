"""名册编号: a record's number in a list, read again however it was retyped."""

from __future__ import annotations

import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as some

from xiangxian.domain.values.register_numbers import (
    RegisterNumber,
    read_register_number,
    register_number,
    tail_of,
)


@given(some.uuids(), some.integers(min_value=1, max_value=999_999_999))
def test_what_was_written_is_read_again(id_: uuid.UUID, rev: int) -> None:
    """Every record's number, also retyped in full width or small letters or with another dash."""
    written = register_number(str(id_), rev)
    wide = "".join(chr(ord(c) + 0xFEE0) for c in written)
    for text in (written, written.lower(), wide, f" {written} ", written.replace("-", "—")):
        assert read_register_number(text) == RegisterNumber(tail_of(str(id_)), rev)


@pytest.mark.parametrize("text", ["", "001", "3F9C21AB", "3F9C21AB-0", "3F9C21AZ-1", "13800001111"])
def test_other_numbers_are_none(text: str) -> None:
    """An office's own numbering is not taken for ours."""
    assert read_register_number(text) is None
