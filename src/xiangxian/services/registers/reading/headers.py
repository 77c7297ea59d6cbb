"""The words that headers are made of: a header taken apart into the nouns that say what it asks.

工作单位及现任职务 is 工作单位 and 职务, joined; 常用手机号码1 is 手机. The words that change nothing are
left out (现, 目前, 本人, 所属; 名称, 号码 at the end), those that ask the same are one noun (企业 and
公司 are a 单位). No noun here belongs to a field: which nouns ask for which column is found by taking
the headers apart that the fields themselves declare (`columns`).
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

Nouns = tuple[str, ...]

LONGEST = 60
"""A longer text is no header that is put together from words."""

_QUALIFIERS = (
    "现|现在|现时|现今|目前|当前|目前的|现任|近期|最新|常用|主要|具体|详细|所属|归属|所在|所处|所|的|其|真实|有效"
    "|准确|最高|所任|现处|现用|担任|从事|日常|相关|有关|您|您的|你|你的|贵|请填写|请填|请输入|请选择|请问|请写|请留|填写|现从事|目前从事"
)
"""Words that say when, how or which: before a noun they change nothing."""
_LATELY = "本周|本月|本旬|本季度|本期|本年|本年度|上周|上月|上期|近期|近日|今年|今年以来|当月|当周|截至目前|最近|阶段性"
"""When a report is of: before what moved on, it changes nothing."""
_BEFORE: Mapping[str, frozenset[str]] = {
    noun: frozenset(words.split("|"))
    for noun, words in {
        "投资": "拟|计划|预计|意向|协议|合同|初步|约定|签约|预估|估算",
        "固定资产": "拟|计划|其中",
        "总投资": "拟|计划|预计|意向|协议|合同|约定|签约|预估|估算|项目",
        "用地": "拟|计划|意向|预计|需|需求|需要|需用|拟用|项目",
        "籍贯": "原",
        "办结": "拟|要求",
        "占地": "拟|计划|项目",
        "签约": "协议|合同|正式|项目",
        "签订": "协议|合同|正式|项目",
        "投产": "正式|项目",
        "开工": "项目|实际|正式",
        "注册": "项目",
        "项目": "在谈|签约|落地|落户|在建|储备|拟|投资|洽谈|意向|线索|产业|引进|合作|拟引进|拟落户|乡贤|招商引资|回乡|返乡",
        "到位": "实际|已|累计|实际已",
        "到达": "预计|计划|具体",
        "住宿": "需|需要|安排|预订",
        "参加": "确认|确定",
        "拜访": "参与|参加",
        "电话": "联系",
        "手机": "联系",
        "移动电话": "联系",
        "微信": "联系",
        "邮箱": "联系|电子",
        "荣誉": "所获|获得|曾获|曾获得|个人",
        "年龄": "实际",
        "车次": "高铁|火车|动车",
        "固投": "计划|其中",
        "领导": "县|镇|市|区|乡镇|镇级|县级|县处级",
        "挂钩": "县|镇|市|区|镇级|县级",
        "备注": "其他|其它",
        "推进": _LATELY,
        "进展": _LATELY,
        "进度": _LATELY,
        "洽谈": _LATELY,
        "跟进": _LATELY,
        "工作进展": _LATELY,
        "推进情况": _LATELY,
        "社会": "其他|主要",
    }.items()
}  # fmt: skip
"""Words that change nothing before one noun only: 计划投资, but not 计划开工."""
_FORMS = "姓名|名称|名字|名|全名|全称|简称|栏|清单|名单|额|总额|金额|总金额|额度|数额"
"""Words at the end that only say in which form the answer comes."""
_NUMBERED_THINGS = frozenset(("电话", "手机", "移动电话", "微信", "邮编", "邮箱", "航班", "车次"))
_AREAS = frozenset(("投资", "总投资", "用地", "占地", "土地"))
_FORMS_OF: Mapping[str, frozenset[str]] = {
    **dict.fromkeys(("号", "号码", "数字", "账号", "帐号"), _NUMBERED_THINGS),
    **dict.fromkeys(("规模", "面积", "亩数", "估算"), _AREAS),
}
"""Words at the end that say so behind some nouns only: 占地面积, but not 企业规模; 手机号码, but not
联系人号码."""
_ABOUT = "情况|状况|信息|详情|明细|记录|说明"
"""Words at the end that ask how it stands; all of them are 情况, and it may be left out."""
_TOLD = "简介|概况|简述|概述|介绍|基本情况|情况简介|基本情况简介"
"""Words at the end that ask for a description, which is another column."""
_EITHER = "/|或|或者"
_JOINTS = "/|、|及|和|与|或|暨|并|或者|以及|&|+|,|;|·|-|—|及其"
_SAME: Mapping[str, str] = {
    word: noun
    for noun, words in {
        "单位": "单位|企业|公司|机构|部门|科室|企业方|项目方",
        "职务": "职务|职位|岗位",
        "电话": "电话|手机|移动电话|手提电话|联系方式|联络方式|通讯方式|通信方式|联系电话|联系手机|联络电话|通讯电话|联系号码|移动手机",
        "时间": "时间|时间点|日期|年月|年月日|年份|年度|日|年|时点|年月份",
        "地址": "地址|住址|住所|住处",
        "地": "地|地点|地方",
        "城市": "城市|省市|地市|地区|省份城市",
        "籍贯": "籍贯|老家|家乡|户籍|户口|原籍|祖籍|故乡|故里",
        "村": "村|行政村|村庄|村居|村别|村社|社区|村名",
        "居住": "居住|常住|现居|现住|定居|居|住|现居住|常驻|常居|生活|工作生活|居住生活",
        "工作": "工作|任职|供职|就职|就业|从业|在职|服务|务工|经商|创业|发展|现任职",
        "通讯": "通讯|通信|联系|联络|邮寄|收件|收信|寄信|寄件|寄送|邮政|收货|快递",
        "类别": "类别|类型|分类|种类|归类",
        "层次": "层次|层级|级别|等级",
        "领域": "领域|行业|产业",
        "引荐": "引荐|介绍|牵线|牵线搭桥|搭桥|推荐|推介",
        "拜访": "拜访|走访|访问|造访|登门",
        "受访": "受访|被访|被拜访|被走访|接访|对方",
        "慰问": "慰问|问候|看望|走访慰问|探望|看望慰问|走访看望|上门慰问",
        "人": "人|人员|者|人士|干部|成员",
        "联系人": "联系人|联络人|联络员",
        "签约": "签约|签订|签署|签订协议|签订合同",
        "开工": "开工|动工|开工建设",
        "投产": "投产|建成投产",
        "到位": "到位|到账",
        "到达": "到达|抵达|来程|到站",
        "能否": "能否|可否|是否能|是否能够|能不能|是否可以|是否可",
        "参加": "参加|参会|出席|与会|参加会议|出席会议|参加活动|出席活动",
        "到会": "到会|到场",
        "签到": "签到|报到",
        "建议": "建议|意见|意见建议|意见和建议|建议意见",
        "提出": "提出|提交|反映|提|所提|征集|收集",
        "办理": "办理|处理|落实|整改落实",
        "反馈": "反馈|答复|回复|答复反馈",
        "期限": "期限|时限|截止时间|截止日期|限时",
        "挂钩": "挂钩|挂联|挂包|包联|包保|挂钩联系|结对|联系挂钩|服务",
        "落户": "落户|落地|落位|入驻",
        "板块": "板块|片区|园区|区域|平台|地块",
        "计划": "计划|打算|安排|措施|事项",
        "下一步": "下一步|下步",
        "上年": "上年|上年度|去年|上一年",
        "税收": "税收|纳税|缴税|税金|纳税额|税额|税款",
        "用地": "用地|土地",
        "方式": "方式|方式方法|形式",
        "佐证": "佐证|证明|依据",
        "其他": "其他|其它",
        "学历": "学历|文化程度|教育程度|受教育程度|文化水平|教育水平|受教育水平|学历层次|学历水平|学历程度|毕业学历",
    }.items()
    for word in words.split("|")
}  # fmt: skip
"""Words that ask the same of whoever fills the table in."""
_OTHERS = re.compile(
    r".*(?:领导|联系人|联络人|联络员|配偶|爱人|妻子|丈夫|父亲|母亲|父母|子女|儿子|女儿|家属|亲属|家人|成员|法人|代表人|法人代表"
    r"|负责人|经办人|填表人|填报人|审核人|秘书|助理|对接人|接待人|监护人|户主|引荐人|介绍人|推荐人|牵线人|证明人|担保人|联系干部|帮扶干部)"
)
"""Words for somebody else than whom or what the row is about."""
_WHOLE = "参与|编号|序号|涉及|普及|与会|固定电话|办公电话|固定资产|表现|现金|兑现|体现|实现|提升|提供|提醒|共和|节日|生日|出生|今日|每日|项目人|社会|兼职|兼任|资金|民族|负责人|对接人|客商"
"""Words that hold a joint or a qualifier without meaning it."""
_BARE = frozenset(("类别", "时间", "人", "内容", "地", "方式", "情况", "简介", "介绍", "层次"))
"""Nouns that ask nothing by themselves: 招商 changes nothing before 项目, but it does before 类型."""
_MARKS = re.compile(r"[*★☆#△▲●◆■※?!:：\"'“”‘’<>《》…_.。]")
_OF_A_YEAR = re.compile(r"^20\d\d年度?(?=[^0-9月度至/、-]{2})")
"""A year before what is counted by the year: 2024年销售收入."""
_NUMBERED = re.compile(
    r"^(?:第?(?:[一二三四五六七八九十]{1,3}|\d{1,2})题?|q\d{1,2})[./,、:)]|^\(?(?:[一二三四五六七八九十]|\d{1,2})\)"
)
_ASKS = re.compile(r"(?<=..)(?<!是否)(?:是什么|是多少|叫什么|是哪里|在哪里|是|为)$")
"""How a questionnaire's line ends: 您的姓名是, 您的老家在哪里."""
_COUNTED = re.compile(r"(?<=.)(?:[1-9]|[一二三])$")
_ASIDE = re.compile(r"\(([^()]*)\)")
_EMPTY = frozenset(("told", "form", "about", "joint", "qualifier", "before"))
_UNITS = re.compile(
    r"(?:单位|人民币)?(?:万元|亿元|万美元|美元|元|亩|㎡|m2|平方米|周?岁|个|必填|选填|单选|多选|单选题|多选题|填空)(?:人民币)?"
)
_UNIT_BEHIND = re.compile(r"(?<=.)[/、,](?:人民币)?(?:万元|亿元|万美元|美元|元|亩|㎡|m2|平方米)$")
_TELLS_HOW = re.compile(
    r"(?:暂定|暂名|拟定|如有.*|若有.*|没有.*|如.*|请.*|可.*|填.*|注.*|例.*|不.*|含.*|包括.*|多个.*|最新|现任?|目前|常用|必填|选填"
    r"|特殊情况|其他情况|年/?月|年/?月/?日|日期|时间|公历|阳历|周?岁|规范.*|准确.*|详细.*|具体.*|精确.*|截至.*|\d+位|\d+|主要.*|第一.*"
    r"|本人|个人|单位|企业|公司|乡贤|对方|客商|业主|商会|团队|(?:单位|企业|公司|个人|乡贤)[/或](?:单位|企业|公司|个人|乡贤)|长号|短号|座机|到.*|格式.*|yyyy.*"
    r"|同微信|微信同号|(?:与|同|按|以)(?:手机|身份证).*|身份证姓?名|大写|数字|摘要|中文|职级|签字|盖章|常住|现居|市|省/?市|省/?市/?[区县].*|学位"
    r"|(?:须|应|务必|必须|下拉|方便|便于|以便|用于|用作|供|仅|限|勿|同名|按照|参照|据|精准|点击|单击|默认|选填).*|.*(?:一致|为准|填写|选择|填报|核对|下拉|联系用)|(?:飞机场|机场|车站|高铁站|火车站|站点)"
    r"|亿|万|√|号|号码|居|组|首次|经过|途径|内容|结果|进展|细分|技能|自然村|移动|来程|我方|门牌号|全日制|面积|亩数|签名|职位|材料|全名|专业技术|评价|建设内容|主要建设内容|上门|(?:需|不需|自驾|高铁|飞机|动车|汽车|电话|微信|短信|贺卡|信函|上门|/)+|[一-鿿]/[一-鿿]|人|.+等|[一-鿿]{1,6}(?:[/、,;][一-鿿]{1,6}){2,}|[一二三、/]+产)"
)
"""What brackets say about how to fill in, not what."""


NEUTRAL = re.compile(
    r"(?:年|月|日|公历|全称|简称|单位|企业|本人|姓名|手机|电话|职称|岗位|职务|界别|社区|村民小组|村|小组|组|镇|乡|街道|城市|省|市|区|县|到|或|和|及|/|邮寄用?|必须|18位)+"
)
"""What brackets behind a header may say without making it another column."""


@dataclass(frozen=True, slots=True)
class Header:
    """A header taken apart: its *parts*, joined by 及, / and the like, and what its brackets ask
    beside that (*asides*, each a header of its own). *either* is True where the parts are alternatives (手机/微信)
    and not both to be filled in (单位及职务)."""

    parts: tuple[Nouns, ...]
    asides: tuple[Header, ...] = ()
    either: bool = False

    def whole(self) -> frozenset[Nouns]:
        """The nouns of all parts, in whatever order they were joined."""
        return frozenset(self.parts)


def flat(text: str) -> str:
    """A header in one width, without spaces, marks and numbering."""
    said = "".join(unicodedata.normalize("NFKC", text).split()).lower()
    said = said.translate(str.maketrans("【】[]{}〔〕", "()()()()"))
    said = re.sub(r"年[/、]月", "年月", said.replace("e-mail", "email"))
    said = _OF_A_YEAR.sub("上年", _UNIT_BEHIND.sub("", said))
    said = _ASKS.sub("", _MARKS.sub("", _NUMBERED.sub("", said)))
    return said or "".join(text.split())


def of_a_year(text: str) -> bool:
    """Whether a header names the year that its figures are of: 2024年销售收入."""
    said = "".join(unicodedata.normalize("NFKC", text).split())
    return re.match(r"20\d\d(?:年|$)", said) is not None


@functools.lru_cache(maxsize=4096)
def taken_apart(text: str, own: frozenset[str] = frozenset(), *, folded: bool = True) -> Header:
    """The nouns of a header; *own* are the words for what a row is about (项目, 乡贤), which change
    nothing before another noun. *folded* takes words that ask the same for one noun."""
    said = flat(text)
    asides = [found for found in _ASIDE.findall(said) if not _says_how(found)]
    bare = _ASIDE.sub("", said)
    if not bare or len(bare) > LONGEST or "(" in bare or ")" in bare:
        return Header(((said,),))
    words = _words(bare, own)
    parts = tuple(_nouns(part, own, folded=folded) for part in _joined(words))
    joints = {word for word in words if _ROLES.get(word) == "joint"}
    inner = (taken_apart(each, own, folded=folded) for each in asides)
    return Header(
        tuple(part for part in parts if part), tuple(inner), joints <= set(_EITHER.split("|"))
    )


def ends_in_form(text: str) -> bool:
    """Whether a header ends in the form of its answer: 投资商姓名."""
    return re.search(rf"(?:{_FORMS})$", flat(text)) is not None


def bracketed_within(text: str) -> tuple[str, str, str] | None:
    """What stands before, in and behind the brackets of a header that does not end with them."""
    found = re.fullmatch(r"([^()]+)\(([^()]+)\)([^()]+)", flat(text))
    if found is None or len(found[0]) > LONGEST:
        return None
    return found[1], found[2], found[3]


def says_how(text: str) -> bool:
    """Whether a header below another only says in which form the other is answered: 年月, 姓名, 村组."""
    said = flat(text).strip("()")
    return NEUTRAL.fullmatch(said) is not None or _says_how(said)


def speaks_of_another(text: str) -> bool:
    """Whether a header names somebody else than whom the row is about: 领导手机, 招商员电话."""
    return re.search(rf"{_OTHERS.pattern}|[^人成会学社队党团]员(?!工)", flat(text)) is not None


def somebody_else(text: str) -> bool:
    """Whether a header over several columns is another person's: 挂钩领导, 紧急联系人."""
    return _OTHERS.fullmatch(flat(text)) is not None


def without_about(text: str) -> str:
    """A header over several columns without 情况 or 信息 at its end: 投资方信息 is the 投资方."""
    said = flat(text)
    return re.sub(rf"(?<=.)(?:{_ABOUT})$", "", said)


def _says_how(aside: str) -> bool:
    if _TELLS_HOW.fullmatch(aside) or _UNITS.fullmatch(aside):
        return True
    return all(_ROLES.get(word) in _EMPTY for word in _words(aside, frozenset()))


_ROLES: dict[str, str] = {
    **dict.fromkeys((word for words in _BEFORE.values() for word in words), "before"),
    **dict.fromkeys(_BEFORE, "noun"),
    **dict.fromkeys(_FORMS_OF, "noun"),
    **dict.fromkeys(_WHOLE.split("|"), "noun"),
    **dict.fromkeys(_SAME, "noun"),
    **dict.fromkeys(_QUALIFIERS.split("|"), "qualifier"),
    **dict.fromkeys(_TOLD.split("|"), "told"),
    **dict.fromkeys(_ABOUT.split("|"), "about"),
    **dict.fromkeys(_FORMS.split("|"), "form"),
    **dict.fromkeys(_JOINTS.split("|"), "joint"),
}
_LONGEST_WORD = max(map(len, _ROLES))


def _words(text: str, own: frozenset[str]) -> list[str]:
    """*text* cut into the words known here with as few letters as possible left between them, and
    of those cuts the one with the fewest words."""
    best: list[tuple[int, int]] = [(0, 0)]  # cost, where the last word begins
    for end in range(1, len(text) + 1):
        ways = [(best[end - 1][0] + 4, end - 1)]
        for start in range(max(0, end - _LONGEST_WORD), end):
            word = text[start:end]
            if word in _ROLES or word in own:
                ways.append((best[start][0] + 1, start))
        best.append(min(ways))
    words: list[str] = []
    end = len(text)
    loose = False
    while end:
        start = best[end][1]
        word = text[start:end]
        known = word in _ROLES or word in own
        if known or not loose:
            words.append(word)
        else:
            words[-1] = word + words[-1]
        loose = not known
        end = start
    return words[::-1]


def _joined(words: Iterable[str]) -> Iterator[list[str]]:
    part: list[str] = []
    for word in words:
        if _ROLES.get(word) == "joint":
            yield part
            part = []
        else:
            part.append(word)
    yield part


def _nouns(words: list[str], own: frozenset[str], *, folded: bool) -> Nouns:
    """The words of one part that say what it asks."""
    words = _without_form(_uncounted(words), own)
    found: list[str] = []
    for at, word in enumerate(words):
        later = words[at + 1 :]
        if later and _changes_nothing(word, later, own):
            continue
        noun = _fold(word) if folded else word
        if not later and _ROLES.get(word) in {"about", "told"}:
            noun = "情况" if _ROLES[word] == "about" else "简介"
        if not found or found[-1] != noun:
            found.append(noun)
    return tuple(found)


def _without_form(words: list[str], own: frozenset[str]) -> list[str]:
    while len(words) > 1:
        last, before = words[-1], words[-2]
        form = _ROLES.get(last) == "form" and not _idle(words, own)
        if not form and not {before, _fold(before)} & _FORMS_OF.get(last, frozenset()):
            break
        words = words[:-1]
    return words


def _changes_nothing(word: str, later: list[str], own: frozenset[str]) -> bool:
    """Whether *word* is left out before the words behind it."""
    if _ROLES.get(word) == "qualifier" or (_ROLES.get(word) == "about" and word not in _SAME):
        return True
    asked = [each for each in later if _ROLES.get(each) != "qualifier"]
    nouns = [each for each in asked[:-1] if _ROLES.get(each) != "before" and each not in own]
    following = (nouns or asked[-1:] or later)[0]
    if word in _BEFORE.get(following, ()) or word in _BEFORE.get(_fold(following), ()):
        return True
    return word in own and not (len(asked) == 1 and _fold(asked[0]) in _BARE)


def _fold(word: str) -> str:
    return _SAME.get(word, word)


def _idle(words: list[str], own: frozenset[str]) -> bool:
    """Whether nothing but qualifiers stands before the last word: 真实姓名 asks for the 姓名, as does
    乡贤姓名 where the row is about a 乡贤."""
    mine = own if words[-1] in {"姓名", "名字"} else frozenset[str]()
    return all(_ROLES.get(word) == "qualifier" or word in mine for word in words[:-1])


def _uncounted(words: list[str]) -> list[str]:
    """Without the number of the first, second, third of its kind: 手机1."""
    last = words[-1] if words else ""
    if len(words) > 1 and re.fullmatch(r"[1-9]|[一二三]", last):
        return words[:-1]
    bare = _COUNTED.sub("", last)
    return [*words[:-1], bare] if bare != last and re.search(r"\d$", last) else words
