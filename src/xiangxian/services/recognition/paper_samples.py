"""The Word templates of recognition, each with a sample that has everything and one that has nothing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

from xiangxian.services.documents.office_templates import PaperKind
from xiangxian.services.recognition.paper_forms import (
    FORM,
    LETTER,
    NOTICE,
    FilingForm,
    Introducer,
    PublicNotice,
    RecognitionLetter,
    form_values,
    letter_values,
    notice_values,
)


def _kinds() -> Mapping[str, PaperKind]:
    day = date(2026, 3, 5)
    team = (
        Introducer(name="甲", unit="某商会", part="提供信息", share="60%", delegate=True),
        Introducer(name="乙", unit="某公司", part="推动促成", share="40%"),
    )
    form = FilingForm(
        office="某镇", filed_on=day, introducer="甲", status="社会人士", unit="某商会",
        contact="（电话）", team=team, introduced="丙公司", relation="无", project="某项目",
        content="内容", introduced_at="2025年5月", occasion="座谈会", course="经过",
        evidence=("引荐证明", "签到表"),
    )  # fmt: skip
    notice = PublicNotice(
        project="某项目", rule="某办法", confirmed_by=("投资方",), introducers=team,
        introduced="丙公司", course="经过", amount="5,000万元", first_day=day, last_day=day,
        working_days=5, contact_unit="某办", contact_person="丁", contact_phone="（电话）",
        address="某处", bodies=("某镇人民政府",), signed_on=day,
    )  # fmt: skip
    letter = RecognitionLetter(
        project="某项目", rule="某办法", confirmed_by=("投资方",), notice="公示无异议",
        introducers=team, introduced="丙公司", introduced_at="2025年5月", filed_on=day,
        bodies=("某镇人民政府",), signed_on=day,
    )  # fmt: skip
    return {
        FORM: PaperKind("项目引荐人备案表", form_values(form), form_values(FilingForm())),
        NOTICE: PaperKind("引荐人认定公示", notice_values(notice), notice_values(PublicNotice())),
        LETTER: PaperKind(
            "引荐人认定书", letter_values(letter), letter_values(RecognitionLetter())
        ),
    }


KINDS: Mapping[str, PaperKind] = MappingProxyType(_kinds())
