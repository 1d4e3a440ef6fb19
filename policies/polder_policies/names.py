"""Names of packs and rules in an environment file: whether there are such."""

from collections.abc import Iterator, Sequence

from polder_environments.load import Loaded
from polder_environments.model import Environment
from polder_environments.problems import KeyPath, Problem, dotted
from polder_environments.resolve.refusals import one_of
from polder_policies.pack import Pack
from polder_policies.yaml_pack import own_pack, own_problems


def unknown_names(loaded: Loaded[Environment], packs: Sequence[Pack]) -> tuple[Problem, ...]:
    """Refuse packs and rules that the environment names and that are not installed, and rules of its own that cannot be.

    A waiver of a misspelt rule would accept nothing, and nobody would see why.
    """
    unknown = tuple(
        Problem(loaded.sources.key(key), dotted(key), what, allowed, "unknown-name")
        for key, what, allowed in _unknown(loaded.environment, packs)
    )
    return (*unknown, *own_problems(loaded, packs))


def _unknown(environment: Environment, packs: Sequence[Pack]) -> Iterator[tuple[KeyPath, str, str]]:
    names = {pack.name for pack in packs}
    rules = {rule.id: rule for pack in (*packs, *own_pack(environment)) for rule in pack.rules}
    for number, name in enumerate(environment.packs or ()):
        if name not in names:
            yield ("packs", number), f"there is no pack {name!r}", one_of(names, name)
    for name, waiver in environment.waivers.items():
        if waiver.rule not in rules:
            yield ("waivers", name, "rule"), f"there is no rule {waiver.rule!r}", one_of(rules, waiver.rule)
    for rule, severity in environment.profile.severities.items():
        key: KeyPath = ("profile", "severities", rule)
        if rule not in rules:
            yield key, f"there is no rule {rule!r}", one_of(rules, rule)
        elif rules[rule].severity == "hard" and severity != "hard":
            yield key, f"{rule} is hard, and a profile cannot make it {severity}", "hard"
