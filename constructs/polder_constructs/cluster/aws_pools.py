"""Node pools of a site on AWS: EKS managed node groups, each on a launch template of its own.

Sources: provider pages `aws_eks_node_group`, `aws_launch_template` (6.25); Amazon EKS User Guide "Customize
managed nodes with launch templates", "Create a managed node group with Capacity Blocks for ML", "Retrieve
recommended Amazon Linux AMI IDs" (read 2026-11).
"""

import re
from collections.abc import Sequence

from polder_constructs.bindings.aws import (
    DataAwsSsmParameter,
    EksNodeGroup,
    EksNodeGroupLaunchTemplate,
    EksNodeGroupNodeRepairConfig,
    EksNodeGroupScalingConfig,
    EksNodeGroupTaint,
    EksNodeGroupUpdateConfig,
    IamRole,
    IamRolePolicyAttachment,
    KmsKey,
    LaunchTemplate,
    LaunchTemplateBlockDeviceMappings,
    LaunchTemplateBlockDeviceMappingsEbs,
    LaunchTemplateCapacityReservationSpecification,
    LaunchTemplateCapacityReservationSpecificationCapacityReservationTarget,
    LaunchTemplateInstanceMarketOptions,
    LaunchTemplateMetadataOptions,
    LaunchTemplateNetworkInterfaces,
    LaunchTemplateTagSpecifications,
)
from polder_constructs.bindings.cdktf import Construct, ITerraformDependable, TerraformResourceLifecycle
from polder_constructs.cluster.aws import AwsCluster
from polder_constructs.identity.aws_policy import Statement, policy
from polder_constructs.network.aws import AwsNetwork
from polder_constructs.site.aws_partition import dns_suffix, managed_policy, own_name
from polder_environments.model import Capacity
from polder_environments.topology import PoolPlan, SitePlan

_CAPACITY_TYPES: dict[Capacity, str] = {
    "on-demand": "ON_DEMAND",
    "spot": "SPOT",
    # A reservation is on-demand capacity that is already there.
    "reserved": "ON_DEMAND",
    "capacity-block": "CAPACITY_BLOCK",
}
_TAINT_EFFECTS = {"NoSchedule": "NO_SCHEDULE"}
_TAGGED = ("instance", "volume", "network-interface")
ROOT_DEVICE = "/dev/xvda"
"""Root device of Amazon Linux 2023; another name would add a second volume and leave the root as it was."""


def pools(  # noqa: PLR0913, PLR0917 - what nodes stand on
    scope: Construct,
    site: SitePlan,
    network: AwsNetwork,
    cluster: AwsCluster,
    key: KmsKey,
    before: Sequence[ITerraformDependable],
) -> EksNodeGroup:
    """Create all pools and return the one named `system`.

    Args:
        scope: The stack.
        site: The site.
        network: Where nodes stand.
        cluster: What they join.
        key: What encrypts their disks.
        before: What has to be there for a node to become ready.
    """
    role, grants = _role(scope, site)
    images: dict[tuple[str, str], DataAwsSsmParameter] = {}
    made: dict[str, EksNodeGroup] = {}
    for pool in (site.cluster.system, *site.cluster.pools):
        variant = (architecture(pool.machine), "standard" if pool.accelerator is None else "nvidia")
        if variant not in images:
            images[variant] = _image(scope, site, *variant)
        made[pool.name] = _pool(
            scope, site, network, cluster, key, pool, role, images[variant], [*before, *grants]
        )
    return made[site.cluster.system.name]


def architecture(machine: str) -> str:
    """Processor architecture of an instance type, as the image parameters name it.

    Graviton families have a `g` behind their generation (`m7g.xlarge`, `c7gn.large`, `im4gn.large`); of the GPU
    families `p6e` has Grace processors.
    """
    family = machine.partition(".")[0]
    attributes = re.fullmatch(r"[a-z]+?[0-9]+([a-z]*)(-[a-z0-9]+)*", family)
    arm = family.startswith("p6e") or (attributes is not None and "g" in attributes[1])
    return "arm64" if arm else "x86_64"


def _image(scope: Construct, site: SitePlan, processor: str, variant: str) -> DataAwsSsmParameter:
    # Without a release EKS takes the newest image once and never again: nodes would miss every later fix.
    return DataAwsSsmParameter(
        scope,
        f"node_image_{processor}_{variant}",
        name=f"/aws/service/eks/optimized-ami/{site.cluster.version}/amazon-linux-2023/{processor}/{variant}/recommended/release_version",
    )


def _role(scope: Construct, site: SitePlan) -> tuple[IamRole, list[ITerraformDependable]]:
    """What a node itself may do: join, and pull images. Pods have identities of their own."""
    role = IamRole(
        scope,
        "node_role",
        name=own_name(site, "node"),
        description="Nodes of the site's cluster",
        assume_role_policy=policy(
            Statement("Nodes", ["sts:AssumeRole"], principal={"Service": f"ec2.{dns_suffix(site)}"})
        ),
    )
    return role, [
        IamRolePolicyAttachment(
            scope, f"node_role_{part}", role=role.name, policy_arn=managed_policy(site, name)
        )
        for part, name in (
            ("worker", "AmazonEKSWorkerNodePolicy"),
            ("images", "AmazonEC2ContainerRegistryPullOnly"),
        )
    ]


def _pool(  # noqa: PLR0913, PLR0917 - what a node group is made of
    scope: Construct,
    site: SitePlan,
    network: AwsNetwork,
    cluster: AwsCluster,
    key: KmsKey,
    pool: PoolPlan,
    role: IamRole,
    image: DataAwsSsmParameter,
    before: Sequence[ITerraformDependable],
) -> EksNodeGroup:
    template = _template(scope, site, cluster, key, pool)
    processor = "ARM_64" if architecture(pool.machine) == "arm64" else "x86_64"
    labels = dict(pool.labels)
    if pool.accelerator is not None:
        # The autoscaler waits for the device plugin on nodes with this label; without it a pod that wants a
        # GPU makes it add node after node until the first one offers its GPUs.
        labels["k8s.amazonaws.com/accelerator"] = pool.accelerator.name
    return EksNodeGroup(
        scope,
        f"pool_{pool.name}",
        cluster_name=cluster.resource.name,
        node_group_name=pool.resource_name,
        node_role_arn=role.arn,
        subnet_ids=[network.nodes[zone] for zone in pool.zones],
        version=site.cluster.version,
        release_version=image.insecure_value,
        ami_type=f"AL2023_{processor}_{'STANDARD' if pool.accelerator is None else 'NVIDIA'}",
        capacity_type=_CAPACITY_TYPES[pool.capacity],
        launch_template=EksNodeGroupLaunchTemplate(id=template.id, version=f"{template.latest_version}"),
        scaling_config=EksNodeGroupScalingConfig(
            min_size=pool.smallest, max_size=pool.largest, desired_size=pool.smallest
        ),
        # EKS adds nodes before it drains others, so this many are gone at once only when a drain hangs.
        update_config=EksNodeGroupUpdateConfig(max_unavailable_percentage=33),
        node_repair_config=EksNodeGroupNodeRepairConfig(enabled=True),
        labels=labels,
        taint=[
            EksNodeGroupTaint(key=name, value=value, effect=_TAINT_EFFECTS[effect])
            for name, value, effect in pool.taints
        ]
        or None,
        # The autoscaler decides how many there are; Terraform would set it back at every deploy.
        lifecycle=TerraformResourceLifecycle(ignore_changes=["scaling_config[0].desired_size"]),
        depends_on=list(before),
    )


def _template(
    scope: Construct, site: SitePlan, cluster: AwsCluster, key: KmsKey, pool: PoolPlan
) -> LaunchTemplate:
    # Launch templates of all sites of an account share their names; no other site can have this one.
    name = f"{site.cluster.name}_{pool.resource_name}"
    tags = {**dict(site.tags), "Name": name}
    return LaunchTemplate(
        scope,
        f"pool_{pool.name}_template",
        name=name,
        description=f"Nodes of pool {pool.name}",
        # The type stands here and not in the node group: there, another type means another group.
        instance_type=pool.machine,
        update_default_version=True,
        block_device_mappings=[
            LaunchTemplateBlockDeviceMappings(
                device_name=ROOT_DEVICE,
                ebs=LaunchTemplateBlockDeviceMappingsEbs(
                    volume_type="gp3",
                    volume_size=pool.disk,
                    encrypted="true",
                    kms_key_id=key.arn,
                    delete_on_termination="true",
                ),
            )
        ],
        metadata_options=LaunchTemplateMetadataOptions(
            http_endpoint="enabled",
            http_tokens="required",
            # One hop ends at the node: a pod cannot reach the node's credentials.
            http_put_response_hop_limit=1,
            instance_metadata_tags="disabled",
        ),
        network_interfaces=[
            LaunchTemplateNetworkInterfaces(
                device_index=0,
                associate_public_ip_address="false",
                delete_on_termination="true",
                # A template with an interface gets no security group from EKS; nodes without it never join.
                security_groups=[cluster.security_group_id],
            )
        ],
        capacity_reservation_specification=_reservation(pool),
        instance_market_options=LaunchTemplateInstanceMarketOptions(market_type="capacity-block")
        if pool.capacity == "capacity-block"
        else None,
        # The provider's default tags end at the template; what it starts would carry none.
        tag_specifications=[
            LaunchTemplateTagSpecifications(resource_type=kind, tags=tags) for kind in _TAGGED
        ],
        tags={"Name": name},
    )


def _reservation(pool: PoolPlan) -> LaunchTemplateCapacityReservationSpecification | None:
    if pool.reservation is None:
        return None
    return LaunchTemplateCapacityReservationSpecification(
        capacity_reservation_target=LaunchTemplateCapacityReservationSpecificationCapacityReservationTarget(
            capacity_reservation_id=pool.reservation
        )
    )
