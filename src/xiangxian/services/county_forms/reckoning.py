"""What simple formulas come to, so that a total beside new entries is never an old one.

Viewers that do not reckon (a telephone's preview, Excel's protected view) show what is stored. What
is not understood here is left without a value, never with a wrong one.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from openpyxl.formula import Tokenizer
from openpyxl.formula.tokenizer import Token, TokenizerError
from openpyxl.utils import column_index_from_string

from xiangxian.services.county_forms.form_package import Package, child_of
from xiangxian.services.county_forms.grid import (
    Grid,
    Texts,
    formula_of,
    has_formula,
    put_reckoned,
)

Value = str | float | bool | None
Place = tuple[str, int, int]
"""Sheet, row and column of a cell."""
_ENDS = re.compile(r"\$?([A-Za-z]{1,3})\$?(\d{1,7})")
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s>/]")
_MOST = 200_000
"""So many cells of one range are looked at."""
_DEEP = 60
"""So many formulas may rest on one another."""
_CONDITION = re.compile(r"[<>=*?~]")


class NotReckoned(Exception):
    """The formula is beyond what is understood here."""


@dataclass(frozen=True, slots=True)
class Area:
    """The cells of one reference, all on one sheet."""

    sheet: str
    top: int
    left: int
    bottom: int
    right: int

    @classmethod
    def of(cls, reference: str, sheet: str) -> Area:
        """The area that *reference* names on *sheet*; raises `NotReckoned` for names and whole
        columns."""
        before, _, own = reference.rpartition("!")
        ends = [_ENDS.fullmatch(end) for end in own.split(":")]
        if len(ends) > 2 or not all(ends):
            raise NotReckoned(reference)
        corners = [(int(e[2]), column_index_from_string(e[1].upper())) for e in ends if e]
        named = before.strip("'").replace("''", "'") if before else sheet
        return cls(named, *corners[0], *corners[-1])

    def meets(self, other: Area) -> bool:
        """Whether both have a cell in common."""
        apart = self.bottom < other.top or other.bottom < self.top
        beside = self.right < other.left or other.right < self.left
        return self.sheet == other.sheet and not apart and not beside

    def places(self) -> Iterator[Place]:
        """Every cell of it. Raises `NotReckoned` for an area beyond the bound."""
        if (self.bottom - self.top + 1) * (self.right - self.left + 1) > _MOST:
            raise NotReckoned(self.sheet)
        for row in range(self.top, self.bottom + 1):
            for column in range(self.left, self.right + 1):
                yield self.sheet, row, column


def references(formula: str) -> list[str]:
    """What a formula refers to, as it is written; raises `NotReckoned` for no formula."""
    try:
        tokens = Tokenizer(formula).items
    except TokenizerError as fault:
        raise NotReckoned(formula) from fault
    return [
        token.value
        for token in tokens
        if token.type == Token.OPERAND and token.subtype == Token.RANGE
    ]


class Reckoner:
    """Reckons the formulas of the workbook *package* anew that rest on the area *changed*."""

    def __init__(self, package: Package, grids: Mapping[str, Grid], changed: Area) -> None:
        self._package, self._changed = package, changed
        self._texts = Texts(package)
        self._sheets = package.sheets()
        self._grids = dict(grids)
        self._stale: dict[Place, bool] = {}
        self._known: dict[Place, Value] = {}
        self._depth = 0

    def _grid(self, sheet: str) -> Grid:
        if sheet not in self._grids:
            if sheet not in self._sheets:
                raise NotReckoned(sheet)
            self._grids[sheet] = Grid(self._package, self._sheets[sheet])
        return self._grids[sheet]

    def run(self) -> list[Place]:
        """Store what every formula in question comes to; the places of those that now have no
        value, because they are not understood."""
        left = []
        for sheet in self._sheets:
            reckons = _FORMULA.search(self._package.content(self._sheets[sheet]))
            if not reckons and sheet not in self._grids:
                continue
            for (row, column), cell in list(self._grid(sheet).items()):
                place = (sheet, row, column)
                if not has_formula(cell) or not self._is_stale(place):
                    continue
                left += [] if self._store(place, cell) else [place]
        return left

    def _store(self, place: Place, cell: Any) -> bool:
        grid = self._grid(place[0])
        try:
            value = self.value(place)
        except (NotReckoned, ValueError, ZeroDivisionError, RecursionError, OverflowError):
            value, known = None, False
        else:
            value, known = 0.0 if value is None else value, True
        if not known or value != self._stored(cell):
            put_reckoned(grid, cell, value)
            self._package.changed(grid.name)
        return known

    def _stored(self, cell: Any) -> Value:
        try:
            return self._texts.value(cell)
        except ValueError:
            return None

    def _is_stale(self, place: Place) -> bool:
        """Whether a formula rests on what has changed, by itself or through others."""
        if place in self._stale:
            return self._stale[place]
        self._stale[place] = True  # one that rests on itself is in doubt
        self._stale[place] = self._rests(place)
        return self._stale[place]

    def _rests(self, place: Place) -> bool:
        cell = self._grid(place[0]).get(place[1], place[2])
        formula = formula_of(cell)
        if not formula:
            return has_formula(cell)
        here = Area(place[0], place[1], place[2], place[1], place[2])
        if here.meets(self._changed) or re.search(r"(?i)\b(?:ROWS?|INDIRECT|OFFSET)\(", formula):
            return True
        try:
            areas = [Area.of(each, place[0]) for each in references(formula)]
            if any(area.meets(self._changed) for area in areas):
                return True
            return any(self._is_stale(other) for area in areas for other in self._formulas_in(area))
        except (NotReckoned, RecursionError):
            return True

    def _formulas_in(self, area: Area) -> Iterator[Place]:
        grid = self._grid(area.sheet)
        for _, row, column in area.places():
            if has_formula(grid.get(row, column)):
                yield area.sheet, row, column

    def value(self, place: Place) -> Value:
        """What a cell holds or comes to now. Raises `NotReckoned`."""
        if place in self._known:
            return self._known[place]
        cell = self._grid(place[0]).get(place[1], place[2])
        if cell is None:
            return None
        if not has_formula(cell) or not self._is_stale(place):
            return self._texts.value(cell)
        formula = formula_of(cell)
        if not formula or child_of(cell, "f").get("t"):
            raise NotReckoned(formula)
        self._depth += 1
        if self._depth > _DEEP:
            raise NotReckoned(formula)
        try:
            self._known[place] = _Reading(self, formula, place).result()
        finally:
            self._depth -= 1
        return self._known[place]

    def hidden(self, area: Area) -> bool:
        """Whether a row of the area is hidden: Excel reckons such rows by rules of their own."""
        rows = self._grid(area.sheet).rows
        return any(
            rows[row].get("hidden") in {"1", "true"}
            for row in range(area.top, min(area.bottom, area.top + _MOST) + 1)
            if row in rows
        )

    def reckoned(self, area: Area) -> bool:
        """Whether a cell of the area is itself a partial sum."""
        return any(
            "SUBTOTAL" in formula_of(self._grid(sheet).get(row, column)).upper()
            for sheet, row, column in area.places()
        )


_COMPARED: Mapping[str, Callable[[Any, Any], bool]] = {
    "=": operator.eq, "<>": operator.ne, "<": operator.lt, ">": operator.gt,
    "<=": operator.le, ">=": operator.ge,
}  # fmt: skip
_SIGNS: Mapping[str, Callable[[float, float], float]] = {
    "+": operator.add, "-": operator.sub, "*": operator.mul, "/": operator.truediv,
}  # fmt: skip
_RANK = {**dict.fromkeys(_COMPARED, 1), "&": 2, "+": 3, "-": 3, "*": 4, "/": 4}


class _Reading:
    """One formula at one place, read from left to right."""

    def __init__(self, reckoner: Reckoner, formula: str, place: Place) -> None:
        self._reckoner, self._place = reckoner, place
        try:
            tokens = Tokenizer(formula).items
        except TokenizerError as fault:
            raise NotReckoned(formula) from fault
        self._tokens = [token for token in tokens if token.type != Token.WSPACE]
        self._at = 0

    def result(self) -> Value:
        """What the whole formula comes to. Raises `NotReckoned`."""
        value = self._single(self._expression(0))
        if self._peek() is not None:
            raise NotReckoned
        return value

    def _peek(self) -> Token | None:
        return self._tokens[self._at] if self._at < len(self._tokens) else None

    def _next(self) -> Token:
        token = self._peek()
        if token is None:
            raise NotReckoned
        self._at += 1
        return token

    def _expression(self, least: int) -> Any:
        left = self._operand()
        while (token := self._peek()) is not None and token.type == Token.OP_IN:
            rank = _RANK.get(token.value, 0)
            if not rank:
                raise NotReckoned(token.value)
            if rank <= least:
                break
            self._at += 1
            left = _joined(token.value, self._single(left), self._single(self._expression(rank)))
        return left

    def _operand(self) -> Any:
        token = self._next()
        if token.type == Token.OP_PRE:
            value = _number(self._single(self._operand()))
            return -value if token.value == "-" else value
        if token.type == Token.PAREN and token.subtype == Token.OPEN:
            value = self._expression(0)
            self._next()
            return value
        if token.type == Token.FUNC and token.subtype == Token.OPEN:
            return self._function(token.value.rstrip("(").upper())
        if token.type == Token.OPERAND:
            return self._plain(token)
        raise NotReckoned(token.value)

    def _plain(self, token: Token) -> Any:
        if token.subtype == Token.NUMBER:
            return float(token.value)
        if token.subtype == Token.TEXT:
            return token.value[1:-1].replace('""', '"')
        if token.subtype == Token.RANGE:
            return Area.of(token.value, self._place[0])
        raise NotReckoned(token.value)

    def _function(self, name: str) -> Value:
        arguments: list[Any] = []
        while (token := self._next()).type != Token.FUNC or token.subtype != Token.CLOSE:
            if token.type == Token.SEP:
                continue
            self._at -= 1
            arguments.append(self._expression(0))
        if name == "IF" and 2 <= len(arguments) <= 3:
            chosen = arguments[1] if self._single(arguments[0]) else (arguments[2:] or [False])[0]
            return self._single(chosen)
        if name == "ROW" and len(arguments) <= 1:
            return float(arguments[0].top if arguments else self._place[1])
        return _reckoned(name, arguments, self._reckoner)

    def _single(self, value: Any) -> Value:
        """One value: a reference to one cell is what that cell holds."""
        if not isinstance(value, Area):
            return value  # type: ignore[no-any-return]
        if (value.top, value.left) != (value.bottom, value.right):
            raise NotReckoned
        return self._reckoner.value((value.sheet, value.top, value.left))


def _number(value: Value) -> float:
    if isinstance(value, str):
        raise NotReckoned(value)
    return float(value or 0)


def _text(value: Value) -> str:
    if isinstance(value, bool):
        raise NotReckoned
    if isinstance(value, float):
        return str(int(value)) if value == int(value) else repr(value)
    return value or ""


def _joined(sign: str, left: Value, right: Value) -> Value:
    if sign == "&":
        return _text(left) + _text(right)
    if sign in _COMPARED:
        if isinstance(left, str) or isinstance(right, str):
            if not all(isinstance(each, str | None) for each in (left, right)):
                raise NotReckoned(sign)
            return _COMPARED[sign](_text(left).casefold(), _text(right).casefold())
        return _COMPARED[sign](_number(left), _number(right))
    return _SIGNS[sign](_number(left), _number(right))


def _reckoned(name: str, arguments: Sequence[Any], reckoner: Reckoner) -> float:
    if name == "SUBTOTAL" and len(arguments) >= 2:
        name = _SUBTOTALS.get(int(_number(arguments[0])), "")
        areas = [each for each in arguments[1:] if isinstance(each, Area)]
        if len(areas) < len(arguments) - 1 or any(
            reckoner.hidden(area) or reckoner.reckoned(area) for area in areas
        ):
            raise NotReckoned(name)
        arguments = areas
    if name == "COUNTIF" and len(arguments) == 2 and isinstance(arguments[0], Area):
        return _counted(arguments[0], arguments[1], reckoner)
    if name not in _OVER or not arguments:
        raise NotReckoned(name)
    values: list[Value] = []
    for argument in arguments:
        if isinstance(argument, Area):
            values += [reckoner.value(place) for place in argument.places()]
        elif isinstance(argument, float):
            values.append(argument)
        else:
            raise NotReckoned(name)
    return float(_OVER[name](values))


def _counted(area: Area, wanted: Any, reckoner: Reckoner) -> float:
    """COUNTIF with a plain text or number: no signs, no marks for any text."""
    if isinstance(wanted, Area):
        wanted = reckoner.value((wanted.sheet, wanted.top, wanted.left))
    if not isinstance(wanted, str) or not wanted or _CONDITION.search(wanted):
        raise NotReckoned
    if re.fullmatch(r"[-+\d.,%/:年月日\s]+", wanted):
        raise NotReckoned(wanted)  # a number or a day in disguise
    values = (reckoner.value(place) for place in area.places())
    return float(sum(isinstance(v, str) and v.casefold() == wanted.casefold() for v in values))


def _numbers(values: Sequence[Value]) -> list[float]:
    return [v for v in values if isinstance(v, float) and not isinstance(v, bool)]


_OVER: Mapping[str, Callable[[Sequence[Value]], float]] = {
    "SUM": lambda values: sum(_numbers(values)),
    "COUNT": lambda values: len(_numbers(values)),
    "COUNTA": lambda values: sum(value is not None for value in values),
    "COUNTBLANK": lambda values: sum(value in {None, ""} for value in values),
    "MAX": lambda values: max(_numbers(values), default=0),
    "MIN": lambda values: min(_numbers(values), default=0),
    "AVERAGE": lambda values: sum(_numbers(values)) / len(_numbers(values)),
}
_SUBTOTALS = {
    1: "AVERAGE", 2: "COUNT", 3: "COUNTA", 4: "MAX", 5: "MIN", 9: "SUM",
    101: "AVERAGE", 102: "COUNT", 103: "COUNTA", 104: "MAX", 105: "MIN", 109: "SUM",
}  # fmt: skip
