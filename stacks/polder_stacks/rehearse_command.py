"""`polder rehearse`: real Terraform runs what is synthesized, offline, on stand-ins for the providers."""

import shutil
import sys
import tempfile
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypedDict, Unpack

import click

from polder_stacks.output import ended_in_good_order

if TYPE_CHECKING:
    from polder_rehearsal.results import Result
    from polder_rehearsal.stack_run import Where
    from polder_rehearsal.tool import Tool
    from polder_rehearsal.wishes import Wish

REFUSED: Final = 1
BAD_INPUT: Final = 2
TOOL_MISSING: Final = 3

_COMMAND: Final = "polder_stacks.rehearse_command"


class _Asked(TypedDict):
    """The options, as click gives them."""

    environments: tuple[str, ...]
    stacks: tuple[str, ...]
    validate_only: bool
    synthesized: Path | None
    keep: Path | None
    drifts: tuple[str, ...]
    fail_at: tuple[str, ...]
    slow: float
    form: str


class _Wrapping(click.Command):
    """A command whose arguments end at `--`; what follows is another command's."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Keep what follows `--` for the body of the command."""
        if "--" in args:
            at = args.index("--")
            ctx.meta[_COMMAND] = tuple(args[at + 1 :])
            args = args[:at]
        return super().parse_args(ctx, args)


@click.command(
    cls=_Wrapping,
    options_metavar="[OPTIONS]",
    epilog="Example: polder rehearse prod -- cdktf diff prod-frankfurt-infra",
)
@click.argument("environments", nargs=-1, metavar="[ENVIRONMENT]... [-- COMMAND...]")
@click.option(
    "--stack", "stacks", multiple=True, metavar="GLOB", help="Only stacks called so, and those they need."
)
@click.option("--validate-only", is_flag=True, help="Stop after terraform validate.")
@click.option(
    "--from",
    "synthesized",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    help="Rehearse what lies in this folder; synthesize nothing.",
)
@click.option(
    "--keep",
    type=click.Path(path_type=Path, file_okay=False),
    help="Keep states here and destroy nothing: the next rehearsal starts from them.",
)
@click.option(
    "--drift",
    "drifts",
    multiple=True,
    metavar="[STACK:]TYPE.NAME.ATTRIBUTE=VALUE",
    help="Change an attribute past Terraform, and see what Terraform does about it.",
)
@click.option(
    "--fail-at",
    multiple=True,
    metavar="[STACK:]TYPE.NAME",
    help="Let a resource fail once, and see whether a second apply completes it.",
)
@click.option(
    "--slow",
    type=click.FloatRange(0),
    default=0.0,
    metavar="SECONDS",
    help="Let each change of a resource take so long.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "json", "junit", "markdown"]),
    default="table",
    show_default=True,
    help="Form of the output.",
)
@click.pass_context
def rehearse(context: click.Context, /, **asked: Unpack[_Asked]) -> None:
    """Let real Terraform run what is synthesized, offline, without a cloud.

    Terraform or OpenTofu initialises, validates, plans, applies, plans again (nothing may change) and destroys every
    stack, on stand-ins that have the providers' true schemas. With -- COMMAND, that command runs instead, in a copy
    of the project in which Terraform finds the stand-ins; the exit code is then the command's.

    Exits with 0 when all passed, 1 when a rule stands against it or Terraform refused something, 2 when the input is
    wrong, 3 when a tool is missing.
    """
    wish = _wish(asked)
    command: tuple[str, ...] = context.meta.get(_COMMAND, ())
    with ended_in_good_order(), tempfile.TemporaryDirectory(prefix="polder-synthesized-") as scratch:
        out, where = asked["synthesized"], _nowhere
        if out is None:
            out = Path(scratch) / "cdktf.out"
            where, versions = _synthesize(asked["environments"], out)
            wish = replace(wish, kubernetes=versions)
        tool = _tool()
        with _said():
            made = Path(scratch) if asked["synthesized"] is None else None
            code = (
                _run(out, tool, wish, command, disposable=made)
                if command
                else _rehearse(out, tool, wish, asked["form"], where, disposable=made)
            )
    sys.exit(code)


def _wish(asked: _Asked) -> "Wish":
    from polder_rehearsal.wishes import Wish, change, place  # noqa: PLC0415 - only this command needs it

    with _said():
        return Wish(
            asked["stacks"],
            asked["validate_only"],
            asked["keep"],
            tuple(map(change, asked["drifts"])),
            tuple(map(place, asked["fail_at"])),
            asked["slow"],
        )


@contextmanager
def _said() -> Generator[None]:
    """Say what cannot be rehearsed, and exit with 2."""
    from polder_rehearsal.schemas import NoSchema  # noqa: PLC0415 - only this command needs it
    from polder_rehearsal.wishes import BadRequest  # noqa: PLC0415 - as above

    try:
        yield
    except (BadRequest, NoSchema, OSError, ValueError) as bad:
        click.echo(f"this cannot be rehearsed: {bad}", err=True)
        sys.exit(BAD_INPUT)


def _tool() -> "Tool":
    from polder_rehearsal.tool import NoTerraform, find_tool  # noqa: PLC0415 - only this command needs it

    try:
        return find_tool([sys.executable, "-P", "-m", "polder_stacks.terraform"])
    except NoTerraform as missing:
        click.echo(str(missing), err=True)
        sys.exit(TOOL_MISSING)


def _synthesize(environments: tuple[str, ...], out: Path) -> "tuple[Where, Mapping[str, str]]":
    """Synthesize; give the way back from a construct to its line, and each stack's version of Kubernetes."""
    from polder_stacks.gate import admitted  # noqa: PLC0415 - pydantic costs 100 ms
    from polder_stacks.names import PARTS, stack_name  # noqa: PLC0415 - as above
    from polder_stacks.origins import Origins  # noqa: PLC0415 - as above
    from polder_stacks.progress import progress  # noqa: PLC0415 - rich costs 100 ms
    from polder_stacks.synth import InspectionFailed, synthesize  # noqa: PLC0415 - it imports what builds

    found = admitted(environments)
    topologies = [each.topology for each in found]
    try:
        with progress(f"building {sum(len(topology.sites) for topology in topologies)} sites"):
            synthesize(topologies, out)
    except InspectionFailed as failed:
        click.echo("What was built does not keep to the environment:", err=True)
        for finding in failed.findings:
            click.echo(f"  {finding}", err=True)
        sys.exit(REFUSED)
    origins = Origins({each.topology.environment: each.loaded.sources for each in found})
    versions = {
        stack_name(site, part): site.cluster.version
        for topology in topologies
        for site in topology.sites
        for part in PARTS
    }
    return origins.position, versions


def _nowhere(_stack: str, _construct: str | None) -> str | None:
    """What was synthesized before names no line."""
    return None


def _rehearse(  # noqa: PLR0913 - each is something else that the rehearsal needs
    out: Path, tool: "Tool", wish: "Wish", form: str, where: "Where", *, disposable: Path | None
) -> int:
    from polder_rehearsal import reports, terminal  # noqa: PLC0415 - rich costs 100 ms
    from polder_rehearsal.rehearse import rehearse as run  # noqa: PLC0415 - as above

    with terminal.audience(where) as audience:
        result: Result = run(out, tool, wish, audience, disposable=disposable)
    writers = {"json": reports.as_json, "junit": reports.as_junit, "markdown": reports.as_markdown}
    if form == "table":
        terminal.table(result)
    else:
        click.echo(writers[form](result))
    return 0 if result.passed else REFUSED


def _run(out: Path, tool: "Tool", wish: "Wish", command: Sequence[str], *, disposable: Path | None) -> int:
    from polder_rehearsal.rehearse import rehearse_command  # noqa: PLC0415 - only this command needs it
    from polder_rehearsal.results import ALTERED  # noqa: PLC0415 - as above

    program = shutil.which(command[0])
    if program is None:
        click.echo(f"{command[0]} is not on PATH; python3 bootstrap.py sets cdktf and Terraform up", err=True)
        return TOOL_MISSING
    click.echo(f"{tool}. {ALTERED}", err=True)
    return rehearse_command(
        out, tool, wish, [program, *command[1:]], Path("cdktf.json"), disposable=disposable
    )
