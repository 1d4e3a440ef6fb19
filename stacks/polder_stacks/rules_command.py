"""`polder rules`: which rules there are, and whether they say what their fixtures expect."""

import json
import sys
from typing import TYPE_CHECKING, Final

import click

if TYPE_CHECKING:
    from collections.abc import Sequence

    from polder_policies.pack import Pack

FAILED: Final = 1
BAD_INPUT: Final = 2


@click.group(invoke_without_command=True, options_metavar="[OPTIONS]", subcommand_metavar="[test [PACK]...]")
@click.option(
    "--pack", "names", multiple=True, metavar="PACK", help="Only rules of this pack; can be given again."
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "json"]),
    default="table",
    show_default=True,
    help="Form of the output.",
)
@click.pass_context
def rules(context: click.Context, names: tuple[str, ...], form: str) -> None:
    """List the rules of all packs that are installed, or test them.

    Exits with 2 when there is no such pack, or when one that another package brings cannot be used.
    """
    context.obj = names
    if context.invoked_subcommand:
        return
    packs = named_or_exit(names)
    from polder_stacks.rules_report import rules_data, rules_table  # noqa: PLC0415 - rich costs 100 ms

    if form == "json":
        click.echo(json.dumps(rules_data(packs), indent=2, ensure_ascii=False))
    else:
        rules_table(packs)


@rules.command("test")
@click.argument("names", nargs=-1, metavar="[PACK]...")
@click.pass_obj
def test(chosen: tuple[str, ...], names: tuple[str, ...]) -> None:
    """Run the fixtures of all packs, or of those named.

    Every rule needs a case that holds, one that fails, one that it does not apply to, one that evidence satisfies and
    one that lacks a fact, or a word on why there is none; docs/rules.md shows how they are written.

    Exits with 0 when every rule says just what its fixtures expect, with 1 when one does not, with 2 when there is no
    such pack.
    """
    packs = named_or_exit((*chosen, *names))
    from polder_policies.foreign import NotAPack  # noqa: PLC0415 - pydantic costs 100 ms
    from polder_policies.harness import check_pack  # noqa: PLC0415 - as above

    failed = False
    for pack in packs:
        try:
            ran, failures = check_pack(pack)
            told = [str(failure) for failure in failures]
        except NotAPack as broken:
            ran, told = 0, [str(broken)]
        except (OSError, UnicodeError) as unreadable:
            ran, told = 0, [f"its fixtures cannot be read: {unreadable}"]
        failed = failed or bool(told)
        said = f"{len(told)} of its expectations fail" if told else "all as expected"
        click.echo(f"{pack.name}: {len(pack.rules)} rules, {ran} cases, {said}")
        for line in told:
            click.echo(f"  {line}")
    sys.exit(FAILED if failed else 0)


def packs_or_exit() -> "tuple[Pack, ...]":
    """Give all packs that are installed; exit with 2 when one of another package cannot be used."""
    from polder_policies.packs import NotAPack, all_packs  # noqa: PLC0415 - --help needs no pack

    try:
        return all_packs()
    except NotAPack as broken:
        click.echo(f"{broken}. Mend that package, or remove it.", err=True)
        sys.exit(BAD_INPUT)


def named_or_exit(names: "Sequence[str]") -> "tuple[Pack, ...]":
    """Give the packs that are named, or all; exit with 2 when one is not there."""
    from polder_environments.problems import closest  # noqa: PLC0415 - as above

    packs = packs_or_exit()
    known = [pack.name for pack in packs]
    wrong = [name for name in names if name not in known]
    for name in wrong:
        guess = closest(name, known)
        meant = f"did you mean {guess}? " if guess else ""
        click.echo(f"there is no pack {name!r}: {meant}allowed: {', '.join(known)}", err=True)
    if wrong:
        sys.exit(BAD_INPUT)
    return tuple(pack for pack in packs if not names or pack.name in names)
