"""The `polder` command line. Each command loads what it needs when it runs, so `--help` stays quick."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from polder_environments.model import Environment
    from polder_environments.topology import Topology

BAD_INPUT = 2
FAILED = 1

ENVIRONMENTS = click.argument("environments", nargs=-1, metavar="[ENVIRONMENT]...")


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="polder")
def main() -> None:
    """Describe a shared ML platform once; get Terraform for every cloud and region it stands in.

    ENVIRONMENT is a name (prod: environments/prod.yaml) or a path. None means the one that POLDER_ENVIRONMENT
    names, or else all in environments/.
    """


@main.command()
@ENVIRONMENTS
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "json"]),
    default="table",
    show_default=True,
    help="Form of the output.",
)
def check(environments: tuple[str, ...], form: str) -> None:
    """Load and resolve environments; build nothing.

    Exits with 0 when all is well, and with 2 when the input is wrong, after naming every mistake with its file,
    line, key and what is allowed.
    """
    topologies = _resolved(environments)
    from polder_stacks.report import topology_json, topology_table  # noqa: PLC0415 - rich costs 100 ms

    if form == "json":
        click.echo(topology_json(topologies))
        return
    for topology in topologies:
        topology_table(topology)


@main.command()
@ENVIRONMENTS
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
    """Check environments, then write their Terraform.

    Writes OUT/stacks/ENVIRONMENT-SITE-{state,infra,services}/cdk.tf.json and the manifest that cdktf reads.
    Nothing is written, and what was there before stays, unless everything holds.
    """
    topologies = _resolved(environments)
    from polder_stacks.progress import progress  # noqa: PLC0415 - rich costs 100 ms
    from polder_stacks.report import synthesized_table  # noqa: PLC0415 - as above
    from polder_stacks.synth import InspectionFailed, synthesize  # noqa: PLC0415 - as above

    sites = sum(len(topology.sites) for topology in topologies)
    try:
        with progress(f"building {sites} sites"):
            written, seconds = synthesize(topologies, out, tidy="CDKTF_OUTDIR" not in os.environ, anew=anew)
    except InspectionFailed as failed:
        click.echo("What was built does not keep to the environment; nothing was written:", err=True)
        for finding in failed.findings:
            click.echo(f"  {finding}", err=True)
        sys.exit(FAILED)
    except OSError as error:
        click.echo(
            f"{out} cannot be written: {error.strerror or error}. Name another folder with --out.", err=True
        )
        sys.exit(BAD_INPUT)
    synthesized_table(written, seconds, out)


@main.command()
@click.option(
    "--check",
    "fresh",
    is_flag=True,
    help="Write nothing; exit with 1 when FILE is not what would be written.",
)
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False), required=False)
def schema(file: Path | None, *, fresh: bool) -> None:
    """Print the JSON Schema of an environment file, or write it to FILE."""
    from polder_environments.schema import schema_text  # noqa: PLC0415 - pydantic costs 100 ms

    text = schema_text()
    if file is None:
        click.echo(text, nl=False)
    elif not fresh:
        file.write_text(text, encoding="utf-8")
    elif not file.is_file() or file.read_text(encoding="utf-8") != text:
        click.echo(f"{file} is stale; run: polder schema {file}", err=True)
        sys.exit(FAILED)


@main.command()
def doctor() -> None:
    """Show which Python, Node, Terraform and cdktf are used, and what is missing."""
    from polder_stacks.doctor import diagnose  # noqa: PLC0415 - rich costs 100 ms

    sys.exit(0 if diagnose() else FAILED)


def _resolved(names: tuple[str, ...]) -> list[Topology]:
    """Load and resolve; on bad input say everything that is wrong with all of it and exit."""
    from polder_environments.load import Loaded, environment_path, find_environments, load  # noqa: PLC0415 - pydantic costs 100 ms
    from polder_environments.problems import InvalidInput, Problem, render  # noqa: PLC0415 - as above
    from polder_environments.resolve import one_name_each, resolve  # noqa: PLC0415 - as above

    chosen = names or tuple(filter(None, [os.environ.get("POLDER_ENVIRONMENT")]))
    problems: list[Problem] = []
    found: list[Loaded[Environment]] = []
    topologies: list[Topology] = []
    for name in chosen or find_environments():
        try:
            loaded = load(environment_path(name))
            found.append(loaded)
            topologies.append(resolve(loaded))
        except InvalidInput as invalid:
            problems += invalid.problems
    problems += one_name_each(found)
    if problems:
        click.echo(render(tuple(problems)), err=True)
        sys.exit(BAD_INPUT)
    return topologies
