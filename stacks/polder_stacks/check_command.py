"""`polder check`: load, resolve and judge; build nothing."""

import sys
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypedDict, Unpack

import click

from polder_stacks.day_option import on_day

if TYPE_CHECKING:
    from polder_policies.acceptance import Applied
    from polder_policies.baseline import Baseline
    from polder_policies.reports.report import Report, Threshold
    from polder_stacks.judged import Judged

FAILED: Final = 1
BAD_INPUT: Final = 2

_FORMS: Final = ("table", "json", "sarif", "junit", "markdown", "github", "gitlab")


class _Asked(TypedDict):
    """The options, as click gives them."""

    environments: tuple[str, ...]
    form: str
    on: date | None
    fail_on: "Threshold"
    baseline: Path | None
    write_baseline: Path | None


@click.command(
    epilog="A baseline holds for this command alone: polder synth builds nothing while a hard or soft finding stands."
)
@click.argument("environments", nargs=-1, metavar="[ENVIRONMENT]...")
@click.option(
    "--format",
    "form",
    type=click.Choice(_FORMS),
    default="table",
    show_default=True,
    help="Form of the output.",
)
@on_day
@click.option(
    "--fail-on",
    type=click.Choice(["hard", "soft", "advisory"]),
    default="soft",
    show_default=True,
    help="The mildest severity of a finding that makes the check fail.",
)
@click.option(
    "--baseline",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Findings in this file do not make the check fail, but for hard ones.",
)
@click.option(
    "--write-baseline",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Accept all findings that stand, but for hard ones, in this file; then check by it.",
)
def check(**asked: Unpack[_Asked]) -> None:
    """Judge where data goes, and say what breaks a rule; build nothing.

    Exits with 0 when nothing stands, with 1 when a finding does that is as strict as --fail-on, and with 2 when the
    input is wrong, after naming every mistake with its file, line, key and what is allowed.
    """
    from polder_stacks.judged import judged_or_exit, today  # noqa: PLC0415 - pydantic costs 100 ms

    day = asked["on"] or today()
    found = judged_or_exit(asked["environments"], day)
    baselines = _baselines(asked, found)
    from polder_stacks.check_reports import reports_of  # noqa: PLC0415 - as above

    form = asked["form"]
    reports = reports_of(found, fail_on=asked["fail_on"], baselines=baselines, with_sites=form == "json")
    if form == "table":
        from polder_stacks.check_table import check_table  # noqa: PLC0415 - rich costs 100 ms

        check_table(reports, [each.topology for each in found])
    else:
        click.echo(_written(form, reports), nl=False)
    sys.exit(0 if all(report.passes for report in reports) else FAILED)


def _baselines(asked: _Asked, found: "Sequence[Judged]") -> "Mapping[str, Applied]":
    """Read the baseline to check by, after writing it anew where that is asked for."""
    file, target = asked["baseline"], asked["write_baseline"]
    if file is None and target is None:
        return {}
    from polder_environments.problems import InvalidInput, render  # noqa: PLC0415 - pydantic costs 100 ms
    from polder_policies.baseline import applied, recorded  # noqa: PLC0415 - as above
    from polder_stacks.check_baseline import read_baseline, write_baseline  # noqa: PLC0415 - as above

    try:
        before = read_baseline(file) if file else None
        if target and target != file and target.exists():
            before = read_baseline(target)
        after = recorded([each.verdict for each in found], before) if target or before is None else before
        if target:
            write_baseline(target, after)
            _told(target, after, found)
    except InvalidInput as invalid:
        click.echo(render(invalid.problems), err=True)
        sys.exit(BAD_INPUT)
    except OSError as error:
        click.echo(f"{target} cannot be written: {error.strerror or error}. Name another file.", err=True)
        sys.exit(BAD_INPUT)
    return {each.verdict.environment: applied(after, str(target or file), each.verdict) for each in found}


def _told(target: Path, baseline: "Baseline", found: "Sequence[Judged]") -> None:
    accepted = sum(len(baseline.environments[each.verdict.environment]) for each in found)
    hard = sum(finding.severity == "hard" for each in found for finding in each.verdict.broken)
    left = f"; {hard} of hard rules it cannot accept" if hard else ""
    click.echo(f"{target}: findings accepted: {accepted}{left}", err=True)


def _written(form: str, reports: "Sequence[Report]") -> str:
    """Write reports in a form for machines; only its module is imported."""
    if form == "json":
        from polder_policies.reports.verdict_json import as_json as write  # noqa: PLC0415 - one form is asked for
    elif form == "sarif":
        from polder_policies.reports.sarif import as_sarif as write  # noqa: PLC0415 - as above
    elif form == "junit":
        from polder_policies.reports.junit import as_junit as write  # noqa: PLC0415 - as above
    elif form == "markdown":
        from polder_policies.reports.markdown import as_markdown as write  # noqa: PLC0415 - as above
    elif form == "github":
        from polder_policies.reports.github import as_github as write  # noqa: PLC0415 - as above
    else:
        from polder_policies.reports.gitlab import as_gitlab as write  # noqa: PLC0415 - as above
    text = write(reports)
    return text if text.endswith("\n") or not text else f"{text}\n"
