"""The reference of the vocabulary, written from the declarations: docs/vocabulary.md.

`python -m xiangxian.reference docs/vocabulary.md` writes it; a test says when it is out of date.
"""

from __future__ import annotations

import sys
from pathlib import Path

from xiangxian.domain import schema
from xiangxian.domain.fields import Field
from xiangxian.domain.records import Declared

_HEAD = """# The vocabulary

Made from `src/xiangxian/domain/` by `python -m xiangxian.reference docs/vocabulary.md`; never
edited by hand. *class* is the privacy class; *column* is the register's column and its headers.
Beside the type of a text stands how many characters it may have.
"""
_OF_TEXT = frozenset(("name", "text", "long_text", "words", "kept"))


def _behaviour(spec: Field) -> str:
    marks = {
        "required": spec.required,
        "listed": spec.featured,
        "sortable": spec.sortable,
        "filterable": spec.filterable,
        "searched": spec.searched,
        "many": spec.many,
        "by strokes": spec.by_strokes,
    }
    return ", ".join(name for name, on in marks.items() if on)


def _type(spec: Field) -> str:
    if spec.is_link:
        return f"→ {', '.join(spec.to)}"
    limit = f" ≤ {spec.type.longest:,}" if spec.type.name in _OF_TEXT else ""
    return f"{spec.type.name}{limit}"


def _column(spec: Field) -> str:
    if not spec.column:
        return ""
    return f"`{spec.column}`: {'、'.join(spec.headers)}"


def _table(declared: type[Declared]) -> list[str]:
    lines = ["| field | label | type | class | behaviour | column |", "|---|---|---|---|---|---|"]
    for spec in declared.fields.values():
        cells = (
            f"`{spec.name}`",
            spec.label,
            _type(spec),
            spec.privacy.value,
            _behaviour(spec),
            _column(spec),
        )
        lines.append(f"| {' | '.join(cells)} |")
    return lines


def _choices(declared: type[Declared]) -> list[str]:
    found = []
    for spec in declared.fields.values():
        options = getattr(spec.type, "options", ())
        if options:
            said = "; ".join(f"`{option.code}` {option.label}" for option in options)
            found.append(f"- {spec.label}: {said}")
    return [*found, ""] if found else []


def reference() -> str:
    """The whole reference as Markdown."""
    lines = [_HEAD, "## Records", ""]
    for kind in schema.KINDS.values():
        lines += [f"### {kind.label} `{kind.kind}`", "", (kind.__doc__ or "").split("\n")[0], ""]
        lines += [*_table(kind), "", *_choices(kind)]
    lines += ["## Ties", ""]
    for tie in schema.TIES.values():
        ends = f"{', '.join(tie.source)} → {', '.join(tie.target)}"
        lines += [
            f"### {tie.label} `{tie.edge}`",
            "",
            f"{ends}; {tie.forward} / {tie.backward}",
            "",
        ]
        lines += [*_table(tie), "", *_choices(tie)]
    lines += ["## Derived ties", ""]
    for kind_name, drawn in schema.DRAWN.items():
        lines.append(
            f"- `{drawn.edge}` from each `{kind_name}`: `{drawn.source}` → `{drawn.target}`"
        )
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(reference(), encoding="utf-8")
