"""What stands under the board on the manager's front door: what was promised, whom to thank, who
was not spoken to for long, and the cities one may travel to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from xiangxian.services.briefing import figures
from xiangxian.services.briefing.to_thank import thanks
from xiangxian.services.briefing.trips import cities
from xiangxian.services.gate import Viewer
from xiangxian.services.introductions import totals
from xiangxian.services.introductions.totals import Recorded, Stated
from xiangxian.services.tasks import promises
from xiangxian.services.tasks.promises import Promised
from xiangxian.store.contract import GraphStore


@dataclass(frozen=True, slots=True)
class Front:
    """The three figures, each of which opens its list; the totals, and the sentence about them that
    can be copied; the cities to choose from. Nothing of it depends on how many records there are."""

    promised: Promised
    thanks: int
    quiet: int
    stated: tuple[Stated, ...]
    recorded: Recorded
    sentence: str
    cities: tuple[str, ...]


def front(store: GraphStore, today: date, *, viewer: Viewer, measure: str) -> Front:
    """The front door on *today* (a Beijing day)."""
    stated = totals.stated(store, viewer=viewer)
    recorded = totals.recorded(store, viewer=viewer, measure=measure)
    return Front(
        promises.open_promises(store, viewer=viewer),
        len(thanks(store, today, viewer=viewer, measure=measure)),
        figures.quiet(store, today, viewer=viewer),
        tuple(stated),
        recorded,
        figures.both_sentences(stated, recorded, today),
        cities(store, viewer=viewer),
    )
