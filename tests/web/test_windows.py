"""What Windows does otherwise: files that are open, its registry, and its editor."""

from __future__ import annotations

import io
import mimetypes
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from acts import NOW
from conftest import Clock
from services.county_forms.test_county_forms import county_table
from web.conftest import Office, names, token
from web.registers.test_imports import checked, confirm, upload
from windows_files import exclusive
from xiangxian.app import create_app
from xiangxian.services.documents import office_files
from xiangxian.settings import BadSetting, Settings, read
from xiangxian.store.contract import GraphStore
from xiangxian.web import assets

REGISTERS = Path(__file__).parents[1] / "registers"
on_linux = pytest.mark.skipif(
    not Path("/proc/self/fd").is_dir(), reason="the rule is watched by way of /proc"
)


@on_linux
def test_the_rule_is_watched(tmp_path: Path) -> None:
    """A file that is open is refused to whoever opens, moves or throws it away; else nothing is."""
    path = tmp_path / "a.txt"
    with exclusive(tmp_path) as refused:
        path.write_bytes(b"x")
        with path.open("rb"):
            for act in (path.read_bytes, path.unlink, lambda: path.rename(tmp_path / "b.txt")):
                with pytest.raises(PermissionError):
                    act()
        assert path.read_bytes() == b"x"
        path.unlink()
    assert refused == ["open .txt", "os.remove .txt", "os.rename .txt"]


@on_linux
def test_a_register_is_imported_by_page(
    office: Office, client: FlaskClient, tmp_path: Path
) -> None:
    """From the drop to the records, without a file that is opened twice; nothing is left lying."""
    with exclusive(tmp_path) as refused:
        content = (REGISTERS / "01_village_register.xlsx").read_bytes()
        where = upload(client, content, "01.xlsx")
        assert "现在什么都还没有存" in checked(client, where)
        confirm(client, where, origin="village")
        assert "没有导入" in upload(client, b"PK\x03\x04broken", "02.xlsx")
    assert refused == []
    assert len(names(office)) == 62
    left = [path.suffix for path in (tmp_path / "data" / "uploads").iterdir()]
    assert set(left) <= {".cells"}


@on_linux
def test_the_countys_table_is_read_and_thrown_away(client: FlaskClient, tmp_path: Path) -> None:
    """A table is looked at; what is no table is refused and does not stay."""
    table = county_table(tmp_path / "table.xlsx").read_bytes()
    with exclusive(tmp_path) as refused:
        for content, status in ((table, 303), (b"PK\x03\x04broken", 422)):
            data = {"csrf_token": token(client), "file": (io.BytesIO(content), "表.xlsx")}
            answer = client.post("/people/form/", data=data, content_type="multipart/form-data")
            assert answer.status_code == status
    assert refused == []
    assert len(list((tmp_path / "data" / "dropped").iterdir())) == 1


@on_linux
def test_a_file_of_ones_own_is_replaced(tmp_path: Path) -> None:
    """What stood there is kept beside; a file that somebody holds is left for the next time."""
    path = tmp_path / "own.yaml"
    with exclusive(tmp_path) as refused:
        for content in (b"1", b"2"):
            office_files.put(path, content, now=NOW)
        assert refused == []
        with path.open("rb"):
            office_files.discard(path)
        assert path.read_bytes() == b"2"
        assert refused == ["os.remove .yaml"]
        office_files.discard(path)
    assert not path.exists()


@pytest.mark.calendar
def test_what_waited_is_swept_though_others_sweep_too(tmp_path: Path) -> None:
    """Old files are given and fresh ones are not; one that is gone meanwhile is no fault."""
    for name, age in (("a", 100), ("b", 100), ("c", 0)):
        path = office_files.laid_down(tmp_path / name, b"")
        os.utime(path, (path.stat().st_atime, path.stat().st_mtime - age))
    found = []
    for path in office_files.older(tmp_path, 50):
        found.append(path.name)
        for other in ("a", "b"):
            (tmp_path / other).unlink(missing_ok=True)
    assert found
    assert set(found) <= {"a", "b"}


@pytest.fixture
def registry() -> Iterator[None]:
    """A PC whose registry calls everything that we serve a text."""
    before = {ending: mimetypes.guess_type(f"x{ending}")[0] for ending in assets.TYPES}
    for ending in before:
        mimetypes.add_type("text/plain", ending)
    yield
    for ending, kind in before.items():
        mimetypes.add_type(kind or "application/octet-stream", ending)


def test_scripts_are_called_scripts(
    registry: None, store: GraphStore, clock: Clock, tmp_path: Path
) -> None:
    """Whatever the registry says: each file that we serve has its own type, and nosniff."""
    assert registry is None
    assert mimetypes.guess_type("base.js")[0] == "text/plain"
    client = create_app(Settings(tmp_path), store, clock=clock).test_client()
    folder = assets.VENDOR.parent
    served = sorted(path.relative_to(folder) for path in folder.rglob("*") if path.is_file())
    assert {path.suffix for path in served} <= set(assets.TYPES)
    for path in served:
        answer = client.get(f"/static/{path.as_posix()}")
        assert answer.mimetype == assets.TYPES[path.suffix], path
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        answer.close()


TEXT = 'township = "丹阳市示例镇"\ntries = 7\n'


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_settings_are_read_as_windows_saves_them(tmp_path: Path, encoding: str) -> None:
    """With and without the mark that its editor puts first, and with its ends of lines."""
    (tmp_path / "settings.toml").write_bytes(TEXT.replace("\n", "\r\n").encode(encoding))
    found = read(tmp_path)
    assert (found.township, found.tries) == ("丹阳市示例镇", 7)


@pytest.mark.parametrize("encoding", ["gbk", "utf-16"])
def test_settings_in_another_encoding_are_told_in_a_sentence(tmp_path: Path, encoding: str) -> None:
    """What to do, and nothing of codecs and positions."""
    (tmp_path / "settings.toml").write_bytes(TEXT.encode(encoding))
    with pytest.raises(BadSetting) as fault:
        read(tmp_path)
    assert str(fault.value).endswith(
        "不是按UTF-8存的。请用记事本打开，“另存为”时编码选UTF-8，再试。"
    )


@pytest.mark.parametrize("name", ["tries", "lock_minutes", "idle_minutes", "session_hours"])
def test_settings_that_would_keep_everybody_out_are_refused(tmp_path: Path, name: str) -> None:
    """No tries, or no time at all, is no setting."""
    (tmp_path / "settings.toml").write_bytes(f"{name} = 0\n".encode())
    with pytest.raises(BadSetting, match=f"设置项 {name} 太小了"):
        read(tmp_path)
