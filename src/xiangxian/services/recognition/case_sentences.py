"""A recognition case in words: where it stands in one sentence, and each thing it lacks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from xiangxian.domain.projects import Project
from xiangxian.domain.recognition.cases import (
    RecognitionCase,
    RecognitionDecision,
    RecognitionNotice,
    Standing,
    share_words,
    working_days,
)
from xiangxian.domain.recognition.checks import Lack, What
from xiangxian.domain.recognition.confirmations import Confirmer
from xiangxian.domain.recognition.policies import EXCLUSIONS
from xiangxian.domain.recognition.rewards import label_of

_NOTICE = {
    Standing.NOTICE_COMING: "公示还没有开始",
    Standing.NOTICE_RUNNING: "公示还没有满",
    Standing.OBJECTED: "有异议还没有答复",
    Standing.UPHELD: "有异议成立，这次公示不算",
}


def missing_words(lack: Lack, standing: Standing) -> str:
    """One thing a case lacks, without saying of whom: 还没有投资方证实."""
    if lack.what is What.CONFIRMATIONS:
        return f"还没有{'、'.join(Confirmer(code).label for code in lack.codes)}证实"
    if lack.what in {What.UNKNOWN, What.EXCLUDED}:
        named = "、".join(label_of(EXCLUSIONS, code) for code in lack.codes)
        if lack.what is What.EXCLUDED:
            return f"按办法不算：{named}"
        return f"是不是{named}，没有记录，请问清楚"
    if lack.what is What.AMOUNT:
        return f"办法要按{'、'.join(Project.fields[code].label for code in lack.codes)}算，还没有填"
    if lack.what is What.DEADLINE:
        last = date.fromisoformat(lack.codes[0])
        return f"申领期限已过（{last.year}年{last.month}月{last.day}日）"
    if lack.what is What.NOTICE:
        return _NOTICE.get(standing, "还没有公示")
    return _PLAIN[lack.what]


_PLAIN = {
    What.POLICY: "还没有选按哪个办法",
    What.CLAIMS: "还没有登记是谁引荐的",
    What.CONTRACT: "签约的日子没有记",
    What.EVIDENCE: "没有依据",
    What.FILING: "备案的日子没有记，或先后说不准",
    What.FILED_LATE: "备案晚于办法规定",
    What.DISPUTED: "说法有争议，还没有了结",
    What.UNNAMED: "公示里没有这一位",
}


def nameless(missing: Iterable[Lack], standing: Standing) -> tuple[str, ...]:
    """What was missing when something was decided: no names, so that it may stay for good."""
    return tuple(dict.fromkeys(missing_words(lack, standing) for lack in missing))


def where_it_stands(
    standing: Standing,
    case: RecognitionCase,
    claiming: int,
    missing: int,
    notice: tuple[RecognitionNotice, Sequence[str]] | None,
    decision: tuple[RecognitionDecision, Sequence[tuple[str, int]]] | None,
    today: date,
) -> str:
    """One sentence for the head of a case's page.

    *claiming* is how many parties claim the project, *missing* how many things are listed as
    missing; *notice* and *decision* come with names (and shares) as the viewer may know them.
    """
    if standing is Standing.CLOSED:
        on = case.closed_on.label() if case.closed_on else ""
        return f"{on}没有认定就结了：{case.closed_because}"
    if standing is Standing.DECIDED and decision is not None:
        return _decided(*decision)
    if notice is not None:
        return _noticed(standing, notice[0], notice[1], today)
    if claiming == 0:
        return "正在核对：还没有人登记为引荐人。"
    who = "一方说是自己牵的线" if claiming == 1 else f"{claiming}方都说是自己牵的线"
    tail = f"还缺{missing}样" if missing else "材料已齐，可以公示"
    return f"正在核对：{who}，{tail}。第一引荐人待定。"


def _decided(record: RecognitionDecision, winners: Sequence[tuple[str, int]]) -> str:
    on = record.on.label() if record.on else ""
    if not winners:
        return f"{on}{record.decided_by}决定：不认定第一引荐人。"
    if len(winners) == 1:
        return f"{on}{record.decided_by}认定：第一引荐人是{winners[0][0]}。"
    team = "、".join(f"{name} {share_words(share)}" for name, share in winners)
    return f"{on}{record.decided_by}认定：第一引荐人是一个团队，{team}，{winners[0][0]}为代表。"


def _noticed(
    standing: Standing, notice: RecognitionNotice, names: Sequence[str], today: date
) -> str:
    who = "、".join(names)
    last = notice.last_day.label() if notice.last_day else ""
    count = len(notice.objections)
    said = f"收到{count}条异议" if count else "没有收到异议"
    if standing is Standing.UPHELD:
        return f"拟认定{who}的公示有异议成立，请重新核对后再公示，或直接作决定。"
    if standing is Standing.OBJECTED:
        return f"拟认定{who}的公示已满，有异议还没有答复。"
    if standing is Standing.NOTICE_OVER:
        said = "没有异议" if not count else f"{count}条异议都不成立"
        return f"拟认定{who}的公示到{last}已满，{said}，可以作决定了。"
    if standing is Standing.NOTICE_COMING:
        first = notice.first_day.label() if notice.first_day else ""
        return f"拟认定{who}，{first}开始公示，到{last}为止。"
    left = working_days(today, notice.ends) if notice.ends else 0
    return f"正在公示：拟认定{who}，到{last}为止，还有{left}个工作日；{said}。"
