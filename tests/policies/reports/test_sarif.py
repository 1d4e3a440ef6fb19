"""Held against SARIF 2.1.0 as its specification says it, written down here: a closed shape of what is written."""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any, Final, cast
from urllib.parse import unquote

import pytest
from jsonschema import Draft202012Validator

from polder_policies.reports import sarif
from polder_policies.reports.report import Report

TEXT: Final = {"type": "string", "minLength": 1}
LEVEL: Final = {"enum": ["none", "note", "warning", "error"]}


def _closed(required: tuple[str, ...], **properties: object) -> dict[str, object]:
    return {
        "type": "object",
        "additionalProperties": False,
        "required": list(required),
        "properties": properties,
    }


MESSAGE: Final = _closed(("text",), text=TEXT, markdown=TEXT)
NUMBER: Final = {"type": "integer", "minimum": 1}
LOCATION: Final = _closed(
    ("physicalLocation",),
    physicalLocation=_closed(
        ("artifactLocation", "region"),
        # RFC 3986: no character beyond ASCII, no backslash or blank, and relative
        artifactLocation=_closed(
            ("uri",), uri={"type": "string", "pattern": r"^[A-Za-z0-9._~%!$&'()*+,;=@/-]+$"}
        ),
        region=_closed(
            ("startLine", "startColumn", "endLine", "endColumn"),
            startLine=NUMBER,
            startColumn=NUMBER,
            endLine=NUMBER,
            endColumn=NUMBER,
        ),
    ),
    logicalLocations={
        "type": "array",
        "items": _closed(("fullyQualifiedName",), fullyQualifiedName=TEXT, kind=TEXT),
    },
)
RULE: Final = _closed(
    ("id", "shortDescription", "fullDescription", "help", "defaultConfiguration", "properties"),
    id=TEXT,
    name={"type": "string", "minLength": 1, "maxLength": 255},
    shortDescription=_closed(("text",), text={**TEXT, "maxLength": 1024}),
    fullDescription=_closed(("text",), text={**TEXT, "maxLength": 1024}),
    help=_closed(("text", "markdown"), text=TEXT, markdown=TEXT),
    helpUri={"type": "string", "pattern": r"^https?://\S+$"},
    defaultConfiguration=_closed(("level",), level=LEVEL, enabled={"type": "boolean"}),
    properties={
        "type": "object",
        "required": ["tags", "security-severity", "verified"],
        "properties": {
            "tags": {
                "type": "array",
                "items": TEXT,
                "uniqueItems": True,
                "maxItems": 10,
                "contains": {"const": "security"},
            },
            "security-severity": {"type": "string", "pattern": r"^[0-9]+\.[0-9]$"},
            "precision": {"enum": ["very-high", "high", "medium", "low"]},
        },
    },
)
SUPPRESSION: Final = _closed(
    ("kind", "status", "justification"),
    kind={"const": "external"},
    status={"const": "accepted"},
    justification=TEXT,
    location=LOCATION,
)
RESULT: Final = _closed(
    ("ruleId", "ruleIndex", "level", "message", "locations", "partialFingerprints", "suppressions"),
    ruleId=TEXT,
    ruleIndex={"type": "integer", "minimum": 0},
    kind={"const": "fail"},
    level={"enum": ["note", "warning", "error"]},
    message=MESSAGE,
    locations={"type": "array", "items": LOCATION, "minItems": 1, "maxItems": 1},
    partialFingerprints={
        "type": "object",
        "additionalProperties": TEXT,
        "required": ["primaryLocationLineHash"],
    },
    suppressions={"type": "array", "items": SUPPRESSION},
    properties={"type": "object"},
)
RUN: Final = _closed(
    ("tool", "results", "automationDetails"),
    tool=_closed(
        ("driver",),
        driver=_closed(
            ("name", "version", "rules"),
            name=TEXT,
            version=TEXT,
            rules={"type": "array", "items": RULE, "uniqueItems": True},
        ),
    ),
    automationDetails=_closed(("id",), id={"type": "string", "pattern": "^polder/.+/$"}),
    columnKind={"const": "unicodeCodePoints"},
    invocations={
        "type": "array",
        "items": _closed(
            ("executionSuccessful",),
            executionSuccessful={"type": "boolean"},
            toolExecutionNotifications={
                "type": "array",
                "items": _closed(("message",), level=LEVEL, message=MESSAGE),
            },
        ),
    },
    results={"type": "array", "items": RESULT},
    properties={"type": "object"},
)
LOG: Final = _closed(
    ("$schema", "version", "runs"),
    **{"$schema": {"type": "string", "pattern": "sarif-2.1.0.json$"}},
    version={"const": "2.1.0"},
    runs={"type": "array", "items": RUN, "maxItems": 20},
)


def _written(*reports: Report) -> dict[str, Any]:
    return json.loads(sarif.as_sarif(reports))


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for inner in cast("Mapping[str, object]", value).values():
            yield from _strings(inner)
    elif isinstance(value, list):
        for inner in cast("list[object]", value):
            yield from _strings(inner)


def test_it_has_the_shape_of_sarif(report: Report, adopted: Report) -> None:
    """Nothing is written that the standard does not know or with a value it does not allow, and no string is empty."""
    log = _written(report, adopted)

    assert [error.message for error in cast("Any", Draft202012Validator(LOG)).iter_errors(log)] == []
    assert all(_strings(log))


def test_results_know_their_rules(report: Report) -> None:
    """Each result names its rule and the rule's index; rules in force are there even without a result."""
    (run,) = _written(report)["runs"]
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]

    assert all(rules[result["ruleIndex"]] == result["ruleId"] for result in run["results"])
    assert set(rules) == {rule.id for rule in report.rules}


def test_a_result_is_one_line_of_the_environment_file(report: Report) -> None:
    """The region is the value that has to change, on one line of a file named from the repository's root."""
    (run,) = _written(report)["runs"]
    result = next(each for each in run["results"] if each["ruleId"] == "SOV-001")
    physical = result["locations"][0]["physicalLocation"]
    region = physical["region"]
    line = report.loaded.sources.files[0].read_text().splitlines()[int(region["startLine"]) - 1]

    assert physical["artifactLocation"]["uri"] == "environments/trial.yaml"
    assert region["startLine"] == region["endLine"]
    assert line[region["startColumn"] - 1 : region["endColumn"] - 1] == '"virginia/datasets"'


def test_a_file_of_any_name_is_a_uri(reported: Callable[..., Report]) -> None:
    """Blanks, colons, percent signs and letters beyond ASCII of a folder are percent-encoded, and come back as they were."""
    log = _written(reported(folder="a b/größe:1%/#x"))

    assert [error.message for error in cast("Any", Draft202012Validator(LOG)).iter_errors(log)] == []
    uri = log["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert ":" not in uri
    assert unquote(uri) == "a b/größe:1%/#x/trial.yaml"


def test_what_is_accepted_is_suppressed(report: Report, adopted: Report) -> None:
    """A waived finding says by whom and until when, at the waiver's line; a baseline's says which file; no other is suppressed.

    The standard wants the list on all results of a run or on none.
    """
    (run,) = _written(report)["runs"]
    suppressed = [each for each in run["results"] if each["suppressions"]]
    (waived,) = suppressed
    suppression = waived["suppressions"][0]
    line = suppression["location"]["physicalLocation"]["region"]["startLine"]
    accepted = [each["suppressions"] for each in _written(adopted)["runs"][0]["results"]]

    assert len(run["results"]) == 5
    assert "jim@example.org" in suppression["justification"]
    assert "2026-12-01" in suppression["justification"]
    assert report.loaded.sources.files[0].read_text().splitlines()[int(line) - 1] == "  old-copy:"
    assert sorted(len(each) for each in accepted) == [0, 1, 1, 1, 1]
    assert sum("adopted.json" in each[0]["justification"] for each in accepted if each) == 3


def test_levels_and_scores_say_what_blocks(report: Report) -> None:
    """What blocks is an error that GitHub calls critical (above 9.0) or high (7.0 to 8.9); advice is a note and low."""
    (run,) = _written(report)["runs"]
    rules = {rule["id"]: rule["properties"]["security-severity"] for rule in run["tool"]["driver"]["rules"]}
    levels = {(each["ruleId"], each["level"]) for each in run["results"]}

    assert levels == {("SOV-001", "error"), ("ACME-1", "error"), ("ACME-2", "note")}
    assert float(rules["SOV-001"]) > 9.0
    assert 7.0 <= float(rules["ACME-1"]) <= 8.9
    assert 0.0 < float(rules["ACME-2"]) < 4.0


def test_fingerprints_stay_when_lines_move(report: Report, reported: Callable[..., Report]) -> None:
    """Lines above change places and indices, and no fingerprint; within a run each is there once."""
    text = report.loaded.sources.files[0].read_text()

    def prints(each: Report) -> list[str]:
        return [
            result["partialFingerprints"]["primaryLocationLineHash"]
            for result in _written(each)["runs"][0]["results"]
        ]

    moved = reported(text.replace("datasets:\n  claims", "# a comment\n\ndatasets:\n  claims"))

    assert moved.standing[0].position.line == report.standing[0].position.line + 2
    assert prints(moved) == prints(report)
    assert len(set(prints(report))) == len(prints(report))


def test_two_of_a_fingerprint_are_two_results(report: Report) -> None:
    """Two judgements that differ in nothing but their words are counted, so that GitHub does not take them for one."""
    twice = replace(report, verdict=replace(report.verdict, findings=(report.standing[0],) * 2))
    (run,) = _written(twice)["runs"]
    prints = [each["partialFingerprints"]["primaryLocationLineHash"] for each in run["results"]]

    assert [each.rpartition(":")[2] for each in prints] == ["1", "2"]


def test_braces_and_brackets_of_a_message_are_text(reported: Callable[..., Report], report: Report) -> None:
    """A brace is doubled, and a bracket never meets a parenthesis: both mean something to who shows a message."""
    text = (
        report.loaded.sources.files[0]
        .read_text()
        .replace("Board decision 2026-17", '"[x](http://e.example) {0}"')
    )
    (run,) = _written(reported(text))["runs"]
    message = next(each["message"]["text"] for each in run["results"] if each["ruleId"] == "ACME-1")

    assert "{{0}}" in message
    assert not re.search(r"\]\(", message)


def test_no_more_results_than_github_takes(report: Report, monkeypatch: pytest.MonkeyPatch) -> None:
    """Past the limit the mildest are left out, and a notification says how many."""
    monkeypatch.setattr(sarif, "MOST_RESULTS", 2)

    (run,) = _written(report)["runs"]

    assert [each["ruleId"] for each in run["results"]] == ["SOV-001", "ACME-1"]
    notes = [each["message"]["text"] for each in run["invocations"][0]["toolExecutionNotifications"]]
    assert any(note.startswith("3 of 5 findings are left out") for note in notes)


def test_each_environment_is_a_category(report: Report) -> None:
    """Runs of two environments differ in their id, so that one upload does not overwrite the other."""
    other = replace(report, verdict=replace(report.verdict, environment="other"))

    assert [run["automationDetails"]["id"] for run in _written(report, other)["runs"]] == [
        "polder/trial/",
        "polder/other/",
    ]
