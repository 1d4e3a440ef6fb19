"""What Polder emits today holds, and inspecting it takes no time."""

import time
from typing import cast

import pytest

from altered import altered, plan_json
from emission import Emitted
from polder_environments.topology import SitePlan
from polder_policies.inspection import Stack, inspect_site, stack_of


def _stacks(emitted: Emitted, site: SitePlan) -> list[Stack]:
    return [
        stack_of(name, stack) for name, stack in emitted.stacks.items() if name.startswith(f"{site.prefix}-")
    ]


def test_everything_emitted_holds(emitted: Emitted) -> None:
    """No stack of any reference or parity environment has a finding."""
    found = [
        f"{finding.stack}: {finding}"
        for site in emitted.sites()
        for summary in inspect_site(site, _stacks(emitted, site)).values()
        for finding in summary.found
    ]

    assert found == []


@pytest.mark.parametrize(
    "prefix", ["prod-frankfurt", "prod-amsterdam", "prod-eemshaven", "dev-eemshaven", "aws-ashburn"]
)
def test_plans_of_it_hold(prefix: str, emitted: Emitted) -> None:
    """No plan of an emitted stack has a finding, though most keys and ids are known only after apply."""
    site = altered(emitted, prefix)

    found = [
        str(finding) for part in site.stacks for finding in site.planned(plan_json(site.stacks[part]), part)
    ]

    assert found == []


def test_counts(emitted: Emitted) -> None:
    """A summary counts resources and data sources; a remote state is one data source."""
    site = next(site for site in emitted.sites() if site.prefix == "prod-frankfurt")
    resources = cast("dict[str, dict[str, object]]", emitted.of(site, "services")["resource"])

    summary = inspect_site(site, _stacks(emitted, site))["prod-frankfurt-services"]

    assert summary.resources == sum(map(len, resources.values()))
    assert summary.data_sources == 1


def test_inspection_is_fast(emitted: Emitted) -> None:
    """All of prod, over a thousand resources, takes less than a second of one processor on a busy machine."""
    sites = [(site, _stacks(emitted, site)) for site in emitted.sites() if site.environment == "prod"]
    started = time.process_time()

    resources = sum(
        summary.resources for site, stacks in sites for summary in inspect_site(site, stacks).values()
    )

    assert resources > 1000
    assert time.process_time() - started < 1
