"""HIPAA-312c: Stores of protected health information keep what is overwritten or deleted."""

from collections.abc import Iterator
from typing import Final

from polder_environments.flows.graph import Node
from polder_environments.problems import KeyPath
from polder_policies.estate import Estate
from polder_policies.rule import ACCEPTED, Judgement, Outcome, Rule
from polder_policies.shapes.patients import Patients
from polder_policies.shapes.settings import declared_at
from polder_policies.shapes.trails import trail


def _judge(estate: Estate) -> Iterator[Judgement]:
    seen: set[str] = set()
    told: set[KeyPath] = set()
    for name, node in Patients(estate).nodes():
        place = _store(estate, node)
        if not place or place in seen:
            continue
        seen.add(place)
        site, _, store = place.partition("/")
        declared = estate.here[site].stores[store]
        by_time = declared.retain is not None and not declared.versioned
        key = declared_at(estate, site, "stores", store, "retain" if by_time else "versioned")
        if key in told:
            continue
        told.add(key)
        words = trail(estate, name, node).words
        if declared.versioned or by_time:
            yield Judgement(Outcome.HOLDS, key, words)
        else:
            info = f"{name}, or something made from it, lies in {place}, which forgets what is overwritten or deleted."
            yield Judgement(Outcome.FAILS, key, words, info)


def _store(estate: Estate, node: Node) -> str:
    """The store that a node lies in, `site/store`; blank where it lies in none."""
    if node.kind == "dataset":
        return node.name.partition("@")[2]
    if node.kind == "backup":
        return estate.environment.backups[node.name].to
    return node.name if node.kind == "store" else ""


RULE: Final = Rule(
    id="HIPAA-312c",
    pack="us-hipaa",
    title="Stores of protected health information keep what is overwritten or deleted.",
    citation="45 CFR 164.312(c)(1)",
    link="https://www.ecfr.gov/current/title-45/section-164.312",
    severity="soft",
    explanation="Protected health information must not be altered or destroyed unnoticed. A store that keeps earlier versions, or refuses to overwrite for a time, can show what was there; every cloud checks the digest of what it stores.",
    reads=(
        "stores.versioned",
        "stores.retain",
        "every store that such data, or what is made from it, reaches",
    ),
    satisfied_by="versioned: true, or retain, on the store",
    waivable=ACCEPTED,
    verified=False,
    judge=_judge,
)
