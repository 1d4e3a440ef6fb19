"""What an inspection found, for people and for machines."""

import hashlib
import json
import re
from collections.abc import Callable, Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Final
from urllib.parse import quote

import click
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from polder_policies.inspection import KINDS
from polder_stacks.inspected import Inspected, Located

FORMAT: Final = 1
"""Version of the JSON."""

_POSITION: Final = re.compile(r"(?P<file>.+?):(?P<line>\d+):(?P<column>\d+) (?P<key>.*)", re.DOTALL)
_SARIF: Final = "https://json.schemastore.org/sarif-2.1.0.json"

Report = Callable[[Sequence[Inspected], Sequence[Located]], None]


def table(stacks: Sequence[Inspected], findings: Sequence[Located], console: Console | None = None) -> None:
    """Print what was inspected, and each finding with what to do about it."""
    console = console or Console(highlight=False)
    shown_stacks = Table(box=SIMPLE_HEAD, pad_edge=False)
    shown_stacks.add_column("stack", overflow="fold")
    shown_stacks.add_column("read from")
    for column in ("resources", "data", "findings"):
        shown_stacks.add_column(column, justify="right")
    for each in stacks:
        summary = each.summary
        counts = (summary.resources, summary.data_sources, len(summary.found))
        shown_stacks.add_row(each.name, each.source, *map(str, counts))
    console.print(shown_stacks)
    for each in findings:
        finding = each.finding
        console.print(f"{finding.about}: {finding.stack}", style="bold", markup=False, soft_wrap=True)
        for line in _lines(each):
            console.print(f"  {line}", markup=False, soft_wrap=True)
    held = "all holds" if not findings else f"{len(findings)} findings"
    console.print(
        f"{len(stacks)} stacks, {sum(each.summary.resources for each in stacks)} resources: {held}",
        style="bold green" if not findings else "bold red",
    )


def _lines(each: Located) -> list[str]:
    finding = each.finding
    places = (("construct", finding.construct), ("environment", each.position), ("file", str(each.file)))
    return [
        _printable(str(finding)),
        *(f"{name}: {_printable(place)}" for name, place in places if place),
        finding.remedy,
    ]


def _printable(text: str) -> str:
    """Take out what a terminal could act on."""
    return "".join(character if character.isprintable() else "\ufffd" for character in text)


def as_json(stacks: Sequence[Inspected], findings: Sequence[Located]) -> str:
    """Write what was inspected and found as JSON."""
    return json.dumps(
        {
            "version": FORMAT,
            "holds": not findings,
            "stacks": [
                {
                    "name": each.name,
                    "source": each.source,
                    "file": str(each.file),
                    "resources": each.summary.resources,
                    "data_sources": each.summary.data_sources,
                    "findings": len(each.summary.found),
                }
                for each in stacks
            ],
            "findings": [
                {
                    "about": each.finding.about,
                    "stack": each.finding.stack,
                    "source": "plan" if each.finding.planned else "synthesized",
                    "file": str(each.file),
                    "address": each.finding.address,
                    "path": each.finding.path,
                    "reason": each.finding.reason,
                    "remedy": each.finding.remedy,
                    "construct": each.finding.construct,
                    "environment": _place(each.position),
                    "fingerprint": _fingerprint(each),
                }
                for each in findings
            ],
        },
        indent=2,
    )


def as_sarif(stacks: Sequence[Inspected], findings: Sequence[Located]) -> str:
    """Write findings as SARIF 2.1.0, each on its line of the environment file."""
    del stacks
    return json.dumps(
        {
            "$schema": _SARIF,
            "version": "2.1.0",
            "runs": [
                {
                    "tool": {
                        "driver": {
                            "name": "polder inspect",
                            "version": version("polder"),
                            "rules": [
                                {
                                    "id": f"inspection/{about}",
                                    "shortDescription": {"text": kind.title},
                                    "help": {"text": kind.remedy},
                                    "defaultConfiguration": {"level": "error"},
                                }
                                for about, kind in KINDS.items()
                            ],
                        }
                    },
                    "results": [_result(each) for each in findings],
                }
            ],
        },
        indent=2,
    )


def _result(each: Located) -> Mapping[str, object]:
    finding = each.finding
    emitted = {"physicalLocation": {"artifactLocation": {"uri": _uri(each.file)}}}
    place = _place(each.position)
    # A region of one line: GitHub shows nothing for a result whose region it cannot find in one.
    here = (
        {
            "physicalLocation": {
                "artifactLocation": {"uri": _uri(Path(str(place["file"])))},
                "region": {"startLine": place["line"]},
            }
        }
        if place
        else emitted
    )
    return {
        "ruleId": f"inspection/{finding.about}",
        "level": "error",
        "message": {"text": _plain(f"{finding.stack}: {finding}. {finding.remedy}")},
        "locations": [
            {**here, "logicalLocations": [{"fullyQualifiedName": f"{finding.stack}/{finding.address}"}]}
        ],
        "relatedLocations": [{"id": 1, **emitted, "message": {"text": "what was inspected"}}],
        "partialFingerprints": {"polderInspection/v1": _fingerprint(each)},
    }


def _fingerprint(each: Located) -> str:
    """Stays the same while stack, address, attribute and kind do, wherever lines move."""
    finding = each.finding
    parts = (finding.stack, finding.address, finding.path, finding.about, finding.reason)
    text = "\n".join(parts)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _place(position: str | None) -> Mapping[str, object] | None:
    found = _POSITION.fullmatch(position or "")
    if found is None:
        return None
    return {
        "file": found["file"],
        "line": int(found["line"]),
        "column": int(found["column"]),
        "key": found["key"],
    }


def _uri(file: Path) -> str:
    return quote(file.as_posix())


def _plain(text: str) -> str:
    """SARIF reads `[text](target)` as a link, also in plain text; a user's name must not become one."""
    return re.sub(r"([\[\]\\])", r"\\\1", text)


WRITERS: Final[Mapping[str, Report]] = {
    "table": table,
    "json": lambda stacks, findings: click.echo(as_json(stacks, findings)),
    "sarif": lambda stacks, findings: click.echo(as_sarif(stacks, findings)),
}
"""Ways to write a result, by the name of the form."""
