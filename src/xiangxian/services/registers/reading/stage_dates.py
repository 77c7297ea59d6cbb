"""Whether a project's stage and its days, as one row of a register says them, can both be right."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from xiangxian.domain.values.partial_date import PartialDate
from xiangxian.domain.values.stages import MILESTONES, ROAD


def lies_before(earlier: PartialDate | None, later: PartialDate | None) -> bool:
    """Whether *earlier* certainly lies before *later*."""
    if earlier is None or later is None:
        return False
    one, other = earlier.interval(), later.interval()
    return one is not None and other is not None and one[1] < other[0]


def stage_contradicts(values: Mapping[str, Any], letters: Mapping[str, str]) -> bool:
    """Whether the stage and the dates cannot both be right.

    A stage with a column of its own needs its date where an earlier one is filled in; a date of a
    later stage needs the stage to have come so far.
    """
    stage = values.get("stage")
    if stage not in ROAD:
        return False
    reached = ROAD.index(stage)
    own = MILESTONES.get(stage)
    dated = {code: name for code, name in MILESTONES.items() if name in values}
    earlier = any(ROAD.index(code) < reached for code in dated)
    if own and own in letters and own not in values and earlier:
        return True
    later = (code for code, name in dated.items() if name != own and code != "full_capacity")
    production = stage == "completed"  # one column holds both 竣工 and 投产
    return any(
        ROAD.index(code) > reached and not (production and code == "in_production")
        for code in later
    )
