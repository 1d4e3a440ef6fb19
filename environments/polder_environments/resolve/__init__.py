"""From what an environment says to what will stand: every site with everything decided, or every reason why not."""

from collections.abc import Sequence

from polder_environments.facts.clouds import clouds
from polder_environments.load import Loaded, Misread
from polder_environments.model import Environment
from polder_environments.problems import InvalidInput, Position, Problem
from polder_environments.remainder import remainder
from polder_environments.resolve.references import refuse_references
from polder_environments.resolve.refusals import Refusals
from polder_environments.resolve.site import SiteResolver
from polder_environments.topology import SitePlan, Topology


def resolve(loaded: Loaded[Environment]) -> Topology:
    """Decide everything an environment leaves open.

    Args:
        loaded: The environment, and where each of its values stands.

    Raises:
        InvalidInput: With everything that cannot be had, all at once.
    """
    environment, sources = loaded.environment, loaded.sources
    refusals = Refusals(sources.position)
    sites: list[SitePlan] = []
    for name in sorted(environment.sites):
        plan = SiteResolver(environment, sources, name, refusals).resolve()
        if plan is not None:
            sites.append(plan)
    _own_addresses(environment, refusals)
    _one_primary(environment, refusals)
    _own_labels(environment, refusals)
    _own_names(sites, refusals)
    _own_identities(environment, refusals)
    refuse_references(environment, refusals)
    if refusals.count:
        raise InvalidInput(refusals.problems())
    return Topology(environment=environment.environment, owner=environment.owner, sites=tuple(sites))


def beside(misread: Misread) -> tuple[Problem, ...]:
    """Find what else is wrong with a file that holds mistakes, so that one run tells all of it.

    Args:
        misread: The mistakes, and the file.

    Returns:
        What cannot be had in the parts of the file that hold no mistake.
    """
    rest = remainder(misread.sources, Environment, misread.problems)
    if rest is None:
        return ()
    try:
        resolve(Loaded(rest.instance, rest.sources))
    except InvalidInput as invalid:
        return tuple(problem for problem in invalid.problems if not rest.touches(problem))
    return ()


def one_name_each(environments: Sequence[Loaded[Environment]]) -> tuple[Problem, ...]:
    """Refuse two files that name one environment: their stacks would be written over each other."""
    first: dict[str, Position] = {}
    problems: list[Problem] = []
    for loaded in environments:
        name = loaded.environment.environment
        here = loaded.sources.position(("environment",))
        earlier = first.setdefault(name, here)
        if earlier is not here:
            what = f"{name!r} is the name of the environment at {earlier} already"
            problems.append(Problem(here, "environment", what, "a name of its own", "conflict"))
    return tuple(problems)


def _own_addresses(environment: Environment, refusals: Refusals) -> None:
    """Refuse two sites whose addresses overlap; a link between them could never be made."""
    ranges = sorted((site.network.cidr, name) for name, site in environment.sites.items())
    widest, owner = ranges[0]
    for cidr, name in ranges[1:]:
        if cidr.overlaps(widest):
            refusals.add(
                ("sites", name, "network", "cidr"),
                f"{cidr} overlaps {widest} of site {owner}",
                "a range that no other site has",
                "overlapping-cidr",
            )
        else:  # sorted by address, so nothing further can overlap what lies before this one
            widest, owner = cidr, name


def _own_names(sites: Sequence[SitePlan], refusals: Refusals) -> None:
    """Refuse two things of one account that get one name: site a with b-c and site a-b with c, for instance."""
    owners: dict[tuple[str, str, str, str], str] = {}
    for site in sites:
        named = [("identity", identity.resource_name) for identity in site.identities]
        if site.mlflow is not None:
            named += [
                ("identity", site.mlflow.identity.resource_name),
                ("database", site.mlflow.database.name),
            ]
        for concept, name in named:
            owner = owners.setdefault((site.cloud, site.tenancy, concept, name), site.name)
            if owner != site.name:
                what = f"the {concept} {name} has the name of one of site {owner} in {site.tenancy}"
                refusals.add(("sites", site.name), what, "another name for the site", "name-refused")


def _own_identities(environment: Environment, refusals: Refusals) -> None:
    """Refuse two sites whose pods could act as each other.

    GKE, "About Workload Identity Federation", identity sameness: all clusters of a project share one pool, in which a
    service account is known by its namespace and name alone.
    """
    first: dict[tuple[str, str], str] = {}
    for name, site in sorted(environment.sites.items()):
        cloud = clouds()[site.cloud]
        tenancy = site.account or site.subscription or site.project
        if not cloud.shared_identities or tenancy is None:
            continue
        owner = first.setdefault((site.cloud, tenancy), name)
        if owner != name:
            what = f"site {owner} is in {tenancy} too, and pods of both clusters could act as each other's identities"
            allowed = f"a {cloud.tenancy_key} for each site"
            refusals.add(("sites", name, cloud.tenancy_key), what, allowed, "conflict")


def _one_primary(environment: Environment, refusals: Refusals) -> None:
    primaries = sorted(name for name, site in environment.sites.items() if site.role == "primary")
    for name in primaries[1:]:
        refusals.add(
            ("sites", name, "role"),
            f"site {primaries[0]} is primary already",
            "role: primary at one site at most",
            "conflict",
        )


def _own_labels(environment: Environment, refusals: Refusals) -> None:
    for label in environment.labels:
        if label.startswith("polder-"):
            refusals.add(
                ("labels", label),
                f"{label!r} begins with polder-, which Polder keeps for its own labels",
                "another key",
                "reserved-label",
            )
