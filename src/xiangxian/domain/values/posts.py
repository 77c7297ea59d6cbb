"""Employer and position in one cell: 杭州示例大学经济管理学院教授; several of them, too."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from xiangxian.domain.values.problems import note
from xiangxian.domain.values.reading import Note, Reading, is_placeholder
from xiangxian.domain.values.status_words import is_status
from xiangxian.domain.values.text import has_common_surname

_RANKS = "副|正|执行|常务|名誉|荣誉|高级|首席|特级|主治|主管|助理|代理|第一|退休|退役|离任|原|前|联合|创始|一级|二级|三级|四级|全国|总"
_TITLES = (
    "法定代表人|实际控制人|董事局主席|董事长|副董事长|独立董事|董事|监事长|监事|总裁|副总裁|总经理|副总经理|总监|"
    "投资总监|技术总监|财务总监|市场总监|运营总监|销售总监|人事总监|总工程师|工程师|总会计师|会计师|经济师|设计师|"
    "律师|合伙人|创始人|股东|负责人|经理|厂长|店长|行长|支行长|所长|院长|校长|园长|站长|社长|台长|主编|编辑|记者|"
    "教授|副教授|讲师|研究员|副研究员|助教|教师|老师|博士后|博士生导师|导师|学者|院士|"
    "主任医师|副主任医师|主治医师|医师|医生|护士长|护士|药师|主任|"
    "会长|副会长|常务副会长|秘书长|副秘书长|常务理事|理事长|理事|干事|委员|"
    "书记|局长|处长|科长|股长|科员|厅长|市长|县长|镇长|乡长|区长|部长|司长|调研员|巡视员|主席|代表|"
    "执委|执行委员|常委|民警|辅警|武装部长|宣传部长|组织部长|统战部长|人大代表|政协委员|军长|师长|团长|营长|连长|政委|参谋|干部|军官|士官|大校|上校|中校|少校|警官|警员|法官|检察官|"
    "审判员|审判长|检察员|书记员|仲裁员|公证员|主任科员|警长|探长|法医|协理员|监察员|督学|教研员|辅导员|班主任|馆员|馆长|"
    "护师|药剂师|检验师|营养师|农艺师|畜牧师|兽医师|兽医|建筑师|规划师|建造师|造价师|精算师|税务师|评估师|分析师|架构师|"
    "程序员|编程员|制片人|编剧|摄影师|主持人|播音员|机长|飞行员|船长|大副|轮机长|指导员|教导员|司令员|舰长|旅长|排长|班长|"
    "少将|中将|少校|上尉|中尉|少尉|军士长|首席执行官|首席技术官|首席财务官|首席运营官|总裁助理|总经理助理|董事长助理|董秘|"
    "店主|组长|队长|工段长|工长|领班|厨师长|厨师|技术员|业务员|质检员|检验员|安全员|营业员|办事员|驾驶员|"
    "顾问|专家|画家|作家|书法家|演员|导演|教练|运动员|歌手|技师|职员|员工|秘书|个体|业主|老板"
)
_WORK = (
    "销售|营销|市场|技术|生产|财务|人事|人力资源|行政|运营|采购|工程|业务|项目|区域|大区|外贸|品质|质量|品控|研发|产品|客户|客服"
    "|车间|仓储|物流|设备|安全|法务|投资|商务|后勤|教务|教研|护理"
)
"""What a manager manages: 销售经理 is one position, wherever its firm ends."""
_MANAGING = "(?:副总|总监|经理|主管|主任|总经理|副总经理|负责人|部长|专员|助理|代表|顾问|厂长)"
_TITLE = re.compile(
    rf"(?:(?:(?:{_WORK})(?=(?:{_RANKS})*{_MANAGING}))?(?:{_RANKS})*(?:{_TITLES}|主管|专员|副总))"
    rf"(?:兼?(?:{_RANKS})*(?:{_TITLES}))*(?:\([^()]*\))?$"
)
_ENDS = re.compile(
    r".*(?:公司|集团|工厂|厂|商行|商店|门店|酒店|饭店|大学|学院|学校|中学|小学|幼儿园|医院|卫生院|研究院|研究所|事务所|"
    r"委员会|商会|协会|学会|联谊会|促进会|校友会|同乡会|基金会|银行|支行|法院|检察院|政府|部队|中心|合作社|农场|"
    r"局|厅|部|处|科|办|站|所|院|社|台|馆|会|行|店|街道|镇|村|儿科|内科|外科)"
)
_PARTED = re.compile(r"([^/|—-]+?)\s*[/|—-]+\s*([^/|—\d-]*[\u4e00-\u9fff][^/|—\d-]*)")
"""Two texts with a line or a stroke between them: 某某公司-总裁, 某医院/主任医师."""
LONGEST_LINE = 200
"""Beyond so many characters nobody put one line between a firm and a post."""
LONGEST_POST = 40
"""A longer text is no name or organisation with one post."""
_STATUS_BEHIND = re.compile(r"(?P<post>[^（）]{3,})（(?P<status>[^（）]{2,6})）")
"""A post with the state of its holder behind it: 原后白中学教师（退休）."""
_BETWEEN = re.compile(r"[、;；\n]|(?<=[\u4e00-\u9fff]),(?=[\u4e00-\u9fff])|，")


@dataclass(frozen=True, slots=True)
class Post:
    """One post: the organisation as written, and the position where one was told apart."""

    organisation: str
    position: str | None = None


def _is_position(text: str) -> bool:
    """Whether *text* is no second organisation: 总裁, 网格员; not 某某集团."""
    return _TITLE.search(text) is not None or _ENDS.fullmatch(text) is None


def split_post(text: str) -> Post | None:
    """Employer and position of one post; None when nothing tells where the employer ends."""
    bare = text.strip()
    parted = _PARTED.fullmatch(bare) if len(bare) <= LONGEST_LINE else None
    if parted and _ENDS.fullmatch(parted[1]) and _is_position(parted[2]):
        return Post(parted[1], parted[2])
    if "公司" in bare and not bare.endswith("公司"):
        cut = bare.rindex("公司") + 2
        if bare[cut : cut + 1] in {"(", "（"}:
            return None
        return Post(bare[:cut], bare[cut:].strip())
    if found := _TITLE.search(bare):
        head = bare[: found.start()].strip()
        # 「…大学」+「副校长」: the longest title counts, so the head must end like an organisation
        if head:
            return Post(head, found[0])
        return None
    if _ENDS.fullmatch(bare):
        return Post(bare)
    return None


def is_post(text: str) -> bool:
    """Whether *text* is an organisation with a position behind it: 苏州商会会长."""
    post = split_post(text) if len(text) <= LONGEST_POST else None
    return (
        post is not None
        and post.position is not None
        and _ENDS.fullmatch(post.organisation) is not None
    )


def person_with_post(text: str) -> tuple[str, str] | None:
    """The name and the position of 胡立平董事长, which stand behind each other with nothing between.

    None where the beginning is not plainly a name: of a common surname, of a name's length, and not
    ending like an organisation (金融办主任).
    """
    bare = "".join(text.split())
    post = split_post(bare) if len(bare) <= LONGEST_POST else None
    if post is None or post.position is None or bare != post.organisation + post.position:
        return None
    name = post.organisation
    return None if _ENDS.fullmatch(name) or not has_common_surname(name) else (name, post.position)


def is_title(piece: str) -> bool:
    """Whether *piece* is a position and nothing else: 董事长 below or behind its firm."""
    found = _TITLE.search(piece) if len(piece) <= LONGEST_POST else None
    return found is not None and found.start() == 0


def is_nobodys_post(text: str) -> bool:
    """Whether *text* is a position without the organisation: 总经理, 离休干部, 企业主."""
    if is_title(text):
        return True
    post = split_post(text)
    head = (
        post.organisation
        if post and post.position and text == post.organisation + post.position
        else ""
    )
    return len(head) == 1 or is_status(head)


def read_employments(cell: object) -> Reading[tuple[Post, ...]]:
    """The posts in a cell; what cannot be told apart stays whole as an organisation's name."""
    if cell is None:
        return Reading(())
    written = str(cell)
    text = unicodedata.normalize("NFKC", written).replace("(", "（").replace(")", "）").strip()
    if not text:
        return Reading((), (), written)
    if is_placeholder(text):
        return Reading((), (note("PLACEHOLDER"),), written)
    pieces = [piece.strip() for piece in _BETWEEN.split(text) if piece.strip()]
    notes: list[Note] = []
    posts: list[Post] = []
    for piece in pieces:
        if is_status(piece):
            notes.append(note("EMPLOYER_IS_STATUS"))
            continue
        if (aside := _STATUS_BEHIND.fullmatch(piece)) and is_status(aside["status"]):
            notes.append(note("EMPLOYER_IS_STATUS"))
            piece = aside["post"]
        if posts and posts[-1].position is None and is_title(piece):
            before = posts.pop()
            posts.append(Post(before.organisation, piece))
            notes.append(note("EMPLOYER_POSITION_JOINED"))
            continue
        if is_nobodys_post(piece):
            notes.append(note("EMPLOYER_IS_STATUS"))
            continue
        post = split_post(piece)
        if post is None:
            notes.append(note("EMPLOYER_POSITION_UNCLEAR"))
            posts.append(Post(piece))
        else:
            if post.position:
                notes.append(note("EMPLOYER_POSITION_JOINED"))
            posts.append(post)
    if len(posts) > 1:
        notes.insert(0, note("MULTI_EMPLOYER"))
        if "\n" in text:
            notes.append(note("NEWLINE_IN_CELL"))
    return Reading(tuple(posts), tuple(dict.fromkeys(notes)), written)


LEADING = frozenset(
    (
        "董事长",
        "法定代表人",
        "实际控制人",
        "创始人",
        "董事局主席",
        "负责人",
        "会长",
        "厂长",
        "业主",
        "老板",
    )
)
"""Positions that lead an organisation, whatever stands before or behind them."""


def leads(position: str | None) -> bool:
    """Whether a position is that of the one who leads; 副 and 名誉 ones are not."""
    if not position or re.match("副|名誉|荣誉|原|前|退休|常务副|执行副", position):
        return False
    return any(title in position for title in LEADING) and "副" not in position
