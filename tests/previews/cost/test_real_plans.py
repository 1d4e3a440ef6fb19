"""Plans that real Terraform makes of the reference environment dev, on stand-ins that have the providers' schemas."""

import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import cast

import pytest

from emission import Emitted
from polder_previews.pricing.costs import StackCost
from polder_previews.pricing.estimate import price
from polder_previews.pricing.money import NOTHING, Money
from polder_previews.pricing.prices import Prices
from polder_previews.values import Json
from polder_rehearsal.runs import Runs
from polder_rehearsal.stage import Stage, stage
from polder_rehearsal.tool import find_tool
from polder_rehearsal.wishes import Wish

STACK = "dev-eemshaven-infra"
COMMON = ("-input=false", "-no-color")


@dataclass(frozen=True)
class Costs:
    """What a stack costs as it comes, as it stays, as it grows and as it goes."""

    new: StackCost
    same: StackCost
    grown: StackCost
    gone: StackCost


@dataclass(frozen=True)
class Staged:
    """One stack that Terraform can plan and apply."""

    standing: Stage
    runs: Runs

    def terraform(self, *arguments: str) -> str:
        """Run Terraform, which has to succeed."""
        ran = self.runs.run(STACK, self.standing.stacks[STACK].folder, arguments)
        assert ran.code == 0, f"{ran.output}\n{ran.errors}"
        return ran.output

    def plan(self, *options: str) -> StackCost:
        """Plan, and price the plan."""
        self.terraform("init", *COMMON)
        self.terraform("plan", *COMMON, *options, "-out=it.tfplan")
        shown = cast("Mapping[str, Json]", json.loads(self.terraform("show", "-json", "it.tfplan")))
        return price(shown, Prices.carried())

    def grow(self) -> None:
        """Let the pool of the system grow from 1 to 2 nodes to 2 to 4."""
        file = self.standing.stacks[STACK].folder / "cdk.tf.json"
        body = json.loads(file.read_text())
        pool = body["resource"]["google_container_node_pool"]["pool_system"]
        pool["autoscaling"].update(total_min_node_count=2, total_max_node_count=4)
        file.write_text(json.dumps(body))


@pytest.fixture(scope="module")
def costs(emitted: Emitted, tmp_path_factory: pytest.TempPathFactory) -> Costs:
    """Plan dev four times."""
    tool = find_tool([sys.executable, "-m", "polder_stacks.terraform"])
    states: Path = tmp_path_factory.mktemp("states")
    with stage(emitted.out, Wish(stacks=(STACK,), keep=states)) as standing:
        staged = Staged(standing, Runs(tool, standing.stand_ins))
        new = staged.plan()
        staged.terraform("apply", *COMMON, "it.tfplan")
        same, gone = staged.plan(), staged.plan("-destroy")
        staged.grow()
        return Costs(new, same, staged.plan(), gone)


def test_a_new_site_costs_its_parts(costs: Costs) -> None:
    """The cheap site of dev: a control plane, one or two nodes, a database without a standby, and a network."""
    new = costs.new
    found = {(line.address.partition(".")[0], line.part): line.after for line in new.lines}
    sole = {
        ("google_container_cluster", "control plane"): "73.00",  # 0.10 an hour
        ("google_sql_database_instance", "database vCPUs"): "60.298",  # 2 x 0.0413 an hour
        ("google_sql_database_instance", "database memory"): "40.88",  # 8 x 0.007 an hour
        ("google_sql_database_instance", "storage"): "10.88",  # 64 x 0.17
        ("google_compute_router_nat", "address"): "3.65",  # 0.005 an hour
    }

    assert new.before == NOTHING
    assert {key: found[key] for key in sole} == {
        key: Money(Decimal(amount), Decimal(amount)) for key, amount in sole.items()
    }
    assert {line.region for line in new.lines} == {"europe-west4"}
    assert new.after is not None
    assert new.difference == new.after


def test_each_pool_is_priced_with_its_disks(costs: Costs) -> None:
    """The pool of the system has 1 to 2 nodes with 200 GiB at 0.11, the one with an accelerator comes from nothing."""
    lines = {(line.address.rpartition(".")[2], line.part): line for line in costs.new.lines}

    assert lines["pool_system", "disks"].after == Money(Decimal("22.00"), Decimal("44.00"))
    assert lines["pool_system", "machines"].what == "1 to 2 x n2-standard-4, on-demand"
    assert lines["pool_gpu", "machines"].what == "0 to 1 x g2-standard-4 with 1 nvidia-l4, spot"
    pool = lines["pool_gpu", "machines"].after
    assert pool is not None
    assert pool.at_least == 0 < pool.at_most


def test_nothing_of_dev_is_left_without_a_reason(costs: Costs) -> None:
    """What has no price is paid by use: Polder knows every other type, value and region of it."""
    assert {each.kind for each in costs.new.unpriced} == {"usage"}


def test_an_unchanged_site_costs_the_same(costs: Costs) -> None:
    """Once applied, with all that the provider computes, it costs what was said beforehand, and nothing changes."""
    assert costs.same.before == costs.same.after == costs.new.after
    assert costs.same.difference == NOTHING


def test_a_pool_that_grows_is_all_that_changes(costs: Costs) -> None:
    """Twice the nodes are twice the machines and the disks of that pool, and nothing else."""
    changed = [line for line in costs.grown.lines if line.difference]
    pool = {line.part: line.before for line in changed}

    assert {line.address for line in changed} == {"google_container_node_pool.pool_system"}
    assert costs.grown.lines[: len(changed)] == tuple(changed)
    assert all(line.difference == line.before for line in changed)
    assert pool.keys() == {"machines", "disks"}


def test_a_site_that_goes_costs_nothing_afterwards(costs: Costs) -> None:
    """All that was paid is saved."""
    assert costs.gone.before == costs.same.after
    assert costs.gone.after == NOTHING
