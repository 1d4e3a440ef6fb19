"""What machine types of Google Cloud differ in where a node pool has to know.

Sources: Compute Engine "Accelerator-optimized machine family", "About Hyperdisk" (machine series without Persistent
Disk); GKE "Run GPUs in GKE Standard node pools" and "Create custom AI-optimized clusters" (LATEST driver for H200 and
newer, workload policies for A4X; read 2026-11); xpk 1.13.1 (workload policies for TPU7x).
"""

from polder_environments.topology import AcceleratorPlan, PoolPlan

_HYPERDISK_ONLY = (
    "a3-ultragpu-",
    "a4-",
    "a4x-",
    "c4-",
    "c4a-",
    "c4d-",
    "ct6e-",
    "h4d-",
    "n4-",
    "tpu7x-",
)
_LATEST_DRIVER = ("a3-ultragpu-", "a4-", "a4x-")
_GB200_TOPOLOGY = "1x72"


def disk_type(machine: str) -> str:
    """Say which kind of system disk a machine takes."""
    return "hyperdisk-balanced" if machine.startswith(_HYPERDISK_ONLY) else "pd-balanced"


def driver(machine: str) -> str:
    """Say which of the two drivers that a node image carries knows the machine's GPUs."""
    return "LATEST" if machine.startswith(_LATEST_DRIVER) else "DEFAULT"


def slice_of(pool: PoolPlan) -> AcceleratorPlan | None:
    """Give the TPU slice of several hosts that a pool is, or None."""
    accelerator = pool.accelerator
    if accelerator is None or accelerator.kind != "tpu" or accelerator.hosts == 1:
        return None
    return accelerator


def workload_topology(pool: PoolPlan) -> str | None:
    """Say in which topology a policy of its own has to place a pool's nodes, or None where GKE needs none."""
    if pool.machine.startswith("a4x-"):
        return _GB200_TOPOLOGY
    tpu = slice_of(pool)
    return tpu.topology if tpu is not None and pool.machine.startswith("tpu7x-") else None
