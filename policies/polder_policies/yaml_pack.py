"""Rules that an organisation writes in YAML, under `rules` of an environment, made into a pack like any other."""

from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Final

from polder_environments.declarations import OwnRule
from polder_environments.facts.tags import meanings
from polder_environments.facts.territories import Territories, known
from polder_environments.load import Loaded
from polder_environments.model import Environment
from polder_environments.problems import KeyPath, Problem, dotted
from polder_environments.resolve.refusals import one_of
from polder_policies.estate import Estate
from polder_policies.pack import Pack
from polder_policies.rule import ACCEPTED, NEVER, Judgement, Outcome, Rule
from polder_policies.shapes.areas import outside
from polder_policies.shapes.trails import lowered, reached, trail

OWN: Final = "own"
"""Name of the pack; it is in force wherever an environment has rules of its own."""

_FREEING: Final = ("anonymised", "differentially-private")


def own_pack(environment: Environment) -> tuple[Pack, ...]:
    """Make a pack of the rules that an environment declares; none where it declares none."""
    if not environment.rules:
        return ()
    return (
        Pack(
            name=OWN,
            title="Rules of the organisation's own",
            rules=tuple(_rule(name, environment.rules[name]) for name in sorted(environment.rules)),
            fixtures=Path(),  # they are one tested function with other arguments
        ),
    )


def own_problems(loaded: Loaded[Environment], packs: Sequence[Pack]) -> tuple[Problem, ...]:
    """Find rules of an environment that cannot be: of a name that is taken, of unknown tags or areas, or of no demand."""
    return tuple(
        Problem(loaded.sources.key(key), dotted(key), what, allowed, code)
        for key, what, allowed, code in _wrong(loaded.environment, packs)
    )


def _wrong(environment: Environment, packs: Sequence[Pack]) -> Iterator[tuple[KeyPath, str, str, str]]:
    taken = {rule.id: pack.name for pack in packs for rule in pack.rules}
    territories = Territories({name: each.areas for name, each in environment.territories.items()})
    for name, rule in environment.rules.items():
        key: KeyPath = ("rules", name)
        if name in taken:
            yield key, f"{name} is a rule of pack {taken[name]}", "another id", "conflict"
        if not rule.allow and not rule.deny:
            yield key, f"{name} demands nothing", "allow, deny, or both", "conflict"
        for number, tag in enumerate(rule.tags):
            if tag not in meanings():
                yield (
                    (*key, "tags", number),
                    f"there is no tag {tag!r}",
                    one_of(meanings(), tag),
                    "unknown-name",
                )
        for field, areas in (("allow", rule.allow), ("deny", rule.deny)):
            for number, area in enumerate(areas):
                if area not in territories:
                    names = {*known(), *environment.territories}
                    what = f"there is no territory {area!r}"
                    yield (*key, field, number), what, one_of(names, area), "unknown-name"


def _rule(name: str, declared: OwnRule) -> Rule:
    return Rule(
        id=name,
        pack=OWN,
        title=declared.title,
        citation=declared.citation,
        link="",
        severity=declared.severity,
        explanation=declared.explanation,
        reads=("datasets.tags", "every place that the dataset reaches", f"rules.{name}"),
        satisfied_by=f"{_demand(declared)}, or a transformation with evidence that nobody can be told from what leaves",
        instruments=("anonymisation-test", "dp-accounting"),
        waivable=NEVER if declared.severity == "hard" else ACCEPTED,
        effective=declared.effective,
        verified=True,
        judge=partial(_judge, declared),
    )


def _demand(declared: OwnRule) -> str:
    words = [f"places in {', '.join(declared.allow)}"] if declared.allow else ["places"]
    return " ".join([*words, *([f"outside {', '.join(declared.deny)}"] if declared.deny else [])])


def _judge(declared: OwnRule, estate: Estate) -> Iterator[Judgement]:
    for name, _ in estate.datasets(*declared.tags):
        for node, strand in reached(estate, name):
            way = trail(estate, name, node)
            why = outside(estate, declared.allow, declared.deny, node)
            if not why:
                yield Judgement(Outcome.HOLDS, way.key, way.words)
            elif strand.derived and lowered(estate, strand, *_FREEING):
                yield Judgement(Outcome.BY_EVIDENCE, way.key, way.words, evidence=(strand.evidence,))
            else:
                what = f"something made from {name}" if strand.derived else name
                yield Judgement(Outcome.FAILS, way.key, way.words, f"{what} reaches {why}.")
