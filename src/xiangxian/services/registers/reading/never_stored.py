"""Which columns are never stored: what they ask is no business of the office (design, section 11)."""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping, Sequence

from xiangxian.services.registers.reading.headers import Nouns, flat, taken_apart

_ASKED: Mapping[str, tuple[str, ...]] = {
    "RESTRICTED_POLITICAL": ("政治面貌", "面貌", "党派", "政治身份", "民主党派", "政治安排", "党员", "团员", "党龄", "党籍", "党外人士", "组织关系"),
    "RESTRICTED_ID_NUMBER": ("身份证", "身份证号", "身份证件", "证件号", "证件号码", "公民身份号码", "社保编号", "社保号", "社会保障号", "护照", "护照号码", "军官证号", "通行证号码"),
    "RESTRICTED_RELIGION": ("宗教信仰", "宗教", "信仰", "教派"),
    "RESTRICTED_HEALTH": ("健康", "健康状况", "身体", "身体状况", "病史", "疾病", "病情", "残疾", "伤残", "血型", "体检"),
    "RESTRICTED_ETHNICITY": ("民族", "族别", "少数民族", "民族成分", "民族成份"),
    "RESTRICTED_ACCOUNT": ("银行账号", "银行卡号", "银行卡", "账号", "账户", "卡号", "收款账号", "汇款账号"),
}  # fmt: skip
"""Nouns that ask for it, alone or as one of several: 性别及民族."""

_TELLS: Mapping[str, re.Pattern[str]] = {
    "RESTRICTED_POLITICAL": re.compile(
        r"政治面[貌目]|政治身份|政治安排|政治信仰|党派|入党|入团|转正时间|(?<!联系)(?<!结对)(?<!挂钩)(?<!帮扶)党员(?!干部|中心户|联系)"
        r"|共青?团员|党龄|团龄|党籍|党内职务|党内任职|党组织关系|所在党?(?:支部|组织)|党(?:费|内|员身份)|党(?:支部|小组|组织)(?!书记)|(?<!村)(?<!联系)支部(?!书记)|加入中国共产党|团组织|是否入[党团]|民主党派|党外干部|党外人士|无党派"
    ),
    "RESTRICTED_ID_NUMBER": re.compile(
        r"(?<![与同按以])身份证(?!姓?名|一致|相符)|身份号码|证件号|护照号|社保编?号|社会保障(?:号|卡)|军官证|通行证|回乡证|台胞证|居住证|驾驶证|户口[本簿]|证件(?:类型|类别|名称|信息|种类)|身份证件|\b(?:id|ID)(?:number|card)"
    ),
    "RESTRICTED_RELIGION": re.compile(r"宗教|信教|信仰|教徒|教派|教职|信众|皈依|礼拜"),
    "RESTRICTED_ETHNICITY": re.compile(
        r"^(?:少数)?民族(?!路)|[/及和、]民族$|民族(?:别|成[分份]|属)|[何所]民族|是否[为属]*(?:少数民族|汉族)|族别"
    ),
    "RESTRICTED_HEALTH": re.compile(
        r"健康(?:状况|情况|状态|程度|信息|档案)|身体(?:状况|情况|状态|健康)|病史|疾病|患病|慢性病|残疾|伤残|体检|病情|血型|慢病|过敏|既往|用药|服药|病症|疾患|就医|身心状况|残障|失能|是否健康|健康[与否]"
    ),
    "RESTRICTED_ACCOUNT": re.compile(
        r"银行|开户|(?<!微信)(?<!QQ)(?<!qq)(?<!抖音)(?<!邮箱)(?<!公众)(?<!支付宝)(?<!平台)(?<!系统)(?<!登录)[账帐][号户](?!信息平台)"
        r"|(?:工资|结算|收款|汇款|社保|医保|储蓄|信用|借记|奖金|奖励|打款|一卡通|市民|惠农)卡|卡号|存折|(?:收款|收钱|付款)码|支付宝|转账"
    ),
}  # fmt: skip
"""Words in a longer header that say what it asks for: 身份证号码（18位）, 职务层次及政治面貌."""


@functools.cache
def _nouns() -> Mapping[Nouns, str]:
    return {taken_apart(word).parts[0]: code for code, words in _ASKED.items() for word in words}


@functools.lru_cache(maxsize=4096)
def _asks_for(part: str) -> str | None:
    text = flat(part)
    for code, told in _TELLS.items():
        if told.search(text):
            return code
    header = taken_apart(part, _OWN)
    for nouns in (*header.parts, *(each for aside in header.asides for each in aside.parts)):
        for asked in (nouns, nouns[1:] if nouns[:1] == ("是否",) else nouns):
            bare = asked[:-1] if len(asked) > 1 and asked[-1] == "情况" else asked
            if found := _nouns().get(asked) or _nouns().get(bare):
                return found
    return None


_OWN = frozenset(("本人", "个人", "自己", "乡贤", "人员"))


def dropped(path: Sequence[str]) -> str | None:
    """The code of a column of which nothing is stored; None for all others."""
    return next((code for part in reversed(path) if (code := _asks_for(part))), None)


_PARTY = re.compile(
    r"(?:中共)?(?:正式|预备)?党员|(?:共青)?团员|群众|无党派(?:人士)?"
    r"|(?:民革|民盟|民建|民进|农工党|致公党|九三学社|台盟)(?:会员|盟员|党员|社员|成员)?"
)
_PEOPLES = re.compile(
    r"(?:汉|回|满|壮|苗|蒙古|藏|维吾尔|朝鲜|土家|彝|侗|瑶|白|畲|布依|哈尼|傣|黎|傈僳)族"
)
_FAITHS = re.compile(r"佛教|道教|基督教|天主教|伊斯兰教|无宗教信仰|不信教")
SENSITIVE = (
    ("RESTRICTED_POLITICAL", _PARTY),
    ("RESTRICTED_ETHNICITY", _PEOPLES),
    ("RESTRICTED_RELIGION", _FAITHS),
)


def whole(pattern: re.Pattern[str], text: str) -> bool:
    """Whether *text* says just what *pattern* tells, spaces aside."""
    return pattern.fullmatch("".join(text.split())) is not None


def sensitive(text: str) -> str | None:
    """The code of what is never stored, where *text* says nothing else; None for all other texts."""
    return next((code for code, pattern in SENSITIVE if whole(pattern, text)), None)
