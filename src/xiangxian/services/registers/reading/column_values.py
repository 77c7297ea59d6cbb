"""What a column is by what stands under its header, where the header does not say or says another.

Only what the values themselves settle is changed: a column of mobile numbers, of 男 and 女, of
一般 and 重点, and headers that stand shifted against their values. Everything else stays as the
header has it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial

from openpyxl.utils import column_index_from_string

from xiangxian.domain.people import GENDERS, TIERS
from xiangxian.domain.values.categories import CATEGORIES
from xiangxian.domain.values.native_places import Homeland, read_native_place
from xiangxian.domain.values.posts import split_post
from xiangxian.domain.values.reading import is_placeholder
from xiangxian.domain.values.stages import STAGES
from xiangxian.services.registers.reading.cells import DITTO
from xiangxian.services.registers.reading.columns import field_of
from xiangxian.services.registers.reading.headers import speaks_of_another
from xiangxian.services.registers.reading.layout import text_of
from xiangxian.services.registers.reading.never_stored import SENSITIVE, whole
from xiangxian.services.registers.reading.shapes import (
    MOST,
    contradicts,
    fits_mobile,
    is_email,
    is_firm,
    one_of,
    settled,
    shapes,
)
from xiangxian.services.registers.reading.sheet_kinds import PEOPLE, PERSONS, PROJECTS, VISITS
from xiangxian.services.registers.workbook.model import Column, Sheet

_FEWEST = 3
"""A column with fewer values than this settles nothing."""


def _is_birth(text: str) -> bool:
    flat = unicodedata.normalize("NFKC", text).strip()
    return re.fullmatch(r"(?:19\d\d|20[01]\d)(?:\D.*|[01]\d(?:[0-3]\d)?)?", flat) is not None


_is_stage = one_of(STAGES)
_TELLING: dict[str, Callable[[str], bool]] = {"phones": fits_mobile, "gender": one_of(GENDERS)}
_TELLING_ELSEWHERE: Mapping[str, Mapping[str, Callable[[str], bool]]] = {
    PROJECTS: {"contact_phones": fits_mobile, "stage": _is_stage},
    VISITS: {"contact_phones": fits_mobile},
}


def _sensitive_column(texts: Sequence[str]) -> str | None:
    """The code of what is never stored, when a column is plainly that by its values."""
    for code, pattern in SENSITIVE:
        if _mostly(texts, partial(whole, pattern)):
            return code
    return None


def by_values(
    sheet: Sheet,
    rows: Sequence[int],
    mapped: tuple[Column, ...],
    kind: str,
    homeland: Homeland,
) -> tuple[Column, ...]:
    """*mapped* with what the values in *rows* settle: columns of what is never stored on any sheet,
    headers that may mean two columns, and what sheets of people, projects and visits fill without
    a header that says so."""
    texts = {column.letter: _texts(sheet, rows, column) for column in mapped}
    mapped = tuple(
        replace(column, field=None, kept=None, dropped=code)
        if column.kept and (code := _sensitive_column(texts[column.letter]))
        else column
        for column in mapped
    )
    people = kind in PEOPLE
    telling = _TELLING if people else _TELLING_ELSEWHERE.get(kind, {})
    doubted = dict(telling) | ({"birth": _is_birth} if people else {})
    found = mapped if kind == VISITS else _held_back(mapped, texts, kind, doubted)
    found = _settled(found, texts, homeland)
    if any(column.shifted for column in found):
        return found
    found = _importance(found, texts) if people else found
    telling = dict(telling) | (_unsaid(homeland) if people else {})
    for field, fits in telling.items():
        alike = {field, "employer", "position"} if field == "employments" else {field}
        taken = any(column.field in alike for column in found)
        nameless = [
            c
            for c in found
            if c.kept
            and _mostly(texts[c.letter], fits)
            and not any(map(speaks_of_another, c.header_path))
            and (field not in _UNSAID_FIELDS or (not c.readings and _unsaid_by(c.header_path)))
        ]
        if not taken and len(nameless) == 1:
            found = _filled(found, nameless[0], field)
    return found


_UNSAID_FIELDS = frozenset(("native_place", "email", "employments"))
_ANOTHER_ACT = re.compile(
    r"联系|挂|驻|包|捐|项目|帮|报|推荐|负责|原|曾|退休|配偶|投资|意向|拟|毕业|兼|服务|子女|家属|入会|所在组织"
)
"""What makes a village or a firm another than the person's own: 挂钩村, 推荐单位."""


def _unsaid_by(path: Sequence[str]) -> bool:
    return not any(_ANOTHER_ACT.search("".join(part.split())) for part in path)


def _unsaid(homeland: Homeland) -> dict[str, Callable[[str], bool]]:
    """What a person's column is by its values alone, where nothing in its header says so: villages
    of the township, firms with posts, addresses of e-mail."""

    def is_village(text: str) -> bool:
        place = read_native_place(text, homeland).value
        return place is not None and place.village is not None

    def is_post(text: str) -> bool:
        post = split_post(text.strip())
        return post is not None and bool(post.position) and is_firm(post.organisation)

    return {"native_place": is_village, "employments": is_post, "email": is_email}


def _settled(
    mapped: tuple[Column, ...], texts: Mapping[str, list[str]], homeland: Homeland
) -> tuple[Column, ...]:
    """*mapped* with the columns whose header no field declares as their values have them: one that
    contradicts its header is kept as text, one of two readings fills what its values are."""
    fits = shapes(homeland)
    found = tuple(
        replace(column, field=None, kept=_header(column))
        if column.field
        and column.readings
        and contradicts(column.field, texts[column.letter], fits)
        else column
        for column in mapped
    )
    for column in found:
        if column.kept is None or column.shifted or len(column.readings) < 2:
            continue
        filled = {each.field for each in found}
        free = tuple(name for name in column.readings if name not in filled)
        name = settled(column.readings, texts[column.letter], fits)
        if name in free:
            found = _filled(found, column, name)
    return found


def _header(column: Column) -> str:
    return "·".join(dict.fromkeys(column.header_path))


def _held_back(
    mapped: tuple[Column, ...],
    texts: dict[str, list[str]],
    kind: str,
    telling: Mapping[str, Callable[[str], bool]],
) -> tuple[Column, ...]:
    """*mapped* with the columns kept as text whose header is shifted against what stands under it.

    It is shifted where the values of a field stand under another header while its own column
    holds something else; all columns from the one to the other are in doubt then.
    """
    doubtful: set[int] = set()
    for field, fits in telling.items():
        own = next((n for n, column in enumerate(mapped) if column.field == field), None)
        if own is None or _share(texts[mapped[own].letter], fits) is not False:
            continue
        for n, column in enumerate(mapped):
            other = n != own and field_of(column.header_path, kind) != field
            if other and not column.dropped and _share(texts[column.letter], fits) is True:
                doubtful |= set(range(min(n, own), max(n, own) + 1))
    return tuple(
        replace(column, field=None, kept=_header(column), shifted=True)
        if n in doubtful and not column.dropped
        else column
        for n, column in enumerate(mapped)
    )


def _share(texts: Sequence[str], fits: Callable[[str], bool]) -> bool | None:
    """True where the values mostly fit, False where hardly any does, None where nothing is settled."""
    if len(texts) < _FEWEST:
        return None
    share = sum(map(fits, texts)) / len(texts)
    return True if share >= MOST else False if share <= 1 - MOST else None


def _importance(mapped: tuple[Column, ...], texts: dict[str, list[str]]) -> tuple[Column, ...]:
    """乡贤类型 is the importance in some registers and the sector in others; where it is the
    importance, the next column that names the sector is the category."""
    category = next((column for column in mapped if column.field == "category"), None)
    if category is None or not _mostly(texts[category.letter], one_of(TIERS)):
        return mapped
    found = _filled(mapped, category, "tier")
    sectors = [
        column
        for column in found
        if column.kept
        and field_of(column.header_path, PERSONS) == "category"
        and _mostly(texts[column.letter], one_of(CATEGORIES))
    ]
    return _filled(found, sectors[0], "category") if sectors else found


def _filled(mapped: tuple[Column, ...], chosen: Column, field: str) -> tuple[Column, ...]:
    return tuple(
        replace(column, field=field, kept=None) if column is chosen else column for column in mapped
    )


def _texts(sheet: Sheet, rows: Sequence[int], column: Column) -> list[str]:
    number = column_index_from_string(column.letter)
    texts = (text_of(sheet.cells.get((row, number))) for row in rows)
    return [text for text in texts if text and not is_placeholder(text) and text not in DITTO]


def _mostly(texts: Sequence[str], fits: Callable[[str], bool]) -> bool:
    return len(texts) >= _FEWEST and sum(map(fits, texts)) >= MOST * len(texts)
