"""The one table that says how each cloud is fenced."""

from collections.abc import Mapping
from typing import Final

from polder_environments.model import CloudName
from polder_policies.guardrails import aws, azure, gcp
from polder_policies.guardrails.contract import Adapter

ADAPTERS: Final[Mapping[CloudName, Adapter]] = {
    "aws": aws.ADAPTER,
    "azure": azure.ADAPTER,
    "gcp": gcp.ADAPTER,
}
"""Adapters by cloud."""
