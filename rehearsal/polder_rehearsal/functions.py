"""What providers compute without a cloud: their functions, as in `provider::google::region_from_zone("…")`.

Sources: hashicorp/terraform-provider-aws, website/docs/functions; hashicorp/terraform-provider-google 6.50.0,
google/functions; hashicorp/terraform-provider-azurerm 4.55.0, internal/provider/function (all read 2026-11).
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from polder_rehearsal.schemas.model import CtyType

_ARN_PARTS: Final = ("partition", "service", "region", "account_id", "resource")
_ID_PARTS: Final = (
    "resource_name",
    "resource_provider",
    "resource_group_name",
    "resource_type",
    "resource_scope",
    "full_resource_type",
    "subscription_id",
)
_FIXED: Final = {
    "subscriptions": "subscriptions",
    "resourcegroups": "resourceGroups",
    "providers": "providers",
}
"""Words of an Azure id that are the same in each; the case of all others is a resource type's own."""


class BadArgument(Exception):  # noqa: N818 - it reads as what it says
    """A function cannot be computed of what it was given; the message is what the provider would say."""


@dataclass(frozen=True)
class Function:
    """A function of a provider.

    Args:
        parameters: The names of what it takes, all of them text.
        returns: The type of what it gives.
        run: What it computes.
    """

    parameters: tuple[str, ...]
    returns: CtyType
    run: Callable[..., object]


def arn_build(*parts: str) -> str:
    """Put an ARN together."""
    return ":".join(("arn", *parts))


def arn_parse(arn: str) -> dict[str, str]:
    """Take an ARN apart."""
    parts = arn.split(":", 5)
    if len(parts) != len(_ARN_PARTS) + 1 or parts[0] != "arn":
        raise BadArgument(f"{arn} is no ARN")
    return dict(zip(_ARN_PARTS, parts[1:], strict=True))


def trim_iam_role_path(arn: str) -> str:
    """Leave out the path of an IAM role's ARN."""
    parts = arn_parse(arn)
    kind, slash, rest = parts["resource"].partition("/")
    if parts["service"] != "iam" or kind != "role" or not slash:
        raise BadArgument(f"{arn} is no ARN of an IAM role")
    return arn_build(*(parts[name] for name in _ARN_PARTS[:-1]), f"role/{rest.rpartition('/')[2]}")


def region_from_zone(zone: str) -> str:
    """Leave out the last part of a zone's name."""
    region, _, _ = zone.rpartition("-")
    if "-" not in region:
        raise BadArgument(f'The input string "{zone}" is not a valid zone name.')
    return region


def _element(word: str, end: str = "/") -> Function:
    pattern = re.compile(f"{word}/([^/]+){end}")

    def find(identifier: str) -> str:
        found = pattern.search(identifier)
        if found is None:
            expected = f"{word}/{{{word[:-1]}}}{end.rstrip('$')}"
            raise BadArgument(
                f'The input string "{identifier}" doesn\'t contain the expected pattern "{expected}".'
            )
        return found[1]

    return Function(("id",), "string", find)


def name_from_id(identifier: str) -> str:
    """Give what stands last in an id or a self link."""
    name = identifier.rpartition("/")[2]
    if "/" not in identifier or not name:
        raise BadArgument(
            f'The input string "{identifier}" doesn\'t contain the expected pattern "resourceType/{{name}}$".'
        )
    return name


def parse_resource_id(identifier: str) -> dict[str, object]:
    """Take an Azure id apart: `/subscriptions/…/resourceGroups/…/providers/NAMESPACE/TYPE/NAME`."""
    scope, found, rest = identifier.rpartition("/providers/")
    words = (rest if found else identifier).strip("/").split("/")
    provider, pairs = (words[0], words[1:]) if found else ("", words)
    if not identifier.startswith("/") or len(pairs) < 2 or len(pairs) % 2:  # noqa: PLR2004 - a type and a name
        raise BadArgument(f"could not determine resource ID type from {identifier}")
    kinds, names = pairs[::2] if found else pairs[-2:-1], pairs[1::2]
    around = scope.strip("/").split("/") if found else pairs
    known = {kind.lower(): name for kind, name in zip(around[::2], around[1::2], strict=False)}
    values = (
        names[-1] if found else "",
        provider,
        known.get("resourcegroups", ""),
        kinds[-1],
        "" if "subscriptions" in known else scope,
        "/".join([provider, *kinds]),
        known.get("subscriptions", ""),
    )
    parents = dict(zip(kinds[:-1], names[:-1], strict=True)) if found else {}
    return {**dict(zip(_ID_PARTS, values, strict=True)), "parent_resources": parents}


def normalise_resource_id(identifier: str) -> str:
    """Write an Azure id with the words that all ids share as Terraform writes them."""
    parse_resource_id(identifier)
    words = identifier.split("/")
    return "/".join(
        _FIXED.get(word.lower(), word) if number % 2 else word for number, word in enumerate(words)
    )


_GOOGLE: Final[Mapping[str, Function]] = {
    "location_from_id": _element("locations"),
    "name_from_id": Function(("id",), "string", name_from_id),
    "project_from_id": _element("projects"),
    "region_from_id": _element("regions"),
    "region_from_zone": Function(("zone",), "string", region_from_zone),
    "zone_from_id": _element("zones"),
}
_FUNCTIONS: Final[Mapping[str, Mapping[str, Function]]] = {
    "hashicorp/aws": {
        "arn_build": Function(_ARN_PARTS, "string", arn_build),
        "arn_parse": Function(("arn",), ["object", dict.fromkeys(_ARN_PARTS, "string")], arn_parse),
        "trim_iam_role_path": Function(("arn",), "string", trim_iam_role_path),
    },
    "hashicorp/azurerm": {
        "normalise_resource_id": Function(("id",), "string", normalise_resource_id),
        "parse_resource_id": Function(
            ("id",),
            ["object", {**dict.fromkeys(_ID_PARTS, "string"), "parent_resources": ["map", "string"]}],
            parse_resource_id,
        ),
    },
    "hashicorp/google": _GOOGLE,
    "hashicorp/google-beta": _GOOGLE,
}


def functions_of(source: str) -> Mapping[str, Function]:
    """Give the functions of a provider by name; none of one that has none, or whose are not known here."""
    return _FUNCTIONS.get(source, {})
