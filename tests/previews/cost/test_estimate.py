from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from polder_previews.pricing.costs import StackCost, TotalCost
from polder_previews.pricing.estimate import price
from polder_previews.pricing.money import NOTHING, Money
from polder_previews.pricing.prices import Prices

Body = dict[str, Any]
Make = Callable[..., Body]

CARRIED = Prices.carried()

BROKEN: list[Body] = [
    {"resource_changes": 4},
    {"resource_changes": [None, 4, "x", [], {}]},
    {"resource_changes": [{"mode": "managed", "type": "aws_eip", "change": {"after": 4}}]},
    {"resource_changes": [{"mode": "managed", "change": {"after": {}, "after_unknown": 4}}]},
    {"configuration": [], "timestamp": 4},
]


def fixed(amount: str) -> Money:
    """Give money that is the same at least and at most."""
    return Money(Decimal(amount), Decimal(amount))


def between(least: str, most: str) -> Money:
    """Give money between two amounts."""
    return Money(Decimal(least), Decimal(most))


def why(cost: StackCost) -> set[tuple[str, str]]:
    """Give the reasons and the resource types of what has no price."""
    return {(each.kind, each.type) for each in cost.unpriced}


@pytest.fixture
def aks(change: Make) -> Callable[[Body], Body]:
    """Make a pool of AKS in West Europe, written as Azure's own tools write it."""

    def make(pool: Body) -> Body:
        common = {
            "location": "West Europe",
            "auto_scaling_enabled": True,
            "min_count": 2,
            "max_count": 4,
            "vm_size": "Standard_D4s_v5",
            "os_disk_type": "Managed",
            "os_disk_size_gb": 200,
        }
        return change("azurerm_kubernetes_cluster_node_pool.pool", {**common, **pool})

    return make


@pytest.fixture
def gke(change: Make) -> Callable[..., Body]:
    """Make a pool of GKE in europe-west4."""

    def make(machine: str, autoscaling: Body, **config: object) -> Body:
        node = {"machine_type": machine, "disk_size_gb": 100, "disk_type": "pd-balanced", **config}
        return change(
            "google_container_node_pool.pool",
            {
                "location": "europe-west4",
                "node_locations": ["europe-west4-a", "europe-west4-b"],
                "autoscaling": [autoscaling],
                "node_config": [node],
            },
        )

    return make


def group(least: int, most: int, capacity: str = "ON_DEMAND") -> Body:
    """Give the values of a node group of m6i.xlarge whose template is known."""
    return {
        "region": "us-east-1",
        "capacity_type": capacity,
        "launch_template": [{"id": "lt-1"}],
        "scaling_config": [{"min_size": least, "max_size": most, "desired_size": least}],
    }


def template(machine: str = "m6i.xlarge", **more: object) -> Body:
    """Give the values of a launch template with a system disk of 100 GiB."""
    disk = {"device_name": "/dev/xvda", "ebs": [{"volume_size": 100, "volume_type": "gp3"}]}
    return {
        "id": "lt-1",
        "region": "us-east-1",
        "instance_type": machine,
        "block_device_mappings": [disk],
        **more,
    }


def test_a_control_plane_costs_its_hours(change: Make, plan: Make) -> None:
    """An EKS control plane at 0.10 an hour costs 73.00 for the 730 hours of a month, and nothing was paid before."""
    cost = price(plan([change("aws_eks_cluster.cluster", {"version": "1.35"})]), CARRIED)

    assert (cost.before, cost.after, cost.difference) == (NOTHING, fixed("73.00"), fixed("73.00"))
    assert cost.currency == "USD"
    assert [(line.part, line.region, line.priced_on) for line in cost.lines] == [
        ("control plane", "us-east-1", date(2025, 7, 7))
    ]
    assert cost.as_of == date(2025, 7, 7)


def test_extended_support_is_judged_on_the_day_of_the_plan(change: Make, plan: Make) -> None:
    """The day that Terraform writes into a plan decides whether 0.60 or 0.10 an hour is paid for a version."""
    entries = [change("aws_eks_cluster.cluster", {"version": "1.34"})]
    standard = price(plan(entries, timestamp="2026-11-26T12:00:00Z"), CARRIED)
    extended = price(plan(entries, timestamp="2027-02-01T12:00:00Z"), CARRIED)

    assert (standard.after, extended.after) == (fixed("73.00"), fixed("438.00"))


def test_a_pool_that_grows_costs_between_its_two_numbers(change: Make, plan: Make) -> None:
    """From 2 to 4 nodes of 0.192 an hour and 8.00 of disk: 148.16 a node, doubled at both ends."""
    unchanged = change("aws_launch_template.template", template(), template())
    entries = [change("aws_eks_node_group.pool", group(4, 8), group(2, 4)), unchanged]
    cost = price(plan(entries), CARRIED)
    machines, disks = cost.lines

    assert (cost.before, cost.after) == (between("296.32", "592.64"), between("592.64", "1185.28"))
    assert cost.difference == between("296.32", "592.64")
    assert (machines.before, machines.after) == (between("280.32", "560.64"), between("560.64", "1121.28"))
    assert disks.difference == between("16.00", "32.00")
    assert machines.what == "2 to 4 x m6i.xlarge, on-demand → 4 to 8 x m6i.xlarge, on-demand"


def test_a_difference_can_be_larger_at_the_minimum(change: Make, plan: Make) -> None:
    """A pool that goes from [0, 4] to [2, 2] costs more at its minimum and less at its maximum."""
    same = change("aws_launch_template.template", template(), template())
    entries = [change("aws_eks_node_group.pool", group(2, 2), group(0, 4)), same]
    cost = price(plan(entries), CARRIED)

    assert cost.difference == between("296.32", "-296.32")


def test_a_new_template_is_found_by_its_reference(change: Make, plan: Make) -> None:
    """Before apply the template has no identifier; the plan's configuration says which of several is meant."""
    values, unknown = template(), {"id": True, "region": True}
    made = {key: value for key, value in values.items() if key not in unknown}
    pool: Body = {**group(1, 1), "launch_template": [{}]}
    entries = [
        change("aws_launch_template.other", {**made, "instance_type": "p5.48xlarge"}, unknown=unknown),
        change("aws_launch_template.mine", made, unknown=unknown),
        change("aws_eks_node_group.pool", pool, unknown={"launch_template": [{"id": True}]}),
    ]
    reference = {"references": ["aws_launch_template.mine.id", "aws_launch_template.mine"]}
    configured = {
        "mode": "managed",
        "type": "aws_eks_node_group",
        "name": "pool",
        "expressions": {"launch_template": [{"id": reference}]},
    }
    found = price(plan(entries, resources=[configured]), CARRIED)
    lost = price(plan(entries), CARRIED)

    assert found.after == fixed("148.16")
    assert lost.after is None
    assert ("not-known-yet", "aws_eks_node_group") in why(lost)


def test_spot_is_cheaper_than_on_demand_and_says_its_day(change: Make, plan: Make) -> None:
    """A spot pool takes the spot price of the same machine, with the day and that it changes."""
    costs = {
        capacity: price(
            plan(
                [
                    change("aws_launch_template.template", template()),
                    change("aws_eks_node_group.pool", group(1, 1, capacity)),
                ]
            ),
            CARRIED,
        )
        for capacity in ("ON_DEMAND", "SPOT")
    }
    spot, on_demand = (costs[name].lines[0] for name in ("SPOT", "ON_DEMAND"))

    assert on_demand.after == fixed("140.16")
    assert spot.after == fixed("63.072")  # 0.0864 an hour
    assert any(note.startswith("spot price as of 2026-07-20") for note in spot.notes)
    assert "the spot price is an estimate" in spot.notes
    assert not any("spot" in note for note in on_demand.notes)


def test_what_was_bought_beforehand_has_no_price(change: Make, plan: Make) -> None:
    """Nodes of a capacity block are paid by the block: their number says nothing of the price."""
    entries = [
        change("aws_launch_template.template", template("p5.48xlarge")),
        change("aws_eks_node_group.pool", group(0, 2, "CAPACITY_BLOCK")),
    ]
    cost = price(plan(entries), CARRIED)
    (block,) = (each for each in cost.unpriced if each.kind == "no-price")

    assert [line.part for line in cost.lines] == ["disks"]
    assert block.what == "0 to 2 x p5.48xlarge, capacity-block"
    assert block.addresses == ("aws_eks_node_group.pool",)


def test_a_reservation_is_said_to_be_paid_elsewhere(change: Make, plan: Make) -> None:
    """Reserved nodes cost what on-demand ones do, and the reservation itself is paid whether they run or not."""
    target = [{"capacity_reservation_target": [{"capacity_reservation_id": "cr-1"}]}]
    entries = [
        change("aws_launch_template.template", template(capacity_reservation_specification=target)),
        change("aws_eks_node_group.pool", group(0, 1)),
    ]
    cost = price(plan(entries), CARRIED)

    assert cost.after == between("0", "148.16")
    assert cost.lines[0].what == "0 to 1 x m6i.xlarge, reserved"
    assert ("elsewhere", "aws_eks_node_group") in why(cost)


def test_a_closed_pool_costs_nothing_and_needs_no_price(change: Make, plan: Make) -> None:
    """A pool of at most 0 nodes costs nothing, whatever its machine is."""
    entries = [
        change("aws_launch_template.template", template("p5e.48xlarge")),
        change("aws_eks_node_group.pool", group(0, 0)),
    ]
    cost = price(plan(entries), CARRIED)

    assert cost.lines == ()
    assert why(cost) == {("usage", "aws_eks_node_group")}


def test_a_database_gets_another_class(change: Make, plan: Make) -> None:
    """A standby doubles class and storage; replacing the class shows both in one line."""
    common = {
        "region": "us-east-1",
        "engine": "postgres",
        "multi_az": True,
        "allocated_storage": 64,
        "storage_type": "gp3",
        "manage_master_user_password": True,
    }
    old = {**common, "instance_class": "db.m6g.large"}
    new = {**common, "instance_class": "db.m6g.xlarge"}
    cost = price(plan([change("aws_db_instance.database", new, old)]), CARRIED)
    first, *rest = cost.lines

    assert cost.before == fixed("247.26")  # 0.318 an hour, 64 GiB at 0.23 and a secret at 0.40
    assert cost.after == fixed("479.40")  # 0.636 an hour
    assert first.what == "db.m6g.large, with a standby → db.m6g.xlarge, with a standby"
    assert first.difference == fixed("232.14")
    assert {line.part: line.difference for line in rest} == {"storage": NOTHING, "secret": NOTHING}


def test_storage_that_may_grow_has_two_figures(change: Make, plan: Make) -> None:
    """Storage with a limit to grow to is priced at its size and at the limit."""
    values = {
        "engine": "postgres",
        "instance_class": "db.m6g.large",
        "allocated_storage": 100,
        "max_allocated_storage": 200,
        "storage_type": "gp3",
    }
    cost = price(plan([change("aws_db_instance.database", values)]), CARRIED)

    assert cost.after == between("127.57", "139.07")  # 0.159 an hour, and 0.115 a GiB


@pytest.mark.parametrize(
    ("region", "kind"),
    [
        ("cn-north-1", "no-price"),
        ("us-gov-west-1", "no-price"),
        ("mars-north-1", "unknown-region"),
        ("", "unknown-region"),
    ],
)
def test_a_region_without_a_price_is_listed(change: Make, plan: Make, region: str, kind: str) -> None:
    """The price of one partition is not taken for another's, and a region that nobody knows has none."""
    values = {"version": "1.35", **({"region": region} if region else {})}
    cost = price(plan([change("aws_eks_cluster.cluster", values)], providers={}), CARRIED)

    assert (cost.before, cost.after, cost.difference) == (NOTHING, None, None)
    assert why(cost) == {(kind, "aws_eks_cluster")}
    assert cost.as_of == CARRIED.newest


def test_a_price_of_another_region_says_so(change: Make, plan: Make) -> None:
    """Where no price of the region is known, the one that was read is shown with its region."""
    here, there = (
        price(plan([change("aws_eks_cluster.cluster", {"region": region})]), CARRIED).lines[0]
        for region in ("us-east-1", "eu-north-1")
    )

    assert "us-east-1 price" in there.notes
    assert "us-east-1 price" not in here.notes


def test_an_unknown_type_is_never_nothing(change: Make, plan: Make) -> None:
    """What the table does not name is listed, and does not make a total of nothing."""
    cost = price(plan([change("aws_sagemaker_domain.studio", {"region": "us-east-1"})]), CARRIED)

    assert cost.after is None
    assert why(cost) == {("unknown-type", "aws_sagemaker_domain")}


def test_a_total_beside_an_unknown_type_is_of_the_rest(change: Make, plan: Make) -> None:
    """One unknown type does not hide what the others cost."""
    entries = [change("aws_sagemaker_domain.studio", {}), change("aws_eks_cluster.cluster", {})]
    cost = price(plan(entries), CARRIED)

    assert cost.after == fixed("73.00")
    assert ("unknown-type", "aws_sagemaker_domain") in why(cost)


def test_what_is_free_costs_nothing(change: Make, plan: Make) -> None:
    """A stack of roles and routes costs nothing, and that is known."""
    cost = price(plan([change("aws_iam_role.role", {}), change("aws_route.route", {})]), CARRIED)

    assert (cost.after, cost.unpriced) == (NOTHING, ())


def test_what_is_paid_by_use_alone_has_no_total(change: Make, plan: Make) -> None:
    """Buckets cost what is put into them: their stack has no price, which is not a price of nothing."""
    entries = [change(f"aws_s3_bucket.{name}", {}, {}) for name in ("one", "two")]
    cost = price(plan(entries), CARRIED)
    (usage,) = cost.unpriced

    assert (cost.before, cost.after) == (None, None)
    assert (usage.kind, usage.addresses) == ("usage", ("aws_s3_bucket.one", "aws_s3_bucket.two"))
    assert (usage.before, usage.after) == (True, True)


def test_an_empty_plan_costs_nothing(plan: Make) -> None:
    """Where there is nothing, nothing is paid; a plan without a word of resources is as good as an empty one."""
    assert price(plan([]), CARRIED).after == NOTHING
    assert price({}, CARRIED).after == NOTHING


@pytest.mark.parametrize("broken", BROKEN)
def test_what_is_no_plan_is_left_out(broken: Body) -> None:
    """A reader refuses such plans before; here they end in no error and no figure that is made up."""
    after = price(broken, CARRIED).after

    assert after in (None, NOTHING)


def test_what_is_only_read_is_not_paid_for(change: Make, plan: Make) -> None:
    """A data source is somebody else's."""
    cost = price(plan([change("data.aws_eks_cluster.theirs", {}, mode="data")]), CARRIED)

    assert cost.lines == ()


def test_what_goes_is_no_longer_paid_for(change: Make, plan: Make) -> None:
    """A destroyed object, and one left over from a replacement, cost before and not after."""
    entries = [
        change("aws_eks_cluster.cluster", None, {"region": "us-east-1"}),
        change("aws_nat_gateway.nat", {"region": "us-east-1"}, {"region": "us-east-1"}),
        change("aws_nat_gateway.nat", None, {"region": "us-east-1"}, deposed="a1b2"),
    ]
    cost = price(plan(entries), CARRIED)

    assert (cost.before, cost.after) == (fixed("138.70"), fixed("32.85"))  # 73.00 and twice 32.85
    assert {line.address for line in cost.lines if line.after is None} == {
        "aws_eks_cluster.cluster",
        "aws_nat_gateway.nat (a1b2)",
    }


def test_what_is_forgotten_goes_on_to_cost(change: Make, plan: Make) -> None:
    """What Terraform lets go of leaves the total, and is listed as still paid for."""
    gone = change("aws_eks_cluster.cluster", None, {"region": "us-east-1"})
    gone["change"]["actions"] = ["forget"]
    cost = price(plan([gone]), CARRIED)

    assert cost.after == NOTHING
    assert [(each.kind, each.addresses) for each in cost.unpriced] == [
        ("no-longer-managed", ("aws_eks_cluster.cluster",))
    ]


def test_what_is_known_after_apply_is_listed_and_the_rest_priced(change: Make, plan: Make) -> None:
    """A database whose class is known only after apply has a price of its secret alone."""
    values = {"engine": "postgres", "multi_az": False, "manage_master_user_password": True}
    entry = change("aws_db_instance.database", values, unknown={"instance_class": True})
    cost = price(plan([entry]), CARRIED)
    (unknown,) = (each for each in cost.unpriced if each.kind == "not-known-yet")

    assert cost.after == fixed("0.40")
    assert unknown.what == "instance_class"


def test_what_is_sensitive_is_in_no_text(change: Make, plan: Make) -> None:
    """A value that the plan marks as sensitive is not shown, so that nothing is priced by it either."""
    values = {"engine": "postgres", "instance_class": "db.secret.large"}
    entry = change("aws_db_instance.database", values)
    entry["change"]["after_sensitive"] = {"instance_class": True}
    cost = price(plan([entry]), CARRIED)

    assert "secret" not in str(cost)
    assert ("not-known-yet", "aws_db_instance") in why(cost)


@pytest.mark.parametrize("number", [-1, "4", True, None, float("inf"), float("nan"), 1e300, 10**40, [], {}])
def test_a_number_that_is_none_is_never_multiplied(change: Make, plan: Make, number: object) -> None:
    """Nothing but a number of a size that can be meant counts nodes."""
    pool = {**group(0, 1), "scaling_config": [{"min_size": 0, "max_size": number}]}
    entries = [change("aws_launch_template.template", template()), change("aws_eks_node_group.pool", pool)]
    cost = price(plan(entries), CARRIED)

    assert cost.lines == ()
    assert ("not-known-yet", "aws_eks_node_group") in why(cost)


def test_an_endpoint_is_paid_in_each_of_its_zones(change: Make, plan: Make) -> None:
    """An interface endpoint costs its hours in each subnet, known yet or not; a gateway endpoint costs nothing."""
    entries = [
        change(
            "aws_vpc_endpoint.kms",
            {"region": "eu-central-1", "vpc_endpoint_type": "Interface", "subnet_ids": [None, None, None]},
            unknown={"subnet_ids": [True, True, True]},
        ),
        change("aws_vpc_endpoint.s3", {"region": "eu-central-1", "vpc_endpoint_type": "Gateway"}),
    ]
    cost = price(plan(entries), CARRIED)

    assert cost.after == fixed("26.28")  # 3 x 0.012 an hour


def test_a_rotated_key_costs_up_to_three_dollars(change: Make, plan: Make) -> None:
    """AWS takes a dollar for a key, and one more for each of its first two rotations."""
    entries = [
        change("aws_kms_key.rotated", {"enable_key_rotation": True}),
        change("aws_kms_key.fixed", {"enable_key_rotation": False}),
    ]
    cost = price(plan(entries), CARRIED)

    assert cost.after == between("2", "4")


def test_an_azure_pool_pays_for_whole_disks(aks: Callable[[Body], Body], plan: Make) -> None:
    """A disk of 200 GiB is paid as the tier of 256, for each node; the region is found as Azure's tools write it."""
    cost = price(plan([aks({})]), CARRIED)
    machines, disks = cost.lines

    assert machines.after == between("335.80", "671.60")  # 0.23 an hour
    assert disks.after == between("83.622856", "167.245712")  # 41.811428 each
    assert disks.region == "westeurope"


def test_an_ephemeral_disk_costs_nothing(aks: Callable[[Body], Body], plan: Make) -> None:
    """The local disk of a machine is paid with it."""
    cost = price(plan([aks({"os_disk_type": "Ephemeral"})]), CARRIED)

    assert [line.part for line in cost.lines] == ["machines"]


def test_an_azure_cluster_pays_for_its_tier_and_its_first_pool(change: Make, plan: Make) -> None:
    """The tier Free has no price to pay, Standard 0.10 an hour, and both have the nodes of the default pool."""
    pool = {
        "auto_scaling_enabled": False,
        "node_count": 1,
        "vm_size": "Standard_D4s_v5",
        "os_disk_type": "Ephemeral",
    }
    costs = [
        price(
            plan(
                [
                    change(
                        "azurerm_kubernetes_cluster.cluster",
                        {"location": "eastus", "sku_tier": tier, "default_node_pool": [pool]},
                    )
                ]
            ),
            CARRIED,
        ).after
        for tier in ("Free", "Standard")
    ]

    assert costs == [fixed("140.16"), fixed("213.16")]  # 0.192 an hour


def test_an_azure_database_with_a_standby_is_paid_twice(change: Make, plan: Make) -> None:
    """High availability doubles the server and its storage."""
    values = {
        "location": "eastus",
        "sku_name": "GP_Standard_D2ds_v5",
        "storage_mb": 65536,
        "high_availability": [{"mode": "ZoneRedundant"}],
    }
    cost = price(plan([change("azurerm_postgresql_flexible_server.database", values)]), CARRIED)

    assert cost.after == fixed("274.60")  # 2 x (0.178 an hour and 64 GiB at 0.115)


@pytest.mark.parametrize(
    ("properties", "expected"),
    [
        ({"kty": "RSA-HSM", "keySize": 2048}, fixed("1")),
        ({"kty": "RSA-HSM", "keySize": 3072}, fixed("5")),
        ({"kty": "EC-HSM"}, fixed("5")),
        ({"kty": "RSA", "keySize": 4096}, NOTHING),
    ],
)
def test_a_key_that_a_template_makes_is_priced(
    change: Make, plan: Make, properties: Body, expected: Money
) -> None:
    """What a deployment of Azure Resource Manager makes is read from its template."""
    body = '{"resources": [{"type": "Microsoft.KeyVault/vaults/keys", "properties": %s}]}'
    values = {"template_content": body % str(properties).replace("'", '"')}
    entries = [
        change("azurerm_resource_group_template_deployment.key", values),
        change("azurerm_resource_group.group", {"location": "westeurope"}),
    ]
    cost = price(plan(entries), CARRIED)

    assert cost.after == expected


@pytest.mark.parametrize(
    "content", ["", "{}", "no JSON", '{"resources": [{"type": "Microsoft.Batch/pools"}]}']
)
def test_a_template_of_something_else_is_listed(change: Make, plan: Make, content: str) -> None:
    """A template that is not understood, or makes what nobody has priced, is not free."""
    entry = change("azurerm_resource_group_template_deployment.it", {"template_content": content})
    cost = price(plan([entry]), CARRIED)

    assert cost.after is None
    assert why(cost) == {("unknown-type", "azurerm_resource_group_template_deployment")}


def test_a_google_pool_counts_for_all_zones_or_for_each(gke: Callable[..., Body], plan: Make) -> None:
    """A total is for the pool; a number without that word is for each of its two zones."""
    total = price(
        plan([gke("n2-standard-4", {"total_min_node_count": 1, "total_max_node_count": 3})]), CARRIED
    )
    each = price(plan([gke("n2-standard-4", {"min_node_count": 1, "max_node_count": 3})]), CARRIED)

    assert [line.what for line in total.lines] == [
        "1 to 3 x n2-standard-4, on-demand",
        "1 to 3 disks of 100 GiB, pd-balanced",
    ]
    assert each.lines[0].what == "2 to 6 x n2-standard-4, on-demand"
    assert total.lines[1].after == between("11.00", "33.00")  # 100 GiB at 0.11


def test_an_accelerator_that_is_attached_is_in_the_price(gke: Callable[..., Body], plan: Make) -> None:
    """The same machine with a T4 costs more than without one; with a number nobody offers it has no price."""
    one = {"total_min_node_count": 1, "total_max_node_count": 1}

    def with_cards(count: int) -> StackCost:
        cards = [{"type": "nvidia-tesla-t4", "count": count}]
        return price(plan([gke("n1-standard-8", one, guest_accelerator=cards)]), CARRIED)

    single, triple = with_cards(1), with_cards(3)

    assert single.lines[0].what == "1 x n1-standard-8 with 1 nvidia-tesla-t4, on-demand"
    assert single.lines[0].after is not None
    assert ("no-price", "google_container_node_pool") in why(triple)


def test_flex_start_has_a_price_of_its_own_that_nobody_knows(gke: Callable[..., Body], plan: Make) -> None:
    """Flex-start is neither on-demand nor spot, and takes neither price."""
    one = {"total_min_node_count": 0, "total_max_node_count": 1}
    cost = price(plan([gke("ct5lp-hightpu-8t", one, flex_start=True)]), CARRIED)

    assert [line.part for line in cost.lines] == ["disks"]
    assert ("no-price", "google_container_node_pool") in why(cost)


def test_cloud_sql_is_paid_by_its_parts(change: Make, plan: Make) -> None:
    """A regional instance of 2 vCPUs and 8 GiB pays for vCPUs, memory and storage at the price of a standby."""
    settings = {
        "tier": "db-custom-2-8192",
        "edition": "ENTERPRISE",
        "availability_type": "REGIONAL",
        "disk_size": 64,
        "disk_type": "PD_SSD",
    }
    values = {"region": "us-central1", "database_version": "POSTGRES_17", "settings": [settings]}
    cost = price(plan([change("google_sql_database_instance.database", values)]), CARRIED)

    # 2 x 0.0826 and 8 x 0.014 an hour, 64 GiB at 0.34
    assert cost.after == fixed("224.116")


def test_google_nat_is_paid_by_its_machines(change: Make, plan: Make) -> None:
    """A gateway costs 0.0014 an hour for one machine and no more than for 32, and its first address."""
    values = {"region": "europe-west4", "nat_ip_allocate_option": "AUTO_ONLY"}
    cost = price(plan([change("google_compute_router_nat.nat", values)]), CARRIED)

    assert cost.after == between("4.672", "36.354")


def test_an_inner_address_is_free_and_an_outer_one_is_not(change: Make, plan: Make) -> None:
    """Addresses inside a network cost nothing."""
    entries = [
        change("google_compute_address.inner", {"region": "europe-west4", "address_type": "INTERNAL"}),
        change("google_compute_address.outer", {"region": "europe-west4", "address_type": "EXTERNAL"}),
    ]
    cost = price(plan(entries), CARRIED)

    assert cost.after == fixed("3.65")


def test_a_price_that_was_not_read_says_so(change: Make, plan: Make) -> None:
    """An endpoint of Private Service Connect is priced from memory, and shown so."""
    values = {"region": "us-central1", "load_balancing_scheme": "", "target": "attachment"}
    cost = price(plan([change("google_compute_forwarding_rule.endpoint", values)]), CARRIED)
    (line,) = cost.lines

    assert line.after == fixed("7.30")
    assert not line.verified
    assert "not verified" in line.notes


def test_a_load_balancer_of_the_cluster_is_said_to_be_elsewhere(change: Make, plan: Make) -> None:
    """A service for the outside makes the cluster make a load balancer, which no plan shows."""
    entries = [
        change("kubernetes_service_v1.outer", {"spec": [{"type": "LoadBalancer"}]}),
        change("kubernetes_service_v1.inner", {"spec": [{"type": "ClusterIP"}]}),
    ]
    (found,) = price(plan(entries), CARRIED).unpriced

    assert (found.kind, found.addresses) == ("elsewhere", ("kubernetes_service_v1.outer",))


def test_the_largest_change_comes_first(change: Make, plan: Make) -> None:
    """What changes most is on top, and what stays is below, the dearest first."""
    entries = [
        change("aws_eip.kept", {}, {}),
        change("aws_nat_gateway.new", {}),
        change("aws_eks_cluster.kept", {}, {}),
        change("aws_eks_cluster.new", {}),
    ]
    cost = price(plan(entries), CARRIED)

    assert [line.address for line in cost.lines] == [
        "aws_eks_cluster.new",
        "aws_nat_gateway.new",
        "aws_eks_cluster.kept",
        "aws_eip.kept",
    ]


def test_the_same_plan_has_the_same_price(change: Make, plan: Make) -> None:
    """The order of a plan's entries does not matter, and a second look sees the same."""
    entries = [change("aws_eip.one", {}), change("aws_kms_key.two", {}), change("aws_s3_bucket.three", {})]

    assert price(plan(entries), CARRIED) == price(plan(entries[::-1]), CARRIED)


def test_totals_add_stacks_and_name_those_without_a_price(change: Make, plan: Make) -> None:
    """A stack that has no price is left out of the sum and named; the oldest day of all is the day of the total."""
    cluster = price(plan([change("aws_eks_cluster.cluster", {})]), CARRIED)
    network = price(plan([change("aws_nat_gateway.nat", {}, {})]), CARRIED)
    stores = price(plan([change("aws_s3_bucket.store", {})]), CARRIED)
    total = TotalCost({"infra": cluster, "network": network, "stores": stores})

    assert (total.before, total.after, total.difference) == (
        fixed("32.85"),
        fixed("105.85"),
        fixed("73.00"),
    )
    assert total.without_price() == ("stores",)
    assert (total.as_of, total.currency) == (cluster.as_of, "USD")
    assert {name for name, each in total.unpriced() if each.type == "aws_s3_bucket"} == {"stores"}


def test_nothing_at_all_has_a_total_of_nothing() -> None:
    """Without a stack nothing is paid, on no day and in no currency."""
    total = TotalCost({})

    assert (total.before, total.after, total.as_of, total.currency) == (NOTHING, NOTHING, None, "")
