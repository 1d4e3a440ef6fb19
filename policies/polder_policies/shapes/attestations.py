"""Attestations of a site's operator: what a report has to say of itself before it proves anything."""

from dataclasses import dataclass

from polder_policies.estate import Estate

_TYPE_2 = frozenset({"2", "type 2", "type-2", "typ 2", "typ-2", "ii", "type ii"})


@dataclass(frozen=True, slots=True)
class Attestation:
    """What is known of the C5 reports of a site.

    Args:
        evidence: Reports of type 2 that say their period.
        missing: Details that a report does not say, as keys of the file.
        other: Reports that say that they are of another type.
    """

    evidence: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    other: tuple[str, ...] = ()


def c5_type_2(estate: Estate, site: str) -> Attestation:
    """Find C5 reports of type 2 that count for a site on the day.

    A report of type 1 says that controls are fit on one day; only one of type 2 says that they worked over a period.
    """
    evidence: list[str] = []
    missing: list[str] = []
    other: list[str] = []
    for name in estate.proofs(("c5",), site=site):
        details = estate.environment.evidence[name].details
        unsaid = [
            f"evidence.{name}.details.{detail}" for detail in ("type", "period") if detail not in details
        ]
        if "type" in details and details["type"].strip().lower() not in _TYPE_2:
            other.append(name)
        elif unsaid:
            missing += unsaid
        else:
            evidence.append(name)
    return Attestation(tuple(evidence), tuple(missing), tuple(other))
