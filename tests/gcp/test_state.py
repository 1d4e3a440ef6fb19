"""Terraform state of Google Cloud sites: where it lies, and that stacks do not share it."""

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


def _backend(emitted: Emitted, part: str) -> Mapping[str, object]:
    site = emitted.topologies["gcp"].sites[0]
    terraform = cast("dict[str, dict[str, dict[str, object]]]", emitted.of(site, part)["terraform"])
    return terraform["backend"]["gcs"]


def test_one_state_a_stack(emitted: Emitted) -> None:
    """Stacks of one site share its bucket, in which Terraform locks by itself, and never a state."""
    bucket = emitted.topologies["gcp"].sites[0].state.name

    assert _backend(emitted, "infra") == {"bucket": bucket, "prefix": "gcp-iowa-infra"}
    assert _backend(emitted, "services") == {"bucket": bucket, "prefix": "gcp-iowa-services"}


def test_one_bucket_a_site(emitted: Emitted) -> None:
    """Sites of one environment keep their state apart, each in its own region."""
    buckets = {site.state.name for site in emitted.topologies["gcpclosed"].sites}
    locations = {
        cast("dict[str, dict[str, dict[str, str]]]", emitted.of(site, "state")["resource"])[
            "google_storage_bucket"
        ]["state"]["location"]
        for site in emitted.topologies["gcpclosed"].sites
    }

    assert len(buckets) == 2
    assert locations == {"europe-north1", "europe-west1"}
