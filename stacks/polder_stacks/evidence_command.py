"""`polder evidence`: everything that a verdict rests on, under one manifest to sign."""

import sys
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Final, TypedDict, Unpack

import click

from polder_stacks.day_option import on_day

DIFFERS: Final = 1
BAD_INPUT: Final = 2


class _Asked(TypedDict):
    """The options, as click gives them."""

    environments: tuple[str, ...]
    out: Path | None
    verify: Path | None
    on: date | None
    stacks: Path


@click.command()
@click.argument("environments", nargs=-1, metavar="[ENVIRONMENT]...")
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    help="Folder for the bundle, or a file that ends in .zip.",
)
@click.option(
    "--verify",
    type=click.Path(path_type=Path, exists=True),
    help="Write nothing; exit with 1 when this bundle is not what its manifest says.",
)
@on_day
@click.option(
    "--from",
    "stacks",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("cdktf.out"),
    show_default=True,
    help="Folder of the Terraform to compare with what the environments give.",
)
def evidence(**asked: Unpack[_Asked]) -> None:
    """Write a bundle for auditors: what was judged, by which rules and facts, what they say, and records of transfers.

    Its manifest has the digest of every other file, so whoever signs the manifest signs all. The same environments,
    day and Polder give the same bytes. It records and does not judge: it exits with 0 whether the rules hold or not,
    and with 2 when the input is wrong.
    """
    if (asked["out"] is None) == (asked["verify"] is None):
        click.echo("name where the bundle goes with --out, or one to check with --verify", err=True)
        sys.exit(BAD_INPUT)
    if asked["verify"] is not None:
        _verify(asked["verify"])
    elif asked["out"] is not None:
        _write(asked, asked["out"])


def _verify(bundle: Path) -> None:
    from polder_policies.bundle.canonical import digest  # noqa: PLC0415 - pydantic costs 100 ms
    from polder_policies.bundle.manifest import NAME  # noqa: PLC0415 - as above
    from polder_policies.bundle.verify import NoBundle, differences, listed  # noqa: PLC0415 - as above

    try:
        files = _read(bundle)
        found = differences(files)
    except NoBundle as error:
        click.echo(f"{bundle} is no bundle of polder evidence: {error}", err=True)
        sys.exit(BAD_INPUT)
    for each in found:
        click.echo(f"{bundle}: {each}")
    if found:
        sys.exit(DIFFERS)
    click.echo(
        f"{bundle}: {len(listed(files))} files are what {NAME} says; its sha256 is {digest(files[NAME])}"
    )


def _read(bundle: Path) -> Mapping[str, bytes]:
    """The files of a folder or of an archive, by their paths."""
    from zipfile import BadZipFile, ZipFile  # noqa: PLC0415 - an archive alone needs it

    from polder_policies.bundle.verify import NoBundle  # noqa: PLC0415 - pydantic costs 100 ms

    try:
        if bundle.is_dir():
            files = (file for file in bundle.rglob("*") if file.is_file())
            return {file.relative_to(bundle).as_posix(): file.read_bytes() for file in files}
        with ZipFile(bundle) as packed:
            return {name: packed.read(name) for name in packed.namelist()}
    except (OSError, BadZipFile, RuntimeError) as error:
        raise NoBundle(f"it cannot be read: {error}") from error


def _refuse_other(out: Path) -> None:
    """Refuse to replace a file that is no bundle."""
    from polder_policies.bundle.verify import NoBundle, listed  # noqa: PLC0415 - pydantic costs 100 ms
    from polder_stacks.folders import Refused  # noqa: PLC0415 - as above

    if out.exists():
        try:
            listed(_read(out))
        except NoBundle:
            raise Refused(f"{out} holds something else than a bundle: name a new file") from None


def _write(asked: _Asked, out: Path) -> None:
    from polder_stacks.judged import judged_or_exit, today  # noqa: PLC0415 - pydantic costs 100 ms

    day = asked["on"] or today()
    found = judged_or_exit(asked["environments"], day)
    from polder_policies.bundle.canonical import archive, digest  # noqa: PLC0415 - as above
    from polder_policies.bundle.contents import contents  # noqa: PLC0415 - as above
    from polder_policies.bundle.manifest import NAME  # noqa: PLC0415 - as above
    from polder_stacks.evidence_command_subjects import subjects  # noqa: PLC0415 - CDKTF's bindings cost 1 s
    from polder_stacks.evidence_command_versions import versions  # noqa: PLC0415 - as above
    from polder_stacks.folders import Refused, put_file, put_folder  # noqa: PLC0415 - as above
    from polder_stacks.progress import progress  # noqa: PLC0415 - rich costs 100 ms

    try:
        with progress("building what the environments give"):
            told = subjects(found, asked["stacks"])
        files = contents(told, versions(), day)
        if out.suffix == ".zip":
            _refuse_other(out)
            put_file(archive(files), out)
        else:
            put_folder(files, out, NAME, "polder.evidence/")
    except Refused as error:
        click.echo(f"{error}. Nothing was written.", err=True)
        sys.exit(BAD_INPUT)
    except OSError as error:
        click.echo(
            f"{out} cannot be written: {error.strerror or error}. Name another place with --out.", err=True
        )
        sys.exit(BAD_INPUT)
    for each in told:
        state = "holds" if each.verdict.holds else "does not hold"
        click.echo(f"{each.verdict.environment}: {state} on {day}; output: {each.output.state}")
    click.echo(f"{out}: {len(files)} files; sha256 of {NAME}: {digest(files[NAME])}")
