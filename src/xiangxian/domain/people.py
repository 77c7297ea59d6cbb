"""People: natives of the township and guests, and their ties to firms and to one another."""

from __future__ import annotations

from typing import Any, ClassVar

from xiangxian.domain.fields import (
    Privacy,
    choice,
    count,
    date,
    declare,
    flag,
    kept,
    link,
    long_text,
    name,
    phones,
    text,
    words,
)
from xiangxian.domain.records import Id, Record
from xiangxian.domain.values.categories import CATEGORIES
from xiangxian.domain.values.cities import reads_as_address
from xiangxian.domain.values.partial_date import PartialDate
from xiangxian.domain.values.phones import Phone
from xiangxian.domain.values.value_types import Name, options

GENDERS = options(("男", "男", "男性"), ("女", "女", "女性"))

TIERS = options(
    ("normal", "一般", "一般乡贤"),
    ("key", "重点", "重点乡贤", "重要乡贤"),
    ("famous", "知名", "知名乡贤"),
)

LEGAL_BASES = options(
    ("consent", "本人同意"),
    ("self_published", "本人自行公开"),
    ("statutory_duty", "履行法定职责"),
    ("other", "其他"),
)

CONTACT_ORIGINS = options(
    ("given", "本人留的"),
    ("village", "村里或亲友报的"),
    ("sign_in", "座谈会登记的"),
    ("published", "公开信息里的"),
    ("old_ledger", "老台账，说不清"),
)

TIE_HELP = "只填知道的，不知道就空着。"


class Person(Record):
    """A native, or a guest (客商); a name is enough for a valid record."""

    kind: ClassVar[str] = "person"
    label: ClassVar[str] = "乡贤"
    indexing: ClassVar[int] = 1

    name: str = name(
        "姓名",
        privacy=Privacy.OPEN,
        required=True,
        featured=True,
        sortable=True,
        searched=True,
        by_strokes=True,
        column="name",
        headers=("姓名", "名字", "姓　名", "乡贤姓名", "人员姓名"),
        nouns=("慰问对象", "看望对象", "嘉宾"),
    )
    salutation: str | None = declare(
        Name(),
        "称呼",
        privacy=Privacy.OPEN,
        searched=True,
        column="salutation",
        headers=("称呼", "称谓"),
        nouns=("尊称",),
        help="写信、当面怎么称呼，填了就照这个写。",
        filterable=True,
    )
    former_names: tuple[str, ...] = words(
        "曾用名", privacy=Privacy.OPEN, searched=True, filterable=True
    )
    native: bool = flag(
        "本地籍",
        default=True,
        privacy=Privacy.OPEN,
        filterable=True,
        help="不是本地籍的，就是客商。",
    )
    name_only: bool = flag("只有姓名", privacy=Privacy.OPEN, filterable=True, form=False)
    home_village: Id | None = link(
        "老家村", to=("place",), privacy=Privacy.OPEN, featured=True, filterable=True
    )
    home_group: int | None = count("村民小组", privacy=Privacy.OPEN, filterable=True)
    native_place_written: str | None = text("籍贯原文", privacy=Privacy.OPEN, searched=True)
    gender: str | None = choice(
        "性别",
        GENDERS,
        privacy=Privacy.PERSONAL,
        column="gender",
        headers=("性别",),
        filterable=True,
    )
    birth: PartialDate | None = date(
        "出生年月",
        century=19,
        privacy=Privacy.PERSONAL,
        sortable=True,
        column="birth",
        headers=(
            "出生年月",
            "出生日期",
            "出生年月日",
            "出生时间",
            "生日",
            "年龄",
            "年龄/出生",
            "出生",
        ),
    )
    category: str | None = choice(
        "类别",
        CATEGORIES,
        privacy=Privacy.OPEN,
        featured=True,
        filterable=True,
        searched=True,
        column="category",
        headers=(
            "乡贤类别",
            "乡贤类型",
            "人才性质",
            "统战对象",
            "类别",
            "界别",
            "行业领域",
            "所属界别",
            "人员类别",
            "所属行业",
            "行业",
        ),
        nouns=("工作领域", "人才类别"),
    )
    category_written: str | None = text("类别原文", privacy=Privacy.OPEN, searched=True)
    tier: str | None = choice(
        "层次",
        TIERS,
        privacy=Privacy.OPEN,
        filterable=True,
        column="tier",
        headers=("层次", "乡贤层次", "乡贤等级", "重要程度", "重点/一般"),
        nouns=("重要等级",),
    )
    city: str | None = text(
        "所在城市",
        privacy=Privacy.OPEN,
        featured=True,
        sortable=True,
        filterable=True,
        searched=True,
        column="city",
        headers=(
            "所在城市",
            "现居城市",
            "现所在地",
            "所在地",
            "现居住地",
            "工作城市",
            "常住地",
            "居住地",
            "现居地",
            "现工作地",
            "工作地",
            "工作所在地",
            "现居住城市",
            "居住城市",
            "现所在城市",
            "常住城市",
            "现在城市",
            "现工作所在地",
            "现居住所在地",
        ),
        nouns=("居住", "居住市", "在外所在地", "住地"),
        help="写到城市或区县，大家都看得见；详细地址写在通讯地址。",
    )
    phones: tuple[Phone, ...] = phones(
        "手机",
        privacy=Privacy.CONTACT,
        featured=True,
        searched=True,
        column="phones",
        headers=(
            "手机",
            "手机号码",
            "手机号",
            "联系手机",
            "手机电话",
            "联系号码",
            "手机/电话",
            "移动电话",
            "联系电话",
            "联系方式",
            "电话",
            "电话号码",
            "本人手机",
            "本人电话",
            "本人联系方式",
            "常用手机",
            "联系人手机",
        ),
        filterable=True,
    )
    wechat: str | None = text(
        "微信",
        privacy=Privacy.CONTACT,
        searched=True,
        column="wechat",
        headers=(
            "微信号",
            "微信",
            "邮箱/微信",
            "微信号码",
            "个人微信",
            "本人微信",
        ),
        nouns=("微信ID", "微信联系方式"),
        filterable=True,
    )
    email: str | None = text(
        "邮箱",
        privacy=Privacy.CONTACT,
        searched=True,
        column="email",
        headers=("电子邮箱", "邮箱", "电子邮件", "E-mail", "Email"),
        nouns=("工作邮箱", "电子邮件地址", "邮箱地址", "邮件地址", "电子信箱"),
        filterable=True,
    )
    address: str | None = text(
        "通讯地址",
        privacy=Privacy.CONTACT,
        searched=True,
        column="address",
        headers=(
            "通讯地址",
            "通信地址",
            "联系地址",
            "家庭住址",
            "现家庭住址",
            "家庭地址",
            "住址",
            "邮寄地址",
            "现住址",
            "居住地址",
            "详细地址",
            "现住地址",
            "收件地址",
            "现居住地址",
            "地址",
        ),
        nouns=("家庭通讯地址", "住地", "居住地", "老家地址", "籍贯地址", "家庭居住地址"),
        filterable=True,
    )
    postcode: str | None = text(
        "邮编",
        privacy=Privacy.CONTACT,
        column="postcode",
        headers=("邮编", "邮政编码"),
        nouns=("邮政编号",),
        filterable=True,
    )
    contact_origin: str | None = choice(
        "联系方式是怎么来的", CONTACT_ORIGINS, privacy=Privacy.PERSONAL, filterable=True
    )
    contact_origin_on: PartialDate | None = date(
        "联系方式来源日期", privacy=Privacy.PERSONAL, filterable=True
    )
    legal_basis: str | None = choice(
        "依据何在", LEGAL_BASES, privacy=Privacy.PERSONAL, filterable=True
    )
    consent_withdrawn_on: PartialDate | None = date(
        "撤回同意",
        privacy=Privacy.PERSONAL,
        filterable=True,
        help="本人同意过、后来又撤回的，填撤回的日子；填了名单里就不会有。",
    )
    last_verified: PartialDate | None = date("上次核对", privacy=Privacy.PERSONAL, sortable=True)
    education: str | None = text(
        "学历",
        privacy=Privacy.PERSONAL,
        column="education",
        headers=(
            "学历",
            "文化程度",
            "全日制学历",
            "最高学历",
            "学历/学位",
            "学历学位",
            "学历及学位",
        ),
        nouns=("学位", "第一学历", "最终学历"),
        filterable=True,
    )
    schools: tuple[Id, ...] = link(
        "毕业学校", to=("organisation",), many=True, privacy=Privacy.PERSONAL
    )
    specialties: str | None = text(
        "专长",
        privacy=Privacy.OPEN,
        searched=True,
        column="specialties",
        headers=("专业特长", "特长", "专长", "职称", "专业技术职称"),
        nouns=("专长领域", "技术职称", "专业职称", "专业技术职务", "技能特长", "擅长领域"),
        filterable=True,
    )
    honours: str | None = text(
        "荣誉",
        privacy=Privacy.OPEN,
        searched=True,
        column="honours",
        headers=("荣誉", "主要荣誉"),
        nouns=("荣誉称号", "获奖"),
    )
    tags: tuple[str, ...] = words("标签", privacy=Privacy.OPEN, searched=True, filterable=True)
    household: str | None = text("同户", privacy=Privacy.PERSONAL, filterable=True)
    liaison_leader: Id | None = link("挂钩领导", to=("person",), privacy=Privacy.OPEN)
    liaison_officer: Id | None = link("联系人", to=("person",), privacy=Privacy.OPEN)
    home_contact: Id | None = link("家乡联系人（册内）", to=("person",), privacy=Privacy.PERSONAL)
    home_contact_written: str | None = text(
        "家乡联系人",
        privacy=Privacy.PERSONAL,
        searched=True,
        column="home_contact",
        headers=("家乡联系人", "家庭联系人", "村联系人"),
        nouns=("村里联系人", "村级联系人", "本村联系人"),
        filterable=True,
    )
    public_office: bool = flag(
        "在职公职",
        privacy=Privacy.OPEN,
        help="是在职公职人员的，不会被推荐去引荐别人。",
        filterable=True,
    )
    deceased: bool = flag("已故", privacy=Privacy.OPEN, filterable=True)
    bereaved_on: PartialDate | None = date(
        "家中丧事", privacy=Privacy.PERSONAL, help="填了以后一年内暂缓问候。", filterable=True
    )
    to_ask: bool = flag(
        "待问清",
        privacy=Privacy.OPEN,
        filterable=True,
        help="表里名字加了黑框或划掉了，还没问清的；问清以前名单里不会有，问清了去掉。",
    )
    opt_out: bool = flag(
        "不再联系", privacy=Privacy.OPEN, filterable=True, help="本人不愿被联系，名单里就不会有。"
    )
    remarks: str | None = long_text(
        "备注",
        privacy=Privacy.RESTRICTED,
        searched=True,
        column="remarks",
        headers=(
            "备注",
            "说明",
            "备注说明",
            "备注情况",
            "其他说明",
            "其他",
        ),
        nouns=("备注事项", "备注内容", "其他需说明事项", "其他事项", "补充说明", "需要说明"),
    )
    kept: dict[str, str] = kept("原表其他栏", privacy=Privacy.RESTRICTED, searched=True)

    def indexed(self, name: str) -> Any:
        """Whether there is nothing but a name is told by what is there."""
        if name == "name_only":
            return self.model_fields_set <= {"name"}
        return super().indexed(name)

    def comes_from(self, township: str) -> str:
        """*township* (its short name) where the record itself says that the native is from there:
        native until somebody says otherwise is not yet from anywhere."""
        stem = township.removesuffix("镇").removesuffix("乡").removesuffix("街道")
        there = self.native and stem and stem in (self.native_place_written or "")
        return township if there else ""

    def contradictions(self) -> dict[str, str]:
        """Where somebody's house is stands in the address, which fewer see than the city."""
        if self.city and reads_as_address(self.city):
            return {"city": "所在城市只写到城市或区县；详细地址请写在“通讯地址”。"}
        return {}
