"""The stacks of one site: where its state lies, what the cloud gives, what runs on the cluster."""

import time

from polder_constructs.bindings.cdktf import App, LocalBackend, TerraformStack
from polder_constructs.clouds import CLOUDS
from polder_constructs.device_plugin.nvidia import nvidia_device_plugin
from polder_constructs.site.contract import Cloud
from polder_constructs.tracking.server import tracking
from polder_environments.topology import SitePlan
from polder_stacks.names import Part, stack_name


def site_stacks(app: App, site: SitePlan) -> dict[str, float]:
    """Add a site's stacks to the app.

    The state stack is there only where state is remote. What runs on the cluster has a stack of its own, for a
    provider that depends on a cluster of the same state cannot plan before that cluster exists.

    Returns:
        Seconds each stack took, by its name.
    """
    cloud = CLOUDS[site.cloud]()
    started = time.perf_counter()
    seconds: dict[str, float] = {}

    def took(stack: TerraformStack) -> None:
        nonlocal started
        now = time.perf_counter()
        seconds[stack.node.id] = now - started
        started = now

    infra = _stack(app, cloud, site, "infra")
    if site.state.kind == "remote":
        state = TerraformStack(app, stack_name(site, "state"))
        _local_state(state)
        cloud.provider(state, site)
        cloud.state_store(state, site)
        infra.add_dependency(state)
        took(state)
    cloud.provider(infra, site)
    built = cloud.infrastructure(infra, site)
    took(infra)

    services = _stack(app, cloud, site, "services")
    services.add_dependency(infra)
    cloud.cluster_access(services, site, built.cluster)
    cloud.cluster_services(services, site)
    if not cloud.capabilities.nvidia_device_plugin:
        nvidia_device_plugin(services, site)
    if built.tracking is not None:
        tracking(services, site, built.tracking)
    took(services)
    return seconds


def _stack(app: App, cloud: Cloud, site: SitePlan, part: Part) -> TerraformStack:
    stack = TerraformStack(app, stack_name(site, part))
    if site.state.kind == "remote":
        cloud.state_backend(stack, site)
    else:
        _local_state(stack)
    return stack


def _local_state(stack: TerraformStack) -> None:
    # CDKTF's default is an absolute path of this machine, which would make the output differ by machine. Terraform
    # runs in cdktf.out/stacks/<name>; three levels up is the project, where a new synthesis does not touch the file.
    LocalBackend(stack, path=f"../../../terraform.{stack.node.id}.tfstate")
