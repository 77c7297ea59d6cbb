"""外地做法, 本单位办法 and 公文模板 as pages."""

from __future__ import annotations

import io
import re
from html import unescape
from pathlib import Path

from werkzeug.test import TestResponse

from web.conftest import Office, post, token
from xiangxian.domain.projects import Project
from xiangxian.domain.values.amounts import Money
from xiangxian.services.recognition import rewards
from xiangxian.services.recognition.policies import blank_rule, elsewhere, own_rules


def main(answer: TestResponse) -> str:
    """The page's own part, as text."""
    return unescape(re.sub(r"<[^>]+>", "", answer.get_data(as_text=True).split("<main")[1]))


def test_rules_and_templates_are_read_loaded_tried_and_retired(
    office: Office, tmp_path: Path
) -> None:
    """Other places' rules say that they are others'; a figure stands only behind the unit's own."""
    clerk = office.client("ganshi")
    index = main(clerk.get("/policies/"))
    assert "不是本镇的，只供参考" in index
    assert "估算" not in index
    for rule in elsewhere():
        shown = main(clerk.get(f"/policies/{rule.key}"))
        assert rule.dated_place in index
        assert "不是本镇的" in shown
        assert "估算" not in shown
    assert clerk.get("/policies/none").status_code == 404
    assert "哪里都没有奖励数" in main(clerk.get("/policies/own?amount=5000"))
    assert clerk.get("/policies/own/blank").get_data().decode("utf-8-sig") == blank_rule()

    text = re.sub(r"^# ", "", blank_rule(), flags=re.MULTILINE)
    faulty = post(clerk, "/policies/own", text=text.replace("年份: 2026", "年份: 今年"), use="1")
    assert faulty.status_code == 422
    assert "“年份”：写的是“今年”，这里要写数字。" in main(faulty)
    assert "年份: 今年" in main(faulty), "what was typed still stands"
    assert not (tmp_path / "data" / "policies").exists()

    looked = clerk.post(
        "/policies/own",
        data={
            "csrf_token": token(clerk),
            "text": "",
            "file": (io.BytesIO(text.encode("gb18030")), "办法.txt"),
        },
    )
    assert "读成这样，请看一眼" in main(looked)
    assert not (tmp_path / "data" / "policies").exists()
    assert post(clerk, "/policies/own", text=text, use="1").status_code == 303
    own = main(clerk.get("/policies/own?amount=1.2亿元&schedule=0"))
    assert "估算 31万元" in own
    assert "5,000万元 × 2‰ = 10万元" in own
    unread = clerk.get("/policies/own?amount=很多")
    assert unread.status_code == 422
    assert "“很多”看不懂" in main(unread)
    for odd in ("99", "-1", "²", "x"):
        assert clerk.get(f"/policies/own?amount=5000&schedule={odd}").status_code == 200
    rules = own_rules(tmp_path / "data")
    project = Project(name="甲", fixed=Money(minor=6_000 * 1_000_000))
    with office.app.test_request_context("/"):
        fragment = office.app.jinja_env.get_template("recognition/_estimate.html")
        told = fragment.render(estimate=rewards.for_project(rules, project))
        assert fragment.render(estimate=None).strip() == ""
    assert "不是核定数" in told
    assert "估算 <strong>13万元</strong>" in told, "5000万 × 2‰ + 1000万 × 3‰"
    assert "没有填协议投资，算不出" in told

    changed = text.replace("公示几个工作日: 5", "公示几个工作日: 7")
    assert post(clerk, "/policies/own", text=changed, use="1").status_code == 303
    files = sorted(path.name for path in (tmp_path / "data" / "policies").iterdir())
    assert len(files) == 2, "what stood there is kept"
    assert "7个工作日" in main(clerk.get("/policies/own"))
    assert "公示几个工作日: 7" in main(clerk.get("/policies/own/edit?key=own-rule"))
    (tmp_path / "data" / "policies" / "bad.yaml").write_text("a: [", "utf-8")
    assert "bad.yaml：第1行" in main(clerk.get("/policies/own"))
    assert post(clerk, "/policies/own/own-rule/retire").status_code == 303
    assert post(clerk, "/policies/own/own-rule/retire").status_code == 404
    assert "哪里都没有奖励数" in main(clerk.get("/policies/own"))

    page = main(clerk.get("/paper-templates/"))
    assert page.count("用的是原来的") == 3
    own = clerk.get("/paper-templates/filing_form").get_data()
    assert clerk.get("/paper-templates/filing_form/look").get_data()[:2] == b"PK"
    assert clerk.get("/paper-templates/../app").status_code == 404
    assert clerk.get("/paper-templates/none").status_code == 404

    def send(content: bytes) -> TestResponse:
        data = {"csrf_token": token(clerk), "file": (io.BytesIO(content), "表.docx")}
        return clerk.post("/paper-templates/filing_form", data=data)

    refused = send(b"no Word file")
    assert refused.status_code == 422
    assert "这份模板打不开" in main(refused)
    assert send(b"").status_code == 422
    assert send(own).status_code == 303
    assert (tmp_path / "data" / "letters" / "filing_form.docx").read_bytes() == own
    assert "用的是本单位改过的" in main(clerk.get("/paper-templates/"))
    assert post(clerk, "/paper-templates/filing_form/give-up").status_code == 303
    assert post(clerk, "/paper-templates/filing_form/give-up").status_code == 404
    log = main(office.client("jiancha").get("/log/"))
    assert "换认定办法" in log
    assert "停用认定办法" in log
    assert "换公文模板" in log
