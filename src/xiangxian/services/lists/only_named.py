"""People of whom the register has the name and nothing else: they are counted apart."""

from __future__ import annotations

from datetime import date

from xiangxian.domain.people import Person
from xiangxian.domain.person_ties import Employment
from xiangxian.services import gate
from xiangxian.services.gate import Viewer
from xiangxian.services.lists.conditions import Condition
from xiangxian.services.lists.filters import Narrowing
from xiangxian.store.base import EVERYTHING, All, Filter
from xiangxian.store.contract import GraphStore

ONLY_NAMED = (
    Condition("name_only", "yes"),
    Condition("home_village", "empty"),
    Condition(f"{Employment.edge}-out", "empty"),
)
"""Whom a ledger or a note named and nobody described, as the list of people asks for them."""


def only_named(
    store: GraphStore, today: date, *, viewer: Viewer, among: Filter = EVERYTHING
) -> int:
    """How many of *among* the viewer sees whose name is all there is: the count of the list that it
    opens. *today* is a Beijing day."""
    if not gate.readable(viewer, Person.kind):
        return 0
    where = Narrowing(Person, ONLY_NAMED).where(store, today, viewer=viewer)
    counted = store.count(Person.kind, All((gate.scope(viewer), among, where)))
    return sum(group.count for group in counted)
