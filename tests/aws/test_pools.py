"""Node pools on AWS: which image an instance type takes, and that every type the facts know has one."""

import pytest

from polder_constructs.cluster.aws_pools import architecture
from polder_constructs.cluster.aws_services import IMAGES
from polder_environments.facts.kubernetes import versions
from polder_environments.facts.machines import machines


@pytest.mark.parametrize(
    ("machine", "expected"),
    [
        ("m7i.xlarge", "x86_64"),
        ("m7g.xlarge", "arm64"),
        ("c7gn.2xlarge", "arm64"),
        ("im4gn.large", "arm64"),
        ("g4dn.xlarge", "x86_64"),
        ("g5.xlarge", "x86_64"),
        ("g5g.xlarge", "arm64"),
        ("g6e.48xlarge", "x86_64"),
        ("gr6.4xlarge", "x86_64"),
        ("p4de.24xlarge", "x86_64"),
        ("p6-b200.48xlarge", "x86_64"),
        ("p6e-gb200.36xlarge", "arm64"),
        ("u7in-16tb.224xlarge", "x86_64"),
    ],
)
def test_architecture(machine: str, expected: str) -> None:
    """The processor follows from the family; an image for the other one would never boot."""
    assert architecture(machine) == expected


def test_architecture_of_every_machine() -> None:
    """What the facts say of each instance type is what its name says."""
    known = {machine.terraform: machine.architecture for machine in machines("aws")}

    assert known == {name: architecture(name) for name in known}


def test_autoscaler_of_every_version() -> None:
    """Each Kubernetes version that EKS offers has an autoscaler."""
    assert {one.version for one in versions("aws")} - set(IMAGES) == set()
