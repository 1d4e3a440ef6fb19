"""What residency asks for and no guardrail can hold: a cloud fences an account as a whole, not one dataset in it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from polder_environments.facts.regions import region
from polder_policies.estate import Estate
from polder_policies.guardrails.contract import Tenancy


@dataclass(frozen=True, slots=True)
class Gap:
    """A dataset in a tenancy whose guardrails allow regions that its residency does not.

    Args:
        environment: Name of the environment.
        dataset: Name of the dataset.
        residency: What is allowed and denied, in words.
        tenancy: The account, subscription or project.
        sites: Sites there that hold or read the dataset itself, sorted.
        regions: Regions that the guardrails allow and the residency does not, sorted.
    """

    environment: str
    dataset: str
    residency: str
    tenancy: Tenancy
    sites: tuple[str, ...]
    regions: tuple[str, ...]

    def __str__(self) -> str:
        """Say it in one sentence, with what to do."""
        return (
            f"{self.environment}: {self.dataset} ({self.residency}) lies in {self.tenancy.cloud} {self.tenancy.name}, "
            f"where sites need {', '.join(self.regions)} too: its guardrails cannot keep it out of there; "
            "an account, subscription or project of its own can"
        )


def gaps(estates: Sequence[Estate], found: Sequence[Tenancy]) -> tuple[Gap, ...]:
    """Find the gaps of environments, in the order of environments, datasets and tenancies."""
    return tuple(gap for estate in estates for gap in _gaps(estate, found))


def _gaps(estate: Estate, found: Sequence[Tenancy]) -> Iterator[Gap]:
    environment = estate.environment.environment
    for name, dataset in estate.datasets():
        residency = dataset.residency
        if not residency.allow and not residency.deny:
            continue
        places = estate.graph.places_of.get(name, ())
        reached = {node.site for node, strand in places if node.site and not strand.derived}
        for tenancy in found:
            inside = tuple(sorted(site for site in reached if f"{environment}/{site}" in tenancy.sites))
            outside = tuple(
                each for each in tenancy.regions if not _allowed(estate, name, tenancy.cloud, each)
            )
            if inside and outside:
                yield Gap(
                    environment, name, _words(residency.allow, residency.deny), tenancy, inside, outside
                )


def _allowed(estate: Estate, dataset: str, cloud: str, name: str) -> bool:
    """Whether a region is in a residency; one that nobody knows is not."""
    known = region(cloud, name)
    if known is None:
        return False
    place, residency = known.subdivision or known.country, estate.environment.datasets[dataset].residency
    if any(estate.territories.touches(area, place) for area in residency.deny):
        return False
    return not residency.allow or any(estate.territories.holds(area, place) for area in residency.allow)


def _words(allow: Sequence[str], deny: Sequence[str]) -> str:
    told = [f"only {', '.join(allow)}"] if allow else []
    return "; ".join([*told, *([f"not {', '.join(deny)}"] if deny else [])])
