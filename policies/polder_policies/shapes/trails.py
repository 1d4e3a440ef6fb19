"""How data got somewhere, told from the dataset to the country, and the line of the file that brought it there."""

from collections.abc import Iterator
from dataclasses import dataclass

from polder_environments.flows.graph import Edge, Node, Strand
from polder_environments.problems import KeyPath
from polder_policies.estate import Estate


@dataclass(frozen=True, slots=True)
class Trail:
    """A way of a dataset through the graph.

    Args:
        words: Dataset, then kind of edge and node in turn, then the site and the country.
        key: The line that makes the last step; the dataset's home where there is none.
    """

    words: tuple[str, ...]
    key: KeyPath


def trail(estate: Estate, dataset: str, node: Node) -> Trail:
    """Find the shortest way of a dataset, or of what is made from it, to a node that it reaches."""
    came = estate.came(dataset)
    steps: list[Edge] = []
    at = node.id
    while (edge := came.get(at)) is not None:
        steps.append(edge)
        at = edge.source
    words = [dataset]
    for edge in reversed(steps):
        words += [edge.kind, estate.graph.nodes[edge.target].name]
    key: KeyPath = steps[0].key if steps else ("datasets", dataset, "home")
    return Trail((*words, *place(node)), key)


def place(node: Node) -> tuple[str, ...]:
    """Say where a node stands: its site and its country, or that nobody knows."""
    country = node.subdivision or ", ".join(node.countries) or "anywhere"
    return tuple(filter(None, (node.site, country)))


def reached(estate: Estate, dataset: str) -> Iterator[tuple[Node, Strand]]:
    """Places that a dataset reaches, one for each site and each place beyond: the nearest, with the rawest strand.

    What many nodes of one site would say is said once.
    """
    yield from estate.nearest(dataset)


def lowered(estate: Estate, strand: Strand, *forms: str) -> bool:
    """Tell whether a strand has one of the forms, by evidence that counts on the day and is of a kind that shows it."""
    return strand.form in forms and not estate.why_not_form(strand.form, strand.evidence)
