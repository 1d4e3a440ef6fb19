import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from polder_environments.problems import Position
from polder_policies.reports.github import as_github
from polder_policies.reports.report import Place, Report

_COMMAND: Final = re.compile(r"^::(?P<kind>error|warning|notice) (?P<properties>.*?)::(?P<data>.*)$")


def _read(line: str) -> tuple[str, Mapping[str, str], str]:
    """Read a command as the runner does: properties up to the first `::`, then unescape."""
    found = _COMMAND.match(line)
    assert found, line
    properties = dict(each.split("=", 1) for each in found["properties"].split(","))
    return found["kind"], {name: _plain(value) for name, value in properties.items()}, _plain(found["data"])


def _plain(text: str) -> str:
    for code, character in (("%3A", ":"), ("%2C", ","), ("%0D", "\r"), ("%0A", "\n"), ("%25", "%")):
        text = text.replace(code, character)
    return text


def test_each_line_is_a_command(report: Report, adopted: Report) -> None:
    """Every line is one annotation that the runner reads back: errors block, warnings advise, notices are accepted."""
    plain = [_read(line) for line in as_github([report]).splitlines()]
    under = [_read(line)[0] for line in as_github([adopted]).splitlines()]

    assert [(kind, values["title"]) for kind, values, _ in plain[:5]] == [
        ("error", "SOV-001 hard"),
        ("error", "ACME-1 soft"),
        ("warning", "ACME-2 advisory"),
        ("warning", "ACME-2 advisory"),
        ("notice", "ACME-1 waived"),
    ]
    assert {values["file"] for _, values, _ in plain[:5]} == {"environments/trial.yaml"}
    assert all(values["line"] == values["endLine"] for _, values, _ in plain[:5])
    assert under[:5] == ["error", "notice", "notice", "notice", "notice"]
    assert "Not legal advice" in plain[-1][2]


def test_strings_end_no_command(report: Report) -> None:
    """A reason that holds a percent sign, a line break or a command of its own comes back as it was, on one line."""
    waived = report.waived[0]
    title = replace(waived.rule, title="a: b, c%0A\r\n::error::d")
    finding = waived._replace(rule=title, info="a: b, c%0A\r\n::error::d")
    verdict = replace(report.verdict, findings=(finding,))

    lines = as_github([replace(report, verdict=verdict)]).split("\n")
    kind, _, data = _read(lines[0])

    assert kind == "notice"
    assert data.startswith("datasets.notes.home: a: b, c%0A\r\n::error::d\n")
    assert "Ends with %0A::error::x" in data
    assert all(_COMMAND.match(line) for line in lines if line)


def test_a_file_of_any_name_is_one_property(report: Report) -> None:
    """Commas and colons of a folder do not end the property."""

    def place(position: Position) -> Place:
        return replace(report.place(position), path="a,b:c%/d.yaml")

    odd = replace(report, place=place)

    assert _read(as_github([odd]).splitlines()[0])[1]["file"] == "a,b:c%/d.yaml"
