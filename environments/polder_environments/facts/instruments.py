"""Kinds of evidence: instruments of law, certificates and proofs."""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from polder_environments.facts import _table


@cache
def instruments() -> Mapping[str, str]:
    """What each kind of evidence is."""
    return MappingProxyType({row["kind"]: row["title"] for row in _table.table("instruments")})


@cache
def proving(form: str) -> frozenset[str]:
    """Kinds of evidence that show that data has a form: a test of anonymisation shows nothing of differential privacy."""
    return frozenset(row["kind"] for row in _table.table("instruments") if row["proves"] == form)
