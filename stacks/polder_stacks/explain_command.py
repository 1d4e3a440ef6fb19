"""`polder explain`: one rule, or one finding, whole."""

import re
import sys
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Final, NoReturn

import click

from polder_stacks.day_option import on_day

if TYPE_CHECKING:
    from polder_policies.rule import Rule
    from polder_policies.verdict import Finding
    from polder_stacks.judged import Judged

BAD_INPUT: Final = 2

_FINGERPRINT: Final = re.compile(r"[0-9a-f]{1,12}")
_FEWEST_DIGITS: Final = 6


@click.command()
@click.argument("what", metavar="RULE|FINDING")
@click.argument("environments", nargs=-1, metavar="[ENVIRONMENT]...")
@on_day
def explain(what: str, environments: tuple[str, ...], on: date | None) -> None:
    """Show what a rule demands and why, or a finding with everything that led to it.

    A rule is named by its id, GDPR-44; a finding by its fingerprint, or the first six digits of it, and looked for in
    the environments. For a finding that stands, the evidence or the waiver to declare is written as YAML, with blanks
    where only you know what to write.

    Exits with 2 when there is no such rule or finding.
    """
    if _FINGERPRINT.fullmatch(what):
        _explain_finding(what, environments, on)
    else:
        _explain_rule(what, environments)


def _explain_rule(name: str, environments: Sequence[str]) -> None:
    from polder_environments.problems import closest  # noqa: PLC0415 - pydantic costs 100 ms
    from polder_stacks.explain_text import rule_text  # noqa: PLC0415 - rich costs 100 ms
    from polder_stacks.rules_command import packs_or_exit  # noqa: PLC0415 - as above

    packs = packs_or_exit()
    rules = {rule.id: rule for pack in packs for rule in pack.rules}
    if name not in rules:
        rules = {**rules, **_own_rules(environments)}
    if name not in rules:
        guess = closest(name, rules)
        _exit(
            f"there is no rule {name!r}{f': did you mean {guess}?' if guess else ''} polder rules lists all; "
            f"a finding is named by {_FEWEST_DIGITS} or more digits of its fingerprint, 0-9 and a-f"
        )
    rule_text(rules[name])


def _own_rules(environments: Sequence[str]) -> "dict[str, Rule]":
    """Rules that environments have of their own; none of one that cannot be read, which is `polder check`'s to say."""
    from polder_environments.load import environment_path, find_environments, load  # noqa: PLC0415 - as above
    from polder_environments.problems import InvalidInput  # noqa: PLC0415 - as above
    from polder_policies.yaml_pack import own_pack  # noqa: PLC0415 - as above

    found: dict[str, Rule] = {}
    for name in environments or find_environments():
        try:
            packs = own_pack(load(environment_path(name)).environment)
        except InvalidInput:
            continue
        found |= {rule.id: rule for pack in packs for rule in pack.rules}
    return found


def _explain_finding(prefix: str, environments: Sequence[str], on: date | None) -> None:
    from polder_stacks.judged import judged_or_exit, today  # noqa: PLC0415 - pydantic costs 100 ms

    if len(prefix) < _FEWEST_DIGITS:
        _exit(f"{prefix!r} is too short: write {_FEWEST_DIGITS} or more digits of the fingerprint")
    judged = judged_or_exit(environments, on or today())
    found = [
        (each, finding)
        for each in judged
        for finding in each.verdict.findings
        if finding.fingerprint.startswith(prefix)
    ]
    names = ", ".join(each.verdict.environment for each in judged)
    if not found:
        _exit(
            f"no finding of {names or 'no environment'} begins with {prefix!r}: polder check shows them all"
        )
    if len({finding.fingerprint for _, finding in found}) > 1:
        _exit("\n".join([f"{prefix!r} begins several fingerprints; write more digits:", *_listed(found)]))
    from polder_policies.packs import NotAPack  # noqa: PLC0415 - pydantic costs 100 ms
    from polder_stacks.explain_text import finding_text  # noqa: PLC0415 - rich costs 100 ms

    try:
        for each, finding in found:
            finding_text(each, finding)
    except NotAPack as broken:  # a rule judges again, by evidence that it has not seen before
        _exit(f"{broken}. Mend that package, or remove it.")


def _listed(found: "Sequence[tuple[Judged, Finding]]") -> list[str]:
    return sorted(
        f"  {finding.fingerprint}  {each.verdict.environment}: {finding.rule.id} {finding.outcome} {finding.key}"
        for each, finding in found
    )


def _exit(message: str) -> NoReturn:
    click.echo(message, err=True)
    sys.exit(BAD_INPUT)
