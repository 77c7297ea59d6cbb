"""The layered picture of a project's introductions, as its page shows it, as plain data."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from xiangxian.domain.claims import Level
from xiangxian.services.gate import Viewer
from xiangxian.services.introductions.stories import Party, ToldClaim, project_story
from xiangxian.services.pictures.drawing import Address
from xiangxian.store.base import Id
from xiangxian.store.contract import GraphStore

MOST_NODES = 300


def _node(party: Party, address: Address) -> dict[str, Any]:
    reference = party.reference
    return {
        "id": party.key if reference else f"hidden-{party.key[-6:]}",
        "label": party.named.name,
        "home": party.named.home,
        "kind": _kind(party),
        "protected": reference is None,
        "href": address(reference.kind, reference.id) if reference else None,
    }


def _kind(party: Party) -> str:
    """乡贤 and 客商 are told apart; somebody who is protected is drawn as a person."""
    if party.kind != "person":
        return party.kind
    return "native" if party.native or party.reference is None else "guest"


def _key(party: Party) -> str:
    return party.key if party.reference else f"hidden-{party.key[-6:]}"


def _edge(claim: ToldClaim, address: Address) -> dict[str, Any]:
    sentence = f"{claim.by.named.introduced()}介绍{claim.of.named.name}"
    if claim.at:
        sentence = f"{claim.at}，{sentence}"
    return {
        "id": claim.id,
        "source": _key(claim.by),
        "target": _key(claim.of),
        "label": "·".join(part for part in (claim.at, claim.state.screen_word) if part),
        "state": claim.state.value,
        "counted": claim.counted,
        "reason": claim.reason,
        "sentence": f"{sentence}（{claim.state.screen_word}）。{claim.reason}",
        "href": address("introduction", claim.id) if claim.known else None,
    }


def project_picture(
    store: GraphStore,
    id_: Id,
    *,
    viewer: Viewer,
    address: Address,
    level: Level = Level.RECORDED,
) -> dict[str, Any]:
    """The picture of one project: introducers on the left, the project on the right.

    Its own people and firms are tied to it by an edge that is no introduction, so that a chain
    that ends at the investor is seen to reach the project.
    """
    story = project_story(store, id_, viewer=viewer, level=level)
    drawn = picture([story.claims], address)
    edges = {edge["id"]: edge for edge in drawn["edges"]}
    nodes = {node["id"]: node for node in drawn["nodes"]}
    nodes.setdefault(
        id_,
        {
            "id": id_,
            "label": story.title,
            "home": "",
            "kind": "project",
            "protected": False,
            "href": address("project", id_),
        },
    )
    for party, words in (
        *((each, "本人投资") for each in story.natives),
        *((each, "投资") for each in story.investors),
    ):
        nodes.setdefault(_key(party), _node(party, address))
        edges.setdefault(
            f"own-{_key(party)}",
            {
                "id": f"own-{_key(party)}",
                "source": _key(party),
                "target": id_,
                "label": words,
                "state": "own",
                "counted": True,
                "reason": "",
                "sentence": f"{party.named.introduced()}{words}{story.title}。",
                "href": None,
            },
        )
    return {
        "nodes": list(nodes.values()),
        "edges": list(edges.values()),
        "cut": drawn["cut"],
        "title": story.title,
        "summary": story.sentence,
    }


def picture(claims: Iterable[Iterable[ToldClaim]], address: Address) -> dict[str, Any]:
    """The picture of *claims*; beyond `MOST_NODES` parties it is cut and says so."""
    nodes: dict[str, dict[str, Any]] = {}
    edges: dict[str, dict[str, Any]] = {}
    cut = False
    for group in claims:
        for claim in group:
            for party in (claim.by, claim.of):
                nodes.setdefault(_key(party), _node(party, address))
            edges[claim.id] = _edge(claim, address)
            cut = cut or len(nodes) > MOST_NODES
        if cut:
            break
    return {"nodes": list(nodes.values()), "edges": list(edges.values()), "cut": cut}
