"""What a list will be used for: which columns that needs, and without which it is of no use.

A list takes out only what its use needs (个人信息保护法 第六条): an SMS needs no address, a letter
no telephone number.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

_WHO = ("name", "salutation", "home_village", "employer", "position")


@dataclass(frozen=True, slots=True)
class Purpose:
    """One use of a list: its name, the columns it may have, and the one a line cannot be without
    (empty for none), with the words for somebody who lacks it."""

    code: str
    label: str
    columns: tuple[str, ...]
    needs: str = ""
    lacking: str = ""


WAYS: Mapping[str, Purpose] = {
    way.code: way
    for way in (
        Purpose("letter", "寄信", (*_WHO, "address", "postcode"), "address", "没有通讯地址"),
        Purpose("sms", "发短信", (*_WHO, "phones"), "phones", "没有手机"),
        Purpose("call", "打电话", (*_WHO, "phones", "home_contact_written"), "phones", "没有手机"),
        Purpose("wechat", "发微信", (*_WHO, "wechat"), "wechat", "没有微信"),
        Purpose("visit", "登门", (*_WHO, "phones", "address", "home_contact_written")),
        Purpose("meeting", "会议到会名单", (*_WHO, "phones")),
    )
}
