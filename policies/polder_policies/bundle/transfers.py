"""Records of processing (GDPR Art. 30(1)): every way by which data about people comes to a third country."""

import csv
import io
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final, cast

from pydantic import BaseModel, ConfigDict

from polder_environments.facts.adequacy import adequacy
from polder_environments.facts.regions import region
from polder_environments.flows.graph import Edge, Flow, Node, Strand
from polder_environments.load import Loaded
from polder_environments.model import Environment
from polder_environments.problems import KeyPath, dotted
from polder_policies.estate import Estate
from polder_policies.maps.export import relative
from polder_policies.maps.marks import place_of
from polder_policies.packs.eu_gdpr import gdpr_30, gdpr_44
from polder_policies.shapes.persons import european

HOME: Final = "EEA"
"""The area that no transfer leaves."""

_SCOPES: Final = {"all": "{}", "recipient": "{} (for recipients in its scope)"}
"""How a decision is told by whom it is for."""

_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


class Transfer(BaseModel):
    """One way of one dataset to one place outside the EEA."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    environment: str
    """Name of the environment."""

    dataset: str
    """Name of the dataset."""

    controller: str
    """Country under whose law the controller stands; blank: not declared (Art. 30(1)(a))."""

    purposes: tuple[str, ...]
    """Purposes (b)."""

    subjects: tuple[str, ...]
    """Countries of the people it is about (c)."""

    persons: int | None
    """How many people it is about over twelve months; null: not declared (c)."""

    categories: tuple[str, ...]
    """Categories of data, implied ones included (c)."""

    form: str
    """How far people can be told from what arrives."""

    derived: bool
    """Whether what arrives is made from the dataset and not the dataset itself."""

    kind: str
    """How it comes there: replicates, reads, …; `lies` where it is collected there."""

    frequency: str
    """How often."""

    source: str
    """Where it comes from: the site, or what is beyond the sites; blank where it lies there."""

    recipient: str
    """Who gets it: the site, or what is beyond the sites (d)."""

    operator: str
    """Whose cloud that is; blank: not known (d)."""

    operator_law: str
    """Countries under whose law the operator and its parent stand."""

    countries: tuple[str, ...]
    """Third countries; empty: anywhere, or nobody knows (e)."""

    adequacy: tuple[str, ...]
    """Adequacy decisions that stand on the day (e)."""

    safeguards: tuple[str, ...]
    """Evidence of suitable safeguards that counts on the day: `name (kind): reference` (e)."""

    retention: int | None
    """Days it is kept; null: not declared (f)."""

    link: str
    """The link it takes, and how that is encrypted; blank: none (g)."""

    key_custody: str
    """Who holds the keys where it arrives; blank: not known (g)."""

    records: tuple[str, ...]
    """Records of processing that name it, of those in the file: `name: reference`."""

    key: str
    """The key of the environment file that makes it."""

    at: str
    """Its line, `file:line`."""


def transfers(loaded: Loaded[Environment], estate: Estate, project: Path) -> tuple[Transfer, ...]:
    """List the transfers of an environment, in the order of datasets and edges.

    Data that left the law by anonymisation, with evidence that counts on the day, is none.

    Args:
        loaded: What the file says, and where.
        estate: What rules see of it.
        project: Top of the project; files are named from there.
    """
    return tuple(_Listing(loaded, estate, project).transfers())


def transfers_csv(listed: Sequence[Transfer]) -> str:
    """Write transfers as CSV for spreadsheets: several values in one cell apart by `; `, and no cell a formula."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(Transfer.model_fields)
    for each in listed:
        writer.writerow([_cell(getattr(each, name)) for name in Transfer.model_fields])
    return out.getvalue()


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    text = "; ".join(cast("tuple[str, ...]", value)) if isinstance(value, tuple) else str(value)
    # A spreadsheet would run it.
    return f"'{text}" if text.startswith(_FORMULA) else text


class _Listing:
    """Goes through the datasets that the GDPR is about."""

    def __init__(self, loaded: Loaded[Environment], estate: Estate, project: Path) -> None:
        self.loaded = loaded
        self.estate = estate
        self.project = project

    def transfers(self) -> Iterator[Transfer]:
        """Every transfer."""
        for name, _ in european(self.estate):
            home = self.estate.graph.nodes[f"dataset:{name}@{self.estate.environment.datasets[name].home}"]
            if self.outside(home):
                for strand in sorted(self.estate.graph.strands[home.id], key=lambda each: each.form):
                    if strand.dataset == name and not strand.derived:
                        yield self.transfer(name, strand, None, home, ("datasets", name, "home"))
            for flow in self.estate.graph.flows_of.get(name, ()):
                if self.leaves(flow) and not self.freed(flow.strand):
                    yield self.transfer(name, flow.strand, flow, flow.target, flow.edge.key)

    def leaves(self, flow: Flow) -> bool:
        """Whether a flow comes to a place outside from another place."""
        return place_of(flow.source) != place_of(flow.target) and self.outside(flow.target)

    def outside(self, node: Node) -> bool:
        """Whether a node may be outside; one of which nobody knows is."""
        return not node.countries or bool(self.third(node))

    def third(self, node: Node) -> tuple[str, ...]:
        """Third countries that a node may be in."""
        return tuple(each for each in node.countries if not self.estate.territories.holds(HOME, each))

    def freed(self, strand: Strand) -> bool:
        """Whether nobody can be told from a strand any more, as evidence that counts says."""
        return strand.form == "anonymised" and bool(strand.evidence) and self.estate.counts(strand.evidence)

    def transfer(self, name: str, strand: Strand, flow: Flow | None, node: Node, key: KeyPath) -> Transfer:
        """One row."""
        dataset, on = self.estate.environment.datasets[name], self.estate.on
        third = self.third(node)
        decisions = [adequacy("eu", country, on) for country in third]
        position = self.loaded.sources.position(key)
        return Transfer(
            environment=self.estate.environment.environment,
            dataset=name,
            controller=dataset.controller or "",
            purposes=dataset.purposes,
            subjects=dataset.subjects,
            persons=dataset.volume.persons,
            categories=tuple(sorted(self.estate.tags[name])),
            form=strand.form,
            derived=strand.derived,
            kind=flow.edge.kind if flow else "lies",
            frequency=flow.edge.frequency if flow else "continuous",
            source=place_of(flow.source) if flow else "",
            recipient=place_of(node),
            operator=self.operator(node),
            operator_law=", ".join(dict.fromkeys(filter(None, (node.operator, node.parent)))),
            countries=third,
            adequacy=tuple(_SCOPES[each.scope].format(each.fact) for each in decisions if each),
            safeguards=self.proofs(gdpr_44.RULE.instruments, name, node, third),
            retention=dataset.retention,
            link=self.link(flow.edge) if flow else "",
            key_custody=self.estate.environment.sites[node.site].sovereignty.key_custody if node.site else "",
            records=self.proofs(gdpr_30.RULE.instruments, name, node, third),
            key=dotted(key),
            at=f"{relative(position.file, self.project)}:{position.line}",
        )

    def operator(self, node: Node) -> str:
        """Whose cloud a node is in."""
        known = region(node.cloud, node.region) if node.region else None
        return known.operator if known else ""

    def proofs(self, kinds: Sequence[str], name: str, node: Node, third: Sequence[str]) -> tuple[str, ...]:
        """Evidence of some kinds that counts for a dataset at a place, in every one of its countries."""
        found = self.estate.proofs(kinds, site=node.site, dataset=name) if third else ()
        everywhere = [
            frozenset(self.estate.proofs(kinds, site=node.site, dataset=name, country=country))
            for country in third
        ]
        evidence = self.estate.environment.evidence
        return tuple(
            f"{each} ({evidence[each].kind}): {evidence[each].reference}"
            for each in sorted(found)
            if all(each in there for there in everywhere)
        )

    def link(self, edge: Edge) -> str:
        """A link and how it is encrypted."""
        return f"{edge.link} ({self.estate.environment.links[edge.link].encryption})" if edge.link else ""
