"""What the clouds take as names."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from polder_environments.facts import _table


@dataclass(frozen=True, slots=True)
class NameRule:
    """What a cloud takes as the name of something."""

    cloud: str
    concept: str
    resource: str
    """What the concept is on this cloud."""

    shortest: int
    longest: int
    pattern: str
    """Regular expression of the whole name, length apart."""

    characters: str
    """The same, for people."""

    unique: str
    """Within what no second one may have the name: `world`, `account`, `region`, `project`, `cluster`, …"""

    source: str

    def takes(self, name: str) -> bool:
        """Whether the cloud takes a name."""
        return self.problem(name) is None

    def problem(self, name: str) -> str | None:
        """What is wrong with a name, for the end of a sentence; None where nothing is."""
        if not self.shortest <= len(name) <= self.longest:
            return f"has {len(name)} characters; the name of {self.resource} has {self.shortest} to {self.longest}"
        if re.fullmatch(self.pattern, name, re.ASCII) is None:
            return f"is no name for {self.resource}: {self.characters}"
        return None


@cache
def rules() -> Mapping[tuple[str, str], NameRule]:
    """All rules by cloud and concept, in the order of the data file."""
    return MappingProxyType(
        {
            (row["cloud"], row["concept"]): NameRule(
                cloud=row["cloud"],
                concept=row["concept"],
                resource=row["resource"],
                shortest=int(row["shortest"]),
                longest=int(row["longest"]),
                pattern=row["pattern"],
                characters=row["characters"],
                unique=row["unique"],
                source=row["source"],
            )
            for row in _table.table("names")
        }
    )


def rule(cloud: str, concept: str) -> NameRule:
    """The rule for the name of a concept on a cloud.

    Raises:
        KeyError: There is none; a name without a rule is never taken to be right.
    """
    return rules()[cloud, concept]
