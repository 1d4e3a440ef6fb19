"""Places that data reaches as something that has not left a law by its form."""

from collections.abc import Callable, Iterator

from polder_environments.flows.graph import Node, Strand
from polder_policies.estate import Estate
from polder_policies.shapes.trails import reached

Freed = Callable[[Strand], bool]
"""Tells whether a law leaves a strand alone."""


def remaining(estate: Estate, dataset: str, freed: Freed) -> Iterator[tuple[Node, Strand]]:
    """Give the places that `reached` gives, where anything is left that is not freed.

    Where the nearest strand of a place is freed and another one is not, a model trained on the raw data for
    instance, the other one is given.
    """
    for node, strand in reached(estate, dataset):
        if not freed(strand):
            yield node, strand
            continue
        for other, left in estate.graph.places_of.get(dataset, ()):
            if (other.site or other.id) == (node.site or node.id) and not freed(left):
                yield other, left
                break
