"""What an inspection finds, and the kinds of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal

Concern = Literal[
    "location",
    "replication",
    "public",
    "partition",
    "account",
    "key",
    "log",
    "image",
    "endpoint",
    "state",
    "expression",
    "missing",
    "type",
    "attribute",
    "section",
]
"""What a finding is about."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of finding.

    Args:
        title: What is demanded, in one sentence.
        remedy: What to do about a finding of this kind.
    """

    title: str
    remedy: str


CLASSIFY: Final = "Classify it in a CSV file in environments/inspection/, as docs/inspection.md describes, or do not use it."

KINDS: Final[Mapping[Concern, Kind]] = MappingProxyType(
    {
        "location": Kind(
            "What says where something lies names the site's own region or a zone of it.",
            "Give it the region of its site, or declare a site where it is meant to be.",
        ),
        "replication": Kind(
            "Nothing puts a copy in another region that the environment does not name.",
            "Choose what stays in its region.",
        ),
        "public": Kind(
            "Nothing can be reached or read by everybody.",
            "Close it, or list who may reach the cluster under network.api_ranges of the site.",
        ),
        "partition": Kind(
            "Nothing crosses into another partition or another cloud.",
            "Use the names and endpoints of the site's own partition.",
        ),
        "account": Kind(
            "Everything lies in the account, subscription or project of its site.",
            "Name the site's own account, subscription or project.",
        ),
        "key": Kind("Keys lie in the region, account and vault of the site.", "Refer to the site's own key."),
        "log": Kind("Logs go to the same site.", "Refer to the site's own log group, workspace or bucket."),
        "image": Kind(
            "Images come from where they are published, the site's mirror or its registry.",
            "Push the image to the site's registry, or pull it through the site's mirror.",
        ),
        "endpoint": Kind(
            "Services are reached at endpoints of the site's region and partition.",
            "Leave the endpoint out, or name that of the site's region.",
        ),
        "state": Kind(
            "State lies in the site's own store, and is read from stacks of the same site alone.",
            "Leave backend and remote state as Polder writes them.",
        ),
        "expression": Kind(
            "What says where something lies can be followed to what it is.",
            "Write the value, or refer to an attribute of a resource of the same stack.",
        ),
        "missing": Kind("What has a default that leaves the site is set.", "Set it."),
        "type": Kind("Every type, provider and backend has been classified.", CLASSIFY),
        "attribute": Kind("Every attribute that looks like a place has been classified.", CLASSIFY),
        "section": Kind(
            "A stack holds nothing that cannot be inspected.",
            "Take it out; write resources, data sources, providers, outputs, variables and locals alone.",
        ),
    }
)
"""All kinds, by what they are about."""


@dataclass(frozen=True, slots=True)
class Complaint:
    """What is wrong with a value, before it is known where it stands.

    Args:
        about: What it is about.
        reason: What is wrong, as the end of a sentence that begins with the value's path.
    """

    about: Concern
    reason: str


@dataclass(frozen=True, slots=True)
class Finding:
    """Something in a stack that does not keep to the topology.

    Args:
        stack: The stack's name.
        address: The block, `aws_s3_bucket.store_models`, `provider.aws`, `backend.s3`.
        path: The attribute in it, lists passed through, `vpc_config.endpoint_public_access`; blank for the block.
        about: What it is about.
        reason: What is wrong.
        construct: The path of the construct that wrote it; None where none did, or it is not known.
        planned: Whether a plan says so, and not what was synthesized.
    """

    stack: str
    address: str
    path: str
    about: Concern
    reason: str
    construct: str | None = None
    planned: bool = False

    def __str__(self) -> str:
        """Write one sentence without the stack."""
        return f"{self.address}: {self.path} {self.reason}" if self.path else f"{self.address}: {self.reason}"

    @property
    def remedy(self) -> str:
        """What to do about it."""
        return KINDS[self.about].remedy


@dataclass(frozen=True)
class StackSummary:
    """What a stack's Terraform holds.

    Args:
        resources: How many resources.
        data_sources: How many data sources.
        found: What does not keep to the topology; empty when all holds.
    """

    resources: int
    data_sources: int
    found: tuple[Finding, ...] = ()

    @property
    def findings(self) -> tuple[str, ...]:
        """A sentence for each finding."""
        return tuple(map(str, self.found))
