"""From names of environments to verdicts: the way that every command takes before it does anything else."""

import os
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime

import click

from polder_environments.collection import paused
from polder_environments.flows.derive import derive
from polder_environments.flows.graph import FlowGraph
from polder_environments.load import Loaded, Misread, environment_path, find_environments, load
from polder_environments.model import Environment
from polder_environments.problems import InvalidInput, Problem, render
from polder_environments.resolve import beside, one_name_each, resolve
from polder_environments.topology import Topology
from polder_policies.judge import judge
from polder_policies.names import unknown_names
from polder_policies.packs import NotAPack, all_packs
from polder_policies.verdict import Verdict

BAD_INPUT = 2


@dataclass(frozen=True)
class Judged:
    """An environment with everything that is known of it before a construct exists.

    Args:
        loaded: What the file says, and where.
        topology: Every site with everything decided.
        graph: Every movement of data.
        verdict: What the rules in force say.
    """

    loaded: Loaded[Environment]
    topology: Topology
    graph: FlowGraph
    verdict: Verdict


def today() -> date:
    """The day it is, in UTC; the only look at a clock, and commands alone take it."""
    return datetime.now(UTC).date()


def judged(names: Iterable[str], on: date) -> list[Judged]:
    """Load, resolve and judge environments.

    Args:
        names: Names or paths; none means the one that POLDER_ENVIRONMENT names, or else all in environments/.
        on: The day to judge by.

    Raises:
        InvalidInput: With everything that is wrong with all of them.
    """
    chosen = tuple(names) or tuple(filter(None, [os.environ.get("POLDER_ENVIRONMENT")]))
    problems: list[Problem] = []
    found: list[Judged] = []
    packs = all_packs()
    for name in chosen or find_environments():
        try:
            loaded = load(environment_path(name))
            wrong = unknown_names(loaded, packs)
            topology = _resolved(loaded, wrong)
            with paused():
                graph = derive(loaded.environment)
                verdict = judge(loaded, graph, packs, on)
            found.append(Judged(loaded, topology, graph, verdict))
        except Misread as misread:
            problems += (*misread.problems, *beside(misread))
        except InvalidInput as invalid:
            problems += invalid.problems
    problems += one_name_each([each.loaded for each in found])
    if problems:
        raise InvalidInput(tuple(problems))
    return found


def _resolved(loaded: Loaded[Environment], wrong: tuple[Problem, ...]) -> Topology:
    """Resolve, and tell what is wrong with names of rules together with everything else."""
    try:
        topology = resolve(loaded)
    except InvalidInput as invalid:
        raise InvalidInput((*invalid.problems, *wrong)) from None
    if wrong:
        raise InvalidInput(wrong)
    return topology


def judged_or_exit(names: Iterable[str], on: date) -> list[Judged]:
    """Load, resolve and judge environments; on bad input say everything that is wrong with all of it and exit with 2."""
    try:
        return judged(names, on)
    except InvalidInput as invalid:
        click.echo(render(invalid.problems), err=True)
    except NotAPack as broken:
        click.echo(f"{broken}. Mend that package, or remove it.", err=True)
    sys.exit(BAD_INPUT)
