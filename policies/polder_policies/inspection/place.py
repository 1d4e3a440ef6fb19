"""What lies in a site and what does not."""

import re
from collections.abc import Iterable, Iterator, Mapping
from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import Final

from polder_environments.facts.zones import zones
from polder_environments.topology import SitePlan
from polder_policies.inspection.findings import Complaint
from polder_policies.inspection.mentions import Mention, mentions
from polder_policies.inspection.stack import Block, Stack
from polder_policies.inspection.tables import table

_PRIVATE: Final = tuple(
    ip_network(text)
    for text in (
        "10.0.0.0/8",
        "172.16.0.0/12",
        "192.168.0.0/16",
        "100.64.0.0/10",
        "169.254.0.0/16",
        "fc00::/7",
        "fe80::/10",
    )
)
"""Ranges that the internet does not route: RFC 1918, 6598, 3927, 4193 and 4291."""

_OWNERLESS: Final = frozenset({"", "*", "-", "_", "aws"})
"""What stands in an ARN or a path where no account or project is named, or Amazon itself is."""

_OF_PRINCIPALS: Final = frozenset({"iam", "sts"})
"""Services of AWS whose ARNs name who, not where; who may come is judged in policies."""

_NAMES: Final = ("name", "bucket")
"""Attributes that hold the name by which others speak of a resource."""


class Place:
    """A site, and the names that its stacks give.

    Args:
        site: The site.
        stacks: All its stacks that are at hand.
        groups: Azure resource groups that are everybody's.
    """

    def __init__(self, site: SitePlan, stacks: Iterable[Stack], groups: Iterable[str] = ()) -> None:
        """Collect what the site's stacks name."""
        self.site = site
        self.region = site.region
        self.zones = frozenset(zones(site.cloud, site.region))
        self.stacks: dict[str, list[Stack]] = {}
        self.names: dict[str, set[str]] = {}
        for stack in stacks:
            self.stacks.setdefault(stack.name, []).append(stack)
            for block in stack.blocks:
                self._collect(block)
        self._own = {site.state.name, site.group, *(store.resource_name for store in site.stores)}
        if site.registry:
            self._own.add(site.registry.name)
        made = self.names.get("azurerm_resource_group", set())
        self._groups = {group.lower() for group in (*self._own, *made, *groups)}
        self._foreign: dict[tuple[str, bool], tuple[Complaint, ...]] = {}
        partitions = {row["partition"]: row for row in table("partitions")}
        partition = partitions.get(site.partition, {})
        self.words: Mapping[str, str] = {
            "region": site.region,
            "account": site.tenancy,
            "prefix": site.prefix,
            "state": site.state.name,
            "environment": partition.get("environment", ""),
            "dns": partition.get("dns", ""),
        }
        """What a form may hold in braces."""

    def _collect(self, block: Block) -> None:
        if block.mode != "resource":
            return
        for attribute in _NAMES:
            name = block.body.get(attribute)
            if isinstance(name, str):
                self.names.setdefault(block.kind, set()).add(name)
        nodes = block.body.get("node_resource_group")  # AKS makes a group of its own for the nodes
        if isinstance(nodes, str):
            self.names.setdefault("azurerm_resource_group", set()).add(nodes)

    def has(self, name: str, kinds: Iterable[str]) -> bool:
        """Whether a stack of the site, or the topology, has something of this name."""
        return name in self._own or any(name in self.names.get(kind, ()) for kind in kinds)

    def is_region(self, text: str) -> bool:
        """Whether a text is the site's region, as clouds write it: `westeurope`, `West Europe`, `EUROPE-WEST4`."""
        return text.replace(" ", "").lower() == self.region

    def is_zone(self, text: str) -> bool:
        """Whether a text is a zone of the site's region."""
        return text.lower() in self.zones

    def is_inside(self, text: str) -> bool:
        """Whether a range can be reached from, or listed for, this site: private, or in network.api_ranges."""
        try:
            network = ip_network(text, strict=False)
        except ValueError:
            return False
        return any(_within(network, wider) for wider in (*_PRIVATE, *self.site.network.api_ranges))

    def fits(self, text: str, form: str) -> bool:
        """Whether a text has a form in which `*` stands for anything and braces for what is the site's."""
        pattern = re.escape(form).replace(r"\*", ".*")
        for word, value in self.words.items():
            pattern = pattern.replace(rf"\{{{word}\}}", re.escape(value) or "(?!)")
        return re.fullmatch(pattern, text, re.IGNORECASE) is not None

    def foreign(self, text: str, *, literal: bool = True) -> tuple[Complaint, ...]:
        """What a text names that is not the site's.

        Args:
            text: Any text.
            literal: Whether somebody wrote it. What a cloud has filled in may name accounts and hosts of its own.
        """
        key = (text, literal)
        found = self._foreign.get(key)
        if found is None:
            self._foreign[key] = found = tuple(self._judged(text, literal=literal))
        return found

    def _judged(self, text: str, *, literal: bool) -> Iterator[Complaint]:
        judges = {
            "region": self._of_region,
            "arn": self._of_arn,
            "azure-id": self._of_azure,
            "google-path": self._of_google,
            "host": self._of_host,
            "store": self._of_store,
        }
        for mention in mentions(text):
            yield from judges[mention.sort](mention, literal=literal)

    def _of_region(self, mention: Mention, *, literal: bool) -> Iterator[Complaint]:
        del literal
        if mention.region != self.region:
            yield Complaint("location", f"names {mention.text}, outside {self._here}")

    def _of_arn(self, mention: Mention, *, literal: bool) -> Iterator[Complaint]:
        if "${" not in mention.partition and mention.partition != self.site.partition:
            yield Complaint("partition", f"names {mention.text}, outside partition {self.site.partition}")
        elif (
            literal
            and mention.group not in _OF_PRINCIPALS
            and not _stands_for(mention.owner, self.site.tenancy)
        ):
            yield Complaint("account", f"names {mention.text}, outside account {self.site.tenancy}")

    def _of_azure(self, mention: Mention, *, literal: bool) -> Iterator[Complaint]:
        if mention.owner != self.site.tenancy:
            yield Complaint("account", f"names {mention.text}, outside subscription {self.site.tenancy}")
        elif literal and mention.group and "${" not in mention.group and not self.has_group(mention.group):
            yield Complaint(
                "location", f"names resource group {mention.group}, which no stack of {self.site.name} makes"
            )

    def _of_google(self, mention: Mention, *, literal: bool) -> Iterator[Complaint]:
        # A single region is found as such; what is left are multi-regions, `europe` or `eur4`.
        if mention.region not in ("", "global") and "-" not in mention.region:
            yield Complaint("location", f"names {mention.text}, outside {self._here}")
        if literal and not _stands_for(mention.owner, self.site.tenancy):
            yield Complaint("account", f"names {mention.text}, outside project {self.site.tenancy}")

    def _of_host(self, mention: Mention, *, literal: bool) -> Iterator[Complaint]:
        if "*" not in mention.partitions and self.site.partition not in mention.partitions:
            yield Complaint("partition", f"names {mention.text}, outside partition {self.site.partition}")
        elif literal and mention.named and mention.name and not self.has(mention.name, [mention.named]):
            yield Complaint(
                "endpoint",
                f"names {mention.text}, and no stack of {self.site.name} makes {mention.named} {mention.name}",
            )

    def _of_store(self, mention: Mention, *, literal: bool) -> Iterator[Complaint]:
        if literal and not self.has(mention.name, ("aws_s3_bucket", "google_storage_bucket")):
            yield Complaint(
                "location", f"names {mention.text}, and no stack of {self.site.name} makes that bucket"
            )

    def has_group(self, group: str) -> bool:
        """Whether an Azure resource group is the site's."""
        return group.lower() in self._groups

    @property
    def _here(self) -> str:
        return f"{self.region} of site {self.site.name}"


def _within(network: IPv4Network | IPv6Network, wider: IPv4Network | IPv6Network) -> bool:
    if isinstance(network, IPv4Network):
        return isinstance(wider, IPv4Network) and network.subnet_of(wider)
    return isinstance(wider, IPv6Network) and network.subnet_of(wider)


def _stands_for(owner: str, tenancy: str) -> bool:
    return owner in _OWNERLESS or owner == tenancy or "${" in owner
