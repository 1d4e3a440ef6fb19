import copy
import json
from dataclasses import replace
from importlib.resources import files
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from polder_policies.reports.report import Report
from polder_policies.reports.verdict_json import as_json

SCHEMA: dict[str, Any] = json.loads((files("polder_policies.reports") / "verdict.schema.json").read_text())


def _errors(document: object) -> list[str]:
    validator: Any = Draft202012Validator(SCHEMA, format_checker=Draft202012Validator.FORMAT_CHECKER)
    return [f"{error.json_path}: {error.message}" for error in validator.iter_errors(document)]


def test_it_fits_its_schema(report: Report, adopted: Report) -> None:
    """With and without a baseline, and with sites, everything written is described by the committed schema."""
    sites = [
        {
            "name": "frankfurt",
            "prefix": "trial-frankfurt",
            "cloud": "aws",
            "region": "eu-central-1",
            "country": "DE",
        }
    ]

    assert _errors(json.loads(as_json([report, adopted, replace(report, sites=sites)]))) == []


@pytest.mark.parametrize(
    "where",
    [(), ("environments", 0), ("environments", 0, "findings", 0), ("environments", 0, "rules", 0)],
    ids=lambda where: ".".join(map(str, where)) or "top",
)
def test_the_schema_misses_nothing(report: Report, where: tuple[str | int, ...]) -> None:
    """A key that the schema does not know, or one that is gone, is an error: nothing is written beside it."""
    document = json.loads(as_json([report]))
    more, less = copy.deepcopy(document), copy.deepcopy(document)
    for part in where:
        more, less = more[part], less[part]
    more["surprise"] = 1
    less.pop(next(iter(less)))
    changed = [copy.deepcopy(document), copy.deepcopy(document)]
    for whole, inner in zip(changed, (more, less), strict=True):
        at: Any = whole
        for part in where:
            at = at[part]
        at.clear()
        at.update(inner)

    assert [bool(_errors(each)) for each in changed] == [True, True]


def test_it_tells_everything(adopted: Report) -> None:
    """Findings of all outcomes are there, accepted ones say by what, and rules without a subject are marked."""
    (environment,) = json.loads(as_json([adopted]))["environments"]
    found = {(each["rule"], each["subject"]): each for each in environment["findings"]}

    assert len(environment["findings"]) == len(adopted.verdict.findings)
    assert found["ACME-1", "datasets.claims.home"]["outcome"] == "holds"
    assert found["ACME-1", "datasets.claims.replicas[0]"]["accepted_by"] == "baseline"
    assert found["ACME-1", "datasets.notes.home"]["accepted_by"] == "waiver"
    assert found["SOV-001", "datasets.claims.replicas[0]"]["accepted_by"] is None
    assert environment["baseline"]["stale"][0]["fingerprint"] == "0123456789ab"
    assert {rule["id"] for rule in environment["rules"] if not rule["applies"]} == {
        rule.id for rule in adopted.verdict.not_applicable
    }
    assert environment["counts"]["accepted by baseline"] == 3
    assert environment["on"] == "2026-11-24"
    assert "Not legal advice" in environment["disclaimer"]


def test_a_finding_points_at_its_line(report: Report) -> None:
    """File, line and columns are those of the value in the file."""
    (environment,) = json.loads(as_json([report]))["environments"]
    finding = next(each for each in environment["findings"] if each["rule"] == "SOV-001" and each["blocks"])
    lines = report.loaded.sources.files[0].read_text().splitlines()
    line = lines[int(finding["line"]) - 1]

    assert finding["file"] == "environments/trial.yaml"
    assert line[finding["column"] - 1 : finding["end_column"] - 1] == '"virginia/datasets"'
