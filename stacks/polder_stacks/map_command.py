"""`polder map`: where data moves, as a picture or as data."""

import sys
from datetime import date
from typing import TYPE_CHECKING, Final

import click

from polder_stacks.day_option import on_day

if TYPE_CHECKING:
    from polder_policies.maps.view import Detail
    from polder_stacks.judged import Judged

BAD_INPUT: Final = 2


@click.command("map", epilog="Example: polder map prod --format svg > prod.svg")
@click.argument("environment", required=False)
@click.option(
    "--format",
    "form",
    type=click.Choice(["mermaid", "dot", "svg", "json"]),
    default="mermaid",
    show_default=True,
    help="Form of the output; json is the whole resolved graph, with its findings.",
)
@on_day
@click.option("--dataset", metavar="NAME", help="Show this dataset alone, and what is made from it.")
@click.option(
    "--detail",
    type=click.Choice(["sites", "nodes"]),
    default="sites",
    show_default=True,
    help="Draw sites with what is at them, or every dataset, workload and server.",
)
def map_(environment: str | None, form: str, on: date | None, dataset: str | None, detail: "Detail") -> None:
    """Show where data moves, what crosses a border, and what the rules say of it.

    Exits with 0 whether the rules hold or not: polder check judges. Exits with 2 when the input is wrong.
    """
    from polder_stacks.judged import judged_or_exit, today  # noqa: PLC0415 - pydantic costs 100 ms

    found = judged_or_exit([environment] if environment else [], on or today())
    chosen = _one(found)
    if dataset is not None and dataset not in chosen.loaded.environment.datasets:
        _refuse_dataset(chosen, dataset)
    if form == "json":
        if dataset is not None:
            click.echo("--format json is the whole graph; --dataset narrows pictures alone", err=True)
            sys.exit(BAD_INPUT)
        click.echo(_graph(chosen), nl=False)
    else:
        click.echo(_picture(chosen, form, detail, dataset or ""), nl=False)


def _one(found: "list[Judged]") -> "Judged":
    """The one environment that is drawn."""
    if len(found) != 1:
        names = ", ".join(each.verdict.environment for each in found)
        said = f"a map is of one environment: name one of {names}" if found else "there is no environment"
        click.echo(said, err=True)
        sys.exit(BAD_INPUT)
    return found[0]


def _refuse_dataset(judged: "Judged", name: str) -> None:
    from polder_environments.problems import shown  # noqa: PLC0415 - pydantic costs 100 ms
    from polder_environments.resolve.refusals import one_of  # noqa: PLC0415 - as above

    environment = judged.loaded.environment
    allowed = one_of(environment.datasets, name) if environment.datasets else "none is declared"
    click.echo(f"{environment.environment} has no dataset {shown(name)}; {allowed}", err=True)
    sys.exit(BAD_INPUT)


def _graph(judged: "Judged") -> str:
    from polder_environments.extends import project_root  # noqa: PLC0415 - pydantic costs 100 ms
    from polder_policies.maps.export import graph_text  # noqa: PLC0415 - as above

    project = project_root(judged.loaded.sources.files[0])
    return graph_text(judged.loaded, judged.graph, judged.verdict, project)


def _picture(judged: "Judged", form: str, detail: "Detail", dataset: str) -> str:
    from polder_policies.estate import Estate  # noqa: PLC0415 - pydantic costs 100 ms
    from polder_policies.maps.pictures import PICTURES  # noqa: PLC0415 - as above
    from polder_policies.maps.view import map_view  # noqa: PLC0415 - as above

    picture = PICTURES[form]
    estate = Estate(judged.loaded.environment, judged.graph, judged.verdict.on)
    view = map_view(estate, judged.verdict, detail=detail, dataset=dataset, most=picture.most)
    text = picture.draw(view)
    if view.left_out:
        click.echo(
            f"{view.left_out} flows do not fit into a picture of {picture.most}; those that stand worst are shown. "
            "--dataset shows those of one, --format json all.",
            err=True,
        )
    return text
