"""What fixtures of the packs us-hipaa and us-dsp cannot show: what blocks, from when, and what a waiver needs."""

from datetime import date
from typing import Any

from polder_policies.packs import us_dsp, us_hipaa
from polder_policies.rule import Outcome
from polder_policies.verdict import Finding
from sovereign import DAY, environment, verdict

Plain = dict[str, Any]

HEALTH: Plain = {
    "home": "virginia/datasets",
    "replicas": ["hongkong/datasets"],
    "tags": ["health"],
    "subjects": ["US"],
    "volume": {"persons": 20_000},
}
TEST: Plain = {"kind": "synthetic-test", "reference": "DMS-1", "signed": "2026-01-01"}


def _findings(rule: str, declarations: Plain, on: date = DAY, sites: tuple[str, ...] = ()) -> list[Finding]:
    found = verdict(environment(sites or ("virginia", "hongkong"), {"packs": [], **declarations}), on)
    return [finding for finding in found.findings if finding.rule.id == rule]


def test_synthetic_data_is_told_and_blocks_nothing() -> None:
    """The regulation says nothing of synthetic data: somebody should look at it, and may build meanwhile."""
    made_up = {**HEALTH, "form": "synthetic", "form_evidence": "test"}

    (finding,) = _findings(
        "DSP-202", {"packs": ["us-dsp"], "datasets": {"made-up": made_up}, "evidence": {"test": TEST}}
    )

    assert finding.outcome is Outcome.UNKNOWN
    assert not finding.blocks


def test_an_unknown_volume_blocks() -> None:
    """Nobody is safe by omission: what reaches a place of concern has to be counted."""
    (finding,) = _findings("DSP-202", {"packs": ["us-dsp"], "datasets": {"claims": {**HEALTH, "volume": {}}}})

    assert finding.missing == ("datasets.claims.volume.persons",)
    assert finding.blocks


def test_the_program_binds_from_its_day() -> None:
    """28 CFR Part 202 is in force since 8 April 2025; the day before it advises."""
    declarations: Plain = {"packs": ["us-dsp"], "datasets": {"claims": HEALTH}}

    (before,) = _findings("DSP-202", declarations, date(2025, 4, 7))
    (after,) = _findings("DSP-202", declarations, date(2025, 4, 8))

    assert (before.severity, before.blocks) == ("advisory", False)
    assert (after.severity, after.blocks) == ("hard", True)


def test_two_datasets_that_are_variants_of_each_other_are_judged() -> None:
    """A circle of variants ends, and hides nobody."""
    findings = _findings(
        "DSP-202",
        {
            "packs": ["us-dsp"],
            "datasets": {
                "claims": {**HEALTH, "variant_of": "coded"},
                "coded": {**HEALTH, "variant_of": "claims"},
            },
        },
    )

    assert [finding.outcome for finding in findings] == [Outcome.FAILS, Outcome.FAILS]


def _waiver(rule: str, subject: str, **records: str) -> Plain:
    return {
        "accepted": {
            "rule": rule,
            "subject": subject,
            "reason": "The line is replaced next month.",
            "owner": "network@example.org",
            "author": "a@example.org",
            "approver": "b@example.org",
            "ticket": "OPS-1",
            "issued": "2026-11-01",
            "expires": "2026-12-31",
            "records": records,
        }
    }


def test_a_waiver_of_an_addressable_specification_records_the_analysis() -> None:
    """A hard rule is waived with the instrument that the law knows, and not without it."""
    declarations: Plain = {
        "packs": ["us-hipaa"],
        "datasets": {"claims": {**HEALTH, "tags": ["phi"]}},
        "links": {"line": {"between": ["virginia", "hongkong"]}},
    }
    without = {"waivers": _waiver("HIPAA-312e", "links.line")}
    recorded = {"waivers": _waiver("HIPAA-312e", "links.line", **{"addressable-analysis": "DMS-7"})}

    (refused,) = _findings("HIPAA-312e", {**declarations, **without})
    (accepted,) = _findings("HIPAA-312e", {**declarations, **recorded})

    assert refused.blocks
    assert "addressable-analysis" in refused.refused_waivers[0]
    assert accepted.outcome is Outcome.WAIVED


def test_neither_agreement_nor_licence_can_be_waived() -> None:
    """What only another party can give is no exception to accept."""
    fixed = {rule.id for rule in (*us_hipaa.PACK.rules, *us_dsp.PACK.rules) if not rule.waivable.allowed}

    assert fixed == {"HIPAA-308b", "HIPAA-ELIG", "HIPAA-312a1", "HIPAA-312b", "HIPAA-514", "DSP-202"}


def test_what_was_not_read_says_so() -> None:
    """Of the texts behind these packs the proposal and the program's regulation were read."""
    read = {rule.id for rule in (*us_hipaa.PACK.rules, *us_dsp.PACK.rules) if rule.verified}

    assert read == {"HIPAA-NPRM", "DSP-202"}
