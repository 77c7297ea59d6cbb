"""What can be set: command line first, then environment, then DIR/settings.toml, then default."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

TOWNSHIP = "句容市后白镇"


class BadSetting(Exception):
    """A setting cannot be used; the message is one plain Chinese sentence."""


@dataclass(frozen=True, slots=True)
class Settings:
    """One frozen set of settings.

    *data* is the directory that holds everything; *store* is `sqlite` or the address of a server.
    *port* 0 asks for any free port. *idle_minutes* and *session_hours* end a log-in.
    *measure* is the amount that counts as brought: agreed, fixed or paid_in. *strict_contacts*
    leaves people whose contacts are of unknown origin out of every list.
    """

    data: Path
    store: str = "sqlite"
    township: str = TOWNSHIP
    host: str = "127.0.0.1"
    port: int = 8040
    demo: bool = False
    open_browser: bool = True
    idle_minutes: int = 30
    session_hours: int = 8
    tries: int = 5
    lock_minutes: int = 10
    measure: str = "agreed"
    strict_contacts: bool = False

    @property
    def demo_data(self) -> Path:
        """The demo's own directory: it never mixes with the township's."""
        return self.data / "demo"

    @property
    def server(self) -> str:
        """The host of the server that keeps the register; empty where a file does."""
        return (urlsplit(self.store).hostname or "") if self.store != "sqlite" else ""

    def for_demo(self) -> Settings:
        """The settings of the demo that stands beside this program."""
        return replace(self, data=self.demo_data, store="sqlite", demo=True)


_INTEGERS = {"port", "idle_minutes", "session_hours", "tries", "lock_minutes"}
_FLAGS = {"demo", "open_browser", "strict_contacts"}


def read(
    data: Path, given: Mapping[str, Any] | None = None, environment: Mapping[str, str] | None = None
) -> Settings:
    """The settings for the directory *data*; raises `BadSetting` for what cannot be read."""
    known = {field.name for field in fields(Settings)} - {"data"}
    values: dict[str, Any] = {}
    path = data / "settings.toml"
    if path.is_file():
        content = _content(path)
        unknown = set(content) - known
        if unknown:
            raise BadSetting(f"设置文件 {path} 里有不认识的项：{'、'.join(sorted(unknown))}")
        values |= content
    for name in known:
        text = (environment or {}).get(f"XIANGXIAN_{name.upper()}")
        if text:
            values[name] = text
    values |= {name: value for name, value in (given or {}).items() if value is not None}
    return Settings(data=data, **{name: _typed(name, value) for name, value in values.items()})


def _content(path: Path) -> dict[str, Any]:
    """What the settings file says; with or without the mark that Windows' editor puts first."""
    try:
        return tomllib.loads(path.read_bytes().decode("utf-8-sig"))
    except UnicodeDecodeError as fault:
        raise BadSetting(
            f"设置文件 {path} 不是按UTF-8存的。请用记事本打开，“另存为”时编码选UTF-8，再试。"
        ) from fault
    except tomllib.TOMLDecodeError as fault:
        raise BadSetting(f"设置文件 {path} 读不出来：{fault}") from fault
    except OSError as fault:
        raise BadSetting(f"设置文件 {path} 打不开：{fault.strerror}") from fault


def _typed(name: str, value: Any) -> Any:
    if name in _INTEGERS:
        try:
            number = int(value)
        except (TypeError, ValueError) as fault:
            raise BadSetting(f"设置项 {name} 应是整数，现在写的是「{value}」。") from fault
        if number < (0 if name == "port" else 1):
            raise BadSetting(f"设置项 {name} 太小了，现在写的是「{value}」。")
        return number
    if name in _FLAGS and isinstance(value, str):
        return value.strip().lower() in {"1", "true", "yes", "on", "是"}
    if name == "measure" and value not in {"agreed", "fixed", "paid_in"}:
        raise BadSetting("设置项 measure 只能是 agreed、fixed 或 paid_in。")
    return value
