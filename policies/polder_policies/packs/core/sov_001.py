"""SOV-001: Data stays where its residency allows."""

from collections.abc import Iterator
from typing import Final

from polder_policies.estate import Estate
from polder_policies.rule import Judgement, Outcome, Rule
from polder_policies.shapes.areas import outside
from polder_policies.shapes.trails import lowered, reached, trail


def _judge(estate: Estate) -> Iterator[Judgement]:
    for name, dataset in estate.datasets():
        residency = dataset.residency
        beyond = any(node.kind == "implied" for node, _ in reached(estate, name))
        if beyond and estate.tags[name] and not residency.allow:
            missing = (f"datasets.{name}.residency.allow",)
            info = f"{name} reaches places beyond the sites, and where it may be is not declared."
            yield Judgement(Outcome.UNKNOWN, ("datasets", name), (name,), info, missing=missing)
        if not residency.allow and not residency.deny:
            continue
        for node, strand in reached(estate, name):
            way = trail(estate, name, node)
            why = outside(estate, residency.allow, residency.deny, node)
            if not why:
                yield Judgement(Outcome.HOLDS, way.key, way.words)
            elif strand.derived and lowered(estate, strand, "anonymised", "differentially-private"):
                yield Judgement(Outcome.BY_EVIDENCE, way.key, way.words, evidence=(strand.evidence,))
            else:
                what = f"something made from {name}" if strand.derived else name
                yield Judgement(Outcome.FAILS, way.key, way.words, f"{what} reaches {why}.")


RULE: Final = Rule(
    id="SOV-001",
    pack="core",
    title="Data stays where its residency allows.",
    citation="residency of the dataset itself",
    link="",
    severity="hard",
    explanation="Whoever declares a residency means every place that the data reaches, also as a copy, in a log, in a model or in a backup, and not only the place it is stored in.",
    reads=("datasets.residency", "every place that the dataset reaches", "country and subdivision of a site"),
    satisfied_by="another site, no flow to it, or a transformation with evidence that nobody can be told from what leaves",
    instruments=("anonymisation-test", "dp-accounting"),
    verified=True,
    judge=_judge,
)
