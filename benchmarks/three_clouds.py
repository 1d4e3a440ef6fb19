"""A program on three clouds that runs on plain bindings, on cdktn and on Polder's: the load of `bindings.py`.

It takes how it binds, an output folder and a number of sites a cloud, and prints its times as JSON. It is typed
loosely on purpose: the same lines run on three sets of packages.
"""
# pyright: basic

import importlib
import json
import sys
import time
from typing import Any

started = time.perf_counter()
binding, out, sites = sys.argv[1], sys.argv[2], int(sys.argv[3])
if binding == "polder":
    importlib.import_module("polder_constructs.bindings")
CORE, PROVIDER = ("cdktn", "cdktn_provider_") if binding == "cdktn" else ("cdktf", "cdktf_cdktf_provider_")


def generated(provider: str, *submodules: str) -> list[Any]:
    """Import submodules of a provider."""
    return [importlib.import_module(f"{PROVIDER}{provider}.{name}") for name in submodules]


core = importlib.import_module(CORE)
aws_provider, vpc, subnet, group, key, role = generated(
    "aws", "provider", "vpc", "subnet", "security_group", "kms_key", "iam_role"
)
az_provider, resource_group, virtual_network, az_subnet, account = generated(
    "azurerm", "provider", "resource_group", "virtual_network", "subnet", "storage_account"
)
google_provider, network, subnetwork, bucket, service_account = generated(
    "google", "provider", "compute_network", "compute_subnetwork", "storage_bucket", "service_account"
)
imported = time.perf_counter()

TAGS = {"owner": "ml-platform", "cost-center": "4711"}
SUBNETS = 4


def aws_site(stack: Any, name: str) -> None:
    """Make a network, its security groups, a key and roles."""
    aws_provider.AwsProvider(stack, "aws", region="eu-central-1", default_tags=[{"tags": TAGS}])
    site_key = key.KmsKey(stack, "key", description=name, enable_key_rotation=True, tags=TAGS)
    net = vpc.Vpc(stack, "vpc", cidr_block="10.0.0.0/16", enable_dns_hostnames=True, tags=TAGS)
    for number in range(SUBNETS):
        made = subnet.Subnet(
            stack, f"subnet-{number}", vpc_id=net.id, cidr_block=f"10.0.{number}.0/24", tags=TAGS
        )
        rule = group.SecurityGroupIngress(
            protocol="tcp", from_port=443, to_port=443, cidr_blocks=[net.cidr_block]
        )
        group.SecurityGroup(
            stack, f"group-{number}", vpc_id=net.id, name=f"{name}-{number}", ingress=[rule], tags=TAGS
        )
        policy = core.Fn.jsonencode({"key": site_key.arn, "subnet": made.id})
        lasting = core.TerraformResourceLifecycle(prevent_destroy=True)
        role.IamRole(
            stack, f"role-{number}", name=f"{name}-{number}", assume_role_policy=policy, lifecycle=lasting
        )


def azure_site(stack: Any, name: str) -> None:
    """Make a network with its subnets, and accounts whose rules name them."""
    az_provider.AzurermProvider(stack, "azurerm", features=[az_provider.AzurermProviderFeatures()])
    place = resource_group.ResourceGroup(stack, "group", name=name, location="westeurope", tags=TAGS)
    where = {"resource_group_name": place.name, "location": place.location}
    net = virtual_network.VirtualNetwork(
        stack, "network", name=name, address_space=["10.0.0.0/16"], tags=TAGS, **where
    )
    for number in range(SUBNETS):
        made = az_subnet.Subnet(
            stack,
            f"subnet-{number}",
            name=f"subnet-{number}",
            resource_group_name=place.name,
            virtual_network_name=net.name,
            address_prefixes=[f"10.0.{number}.0/24"],
        )
        rules = account.StorageAccountNetworkRules(
            default_action="Deny", virtual_network_subnet_ids=[made.id]
        )
        account.StorageAccount(
            stack,
            f"account-{number}",
            name=f"account{number}",
            account_tier="Standard",
            account_replication_type="LRS",
            network_rules=rules,
            tags=TAGS,
            **where,
        )


def google_site(stack: Any, name: str) -> None:
    """Make a network with its subnetworks, and buckets with service accounts."""
    google_provider.GoogleProvider(stack, "google", project="project")
    net = network.ComputeNetwork(stack, "network", name=name, auto_create_subnetworks=False)
    for number in range(SUBNETS):
        pods = subnetwork.ComputeSubnetworkSecondaryIpRange(range_name="pods", ip_cidr_range="10.1.0.0/20")
        subnetwork.ComputeSubnetwork(
            stack,
            f"subnet-{number}",
            name=f"{name}-{number}",
            network=net.id,
            region="europe-west4",
            ip_cidr_range=f"10.0.{number}.0/24",
            secondary_ip_range=[pods],
        )
        service_account.ServiceAccount(stack, f"reader-{number}", account_id=f"reader-{number}")
        versioned = bucket.StorageBucketVersioning(enabled=True)
        bucket.StorageBucket(
            stack,
            f"bucket-{number}",
            name=f"{name}-{number}",
            location="EU",
            versioning=versioned,
            labels=TAGS,
        )


app = core.App(outdir=out)
for number in range(sites):
    for cloud, make in (("aws", aws_site), ("azure", azure_site), ("gcp", google_site)):
        name = f"{cloud}-{number}"
        stack = core.TerraformStack(app, name)
        # The default one writes the folder that the program runs in into what is compared.
        core.LocalBackend(stack, path=f"{name}.tfstate")
        make(stack, name)
created = time.perf_counter()
app.synth()
times = {"import": imported - started, "create": created - imported, "synth": time.perf_counter() - created}
sys.stdout.write(json.dumps(times) + "\n")
