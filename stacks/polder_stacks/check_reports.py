"""From judged environments to what reports tell of them."""

from collections.abc import Mapping, Sequence
from importlib.metadata import version
from types import MappingProxyType

from polder_policies.acceptance import NO_BASELINE, Applied
from polder_policies.foreign import foreign_packs
from polder_policies.packs import all_packs
from polder_policies.reports.report import PackNote, Report, Threshold
from polder_policies.yaml_pack import own_pack
from polder_stacks.check_places import Places
from polder_stacks.judged import Judged


def reports_of(
    found: Sequence[Judged],
    *,
    fail_on: Threshold = "soft",
    baselines: Mapping[str, Applied] = MappingProxyType({}),
    with_sites: bool = False,
) -> tuple[Report, ...]:
    """Give what is told of each environment.

    Args:
        found: Judged environments.
        fail_on: The mildest severity that makes a check fail.
        baselines: What a baseline says of each, by the environment's name.
        with_sites: Whether every site with everything decided goes with it, as plain data.
    """
    installed, places = pack_notes(), Places()
    return tuple(
        Report(
            verdict=each.verdict,
            loaded=each.loaded,
            place=places,
            version=polder_version(),
            packs={**installed, **_own(each)},
            fail_on=fail_on,
            baseline=baselines.get(each.verdict.environment, NO_BASELINE),
            sites=tuple(site.model_dump(mode="json") for site in each.topology.sites) if with_sites else (),
        )
        for each in found
    )


def _own(each: Judged) -> Mapping[str, PackNote]:
    return {pack.name: PackNote(pack.title, "") for pack in own_pack(each.loaded.environment)}


def polder_version() -> str:
    """The version of Polder that is installed."""
    return version("polder")


def pack_notes() -> Mapping[str, PackNote]:
    """What each installed pack is, and which package brings it."""
    origins = {pack.name: str(origin) for pack, origin in foreign_packs()}
    own = f"polder {polder_version()}"
    return {pack.name: PackNote(pack.title, origins.get(pack.name, own)) for pack in all_packs()}
