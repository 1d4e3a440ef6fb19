"""Held against real Terraform: whole plans are read, belong to their stacks, and have a hash that stays."""

import sys
from collections.abc import Callable
from dataclasses import replace
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

import pytest

from polder_previews.belonging import misplaced
from polder_previews.changes import Reading
from polder_previews.plan import Plan
from polder_previews.preview import Where, planned
from polder_previews.reading import read_plan
from polder_previews.sets import sets_of
from polder_rehearsal.runs import Runs
from polder_rehearsal.schemas import provider_schemas, used_by
from polder_rehearsal.stage import stage
from polder_rehearsal.tool import Tool, find_tool
from polder_rehearsal.wishes import Wish

HERE = Path(__file__).parent
COMMON = ("-input=false", "-no-color")
Body = dict[str, Any]
MakePlan = Callable[[Body], Plan]


@pytest.fixture(scope="module")
def tool() -> Tool:
    """Find the Terraform that a user of this machine would get."""
    return find_tool([sys.executable, "-m", "polder_stacks.terraform"])


@pytest.fixture(scope="module")
def maker() -> Any:
    """Load the program that makes the committed plans."""
    spec = spec_from_file_location("make_plans", HERE / "make_plans.py")
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    sys.modules["make_plans"] = module  # its dataclasses look their module up
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def terraform(tool: Tool, maker: Any, tmp_path: Path) -> MakePlan:
    """Let real Terraform plan a stack, and give the plan whole."""
    count = 0

    def plan(body: Body) -> Plan:
        nonlocal count
        count += 1
        out: Path = maker._written(tmp_path / f"out{count}", "it", body)
        with stage(out, Wish()) as standing:
            runs = Runs(tool, standing.stand_ins)
            for arguments in (
                ("init", *COMMON),
                ("plan", *COMMON, "-out=it.tfplan"),
                ("show", "-json", "it.tfplan"),
            ):
                ran = runs.run("it", standing.stacks["it"].folder, arguments)
                assert ran.code == 0, ran.output + ran.errors
        return read_plan(ran.output.encode(), Path("it.json"))

    return plan


def _stack(region: str = "eu-central-1", cidr: str = "10.0.0.0/16", **more: object) -> Body:
    return {
        "terraform": {"required_providers": {"aws": {"source": "aws", "version": "6.25.0"}}},
        "provider": {"aws": [{"region": region, **more}]},
        "resource": {
            "aws_vpc": {"network": {"cidr_block": cidr, "tags": {"a": "b"}}},
            "aws_subnet": {"nodes": {"vpc_id": "${aws_vpc.network.id}", "cidr_block": "10.0.1.0/24"}},
        },
        "output": {"network": {"value": "${aws_vpc.network.id}"}},
    }


def test_a_plan_belongs_to_the_stack_it_was_made_from(terraform: MakePlan) -> None:
    """A whole plan is known as that of its stack, and refused for every other, with what tells them apart."""
    stacks: dict[str, Body] = {
        "prod-frankfurt-infra": _stack(),
        "prod-stockholm-infra": _stack("eu-north-1"),
        "prod-frankfurt-services": {"resource": {"aws_eip": {"x": {}}}},
    }
    plan = terraform(stacks["prod-frankfurt-infra"])

    assert misplaced(plan, "prod-frankfurt-infra", stacks) == ()
    (stockholm,) = misplaced(plan, "prod-stockholm-infra", stacks)
    assert stockholm.what == (
        "it is a plan of prod-frankfurt-infra, not of prod-stockholm-infra: it sets region of aws to eu-central-1,"
        " prod-stockholm-infra to eu-north-1"
    )
    (services,) = misplaced(plan, "prod-frankfurt-services", stacks)
    assert services.what.startswith("it is a plan of prod-frankfurt-infra, not of prod-frankfurt-services")
    (nowhere,) = misplaced(plan, "prod-oslo-infra", stacks)
    assert "no stack is called so" in nowhere.what
    assert nowhere.allowed == "prod-frankfurt-infra, prod-frankfurt-services, prod-stockholm-infra"


@pytest.mark.parametrize(
    ("now", "reason"),
    [
        (_stack(cidr="10.9.0.0/16"), "cidr_block of aws_vpc.network is another"),
        (
            {
                **_stack(),
                "resource": {"aws_vpc": {"network": {"cidr_block": "10.0.0.0/16", "tags": {"a": "b"}}}},
            },
            "it has aws_subnet.nodes, which it has not",
        ),
        (
            {**_stack(), "resource": {**_stack()["resource"], "aws_eip": {"one": {}}}},
            "it lacks aws_eip.one",
        ),
    ],
)
def test_a_plan_of_an_older_revision_is_refused(now: Body, reason: str, terraform: MakePlan) -> None:
    """A plan that was made before the last commit is told from one of another stack."""
    (problem,) = misplaced(terraform(_stack()), "it", {"it": now})

    assert problem.what == f"it is no plan of it as this revision has it: {reason}"
    assert problem.position.file == Path("it.json")


def test_what_tells_plans_apart_is_no_secret(terraform: MakePlan) -> None:
    """A credential in a provider's configuration is not quoted when it is what differs."""
    credentials = {"secret_key": "hunter2hunter2", "access_key": "AKIAIOSFODNN7EXAMPLE"}
    plan = terraform(_stack(**credentials))

    (problem,) = misplaced(plan, "it", {"it": _stack(**dict.fromkeys(credentials, "other"))})
    assert "hunter2" not in problem.what
    assert "IOSFODNN" not in problem.what
    assert "something else" in problem.what


def test_a_plan_without_its_configuration_is_refused(terraform: MakePlan) -> None:
    """What was cut out of a plan cannot say which stack it is of."""
    (problem,) = misplaced(replace(terraform(_stack()), configuration={}), "it", {"it": _stack()})

    assert problem.what == "it does not hold the configuration that was planned"


def test_planning_again_gives_the_same_hash(terraform: MakePlan) -> None:
    """Two plans of the same change have one hash, whenever they were made; one of another change has another."""
    where = Where("here", "aws", "eu-central-1")
    hashes = [
        planned("it", where, terraform(body), Reading()).plan_hash
        for body in (_stack(), _stack(), _stack(cidr="10.9.0.0/16"))
    ]

    assert hashes[0] == hashes[1] != hashes[2]


def test_a_whole_plan_and_a_trimmed_one_tell_the_same(terraform: MakePlan) -> None:
    """What the committed plans leave out is nothing that a preview tells: a new network tells what was written."""
    stack = planned("it", Where("here", "aws", "x"), terraform(_stack()), Reading())

    told = {change.address: [each.path for each in change.differences] for change in stack.changes}
    assert told == {
        "aws_subnet.nodes": ["cidr_block", "vpc_id"],
        "aws_vpc.network": ["cidr_block", "tags.a"],
    }
    assert stack.counts.created == 2
    assert [output.path for output in stack.outputs] == ["network"]


def test_sets_of_the_providers(terraform: MakePlan) -> None:
    """The providers' schemas, as the bindings have them, tell which attributes are sets."""
    del terraform
    sets = sets_of(provider_schemas(used_by([{**_stack(), "resource": {"aws_db_instance": {"x": {}}}}])))

    assert sets.has("aws_db_instance", ("vpc_security_group_ids",))
    assert not sets.has("aws_db_instance", ("tags",))


def test_committed_plans_are_what_terraform_says(tool: Tool, maker: Any, tmp_path: Path) -> None:
    """The plan with a secret in every place is what Terraform makes of the stack today."""
    maker.PLANS = tmp_path / "plans"
    maker.small_stacks(maker.Runner(tool, tmp_path))

    new, committed = (
        read_plan((folder / "secrets" / "secrets.json").read_bytes(), Path("secrets.json"))
        for folder in (tmp_path / "plans", HERE / "plans")
    )
    # What another version of Terraform adds to a plan changes nothing that a preview tells.
    where = Where("here", "aws", "eu-central-1")
    one, other = (replace(planned("secrets", where, plan, Reading()), tool="") for plan in (new, committed))
    assert one == other
