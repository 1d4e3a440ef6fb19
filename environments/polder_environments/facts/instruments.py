"""Kinds of evidence: instruments of law, certificates and proofs."""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from polder_environments.facts import _table


@cache
def instruments() -> Mapping[str, str]:
    """What each kind of evidence is."""
    return MappingProxyType({row["kind"]: row["title"] for row in _table.table("instruments")})
