"""
Try a folder of files on the reader of registers, and count what became of each.

`.venv/bin/python scripts/check_folder.py FOLDER [--most 2000] [--minutes 60] [--json]` looks at every
file as `import --check` does (each opened in the limited process of its own, nothing is stored) and
prints: how many were read and refused, with which sentence; how many rows of records were made,
beside the rows below the header in which anything stands, counted from the cells alone; and the files
where the two differ, with what became of the rest. It ends with 1 when a file ends in a trace, with 2
when not all of the folder was tried.
"""

import argparse
import json
import sys
import time
import traceback
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field
from pathlib import Path

from xiangxian.domain.values.native_places import Homeland
from xiangxian.services.registers.reading.checked import check
from xiangxian.services.registers.session.import_sentences import nothing_sentence
from xiangxian.services.registers.workbook.contact_files import with_registers
from xiangxian.services.registers.workbook.model import CheckedSheet, Sheet, Unreadable, Workbook
from xiangxian.services.registers.workbook.open_register import read_workbook

AT_A_TIME = 2
LAND = Homeland("示例镇")


@dataclass(slots=True)
class Tried:
    """What became of one file: *sentence* of a refusal, *trace* of a fault of ours; *rows* made into
    records, *filled* rows below the headers, *aside* rows that are none, by their reason."""

    file: str
    sentence: str = ""
    trace: str = ""
    rows: int = 0
    filled: int = 0
    aside: Counter[str] = field(default_factory=Counter)
    told: tuple[str, ...] = ()
    seconds: float = 0.0

    @property
    def differs(self) -> bool:
        """Whether not every filled row is a record."""
        return not self.sentence and not self.trace and self.rows != self.filled

    @property
    def unexplained(self) -> int:
        """Filled rows that are neither a record nor set aside with a reason."""
        return max(0, self.filled - self.rows - self.aside.total())


def tried(path: Path, folder: Path) -> Tried:
    """What becomes of the file at *path*."""
    found = Tried(str(path.relative_to(folder)))
    began = time.monotonic()
    try:
        _count(found, with_registers(read_workbook(path, name=path.name)))
    except Unreadable as fault:
        found.sentence = fault.sentence
    except Exception:
        found.trace = traceback.format_exc()
    found.seconds = round(time.monotonic() - began, 1)
    return found


def _count(found: Tried, workbook: Workbook) -> None:
    checked = check(workbook, LAND, {})
    found.told = checked.told
    if not checked.anything:
        found.sentence = nothing_sentence(checked)
        return
    for sheet, understood in zip(workbook.sheets, checked.sheets, strict=True):
        if understood.kind == "ignore":
            continue
        rows = _filled(sheet, understood)
        found.filled += len(rows)
        # two records may stand side by side in one row
        found.rows += len({record.row for record in understood.records} & rows)
        found.aside.update(each.why for each in understood.skipped if each.row in rows)


def _filled(sheet: Sheet, understood: CheckedSheet) -> set[int]:
    """The rows below the header in which anything stands."""
    header = understood.title_rows + understood.header_rows
    return {
        row for (row, _), cell in sheet.cells.items() if row > header and cell.value is not None
    }


def lines(results: Sequence[Tried]) -> Iterator[str]:
    """The table."""
    read = [each for each in results if not each.sentence and not each.trace]
    yield f"files   {len(results)}"
    yield f"read    {len(read)}: {sum(r.rows for r in read)} rows of {sum(r.filled for r in read)}"
    refused = Counter(each.sentence.replace(_name(each), "…") for each in results if each.sentence)
    yield f"refused {refused.total()}"
    yield from (f"  {count:5d}  {sentence}" for sentence, count in refused.most_common())
    told = Counter(sentence for each in read for sentence in each.told)
    yield f"read with a word about the format: {sum(1 for each in read if each.told)}"
    yield from (f"  {count:5d}  {sentence}" for sentence, count in told.most_common())
    differing = [each for each in read if each.differs]
    yield f"fewer rows than are filled: {len(differing)}"
    for each in differing:
        why = ", ".join(f"{reason} {count}" for reason, count in sorted(each.aside.items()))
        rest = f", without a reason {each.unexplained}" if each.unexplained else ""
        yield f"  {each.file}: {each.rows} of {each.filled} ({why}{rest})"
    traces = [each for each in results if each.trace]
    yield f"traces  {len(traces)}"
    yield from (f"  {each.file}\n{each.trace}" for each in traces)
    slow = max(results, key=lambda each: each.seconds, default=None)
    if slow is not None:
        yield f"longest {slow.seconds} s: {slow.file}"


def _name(result: Tried) -> str:
    return Path(result.file).name


def main(words: Sequence[str]) -> int:
    """Try the folder that *words* name."""
    asked = argparse.ArgumentParser(description="Try a folder of files on the reader of registers.")
    asked.add_argument("folder", type=Path)
    asked.add_argument("--most", type=int, default=2_000)
    asked.add_argument("--minutes", type=float, default=60)
    asked.add_argument("--json", action="store_true", dest="as_json")
    said = asked.parse_args(words)
    files = sorted(each for each in said.folder.rglob("*") if each.is_file())
    ends = time.monotonic() + said.minutes * 60

    def in_time(path: Path) -> Tried | None:
        return tried(path, said.folder) if time.monotonic() < ends else None

    with ThreadPoolExecutor(AT_A_TIME) as pool:
        results = [each for each in pool.map(in_time, files[: said.most]) if each is not None]
    if said.as_json:
        print(json.dumps([asdict(each) for each in results], ensure_ascii=False, indent=1))
    else:
        print("\n".join(lines(results)))
    if len(results) < len(files):
        print(f"not tried: {len(files) - len(results)}", file=sys.stderr)
    if any(each.trace for each in results):
        return 1
    return 2 if len(results) < len(files) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
