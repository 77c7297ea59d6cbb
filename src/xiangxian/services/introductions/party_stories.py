"""What somebody brought, and who brought them: a person's or an organisation's side of the story."""

from __future__ import annotations

from dataclasses import dataclass

from xiangxian.domain.claims import ClaimState, Level
from xiangxian.domain.values.amounts import wan_label
from xiangxian.services import gate
from xiangxian.services.gate import Viewer
from xiangxian.services.introductions.attribution import Attribution, Rule, credit
from xiangxian.services.introductions.network import Snapshot, snapshot, visible_projects
from xiangxian.services.introductions.stories import (
    STAGE_WORDS,
    Party,
    evidence_of,
    facts,
    introduction_of,
    party,
)
from xiangxian.services.introductions.story_sentences import told
from xiangxian.services.records import Reference, refer
from xiangxian.store.base import Id
from xiangxian.store.contract import GraphStore


@dataclass(frozen=True, slots=True)
class BroughtProject:
    """One project on a person's page: how it came through them."""

    id: Id
    title: str
    stage: str
    how: str
    sentence: str
    part: str


@dataclass(frozen=True, slots=True)
class BroughtBy:
    """One introduction of somebody: by whom, when, for which project, how well founded."""

    id: Id
    by: Party
    at: str
    state: ClaimState
    project: Reference | None
    evidence: tuple[Reference, ...]


@dataclass(frozen=True, slots=True)
class PersonStory:
    """What a person or an organisation brought: themselves, directly, and through others; and who
    brought them (*brought_by*), as far as the viewer may see both the record and the introducer."""

    own: tuple[BroughtProject, ...]
    directly: tuple[BroughtProject, ...]
    through_others: tuple[BroughtProject, ...]
    brought_by: tuple[BroughtBy, ...] = ()


def person_story(
    store: GraphStore,
    id_: Id,
    *,
    viewer: Viewer,
    level: Level = Level.RECORDED,
    measure: str = "agreed",
) -> PersonStory:
    """What the party *id_* brought, over the projects the viewer may see."""
    found = snapshot(store)
    own: list[BroughtProject] = []
    directly: list[BroughtProject] = []
    through: list[BroughtProject] = []
    attributions = found.attributions(level, measure)
    for project_id in visible_projects(found, viewer):
        attributed = attributions[project_id]
        natives = found.linked("NATIVES", project_id)
        investors = found.linked("INVESTORS", project_id)
        if id_ in natives or id_ in investors:
            how = "本人回乡投资" if id_ in natives else "投资方"
            own.append(_brought(found, attributed, viewer, how, ""))
        if id_ in attributed.distances:
            part = credit(attributed, Rule.EQUAL).get(id_)
            text = wan_label(part) if part is not None else ""
            if attributed.distances[id_] == 0:
                directly.append(_brought(found, attributed, viewer, "直接牵线", text))
            else:
                through.append(_brought(found, attributed, viewer, "经别人转介", text))
    return PersonStory(tuple(own), tuple(directly), tuple(through), _brought_by(found, id_, viewer))


def _brought_by(found: Snapshot, id_: Id, viewer: Viewer) -> tuple[BroughtBy, ...]:
    """Who introduced a party, the earliest first; a withdrawn introduction tells nothing."""
    if id_ not in found.graph:
        return ()
    told = []
    claims = [found.claims[key] for _by, _of, key in found.graph.in_edges(id_, keys=True)]
    for claim in sorted(claims, key=lambda claim: (claim.lo, claim.id)):
        by = party(found, claim.by, viewer)
        introduction = introduction_of(found, claim.id, viewer)
        if introduction is None or by.reference is None:
            continue
        if claim.state is ClaimState.WITHDRAWN:
            continue
        project = found.nodes.get(claim.project or "")
        told.append(
            BroughtBy(
                claim.id,
                by,
                introduction.shown("at"),
                claim.state,
                refer(project) if project is not None and gate.visible(viewer, project) else None,
                evidence_of(found, claim.id, viewer),
            )
        )
    return tuple(told)


def _brought(
    found: Snapshot,
    attributed: Attribution,
    viewer: Viewer,
    how: str,
    part: str,
) -> BroughtProject:
    id_ = attributed.case.project
    project = found.projects[id_]
    return BroughtProject(
        id_,
        project.title(),
        STAGE_WORDS.get(project.stage or "", "阶段未填"),
        how,
        told(facts(found, attributed, viewer)),
        part,
    )
