"""The places a township knows from the start: its villages, and the names they once had."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from xiangxian.domain.values.native_places import divide
from xiangxian.domain.values.word_lists import read_list


@dataclass(frozen=True, slots=True)
class Country:
    """A township as the list of places has it: full names, and former name -> present village."""

    county: str
    town: str
    villages: tuple[str, ...] = ()
    former: Mapping[str, str] = field(default_factory=dict)
    former_towns: tuple[str, ...] = ()
    former_counties: tuple[str, ...] = ()


@functools.cache
def _listed() -> dict[str, Any]:
    content: dict[str, Any] = read_list("places")
    return content


def country(township: str) -> Country:
    """What the list knows of *township* (its full name, 句容市后白镇); of another one, only how
    its name divides into county and town."""
    for entry in _listed()["townships"]:
        if entry["county"] + entry["town"] == township:
            return Country(
                entry["county"],
                entry["town"],
                tuple(entry["villages"]),
                dict(entry.get("former", {})),
                tuple(entry.get("former_towns", ())),
                tuple(each["name"] for each in entry.get("former_counties", ())),
            )
    above, county, town = divide(township)
    return Country(above + county, town)
