"""The files of a bundle, one folder an environment, and the manifest that covers them."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from importlib.resources import files as package_files
from pathlib import Path

from polder_environments.facts.sources import data_sets
from polder_environments.flows.graph import FlowGraph
from polder_environments.load import Loaded
from polder_environments.model import Environment
from polder_policies.bundle.canonical import canonical, digest
from polder_policies.bundle.manifest import (
    NAME,
    EnvironmentRecord,
    FactsRecord,
    FileRecord,
    Manifest,
    OutputRecord,
    PackRecord,
    SourceRecord,
    VersionsRecord,
)
from polder_policies.bundle.readme import readme
from polder_policies.bundle.transfers import transfers, transfers_csv
from polder_policies.estate import Estate
from polder_policies.maps.export import graph_record, graph_text, relative
from polder_policies.maps.svg import svg
from polder_policies.maps.view import map_view
from polder_policies.reports.verdict_json import rule_data
from polder_policies.rule import Rule
from polder_policies.verdict import DISCLAIMER, Verdict


@dataclass(frozen=True)
class Subject:
    """An environment with everything that the bundle tells of it.

    Args:
        loaded: What the file says, and where.
        graph: Its flows.
        verdict: What the rules say.
        verdict_text: The verdict as `polder check --format json` writes it.
        packs: Packs in force.
        sources: Bytes of the files it is read from, the nearest first.
        project: Top of the project; files are named from there.
        output: The Terraform that lies in the output.
    """

    loaded: Loaded[Environment]
    graph: FlowGraph
    verdict: Verdict
    verdict_text: str
    packs: tuple[PackRecord, ...]
    sources: Mapping[Path, bytes]
    project: Path
    output: OutputRecord


def contents(subjects: Sequence[Subject], versions: VersionsRecord, on: date) -> Mapping[str, bytes]:
    """Write all files of a bundle, the manifest last.

    Args:
        subjects: Environments, all judged by the same day.
        versions: What judged.
        on: That day.

    Returns:
        Bytes by path below the bundle; the same from the same arguments.
    """
    ordered = sorted(subjects, key=lambda each: each.verdict.environment)
    files: dict[str, bytes] = {"README.md": readme(on, [each.verdict for each in ordered]).encode()}
    for subject in ordered:
        folder = subject.verdict.environment
        files |= {f"{folder}/{path}": content for path, content in _of(subject).items()}
    manifest = Manifest(
        on=on,
        environments=tuple(_environment(subject) for subject in ordered),
        versions=versions,
        facts=_facts(),
        files=tuple(
            FileRecord(path=path, sha256=digest(files[path]), size=len(files[path])) for path in sorted(files)
        ),
        disclaimer=DISCLAIMER,
    )
    files[NAME] = canonical(manifest.model_dump(mode="json", by_alias=True))
    return files


def _of(subject: Subject) -> Mapping[str, bytes]:
    """The files of one environment, by path below its folder."""
    environment, verdict = subject.loaded.environment, subject.verdict
    estate = Estate(environment, subject.graph, verdict.on)
    record = graph_record(subject.loaded, subject.graph, verdict, subject.project)
    listed = transfers(subject.loaded, estate, subject.project)
    return {
        **{
            f"environment/{relative(file, subject.project)}": content
            for file, content in subject.sources.items()
        },
        "verdict.json": _json(json.loads(subject.verdict_text), ordered=False),
        "rules.json": _json([rule_data(rule) for rule in _rules(verdict)]),
        "evidence.json": _json(
            {name: each.model_dump(mode="json") for name, each in record.evidence.items()}, ordered=False
        ),
        "waivers.json": _json(
            {name: each.model_dump(mode="json") for name, each in record.waivers.items()}, ordered=False
        ),
        "transfers.json": _json([each.model_dump(mode="json") for each in listed]),
        "transfers.csv": transfers_csv(listed).encode(),
        "output.json": _json(subject.output.model_dump(mode="json")),
        "graph.json": graph_text(subject.loaded, subject.graph, verdict, subject.project).encode(),
        "map.svg": svg(map_view(estate, verdict)).encode(),
    }


def _environment(subject: Subject) -> EnvironmentRecord:
    verdict, rules = subject.verdict, _rules(subject.verdict)
    return EnvironmentRecord(
        environment=verdict.environment,
        owner=subject.loaded.environment.owner,
        holds=verdict.holds,
        counts={outcome.value: count for outcome, count in verdict.counts().items()},
        waivers=len(verdict.waived),
        unverified=sum(not rule.verified for rule in rules),
        sources=tuple(
            SourceRecord(path=relative(file, subject.project), sha256=digest(content))
            for file, content in subject.sources.items()
        ),
        packs=subject.packs,
        rules_sha256=digest(canonical([rule_data(rule) for rule in rules])),
        output=subject.output,
    )


def _rules(verdict: Verdict) -> list[Rule]:
    """Every rule in force, by its id."""
    found = {finding.rule.id: finding.rule for finding in verdict.findings}
    found |= {rule.id: rule for rule in verdict.not_applicable}
    return [found[name] for name in sorted(found)]


def _facts() -> tuple[FactsRecord, ...]:
    folder = package_files("polder_environments.facts").joinpath("data")
    return tuple(
        FactsRecord(
            name=each.name,
            rows=each.rows,
            newest=each.newest,
            sha256=digest(folder.joinpath(f"{each.name}.csv").read_bytes()),
        )
        for each in data_sets()
    )


def _json(data: object, *, ordered: bool = True) -> bytes:
    """Write JSON; `ordered` data says its keys in an order that means something, and any other has them sorted."""
    return (json.dumps(data, indent=2, ensure_ascii=False, sort_keys=not ordered) + "\n").encode()
