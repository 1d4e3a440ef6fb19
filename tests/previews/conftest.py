"""What the tests of previews share: plans that real Terraform made, and the changes that the golden comments tell of."""

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Literal

import pytest

from polder_environments.flows.graph import Edge, FlowGraph, Node, Strand
from polder_environments.problems import KeyPath, Position
from polder_policies.rule import ACCEPTED, Outcome, Rule, Severity
from polder_policies.verdict import Finding, Verdict
from polder_previews.changes import Reading
from polder_previews.cost import CostLine, Costs, MonthlyCost
from polder_previews.findings import Findings, Policy, compare_findings, policy_of
from polder_previews.flows import compare_flows
from polder_previews.patterns import compile_patterns
from polder_previews.plan import Plan
from polder_previews.preview import (
    Footer,
    Preview,
    StackPreview,
    Where,
    failed,
    known_after,
    planned,
    unchanged,
    with_verdict,
)
from polder_previews.reading import read_plan
from polder_previews.secrets import Secrets

HERE = Path(__file__).parent
PLANS = HERE / "plans"
FRANKFURT = Where("frankfurt", "aws", "eu-central-1")
EEMSHAVEN = Where("eemshaven", "gcp", "europe-west4")
IOWA = Where("iowa", "gcp", "us-central1")
FOOTER = Footer(
    commit="4b825dc642cb",
    base="9a0364b9e99b",
    versions=(("Polder", "0.1.0"), ("Terraform", "1.11.4")),
    report="https://ci.example.org/runs/17/artifacts/preview",
)

MakePlan = Callable[..., Plan]
MakeFinding = Callable[..., Finding]
MakeVerdict = Callable[..., Verdict]


def _plan(scenario: str, stack: str) -> Plan:
    file = PLANS / scenario / f"{stack}.json"
    return read_plan(file.read_bytes(), Path(file.name))


@pytest.fixture(scope="session")
def real_plan() -> Callable[[str, str], Plan]:
    """Give a plan that real Terraform made, by scenario and stack."""
    return _plan


@pytest.fixture(scope="session")
def make_plan() -> MakePlan:
    """Make a plan of one change, from the least that `terraform show -json` prints."""

    def make(  # noqa: PLR0913 - the parts of a change
        actions: list[str] | None = None,
        before: object = None,
        after: object = None,
        *,
        address: str = "aws_vpc.it",
        before_sensitive: object = None,
        after_sensitive: object = None,
        after_unknown: object = None,
        **more: object,
    ) -> Plan:
        name = address.partition("[")[0]
        change: dict[str, object] = {
            "actions": actions or ["update"],
            "before": before,
            "after": after,
            "after_unknown": after_unknown or {},
            "before_sensitive": before_sensitive or {},
            "after_sensitive": after_sensitive or {},
            **{key: more.pop(key) for key in ("replace_paths", "importing") if key in more},
        }
        entry: dict[str, object] = {
            "address": address,
            "mode": "managed",
            "type": name.split(".")[0],
            "name": name.split(".")[1],
            "change": change,
            **{key: more.pop(key) for key in ("previous_address", "action_reason", "deposed") if key in more},
        }
        document: dict[str, object] = {"format_version": "1.2", "resource_changes": [entry], **more}
        return read_plan(json.dumps(document).encode(), Path("plan.json"))

    return make


def _rule(name: str, severity: Severity = "hard") -> Rule:
    return Rule(
        id=name,
        pack="eu-gdpr",
        title="Personal data leaves the Union only with an instrument.",
        citation="Regulation (EU) 2016/679, Article 44",
        link="https://eur-lex.europa.eu/eli/reg/2016/679/oj",
        severity=severity,
        explanation="Data is protected by law only where that law is in force.",
        reads=("datasets",),
        satisfied_by="an adequacy decision",
        waivable=ACCEPTED,
        verified=True,
        judge=lambda _estate: (),
    )


def _finding(  # noqa: PLR0913 - what a finding is made of
    rule: str,
    subject: KeyPath,
    outcome: Outcome = Outcome.FAILS,
    *,
    severity: Severity = "hard",
    line: int = 40,
    info: str = "",
    waiver: str = "",
) -> Finding:
    return Finding(
        rule=_rule(rule, severity),
        outcome=outcome,
        severity=severity,
        subject=subject,
        position=Position(Path("environments/trial.yaml"), line, 7),
        info=info,
        waiver=waiver,
    )


def _verdict(*findings: Finding, environment: str = "trial") -> Verdict:
    return Verdict(environment, date(2026, 11, 26), findings, (), (("eu-gdpr", 14),))


@pytest.fixture(scope="session")
def finding() -> MakeFinding:
    """Make a finding."""
    return _finding


@pytest.fixture(scope="session")
def verdict() -> MakeVerdict:
    """Make a verdict of findings."""
    return _verdict


@pytest.fixture(scope="session")
def graph() -> Callable[..., FlowGraph]:
    """Make a flow graph in which a dataset is copied from its store to other sites."""
    return _graph


def _graph(*targets: tuple[str, str]) -> FlowGraph:
    home = _node("store:frankfurt/datasets", "frankfurt", "DE")
    nodes = {home.id: home}
    carriage: dict[tuple[str, str, str], frozenset[Strand]] = {}
    edges: list[Edge] = []
    for site, country in targets:
        node = _node(f"store:{site}/datasets", site, country)
        nodes[node.id] = node
        edges.append(
            Edge(home.id, node.id, "replicates", ("datasets", "claims", "replicas", 0), "continuous", "")
        )
        carriage[home.id, node.id, "replicates"] = frozenset({Strand("claims", "raw")})
    return FlowGraph(nodes, tuple(edges), {}, carriage)


def _node(name: str, site: str, country: str) -> Node:
    return Node(
        name, "store", name, site, "aws", "eu-central-1", "aws", (country,), "", "", "", ("sites", site)
    )


def _quiet(*names: str) -> list[StackPreview]:
    where = {"frankfurt": FRANKFURT, "eemshaven": EEMSHAVEN}
    return [unchanged(name, where[name.split("-")[1]]) for name in names]


def _holding() -> Findings:
    return compare_findings(_verdict(), _verdict())


def _judged(
    stacks: list[StackPreview], cost: Mapping[str, MonthlyCost] | None = None
) -> tuple[StackPreview, ...]:
    return tuple(with_verdict(stack, Policy(), (cost or {}).get(stack.name)) for stack in stacks)


def _costs(*lines: CostLine, before: str = "2104.00") -> Costs:
    was = Decimal(before)
    return Costs(
        currency="USD",
        priced_on=date(2026, 11, 1),
        source="list prices on demand",
        total=MonthlyCost(was, was + sum((line.cost.change for line in lines), Decimal(0))),
        lines=lines,
        unpriced=("data that leaves a region", "requests to stores"),
    )


def _stack(
    scenario: str,
    stack: str,
    where: Where,
    reading: Reading | None = None,
    presence: Literal["kept", "added", "removed"] = "kept",
) -> StackPreview:
    return planned(stack, where, _plan(scenario, stack), reading or Reading(), presence=presence)


def _nothing() -> Preview:
    stacks = [
        _stack("nothing", "trial-frankfurt-infra", FRANKFURT),
        _stack("nothing", "trial-frankfurt-services", FRANKFURT),
        _stack("nothing", "trial-eemshaven-infra", EEMSHAVEN),
        _stack("nothing", "trial-eemshaven-services", EEMSHAVEN),
    ]
    return _preview(stacks)


def _preview(stacks: list[StackPreview], findings: Findings | None = None, **cost: MonthlyCost) -> Preview:
    by_stack = {name.replace("_", "-"): each for name, each in cost.items()}
    return Preview(
        id="trial",
        environments=("trial",),
        stacks=_judged(stacks, by_stack),
        findings=findings or _holding(),
        footer=FOOTER,
    )


def _pool_grows() -> Preview:
    stacks = [
        _stack("pool-grows", "trial-frankfurt-infra", FRANKFURT),
        _stack("pool-grows", "trial-eemshaven-infra", EEMSHAVEN),
        *_quiet("trial-frankfurt-services", "trial-eemshaven-services"),
    ]
    aws = MonthlyCost(Decimal("1052.40"), Decimal("2104.80"))
    gcp = MonthlyCost(Decimal("1051.60"), Decimal("1801.60"))
    lines = (
        CostLine("trial-frankfurt-infra", "pool train, up to 8 of g6.xlarge", aws),
        CostLine("trial-eemshaven-infra", "pool train, up to 8 of g2-standard-4", gcp),
    )
    preview = _preview(stacks, trial_frankfurt_infra=aws, trial_eemshaven_infra=gcp)
    return replace(preview, costs=_costs(*lines))


def _key_changes() -> Preview:
    stacks = [
        _stack("key-changes", "trial-eemshaven-infra", EEMSHAVEN),
        *_quiet("trial-frankfurt-infra", "trial-frankfurt-services", "trial-eemshaven-services"),
    ]
    return _preview(stacks)


def _site_added() -> Preview:
    stacks = [
        _stack("site-added", "trial-iowa-infra", IOWA, presence="added"),
        known_after("trial-iowa-services", IOWA, ["trial-iowa-infra"], presence="added"),
        *_quiet(
            "trial-frankfurt-infra",
            "trial-frankfurt-services",
            "trial-eemshaven-infra",
            "trial-eemshaven-services",
        ),
    ]
    cost = MonthlyCost(Decimal(0), Decimal("412.30"))
    flows = compare_flows("trial", _graph(), _graph(("iowa", "US")))
    preview = _preview(stacks, trial_iowa_infra=cost)
    return replace(
        preview, flows=flows, costs=_costs(CostLine("trial-iowa-infra", "a cluster's control plane", cost))
    )


def _site_removed() -> Preview:
    stacks = [
        _stack("site-removed", "trial-eemshaven-services", EEMSHAVEN, presence="removed"),
        _stack("site-removed", "trial-eemshaven-infra", EEMSHAVEN, presence="removed"),
        *_quiet("trial-frankfurt-infra", "trial-frankfurt-services"),
    ]
    flows = compare_flows("trial", _graph(("eemshaven", "NL")), _graph())
    cost = MonthlyCost(Decimal("1051.60"), Decimal(0))
    return replace(_preview(stacks, trial_eemshaven_infra=cost), flows=flows)


def _database_replaced() -> Preview:
    stacks = [
        _stack("database-replaced", "trial-frankfurt-infra", FRANKFURT),
        *_quiet("trial-frankfurt-services", "trial-eemshaven-infra", "trial-eemshaven-services"),
    ]
    return _preview(stacks)


def _drift() -> Preview:
    stacks = [
        _stack("drift", "trial-eemshaven-infra", EEMSHAVEN),
        _stack("nothing", "trial-eemshaven-services", EEMSHAVEN),
        *_quiet("trial-frankfurt-infra", "trial-frankfurt-services"),
    ]
    return _preview(stacks)


def _failing_policy() -> Preview:
    replica = ("datasets", "claims", "replicas", 0)
    base = _verdict(
        _finding("GDPR-32", ("sites", "eemshaven", "kubernetes"), severity="soft"),
        _finding("GDPR-30", ("datasets", "claims"), severity="advisory"),
    )
    head = _verdict(
        _finding(
            "GDPR-44", replica, info="Raw data of persons in DE moves to US, which no instrument covers."
        ),
        _finding("GDPR-30", ("datasets", "claims"), severity="advisory"),
        _finding(
            "GDPR-28", ("workloads", "train"), Outcome.WAIVED, severity="soft", line=52, waiver="dpa-pending"
        ),
    )
    stacks = [
        _stack("pool-grows", "trial-frankfurt-infra", FRANKFURT),
        *_quiet("trial-frankfurt-services", "trial-eemshaven-infra", "trial-eemshaven-services"),
    ]
    policies = {site: policy_of(head, site) for site in ("frankfurt", "eemshaven")}
    return Preview(
        id="trial",
        environments=("trial",),
        stacks=tuple(with_verdict(stack, policies[stack.where.site], None) for stack in stacks),
        findings=compare_findings(base, head),
        flows=compare_flows(
            "trial", _graph(("eemshaven", "NL")), _graph(("eemshaven", "NL"), ("virginia", "US"))
        ),
        footer=FOOTER,
    )


def _plan_fails() -> Preview:
    said = (
        "Error: Unsupported argument\n\n  on cdk.tf.json line 12, in resource.aws_vpc.network:\n"
        '  12:   "cidr": "10.0.0.0/16", "password": "not-for-comments"\n\nAn argument named "cidr" is not expected here.'
    )
    stacks = [failed("trial-frankfurt-infra", FRANKFURT, said), *_quiet("trial-eemshaven-infra")]
    stacks.insert(1, known_after("trial-frankfurt-services", FRANKFURT, ["trial-frankfurt-infra"]))
    return _preview(stacks)


def _sixty_stacks() -> Preview:
    stacks: list[StackPreview] = []
    for number in range(20):
        site = f"site{number:02}"
        for scenario, plan, where in (
            ("database-replaced", "trial-frankfurt-infra", FRANKFURT),
            ("key-changes", "trial-eemshaven-infra", EEMSHAVEN),
            ("site-added", "trial-iowa-infra", IOWA),
        ):
            found = _stack(scenario, plan, where)
            stacks.append(replace(found, name=f"large-{site}-{scenario}", where=replace(where, site=site)))
    return replace(_preview(stacks), id="large", environments=("large",))


def _secrets() -> Preview:
    house = compile_patterns(["ACME-[0-9]{6}"], Path("polder.yaml"))
    return _preview([_stack("secrets", "secrets", FRANKFURT, Reading(secrets=Secrets(patterns=house)))])


@pytest.fixture(scope="session")
def scenarios() -> Mapping[str, Preview]:
    """Give the changes that the golden comments tell of."""
    return {
        "nothing-changes": _nothing(),
        "pool-grows": _pool_grows(),
        "key-changes": _key_changes(),
        "site-added": _site_added(),
        "site-removed": _site_removed(),
        "database-replaced": _database_replaced(),
        "drift": _drift(),
        "failing-policy": _failing_policy(),
        "plan-fails": _plan_fails(),
        "sixty-stacks": _sixty_stacks(),
        "secrets": _secrets(),
    }
