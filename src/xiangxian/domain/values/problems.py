"""Every point a reader can make, with what it is called and what it says to the clerk."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from xiangxian.domain.values.reading import Note, Severity

AUTO, REVIEW, DROP = Severity.AUTO, Severity.REVIEW, Severity.DROP_VALUE


@dataclass(frozen=True, slots=True)
class Problem:
    """*label* names the group on the review list, *sentence* says what was done or what to do."""

    code: str
    severity: Severity
    label: str
    sentence: str


_TOO_LONG = tuple(
    (
        f"TEXT_OVER_{limit}",
        REVIEW,
        f"超过{limit:,}个字",
        f"这里最多写{limit:,}个字，写得太长了：没有存，也没有截短。",
    )
    for limit in (60, 255, 2_000, 20_000)
)
_ROWS: tuple[tuple[str, Severity, str, str], ...] = (
    *_TOO_LONG,
    ("NAME_TOO_LONG", Severity.REJECT, "姓名或名称太长", "姓名或名称写得太长，这一行没有导入。"),
    ("NUMBER_UNREADABLE", REVIEW, "数字看不懂", "这里要填数字，例如 12。"),
    ("CHOICE_UNKNOWN", REVIEW, "不在可选的写法里", "这个写法不认识，请从列表里选。"),
    ("CHOICE_SYNONYM", AUTO, "同义写法", "按同一个意思记下了。"),
    ("DATE_UNREADABLE", REVIEW, "日期看不懂", "日期看不懂，可以写 2024、2024年5月、2024年5月3日。"),
    (
        "AMOUNT_UNREADABLE",
        REVIEW,
        "金额看不懂",
        "金额看不懂，可以写 5000（万元）、1.2亿元、500万美元。",
    ),
    ("LAND_UNREADABLE", REVIEW, "面积看不懂", "面积看不懂，可以写 30亩、租赁厂房3000㎡。"),
    ("NATIVE_UNREADABLE", REVIEW, "籍贯认不出", "认不出是哪个村，原文已留着。"),
    ("NATIVE_ELSEWHERE", REVIEW, "籍贯是外地", "看上去不是本镇的，原文已留着。"),
    ("CATEGORY_SYNONYM", AUTO, "类别写法归一", "类别按统一的说法记下了，原来的写法也留着。"),
    ("CATEGORY_UNKNOWN", REVIEW, "类别认不出", "这个类别不认识，原来的写法留着，类别先空着。"),
    ("DATE_AGE", REVIEW, "填的是年龄", "填的是年龄，换算不出生日，出生年月先空着。"),
    ("DATE_CELL_DAY", AUTO, "日期格", "按表格里的日期记下了。"),
    ("DATE_CELL_MONTH", AUTO, "只到月的日期格", "格式只到月，日子不当真，只记到月。"),
    (
        "DATE_FORMAT_UNSEEN",
        REVIEW,
        "看不到日期显示到哪一位",
        "老格式的表看不到这一格显示到年、月还是日，存的是某月1日：只记到月（1月1日只记到年），请对照原表。",
    ),
    (
        "POSTCODE_SHORT",
        REVIEW,
        "邮编少一位",
        "邮编是6位数字，这里存的是5位，前面的0可能丢了，请对照原表。",
    ),
    ("DATE_CN", AUTO, "中文写法的日期", "按年月日记下了。"),
    ("DATE_CN_2DIGIT", AUTO, "两位年份", "出生的两位年份按19××年，业务日期按20××年。"),
    (
        "DATE_FLOAT_AMBIGUOUS",
        REVIEW,
        "分不清1月还是10月",
        "表格把1月和10月都写成了.1，分不清，先空着。",
    ),
    ("DATE_FLOAT_MONTH", AUTO, "用小数写的年月", "按年月记下了。"),
    ("DATE_INVALID", REVIEW, "没有这个日子", "没有这样的月份或日子，先空着。"),
    ("DATE_LUNAR", REVIEW, "农历日期", "写的是农历，没有当公历用，原文留着。"),
    ("DATE_MISSING", AUTO, "没填日期", "没填，就空着。"),
    ("DATE_TEXT_DOT", AUTO, "点号写的日期", "按年月日记下了。"),
    ("DATE_YEAR_ONLY", AUTO, "只有年份", "只记到年。"),
    ("DATE_YYYYMM", AUTO, "连写的年月", "按年月记下了。"),
    ("DATE_SERIAL", AUTO, "表格的日期序号", "按表格的日期序号换成了日期。"),
    ("DATE_ORDER", REVIEW, "日期前后不对", "开工早于签约，请看一眼，两个日期都照原样记下了。"),
    (
        "DECEASED",
        REVIEW,
        "写着已故",
        "备注、姓名旁或别的栏写着已故，名单和问候里先不会有，请看一眼。",
    ),
    (
        "KIN_DECEASED",
        REVIEW,
        "家里有丧事",
        "写的是家里人去世，不是本人；写了年月的，一年里的问候先停一停。",
    ),
    ("DO_NOT_CONTACT", REVIEW, "本人不愿联系", "写着不愿联系，名单里先不会有，请看一眼。"),
    (
        "NAME_FRAMED",
        REVIEW,
        "名字加了黑框",
        "名字加了黑框，是否已故？人记下了，问清以前不进任何名单；问清了，在这位的页上去掉「待问清」。",
    ),
    (
        "ROW_STRUCK",
        REVIEW,
        "名字或整行划掉了",
        "名字或整行划掉了，为什么？人记下了，问清以前不进任何名单；问清了，在这位的页上去掉「待问清」。",
    ),
    (
        "TEXT_STRUCK",
        REVIEW,
        "格子里有划掉的字",
        "划掉的不当现在的用：号码没有存成号码，单位记成以前的；划掉的字留在原表其他栏里。",
    ),
    (
        "CELL_NOTE",
        REVIEW,
        "单元格批注",
        "表里这一格有批注，放进了备注，请看一眼要不要改哪一栏。",
    ),
    (
        "NOTES_ELSEWHERE",
        REVIEW,
        "别处的批注",
        "这些批注不在哪一位的行里，没有存。",
    ),
    (
        "ROW_HIDDEN",
        REVIEW,
        "表里隐藏着的行",
        "这一行在表里是隐藏的，或者被筛选掉了，照样导入；不该有的，请选不导入。",
    ),
    (
        "MERGED_ROWS",
        AUTO,
        "一位占了几行",
        "名字的格子合并了几行，是一位：几行的单位、号码都记在这位名下。",
    ),
    (
        "MERGED_ROW_DIFFERS",
        REVIEW,
        "合并的名字下像是另一位",
        "名字的格子合并了几行，这一行的性别、出生或籍贯却不一样：没有并进去，整行原文留着。",
    ),
    ("MAIL_FROM_LINK", AUTO, "邮箱在链接里", "邮箱取自格子的链接，格子里的字也留着。"),
    (
        "MAIL_DIFFERS",
        REVIEW,
        "邮箱和链接不一样",
        "格子里写的邮箱和它的链接不一样：记的是链接的，写的那个也留着，请看一眼哪个对。",
    ),
    ("CONTACT_WAYS", AUTO, "几种联系方式一栏", "按写的是邮箱、微信还是号码分开记下了。"),
    (
        "CONTACT_WAY_UNCLEAR",
        REVIEW,
        "分不清是哪种联系方式",
        "看不出是微信、邮箱还是别的，原文留着，没有记成哪一种。",
    ),
    ("DITTO", AUTO, "同上", "取了上一行同一栏的值。"),
    (
        "EMPLOYER_IS_STATUS",
        AUTO,
        "单位栏写的是状况",
        "「退休」「务工」这样的写法不是单位，原文留着，没有记成单位。",
    ),
    ("EMPLOYER_POSITION_JOINED", AUTO, "单位职务写在一起", "拆成了单位和职务。"),
    (
        "EMPLOYER_POSITION_UNCLEAR",
        REVIEW,
        "单位职务分不开",
        "分不清哪是单位哪是职务，先按单位整段记下。",
    ),
    ("MULTI_EMPLOYER", AUTO, "一格几个单位", "拆成了几个任职。"),
    ("GENDER_MISSING", AUTO, "没填性别", "没填，就空着，不猜。"),
    ("NAME_ALIAS", AUTO, "带曾用名", "曾用名另存了一栏。"),
    (
        "NAME_UNREADABLE",
        REVIEW,
        "名字里有字没有显示出来",
        "名字里有字没有显示出来（□、？、某、拆开写的字），或有不是名字的记号，照原样记下了，请补全。",
    ),
    ("NAME_WITH_MARK", REVIEW, "名字旁有记号", "名字旁的记号去掉了，不知道是什么意思，请看一眼。"),
    ("NAME_INNER_SPACE", AUTO, "姓名里有空格", "空格去掉了。"),
    (
        "NAME_WITH_TITLE",
        REVIEW,
        "姓名带称呼",
        "带着称呼：拼得出全名的拼了，只写「王总」的照原样记下，请看一眼。",
    ),
    (
        "NAME_FOR_ANOTHER",
        REVIEW,
        "姓名后写着（代）",
        "姓名后写着（代），只记了姓名；是不是别人代的，请看一眼。",
    ),
    (
        "NAME_WITH_NOTE",
        REVIEW,
        "姓名后面带着话",
        "姓名后面括号里的不是姓名，没有记进姓名，整格原文留着，请看一眼。",
    ),
    ("NAME_TWO_PEOPLE", REVIEW, "一格像是两个人", "一格像是写了两个人，这一行没有导入。"),
    ("NAME_MISSING", Severity.REJECT, "没有姓名", "没有姓名，这一行没有导入。"),
    ("NAME_IS_FORMULA", Severity.REJECT, "姓名是公式", "姓名那一格是公式，这一行没有导入。"),
    ("VISIT_MISSING", Severity.REJECT, "没有拜访单位", "没有拜访单位，这一行没有导入。"),
    ("PROJECT_MISSING", Severity.REJECT, "没有项目名称", "没有项目名称，这一行没有导入。"),
    ("NATIVE_SHORT", AUTO, "籍贯简写", "按本镇的村补全了。"),
    ("NEWLINE_IN_CELL", AUTO, "一格里换行", "按几项记下了。"),
    ("PHONE_AS_FLOAT_SCI", AUTO, "号码显示成科学计数", "取了表格里存着的整个号码。"),
    ("PHONE_AS_NUMBER", AUTO, "号码存成数字", "按11位号码记下了。"),
    ("PHONE_BAD_LENGTH", REVIEW, "号码位数不对", "号码位数不对，没有补也没有截，这个号码先不存。"),
    ("PHONE_FULLWIDTH", AUTO, "全角数字", "换成了半角。"),
    ("PHONE_MISSING", AUTO, "没有号码", "没有号码，就空着。"),
    ("PHONE_PREFIX_86", AUTO, "带+86", "去掉了+86。"),
    ("PHONE_SEPARATORS", AUTO, "号码里有空格横线", "去掉了空格和横线。"),
    (
        "PHONE_WITHOUT_AREA",
        REVIEW,
        "座机没有区号",
        "座机没写区号，照原样记下了；知道是哪里的，请补上区号。",
    ),
    ("PHONE_WITH_NOTE", AUTO, "号码带说明", "号码记下了，说明也留着。"),
    ("TWO_PHONES", AUTO, "一格两个号码", "拆成了两个号码。"),
    ("PLACEHOLDER", AUTO, "占位的写法", "「无」「/」这样的写法当作没填。"),
    (
        "FORMULA_WITHOUT_VALUE",
        REVIEW,
        "公式没有算出来",
        "这一格是公式，文件里没有存它的结果，先空着；请在Excel里打开、存一次再导入。",
    ),
    ("MERGED_VALUE", AUTO, "合并的格子", "合并格里的值往下用了。"),
    ("RESTRICTED_POLITICAL", DROP, "政治面貌", "办这件事用不着，一个字也没有存。"),
    ("RESTRICTED_ID_NUMBER", DROP, "身份证号", "办这件事用不着，一个字也没有存。"),
    ("RESTRICTED_RELIGION", DROP, "宗教信仰", "法律要求单独同意，一个字也没有存。"),
    ("RESTRICTED_HEALTH", DROP, "健康状况", "法律要求单独同意，一个字也没有存。"),
    ("RESTRICTED_ETHNICITY", DROP, "民族", "办这件事用不着，一个字也没有存。"),
    ("RESTRICTED_ACCOUNT", DROP, "银行账号", "法律要求单独同意，一个字也没有存。"),
    ("AMOUNT_FOREIGN", REVIEW, "外币金额", "照原来的币种记下，没有换算，也不计入万元合计。"),
    ("AMOUNT_NOTE", AUTO, "金额带说明", "取了总额，说明也留着。"),
    ("AMOUNT_UNIT_MIXED", AUTO, "金额单位不一", "换成了万元。"),
    ("AMOUNT_UNKNOWN", AUTO, "金额待定", "还没有定，就空着。"),
    ("LAND_UNIT_MIXED", AUTO, "用地单位不一", "亩、㎡和租赁照原样记下了。"),
    ("REFERRER_AMBIGUOUS_NAME", REVIEW, "引荐人有同名", "册里不止一位叫这个名字，请点选是哪一位。"),
    (
        "REFERRER_FIRST_UNCLEAR",
        REVIEW,
        "没注明谁是第一引荐人",
        "几位引荐人都记下了，谁是第一引荐人不按书写顺序定。",
    ),
    ("REFERRER_MISSING", AUTO, "没有引荐人", "没有写引荐人，就空着。"),
    ("REFERRER_MULTI", AUTO, "几位引荐人", "几位都记下了。"),
    ("REFERRER_ORG", AUTO, "引荐方是单位", "按单位记下了。"),
    ("REFERRER_SELF", AUTO, "本人投资", "是本人回来投资，不另记引荐。"),
    ("REFERRER_STAFF", AUTO, "引荐方是机关", "照样记下是谁牵的线。"),
    ("REFERRER_WITH_PHONE", AUTO, "引荐人带号码", "号码只用来认出是册里哪一位。"),
    ("REFERRER_UNCLEAR", REVIEW, "引荐人看不懂", "看不出引荐人是谁，原文留着。"),
    ("STAGE_CONFLICT", REVIEW, "阶段和日期对不上", "阶段和日期对不上，都照原样记下了，请看一眼。"),
    ("STAGE_SYNONYM", AUTO, "阶段写法归一", "阶段按统一的说法记下了。"),
    ("STAGE_UNKNOWN", REVIEW, "阶段认不出", "这个阶段不认识，先空着，原文留着。"),
    (
        "NATIVE_AMBIGUOUS_NAME",
        REVIEW,
        "乡贤有同名",
        "册里不止一位叫这个名字，请点选是哪一位。",
    ),
    (
        "PERSON_AMBIGUOUS_NAME",
        REVIEW,
        "表里的人分不清是册里哪一位",
        "册里有同名的，单靠这一行分不清，请点选是哪一位。",
    ),
    (
        "SIGN_IN_BLANK",
        REVIEW,
        "签到栏全空着",
        "签到一栏都空着，看不出谁到了会：人记下了，到会先没有记，请照纸上的签名补。",
    ),
    (
        "REPLY_UNKNOWN",
        REVIEW,
        "回执看不懂",
        "看不出参加不参加，答复原文留着。",
    ),
    ("SUGGESTION_MISSING", Severity.REJECT, "没有建议内容", "没有建议内容，这一行没有导入。"),
    ("INTRODUCER_MISSING", Severity.REJECT, "没有引荐人", "没有引荐人，这一行没有导入。"),
    (
        "INTRODUCED_MISSING",
        REVIEW,
        "没写引荐了谁",
        "有引荐人，没有写引荐了哪一家、哪个项目，引荐先没有记，请看一眼。",
    ),
    (
        "INTRODUCED_TWO_PROJECTS",
        REVIEW,
        "引荐的和为哪个项目是两个项目",
        "引荐的本身是一个项目，又写了为另一个项目，引荐先没有记，请看一眼是哪一个。",
    ),
    (
        "SUMMARY_MISMATCH",
        REVIEW,
        "抬头的数和明细对不上",
        "抬头写的数和下面的行数对不上，按下面的行记下了，请看一眼是不是少了哪一行。",
    ),
    (
        "SAME_PROJECT_TWO_STATIONS",
        REVIEW,
        "两站像是报了同一个项目",
        "投资方相同、名称相近，两站各记了一个，没有合并；首报时间早的是首报，请看一眼。",
    ),
    (
        "SAME_INVESTOR_HELD",
        REVIEW,
        "册里有同一投资方的项目",
        "册里已有同一投资方的项目，名称不同，没有合并；请看一眼是不是同一个项目。",
    ),
    (
        "DUPLICATE_IN_FILE",
        REVIEW,
        "同一份表里像是同一个人",
        "和前面一行同名，号码、出生年月、村或单位也对得上；没有合并，请看一眼是不是同一个人。",
    ),
    (
        "VALUE_DIFFERS",
        REVIEW,
        "和册里不一样",
        "册里已经填了别的，没有改册里的；表里的写法列在这里。",
    ),
    (
        "REGISTER_NUMBER_UNREAD",
        REVIEW,
        "名册编号看不懂",
        "这个编号不是本系统的，原文留着，按姓名和号码认。",
    ),
    (
        "REGISTER_NUMBER_OTHER",
        REVIEW,
        "名册编号对不上",
        "册里没有这个编号，或编号是另一位的，或前面一行已经用了；没有照编号改，按姓名和号码认。",
    ),
    (
        "COLUMNS_SHIFTED",
        REVIEW,
        "栏名和下面的内容错开了",
        "这几栏的栏名和下面的内容像是错开了一栏，先照原样留着、没有按栏名记；请在上面选好每一栏是什么。",
    ),
    (
        "VILLAGE_SAYS",
        REVIEW,
        "村里说有变动",
        "村里在“变动情况”里写的，原话留着，请看一眼要不要改。",
    ),
    (
        "COLUMN_SHIFTED",
        REVIEW,
        "像是错了一列",
        "这一栏的内容和栏名对不上，像是填错了列，请看一眼。",
    ),
)

PROBLEMS: Mapping[str, Problem] = MappingProxyType({row[0]: Problem(*row) for row in _ROWS})


def note(code: str) -> Note:
    """The note of that code with its declared severity; `KeyError` for an unknown code."""
    return Note(code, PROBLEMS[code].severity)


def sentence(code: str) -> str:
    """What the point says to the clerk."""
    return PROBLEMS[code].sentence
