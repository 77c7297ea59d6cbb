"""What an import says for itself, in sentences a clerk can forward."""

from __future__ import annotations

from collections.abc import Sequence

from xiangxian.services.acts.undoing import Undone, listed
from xiangxian.services.registers.importing.load import ImportOutcome
from xiangxian.services.registers.workbook.model import Checked


def dropped_sentence(file: str, dropped: Sequence[str]) -> str:
    """What was not stored and why; empty when everything was."""
    if not dropped:
        return ""
    names = "、".join(f"“{name}”" for name in dropped)
    return f"《{file}》里的{names}没有存：办这件事用不着，存了反而担责任，一个字也没有留。原表请自行保管。"


def nothing_sentence(checked: Checked) -> str:
    """Why nothing of a file that could be read can come in: there is no register in it."""
    return (
        f"《{checked.file}》里没有找到花名册或项目台账，没有导入：表头里要有“姓名”或“项目名称”一栏，"
        "下面要有内容。请用Excel打开看看，改好后另存为.xlsx再试。"
        f"{''.join(checked.told)}什么也没有改。"
    )


def outcome_sentence(file: str, done: ImportOutcome) -> str:
    """What an import did, in one sentence."""
    if not done.anything:
        left = f"{done.left}行照您说的跳过了" if done.left else ""
        known = "以前导入过，没有新的内容" if done.same else ""
        said = "，".join(filter(None, (known, left))) or "里没有一行导入"
        return f"《{file}》{said}，什么也没有改。"
    parts = []
    if done.people:
        parts.append(f"新记{done.people}位乡贤")
    if done.projects:
        parts.append(f"新记{done.projects}个项目")
    if done.visits:
        parts.append(f"新记{done.visits}次拜访")
    if done.suggestions:
        parts.append(f"新记{done.suggestions}条意见建议")
    if done.attended:
        parts.append(f"{done.attended}人次到会、回执或问候")
    if done.introductions:
        parts.append(f"{done.introductions}条引荐")
    if done.updated:
        parts.append(f"补全{done.updated}条原有的记录")
    if done.same:
        parts.append(f"{done.same}行以前导入过，没有动")
    if done.left:
        parts.append(f"{done.left}行照您说的跳过了")
    return f"《{file}》：{'，'.join(parts)}。"


def mentioned_sentence(done: ImportOutcome) -> str:
    """Who was recorded because a row names them; empty for none."""
    if not done.mentioned:
        return ""
    names = "、".join(done.mentioned[:12])
    more = f"等{len(done.mentioned)}位" if len(done.mentioned) > 12 else ""
    return f"表里提到、册里没有的，先按姓名记下了：{names}{more}。"


def namesake_sentence(done: ImportOutcome) -> str:
    """New people whose name the register had; empty for none."""
    if not done.namesakes:
        return ""
    return f"同名的分开记了，没有合并：{'、'.join(dict.fromkeys(done.namesakes))}。"


def taken_back_sentence(kept: Sequence[str]) -> str:
    """That an import was taken back; *kept* are the names of what was changed since and stays."""
    if not kept:
        return "这次导入已撤回。"
    return f"这次导入已撤回；后来改过或用着的{len(kept)}条留下了：{listed(kept)}。"


RESTORED = "这次导入已恢复，连着的关系一起。"


def restored_sentence(done: Undone) -> str:
    """That an import was restored; what could not be, by name."""
    told = [RESTORED]
    if done.kept:
        names = listed([each.title for each in done.kept])
        told.append(f"撤回以后又改过的{len(done.kept)}条没有动：{names}。")
    if done.without:
        names = listed([each.title for each in done.without])
        told.append(f"连着的{len(done.without)}条还在「移出的记录」里，没有连上：{names}。")
    return "".join(told)


def hidden_sentence(names: Sequence[str]) -> str:
    """Which hidden sheets were left out; empty for none."""
    return f"隐藏的表没有导入：{'、'.join(names)}。" if names else ""
