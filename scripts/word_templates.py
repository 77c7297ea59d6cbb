"""Make the Word templates that are shipped: `python scripts/word_templates.py [FOLDER]`.

They are filled in by `services/documents/letter_templates.py`; a test compares what is shipped
with what this makes.
"""

from __future__ import annotations

import io
import sys
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

from xiangxian.services.documents.official import OfficialPaper
from xiangxian.services.documents.paper_parts import FormCell, PaperColumn

FOLDER = Path(__file__).parents[1] / "src" / "xiangxian" / "letters"
SEAL = ["（盖章）　　　", "年　　月　　日"]


def _signature(paper: OfficialPaper) -> None:
    paper.signature_lines(
        ["{%p for 单位 in 落款 %}", "{{单位.名称}}", "{%p endfor %}", "{{落款日期}}"]
    )


def _people(paper: OfficialPaper, columns: list[tuple[PaperColumn, str]]) -> None:
    """A table with a line for each introducer."""
    paper.table(
        [column for column, _ in columns],
        [
            ["{%tr for 每位 in 引荐人 %}", *[""] * (len(columns) - 1)],
            [text for _, text in columns],
            ["{%tr endfor %}", *[""] * (len(columns) - 1)],
        ],
        size=14,
    )


def filing_form() -> bytes:
    """项目引荐人备案表: one page, boxes to stamp below."""
    paper = OfficialPaper("项目引荐人备案表", example=False, numbered=False)
    paper.title("项目引荐人备案表", gap=False)
    paper.form(
        [92, 64],
        [[FormCell(["填报单位（盖章）：{{填报单位}}"]), FormCell(foot=["填报时间：{{填报时间}}"])]],
        ruled=False,
    )

    def label(text: str) -> FormCell:
        return FormCell([text], label=True)

    def wide(text: str) -> FormCell:
        return FormCell([text], span=3)

    def box() -> FormCell:
        return FormCell([""], foot=SEAL)

    rows = [
        ([label("引荐人"), FormCell(["{{引荐人}}"]), label("身份"), FormCell(["{{身份}}"])], 10.0),
        (
            [
                label("单位及职务"),
                FormCell(["{{单位及职务}}"]),
                label("联系方式"),
                FormCell(["{{联系方式}}"]),
            ],
            10.0,
        ),
        ([label("团队成员"), wide("{{团队}}")], 10.0),
        (
            [
                label("被引荐方"),
                FormCell(["{{被引荐方}}"]),
                label("与投资方关系"),
                FormCell(["{{与投资方关系}}"]),
            ],
            10.0,
        ),
        ([label("项目名称"), wide("{{项目}}")], 10.0),
        ([label("项目内容"), wide("{{项目内容}}")], 14.0),
        (
            [
                label("引荐时间"),
                FormCell(["{{引荐时间}}"]),
                label("引荐场合"),
                FormCell(["{{引荐场合}}"]),
            ],
            10.0,
        ),
        ([label("引荐经过"), wide("{{引荐经过}}")], 26.0),
        ([label("依据清单"), wide("{{依据清单}}")], 22.0),
        ([label("投资方意见"), box(), label("落户单位意见"), box()], 26.0),
        ([label("引荐单位意见"), box(), label("招商部门意见"), box()], 26.0),
    ]
    told = ("{{项目内容}}", "{{引荐经过}}", "{{依据清单}}")
    paper.form(
        [29, 49, 29, 49],
        [cells for cells, _ in rows],
        heights=[height for _, height in rows],
        breaking=[at for at, (cells, _) in enumerate(rows) if cells[1].lines[0] in told],
    )
    return paper.content()


def public_notice() -> bytes:
    """关于××引荐人认定的公示."""
    paper = OfficialPaper("引荐人认定公示", example=False)
    paper.title("关于{{项目}}引荐人认定的公示")
    paper.paragraph(
        "{% if 依据办法 %}根据《{{依据办法}}》，{% endif %}"
        "{% if 确认各方 %}经{{确认各方}}确认，{% endif %}"
        "现将{{项目}}引荐人拟认定情况予以公示，接受监督。"
    )
    paper.heading(1, "拟认定引荐人")
    _people(
        paper,
        [
            (PaperColumn("姓名（名称）", 44), "{{每位.姓名}}"),
            (PaperColumn("单位及职务", 82), "{{每位.单位}}"),
            (PaperColumn("备注", 30), "{{每位.备注}}"),
        ],
    )
    paper.heading(1, "引荐情况")
    paper.paragraph("被引荐方：{{被引荐方}}")
    paper.paragraph("引荐经过：{{引荐经过}}")
    paper.paragraph("{%p if 投资额 %}")
    paper.paragraph("投资额：{{投资额}}")
    paper.paragraph("{%p endif %}")
    paper.heading(1, "公示时间")
    paper.paragraph("{{公示开始}}至{{公示结束}}，共{{工作日}}个工作日。")
    paper.heading(1, "反映方式")
    paper.paragraph("对以上情况有不同意见的，请在公示期内向{{联系单位}}反映。")
    paper.paragraph("联系人：{{联系人}}　　联系电话：{{联系电话}}")
    paper.paragraph("{%p if 地址 %}")
    paper.paragraph("地址：{{地址}}")
    paper.paragraph("{%p endif %}")
    _signature(paper)
    return paper.content()


def recognition_letter() -> bytes:
    """引荐人认定书, for one introducer or a team."""
    paper = OfficialPaper("引荐人认定书", example=False, numbered=False)
    paper.title("引荐人认定书")
    paper.paragraph("编号：____〔____〕____号", centred=True)
    paper.gap()
    paper.addressee("{{名单}}：")
    paper.paragraph(
        "{% if 依据办法 %}根据《{{依据办法}}》，{% endif %}"
        "{% if 确认各方 %}经{{确认各方}}确认，{% endif %}"
        "{% if 公示情况 %}{{公示情况}}，{% endif %}"
        "认定{% if 团队 %}你们为{{项目}}的引荐团队，团队代表为{{代表}}"
        "{% else %}你（单位）为{{项目}}的第一引荐人{% endif %}。"
    )
    paper.paragraph("被引荐方：{{被引荐方}}")
    paper.paragraph("引荐时间：{{引荐时间}}")
    paper.paragraph("{%p if 备案时间 %}")
    paper.paragraph("备案时间：{{备案时间}}")
    paper.paragraph("{%p endif %}")
    paper.paragraph("{%p if 团队 %}")
    paper.paragraph("团队成员及份额：")
    paper.paragraph("{%p endif %}")
    _people(
        paper,
        [
            (PaperColumn("姓名（名称）", 36), "{{每位.姓名}}"),
            (PaperColumn("单位及职务", 56), "{{每位.单位}}"),
            (PaperColumn("所起作用", 36), "{{每位.作用}}"),
            (PaperColumn("份额", 28, centred=True), "{{每位.份额}}"),
        ],
    )
    paper.paragraph("本认定书只说明由谁引荐；奖励另按有关规定办理。")
    _signature(paper)
    return paper.content()


TEMPLATES: Mapping[str, Callable[[], bytes]] = {
    "filing_form": filing_form,
    "public_notice": public_notice,
    "recognition_letter": recognition_letter,
}


def steady(content: bytes) -> bytes:
    """The file with no times in its archive: made again from the same, it is the same."""
    made = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as parcel,
        zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as again,
    ):
        for name in parcel.namelist():
            again.writestr(zipfile.ZipInfo(name), parcel.read(name), zipfile.ZIP_DEFLATED)
    return made.getvalue()


def main(folder: Path = FOLDER) -> None:
    """Write every template into *folder*."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, make in TEMPLATES.items():
        (folder / f"{name}.docx").write_bytes(steady(make()))


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER)
