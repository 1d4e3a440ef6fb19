"""Terraform state of AWS sites: where it lies, under which key, and that two runs cannot write it at once."""

from collections.abc import Mapping
from typing import Protocol, cast

from polder_environments.topology import SitePlan, Topology


class Emitted(Protocol):
    """The part of what was synthesized that these tests read."""

    @property
    def topologies(self) -> Mapping[str, Topology]:
        """What it was made from, by environment."""
        ...

    def of(self, site: SitePlan, part: str) -> Mapping[str, object]:
        """Give the Terraform of one stack of a site."""
        ...


def _site(emitted: Emitted) -> SitePlan:
    return emitted.topologies["aws"].sites[0]


def _backend(emitted: Emitted, part: str) -> Mapping[str, object]:
    terraform = cast("dict[str, dict[str, dict[str, object]]]", emitted.of(_site(emitted), part)["terraform"])
    return terraform["backend"]["s3"]


def test_locked(emitted: Emitted) -> None:
    """Both stacks of a site lock their state with a lock file beside it."""
    assert [_backend(emitted, part)["use_lockfile"] for part in ("infra", "services")] == [True, True]


def test_in_place(emitted: Emitted) -> None:
    """State stays in the site's region and account, and is encrypted with the state key."""
    backend = _backend(emitted, "infra")

    assert (backend["region"], backend["sts_region"], backend["allowed_account_ids"]) == (
        "us-east-1",
        "us-east-1",
        ["111122223333"],
    )
    assert (backend["encrypt"], backend["kms_key_id"]) == (
        True,
        "arn:aws:kms:us-east-1:111122223333:alias/aws-ashburn/state",
    )


def test_one_file_a_stack(emitted: Emitted) -> None:
    """Stacks of one site share a bucket and never a state file."""
    infra, services = _backend(emitted, "infra"), _backend(emitted, "services")

    assert infra["bucket"] == services["bucket"] == _site(emitted).state.name
    assert (infra["key"], services["key"]) == ("aws-ashburn-infra.tfstate", "aws-ashburn-services.tfstate")
