"""Recognition rules from files: a few other places', shipped to be read, and the unit's own.

The unit's own rule lies as YAML in `DIR/policies/`; a file that cannot be used is told with its
name and the place in it, and the rest is loaded all the same. A rule that is replaced is kept.
"""

from __future__ import annotations

import contextlib
import functools
from dataclasses import dataclass
from datetime import datetime
from importlib import resources
from pathlib import Path
from typing import Any

import yaml

from xiangxian.domain.recognition.policies import BadPolicy, Policy, read_policy
from xiangxian.domain.roles import Action
from xiangxian.services import gate
from xiangxian.services.documents import office_files
from xiangxian.services.gate import Viewer
from xiangxian.store.base import ChangeSet, Id
from xiangxian.store.contract import GraphStore

FOLDER = "policies"
MOST_CHARACTERS = 40_000
DEEPEST = 12
"""So many lists and tables may lie in one another; a rule needs five."""
LONGEST_NUMBER = 30
"""So many characters may a figure have: of more, none is an amount or a year."""


@dataclass(frozen=True, slots=True)
class Fault:
    """A file that was not loaded: its name, and a sentence for each thing to mend."""

    file: str
    sentences: tuple[str, ...]

    def label(self) -> str:
        """As a page says it: own.yaml：“奖励”第1条……"""
        return f"{self.file}：{''.join(self.sentences)}"


@dataclass(frozen=True, slots=True)
class OwnRules:
    """What `DIR/policies/` holds, newest year first, and what could not be loaded."""

    policies: tuple[Policy, ...] = ()
    faults: tuple[Fault, ...] = ()

    @property
    def current(self) -> Policy | None:
        """The rule that holds: that of the latest year; None where two claim to be it."""
        newest = [each for each in self.policies if each.year == self.policies[0].year]
        return newest[0] if len(newest) == 1 else None


class _Loader(yaml.SafeLoader):
    """Plain YAML: no references from one place to another, no entry written twice, nothing deeper
    than *deepest*, no figure of more characters than `LONGEST_NUMBER`."""

    def __init__(self, text: str, deepest: int) -> None:
        super().__init__(text)
        self._deepest, self._depth = deepest, 0

    def close(self) -> None:
        """Let go of what was read."""
        self.dispose()

    def compose_node(self, parent: Any, index: Any) -> Any:
        """One node; raises for a reference, and where it lies too deep."""
        if self.check_event(yaml.events.AliasEvent):
            event = self.get_event()  # type: ignore[no-untyped-call]
            raise yaml.constructor.ConstructorError(None, None, "alias", event.start_mark)
        self._depth += 1
        if self._depth > self._deepest:
            mark = self.peek_event().start_mark  # type: ignore[no-untyped-call]
            raise yaml.constructor.ConstructorError(None, None, "deep", mark)
        node = super().compose_node(parent, index)
        self._depth -= 1
        return node

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Any, Any]:
        """The entries; raises for one that is written twice."""
        seen = set()
        for key, _value in node.value:
            if key.value in seen:
                raise yaml.constructor.ConstructorError(None, None, "twice", key.start_mark)
            seen.add(key.value)
        return super().construct_mapping(node, deep)

    def construct_figure(self, node: yaml.ScalarNode) -> int:
        """A whole number; raises for one of too many characters."""
        if len(node.value) > LONGEST_NUMBER:
            raise yaml.constructor.ConstructorError(None, None, "long", node.start_mark)
        return int(super().construct_yaml_int(node))


_Loader.add_constructor("tag:yaml.org,2002:int", _Loader.construct_figure)

_UNREADABLE = "有看不懂的写法或字符，请对照空白样张改一改。"
_PROBLEMS = {
    "alias": "不要用“&”和“*”引用别处",
    "twice": "这一项写了两遍",
    "deep": "一层套一层套得太深",
    "long": f"数字太长，最多{LONGEST_NUMBER}位",
}


def decoded(content: bytes) -> str:
    """A file's text: UTF-8 as new editors write it, GB18030 as old ones do."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("gb18030", errors="replace")


def read_rule(text: str, *, deepest: int = DEEPEST) -> Policy:
    """The rule that *text* declares; raises `BadPolicy` with sentences that say where and what.

    *deepest* is how many lists and tables may lie in one another.
    """
    if len(text) > MOST_CHARACTERS:
        raise BadPolicy((f"一份办法最多写{MOST_CHARACTERS:,}个字，写得太长了。",))
    try:
        with contextlib.closing(_Loader(text, deepest)) as loader:
            content = loader.get_single_data()
    except yaml.MarkedYAMLError as fault:
        mark = fault.problem_mark or fault.context_mark
        where = f"第{mark.line + 1}行：" if mark is not None else ""
        told = _PROBLEMS.get(
            fault.problem or "", "写法看不懂，请看看冒号后面有没有空一格、前面的空格对没对齐"
        )
        raise BadPolicy((f"{where}{told}。",)) from fault
    except (yaml.YAMLError, ValueError, TypeError) as fault:
        raise BadPolicy((_UNREADABLE,)) from fault
    if content is None:
        raise BadPolicy(("还没有写内容。",))
    try:
        return read_policy(content)
    except ValueError as fault:  # a number of more figures than can be said again
        raise BadPolicy((_UNREADABLE,)) from fault


@functools.cache
def elsewhere() -> tuple[Policy, ...]:
    """Other places' rules as they are shipped, newest first, undated ones last."""
    folder = resources.files("xiangxian").joinpath(FOLDER)
    files = [each for each in folder.iterdir() if each.name.endswith(".yaml")]
    return _sorted(read_rule(each.read_text(encoding="utf-8")) for each in files)


def _sorted(policies: Any) -> tuple[Policy, ...]:
    return tuple(sorted(policies, key=lambda each: (-(each.year or 0), each.key)))


def blank_rule() -> str:
    """The commented file that an office starts from."""
    folder = resources.files("xiangxian").joinpath(FOLDER)
    return folder.joinpath("blank/own_rule.yaml").read_text(encoding="utf-8")


def own_rules(data: Path) -> OwnRules:
    """The rules in `DIR/policies/`, with the faults of those that cannot be used."""
    found: dict[str, tuple[str, Policy]] = {}
    faults = []
    for path in sorted((data / FOLDER).glob("*.yaml")):
        try:
            policy = read_rule(decoded(path.read_bytes()))
        except BadPolicy as fault:
            faults.append(Fault(path.name, fault.sentences))
            continue
        except OSError:
            faults.append(Fault(path.name, ("这个文件打不开。",)))
            continue
        if policy.key in found:
            other = found[policy.key][0]
            faults.append(Fault(path.name, (f"代号和“{other}”里的相同，只用了那一份。",)))
        else:
            found[policy.key] = (path.name, policy)
    return OwnRules(_sorted(policy for _, policy in found.values()), tuple(faults))


def _file_of(data: Path, key: str) -> Path | None:
    """The file that holds the rule *key*."""
    for path in sorted((data / FOLDER).glob("*.yaml")):
        try:
            if read_rule(decoded(path.read_bytes())).key == key:
                return path
        except (BadPolicy, OSError):
            continue
    return None


def text_of(data: Path, key: str) -> str:
    """The text of the unit's rule *key*, to be edited; empty where there is none."""
    path = _file_of(data, key)
    return decoded(path.read_bytes()) if path is not None else ""


def load(
    store: GraphStore,
    data: Path,
    text: str,
    *,
    change_id: Id,
    viewer: Viewer,
    now: datetime,
) -> Policy:
    """Put the rule in *text* into `DIR/policies/`, in place of the one with its key.

    What stood there is kept beside it under its time; the operation log says who did it. Raises
    `Refused`, and `BadPolicy` where the rule cannot be used: then nothing is changed.
    """
    gate.require(viewer, Action.RECORD)
    policy = read_rule(text)
    path = _file_of(data, policy.key) or data / FOLDER / f"{policy.key}.yaml"
    content = text.encode("utf-8")
    if path.is_file() and path.read_bytes() == content:
        return policy
    note = f"{policy.title}（{policy.key}）"
    store.apply(ChangeSet(change_id, viewer.account, now, "policy.load", (), note))
    office_files.put(path, content, now=now)
    return policy


def retire(
    store: GraphStore, data: Path, key: str, *, change_id: Id, viewer: Viewer, now: datetime
) -> None:
    """The unit's rule *key* holds no longer; its file is kept under its time.

    Raises `Refused` and `Missing`.
    """
    gate.require(viewer, Action.RECORD)
    path = _file_of(data, key)
    if path is None:
        raise gate.Missing(key)
    store.apply(ChangeSet(change_id, viewer.account, now, "policy.retire", (), key))
    office_files.put_by(path, now=now)
