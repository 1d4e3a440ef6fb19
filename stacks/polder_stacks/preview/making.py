"""From what is asked for to a preview: revisions, plans, rules, costs and guards, in their order."""

import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from polder_previews.guards import Guards, wanted_names
from polder_previews.preview import Preview
from polder_previews.pricing.prices import Prices
from polder_previews.secrets import Secrets
from polder_rehearsal.rehearse import Audience
from polder_rehearsal.terminal import audience
from polder_rehearsal.tool import Tool
from polder_stacks.judged import judged_or_exit, today
from polder_stacks.preview.answer import terraform
from polder_stacks.preview.assembling import Aspects, assembled
from polder_stacks.preview.costs import costs_of, prices_of
from polder_stacks.preview.origin import footer, identity, variables
from polder_stacks.preview.patterns_file import read_patterns
from polder_stacks.preview.planning import Result
from polder_stacks.preview.refusal import BadRequest
from polder_stacks.preview.revisions import choose
from polder_stacks.preview.situation import Situation, situated
from polder_stacks.preview.sources import Way, planned_results, read_results
from polder_stacks.preview.tie import Tie, tie_of

STAND_INS: Final = (
    "Planned on stand-ins for the clouds' providers, without credentials, as if the base revision stood there and nothing"
    " else: what was changed past Terraform is not seen, and what clouds decide is made up."
)


@dataclass(frozen=True)
class Wish:
    """What is asked of a preview.

    Args:
        environments: Names or paths; none means all.
        base: The base revision; None where there is none to compare with.
        rehearsed: Whether Terraform runs on stand-ins.
        plans: Plans in files, `STACK=FILE` each; with any, nothing is planned.
        everything: Whether stacks that did not change are planned too.
        prices: A file of the user's own prices.
        redact: A file of the user's own patterns for secrets.
        variables: Those of the process.
    """

    environments: tuple[str, ...]
    base: str | None = None
    rehearsed: bool = False
    plans: tuple[str, ...] = ()
    everything: bool = False
    prices: Path | None = None
    redact: Path | None = None
    variables: Mapping[str, str] = field(default_factory=variables)


@dataclass(frozen=True)
class Made:
    """A preview that was made.

    Args:
        wish: What was asked for.
        situation: The revisions that it compares.
        preview: The preview.
        guards: What the guards say of it.
        tie: What a deployment is tied to.
    """

    wish: Wish
    situation: Situation
    preview: Preview
    guards: Guards
    tie: Tie

    @property
    def holds(self) -> bool:
        """Whether nothing stands against applying it."""
        return not self.preview.failed and self.guards.hold and not self.situation.withheld

    @property
    def told(self) -> Iterator[str]:
        """Say what is to be done about what stands against it."""
        if self.situation.withheld:
            names = " ".join(self.situation.withheld)
            yield f"polder check {names} shows everything that keeps {names} from being built"
        yield from guards_told(self.guards, self.situation)


def guards_told(guards: Guards, situation: Situation) -> Iterator[str]:
    """Say which changes have to be named, in the form in which the environment file names them."""
    if guards.hold:
        return
    for deed in guards.open:
        for reason in deed.refused:
            yield f"{deed.stack}: {deed.address}: changes.{reason}"
    files = {each.verdict.environment: str(each.loaded.sources.files[0]) for each in situation.head}
    for environment in dict.fromkeys(deed.environment for deed in guards.open):
        where = files.get(environment, f"the last file of {environment}, in a revision before this one")
        yield f"data may go; where that is meant, somebody says so in {where}:"
        yield wanted_names([deed for deed in guards.open if deed.environment == environment], situation.day)


@dataclass(frozen=True)
class Readings:
    """Files that decide how plans are shown.

    Args:
        secrets: What is secret.
        redact: Hash of the user's patterns; blank without any.
        prices: Unit prices.
    """

    secrets: Secrets
    redact: str
    prices: Prices


def readings(redact: Path | None, prices: Path | None) -> Readings:
    """Read the files that decide how plans are shown.

    Raises:
        BadRequest: A file cannot be read.
        InvalidInput: With everything that is wrong with one of them.
    """
    patterns, digest = read_patterns(redact)
    return Readings(Secrets(patterns), digest, prices_of(prices))


def made_preview(wish: Wish) -> Made:
    """Make a preview; on bad environments say everything that is wrong with them, and end.

    Raises:
        BadRequest: Something is asked for that cannot be had.
        InvalidInput: A file is wrong.
        NoTerraform: Something has to be planned, and there is no Terraform.
        Refused: What was built does not keep to its environment.
        ToolMissing: There is no git.
    """
    read = readings(wish.redact, wish.prices)
    day = today()
    chosen = choose(wish.environments, wish.base, day)
    head = judged_or_exit(chosen.head, day) if chosen.head else []
    with tempfile.TemporaryDirectory(prefix="polder-preview-") as scratch:
        situation = situated(chosen, head, day, Path(scratch))
        tool, results = _results(situation, wish)
    notes = (STAND_INS,) if wish.rehearsed and tool else ()
    files = [file for each in head for file in each.loaded.sources.files]
    aspects = Aspects(
        identity(wish.environments, wish.variables),
        footer(files, chosen.base.commit, tool, wish.variables, notes),
        read.secrets,
        costs_of(results, read.prices, read.secrets),
    )
    preview, guards = assembled(situation, results, aspects)
    return Made(wish, situation, preview, guards, tie_of(situation, read.redact, rehearsed=wish.rehearsed))


def _results(situation: Situation, wish: Wish) -> tuple[Tool | None, dict[str, Result]]:
    stacks = situation.after.stacks
    wanted = frozenset(stacks) if wish.everything else situation.changed
    if not wanted and not situation.removed and not wish.plans:
        return None, {name: Result("unchanged") for name in stacks}
    if wish.plans and not stacks and not situation.removed:
        raise BadRequest("there is nothing to give a plan for: nothing is built while rules fail")
    tool = terraform()
    with audience(situation.line) as told:
        way = Way(tool, Audience(told.began, told.where), rehearsed=wish.rehearsed)
        if wish.plans:
            return None, read_results(situation, wanted, way, wish.plans)
        with way.ground(situation, wanted) as ground:
            return tool, planned_results(situation, wanted, way, ground)
