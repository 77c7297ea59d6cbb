"""While one reads a file that takes all it is allowed, the pages of others answer."""

from __future__ import annotations

import threading
import time
from pathlib import Path

from tests.services.registers.test_hostile_files import with_sheet
from tests.serving import Visitor, serving
from tests.test_two_processes import entered

ANSWERS = 4
"""So many pages at least while the file is read: were others kept waiting, there would be one."""


def test_pages_of_others_answer_while_a_large_file_is_read(tmp_path: Path) -> None:
    """A workbook of many cells keeps its own process busy, not the program."""
    cells = "".join(
        f'<row r="{n}">' + "".join(f'<c r="{c}{n}"><v>1</v></c>' for c in "ABCDEFGHIJ") + "</row>"
        for n in range(1, 8_000)
    )
    content = with_sheet(cells)
    with serving(tmp_path / "data") as served:
        sender, other = Visitor(), Visitor()
        entered(sender, served)
        at = served.address
        answers: list[tuple[int, str]] = []
        work = threading.Thread(
            target=lambda: answers.append(
                sender.send(f"{at}/imports/", f"{at}/imports/", "large.xlsx", content)
            )
        )
        begun = time.monotonic()
        work.start()
        waited = []
        while work.is_alive():
            started = time.monotonic()
            status, _ = other.get(f"{at}/login")
            waited.append(time.monotonic() - started)
            assert status == 200
            time.sleep(0.2)
        work.join()
        took = time.monotonic() - begun
    assert len(waited) >= ANSWERS
    assert max(waited) < took / 2
    assert answers[0][0] in {200, 422}, answers[0][1][:300]
