"""DSP-202: Bulk sensitive data of people in the United States reaches no country of concern and no covered person."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Final

from polder_environments.facts.bulk_thresholds import bulk_thresholds
from polder_environments.flows.graph import Node, Strand
from polder_environments.problems import dotted
from polder_policies.estate import Estate
from polder_policies.packs.us_dsp.instruments import allowed_by
from polder_policies.rule import Judgement, Outcome, Rule
from polder_policies.shapes.americans import american
from polder_policies.shapes.bulk import Bulk, Counted
from polder_policies.shapes.remaining import remaining
from polder_policies.shapes.trails import lowered, reached, trail

_CONCERN: Final = "DSP_CONCERN"


@dataclass(frozen=True, slots=True)
class _Recipient:
    """Who gets at what lies at a place.

    Args:
        country: The country of concern, of the place or of the law that its operator stands under.
        where: In words.
        missing: Facts without which nobody knows whether it is of concern.
    """

    country: str = ""
    where: str = ""
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Reach:
    """A place of concern, or one that may be, and what of a dataset reaches it."""

    node: Node
    strand: Strand
    recipient: _Recipient


def _judge(estate: Estate) -> Iterator[Judgement]:
    yield from _Judging(estate).all()


class _Judging:
    """Finds what reaches places of concern, sums it, and judges each dataset at each such place."""

    def __init__(self, estate: Estate) -> None:
        self.estate = estate
        self.datasets = dict(american(estate, *bulk_thresholds()))

    def all(self) -> Iterator[Judgement]:
        for name in self.datasets:
            if name not in self.reaches:
                yield Judgement(Outcome.HOLDS, ("datasets", name), (name,))
            for reach in self.reaches.get(name, ()):
                yield self.judged(name, reach)

    @cached_property
    def recipients(self) -> Mapping[str, _Recipient]:
        """Nodes of concern, or that may be, by id."""
        at: dict[str, _Recipient | None] = {}
        found: dict[str, _Recipient] = {}
        for node in self.estate.graph.nodes.values():
            place = node.site or node.id
            if place not in at:
                at[place] = _recipient(self.estate, node)
            recipient = at[place]
            if recipient is not None:
                found[node.id] = recipient
        return found

    @cached_property
    def reaches(self) -> Mapping[str, tuple[_Reach, ...]]:
        """Places of concern, or that may be, that each dataset reaches, the nearest node of each."""
        names = {
            strand.dataset
            for node in self.recipients
            for strand in self.estate.graph.strands[node]
            if strand.dataset in self.datasets
        }
        return {name: tuple(self._reaches(name)) for name in sorted(names)}

    def _reaches(self, name: str) -> Iterator[_Reach]:
        real = {
            node.site or node.id: (node, strand)
            for node, strand in remaining(self.estate, name, lambda strand: _synthetic(self.estate, strand))
        }
        for nearest, as_reached in reached(self.estate, name):
            node, strand = real.get(nearest.site or nearest.id, (nearest, as_reached))
            if node.id in self.recipients:
                yield _Reach(node, strand, self.recipients[node.id])

    @cached_property
    def certain(self) -> Bulk:
        """What is known to be of people in the United States and known to reach a place of concern."""
        return self._bulk(
            name
            for name, reaches in self.reaches.items()
            if self.datasets[name].subjects
            and any(each.recipient.country and not _synthetic(self.estate, each.strand) for each in reaches)
        )

    @cached_property
    def likely(self) -> Bulk:
        """With it, what may be of them and may reach one."""
        return self._bulk(
            name
            for name, reaches in self.reaches.items()
            if any(not _synthetic(self.estate, each.strand) for each in reaches)
        )

    @cached_property
    def widest(self) -> Bulk:
        """With it, synthetic data."""
        return self._bulk(self.reaches)

    def _bulk(self, names: Iterable[str]) -> Bulk:
        counted = {
            name: Counted(
                self.datasets[name].volume,
                self.estate.tags[name] & bulk_thresholds().keys(),
                _people(self.estate, name),
            )
            for name in names
        }
        return Bulk(counted, tuple(self._used_together(counted)))

    def _used_together(self, counted: Mapping[str, Counted]) -> Iterator[frozenset[str]]:
        """What one workload at a place of concern gets is a set of data of its own."""
        for node in self.recipients:
            if self.estate.graph.nodes[node].kind == "workload":
                names = {each.dataset for each in self.estate.graph.strands[node]} & counted.keys()
                if len(names) > 1:
                    yield frozenset(names)

    def judged(self, name: str, reach: _Reach) -> Judgement:
        """Judge a dataset at a place of concern, or that may be one."""
        dataset, recipient = self.datasets[name], reach.recipient
        way = trail(self.estate, name, reach.node)
        synthetic = _synthetic(self.estate, reach.strand)
        sure = bool(recipient.country and dataset.subjects and not synthetic)
        bulk = self.certain if sure else self.widest if synthetic else self.likely
        why = bulk.why(name)
        missing = () if why else bulk.missing(name)
        if not why and not missing:
            return Judgement(Outcome.HOLDS, way.key, way.words)
        what = f"something made from {name}" if reach.strand.derived else name
        info = f"{what} reaches {recipient.where}: {why or 'how many people or devices it is about is not declared'}."
        allowed = allowed_by(self.estate, name, reach.node.site, recipient.country)
        if allowed.outcome is Outcome.BY_EVIDENCE:
            return Judgement(Outcome.BY_EVIDENCE, way.key, way.words, evidence=allowed.evidence)
        if synthetic:
            info = f"{info} It is synthetic, of which the regulation says nothing: have it looked at."
            asked = (f"evidence of kind dsp-analysis for {name}",)
            return Judgement(Outcome.UNKNOWN, way.key, way.words, info, missing=asked, raw=False)
        open_facts = (
            *missing,
            *(() if dataset.subjects else (f"datasets.{name}.subjects",)),
            *recipient.missing,
            *allowed.missing,
        )
        info = f"{info} {allowed.what}".strip()
        if open_facts:
            return Judgement(Outcome.UNKNOWN, way.key, way.words, info, missing=open_facts)
        return Judgement(Outcome.FAILS, way.key, way.words, info)


def _recipient(estate: Estate, node: Node) -> _Recipient | None:
    """Say in which way a place is of concern or may be; None where it is not."""
    holds, here = estate.territories.holds, node.site or node.name
    for country in node.countries:
        if holds(_CONCERN, country):
            return _Recipient(country, f"{here} in {country}")
    for who, country in (("operator", node.operator), ("operator's parent", node.parent)):
        if holds(_CONCERN, country):
            return _Recipient(country, f"{here}, whose {who} stands under the law of {country}")
    if not node.countries:
        missing = (f"sites.{node.site}.region" if node.site else dotted(node.key),)
        return _Recipient(where=f"{here}, which may be anywhere", missing=missing)
    missing = tuple(
        f"sites.{node.site}.sovereignty.{who}"
        for who, country in (("operator", node.operator), ("parent", node.parent))
        if not country
    )
    return (
        _Recipient(where=f"{here}, of which nobody knows who runs it", missing=missing) if missing else None
    )


def _synthetic(estate: Estate, strand: Strand) -> bool:
    return lowered(estate, strand, "synthetic")


def _people(estate: Estate, name: str) -> str:
    """The dataset that a dataset is a variant of in the end; itself where it is none."""
    seen = {name}
    while (above := estate.environment.datasets[name].variant_of) is not None and above not in seen:
        seen.add(above)
        name = above
    return name


RULE: Final = Rule(
    id="DSP-202",
    pack="us-dsp",
    title="Bulk sensitive data of people in the United States reaches no country of concern and no covered person.",
    citation="28 CFR 202.205, 202.206, 202.211, 202.303, 202.401, 202.601",
    link="https://www.ecfr.gov/current/title-28/chapter-I/part-202",
    severity="hard",
    explanation="China with Hong Kong and Macau, Cuba, Iran, North Korea, Russia and Venezuela, and companies under their law wherever they run a region, must not get sensitive data of Americans in bulk. No form frees it: anonymised and encrypted data counts, and so does a model that may give back what it was trained on. Datasets of a class are summed over all places of concern, and what is combined in one dataset, or used together by one workload there, takes the lowest threshold of its classes. Government-related data, which has no threshold, and the exempt transactions of subpart E are not judged here.",
    reads=(
        "datasets.tags",
        "datasets.subjects",
        "datasets.volume",
        "datasets.variant_of",
        "every place that the dataset, or what is made from it, reaches",
        "sites.sovereignty.operator",
        "sites.sovereignty.parent",
        "facts: bulk_thresholds",
    ),
    satisfied_by="a licence (dsp-licence); except for 'omic data an analysis of a restricted transaction (dsp-analysis) with transaction (vendor, employment or investment), cisa-requirements and audited in its details",
    instruments=("dsp-analysis", "dsp-licence"),
    effective=date(2025, 4, 8),
    verified=True,
    judge=_judge,
)
