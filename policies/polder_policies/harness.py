"""Runs the fixtures of a pack: for every rule, what it must say in cases written by hand.

Used by `polder rules test` for anybody's pack, and by this project's own tests for the packs it brings.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal, cast

import yaml
from pydantic import ValidationError

from polder_environments.declarations import Date, RuleId
from polder_environments.flows.derive import derive
from polder_environments.model import Environment
from polder_environments.parts import Part
from polder_environments.problems import dotted
from polder_environments.resolve.references import references
from polder_policies.estate import Estate
from polder_policies.pack import Pack
from polder_policies.rule import Judgement, Outcome, Rule

CaseKind = Literal["holds", "fails", "not-applicable", "satisfied", "missing"]
NEEDED: Final[tuple[CaseKind, ...]] = ("holds", "fails", "not-applicable", "satisfied", "missing")

_SHOWN: Final[Mapping[CaseKind, Outcome]] = {
    "holds": Outcome.HOLDS,
    "fails": Outcome.FAILS,
    "satisfied": Outcome.BY_EVIDENCE,
    "missing": Outcome.UNKNOWN,
}
"""What at least one judgement of a case of this kind must be."""

_DAY: Final = date(2026, 11, 24)

_ACCOUNTS: Final[Mapping[str, Mapping[str, str]]] = {
    "aws": {"account": "111122223333"},
    "azure": {"subscription": "8c1f7c0e-4b1d-4b53-9d6f-0b7c4f6e2a10"},
    "gcp": {"project": "acme-ml"},
}

SITES: Final[Mapping[str, tuple[str, str]]] = {
    "frankfurt": ("aws", "eu-central-1"),
    "amsterdam": ("azure", "westeurope"),
    "paris": ("gcp", "europe-west9"),
    "virginia": ("aws", "us-east-1"),
    "iowa": ("gcp", "us-central1"),
    "boydton": ("azure", "eastus2"),
    "london": ("aws", "eu-west-2"),
    "zurich": ("aws", "eu-central-2"),
    "hongkong": ("aws", "ap-east-1"),
    "beijing": ("aws", "cn-north-1"),
    "saopaulo": ("azure", "brazilsouth"),
    "mumbai": ("aws", "ap-south-1"),
    "tokyo": ("aws", "ap-northeast-1"),
    "seoul": ("aws", "ap-northeast-2"),
    "singapore": ("aws", "ap-southeast-1"),
    "sydney": ("aws", "ap-southeast-2"),
    "montreal": ("aws", "ca-central-1"),
    "toronto": ("gcp", "northamerica-northeast2"),
    "calgary": ("aws", "ca-west-1"),
    "riyadh": ("aws", "me-west-1"),
    "dammam": ("gcp", "me-central2"),
    "dubai": ("aws", "me-central-1"),
    "brandenburg": ("aws", "eusc-de-east-1"),
    "gavle": ("azure", "swedencentral"),
}
"""Sites that a fixture can name; any other is given in full."""


class Case(Part):
    """A case of a fixture."""

    shows: str
    """What it shows, in a few words."""

    case: CaseKind
    """What kind of case it is."""

    sites: tuple[str, ...] | dict[str, dict[str, object]] = ("frankfurt",)
    """Names of base sites, or sites with their settings; `cloud` and `region` default to the base site's."""

    on: Date = _DAY
    """The day that is judged."""

    environment: dict[str, object] = {}
    """Any keys of an environment file; `platform` is laid over that of the harness."""

    expect: dict[str, str | tuple[str, ...]] = {}
    """Everything that the rule says: outcomes by the subject's key."""


class Fixture(Part):
    """A fixture file."""

    rule: RuleId
    """The rule."""

    no_missing: str = ""
    """Why no fact that the rule reads can be missing."""

    no_satisfied: str = ""
    """Why no evidence makes it hold."""

    no_holds: str = ""
    """Why it never says of a subject that it holds."""

    cases: tuple[Case, ...]
    """Its cases."""


@dataclass(frozen=True, slots=True)
class Failure:
    """Something in a pack that is not as its fixtures say."""

    rule: str
    case: str
    what: str

    def __str__(self) -> str:
        """Say it in one line."""
        return f"{self.rule}: {self.case}: {self.what}" if self.case else f"{self.rule}: {self.what}"


def check_pack(pack: Pack) -> tuple[int, tuple[Failure, ...]]:
    """Run all fixtures of a pack.

    Returns:
        How many cases ran, and everything that is not as it should be: a rule without a fixture or without a case
        of a needed kind, a judgement that is not expected, an expected one that is not made.
    """
    ran = 0
    failures: list[Failure] = []
    for rule in pack.rules:
        file = pack.fixtures.joinpath(f"{rule.id}.yaml")
        if not file.is_file():
            failures.append(Failure(rule.id, "", f"has no fixture: write fixtures/{rule.id}.yaml"))
            continue
        try:
            fixture = Fixture.model_validate(yaml.safe_load(file.read_text(encoding="utf-8")))
        except (ValidationError, yaml.YAMLError) as error:
            failures.append(Failure(rule.id, "", f"fixtures/{rule.id}.yaml cannot be read: {error}"))
            continue
        failures += [Failure(rule.id, "", what) for what in _lacking(fixture, rule)]
        for case in fixture.cases:
            ran += 1
            failures += [Failure(rule.id, case.shows, what) for what in check_case(rule, case)]
    return ran, tuple(failures)


def _lacking(fixture: Fixture, rule: Rule) -> Iterator[str]:
    if fixture.rule != rule.id:
        yield f"its fixture is of {fixture.rule}"
    excused = {
        "missing": fixture.no_missing,
        "satisfied": fixture.no_satisfied or ("" if rule.instruments else "no instrument satisfies it"),
        "holds": fixture.no_holds,
    }
    shown = {case.case for case in fixture.cases}
    for kind in NEEDED:
        if kind not in shown and not excused.get(kind):
            yield f"has no case that shows {kind}"


def check_case(rule: Rule, case: Case) -> tuple[str, ...]:
    """Run one case and say everything that is not as expected."""
    try:
        environment = Environment.model_validate(_environment(case))
    except ValidationError as error:
        return (f"is no environment: {error}",)
    wrong = references(environment)
    if wrong:
        return tuple(f"{dotted(key)}: {what}" for key, what, _, _ in wrong)
    estate = Estate(environment, derive(environment), case.on)
    judgements = tuple(rule.judge(estate))
    return (
        *_silent(judgements),
        *_unexpected(judgements, case.expect),
        *_unshown(case.case, {judgement.outcome for judgement in judgements}),
    )


def _silent(judgements: Sequence[Judgement]) -> Iterator[str]:
    """Judgements that do not say what a reader needs."""
    for judgement in judgements:
        key = dotted(judgement.subject)
        if judgement.outcome is Outcome.FAILS and not (judgement.info and judgement.path):
            yield f"{key} fails without saying why and by which path"
        if judgement.outcome is Outcome.UNKNOWN and not judgement.missing:
            yield f"{key} is unknown without saying what is missing"
        if judgement.outcome is Outcome.BY_EVIDENCE and not judgement.evidence:
            yield f"{key} holds by evidence without saying by which"


def _unexpected(
    judgements: Sequence[Judgement], expect: Mapping[str, str | tuple[str, ...]]
) -> Iterator[str]:
    """Judgements that nobody expects, and expected ones that are not made."""
    said: dict[str, list[str]] = defaultdict(list)
    for judgement in judgements:
        said[dotted(judgement.subject)].append(judgement.outcome.value)
    for key in sorted({*said, *expect}):
        outcomes = expect.get(key, ())
        wanted = sorted([outcomes] if isinstance(outcomes, str) else outcomes)
        found = sorted(said.get(key, []))
        if found != wanted:
            yield f"{key} is {' + '.join(found) or 'not judged'}, expected {' + '.join(wanted) or 'nothing'}"


def _unshown(case: CaseKind, outcomes: AbstractSet[Outcome]) -> Iterator[str]:
    """A case that does not show what it is a case of."""
    if case == "not-applicable":
        if outcomes:
            yield "is said not to apply, and is judged"
    elif _SHOWN[case] not in outcomes:
        yield f"does not show {case}"


def _environment(case: Case) -> dict[str, object]:
    """A whole environment: the case's keys, on a platform with everything, at the sites it names."""
    bare: dict[str, dict[str, object]] = {}
    named = case.sites if isinstance(case.sites, dict) else dict.fromkeys(case.sites, bare)
    sites: dict[str, object] = {}
    for number, (name, settings) in enumerate(named.items()):
        cloud, region = SITES.get(name, ("aws", "eu-central-1"))
        cloud = cast("str", settings.get("cloud", cloud))
        sites[name] = {
            "cloud": cloud,
            "region": region,
            "network": {"cidr": f"10.{16 + number}.0.0/16"},
            **_ACCOUNTS[cloud],
            **settings,
        }
    platform: dict[str, object] = {
        "kubernetes": "1.35",
        "pools": {"system": {"size": "small", "nodes": [2, 4]}},
        "stores": {"datasets": {}, "models": {}, "artifacts": {"expire": "90d"}},
        "registry": {},
        "tracking": {"mlflow": {"version": "3.17.2"}},
    }
    given = dict(case.environment)
    over = cast("dict[str, object]", given.pop("platform", {}))
    return {
        "environment": "fixture",
        "owner": "ml-platform@example.org",
        "platform": {**platform, **over},
        "sites": sites,
        **given,
    }
