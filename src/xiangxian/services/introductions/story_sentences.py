"""One sentence per project: who connected it, how far it is, on what evidence.

The patterns are those the office agreed on; they are made from records alone, so that a record
that goes takes its words along.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from xiangxian.domain.claims import ClaimState, Level, reaches
from xiangxian.domain.values.partial_date import PartialDate
from xiangxian.domain.values.text import fold

NOBODY = "还没有登记是谁引荐的。"
PROTECTED = "受保护联系人"
_FOUNDATION = {
    ClaimState.DECLARED: "只有口述",
    ClaimState.RECORDED: "只有记录",
    ClaimState.INVESTOR_CONFIRMED: "投资方证实",
    ClaimState.JOINTLY_CONFIRMED: "三方确认",
    ClaimState.PUBLISHED: "已公示",
}
_COUNT_WORDS = "零一两三四五六七八九十"
_AFTER = {0: "当年", 1: "第二年", 2: "第三年", 3: "第四年"}


@dataclass(frozen=True, slots=True)
class Named:
    """Somebody in a sentence: a name, and where a native is from (王庄村, 后白镇)."""

    name: str
    home: str = ""

    def introduced(self) -> str:
        """As the first mention reads: 吴春（后白镇人）."""
        return f"{self.name}（{self.home}人）" if self.home else self.name

    def brief(self) -> str:
        """As one line of a list has it: 朱泓宇（王庄村）."""
        return f"{self.name}（{self.home}）" if self.home else self.name


@dataclass(frozen=True, slots=True)
class Hop:
    """One introduction of a chain, as a sentence tells it."""

    by: Named
    of: Named
    at: PartialDate | None
    state: ClaimState

    @property
    def act(self) -> str:
        """介绍乙; 牵线 where whom need not be said."""
        return f"介绍{self.of.name}" if self.of.name else "牵线"


@dataclass(frozen=True, slots=True)
class ProjectProgress:
    """How far a project is: the stage's code and word, its day, and what was said of it."""

    stage: str | None = None
    word: str = ""
    on: PartialDate | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class ToldProject:
    """What is known of a project.

    *target* is the enterprise where there is one, else the project; *town* the township's short
    name. *invited* is when the township invited the native. *outside* names the stated totals
    that the project is no part of (14家、24亿元). *more* says that not every chain is among
    *chains*, and *untold* are the introductions of the others; where *exact* is False the shares
    could not be followed to the end. *decision* says who a recognition case decided to be the first
    introducer (`first_words`), empty where nothing was decided.
    """

    target: str
    town: str
    progress: ProjectProgress
    natives: tuple[Named, ...] = ()
    invited: PartialDate | None = None
    chains: tuple[tuple[Hop, ...], ...] = ()
    disputed: tuple[tuple[Named, int], ...] = ()
    outside: tuple[str, ...] = ()
    more: bool = False
    untold: tuple[Hop, ...] = ()
    exact: bool = True
    decision: str = ""

    @property
    def hops(self) -> list[Hop]:
        """Every introduction of its chains, told or not."""
        return [*(hop for chain in self.chains for hop in chain), *self.untold]


_MOST_TOLD = 3
ROUGH = "牵线经过太多，份额没能算准。"


def told(facts: ToldProject, state: str = "") -> str:
    """The project's sentence or sentences; ends with a full stop.

    What a recognition case decided comes last, so that it goes wherever the sentence goes; *state*
    (待证实) is said of the story before it, for who passes the sentence on alone; a dispute says so
    itself.
    """
    said = _told(facts) + not_all(facts.more, facts.exact, len(facts.chains))
    behind = ("" if facts.disputed else state, facts.decision)
    return "".join((said, *(f"{each}。" for each in behind if each)))


def heard(facts: ToldProject, title: str) -> str:
    """The same as it stands under the project's name, *title*, which is not said once more."""

    def unnamed(hop: Hop) -> Hop:
        return replace(hop, of=Named("")) if _same(hop.of.name, title) else hop

    chains = tuple(tuple(map(unnamed, chain)) for chain in facts.chains)
    target = "" if _same(facts.target, title) else facts.target
    return told(replace(facts, target=target, chains=chains))


def _same(name: str, title: str) -> bool:
    """Whether *name* says no other name than *title*: an enterprise is often its project's name
    with 有限公司 behind it."""
    one, other = fold(name), fold(title)
    return bool(one and other) and (one in other or other in one)


def first_words(names: Sequence[str], on: PartialDate | None) -> str:
    """第一引荐人：甲（2026年3月认定）; without names it was decided that nobody is."""
    month = ""
    if on is not None and on.year is not None:
        month = PartialDate(year=on.year, month=on.month, lunar=on.lunar).label()
    if not names:
        return f"第一引荐人：没有认定（{month}决定）"
    return f"第一引荐人：{'、'.join(dict.fromkeys(names))}（{month}认定）"


def founded(facts: ToldProject, level: Level) -> str:
    """How well the story of who connected it is founded: 待证实, 已证实; 说法不一 for one that is
    disputed, empty for one that claims nothing."""
    if facts.disputed:
        return "说法不一"
    if not (facts.chains or facts.more):
        return ""
    sure = all(reaches(hop.state, Level.CONFIRMED) for hop in facts.hops)
    return "已证实" if sure or level is Level.CONFIRMED else "待证实"


def not_all(more: bool, exact: bool, listed: int) -> str:
    """What is to be said where not every chain is listed; empty where all are."""
    if not more:
        return ""
    shares = "份额是照全部算的" if exact else "份额没能算准"
    return f"牵线经过太多，只列出{listed}条，{shares}。"


def _told(facts: ToldProject) -> str:
    if facts.disputed:
        return _versions(facts)
    if facts.more or any(len(chain) > 1 for chain in facts.chains):
        shown = "".join(chain_told(chain, facts) for chain in facts.chains[:_MOST_TOLD])
        if facts.more:
            return f"{shown}另有许多条牵线经过。"
        others = len(facts.chains) - _MOST_TOLD
        return f"{shown}另有{others}条牵线经过。" if others > 0 else shown
    if facts.chains:
        return _introduced(facts)
    if facts.natives:
        return _returned(facts)
    return NOBODY


def short(facts: ToldProject, level: Level) -> str:
    """The same in a few words, for one line of a list."""
    if facts.disputed:
        return "说法不一"
    if facts.chains or facts.more:
        heads = _names([hop.by for hop in facts.hops], brief=True)
        gap = "" if heads.endswith("）") else " "
        more = f" · 牵线经过太多，只列出{len(facts.chains)}条" if facts.more else ""
        return f"经 {heads}{gap}牵线 · {founded(facts, level)}{more}"
    if facts.natives:
        invited = f"，{_day(facts.invited)}镇里邀请" if facts.invited else ""
        return f"{'、'.join(native.name for native in facts.natives)} 本人回乡投资{invited}"
    return "还没有登记引荐人"


def apart(without_amount: int, ended: int, cut: int) -> list[str]:
    """What is no part of a sum, or shared only roughly (*cut*), in so many projects each."""
    said = (
        (without_amount, f"另有{without_amount}个项目金额未填。"),
        (ended, f"暂缓或终止的{ended}个项目不计。"),
        (cut, f"有{cut}个项目{ROUGH}"),
    )
    return [words for count, words in said if count]


def _names(people: Sequence[Named], *, brief: bool = False) -> str:
    unique = list(dict.fromkeys(people))
    shown = "、".join(named.brief() if brief else named.introduced() for named in unique[:3])
    return f"{shown}等{len(unique)}方" if len(unique) > 3 else shown


def _day(day: PartialDate | None) -> str:
    return day.label() if day else ""


def _later(first: PartialDate | None, then: PartialDate | None) -> str:
    """A later date told after an earlier one: 第二年 after a year, 9月 within the same."""
    if then is None or then.year is None:
        return _day(then)
    if first is None or first.year is None or first.lunar != then.lunar:
        return then.label()
    if then.month is None and (then.year - first.year) in _AFTER:
        return _AFTER[then.year - first.year]
    if first.year == then.year and then.month:
        return then.label().removeprefix(f"{then.year}年")
    return then.label()


def _returned(facts: ToldProject) -> str:
    natives = _names(facts.natives)
    head = f"{natives}本人回乡投资{facts.target}"
    progress = facts.progress
    if facts.invited:
        parts = [f"{_day(facts.invited)}镇里邀请"]
        if progress.word:
            parts.append(f"{_later(facts.invited, progress.on)}{progress.word}")
        return _ended(f"{head}：{'，'.join(parts)}", facts)
    if progress.word:
        head += f"，{_day(progress.on)}{progress.word}"
    return _ended(head, facts)


def _ended(text: str, facts: ToldProject) -> str:
    """The sentence closed: with what was said of the stage, and which totals it is no part of."""
    tail = facts.progress.note
    if facts.outside:
        outside = f"不计入{'、'.join(facts.outside)}"
        tail = f"{tail}，{outside}" if tail else outside
    return f"{text}；{tail}。" if tail else f"{text}。"


def _introduced(facts: ToldProject) -> str:
    heads = _names([chain[0].by for chain in facts.chains])
    target = facts.target
    if facts.natives:
        target = f"{_names(facts.natives)}回乡投资{target}"
    progress = facts.progress
    if progress.stage == "negotiating" and not facts.natives:
        tail = f"来{facts.town}考察洽谈"
    elif progress.word:
        tail = (
            f"，{_day(progress.on)}{progress.word}"
            if facts.natives
            else f"{_day(progress.on)}{progress.word}"
        )
    else:
        tail = "，进展还没有登记"
    what = f"{target}{tail}".removeprefix("，")
    return _ended(f"经{heads}牵线，{what}", facts)


def chain_told(chain: Sequence[Hop], facts: ToldProject) -> str:
    """「甲 2023年5月介绍乙，乙 9月介绍丙公司，丙公司 2024年3月签约。最弱一环：甲介绍乙，只有口述。」"""
    parts = []
    before: PartialDate | None = None
    for hop in chain:
        on = _later(before, hop.at)
        parts.append(f"{hop.by.name}{' ' if on else ''}{on}{hop.act}")
        before = hop.at or before
    if facts.progress.word:
        last = chain[-1].of.name
        on = _later(before, facts.progress.on)
        parts.append(f"{last}{' ' if last and on else ''}{on}{facts.progress.word}")
    text = "，".join(parts) + "。"
    weakest = min(chain, key=lambda hop: list(_FOUNDATION).index(hop.state))
    if len(chain) > 1 and not reaches(weakest.state, Level.CONFIRMED):
        text += f"最弱一环：{weakest.by.name}{weakest.act}，{_FOUNDATION[weakest.state]}。"
    return text


def _versions(facts: ToldProject) -> str:
    """「两种说法：…（依据）；…（依据）。第一引荐人待定。」"""
    versions = [f"{who.introduced()}牵的线（{_evidence(count)}）" for who, count in facts.disputed]
    counted = dict.fromkeys(chain[-1].by for chain in facts.chains)
    known = {who for who, _count in facts.disputed}
    versions += [f"{who.introduced()}牵的线" for who in counted if who not in known]
    open_ = "" if facts.decision else "第一引荐人待定。"
    if len(versions) == 1:
        return f"有一种说法还有争议：{versions[0]}。{open_}"
    count = len(versions)
    word = _COUNT_WORDS[count] if count < len(_COUNT_WORDS) else str(count)
    return f"{word}种说法：{'；'.join(versions)}。{open_}"


def _evidence(count: int) -> str:
    return f"依据{count}" if count else "没有依据"
