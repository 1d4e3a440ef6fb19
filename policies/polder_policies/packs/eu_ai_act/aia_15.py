"""AIA-15: Images and models of a high-risk system cannot be swapped unseen, and an earlier version is at hand."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from polder_policies.estate import Estate
from polder_policies.rule import ACCEPTED, Judgement, Outcome, Rule
from polder_policies.shapes.ai_act import LINK, high_risk, tagged


@dataclass(frozen=True, slots=True)
class _Need:
    """What a high-risk workload takes from a site, and from when that matters."""

    workload: str
    what: Literal["images", "models"]
    applies: date


def _judge(estate: Estate) -> Iterator[Judgement]:
    needs: dict[str, list[_Need]] = defaultdict(list)
    pulled_from = _pulled_from(estate)
    for name, workload, applies in high_risk(estate, "provider"):
        if workload.site in pulled_from:
            needs[pulled_from[workload.site]].append(_Need(name, "images", applies))
        else:
            yield _unknown(estate, name, workload.site, applies)
        for site in _models_at(estate, name):
            needs[site].append(_Need(name, "models", applies))
    for site in sorted(needs):
        yield _judged(estate, site, needs[site])


def _pulled_from(estate: Estate) -> Mapping[str, str]:
    """The site whose registry each site pulls from: its own, else the first by name that serves it."""
    registries = {
        site: here.registry
        for site, here in sorted(estate.here.items())
        if here.registry is not None and here.registry.enabled
    }
    found = {site: site for site in registries}
    for site, registry in registries.items():
        for served in registry.serves:
            found.setdefault(served, site)
    return found


def _models_at(estate: Estate, workload: str) -> Iterator[str]:
    """Sites of the tracking servers that a workload registers models at, or loads them from."""
    node = f"workload:{workload}"
    for edge in estate.graph.outgoing.get(node, ()):
        if edge.kind == "registers":
            yield estate.graph.nodes[edge.target].site
    for edge in estate.graph.incoming.get(node, ()):
        if edge.kind == "serves":
            yield estate.graph.nodes[edge.source].site


def _judged(estate: Estate, site: str, needs: list[_Need]) -> Judgement:
    lacking = tuple(_lacking(estate, site, {need.what for need in needs}))
    applies, first = min(need.applies for need in needs), min(need.workload for need in needs)
    words = (first, "registry", site)
    if not lacking:
        return Judgement(Outcome.HOLDS, ("sites", site), words, effective=applies)
    info = f"{first} relies on {site}, where {'; and '.join(lacking)}."
    return Judgement(Outcome.FAILS, ("sites", site), words, info, effective=applies)


def _lacking(estate: Estate, site: str, taken: set[str]) -> Iterator[str]:
    """Say what would let a version be swapped unseen, or leave none to go back to."""
    here, signed = estate.here[site], estate.environment.profile.registry_signed
    registry, mlflow = here.registry, here.tracking.mlflow
    if "images" in taken and registry is not None and registry.tags == "mutable" and not signed:
        yield "a tag can be pointed at another image (registry.tags) and no image is signed (profile.registry_signed)"
    if "models" in taken and mlflow is not None:
        if not signed:
            yield "models are not signed (profile.registry_signed)"
        store = here.stores[mlflow.artifacts]
        if not store.versioned:
            yield f"no earlier version of a model is kept (stores.{mlflow.artifacts}.versioned)"
        if store.expire is not None:
            yield f"models are deleted after {store.expire} days (stores.{mlflow.artifacts}.expire)"


def _unknown(estate: Estate, name: str, site: str, applies: date) -> Judgement:
    info = f"Where {name} has its images from is not declared: {site} has no registry, and none serves it."
    return Judgement(
        Outcome.UNKNOWN,
        ("workloads", name),
        (name, site),
        info,
        missing=(f"sites.{site}.registry",),
        raw=tagged(estate, name),
        effective=applies,
    )


RULE: Final = Rule(
    id="AIA-15",
    pack="eu-ai-act",
    title="Images and models of a high-risk system cannot be swapped unseen, and an earlier version is at hand.",
    citation="AI Act Art. 15(4)-(5)",
    link=LINK,
    severity="soft",
    explanation="A high-risk system withstands attempts to alter it by way of poisoned models and components, and has a plan for when it fails. In a registry that means: an image is known by its hash and its tag does not move, or a signature is wanted to run it; models are signed; and the version before is still there to go back to. Polder's stores and registries let nobody write whom the file does not name.",
    reads=(
        "workloads.ai_risk",
        "workloads.role",
        "workloads.registers",
        "workloads.serves",
        "registry.tags",
        "profile.registry_signed",
        "stores.versioned",
        "stores.expire",
    ),
    satisfied_by="profile.registry_signed; for images alone, tags that are immutable; for models, a versioned store that deletes nothing by age",
    waivable=ACCEPTED,
    verified=False,
    judge=_judge,
)
