"""Looks at another office's workbook and writes people into it, in a process of its own: the file
is foreign.

Called as `python -m xiangxian.services.county_forms.form_worker PATH` with the orders of `filling` as
JSON on standard input. Their `act` is `look` (writes JSON: the lines around cells, by sheet), `try`
(writes JSON: what the filled workbook lacks) or `fill` (writes the filled workbook). Only the parts
that entries concern are written anew; macros do not go along.
"""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from xiangxian.services.registers.workbook.worker import limit

_SHOWN = 8
"""So many cells are named one by one."""


def _filled(package: Any, orders: Mapping[str, Any]) -> list[str]:
    """Fill the workbook as ordered; what it lacks then, one sentence each."""
    from xiangxian.services.county_forms import room
    from xiangxian.services.county_forms.entering import Entering, sign
    from xiangxian.services.county_forms.grid import Grid

    grid = Grid(package, package.sheets()[orders["sheet"]])
    entering = Entering(package, grid, orders)
    gap = entering.run()
    room.move_chain(package, gap or room.Gap(orders["sheet"], 1, 0), grid)
    sign(grid, orders["footer"])
    lost = [f"第{row}行示例的照片去掉了" for row in entering.without_picture]
    lost += [f"{_named(entering.kept)}里对方已经写了字，留着，没有填"] if entering.kept else []
    lost += [f"{letter}栏是原表的公式，照原样，没有填" for letter in sorted(entering.reckoned)]
    lost += _reckoned(package, grid, orders, gap)
    return lost + _left_behind(package)


def _reckoned(package: Any, grid: Any, orders: Mapping[str, Any], gap: Any) -> list[str]:
    """Reckon the totals anew; those that this program cannot are left to Excel."""
    from openpyxl.utils import column_index_from_string, get_column_letter

    from xiangxian.services.county_forms.reckoning import Area, Reckoner

    columns = [column_index_from_string(letter) for letter in orders["letters"]]
    last = max([orders["start"], orders["after"], *orders["rows"], *orders["clear"]])
    last += gap.count if gap else 0
    area = Area(orders["sheet"], orders["start"], min(columns), last, max(columns))
    left = Reckoner(package, {orders["sheet"]: grid}, area).run()
    if not left:
        return []
    package.reckon_on_opening()
    cells = [
        f"{get_column_letter(column)}{row}"
        if sheet == orders["sheet"]
        else f"{sheet}!{get_column_letter(column)}{row}"
        for sheet, row, column in left
    ]
    return [f"{_named(cells)}的公式，用Excel或WPS打开时才算出来，手机预览里先空着"]


def _named(cells: Sequence[str]) -> str:
    """The cells one by one, the first of them where there are many."""
    more = f"等{len(cells)}格" if len(cells) > _SHOWN else ""
    return "、".join(cells[:_SHOWN]) + more


def _left_behind(package: Any) -> list[str]:
    """Take out what must not go along, and name what holds no longer."""
    lost = []
    if package.macros:
        package.drop(package.macros)
        lost.append("宏去掉了，存成没有宏的.xlsx")
    package.be_a_workbook()
    names = [name.lower() for name in package.names]
    if any("_xmlsignatures/" in name for name in names):
        lost.append("电子签名失效，填了字就对不上了")
    if any("/pivottables/" in name for name in names):
        lost.append("数据透视表还是原来的数，要自己刷新")
    if any("/revisions/" in name for name in names):
        lost.append("共享工作簿的修订记录里没有这次填的")
    return lost


def main(path: str) -> int:
    """Do with the workbook at *path* as standard input orders.

    Raises `RuntimeError` where declarations in XML would be followed.
    """
    limit()
    from openpyxl.xml import DEFUSEDXML

    if not DEFUSEDXML:
        raise RuntimeError("openpyxl must read with defusedxml")
    from xiangxian.services.county_forms.form_package import Package
    from xiangxian.services.county_forms.looking import ruled

    orders = json.loads(sys.stdin.buffer.read())
    package = Package(io.BytesIO(Path(path).read_bytes()))
    if orders["act"] == "look":
        answer = json.dumps(ruled(package)).encode()
    else:
        lost = _filled(package, orders)
        answer = package.packed() if orders["act"] == "fill" else json.dumps(lost).encode()
    sys.stdout.buffer.write(answer)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
