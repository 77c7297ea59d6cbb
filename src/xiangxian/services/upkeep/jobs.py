"""Long work behind the pages: one thread of one server process does it, and every process sees how
far it is.

A job is a record in the store's *state*. Whoever holds the lease works; when a process takes the
lease over, what another left running is mended by its own kind of work and marked broken off.
"""

from __future__ import annotations

import json
import logging
import secrets
import threading
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from xiangxian.services.access import accounts
from xiangxian.services.drafts import new_id
from xiangxian.services.gate import Missing, Refused, Viewer
from xiangxian.store.base import Id, State
from xiangxian.store.contract import GraphStore

KEPT = timedelta(days=2)
"""So long a job can be looked at."""
LEASE = timedelta(seconds=40)
"""So long after a server was killed another, or the same again, mends what it left."""
_LEASE_KEY, _QUEUE = "lease:jobs", "jobs"
_LOG = logging.getLogger(__name__)


class Stage(StrEnum):
    """How a job stands."""

    WAITING = "waiting"
    RUNNING = "running"
    STOPPING = "stopping"
    DONE = "done"
    STOPPED = "stopped"
    FAILED = "failed"
    BROKEN = "broken"

    @property
    def over(self) -> bool:
        """Whether nothing more happens."""
        return self in {Stage.DONE, Stage.STOPPED, Stage.FAILED, Stage.BROKEN}


@dataclass(frozen=True, slots=True)
class Job:
    """One piece of long work of *account*: *about* is what it needs, *done* of *total* how far it
    is, *said* what it says when it is over, *result* the record it made."""

    id: Id
    kind: str
    account: Id
    about: Mapping[str, str]
    stage: Stage = Stage.WAITING
    done: int = 0
    total: int = 0
    said: str = ""
    result: Id = ""
    holder: str = ""


class Stopped(Exception):
    """Whoever started the work wants it stopped."""


class JobFailed(Exception):
    """The work cannot be done; *sentence* says why and what to do."""

    def __init__(self, sentence: str) -> None:
        self.sentence = sentence
        super().__init__(sentence)


Step = Callable[[int, int], None]


class Work(Protocol):
    """One kind of long work."""

    def run(self, store: GraphStore, job: Job, viewer: Viewer, now: datetime, step: Step) -> Job:
        """Do it; gives *job* with `said` and `result`. *step* is told (done, total) and raises
        `Stopped`, after which nothing may remain. Raises `Failed`."""

    def mend(self, store: GraphStore, job: Job, viewer: Viewer, now: datetime) -> Job:
        """A process ended while it ran: leave nothing half done; gives *job* as it is told."""


def _text(job: Job) -> bytes:
    return json.dumps(asdict(job), ensure_ascii=False).encode()


def _read(text: bytes) -> Job:
    content = json.loads(text)
    return Job(**content | {"stage": Stage(content["stage"])})


class Jobs:
    """The jobs in the state of *store*; *works* are the kinds of work by name."""

    def __init__(
        self, store: GraphStore, clock: Callable[[], datetime], works: Mapping[str, Work]
    ) -> None:
        self._store, self._clock, self._works = store, clock, works
        self._me = secrets.token_hex(8)
        self._wake = threading.Event()
        self._end = threading.Event()
        self._thread: threading.Thread | None = None

    # --- for the pages -----------------------------------------------------------------------

    def start(self, kind: str, about: Mapping[str, str], *, viewer: Viewer) -> Job:
        """Put work in the queue."""
        job = Job(new_id(self._clock()), kind, viewer.account, dict(about))
        self._keep(job)
        self._change_queue(lambda ids: [*ids, job.id])
        self._wake.set()
        return job

    def get(self, id_: Id, *, viewer: Viewer) -> Job:
        """A job of the viewer's own; raises `Missing`."""
        text = self._store.state(f"job:{id_}")
        job = _read(text) if text else None
        if job is None or job.account != viewer.account:
            raise Missing(id_)
        return job

    def stop(self, id_: Id, *, viewer: Viewer) -> Job:
        """Ask for it to stop; one that has not begun never does."""
        self.get(id_, viewer=viewer)

        def asked(job: Job) -> Job:
            if job.stage is Stage.WAITING:
                return replace(job, stage=Stage.STOPPED)
            return replace(job, stage=Stage.STOPPING) if job.stage is Stage.RUNNING else job

        return self._change(id_, asked)

    # --- state -------------------------------------------------------------------------------

    def _keep(self, job: Job) -> None:
        ends = self._clock() + KEPT
        self._store.state(f"job:{job.id}", lambda _: State(_text(job), ends))

    def _change(self, id_: Id, change: Callable[[Job], Job]) -> Job:
        ends = self._clock() + KEPT

        def changed(text: bytes | None) -> State | None:
            return State(_text(change(_read(text))), ends) if text else None

        text = self._store.state(f"job:{id_}", changed)
        if text is None:
            raise Missing(id_)
        return _read(text)

    def _change_queue(self, change: Callable[[list[Id]], list[Id]]) -> None:
        ends = self._clock() + KEPT

        def changed(text: bytes | None) -> State | None:
            ids = change(json.loads(text) if text else [])
            return State(json.dumps(ids).encode(), ends) if ids else None

        self._store.state(_QUEUE, changed)

    def _queue(self) -> list[Job]:
        text = self._store.state(_QUEUE)
        texts = [self._store.state(f"job:{id_}") for id_ in (json.loads(text) if text else [])]
        return [_read(each) for each in texts if each]

    # --- working -----------------------------------------------------------------------------

    def _lease(self) -> bool:
        """Take or renew the lease; gives whether it is ours."""
        now = self._clock()
        mine = json.dumps([self._me, (now + LEASE).isoformat()]).encode()

        def changed(text: bytes | None) -> State:
            if text:
                holder, until = json.loads(text)
                if holder != self._me and datetime.fromisoformat(until) > now:
                    return State(text, datetime.fromisoformat(until))
            return State(mine, now + LEASE)

        return self._store.state(_LEASE_KEY, changed) == mine

    def _release(self) -> None:
        def changed(text: bytes | None) -> State | None:
            if text and json.loads(text)[0] != self._me:
                return State(text, datetime.fromisoformat(json.loads(text)[1]))
            return None

        self._store.state(_LEASE_KEY, changed)

    def run_due(self) -> None:
        """Do everything that is due, when the lease is ours: mend first, then the queue."""
        if not self._lease():
            return
        for job in self._queue():
            if job.stage in (Stage.RUNNING, Stage.STOPPING) and job.holder != self._me:
                self._finish(job.id, self._mended(job))
            elif job.stage is Stage.WAITING:
                self._work(job)
            elif job.stage.over:
                self._leave_queue(job.id)

    def _leave_queue(self, id_: Id) -> None:
        self._change_queue(lambda ids: [each for each in ids if each != id_])

    def _finish(self, id_: Id, job: Job) -> None:
        self._change(id_, lambda _: job)
        self._leave_queue(id_)

    def _viewer(self, job: Job) -> Viewer:
        account = accounts.by_id(self._store, job.account)
        if account is None or getattr(account.record, "disabled", False):
            raise JobFailed("这个账号停用了，没有做。")
        return accounts.viewer(self._store, account)

    def _mended(self, job: Job) -> Job:
        try:
            mended = self._works[job.kind].mend(self._store, job, self._viewer(job), self._clock())
        except JobFailed as fault:
            return replace(job, stage=Stage.FAILED, said=fault.sentence)
        return mended if mended.stage.over else replace(mended, stage=Stage.BROKEN)

    def _work(self, job: Job) -> None:
        job = self._change(
            job.id,
            lambda job: (
                replace(job, stage=Stage.RUNNING, holder=self._me)
                if job.stage is Stage.WAITING
                else job
            ),
        )
        if job.stage is not Stage.RUNNING:
            self._leave_queue(job.id)
            return
        over = threading.Event()
        keeper = threading.Thread(target=self._renew, args=(over,), daemon=True)
        keeper.start()
        try:
            self._finish(job.id, self._worked(job))
        finally:
            over.set()
            keeper.join()

    def _renew(self, over: threading.Event) -> None:
        while not over.wait(LEASE.total_seconds() / 4):
            self._lease()

    def _worked(self, job: Job) -> Job:
        def step(done: int, total: int) -> None:
            job_ = self._change(job.id, lambda each: replace(each, done=done, total=total))
            if job_.stage is Stage.STOPPING or self._end.is_set():
                raise Stopped

        try:
            made = self._works[job.kind].run(
                self._store, job, self._viewer(job), self._clock(), step
            )
        except Stopped:
            return replace(job, stage=Stage.STOPPED)
        except JobFailed as fault:
            return replace(job, stage=Stage.FAILED, said=fault.sentence)
        except Refused:
            return replace(job, stage=Stage.FAILED, said="这一步不归这个账号做，什么也没有改。")
        except Exception:
            _LOG.exception("job %s %s", job.kind, job.id)
            return replace(job, stage=Stage.FAILED, said="没能做成，什么也没有改。请再试一次。")
        return replace(made, stage=Stage.DONE)

    # --- the thread --------------------------------------------------------------------------

    def begin(self) -> None:
        """Start the thread that works, until `end`."""
        self._thread = threading.Thread(target=self._serve, name="jobs", daemon=True)
        self._thread.start()

    def _serve(self) -> None:
        while not self._end.is_set():
            self._wake.clear()
            try:
                self.run_due()
            except Exception:  # the store may be away for a while
                _LOG.exception("jobs")
            self._wake.wait(1.0)

    def end(self) -> None:
        """Let the thread come to its end: what runs is broken off and taken back."""
        self._end.set()
        self._wake.set()
        if self._thread is not None:
            self._thread.join(timeout=60)
            self._thread = None
        self._release()
