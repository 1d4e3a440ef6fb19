"""What a rule is: one demand of a law or an organisation, with its words, its sources, and the function that judges."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Literal, NamedTuple

from polder_environments.problems import KeyPath

if TYPE_CHECKING:
    from polder_policies.estate import Estate

Severity = Literal["hard", "soft", "advisory", "off"]
"""`hard`: nothing overrides it. `soft`: an approved waiver does. `advisory`: it is told and blocks nothing. `off`: not judged."""


class Outcome(StrEnum):
    """What a rule says of one subject."""

    HOLDS = "holds"
    BY_EVIDENCE = "holds by evidence"
    WAIVED = "waived"
    FAILS = "fails"
    NOT_APPLICABLE = "not applicable"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Waivable:
    """Whether an exception to a rule can be accepted, and what it must record beside what every waiver does.

    Args:
        allowed: Whether at all.
        records: Keys that `records` of the waiver must have: `ccw-id`, `law-cited`.
    """

    allowed: bool
    records: tuple[str, ...] = ()


NEVER = Waivable(allowed=False)
ACCEPTED = Waivable(allowed=True)


class Judgement(NamedTuple):
    """What a rule's function says of one subject. Subjects that a rule does not apply to are not mentioned.

    A named tuple, since a large estate has two hundred thousand of them.

    Args:
        outcome: HOLDS, BY_EVIDENCE, FAILS or UNKNOWN; the engine makes WAIVED and NOT_APPLICABLE.
        subject: Key of the line in the environment file that has to change or to be believed.
        path: What leads there, in words, from the dataset to the place: `("claims", "reads", "train", "virginia", "US")`.
        info: Why it fired, one sentence about this subject; blank where it holds.
        evidence: Names of the evidence that makes it hold.
        missing: Facts that are not declared, for UNKNOWN: `("datasets.claims.subjects",)`.
        raw: Whether tagged raw data is concerned, so that UNKNOWN counts as a failure.
        effective: From when the rule binds this subject, where that is not the same for all (AI Act annexes).
    """

    outcome: Outcome
    subject: KeyPath
    path: tuple[str, ...] = ()
    info: str = ""
    evidence: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    raw: bool = True
    effective: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A rule: one place for everything that is said of it.

    Args:
        id: Stable name, `GDPR-44`.
        pack: The pack it belongs to.
        title: What must hold, in one sentence.
        citation: The article of law, requirement or decision.
        link: Where its text is found.
        severity: How binding it is; `off` for a proposal that is not law.
        explanation: Why it exists, in words that an engineer and a lawyer both follow.
        reads: Facts it looks at, as keys of the environment file or words of the flow graph.
        satisfied_by: What makes it hold, in words; the report shows it with a finding.
        instruments: Kinds of evidence that make it hold.
        waivable: Whether an exception can be accepted.
        effective: From when it binds; before, it is advisory and names the date. None: in force.
        verified: Whether somebody of this project read the text; said in every report.
        judge: Gives a judgement for each subject it applies to.
    """

    id: str
    pack: str
    title: str
    citation: str
    link: str
    severity: Severity
    explanation: str
    reads: tuple[str, ...]
    satisfied_by: str
    instruments: tuple[str, ...] = ()
    waivable: Waivable = NEVER
    effective: date | None = None
    verified: bool
    judge: "Callable[[Estate], Iterable[Judgement]]"
