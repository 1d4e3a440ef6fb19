from collections.abc import Mapping
from pathlib import Path

import pytest

from polder_environments.flows.derive import derive
from polder_environments.load import load
from polder_policies.judge import judge
from polder_policies.names import unknown_names
from polder_policies.packs import all_packs
from polder_policies.rule import Outcome
from polder_policies.verdict import Finding, Verdict
from sovereign import DAY, environment, verdict

RULE: Mapping[str, object] = {
    "title": "Confidential data stays in the Union.",
    "explanation": "The board decided so.",
    "tags": ["confidential"],
    "allow": ["EU"],
}
LINKS = {"sea": {"between": ["frankfurt", "virginia"], "encryption": "ipsec"}}


def _verdict(rule: Mapping[str, object], **declarations: object) -> Verdict:
    found = environment(
        ["frankfurt", "virginia"], {"packs": [], "rules": {"ACME-1": rule}, "links": LINKS, **declarations}
    )
    return verdict(found)


def _said(judged: Verdict) -> dict[str, Outcome]:
    return {each.key: each.outcome for each in judged.findings if each.rule.id == "ACME-1"}


def _copied(*tags: str) -> Mapping[str, object]:
    return {"claims": {"home": "frankfurt/datasets", "tags": tags, "replicas": ["virginia/datasets"]}}


def test_data_with_the_tag_has_to_stay() -> None:
    """A copy outside what is allowed fails and the home holds; the rule is in force beside the packs."""
    judged = _verdict(RULE, datasets=_copied("confidential"))

    assert _said(judged) == {
        "datasets.claims.home": Outcome.HOLDS,
        "datasets.claims.replicas[0]": Outcome.FAILS,
    }
    assert ("own", 1) in judged.packs
    assert not judged.holds


def test_other_data_is_not_its_business() -> None:
    """Data without the tag is not judged by it, and the rule is told as not applying."""
    judged = _verdict(RULE, datasets=_copied("public-sector"))

    assert _said(judged) == {}
    assert "ACME-1" in {rule.id for rule in judged.not_applicable}


@pytest.mark.parametrize(("tag", "judged"), [("phi", True), ("confidential", False)])
def test_a_tag_counts_with_what_it_implies(tag: str, judged: bool) -> None:  # noqa: FBT001 - parametrised
    """A rule on personal data is one on health data as well."""
    found = _verdict({**RULE, "tags": ["personal"]}, datasets=_copied(tag))

    assert bool(_said(found)) is judged


def test_without_tags_it_is_about_all_data() -> None:
    """A rule that names no tag judges every dataset."""
    rule = {key: value for key, value in RULE.items() if key != "tags"}

    assert _said(_verdict(rule, datasets=_copied()))["datasets.claims.replicas[0]"] is Outcome.FAILS


def test_a_denial_wins() -> None:
    """A place that is allowed and denied is denied."""
    found = _verdict({**RULE, "allow": ["EU"], "deny": ["DE"]}, datasets=_copied("confidential"))

    assert _said(found)["datasets.claims.home"] is Outcome.FAILS


def test_what_is_made_from_data_counts_too() -> None:
    """A model that is registered abroad fails, unless evidence says that nobody can be told from it."""
    workload = {"site": "frankfurt", "reads": ["claims"], "registers": ["risk"], "tracking": "virginia"}
    data = {"claims": {"home": "frankfurt/datasets", "tags": ["confidential"]}}

    failing = _verdict(RULE, datasets=data, workloads={"train": workload})

    assert Outcome.FAILS in _said(failing).values()
    assert any("something made from claims" in each.info for each in failing.broken)


@pytest.mark.parametrize(
    ("severity", "blocks", "waivable"),
    [("hard", True, False), ("soft", True, True), ("advisory", False, True)],
)
def test_its_severity_is_the_organisations(severity: str, blocks: bool, waivable: bool) -> None:  # noqa: FBT001 - parametrised
    """Hard blocks and no waiver counts, soft blocks until it is waived, advisory blocks nothing."""
    waiver = {
        "rule": "ACME-1",
        "subject": "datasets.claims",
        "reason": "It will go by the summer.",
        "owner": "a@example.org",
        "author": "a@example.org",
        "approver": "b@example.org",
        "ticket": "OPS-1",
        "issued": "2026-11-01",
        "expires": "2026-12-31",
    }
    rule = {**RULE, "severity": severity}

    def copy(judged: Verdict) -> Finding:
        return next(
            each
            for each in judged.findings
            if each.key == "datasets.claims.replicas[0]" and each.rule.id == "ACME-1"
        )

    bare = copy(_verdict(rule, datasets=_copied("confidential")))
    waived = copy(_verdict(rule, datasets=_copied("confidential"), waivers={"late": waiver}))

    assert bare.blocks is blocks
    assert (waived.outcome is Outcome.WAIVED) is waivable


def test_before_its_day_it_advises() -> None:
    """A rule that binds later advises until then and names the day."""
    judged = _verdict({**RULE, "effective": "2027-01-01"}, datasets=_copied("confidential"))
    copy = next(each for each in judged.broken if each.rule.id == "ACME-1")

    assert copy.severity == "advisory"
    assert str(copy.effective) == "2027-01-01"


_BASE = """\
owner: ml-platform@example.org
state: {kind: local}
packs: []
platform:
  kubernetes: "1.35"
  pools: {system: {size: small, nodes: [2, 4]}}
  stores: {datasets: {}}
territories:
  OURS: {areas: [DE, NL]}
rules:
  ACME-1:
    title: Confidential data stays in our countries.
    explanation: The board decided so.
    tags: [confidential]
    allow: [OURS]
"""
_TRIAL = """\
environment: trial
extends: base.yaml
sites:
  frankfurt: {cloud: aws, region: eu-central-1, account: "111122223333", network: {cidr: 10.16.0.0/16}}
  paris: {cloud: gcp, region: europe-west9, project: acme-ml, network: {cidr: 10.17.0.0/16}}
datasets:
  claims: {home: paris/datasets, tags: [confidential]}
"""


def test_an_organisation_keeps_its_rules_in_one_file(tmp_path: Path) -> None:
    """Territories and rules of a base file hold in every environment that extends it; the finding points at the environment."""
    (tmp_path / "base.yaml").write_text(_BASE)
    (tmp_path / "trial.yaml").write_text(_TRIAL)
    loaded = load(tmp_path / "trial.yaml")

    judged = judge(loaded, derive(loaded.environment), all_packs(), DAY)

    (finding,) = [each for each in judged.broken if each.rule.id == "ACME-1"]
    assert finding.position.file == tmp_path / "trial.yaml"
    assert finding.position.line == 7
    assert "only OURS is allowed" in finding.info


@pytest.mark.parametrize(
    ("old", "new", "line", "what"),
    [
        ("ACME-1:", "SOV-001:", 11, "SOV-001 is a rule of pack core"),
        ("    allow: [OURS]\n", "", 11, "ACME-1 demands nothing"),
        ("[confidential]", "[confidental]", 14, "there is no tag 'confidental'"),
        ("allow: [OURS]", "deny: [OURZ]", 15, "there is no territory 'OURZ'"),
    ],
    ids=["taken", "nothing", "tag", "area"],
)
def test_a_rule_that_cannot_be_is_refused_at_its_line(
    tmp_path: Path, old: str, new: str, line: int, what: str
) -> None:
    """A taken id, an unknown tag or area, or a rule without a demand is refused in the file that it stands in."""
    (tmp_path / "base.yaml").write_text(_BASE.replace(old, new))
    (tmp_path / "trial.yaml").write_text(_TRIAL)

    problems = unknown_names(load(tmp_path / "trial.yaml"), all_packs())

    assert [(each.position.file.name, each.position.line, each.what) for each in problems] == [
        ("base.yaml", line, what)
    ]


def test_a_profile_and_a_waiver_may_name_it(tmp_path: Path) -> None:
    """Rules of an environment's own are known names, and misspelt ones are not."""
    profile = "profile: {severities: {ACME-1: hard, ACME-2: hard}}\n"
    (tmp_path / "base.yaml").write_text(_BASE + profile)
    (tmp_path / "trial.yaml").write_text(_TRIAL)

    problems = unknown_names(load(tmp_path / "trial.yaml"), all_packs())

    assert [each.what for each in problems] == ["there is no rule 'ACME-2'"]
