"""Headers to the vocabulary: which column of a register fills what, and which is never stored."""

from __future__ import annotations

import functools
import hashlib
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from openpyxl.utils import get_column_letter

from xiangxian.domain.records import Record
from xiangxian.domain.values.register_numbers import COLUMN, HEADER
from xiangxian.services.registers.reading.column_words import COMPOUND, COMPOUND_NOUNS, OWN
from xiangxian.services.registers.reading.further_phones import FIELD as PHONES
from xiangxian.services.registers.reading.further_phones import is_anothers, is_further, of_others
from xiangxian.services.registers.reading.header_acts import acts
from xiangxian.services.registers.reading.header_parts import Composition
from xiangxian.services.registers.reading.headers import (
    NEUTRAL,
    of_a_year,
    says_how,
    somebody_else,
    without_about,
)
from xiangxian.services.registers.reading.neighbours import by_neighbours
from xiangxian.services.registers.reading.never_stored import dropped
from xiangxian.services.registers.reading.sheet_kinds import KEY, KINDS, PEOPLE, PROJECTS, VISITS
from xiangxian.services.registers.workbook.model import CheckedSheet, Column

KEEP, LEAVE = "keep", "leave"
"""What a clerk may choose for a column besides what it fills: kept as it is, or left out."""
ALL_OF_IT = "*"
"""The letter that stands for the whole sheet in a clerk's choices."""
REASON = "错误原因"
"""The header that our own list of rejected rows adds; it is no column of the register."""
HINT = "提示"
"""The header of the remarks that our own lists make on a line; it is none either."""

_UNIT = re.compile(
    r"[(（](?:单位[:：]?|人民币)?(万元|亿元|万美元|元|亩|㎡|平方米)(?:人民币)?[)）]"
    r"|[/／、,，](?:人民币)?(万元|亿元|万美元|元|亩|㎡|平方米)$"
)
_ADVICE = re.compile(
    r"\((?:详细|请|如|例|格式|填|具体|精确|可|注|全称|不|没有|截至|年月|到组|到户|到村|精确到|yyyy)[^()]*\)"
)
_ASIDE = re.compile(r"\(([^()]*)\)")
_YIELDING = frozenset(("职称", "专业技术职称"))
"""Headers that are declared for a column because many tables have nothing nearer to it: the
职称 fills 专业特长 only where no 研究方向 does."""
_NAMED = frozenset(("姓名", "名字", "名称"))
"""What a header below somebody's own asks of them alone: 引荐人 over 姓名 is the 引荐人."""
_OF_TIMES = re.compile(
    r"(?:项目|关键|重要|主要|推进|进度|建设)*(?:时间|日期|节点|时间节点|时间安排)"
)
"""A header over several columns of which each says an act: 时间节点 over 签约, 开工, 投产."""
_CAME = re.compile(r"(?:来访|到访)(?:人|代表|领导|负责人|嘉宾|客商)")
_UNIT_LINE = re.compile(r"单位\s*[:：]\s*(万元|亿元|万美元|元)")


def plain(text: str) -> str:
    """A header as it is compared: one width, without spaces, marks of need and units."""
    flat = "".join(unicodedata.normalize("NFKC", text).split()).lower().replace("*", "")
    flat = flat.replace(":", "").replace("、", "/")
    return re.sub(r"\((?:万元|亿元|万美元|元|亩|㎡|平方米|必填|选填)\)", "", flat)


def declarations(kind: str) -> Iterator[tuple[str, str]]:
    """Every header that is declared for sheets of *kind*, with its column name: by the fields
    first, then by the compound columns."""
    for spec in KINDS[kind].fields.values():
        if spec.column:
            yield from ((header, spec.column) for header in spec.headers)
    for name, headers in COMPOUND[kind].items():
        yield from ((header, name) for header in headers)


@functools.cache
def aliases(kind: str) -> Mapping[str, str]:
    """Header as compared -> column name, for sheets of *kind*.

    A header that two columns declare is not among them: what stands under it has to say which.
    """
    found: dict[str, set[str]] = {}
    for header, name in declarations(kind):
        found.setdefault(plain(header), set()).add(name)
    return {header: next(iter(names)) for header, names in found.items() if len(names) == 1}


def known(kind: str) -> tuple[str, ...]:
    """Every column name of sheets of *kind*, each once."""
    return tuple(dict.fromkeys([*COMPOUND[kind], *(name for _, name in declarations(kind))]))


def usual_header(kind: str, name: str) -> str:
    """The header by which a sheet of *kind* usually calls its column *name*."""
    if name in COMPOUND[kind]:
        return COMPOUND[kind][name][0]
    return next(spec.headers[0] for spec in KINDS[kind].fields.values() if spec.column == name)


def field_of(path: Sequence[str], kind: str) -> str | None:
    """The column name that a header path means for sheets of *kind*; None when nobody knows, and
    when it may mean two."""
    found = readings(path, kind)
    return found[0] if len(found) == 1 else None


def readings(path: Sequence[str], kind: str, *, of_acts: bool = True) -> tuple[str, ...]:
    """The column names that a header path may mean for sheets of *kind*: one where the header
    settles it, several where the values have to, none where nobody knows; without *of_acts* what is
    said by an act and a role alone is not known."""
    path = tuple(path)
    if (name := _as_declared(path, kind)) is not None:
        return (name,)
    found = _composed(path, kind, KINDS[kind], of_acts)
    if not found and len(path) > 1 and _OF_TIMES.fullmatch(plain(path[-2])):
        return readings((f"{path[-1]}时间",), kind, of_acts=of_acts)
    return found


@functools.lru_cache(maxsize=4096)
def _composed(
    path: tuple[str, ...], kind: str, record: type[Record], of_acts: bool
) -> tuple[str, ...]:
    """What a header that nobody declared means by the nouns it is made of.

    The nouns are tried as they stand first, then with those for one that ask the same.
    """
    texts = [path[-1]]
    if len(path) > 1:
        texts.append("".join([*map(without_about, path[:-1]), path[-1]]))
        if somebody_else(path[-2]):
            texts = texts[1:]
    several: set[str] = set()
    for folded in (False, True):
        for text in texts:
            found = _composition(kind, record, folded=folded).said(text)
            if len(found) == 1:
                return tuple(found)
            several = several or found
    for folded in (False, True) if of_acts else ():
        for text in texts:
            found = _composition(kind, record, folded=folded, of_acts=True).said(text)
            if several and len(found) == 1 and found < several:
                return tuple(found)  # the act says which of two
            if found and not several:
                return tuple(sorted(found))
    return tuple(sorted(several))


def _as_declared(path: tuple[str, ...], kind: str) -> str | None:
    """The column that declares this very header.

    A header is tried as it stands first, then without its advice on how to fill it in, then without
    brackets that do not make it another column. Below somebody else's header (挂钩领导 over 电话)
    only the two together count.
    """
    known = aliases(kind)
    others = len(path) > 1 and somebody_else(path[-2])
    for said in (plain, _bare, _without_asides):
        parts = [part for n, part in enumerate(reversed(path)) if not n or says_how(path[-1])]
        if others and said(path[-2]) not in said(path[-1]):
            theirs = [parts[1]] if said(path[-1]) in _NAMED else []
            parts = ["".join(path[-2:]), *theirs]
        for part in (*parts, "".join(path)):
            if said(part) in known:
                return known[said(part)]
    return None


def _bare(text: str) -> str:
    return _ADVICE.sub("", plain(text))


def _without_asides(text: str) -> str:
    """A header without the brackets that only say how, not what, to fill in."""
    return _ASIDE.sub(lambda found: "" if NEUTRAL.fullmatch(found[1]) else found[0], _bare(text))


def _nouns_of(kind: str) -> Iterator[tuple[str, str]]:
    for spec in KINDS[kind].fields.values():
        if spec.column:
            yield from ((noun, spec.column) for noun in spec.nouns)
    for name, nouns in COMPOUND_NOUNS.get(kind, {}).items():
        yield from ((noun, name) for noun in nouns)


@functools.cache
def _composition(
    kind: str, _record: type[Record], *, folded: bool, of_acts: bool = False
) -> Composition:
    asked = [
        (header, name)
        for header, name in (*declarations(kind), *_nouns_of(kind))
        if name not in {COLUMN, "seq_no"}
    ]
    own = OWN.get(kind, frozenset[str]())
    made = acts(kind) if of_acts else {}
    return Composition(asked, own, KEY[kind], of_people=kind in PEOPLE, folded=folded, made=made)


def columns(
    paths: Mapping[int, Sequence[str]], kind: str, key: int | None = None
) -> tuple[Column, ...]:
    """The columns of a sheet by their header paths; a field is filled by its first column, a
    second one of the same meaning is kept under its own header.

    *key* is the column that is the key of its *kind* by its values, where no header says so.
    What our own lists add is no column: the reasons of rejected rows, and the remarks beside
    register numbers.
    """
    ours = {REASON}
    if any(plain(path[-1]) == HEADER for path in paths.values()):
        ours.add(HINT)
    mine = {n: tuple(path) for n, path in sorted(paths.items()) if plain(path[-1]) not in ours}
    said = {n: readings(path, kind) for n, path in mine.items() if not dropped(path)}
    theirs: set[int] = set()
    if kind in PEOPLE:
        theirs = {n for n in said if said[n] == (PHONES,) and is_anothers(plain(mine[n][-1]))}
        theirs |= of_others(mine, said, functools.partial(readings, kind=kind))
        said |= dict.fromkeys(theirs, ())
    if key is not None and key in said:
        said[key] = (KEY[kind],)
    if kind == VISITS:
        said |= _of_a_reception(mine, said)
    said |= _of_several_years(mine, said)
    said |= by_neighbours(said, mine, "contact_name" if kind == PROJECTS else None)
    declared_ones = [n for n in said if _as_declared(mine[n], kind) is not None]
    filled: dict[str, int] = {}
    yielding = {n for n in declared_ones if plain(mine[n][-1]) in _YIELDING}
    first = [n for n in declared_ones if n not in yielding]
    # a header as it is declared goes before one made up
    for number in (*first, *(n for n in said if n not in yielding), *declared_ones):
        if len(said[number]) == 1:
            filled.setdefault(said[number][0], number)
    found = []
    for number, header in mine.items():
        letter = get_column_letter(number)
        if number not in said:
            found.append(Column(letter, header, None, dropped=dropped(header)))
            continue
        may = () if number in declared_ones or number == key else said[number]
        name = said[number][0] if len(said[number]) == 1 else None
        if name is not None and filled[name] == number:
            found.append(Column(letter, header, name, readings=may))
        elif kind in PEOPLE and number not in theirs and (name == PHONES or is_further(header)):
            found.append(Column(letter, header, PHONES, further=True))
        else:
            kept = "·".join(dict.fromkeys(header))
            found.append(Column(letter, header, None, kept=kept, readings=may))
    return _numbered(found)


def _numbered(columns: Sequence[Column]) -> tuple[Column, ...]:
    """Columns that are kept under one header, each under a name of its own: 备注, 备注（2）."""
    seen: dict[str, int] = {}
    found = []
    for column in columns:
        if column.kept is not None:
            seen[column.kept] = seen.get(column.kept, 0) + 1
            if seen[column.kept] > 1:
                column = replace(column, kept=f"{column.kept}（{seen[column.kept]}）")
        found.append(column)
    return tuple(found)


def _of_several_years(
    paths: Mapping[int, tuple[str, ...]], said: Mapping[int, tuple[str, ...]]
) -> dict[int, tuple[str, ...]]:
    """Columns of the same figure for several years (2023年开票, 2024年开票): which of them is the
    last year's no header says, so all of them are kept."""
    dated: dict[tuple[str, ...], list[int]] = {}
    for number, names in said.items():
        if names and any(of_a_year(part) for part in paths[number]):
            dated.setdefault(names, []).append(number)
    return {n: () for numbers in dated.values() if len(numbers) > 1 for n in numbers}


def _of_a_reception(
    paths: Mapping[int, tuple[str, ...]], said: Mapping[int, tuple[str, ...]]
) -> dict[int, tuple[str, ...]]:
    """Where others came to us (来访人), whoever received them is of our side."""
    if not any(_CAME.search(plain(path[-1])) for path in paths.values()):
        return {}
    return {
        number: ("staff",)
        for number in said
        if plain(paths[number][-1]).startswith(("接待人", "接待领导", "接待干部", "陪同"))
    }


def signature_of(kind: str, paths: Mapping[int, Sequence[str]]) -> str:
    """What sheets of one layout have in common: their kind and headers, as they are compared."""
    lines = [f"{number} {' '.join(map(plain, path))}" for number, path in sorted(paths.items())]
    return hashlib.sha256("\n".join([kind, *lines]).encode()).hexdigest()[:32]


def choose(mapped: tuple[Column, ...], wanted: Mapping[str, str]) -> tuple[Column, ...]:
    """*mapped* as the clerk wants it, by letter; what is never stored stays so.

    A field that a chosen column fills is taken from the column that filled it before.
    """
    filled = {field for field in wanted.values() if field not in {KEEP, LEAVE}}
    found = []
    for column in mapped:
        choice = wanted.get(column.letter)
        header = "·".join(dict.fromkeys(column.header_path))
        if column.dropped:
            found.append(column)
        elif choice == LEAVE:
            found.append(replace(column, field=None, kept=None, left=True, shifted=False))
        elif choice == KEEP or (choice is None and column.field in filled and not column.further):
            found.append(replace(column, field=None, kept=header, shifted=False, further=False))
        elif choice is not None:
            beside = column.further and choice == column.field
            found.append(replace(column, field=choice, kept=None, shifted=False, further=beside))
        else:
            found.append(column)
    return _numbered([replace(c, kept=_header_of(c)) if c.kept else c for c in found])


def _header_of(column: Column) -> str:
    return "·".join(dict.fromkeys(column.header_path))


def unit_of(path: Sequence[str], titles: Sequence[str]) -> str | None:
    """The unit that a column's header, or the lines above the table, give its bare numbers."""
    for part in reversed(path):
        if found := _UNIT.search(part.strip()):
            return found[1] or found[2]
    for line in titles:
        if found := _UNIT_LINE.search(line):
            return found[1]
    return None


def declared(kind: type[Record], values: Mapping[str, Any]) -> dict[str, Any]:
    """The fields that a column fills by its declaration alone."""
    return {
        name: values[spec.column]
        for name, spec in kind.fields.items()
        if spec.column and spec.column in values and not spec.is_link
    }


def kind_of(sheet: CheckedSheet) -> str:
    """The kind of a register's sheet, also of one that is left out."""
    if sheet.kind in KEY:
        return sheet.kind
    fields = {column.field for column in sheet.columns if column.field}
    return next(
        kind for kind, key in reversed(KEY.items()) if key in fields and fields <= set(known(kind))
    )
