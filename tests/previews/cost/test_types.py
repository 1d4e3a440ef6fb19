import csv
from collections.abc import Mapping
from importlib.resources import files
from typing import cast

from emission import Emitted
from polder_environments.facts.charges import items
from polder_previews.pricing.billing import BILLED
from polder_previews.pricing.resource_types import resource_types


def test_every_type_that_polder_writes_is_known(emitted: Emitted) -> None:
    """No resource of any reference or parity environment is of a type whose cost nobody has thought of."""
    bodies = (cast("Mapping[str, object]", body.get("resource", {})) for body in emitted.stacks.values())
    written = {kind for resources in bodies for kind in resources}

    assert written
    assert sorted(written - resource_types().keys()) == []


def test_every_type_that_is_billed_is_known() -> None:
    """A type in the table of billing has its cloud in the table of types."""
    assert sorted(BILLED.keys() - resource_types().keys()) == []


def test_the_table_is_in_order() -> None:
    """No type stands twice, and each is where a reader looks for it."""
    text = (files("polder_previews.pricing") / "data" / "resource_types.csv").read_text(encoding="utf-8")
    types = [row["type"] for row in csv.DictReader(text.splitlines())]

    assert types == sorted(set(types))


def test_types_are_of_the_clouds_that_have_prices() -> None:
    """A cloud in the table has charges, so that a misspelt one is seen."""
    clouds = {known.cloud for known in resource_types().values()} - {""}

    assert all(items(cloud) for cloud in clouds)
    assert len(clouds) == 3
