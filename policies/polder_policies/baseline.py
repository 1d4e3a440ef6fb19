"""Findings that stood when Polder came to a running estate, accepted until somebody mends them.

A baseline is a file of fingerprints beside the environment files. It lets `polder check` fail for what is new alone.
It never silences a hard rule, and the gate before `polder synth` does not know it.
"""

import json
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Annotated, Final, Literal

from pydantic import Field, StringConstraints

from polder_environments.declarations import Date, RuleId
from polder_environments.model import EnvironmentName
from polder_environments.parts import Part
from polder_policies.acceptance import Applied, Entry, can_be_accepted
from polder_policies.verdict import Finding, Verdict

FORMAT: Final = "polder.baseline/1"

Fingerprint = Annotated[
    str, StringConstraints(strict=True, pattern=r"^[0-9a-f]{12}$"), Field(examples=["3f0a9c1d2e4b"])
]


class Accepted(Part):
    """A finding that is accepted. The fingerprint alone decides; the rest is for who reads the file."""

    rule: RuleId
    """The rule."""

    subject: Annotated[str, StringConstraints(strict=True, min_length=1, max_length=1000)]
    """Key of its subject when it was written."""

    since: Date
    """The day from which it is accepted."""


class Baseline(Part):
    """What a baseline file holds."""

    format: Literal["polder.baseline/1"]
    """Its form, and the version of it."""

    environments: dict[EnvironmentName, dict[Fingerprint, Accepted]]
    """Accepted findings by environment and fingerprint."""


def applied(baseline: Baseline, file: str, verdict: Verdict) -> Applied:
    """Hold a baseline against a verdict.

    Args:
        baseline: What the file says.
        file: How reports call it.
        verdict: What stands.

    Returns:
        What is accepted; what is stale, because it was mended, waived or renamed; and what a hard rule forbids.
    """
    entries = tuple(
        Entry(fingerprint, each.rule, each.subject, each.since)
        for fingerprint, each in sorted(baseline.environments.get(verdict.environment, {}).items())
    )
    standing = {finding.fingerprint for finding in verdict.broken}
    hard = {finding.fingerprint for finding in verdict.broken if not can_be_accepted(finding)}
    return Applied(
        file=file,
        accepted=frozenset(entry.fingerprint for entry in entries),
        stale=tuple(entry for entry in entries if entry.fingerprint not in standing),
        hard=tuple(entry for entry in entries if entry.fingerprint in hard),
    )


def recorded(verdicts: Iterable[Verdict], before: Baseline | None) -> Baseline:
    """Accept everything that stands and that no hard rule stands behind.

    Args:
        verdicts: Of the environments whose entries are written anew.
        before: What was accepted so far. Entries of other environments are kept, and what still stands keeps its day.

    Returns:
        The new baseline, without what is stale.
    """
    environments: dict[str, Mapping[str, Accepted]] = dict(before.environments) if before else {}
    for verdict in verdicts:
        known = environments.get(verdict.environment, {})
        environments[verdict.environment] = {
            finding.fingerprint: _accepted(finding, known.get(finding.fingerprint), verdict.on)
            for finding in verdict.broken
            if can_be_accepted(finding)
        }
    return Baseline.model_validate({"format": FORMAT, "environments": environments})


def _accepted(finding: Finding, known: Accepted | None, on: date) -> Accepted:
    return Accepted(rule=finding.rule.id, subject=finding.key, since=known.since if known else on)


def baseline_text(baseline: Baseline) -> str:
    """Write a baseline as it lies in its file: sorted, one entry a line, so that a review shows what is new."""
    lines = ["{", f'  "format": {json.dumps(FORMAT)},', '  "environments": {']
    environments = [
        "\n".join(
            [
                f"    {json.dumps(name)}: {{",
                ",\n".join(
                    f"      {json.dumps(key)}: {json.dumps(each.model_dump(mode='json'))}"
                    for key, each in sorted(entries.items())
                ),
                "    }",
            ]
        )
        if entries
        else f"    {json.dumps(name)}: {{}}"
        for name, entries in sorted(baseline.environments.items())
    ]
    return "\n".join([*lines, ",\n".join(environments), "  }", "}", ""])
