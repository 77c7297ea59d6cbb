"""`scripts/check_folder.py`: a folder of files tried on the reader, and counted."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
TROUBLE = ROOT / "tests" / "trouble"


def tried(folder: Path, *words: str) -> tuple[int, str]:
    """What the command says of *folder*, and how it ends."""
    done = subprocess.run(
        [sys.executable, str(ROOT / "scripts" / "check_folder.py"), str(folder), *words],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert "Traceback" not in done.stderr
    return done.returncode, done.stdout


def test_what_is_read_and_what_is_refused_is_counted(tmp_path: Path) -> None:
    """Read, refused with its sentence, rows against the reader's own count."""
    for name in ("01_phones.xlsx", "06_subtotal_count.xlsx"):
        shutil.copy(TROUBLE / name, tmp_path)
    (tmp_path / "说明.txt").write_text("这里没有花名册", "utf-8")
    ends, said = tried(tmp_path)
    assert ends == 0
    assert "files   3" in said
    assert "read    2" in said
    assert "refused 1" in said
    assert "06_subtotal_count.xlsx: 3 of 6 (SUBTOTAL_ROW 3)" in said
    assert "traces  0" in said


def test_the_same_as_data(tmp_path: Path) -> None:
    """With --json one document, file by file."""
    shutil.copy(TROUBLE / "01_phones.xlsx", tmp_path)
    ends, said = tried(tmp_path, "--json")
    told: Any = json.loads(said)
    assert ends == 0
    assert "01_phones.xlsx" in json.dumps(told)
