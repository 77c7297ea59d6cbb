"""What the person of a register's row is compared by, before anything is planned for it."""

from __future__ import annotations

from collections.abc import Sequence

from xiangxian.domain.people import Person
from xiangxian.domain.values.names import PersonName
from xiangxian.domain.values.native_places import NativePlace
from xiangxian.domain.values.posts import Post
from xiangxian.services.duplicates.traits import Traits, traits_of
from xiangxian.services.registers.reading.columns import declared
from xiangxian.services.registers.workbook.model import RecordRow


def place_of(row: RecordRow, key: str) -> str:
    """Where the record of *row* stands, by its *key* column: 「册!B12」."""
    return f"{row.sheet}!{row.letters.get(key, '')}{row.row}"


def traits_of_row(row: RecordRow) -> Traits:
    """What the person of *row* is compared by; nothing is planned for it."""
    name: PersonName = row.values["name"]
    place: NativePlace | None = row.values.get("native_place")
    posts: Sequence[Post] = row.values.get("employments", ())
    given = declared(Person, row.values) | {"name": name.name, "former_names": name.former}
    said = {key: each for key, each in given.items() if each is not None}
    return traits_of(
        Person.model_validate(said),
        place_of(row, "name"),
        village=(place.village or "") if place else "",
        parties=[post.organisation for post in posts],
    )
