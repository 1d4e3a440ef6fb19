"""`polder inspect`: read emitted Terraform and plans, independently of what wrote them."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import click

FAILED: Final = 1
BAD_INPUT: Final = 2


@click.command(
    epilog="Example: terraform show -json plan.out > plan.json; polder inspect prod --plan prod-frankfurt-infra=plan.json"
)
@click.argument("environments", nargs=-1, metavar="[ENVIRONMENT]...")
@click.option(
    "--from",
    "out",
    type=click.Path(path_type=Path, file_okay=False),
    envvar="CDKTF_OUTDIR",
    default=Path("cdktf.out"),
    show_default=True,
    help="Folder that polder synth wrote.",
)
@click.option(
    "--plan",
    "plans",
    multiple=True,
    metavar="[STACK=]FILE",
    help="Inspect a plan as well: what terraform show -json printed. Without STACK, the file or its folder is called like it.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "json", "sarif"]),
    default="table",
    show_default=True,
    help="Form of the output.",
)
def inspect(environments: tuple[str, ...], out: Path, plans: tuple[str, ...], form: str) -> None:
    """Hold Terraform that was written, and plans of it, against the environments.

    Every attribute that says where something lies has to name its site; nothing may be public, copied elsewhere or cross
    a partition; what nobody has classified fails. polder synth does this before it writes anything; this does it again
    with what lies there now, and with what Terraform would do.

    Exits with 0 when all holds, 1 when something does not, 2 when the input is wrong.
    """
    from polder_stacks.judged import judged_or_exit, today  # noqa: PLC0415 - pydantic costs 100 ms

    found = judged_or_exit(environments, today())
    from polder_stacks import inspection_report  # noqa: PLC0415 - rich costs 100 ms
    from polder_stacks.inspected import CannotInspect, inspected, located  # noqa: PLC0415 - as above
    from polder_stacks.origins import Origins  # noqa: PLC0415 - as above
    from polder_stacks.own_classification import classification  # noqa: PLC0415 - as above

    topologies = [each.topology for each in found]
    try:
        stacks = inspected(topologies, out, _plans(plans), classification())
    except CannotInspect as missing:
        click.echo(str(missing), err=True)
        sys.exit(BAD_INPUT)
    findings = located(stacks, Origins({each.topology.environment: each.loaded.sources for each in found}))
    inspection_report.WRITERS[form](stacks, findings)
    sys.exit(FAILED if findings else 0)


def _plans(given: Sequence[str]) -> dict[str, Path]:
    """Find out which stack each plan is of.

    Raises:
        CannotInspect: A stack has two plans.
    """
    from polder_stacks.inspected import CannotInspect  # noqa: PLC0415 - pydantic costs 100 ms

    plans: dict[str, Path] = {}
    for text in given:
        name, equals, path = text.partition("=")
        file = Path(path if equals else text)
        stack = name if equals else _stack_of(file)
        if stack in plans:
            raise CannotInspect(
                f"{plans[stack]} and {file} are both plans of {stack}; --plan STACK=FILE says which is of what"
            )
        plans[stack] = file
    return plans


def _stack_of(file: Path) -> str:
    """The stack that a plan is of: `prod-frankfurt-infra.json`, or `prod-frankfurt-infra/plan.json`."""
    return file.resolve().parent.name if file.stem in ("plan", "tfplan") else file.stem
