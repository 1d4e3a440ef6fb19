"""`polder synth`: judge, build, inspect, publish; what `cdktf.json` runs."""

import os
import sys
from pathlib import Path

import click

FAILED = 1
BAD_INPUT = 2


@click.command()
@click.argument("environments", nargs=-1, metavar="[ENVIRONMENT]...")
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    envvar="CDKTF_OUTDIR",
    default=Path("cdktf.out"),
    show_default=True,
    help="Folder for the Terraform; cdktf sets CDKTF_OUTDIR.",
)
@click.option(
    "--anew", is_flag=True, help="Build every site; otherwise those that did not change are not built again."
)
def synth(environments: tuple[str, ...], out: Path, *, anew: bool) -> None:
    """Judge environments, then write their Terraform.

    Writes OUT/stacks/ENVIRONMENT-SITE-{state,infra,services}/cdk.tf.json and the manifest that cdktf reads.
    Nothing is written, and what was there before stays, unless every rule and everything inspected holds.
    """
    from polder_stacks.gate import admitted  # noqa: PLC0415 - pydantic costs 100 ms

    found = admitted(environments)
    topologies = [each.topology for each in found]
    from polder_stacks.origins import Origins  # noqa: PLC0415 - as below
    from polder_stacks.progress import progress  # noqa: PLC0415 - rich costs 100 ms
    from polder_stacks.report import synthesized_table  # noqa: PLC0415 - as above
    from polder_stacks.synth import InspectionFailed, synthesize  # noqa: PLC0415 - as above

    sites = sum(len(topology.sites) for topology in topologies)
    try:
        with progress(f"building {sites} sites"):
            written, seconds = synthesize(topologies, out, tidy="CDKTF_OUTDIR" not in os.environ, anew=anew)
    except InspectionFailed as failed:
        click.echo("What was built does not keep to the environment; nothing was written:", err=True)
        origins = Origins({each.topology.environment: each.loaded.sources for each in found})
        for finding, words in zip(failed.found, failed.findings, strict=True):
            click.echo(f"  {words}", err=True)
            if position := origins.position(finding.stack, finding.construct):
                click.echo(f"    {position}", err=True)
        sys.exit(FAILED)
    except OSError as error:
        click.echo(
            f"{out} cannot be written: {error.strerror or error}. Name another folder with --out.", err=True
        )
        sys.exit(BAD_INPUT)
    synthesized_table(written, seconds, out)
