"""The Terraform of all reference and parity environments, and the environments it is made from."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from polder_environments.load import load_as
from polder_environments.model import Environment
from polder_environments.resolve import resolve
from polder_environments.topology import SitePlan, Topology

PROJECT = Path(__file__).parents[1]
REFERENCE = tuple(sorted((PROJECT / "environments").glob("*.yaml")))
PARITY = tuple(sorted((PROJECT / "tests" / "parity").glob("*.yaml")))


@dataclass(frozen=True)
class Emitted:
    """What was synthesized.

    Args:
        out: The folder that `cdktf` would read.
        topologies: What it was made from, by environment.
        stacks: Parsed `cdk.tf.json` by stack name.
    """

    out: Path
    topologies: Mapping[str, Topology]
    stacks: Mapping[str, Mapping[str, object]]

    def sites(self) -> tuple[SitePlan, ...]:
        """Give every site of every environment."""
        return tuple(site for topology in self.topologies.values() for site in topology.sites)

    def of(self, site: SitePlan, part: str) -> Mapping[str, object]:
        """Give the Terraform of one stack of a site."""
        return self.stacks[f"{site.prefix}-{part}"]


def topology_of(file: Path) -> Topology:
    """Load and resolve a file, whatever it is called."""
    loaded = load_as(file, Environment)
    return resolve(loaded)
