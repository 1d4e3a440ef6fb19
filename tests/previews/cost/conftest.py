"""Small plans made by hand, in the form of `terraform show -json`."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import pytest

Body = dict[str, Any]
Change = Callable[..., Body]
Plan = Callable[..., Body]

AWS = {"aws": {"name": "aws", "expressions": {"region": {"constant_value": "us-east-1"}}}}


def _actions(before: object, after: object) -> list[str]:
    if before is None:
        return ["create"]
    if after is None:
        return ["delete"]
    return ["no-op"] if before == after else ["update"]


@pytest.fixture
def change() -> Change:
    """Make an entry of `resource_changes`."""

    def make(
        address: str,
        after: Body | None = None,
        before: Body | None = None,
        *,
        unknown: Body | None = None,
        **more: object,
    ) -> Body:
        kind, name = address.split(".")[-2:]
        entry: Body = {
            "address": address,
            "mode": "managed",
            "type": kind,
            "name": name.split("[")[0],
            "change": {
                "actions": _actions(before, after),
                "before": before,
                "after": after,
                "after_unknown": unknown or {},
            },
        }
        return {**entry, **more}

    return make


@pytest.fixture
def plan() -> Plan:
    """Make a plan of entries; without a word of its region, AWS is in us-east-1."""

    def make(
        entries: Iterable[Body],
        *,
        providers: Mapping[str, Body] = AWS,
        resources: Iterable[Body] = (),
        timestamp: str = "2026-11-26T12:00:00Z",
    ) -> Body:
        return {
            "format_version": "1.2",
            "timestamp": timestamp,
            "resource_changes": list(entries),
            "configuration": {
                "provider_config": dict(providers),
                "root_module": {"resources": list(resources)},
            },
        }

    return make
