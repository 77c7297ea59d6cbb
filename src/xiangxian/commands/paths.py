"""`xiangxian path FROM TO`: who can introduce somebody, at the machine itself."""

from __future__ import annotations

import click

from xiangxian.app import beijing_clock
from xiangxian.domain.values.partial_date import BEIJING
from xiangxian.services import search
from xiangxian.services.connections import paths
from xiangxian.services.gate import Viewer
from xiangxian.store.contract import GraphStore
from xiangxian.terminal import Session, command, refuse

US = "我们"
"""What stands for the township itself where somebody is asked for."""


def install(cli: click.Group) -> None:
    """Add the command."""
    asked = click.argument("target", metavar="TO")(_path)
    command(cli, "path")(click.argument("start", metavar="FROM")(asked))


def _path(session: Session, start: str, target: str) -> None:
    """谁能引荐：从 FROM 到 TO 的路；FROM 写「我们」就从镇里找起。"""
    store, viewer = session.founded(), session.viewer()
    begin = None if start == US else _party(store, start, viewer, ("person",))
    end = _party(store, target, viewer, ("person", "organisation"))
    today = beijing_clock().astimezone(BEIJING).date()
    answer = paths.ask(store, end, begin, viewer=viewer, today=today)
    document = {
        "from": answer.start.title if answer.start else US,
        "to": answer.target.title,
        "said": answer.said,
        "paths": [
            {
                "parties": [party.title for party in way.parties],
                "sentence": way.sentence,
                "steps": [
                    {
                        "from": step.one.title,
                        "to": step.other.title,
                        "tie": step.what,
                        "when": step.when,
                        "record": step.record.id,
                    }
                    for step in way.steps
                ],
            }
            for way in answer.ways
        ],
    }
    session.tell(
        document, lambda: [answer.said] * bool(answer.said) + [way.sentence for way in answer.ways]
    )


def _party(store: GraphStore, typed: str, viewer: Viewer, kinds: tuple[str, ...]) -> str:
    """The id of whom *typed* names or is the id of; refuses where several are called so."""
    hits = search.resolve(store, typed, kinds=kinds, viewer=viewer)
    if len(hits) > 1:
        lines = search.told_apart(store, [hit.id for hit in hits], viewer=viewer)
        told = "\n".join(f"  {hit.id}　{hit.title}　{lines.get(hit.id, '')}" for hit in hits)
        refuse(f"册里有{len(hits)}个叫「{typed}」的，请用编号：\n{told}")
    return hits[0].id if hits else typed
