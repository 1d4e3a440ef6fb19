"""The reference environments under all rules: prod holds, today and when later rules bind, and each variant fails for one reason."""

import re
from datetime import date
from pathlib import Path

import pytest

from emission import PROJECT, REFERENCE
from polder_environments.flows.derive import derive
from polder_environments.load import load
from polder_policies.judge import judge
from polder_policies.packs import all_packs
from polder_policies.rule import Outcome
from polder_policies.verdict import Verdict
from sovereign import DAY

FAILING = sorted((PROJECT / "environments" / "failing").glob("*.yaml"))
LATER = [
    DAY,
    date(2027, 3, 26),  # European Health Data Space, storage and processing
    date(2027, 5, 13),  # India, Digital Personal Data Protection Rules
    date(2027, 12, 2),  # AI Act, Annex III
    date(2028, 8, 2),  # AI Act, Annex I
    date(2029, 3, 26),  # European Health Data Space, secondary use
    date(2029, 12, 31),  # the last day of the waiver
]


def _verdict(file: Path, on: date) -> Verdict:
    loaded = load(file)
    return judge(loaded, derive(loaded.environment), all_packs(), on)


@pytest.mark.parametrize("on", LATER, ids=str)
@pytest.mark.parametrize("file", REFERENCE, ids=lambda file: file.stem)
def test_reference_environment_holds(file: Path, on: date) -> None:
    """Nothing is broken in a reference environment, not even what only advises, also when later rules bind."""
    verdict = _verdict(file, on)

    assert [(finding.rule.id, finding.key, finding.info) for finding in verdict.broken] == []


def test_prod_shows_what_there_is_to_see() -> None:
    """Prod holds by evidence, has one waiver that counts, a federation, a high-risk system, health and card data."""
    verdict = _verdict(PROJECT / "environments" / "prod.yaml", DAY)
    judged = {finding.rule.pack for finding in verdict.findings}

    assert [finding.waiver for finding in verdict.waived] == ["google-matrix"]
    assert {"core", "eu-gdpr", "eu-ehds", "eu-ai-act", "us-hipaa", "pci-dss"} <= judged
    assert any(finding.outcome is Outcome.BY_EVIDENCE for finding in verdict.findings)
    assert any(finding.subject[0] == "federations" for finding in verdict.findings)


def test_the_waiver_fails_again_when_it_expires() -> None:
    """On the day after its last, what a waiver accepted blocks."""
    verdict = _verdict(PROJECT / "environments" / "prod.yaml", date(2030, 1, 1))

    assert [finding.rule.id for finding in verdict.broken] == ["PCI-12.8"]
    assert not verdict.holds


@pytest.mark.parametrize("file", FAILING, ids=lambda file: file.stem)
def test_variant_fails_for_one_reason(file: Path) -> None:
    """Each failing variant breaks the one rule that its comment names, once, and points into its own lines or prod's."""
    named = re.search(r"^# ([A-Z][A-Za-z0-9.-]+): ", file.read_text(), re.MULTILINE)
    assert named

    verdict = _verdict(file, DAY)

    assert [finding.rule.id for finding in verdict.broken] == [named[1]]
    assert not verdict.holds
    assert verdict.broken[0].position.line


def test_there_are_variants() -> None:
    """The folder shows many ways to fail."""
    assert len(FAILING) >= 12
