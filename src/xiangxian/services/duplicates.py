"""Records of the register that may be one: the one finder of forms, pasted text, imports and the
whole-register queue. What is alike, and how much, says `services.likeness`."""

from __future__ import annotations

from xiangxian.services.likeness import GRADES, Grade, Likeness, Traits, likeness, traits_of

__all__ = ["GRADES", "Grade", "Likeness", "Traits", "likeness", "traits_of"]
