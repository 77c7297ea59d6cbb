"""What the columns of a row say of life and death, and whose: 备注 and unknown columns in sentences,
any other one only by saying nothing else, and a column about somebody else never of the native."""

from __future__ import annotations

from dataclasses import replace

from xiangxian.domain.values.life_words import LifeWords, life_words, of_family, says_dead
from xiangxian.domain.values.problems import note
from xiangxian.domain.values.reading import Note
from xiangxian.services.registers.reading.further_phones import is_anothers
from xiangxian.services.registers.reading.headers import flat
from xiangxian.services.registers.workbook.model import Column

OF_LIFE = frozenset(("name", "native_name", "remarks"))
"""Columns whose readers say themselves who is dead."""
_ABOUT_OTHERS = frozenset(("home_contact", "referrers", "proposers", "greeted_by", "staff"))
_ONE_WORD = 4
"""So short a text in an unknown column (是否参会: 拒绝) says nothing of being left alone."""


def told_of_life(column: Column, text: str, name: str) -> LifeWords:
    """What a cell of *column* tells of life and death; *name* is whose row it is."""
    headers = [flat(part) for part in column.header_path]
    if column.field in _ABOUT_OTHERS or any(map(is_anothers, headers)):
        return LifeWords(mourning=any(map(of_family, headers)) and says_dead(text))
    if not column.kept:
        return LifeWords(death=says_dead(text))
    said = life_words(text, name)
    return replace(said, refusal=said.refusal and len(text) > _ONE_WORD)


def life_notes(said: LifeWords) -> list[Note]:
    """The points of what was said."""
    codes = {
        "DECEASED": said.death,
        "KIN_DECEASED": said.mourning,
        "DO_NOT_CONTACT": said.refusal,
    }
    return [note(code) for code, holds in codes.items() if holds]
