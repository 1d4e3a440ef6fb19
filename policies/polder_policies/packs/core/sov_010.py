"""SOV-010: Nothing is copied, pulled or trusted across a cloud's partitions."""

from collections.abc import Iterator
from typing import Final

from polder_environments.flows.graph import EdgeKind
from polder_policies.estate import Estate
from polder_policies.rule import Judgement, Outcome, Rule
from polder_policies.shapes.trails import place

_EXPLICIT: Final[frozenset[EdgeKind]] = frozenset({"reads", "writes", "updates", "serves"})
"""What a declared workload does on purpose."""


def _judge(estate: Estate) -> Iterator[Judgement]:
    for edge in estate.graph.edges:
        source, target = estate.graph.nodes[edge.source], estate.graph.nodes[edge.target]
        if source.cloud != target.cloud or source.site == target.site or not target.site:
            continue
        words = (source.name, edge.kind, target.name, *place(target))
        if not source.partition or not target.partition:
            missing = tuple(f"sites.{node.site}.region" for node in (source, target) if not node.partition)
            info = f"The partition of {source.site} or {target.site} is not known."
            yield Judgement(Outcome.UNKNOWN, edge.key, words, info, missing=missing)
        elif source.partition != target.partition and edge.kind not in _EXPLICIT:
            info = f"{edge.kind} from {source.site} in {source.partition} to {target.site} in {target.partition} crosses partitions."
            yield Judgement(Outcome.FAILS, edge.key, words, info)
        elif source.partition != target.partition:
            yield Judgement(Outcome.HOLDS, edge.key, words)


RULE: Final = Rule(
    id="SOV-010",
    pack="core",
    title="Nothing is copied, pulled or trusted across a cloud's partitions.",
    citation="partitions of a cloud",
    link="https://docs.aws.amazon.com/whitepapers/latest/aws-fault-isolation-boundaries/partitions.html",
    severity="hard",
    explanation="A partition has accounts, identities and endpoints of its own. What seems to cross it needs a bridge that somebody has to run and answer for: a workload that reads on one side and writes on the other.",
    reads=("partition of a site", "edges that are no workload's reads and writes"),
    satisfied_by="a workload that carries the data over, declared",
    verified=True,
    judge=_judge,
)
