"""Findings and flows of two revisions: what is new, what stands, what is mended, what is accepted; and money."""

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from polder_environments.flows.derive import derive
from polder_environments.flows.graph import FlowGraph
from polder_environments.load import load_as
from polder_environments.model import Environment
from polder_policies.rule import Outcome
from polder_policies.verdict import Finding, Verdict
from polder_previews.cost import MonthlyCost, amount, change, summed
from polder_previews.findings import Findings, Policy, compare_findings, policy_of
from polder_previews.flows import Flows, compare_flows

MakeFinding = Callable[..., Finding]
MakeVerdict = Callable[..., Verdict]
MakeGraph = Callable[..., FlowGraph]
SUBJECT = ("datasets", "claims")
OTHER = ("datasets", "images")
TRIAL = Path(__file__).parent / "trial.yaml"


def _standings(findings: Findings) -> list[tuple[str, str, str]]:
    return [(record.standing, record.rule, record.subject) for record in findings.records]


@pytest.mark.parametrize(
    ("before", "after", "standing"),
    [
        ((), ("fails",), "new"),
        (("fails",), ("fails",), "standing"),
        (("fails",), (), "fixed"),
        (("fails",), ("waived",), "waived"),
        (("waived",), ("waived",), "waived"),
        (("waived",), ("fails",), "new"),
        (("holds",), ("fails",), "new"),
    ],
)
def test_standings(
    before: tuple[str, ...], after: tuple[str, ...], standing: str, finding: MakeFinding, verdict: MakeVerdict
) -> None:
    """A finding is new, stands, is mended or is accepted, by what both revisions say of rule and subject."""
    base, head = (
        verdict(*(finding("GDPR-44", SUBJECT, Outcome(outcome)) for outcome in side))
        for side in (before, after)
    )

    assert _standings(compare_findings(base, head)) == [(standing, "GDPR-44", "datasets.claims")]


def test_what_is_accepted_is_not_mended(finding: MakeFinding, verdict: MakeVerdict) -> None:
    """A waiver for what failed before is told as newly accepted; one that was there is told as accepted."""
    failing = finding("GDPR-44", SUBJECT)
    accepted = finding("GDPR-44", SUBJECT, Outcome.WAIVED, waiver="w")

    (newly,) = compare_findings(verdict(failing), verdict(accepted)).records
    (still,) = compare_findings(verdict(accepted), verdict(accepted)).records
    assert (newly.waived_now, still.waived_now) == (True, False)


def test_two_findings_with_one_fingerprint_are_counted(finding: MakeFinding, verdict: MakeVerdict) -> None:
    """Of two replicas that fail alike, one that is mended leaves one that stands."""
    one = finding("GDPR-44", ("datasets", "claims", "replicas", 0))
    two = finding("GDPR-44", ("datasets", "claims", "replicas", 1))

    found = compare_findings(verdict(one, two), verdict(one))
    assert [record.standing for record in found.records] == ["standing", "fixed"]


def test_without_a_base_nothing_is_new(finding: MakeFinding, verdict: MakeVerdict) -> None:
    """Where there is nothing to compare with, what fails stands, and the report says that it was not compared."""
    found = compare_findings(None, verdict(finding("GDPR-44", SUBJECT)))

    assert _standings(found) == [("standing", "GDPR-44", "datasets.claims")]
    assert (found.compared, found.judged, found.holds) == (False, True, False)


def test_the_most_binding_is_first(finding: MakeFinding, verdict: MakeVerdict) -> None:
    """New findings come first, and of those the ones that block."""
    old = finding("GDPR-30", SUBJECT)
    advisory = finding("GDPR-28", SUBJECT, severity="advisory")
    hard = finding("GDPR-44", OTHER)

    found = compare_findings(verdict(old), verdict(old, advisory, hard))
    assert [record.rule for record in found.records] == ["GDPR-44", "GDPR-28", "GDPR-30"]


def test_what_is_not_known_of_data_that_is_not_raw_is_no_finding(
    finding: MakeFinding, verdict: MakeVerdict
) -> None:
    """What does not count as broken in a verdict is not told as broken."""
    assert compare_findings(verdict(), verdict(finding("GDPR-44", SUBJECT, Outcome.HOLDS))).records == ()


def test_findings_of_environments_add_up(finding: MakeFinding, verdict: MakeVerdict) -> None:
    """Two environments make one report, which holds only if both do; one that was not judged changes nothing."""
    good = compare_findings(verdict(), verdict(environment="dev"))
    bad = compare_findings(None, verdict(finding("GDPR-44", SUBJECT), environment="prod"))

    assert ((good + bad).holds, (good + bad).compared, len((good + bad).records)) == (False, False, 1)
    assert good + Findings() == good


def test_the_policy_of_a_site(finding: MakeFinding, verdict: MakeVerdict) -> None:
    """A site answers for its own findings and for those of no site, and not for its neighbour's."""
    judged = verdict(
        finding("A", ("sites", "frankfurt", "region")),
        finding("B", ("sites", "iowa", "region"), severity="advisory"),
        finding("C", SUBJECT, Outcome.WAIVED),
    )

    assert policy_of(judged, "frankfurt") == Policy(blocking=1, broken=1, waived=1)
    assert policy_of(judged, "iowa") == Policy(blocking=0, broken=1, waived=1)
    assert policy_of(judged, "iowa").holds


# Flows


def test_flows_come_and_go(graph: MakeGraph) -> None:
    """A replica that is new is a flow that is added, one that goes is a flow that is removed."""
    flows = compare_flows("trial", graph(("paris", "FR")), graph(("iowa", "US")))

    assert [(each.target, each.target_place) for each in flows.added] == [("store:iowa/datasets", "US")]
    assert [each.target for each in flows.removed] == ["store:paris/datasets"]
    assert (flows.total, flows.crossing, flows.compared) == (1, 1, True)


def test_flows_over_borders_are_first(graph: MakeGraph) -> None:
    """What leaves the country is told before what only leaves the site."""
    flows = compare_flows("trial", graph(), graph(("berlin", "DE"), ("iowa", "US"), ("atlanta", "US")))

    assert [each.target.split("/")[0] for each in flows.added] == [
        "store:atlanta",
        "store:iowa",
        "store:berlin",
    ]
    assert [each.crosses_countries for each in flows.added] == [True, True, False]


def test_without_a_base_no_flow_is_new(graph: MakeGraph) -> None:
    """Where there is nothing to compare with, flows are counted and none is called new."""
    flows = compare_flows("trial", None, graph(("iowa", "US")))

    assert (flows.added, flows.removed, flows.total, flows.compared) == ((), (), 1, False)


def test_flows_of_environments_add_up(graph: MakeGraph) -> None:
    """Two environments make one report; one without flows changes nothing."""
    one = compare_flows("dev", graph(), graph(("iowa", "US")))
    two = compare_flows("prod", graph(), graph(("iowa", "US")))

    assert [each.environment for each in (one + two).added] == ["dev", "prod"]
    assert one + Flows() == one


def test_flows_of_a_real_environment() -> None:
    """The flow graph of an environment compared with itself adds and removes nothing."""
    graph = derive(load_as(TRIAL, Environment).environment)
    flows = compare_flows("trial", graph, graph)

    assert (flows.added, flows.removed) == ((), ())


# Money


@pytest.mark.parametrize(
    ("value", "written", "changed"),
    [
        ("1234.5", "1,234.50", "+1,234.50"),
        ("-1234.5", "-1,234.50", "\N{MINUS SIGN}1,234.50"),
        ("0", "0.00", "0"),
        ("0.004", "0.00", "0"),
        ("0.005", "0.01", "+0.01"),
    ],
)
def test_amounts(value: str, written: str, changed: str) -> None:
    """Money has cents, thousands are set apart, and less than half a cent is no change."""
    assert amount(Decimal(value)) == written
    assert change(Decimal(value)) == changed


def test_costs_add_up() -> None:
    """What has a price is added, and where nothing has one there is no sum."""
    one = MonthlyCost(Decimal(1), Decimal(3))

    assert summed([one, None, one]) == MonthlyCost(Decimal(2), Decimal(6))
    assert summed([None]) is None
    assert one.change == Decimal(2)
