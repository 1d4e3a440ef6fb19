"""Where card numbers lie and go: the cardholder data environment of PCI DSS, as the flows show it."""

from collections import deque
from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Final

from polder_environments.declarations import Dataset
from polder_environments.flows.graph import Edge, Node
from polder_policies.estate import Estate
from polder_policies.shapes.trails import lowered

_REDUCED: Final = frozenset({"truncated", "tokenised"})
"""Ways to make card numbers unreadable that leave nothing to get them back from."""


def reduced(estate: Estate, name: str) -> bool:
    """Tell whether a dataset is declared to hold no whole card number, proved or not."""
    dataset = estate.environment.datasets[name]
    return dataset.form == "synthetic" or _cut(estate, name, dataset)


def card_data(estate: Estate) -> Iterator[tuple[str, Dataset]]:
    """Give datasets with card numbers, codes or tracks, in the order of their names.

    One that is cut or tokenised leaves with a report that counts (`tokenisation`), one that holds no real card with
    a test (`form_evidence`). No other form does: pseudonymised people still have their cards.
    """
    for name, dataset in estate.datasets("pan"):
        if not _out_of_scope(estate, name, dataset):
            yield name, dataset


@dataclass(frozen=True)
class CardEnvironment:
    """The nodes that card data reaches, or what is made of it.

    Args:
        estate: What is judged.
        nodes: The dataset that is nearest, by node id; the nearest nodes first.
        beyond: Datasets of the tag that hold no card data; nothing goes on from them.
    """

    estate: Estate
    nodes: Mapping[str, str]
    beyond: AbstractSet[str]

    def sites(self) -> Iterator[tuple[str, str, Node]]:
        """Give each site with the dataset and the node that are nearest: site, dataset, node."""
        nearest: dict[str, tuple[str, Node]] = {}
        for name, dataset in self.nodes.items():
            node = self.estate.graph.nodes[name]
            if node.site:
                nearest.setdefault(node.site, (dataset, node))
        for site in sorted(nearest):
            yield (site, *nearest[site])

    def crossings(self) -> Iterator[tuple[Edge, str]]:
        """Give each edge that takes card data, or what is made of it, from one site to another, with the dataset."""
        nodes = self.estate.graph.nodes
        for name in sorted(self.nodes):
            for edge in self.estate.graph.outgoing.get(name, ()):
                target = nodes[edge.target]
                if (
                    target.site
                    and target.site != nodes[name].site
                    and _carries(self.estate, edge, self.beyond)
                ):
                    yield edge, self.nodes[name]


def card_environment(estate: Estate) -> CardEnvironment:
    """Follow card data through the flows.

    What comes out of a workload as tokens, or as test cards with evidence, does not carry it on.
    """
    beyond = {name for name, dataset in estate.datasets("pan") if _out_of_scope(estate, name, dataset)}
    found = {f"dataset:{name}@{dataset.home}": name for name, dataset in card_data(estate)}
    waiting = deque(found)
    while waiting:
        source = waiting.popleft()
        for edge in estate.graph.outgoing.get(source, ()):
            if edge.target not in found and _carries(estate, edge, beyond):
                found[edge.target] = found[source]
                waiting.append(edge.target)
    return CardEnvironment(estate, found, beyond)


def made_up(estate: Estate, dataset: Dataset) -> bool:
    """Tell whether a test that counts says that there is no real card in a dataset."""
    return (
        dataset.form == "synthetic"
        and dataset.form_evidence is not None
        and estate.counts(dataset.form_evidence)
    )


def _out_of_scope(estate: Estate, name: str, dataset: Dataset) -> bool:
    return made_up(estate, dataset) or (
        _cut(estate, name, dataset) and bool(estate.proofs(("tokenisation",), dataset=name))
    )


def _cut(estate: Estate, name: str, dataset: Dataset) -> bool:
    """Whether no whole number is left; codes and tracks (`sad`) stay what they are when the number beside them is cut."""
    return dataset.unreadable in _REDUCED and "sad" not in estate.tags[name]


def _carries(estate: Estate, edge: Edge, beyond: AbstractSet[str]) -> bool:
    """Whether card data goes along an edge: bytes, not to a dataset of tokens, and not as test cards alone."""
    if not edge.bytes_of_data:
        return False
    target = estate.graph.nodes[edge.target]
    if target.kind == "dataset" and target.key[1] in beyond:
        return False
    return not all(lowered(estate, strand, "synthetic") for strand in estate.graph.carried(edge))
