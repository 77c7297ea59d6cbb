"""What is seen of a foreign workbook before anything is written: the lines around cells."""

from __future__ import annotations

from typing import Any

from xiangxian.services.county_forms.form_package import Package, child_of
from xiangxian.services.county_forms.grid import Grid, look_of
from xiangxian.services.county_forms.looks import Looks

_MOST = 300
"""Columns further out are no table's."""


def ruled(package: Package) -> dict[str, list[list[Any]]]:
    """By sheet the runs of rows whose cells have lines: first row, last row, and the columns."""
    looks = Looks(package)
    return {
        name: _runs(Grid(package, part), looks)
        for name, part in package.sheets().items()
        if child_of(package.tree(part), "sheetData") is not None
    }


def _runs(grid: Grid, looks: Looks) -> list[list[Any]]:
    known: dict[int, bool] = {}
    rows: dict[int, list[int]] = {}
    for (row, column), cell in grid.items():
        look = look_of(cell)
        if look not in known:
            known[look] = looks.ruled(look)
        if known[look] and column <= _MOST:
            rows.setdefault(row, []).append(column)
    runs: list[list[Any]] = []
    for row, columns in sorted(rows.items()):
        if runs and runs[-1][1] == row - 1 and runs[-1][2] == columns:
            runs[-1][1] = row
        else:
            runs.append([row, row, columns])
    return runs
