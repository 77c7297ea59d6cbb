"""Imports that wait for their confirmation: the cells that were read and the answers given so far.

The cells lie in a file that only the program's user may read, the answers in the store's state, so
that every process of the server sees them. Leaving the page, a restart, another browser: nothing
is lost. What is not touched for `WAITING` is thrown away; cancelling leaves nothing.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from xiangxian.services.documents import office_files
from xiangxian.services.drafts import new_id
from xiangxian.services.gate import Missing, Viewer
from xiangxian.services.registers.workbook.cell_lines import packed, unpacked
from xiangxian.services.registers.workbook.model import Workbook
from xiangxian.store.base import Id, State
from xiangxian.store.contract import GraphStore

WAITING = timedelta(days=14)
"""So long an import waits after it was last touched: a holiday and a few days more."""
_TOLD = timedelta(days=1)
"""So long a finished import answers where its result is, for a form that is sent twice."""
_FRESH = 3600
"""Files younger than this, in seconds, may belong to an upload under way."""


@dataclass(frozen=True, slots=True)
class Answers:
    """What the clerk said so far.

    *edits* are texts by place (「册!C12」), *kinds* and *points* answers (`seen`, `blank`) by a
    point's code and by 「册!C12 CODE」, *rows* and *grades* decisions about likely duplicates by
    place and by grade, *passed* the steps that were left with 「下一步」, *sheets* the hidden sheets
    that are wanted all the same, each with a text.
    """

    edits: dict[str, str] = field(default_factory=dict)
    kinds: dict[str, str] = field(default_factory=dict)
    points: dict[str, str] = field(default_factory=dict)
    rows: dict[str, str] = field(default_factory=dict)
    grades: dict[str, str] = field(default_factory=dict)
    origin: str = ""
    passed: tuple[str, ...] = ()
    sheets: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Waiting:
    """One import of *account* that waits: the file's *name*, when it was dropped, the id of the
    act it becomes; *job* is what writes it, *batch* what became of it."""

    token: str
    account: Id
    unit: Id
    name: str
    at: datetime
    change_id: Id
    answers: Answers = Answers()
    job: Id = ""
    batch: Id = ""


def _text(waiting: Waiting) -> bytes:
    said = {name: getattr(waiting.answers, name) for name in Answers.__dataclass_fields__}
    content = {
        name: getattr(waiting, name)
        for name in ("account", "unit", "name", "change_id", "job", "batch")
    }
    content |= {"at": waiting.at.isoformat(), "answers": said}
    return json.dumps(content, ensure_ascii=False).encode()


def _read(token: str, text: bytes) -> Waiting:
    content: dict[str, Any] = json.loads(text)
    answers: dict[str, Any] = content.pop("answers")
    answers["passed"] = tuple(answers["passed"])
    content["at"] = datetime.fromisoformat(content["at"])
    return Waiting(token, **content, answers=Answers(**answers))


class WaitingRoom:
    """The imports that wait, in *folder* and in the state of *store*."""

    def __init__(self, store: GraphStore, folder: Path) -> None:
        self._store, self._folder = store, folder

    def _file(self, token: str) -> Path:
        return self._folder / f"{token}.cells"

    @staticmethod
    def _key(token: str) -> str:
        return f"import:{token}"

    def open(self) -> Path:
        """The folder, made when it is missing and rid of files that nobody waits for any more."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for old in office_files.older(self._folder, _FRESH):
            if self._store.state(self._key(old.name.partition(".")[0])) is None:
                office_files.discard(old)
        return self._folder

    def take(self, workbook: Workbook, *, viewer: Viewer, now: datetime) -> Waiting:
        """Let the read *workbook* wait for *viewer*."""
        token = secrets.token_hex(16)
        office_files.laid_down(self.open() / f"{token}.cells", packed(workbook).encode())
        waiting = Waiting(token, viewer.account, viewer.unit, workbook.file, now, new_id(now))
        self._keep(waiting, now)
        self._list(viewer.account, now, lambda tokens: [*tokens, token])
        return waiting

    def _keep(self, waiting: Waiting, now: datetime) -> None:
        ends = now + (_TOLD if waiting.batch else WAITING)
        self._store.state(self._key(waiting.token), lambda _: State(_text(waiting), ends))

    def _list(self, account: Id, now: datetime, change: Callable[[list[str]], list[str]]) -> None:
        def changed(text: bytes | None) -> State | None:
            tokens = change(json.loads(text) if text else [])
            return State(json.dumps(tokens).encode(), now + WAITING) if tokens else None

        self._store.state(f"imports:{account}", changed)

    def all(self, *, viewer: Viewer) -> list[Waiting]:
        """What waits for *viewer*, the newest first."""
        text = self._store.state(f"imports:{viewer.account}")
        tokens: list[str] = json.loads(text) if text else []
        texts = ((token, self._store.state(self._key(token))) for token in reversed(tokens))
        found = (_read(token, text) for token, text in texts if text)
        return [each for each in found if not each.batch and self._file(each.token).is_file()]

    def get(self, token: str, *, viewer: Viewer) -> Waiting:
        """What waits under *token*; raises `Missing` for another's, and for what is gone."""
        text = self._store.state(self._key(token)) if token.isalnum() else None
        found = _read(token, text) if text else None
        if found is None or (found.account, found.unit) != (viewer.account, viewer.unit):
            raise Missing(token)
        if not found.batch and not self._file(token).is_file():
            raise Missing(token)
        return found

    def workbook(self, waiting: Waiting) -> Workbook:
        """The cells of the file. Raises `Missing` once the file is gone."""
        try:
            return unpacked(self._file(waiting.token).read_text("utf-8"))
        except FileNotFoundError as fault:
            raise Missing(waiting.token) from fault

    def change(
        self, waiting: Waiting, now: datetime, change: Callable[[Waiting], Waiting]
    ) -> Waiting:
        """Keep what *change* makes of it as it stands now; raises `Missing` once it is gone."""

        def changed(text: bytes | None) -> State | None:
            if text is None:
                return None
            return State(_text(change(_read(waiting.token, text))), now + WAITING)

        text = self._store.state(self._key(waiting.token), changed)
        if text is None:
            raise Missing(waiting.token)
        self._list(waiting.account, now, lambda tokens: tokens)
        return _read(waiting.token, text)

    def answer(self, waiting: Waiting, now: datetime, **said: Any) -> Waiting:
        """Keep answers; maps are added to what was said, an empty text takes an answer back."""

        def changed(stands: Waiting) -> Waiting:
            new: dict[str, Any] = {}
            for name, value in said.items():
                before = getattr(stands.answers, name)
                if isinstance(value, dict):
                    value = {k: v for k, v in {**before, **value}.items() if v or name == "edits"}
                elif isinstance(value, tuple):
                    value = tuple(dict.fromkeys((*before, *value)))
                new[name] = value
            return replace(stands, answers=replace(stands.answers, **new))

        return self.change(waiting, now, changed)

    def done(self, waiting: Waiting, batch: Id, now: datetime, *, rest: bool = False) -> None:
        """It has come in (as *batch*; with nothing new, as nothing) and does not wait any more.

        Nothing is kept but where the result is; with *rest*, for a day, what the rows that could
        not come in are told from.
        """
        answers = waiting.answers if rest else Answers()
        if not rest:
            office_files.discard(self._file(waiting.token))
        self._keep(replace(waiting, batch=batch or "-", answers=answers), now)
        self._list(waiting.account, now, lambda tokens: [t for t in tokens if t != waiting.token])

    def drop(self, waiting: Waiting, now: datetime) -> None:
        """Cancel: neither cells nor answers remain."""
        office_files.discard(self._file(waiting.token))
        self._store.state(self._key(waiting.token), lambda _: None)
        self._list(waiting.account, now, lambda tokens: [t for t in tokens if t != waiting.token])
