"""What kind of thing a cell's text is by its shape alone: a number, a firm, a street, a village.

A header that may mean two columns is settled by what stands under it, and one that was understood
by its nouns alone is not believed against its values.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence

from xiangxian.domain.events import REPLIES
from xiangxian.domain.people import GENDERS, TIERS
from xiangxian.domain.suggestions import SUGGESTION_STATES
from xiangxian.domain.values.amounts import read_land, read_money
from xiangxian.domain.values.categories import CATEGORIES
from xiangxian.domain.values.dates import read_date
from xiangxian.domain.values.names import read_name, reads_as_person
from xiangxian.domain.values.native_places import Homeland, read_native_place
from xiangxian.domain.values.phones import is_mobile
from xiangxian.domain.values.posts import split_post
from xiangxian.domain.values.reading import read_choice
from xiangxian.domain.values.stages import STAGES
from xiangxian.domain.values.value_types import Choices

Fits = Callable[[str], bool]

MOST = 0.8
"""The share of a column's values that must agree before they settle what it is."""

HALF = 0.5
"""Of a column of categories so many must be known, or it holds categories of another kind
(高技能人才, 农村实用人才)."""

_STREET = re.compile(r"[路街弄巷号幢栋室]|大道|小区|花园|大厦|广场|园区|公寓|\d+-\d+")
_PLACE = re.compile(r"[\u4e00-\u9fff]{2,12}(?:[/、,][\u4e00-\u9fff]{2,12})?")
_VILLAGE = re.compile(r".*(?:村|社区|组|屯|庄|自然村)(?:\d+组|[一二三四五六七八九十]+组)?")
_SCHOOLING = re.compile(
    r"小学|初中|高中|中专|中技|职高|技校|大专|专科|本科|大学|硕士|博士|研究生|学士|MBA|EMBA"
)
_FIRM = re.compile(
    r".*(?:公司|集团|厂|商行|商店|大学|学院|学校|中学|小学|医院|银行|研究[院所]|事务所|中心|合作社|农场|企业|局|院|所|店|委员会|商会|协会)(?:[(（].*[)）])?"
)


def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())


def fits_mobile(text: str) -> bool:
    """One mobile number and nothing else."""
    return is_mobile(text.strip().removesuffix(".0"))


def one_of(choices: Choices) -> Fits:
    """A test for the words of *choices*."""
    return lambda text: read_choice(text, choices).value is not None


def _has_number(text: str) -> bool:
    return re.search(r"\d{7}", re.sub(r"[\s\-—()+]", "", _plain(text))) is not None


def _is_date(text: str) -> bool:
    flat = _plain(text)
    if re.search(r"农历|^\d{1,3}岁$", flat):
        return True
    said: object = float(flat) if re.fullmatch(r"\d+\.\d+", flat) else flat
    if re.fullmatch(r"\d{4,6}", flat):
        said = int(flat)
    reading = read_date(said, century=19)
    return reading.value is not None or bool(re.fullmatch(r"(?:19|20)\d\d\D.*", flat))


def _is_day(text: str) -> bool:
    return _is_date(text) or re.fullmatch(r"\d{1,2}[月./-]\d{1,2}日?", _plain(text)) is not None


def _is_money(text: str) -> bool:
    reading = read_money(text)
    return reading.value is not None or any(n.code == "AMOUNT_UNKNOWN" for n in reading.notes)


def _is_land(text: str) -> bool:
    return read_land(text).value is not None


def is_name(text: str) -> bool:
    """One person's name and nothing else."""
    named = read_name(text).value
    return named is not None and reads_as_person(named.name) and not is_firm(text)


def _has_name(text: str) -> bool:
    return any(is_name(part) for part in re.split(r"[\s/、,，;；(（\d]+", text)[:1] if part)


def is_firm(text: str) -> bool:
    """The name of a firm, an office or a body."""
    return _FIRM.fullmatch(_plain(text)) is not None


def _is_party(text: str) -> bool:
    return is_firm(text) or is_name(text)


def _is_post(text: str) -> bool:
    flat = _plain(text)
    post = split_post(f"某局{flat}")
    return post is not None and post.organisation == "某局" and bool(flat)


def _is_firm_and_post(text: str) -> bool:
    post = split_post(text.strip())
    return (post is not None and post.position is not None) or bool(
        re.search(r"[\s,，、]", text.strip()) and is_firm(re.split(r"[\s,，、]", text.strip())[0])
    )


def _is_street(text: str) -> bool:
    return len(_plain(text)) >= 4 and _STREET.search(_plain(text)) is not None


def _is_city(text: str) -> bool:
    flat = _plain(text)
    return (
        _PLACE.fullmatch(flat) is not None
        and not _STREET.search(flat)
        and not is_firm(flat)
        and not _VILLAGE.fullmatch(flat)
        and not _is_post(flat)
    )


def _is_schooling(text: str) -> bool:
    return _SCHOOLING.search(_plain(text).upper()) is not None


def is_email(text: str) -> bool:
    """One address of electronic mail."""
    return re.fullmatch(r"[\w.+-]+@[\w.-]+", _plain(text)) is not None


def _is_wechat(text: str) -> bool:
    flat = _plain(text)
    return re.fullmatch(r"[A-Za-z][\w-]{4,19}", flat) is not None or fits_mobile(flat)


def _is_village(homeland: Homeland) -> Fits:
    def fits(text: str) -> bool:
        place = read_native_place(text, homeland).value
        known = place is not None and place.village is not None
        return known or (_VILLAGE.fullmatch(_plain(text)) is not None and not _is_street(text))

    return fits


def shapes(homeland: Homeland) -> Mapping[str, Fits]:
    """By column name: whether a text is plainly what such a column holds.

    Columns of free text are not among them: nothing contradicts those.
    """
    dates = ("birth", "signed_on", "registered_on", "started_on", "production_on", "visited_on",
             "first_reported_at", "greeted_on", "introduced_on", "suggested_on", "due_on")  # fmt: skip
    money = ("total_investment_wan", "fixed_investment_wan", "paid_in_wan", "sales_wan", "tax_wan")
    return {
        **dict.fromkeys(dates, _is_date),
        "visited_on": _is_day,
        **dict.fromkeys(money, _is_money),
        **dict.fromkeys(("phones", "contact_phones"), _has_number),
        **dict.fromkeys(("name", "native_name"), is_name),
        **dict.fromkeys(("contact_name", "interviewee", "home_contact", "salutation"), _has_name),
        **dict.fromkeys(("referrers", "proposers", "introduced", "investor"), _is_party),
        **dict.fromkeys(("employer", "org_name", "handling_unit"), is_firm),
        "employments": _is_firm_and_post,
        "position": _is_post,
        "native_place": _is_village(homeland),
        "address": _is_street,
        "city": _is_city,
        "education": _is_schooling,
        "email": is_email,
        "wechat": _is_wechat,
        "land": _is_land,
        "gender": one_of(GENDERS),
        "category": one_of(CATEGORIES),
        "tier": one_of(TIERS),
        "stage": one_of(STAGES),
        "reply": one_of(REPLIES),
        "suggestion_state": one_of(SUGGESTION_STATES),
    }


_STRICT = frozenset(
    ("phones", "contact_phones", "birth", "signed_on", "registered_on", "started_on", "production_on",
     "visited_on", "first_reported_at", "greeted_on", "introduced_on", "suggested_on", "due_on",
     "total_investment_wan", "fixed_investment_wan", "paid_in_wan", "sales_wan", "tax_wan", "land",
     "name", "native_name", "gender", "email", "stage", "tier")
)  # fmt: skip
"""Columns whose values are never anything else: hardly any that fits is a contradiction."""


def share(texts: Sequence[str], fits: Fits) -> float:
    """How much of *texts* fits, from 0 to 1; 0 for none."""
    return sum(map(fits, texts)) / len(texts) if texts else 0.0


def contradicts(name: str, texts: Sequence[str], fits: Mapping[str, Fits]) -> bool:
    """Whether *texts* are plainly not what the column *name* holds.

    Of a column for words that is: numbers, dates or amounts; of one for values, that hardly any fits.
    """
    if len(texts) < 2:
        return False
    if name == "category":
        return share(texts, fits[name]) < HALF
    if name in _STRICT:
        return share(texts, fits[name]) <= 1 - MOST
    if name in {"wechat", "land"}:
        return False
    return share(texts, fits_mobile) >= MOST


def settled(readings: Sequence[str], texts: Sequence[str], fits: Mapping[str, Fits]) -> str | None:
    """Which of *readings* the texts settle on; None where they do not.

    One that plainly fits, alone; or the only one of free words, where no other fits at all.
    """
    if not texts:
        return None
    shares = {name: share(texts, fits[name]) for name in readings if name in fits}
    fitting = [name for name, each in shares.items() if each >= MOST]
    if len(fitting) == 1:
        return fitting[0]
    free = [name for name in readings if name not in fits]
    if not fitting and len(free) == 1 and all(each <= 1 - MOST for each in shares.values()):
        return None if share(texts, fits_mobile) >= MOST else free[0]
    return None
