"""A row of a register of people: the person, where from, and which posts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from xiangxian.domain.people import Person
from xiangxian.domain.person_ties import Employment, SocialRole
from xiangxian.domain.values.cities import reads_as_address
from xiangxian.domain.values.names import PersonName
from xiangxian.domain.values.native_places import NativePlace
from xiangxian.domain.values.posts import Post, leads, split_post
from xiangxian.domain.values.text import fold
from xiangxian.services.drafts import Loaded
from xiangxian.services.registers.importing.known import KnownRecord
from xiangxian.services.registers.importing.matches import CREATE, RowDecision, What
from xiangxian.services.registers.importing.planner import Planner
from xiangxian.services.registers.reading.columns import declared
from xiangxian.services.registers.reading.row_traits import place_of, traits_of_row
from xiangxian.services.registers.workbook.model import RecordRow
from xiangxian.store.base import Edge, Id

CONTACTS = ("phones", "wechat", "email", "address")


def title_of(row: RecordRow) -> str:
    """What the person of a row is called."""
    return str(row.values["name"].name)


def plan_person(planner: Planner, row: RecordRow) -> Id | None:
    """Plan the person of *row*; gives the id of the record it becomes or is added to, None where
    the clerk leaves the row out."""
    name: PersonName = row.values["name"]
    numbers = frozenset(phone.number for phone in row.values.get("phones", ()))
    item = planner.numbered(row, Person.kind, name.name)
    namesakes = planner.held.people.get(fold(name.name), [])
    same = [known for known in namesakes if numbers and known.numbers & numbers]
    usual = CREATE
    if item is not None:
        usual = RowDecision(What.UPDATE if planner.unmoved(row, item) else What.FILL, item.id)
    elif len(same) == 1 and same[0].item is not None:
        usual = RowDecision(What.FILL, same[0].id)
    traits = traits_of_row(row)
    decided = planner.decide(row, "name", name.name, traits, usual)
    if decided.what is What.SKIP:
        return None
    if decided.of:
        item = planner.held.items[decided.of]
        return say_more(planner, row, item, overwrite=decided.what is What.UPDATE)
    id_ = planner.plan.draft.add(_person_of(planner, row))
    _posts(planner, row, id_, ())
    firms = frozenset(fold(post.organisation) for post in row.values.get("employments", ()))
    planner.held.people.setdefault(fold(name.name), []).append(
        KnownRecord(id_, name.name, numbers, firms)
    )
    planner.meet(id_, replace(traits, id=id_), row, place_of(row, "name"), name.name)
    planner.becomes(row, "create", Person.kind, name.name, id_, namesakes=len(namesakes))
    return id_


def say_more(planner: Planner, row: RecordRow, item: Loaded, *, overwrite: bool = False) -> Id:
    """What a row says more, or otherwise, of somebody who is on the register."""
    title = title_of(row)
    said = _as_it_stands(planner, _person_of(planner, row), item)
    changed = planner.revised(row, item, said, title, overwrite=overwrite)
    held = planner.held.posts.get(item.id, ())
    changed |= _posts(planner, row, item.id, held, overwrite=overwrite)
    planner.becomes(row, "update" if changed else "same", Person.kind, title, item.id)
    return item.id


def _as_it_stands(planner: Planner, said: Person, item: Loaded) -> Person:
    """*said* without a native place that says no more than the register does: our own lists give
    the village alone."""
    stands = item.record
    assert isinstance(stands, Person)  # noqa: S101 - the kind says so
    village = planner.held.titles.get(stands.home_village or "", "")
    group = f"{stands.home_group}组" if stands.home_group else ""
    written = said.native_place_written
    if written and (
        written in (stands.native_place_written or "") or written in f"{village}{group}"
    ):
        return said.model_copy(update={"native_place_written": stands.native_place_written})
    return said


def _person_of(planner: Planner, row: RecordRow) -> Person:
    values = row.values
    name: PersonName = values["name"]
    given: dict[str, Any] = declared(Person, values) | {
        "name": name.name,
        "former_names": name.former,
        "salutation": name.salutation or values.get("salutation"),
        "kept": dict(row.kept),
    }
    for role in values.get("social_roles", ()):
        post = split_post(role)
        if post is None or post.position is None:
            given["kept"]["社会兼职"] = "、".join(values["social_roles"])
    city = given.get("city")
    if city and reads_as_address(city):
        # who reads the register sees the city; the house stays with those who see contacts
        del given["city"]
        if given.get("address"):
            given["kept"]["所在城市"] = city
        else:
            given["address"] = city
    place: NativePlace | None = values.get("native_place")
    if place is not None:
        given["native_place_written"] = row.written.get("native_place")
        given["home_group"] = place.group
        given["home_village"] = planner.village(place.village) if place.village else None
    written = row.written.get("category")
    if written and written != Person.fields["category"].type.show(given.get("category")):
        given["category_written"] = written
    codes = {point.code for point in row.points}
    given["deceased"] = "DECEASED" in codes
    given["to_ask"] = bool(codes & {"NAME_FRAMED", "ROW_STRUCK"})
    given["opt_out"] = "DO_NOT_CONTACT" in codes
    if planner.origin and any(values.get(each) for each in CONTACTS):
        given["contact_origin"] = planner.origin
        given["contact_origin_on"] = planner.today
    return Person.model_validate({name: each for name, each in given.items() if each is not None})


def _posts(
    planner: Planner,
    row: RecordRow,
    person: Id,
    held: Sequence[tuple[Edge, Post]],
    *,
    overwrite: bool = False,
) -> bool:
    """The posts and roles that a row says and the register does not know yet; gives whether there
    are any.

    With *overwrite* the one post that the register holds gives way to the one that the row says;
    otherwise a post that differs is added beside what is held, which stays.
    """
    posts: Sequence[Post] = row.values.get("employments", ())
    said = planner.posted.setdefault(person, set())
    known = {(fold(post.organisation), post.position) for _, post in held} | said
    firms = {firm for firm, _ in known}
    new = [
        post
        for post in posts
        if (fold(post.organisation), post.position) not in known
        and not (post.position is None and fold(post.organisation) in firms)
    ]
    jobs = [edge for edge, _ in held if edge.name == Employment.edge]
    if overwrite and new and len(posts) == 1 and len(jobs) == 1 and not said:
        planner.plan.draft.unlink(jobs[0])
    for post in new:
        tie = Employment(position=post.position, leads=leads(post.position))
        planner.plan.draft.tie(tie, person, planner.organisation(post.organisation))
    said |= {(fold(post.organisation), post.position) for post in posts}
    known |= said
    added = bool(new)
    for role in row.values.get("social_roles", ()):
        found = split_post(role)
        if found is None or found.position is None:
            continue
        if (fold(found.organisation), found.position) not in known:
            planner.plan.draft.tie(
                SocialRole(role=found.position), person, planner.organisation(found.organisation)
            )
            said.add((fold(found.organisation), found.position))
            added = True
    return added
