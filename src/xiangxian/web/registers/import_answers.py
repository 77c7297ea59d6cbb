"""What the form of 写法请看一眼 says of the points of a file: answers for a kind, for each, and
cells that were mended."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from werkzeug.datastructures import MultiDict

from xiangxian.services.registers.session.answers import BLANK, LONGEST, SEEN, Kind, PointAsked


@dataclass(frozen=True, slots=True)
class SentAnswers:
    """What was sent: *kinds* answers by code, *points* by a point's key, *edits* mended texts by
    place, *typed* every text as it stands in the form; *possible* says whether all of it can be."""

    kinds: Mapping[str, str]
    points: Mapping[str, str]
    edits: Mapping[str, str]
    typed: Mapping[str, str]
    possible: bool


def sent_answers(form: MultiDict[str, str], kinds: Sequence[Kind]) -> SentAnswers:
    """The *form* of the step as it answers *kinds*.

    A cell that several kinds ask about stands in the form several times: the one that was changed
    counts, and two that were changed differently cannot be.
    """
    items = [item for kind in kinds for item in kind.items]
    stands = {item.place: item for item in items if item.editable}
    texts = {place: form.getlist(f"text.{place}") for place in given(form, "text.")}
    changed = {place: _changed(said, stands.get(place)) for place, said in texts.items()}
    edits = {place: said[0].strip() for place, said in changed.items() if said}
    answers, whole = given(form, "answer."), given(form, "all.")
    possible = (
        set(texts) <= set(stands)
        and all(len(said) < 2 for said in changed.values())
        and all(len(said[0]) <= LONGEST for said in changed.values() if said)
        and _answers_are_possible(answers, items)
        and _kinds_are_possible(whole, kinds)
    )
    typed = {place: (changed[place] or said)[0] for place, said in texts.items()}
    return SentAnswers(whole, answers, edits, typed, possible)


def given(form: MultiDict[str, str], prefix: str) -> dict[str, str]:
    """The fields whose names begin with *prefix*, by the rest of their names."""
    found = ((name, value) for name, value in form.items() if name.startswith(prefix))
    return {name.removeprefix(prefix): value for name, value in found}


def _changed(said: Iterable[str], stands: PointAsked | None) -> list[str]:
    """The texts that are not what stands there; a browser's field has no line breaks."""
    raw = "" if stands is None else "".join(stands.raw.splitlines())
    return list(dict.fromkeys(text for text in said if "".join(text.splitlines()) != raw))


def _answers_are_possible(answers: Mapping[str, str], items: Sequence[PointAsked]) -> bool:
    by_key = {item.key: item for item in items}
    return set(answers) <= set(by_key) and all(
        said in {"", SEEN} or (said == BLANK and by_key[key].may_blank)
        for key, said in answers.items()
    )


def _kinds_are_possible(whole: Mapping[str, str], kinds: Sequence[Kind]) -> bool:
    by_code = {kind.code: kind for kind in kinds if not kind.rejected}
    return set(whole) <= set(by_code) and all(
        said in {"", SEEN} or (said == BLANK and by_code[code].may_blank)
        for code, said in whole.items()
    )
