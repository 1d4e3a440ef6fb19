"""Names of attributes that may say where something lies, or who can reach it.

An attribute with such a name that nobody has classified fails. A name too many costs a row in a table; one too few could
cost a leak, so the list is long.
"""

import re
from functools import lru_cache
from typing import Final

_WORDS: Final = frozenset(
    [
        "region",
        "regions",
        "location",
        "locations",
        "zone",
        "zones",
        "geo",
        "geographic",
        "place",
        "placement",
        "datacenter",
        "residency",
        "country",
        "partition",
        "universe",
        "jurisdiction",
        "replica",
        "replicas",
        "replication",
        "replicate",
        "replicated",
        "georeplications",
        "redundant",
        "redundancy",
        "secondary",
        "failover",
        "multi",
        "global",
        "cross",
        "mirror",
        "mirrored",
        "copy",
        "copies",
        "peer",
        "peers",
        "peering",
        "backup",
        "backups",
        "public",
        "anonymous",
        "internet",
        "exposed",
        "external",
        "access",
        "allowed",
        "authorized",
        "trusted",
        "shared",
        "sharing",
        "share",
        "ingress",
        "cidr",
        "cidrs",
        "ranges",
        "ip",
        "ips",
        "acl",
        "acls",
        "member",
        "members",
        "principal",
        "principals",
        "kms",
        "cmk",
        "cmek",
        "vault",
        "encryption",
        "log",
        "logs",
        "logging",
        "destination",
        "destinations",
        "sink",
        "export",
        "workspace",
        "bucket",
        "endpoint",
        "endpoints",
        "url",
        "urls",
        "uri",
        "uris",
        "host",
        "hosts",
        "hostname",
        "fqdn",
        "domain",
        "domains",
        "image",
        "images",
        "registry",
        "registries",
        "repository",
        "chart",
        "sku",
        "account",
        "accounts",
        "subscription",
        "project",
        "projects",
        "tenant",
        "arn",
        "arns",
    ]
)

_BREAK: Final = re.compile(r"[^A-Za-z0-9]+|(?<=[a-z0-9])(?=[A-Z])")


@lru_cache(maxsize=1 << 14)
def looks_like_a_place(name: str) -> bool:
    """Whether a name's words say that it may matter where something lies.

    Args:
        name: Of an attribute or a key, `snake_case`, `camelCase` or with other separators.
    """
    return not _WORDS.isdisjoint(word.lower() for word in _BREAK.split(name))
