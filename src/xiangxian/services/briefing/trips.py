"""出差见谁: who is in a city, as far as the viewer may know, and where one may travel to.

Somebody is in a city when an organisation they work for, founded or hold a role in is there, or
when they live there; where they live is asked only for a viewer who sees it.
"""

from __future__ import annotations

from collections.abc import Iterable

from xiangxian.domain.organisations import Founding, Organisation
from xiangxian.domain.people import Person
from xiangxian.domain.person_ties import Employment, SocialRole
from xiangxian.domain.projects import Project
from xiangxian.domain.roles import Sight
from xiangxian.domain.values.cities import bare_city, said_by
from xiangxian.domain.values.text import pinyin_key
from xiangxian.services import gate
from xiangxian.services.gate import Viewer
from xiangxian.store.base import All, AnyOf, Direction, Filter, Key, Linked, Op, Where
from xiangxian.store.contract import GraphStore

_TIES = (Employment.edge, SocialRole.edge, Founding.edge)
_WRITTEN = ((Organisation, "city"), (Person, "city"), (Project, "origin_city"))
"""The fields that name a city."""


def _keys(store: GraphStore, viewer: Viewer) -> dict[tuple[str, str], list[tuple[Key, str]]]:
    """Every city written in the viewer's records, by kind and field: its key and its name."""
    found: dict[tuple[str, str], list[tuple[Key, str]]] = {}
    for kind, field in _WRITTEN:
        if gate.sight(viewer, kind.fields[field]) is not Sight.FULL:
            continue
        if not gate.readable(viewer, kind.kind):
            continue
        groups = store.count(kind.kind, gate.scope(viewer), by=field)
        keys = (group.key for group in groups if group.key is not None)
        found[kind.kind, field] = [(key, bare_city(said_by(str(key)))) for key in keys]
    return found


def cities(store: GraphStore, *, viewer: Viewer) -> tuple[str, ...]:
    """The cities in which there is somebody or something, by pinyin; three questions."""
    keys = _keys(store, viewer)
    names = {name for written in keys.values() for _, name in written if name}
    return tuple(sorted(names, key=pinyin_key))


def _same(written: Iterable[tuple[Key, str]], city: str) -> tuple[Key, ...]:
    return tuple(key for key, name in written if name == city)


def people_in(store: GraphStore, city: str, *, viewer: Viewer) -> Filter:
    """The filter of people who are in *city*; those who died or want no contact are left out."""
    city = bare_city(city)
    keys = _keys(store, viewer)
    ways: list[Filter] = []
    if there := _same(keys.get(("organisation", "city"), ()), city):
        firm = All((gate.scope(viewer), Where("city", Op.IN, there)))
        ways += [Linked(edge, Direction.OUT, firm) for edge in _TIES]
    if living := _same(keys.get(("person", "city"), ()), city):
        ways.append(Where("city", Op.IN, living))
    reachable = (Where(name, Op.IS, 0) for name in ("deceased", "opt_out", "to_ask"))
    return All((AnyOf(tuple(ways)), *reachable))


def projects_from(store: GraphStore, city: str, *, viewer: Viewer) -> Filter:
    """The filter of projects whose investors come from *city*."""
    written = _keys(store, viewer).get(("project", "origin_city"), ())
    return Where("origin_city", Op.IN, _same(written, bare_city(city)))
