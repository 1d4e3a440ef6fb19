"""Resource types whose costs are known to this package. Of one that is not here nobody has said what it costs."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class ResourceType:
    """How a resource type is paid for.

    Args:
        type: Terraform's name of it.
        cloud: The cloud whose prices count; blank for what is of no cloud.
        usage: What of it is paid by use, which no plan knows; blank where nothing is.
    """

    type: str
    cloud: str
    usage: str


@cache
def resource_types() -> Mapping[str, ResourceType]:
    """All known types by name. What has neither a price nor use that is paid for is free of charge."""
    text = (files("polder_previews.pricing") / "data" / "resource_types.csv").read_text(encoding="utf-8")
    return {
        row["type"]: ResourceType(row["type"], row["cloud"], row["usage"])
        for row in csv.DictReader(text.splitlines())
    }
