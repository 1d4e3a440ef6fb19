"""Data that lies at a site, or passes it, and wants a proof there."""

from collections.abc import Callable, Iterable, Iterator

from polder_environments.declarations import Dataset
from polder_environments.flows.graph import Node, Strand
from polder_policies.estate import Estate
from polder_policies.rule import Judgement, Outcome
from polder_policies.shapes.trails import reached, trail

Chosen = Iterable[tuple[str, Dataset]]


def at_sites(estate: Estate, chosen: Chosen) -> Iterator[tuple[str, str, Node, Strand]]:
    """Give each site that any of the datasets reaches, once, with the first dataset that does: site, dataset, node, strand."""
    first: dict[str, tuple[str, Node, Strand]] = {}
    for name, _ in chosen:
        for node, strand in reached(estate, name):
            if node.site:
                first.setdefault(node.site, (name, node, strand))
    for site in sorted(first):
        yield (site, *first[site])


def proved_at_sites(
    estate: Estate, chosen: Chosen, kinds: tuple[str, ...], lacking: Callable[[str, str], str]
) -> Iterator[Judgement]:
    """Judge each site that data reaches by whether evidence of all kinds covers it.

    Args:
        estate: What is judged.
        chosen: Datasets.
        kinds: Kinds of evidence; all are needed.
        lacking: Says why it fails, of a dataset and a site.
    """
    for site, name, node, _ in at_sites(estate, chosen):
        found = [estate.proofs((kind,), site=site) for kind in kinds]
        words = trail(estate, name, node).words
        if all(found):
            evidence = tuple(each[0] for each in found)
            yield Judgement(Outcome.BY_EVIDENCE, ("sites", site), words, evidence=evidence)
        else:
            yield Judgement(Outcome.FAILS, ("sites", site), words, lacking(name, site))
