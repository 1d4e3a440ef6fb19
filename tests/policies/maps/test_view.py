"""What a map shows of an environment, and where findings stand on it."""

import pytest
from hypothesis import given, settings

from mapped import CLAIMS, DECLARATIONS, World, world, world_of
from polder_environments.model import Environment
from polder_policies.maps.marks import State, edge_id, marks, place_of
from polder_policies.maps.mermaid import mermaid
from polder_policies.maps.svg import svg
from polder_policies.maps.view import MapView, map_view
from sovereign import environments, reordered


@pytest.fixture(scope="module")
def broken() -> World:
    """A world in which personal data may not leave the EEA, and does."""
    return world()


def _arrows(view: MapView) -> dict[tuple[str, str], State]:
    return {(arrow.source, arrow.target): arrow.state for arrow in view.arrows}


def test_arrows_say_what_crosses_and_what_breaks_a_rule(broken: World) -> None:
    """A copy within the EEA crosses a border, a read from the US breaks the residency, and both name the dataset."""
    view = map_view(broken.estate, broken.verdict)

    assert _arrows(view) == {
        ("frankfurt", "amsterdam"): State.CROSSING,
        ("frankfurt", "virginia"): State.BROKEN,
    }
    (lane,) = next(arrow for arrow in view.arrows if arrow.state is State.BROKEN).lanes
    assert (lane.kinds, lane.datasets, lane.rules) == (("reads",), ("claims",), ("SOV-001",))


def test_a_rule_that_holds_abroad_is_no_finding() -> None:
    """Where residency allows the US, the same flow leaves its jurisdiction and breaks nothing."""
    claims = {**CLAIMS, "residency": {"allow": ["EEA", "US"]}}
    free = world({**DECLARATIONS, "datasets": {"claims": claims, "weather": {"home": "virginia/datasets"}}})

    view = map_view(free.estate, free.verdict)

    assert _arrows(view)["frankfurt", "virginia"] is State.LEAVING
    assert view.standing == ()
    assert view.said == "judged on 2026-11-24: holds"


def test_places_are_grouped_by_jurisdiction_and_country(broken: World) -> None:
    """The EEA stands around its countries, and the United States beside it."""
    view = map_view(broken.estate, broken.verdict)

    assert [(area.title, [inner.title for inner in area.areas]) for area in view.areas] == [
        ("EEA", ["DE", "NL"]),
        ("US", []),
    ]
    assert [box.title for box in view.boxes] == ["frankfurt", "amsterdam", "virginia"]


def test_one_dataset_is_shown_alone(broken: World) -> None:
    """With a dataset named, nothing else is drawn: `weather` stays in Virginia and is on no map of `claims`."""
    view = map_view(broken.estate, broken.verdict, dataset="claims")

    shown = {line.text for box in view.boxes for line in box.lines}
    assert "claims" in shown
    assert "weather" not in shown
    assert {name for arrow in view.arrows for lane in arrow.lanes for name in lane.datasets} == {"claims"}


def test_every_node_can_be_drawn(broken: World) -> None:
    """In detail a workload stands in its site, and what it reads leads to it."""
    view = map_view(broken.estate, broken.verdict, detail="nodes")

    ends = {(arrow.source, arrow.target) for arrow in view.arrows}
    assert ("dataset:claims@amsterdam/datasets", "workload:audit") in ends
    (us,) = [area for area in view.areas if area.title == "US"]
    assert [area.title.partition(",")[0] for area in us.areas] == ["virginia"]


def test_the_worst_arrows_are_kept(broken: World) -> None:
    """Where a picture has room for one arrow, it is the one that breaks a rule, and the other is counted."""
    view = map_view(broken.estate, broken.verdict, most=1)

    assert [arrow.state for arrow in view.arrows] == [State.BROKEN]
    assert view.left_out == 1


def test_what_the_law_allows_names_its_evidence_and_its_waivers() -> None:
    """A flow that holds by clauses names them; of two sites without an agreement, the one with a waiver is waived."""
    made = world(
        {
            **DECLARATIONS,
            "packs": ["core", "eu-gdpr"],
            "evidence": {
                kind: {"kind": kind, "reference": "DMS-1", "signed": "2026-01-01"} for kind in ("scc", "tia")
            },
            "waivers": {
                "until-signed": {
                    "rule": "GDPR-28",
                    "subject": "sites.virginia",
                    "reason": "The agreement is being signed, see the ticket.",
                    "owner": "a@example.org",
                    "author": "b@example.org",
                    "approver": "c@example.org",
                    "ticket": "T-1",
                    "issued": "2026-11-01",
                    "expires": "2026-12-31",
                }
            },
            "datasets": {"claims": {**CLAIMS, "residency": {}}, "weather": {"home": "virginia/datasets"}},
        }
    )
    view = map_view(made.estate, made.verdict)

    lanes = [lane for arrow in view.arrows if arrow.target == "virginia" for lane in arrow.lanes]
    assert [lane.evidence for lane in lanes] == [("scc", "tia")]
    states = {box.id: (box.state, "GDPR-28" in box.rules, box.waivers) for box in view.boxes}
    assert states["frankfurt"] == (State.BROKEN, True, ())
    assert states["virginia"] == (State.WAIVED, False, ("until-signed",))
    assert "waived: until-signed" in mermaid(view)
    assert "a rule fails, and a waiver accepts it" in svg(view)
    assert "1 waived" in view.said


@settings(max_examples=25, deadline=None)
@given(environments())
def test_nothing_that_crosses_is_left_out(plain: dict[str, object]) -> None:
    """Each edge that carries data between two places is in an arrow between them that names each dataset it carries."""
    made = world_of(Environment.model_validate(plain))
    view = map_view(made.estate, made.verdict)
    shown = {
        (arrow.source, arrow.target, kind, name)
        for arrow in view.arrows
        for lane in arrow.lanes
        for kind in lane.kinds
        for name in lane.datasets
    }

    wanted = {
        (place_of(flow.source), place_of(flow.target), flow.edge.kind, flow.strand.dataset)
        for flow in made.graph.flows
        if place_of(flow.source) != place_of(flow.target)
    }
    assert wanted <= shown


@settings(max_examples=25, deadline=None)
@given(environments())
def test_every_finding_stands_somewhere_once(plain: dict[str, object]) -> None:
    """No broken finding is lost between the file and the map, whatever words its path has."""
    made = world_of(Environment.model_validate(plain))
    found = marks(made.loaded.environment, made.graph, made.verdict.findings)
    places = [*found.edges.values(), *found.sites.values(), found.elsewhere]

    standing = {mark.finding.fingerprint for place in places for mark in place}
    assert {finding.fingerprint for finding in made.verdict.broken} <= standing
    assert set(found.edges) <= {edge_id(edge) for edge in made.graph.edges}


@settings(max_examples=10, deadline=None)
@given(environments())
def test_the_order_of_the_file_never_matters(plain: dict[str, object]) -> None:
    """The same environment written the other way round is the same map."""
    one = world_of(Environment.model_validate(plain))
    other = world_of(Environment.model_validate(reordered(plain)))

    assert map_view(one.estate, one.verdict) == map_view(other.estate, other.verdict)
