"""Environments in files, with everything a report has to tell and strings that try to be more than text."""

import textwrap
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Final

import pytest

from polder_environments.flows.derive import derive
from polder_environments.load import load
from polder_policies.baseline import Baseline, applied, recorded
from polder_policies.judge import judge
from polder_policies.packs import all_packs
from polder_policies.reports.report import PackNote, Report
from polder_stacks.check_places import Places
from sovereign import DAY

HOSTILE: Final = (
    "Ends with %0A::error::x, [l](http://e.example) <b>&amp; `c` ]]> | {0} @octocat #12 https://e.example"
)
"""Means something to Markdown, HTML, XML, SARIF and GitHub's commands; here it is the reason of a waiver."""

_ENVIRONMENT: Final = """\
environment: trial
owner: ml-platform@example.org
state: {kind: local}
packs: []
platform:
  kubernetes: "1.35"
  pools: {system: {size: small, nodes: [2, 4]}}
  stores: {datasets: {}}
sites:
  frankfurt: {cloud: aws, region: eu-central-1, account: "111122223333", network: {cidr: 10.16.0.0/16}}
  virginia: {cloud: aws, region: us-east-1, account: "111122223333", network: {cidr: 10.17.0.0/16}}
links:
  sea: {between: [frankfurt, virginia], encryption: ipsec, private: true}
datasets:
  claims:
    home: frankfurt/datasets
    tags: [confidential]
    residency: {allow: [EEA]}
    replicas: ["virginia/datasets"]  # the third country
  notes:
    home: virginia/datasets
    tags: [confidential]
rules:
  ACME-1:
    title: Confidential data stays in the Union.
    explanation: The board decided so, <b>and</b> [asks](http://e.example) that it be kept.
    citation: Board decision 2026-17
    tags: [confidential]
    allow: [EU]
  ACME-2:
    title: Confidential data keeps out of the US, {0} says.
    explanation: Somebody would like it that way.
    severity: advisory
    tags: [confidential]
    deny: [US]
waivers:
  old-copy:
    rule: ACME-1
    subject: datasets.notes
    reason: 'HOSTILE'
    owner: jane@example.org
    author: joe@example.org
    approver: jim@example.org
    ticket: OPS-1
    issued: 2026-11-01
    expires: 2026-12-01
""".replace("HOSTILE", HOSTILE)


@pytest.fixture
def reported(tmp_path: Path) -> Callable[..., Report]:
    """Give a function that loads and judges an environment, `trial` unless other text is given, in a repository."""
    (tmp_path / ".git").mkdir()

    def report(text: str = _ENVIRONMENT, folder: str = "environments") -> Report:
        file = tmp_path / folder / "trial.yaml"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(textwrap.dedent(text))
        loaded = load(file)
        verdict = judge(loaded, derive(loaded.environment), all_packs(), DAY)
        packs = {"core": PackNote("Core", "polder 1.2.3"), "own": PackNote("Own", "")}
        return Report(verdict, loaded, Places(), "1.2.3", packs)

    return report


@pytest.fixture
def report(reported: Callable[..., Report]) -> Report:
    """Give the report of `trial`: hard, soft and advisory findings, and one that a waiver accepts.

    SOV-001 is hard at claims' replica; ACME-1 is soft there, and waived at notes; ACME-2 advises at both.
    """
    return reported()


@pytest.fixture
def adopted(report: Report) -> Report:
    """Give the same report by a baseline of all that stood, with an entry that does not stand any more."""
    baseline = recorded([report.verdict], None)
    stale = {"rule": "ACME-1", "subject": "datasets.gone", "since": "2026-01-01"}
    entries = {**baseline.model_dump(mode="json")["environments"]["trial"], "0123456789ab": stale}
    baseline = Baseline.model_validate({"format": baseline.format, "environments": {"trial": entries}})
    return replace(report, baseline=applied(baseline, "adopted.json", report.verdict))
