"""What a baseline says of one environment: which findings it accepts, and which it cannot.

Apart from `baseline`, which reads and writes the file: a check without one need not load its model.
"""

from dataclasses import dataclass
from datetime import date
from typing import Final

from polder_policies.verdict import Finding


@dataclass(frozen=True, slots=True)
class Entry:
    """A finding as a baseline names it.

    Args:
        fingerprint: Of the finding; it alone decides.
        rule: Id of its rule.
        subject: Key of its subject when it was written.
        since: The day from which it is accepted.
    """

    fingerprint: str
    rule: str
    subject: str
    since: date

    def __str__(self) -> str:
        """Write it as a note does."""
        return f"{self.fingerprint} ({self.rule}, {self.subject})"


@dataclass(frozen=True, slots=True)
class Applied:
    """A baseline held against one verdict.

    Args:
        file: How the file is called; blank where there is none.
        accepted: Fingerprints it accepts.
        stale: What it accepts and does not stand any more.
        hard: What it names and cannot accept, since a hard rule stands behind it.
    """

    file: str = ""
    accepted: frozenset[str] = frozenset()
    stale: tuple[Entry, ...] = ()
    hard: tuple[Entry, ...] = ()

    def accepts(self, finding: Finding) -> bool:
        """Whether it silences a finding: one that stands, and that no hard rule stands behind."""
        return finding.fingerprint in self.accepted and can_be_accepted(finding)


NO_BASELINE: Final = Applied()


def can_be_accepted(finding: Finding) -> bool:
    """Whether a baseline may name a finding: it is broken, and not by a hard rule."""
    return finding.broken and finding.severity != "hard"
