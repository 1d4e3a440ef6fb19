"""Verdicts as JSON: everything, in a form of its own version; `verdict.schema.json` beside this module describes it."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Final, cast

from polder_policies.acceptance import Entry
from polder_policies.reports.report import Report
from polder_policies.rule import Outcome, Rule
from polder_policies.verdict import DISCLAIMER, Finding

SCHEMA: Final = "polder.verdict/1"
"""Changes when a key goes or changes its meaning; new keys do not change it."""


def as_json(reports: Sequence[Report]) -> str:
    """Write verdicts with all findings, what holds and what does not apply included."""
    return json.dumps(
        {
            "schema": SCHEMA,
            "tool": {"name": "polder", "version": reports[0].version if reports else ""},
            "environments": [_environment(report) for report in reports],
        },
        indent=2,
        ensure_ascii=False,
    )


def _environment(report: Report) -> Mapping[str, object]:
    verdict = report.verdict
    idle = {rule.id for rule in verdict.not_applicable}
    return {
        "environment": verdict.environment,
        "on": verdict.on.isoformat(),
        "holds": verdict.holds,
        "passes": report.passes,
        "fail_on": report.fail_on,
        "counts": {
            **{outcome.value: count for outcome, count in verdict.counts().items()},
            "accepted by baseline": len(report.suppressed),
        },
        "disclaimer": DISCLAIMER,
        "unverified": [rule.id for rule in report.unverified],
        "warnings": list(report.notes()),
        "packs": [
            {
                "name": name,
                "title": report.packs[name].title if name in report.packs else name,
                "rules": count,
                "origin": (report.packs[name].origin if name in report.packs else "") or None,
            }
            for name, count in verdict.packs
        ],
        "baseline": _baseline(report),
        "rules": [{**rule_data(rule), "applies": rule.id not in idle} for rule in report.rules],
        "findings": [_finding(report, finding) for finding in verdict.findings],
        "evidence": {
            name: _ordered(each.model_dump(mode="json"))
            for name, each in sorted(report.loaded.environment.evidence.items())
        },
        "waivers": {
            name: _ordered(each.model_dump(mode="json"))
            for name, each in sorted(report.loaded.environment.waivers.items())
        },
        "sites": list(report.sites),
    }


def _ordered(plain: Mapping[str, object]) -> Mapping[str, object]:
    """The same with the maps inside it in the order of their keys, since the order of the file says nothing."""
    return {
        key: dict(sorted(cast("dict[str, object]", value).items())) if isinstance(value, dict) else value
        for key, value in plain.items()
    }


def rule_data(rule: Rule) -> Mapping[str, object]:
    """Everything that is said of a rule, as plain data."""
    return {
        "id": rule.id,
        "pack": rule.pack,
        "title": rule.title,
        "citation": rule.citation,
        "link": rule.link or None,
        "severity": rule.severity,
        "explanation": rule.explanation,
        "reads": list(rule.reads),
        "satisfied_by": rule.satisfied_by,
        "instruments": list(rule.instruments),
        "waivable": rule.waivable.allowed,
        "waiver_records": list(rule.waivable.records),
        "effective": rule.effective.isoformat() if rule.effective else None,
        "verified": rule.verified,
    }


def _finding(report: Report, finding: Finding) -> Mapping[str, object]:
    place = report.place(finding.position)
    accepted = report.baseline.accepts(finding)
    return {
        "rule": finding.rule.id,
        "fingerprint": finding.fingerprint,
        "outcome": finding.outcome.value,
        "severity": finding.severity,
        "broken": finding.broken,
        "blocks": finding.blocks,
        "accepted_by": "waiver" if finding.outcome is Outcome.WAIVED else "baseline" if accepted else None,
        "subject": finding.key,
        "file": place.path,
        "line": place.line,
        "column": place.column,
        "end_column": place.end,
        "path": list(finding.path),
        "info": finding.info,
        "missing": list(finding.missing),
        "evidence": list(finding.evidence),
        "waiver": finding.waiver or None,
        "refused_waivers": list(finding.refused_waivers),
        "effective": finding.effective.isoformat() if finding.effective else None,
        "notes": list(finding.notes),
    }


def _baseline(report: Report) -> Mapping[str, object] | None:
    baseline = report.baseline
    if not baseline.file:
        return None
    return {
        "file": baseline.file,
        "accepted": [finding.fingerprint for finding in report.suppressed],
        "stale": [_entry(entry) for entry in baseline.stale],
        "hard": [_entry(entry) for entry in baseline.hard],
    }


def _entry(entry: Entry) -> Mapping[str, object]:
    return {**asdict(entry), "since": entry.since.isoformat()}
