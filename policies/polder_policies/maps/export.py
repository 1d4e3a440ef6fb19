"""Writes the resolved graph as `polder.graph/1`, and the JSON Schema of that form."""

import json
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final

from pydantic import BaseModel

from polder_environments.flows.graph import Edge, FlowGraph, Strand
from polder_environments.load import Loaded
from polder_environments.model import Environment
from polder_environments.problems import KeyPath, Position, dotted
from polder_policies.estate import Estate
from polder_policies.maps.described import described
from polder_policies.maps.marks import Marks, edge_id, marks
from polder_policies.maps.record import (
    BackupRecord,
    Crossing,
    DatasetRecord,
    EdgeRecord,
    EvidenceRecord,
    FindingRecord,
    GraphRecord,
    LogSinkRecord,
    NodeRecord,
    Place,
    RuleRecord,
    Said,
    SiteRecord,
    StrandRecord,
    VerdictRecord,
    WaiverRecord,
    WorkloadRecord,
)
from polder_policies.rule import Outcome, Rule
from polder_policies.verdict import DISCLAIMER, Finding, Verdict


def graph_text(loaded: Loaded[Environment], graph: FlowGraph, verdict: Verdict, project: Path) -> str:
    """Write the graph as JSON: all keys sorted, so that the order of the file never matters, and indented."""
    record = graph_record(loaded, graph, verdict, project)
    return (
        json.dumps(
            record.model_dump(mode="json", by_alias=True), indent=2, sort_keys=True, ensure_ascii=False
        )
        + "\n"
    )


def schema_text() -> str:
    """Write the JSON Schema of `polder.graph/1` as it is committed."""
    return described(GraphRecord, "Polder graph")


def graph_record(
    loaded: Loaded[Environment], graph: FlowGraph, verdict: Verdict, project: Path
) -> GraphRecord:
    """Make the record of an environment.

    Args:
        loaded: What the file says, and where.
        graph: Its flows.
        verdict: What the rules say of it; its day is the day of the record.
        project: Top of the project; files are named from there.
    """
    return _Export(loaded, graph, verdict, project).record()


def relative(file: Path, project: Path) -> str:
    """Name a file from the top of the project, the same on every machine."""
    return Path(os.path.relpath(file, project)).as_posix()


class _Export:
    """Turns what is known of an environment into records."""

    def __init__(
        self, loaded: Loaded[Environment], graph: FlowGraph, verdict: Verdict, project: Path
    ) -> None:
        self.loaded = loaded
        self.environment = loaded.environment
        self.graph = graph
        self.verdict = verdict
        self.project = project
        self.estate = Estate(loaded.environment, graph, verdict.on)
        self.files: dict[Path, str] = {}

    def record(self) -> GraphRecord:
        """Everything."""
        environment = self.environment
        found = marks(environment, self.graph, self.verdict.findings)
        return GraphRecord(
            environment=environment.environment,
            owner=environment.owner,
            on=self.verdict.on,
            sites={name: self.site(name) for name in sorted(environment.sites)},
            nodes={name: self.node(name) for name in sorted(self.graph.nodes)},
            edges=tuple(self.edge(edge, found) for edge in self.graph.edges),
            datasets={name: self.dataset(name) for name in sorted(environment.datasets)},
            workloads={
                name: WorkloadRecord(**_plain(workload), position=self.at(("workloads", name)))
                for name, workload in sorted(environment.workloads.items())
            },
            services=dict(sorted(environment.services.items())),
            federations=dict(sorted(environment.federations.items())),
            links=dict(sorted(environment.links.items())),
            backups={
                name: BackupRecord(**_plain(backup), position=self.at(("backups", name)))
                for name, backup in sorted(environment.backups.items())
            },
            log_sinks={
                name: LogSinkRecord(**_plain(sink), position=self.at(("log_sinks", name)))
                for name, sink in sorted(environment.log_sinks.items())
            },
            evidence={name: self.evidence(name) for name in sorted(environment.evidence)},
            waivers={name: self.waiver(name) for name in sorted(environment.waivers)},
            verdict=self.said(),
        )

    def at(self, key: KeyPath) -> Place:
        """Where a key stands."""
        return self.place(self.loaded.sources.position(key))

    def place(self, position: Position) -> Place:
        """A position with its file named from the top of the project."""
        if position.file not in self.files:
            self.files[position.file] = relative(position.file, self.project)
        return Place(file=self.files[position.file], line=position.line, column=position.column)

    def site(self, name: str) -> SiteRecord:
        """A site."""
        declared, known = self.environment.sites[name], self.estate.region(name)
        operator, parent = self.estate.operators(name)
        return SiteRecord(
            cloud=declared.cloud,
            region=declared.region,
            tenancy=declared.account or declared.subscription or declared.project or "",
            country=known.country if known else "",
            subdivision=known.subdivision if known else "",
            partition=known.partition if known else "",
            operator=operator,
            parent=parent,
            log_retention=self.estate.here[name].logs.retain,
            sovereignty=declared.sovereignty,
            position=self.at(("sites", name)),
        )

    def node(self, identity: str) -> NodeRecord:
        """A node with what is there in the end."""
        node, strands = self.graph.nodes[identity], self.graph.strands.get(identity, frozenset())
        return NodeRecord(
            kind=node.kind,
            name=node.name,
            site=node.site,
            cloud=node.cloud,
            region=node.region,
            partition=node.partition,
            countries=node.countries,
            subdivision=node.subdivision,
            operator=node.operator,
            parent=node.parent,
            strands=_strands(strands),
            tags=self.tags(strands),
            key=dotted(node.key),
            position=self.at(node.key),
        )

    def edge(self, edge: Edge, found: Marks) -> EdgeRecord:
        """An edge with what it carries."""
        source, target = self.graph.nodes[edge.source], self.graph.nodes[edge.target]
        strands = self.graph.carried(edge)
        return EdgeRecord(
            source=edge.source,
            target=edge.target,
            kind=edge.kind,
            frequency=edge.frequency,
            link=edge.link,
            data=edge.bytes_of_data,
            crosses=Crossing(
                sites=source.site != target.site or not target.site,
                countries=not target.countries or not set(target.countries) <= set(source.countries),
                partitions=(source.cloud, source.partition) != (target.cloud, target.partition),
            ),
            strands=_strands(strands),
            tags=self.tags(strands),
            findings=tuple(sorted({mark.finding.fingerprint for mark in found.edges.get(edge_id(edge), ())})),
            key=dotted(edge.key),
            position=self.at(edge.key),
        )

    def tags(self, strands: Iterable[Strand]) -> tuple[str, ...]:
        """Tags of all strands together."""
        return tuple(sorted({tag for strand in strands for tag in self.estate.tags[strand.dataset]}))

    def dataset(self, name: str) -> DatasetRecord:
        """A dataset."""
        declared = self.environment.datasets[name]
        allow, deny = declared.residency.allow, declared.residency.deny
        return DatasetRecord(
            **_plain(declared),
            all_tags=tuple(sorted(self.estate.tags[name])),
            allowed=self.places(allow) if allow else None,
            denied=self.places(deny),
            position=self.at(("datasets", name)),
        )

    def places(self, areas: Iterable[str]) -> tuple[str, ...]:
        """The countries and subdivisions of areas together."""
        return tuple(sorted({place for area in areas for place in self.estate.territories.members(area)}))

    def evidence(self, name: str) -> EvidenceRecord:
        """Evidence."""
        why_not = self.estate.why_not(name)
        return EvidenceRecord(
            **_plain(self.environment.evidence[name]),
            counts=not why_not,
            why_not=why_not,
            position=self.at(("evidence", name)),
        )

    def waiver(self, name: str) -> WaiverRecord:
        """A waiver."""
        accepted = {each.fingerprint for each in self.verdict.waived if each.waiver == name}
        return WaiverRecord(
            **_plain(self.environment.waivers[name]),
            accepts=tuple(sorted(accepted)),
            position=self.at(("waivers", name)),
        )

    def said(self) -> VerdictRecord:
        """The verdict."""
        rules = {finding.rule.id: finding.rule for finding in self.verdict.findings}
        return VerdictRecord(
            holds=self.verdict.holds,
            packs=dict(self.verdict.packs),
            rules={identity: rule_record(rule) for identity, rule in sorted(rules.items())},
            not_applicable=tuple(sorted(rule.id for rule in self.verdict.not_applicable)),
            findings=tuple(self.finding(finding) for finding in self.verdict.findings),
            warnings=self.verdict.warnings,
            disclaimer=DISCLAIMER,
        )

    def finding(self, finding: Finding) -> FindingRecord:
        """A finding."""
        return FindingRecord(
            fingerprint=finding.fingerprint,
            rule=finding.rule.id,
            outcome=_SAID[finding.outcome],
            severity=finding.severity,
            broken=finding.broken,
            blocks=finding.blocks,
            subject=finding.key,
            path=finding.path,
            info=finding.info,
            evidence=finding.evidence,
            missing=finding.missing,
            waiver=finding.waiver,
            refused_waivers=finding.refused_waivers,
            effective=finding.effective,
            notes=finding.notes,
            position=self.place(finding.position),
        )


def rule_record(rule: Rule) -> RuleRecord:
    """Write a rule in its own words."""
    return RuleRecord(
        pack=rule.pack,
        title=rule.title,
        citation=rule.citation,
        link=rule.link,
        severity=rule.severity,
        explanation=rule.explanation,
        satisfied_by=rule.satisfied_by,
        effective=rule.effective,
        waivable=rule.waivable.allowed,
        verified=rule.verified,
    )


def _strands(strands: Iterable[Strand]) -> tuple[StrandRecord, ...]:
    ordered = sorted(strands, key=lambda each: (each.dataset, each.form, each.evidence, each.derived))
    return tuple(
        StrandRecord(dataset=each.dataset, form=each.form, evidence=each.evidence, derived=each.derived)
        for each in ordered
    )


def _plain(declared: BaseModel) -> dict[str, Any]:
    """A declaration as keywords of its record; the record checks them again."""
    return declared.model_dump()


_SAID: Final[Mapping[Outcome, Said]] = {
    Outcome.HOLDS: "holds",
    Outcome.BY_EVIDENCE: "holds by evidence",
    Outcome.WAIVED: "waived",
    Outcome.FAILS: "fails",
    Outcome.UNKNOWN: "unknown",
}
