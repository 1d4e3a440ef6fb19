"""`polder guardrails`: the policy of environments as guardrails that the clouds' own tools take."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

if TYPE_CHECKING:
    from polder_environments.topology import Topology

BAD_INPUT: Final = 2


@click.command()
@click.argument("environments", nargs=-1, metavar="[ENVIRONMENT]...")
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    required=True,
    help="Folder for the files: a new one, an empty one, or one that this command wrote.",
)
def guardrails(environments: tuple[str, ...], out: Path) -> None:
    """Write guardrails that keep each account, subscription and project to the regions of its sites.

    AWS gets service control policies, Azure policy assignments, Google Cloud an organization policy, each as a file
    that the cloud's own tools take, with a README that says how, and what they do not stop. Name all environments that
    share an account, subscription or project together.

    Exits with 0 when they are written, 1 when a finding stands and nothing is, 2 when the input is wrong.
    """
    from polder_stacks.gate import admitted  # noqa: PLC0415 - pydantic costs 100 ms

    found = admitted(environments)
    from polder_policies.estate import Estate  # noqa: PLC0415 - as above
    from polder_policies.guardrails.contract import TooLarge  # noqa: PLC0415 - as above
    from polder_policies.guardrails.folder import LIST, Folder  # noqa: PLC0415 - as above
    from polder_stacks.folders import Refused, put_folder  # noqa: PLC0415 - as above

    topologies = [each.topology for each in found]
    try:
        folder = Folder(
            topologies, [Estate(each.loaded.environment, each.graph, each.verdict.on) for each in found]
        )
        files = {path: text.encode() for path, text in folder.files().items()}
        put_folder(files, out, LIST, "polder.guardrails/")
    except (TooLarge, Refused) as error:
        click.echo(f"{error}. Nothing was written.", err=True)
        sys.exit(BAD_INPUT)
    except OSError as error:
        click.echo(
            f"{out} cannot be written: {error.strerror or error}. Name another folder with --out.", err=True
        )
        sys.exit(BAD_INPUT)
    for tenancy, made in folder.guardrails.items():
        click.echo(f"{tenancy.cloud} {tenancy.name}: {', '.join(tenancy.regions)}")
        for guardrail in made:
            click.echo(f"  {out / guardrail.path}: {guardrail.holds}")
    click.echo(f"{out / 'README.md'} says how to apply them and what they do not stop")
    for warning in (*map(str, folder.gaps), *_cut_off(topologies)):
        click.echo(warning, err=True)


def _cut_off(topologies: "Sequence[Topology]") -> list[str]:
    """Say which other environments here have sites in the same accounts, which these guardrails would cut off."""
    from polder_environments.load import find_environments, load  # noqa: PLC0415 - pydantic costs 100 ms
    from polder_environments.problems import InvalidInput  # noqa: PLC0415 - as above

    fenced = {(site.cloud, site.tenancy) for topology in topologies for site in topology.sites}
    regions = {(site.cloud, site.tenancy, site.region) for topology in topologies for site in topology.sites}
    known = {topology.environment for topology in topologies}
    found: list[str] = []
    for file in find_environments():
        try:
            environment = load(file).environment
        except InvalidInput:
            continue  # polder check says what is wrong with it
        if environment.environment in known:
            continue
        for name, site in sorted(environment.sites.items()):
            tenancy = site.account or site.subscription or site.project or ""
            if (site.cloud, tenancy) in fenced and (site.cloud, tenancy, site.region) not in regions:
                found.append(
                    f"{environment.environment}/{name} stands in {site.region} of {site.cloud} {tenancy} too, "
                    f"and these guardrails would cut it off: name {environment.environment} with the others"
                )
    return found
