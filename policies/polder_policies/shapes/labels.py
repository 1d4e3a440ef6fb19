"""Labels and certificates of sites: who asks for them, and facts that contradict them. None is ever awarded here."""

from collections.abc import Iterator

from polder_policies.estate import Estate
from polder_policies.rule import Judgement, Outcome


def asked(estate: Estate, label: str, rule: str) -> Iterator[str]:
    """Give the sites that the profile asks a label of, in the order of their names.

    It asks by `labels`, or by setting a severity of the rule: nobody makes hard what is not wanted.
    """
    profile = estate.environment.profile
    if label in profile.labels or profile.severities.get(rule, "off") != "off":
        yield from sorted(profile.sites or estate.environment.sites)


def foreign(estate: Estate, site: str, area: str, *who: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Hold a site's facts against an area.

    Args:
        estate: What is judged.
        site: The site.
        area: The territory that they must lie in, `EU`.
        who: Which facts: `country` where it stands, `operator` and `parent` whose law they are under.

    Returns:
        What lies outside, in words; and keys of what is not known.
    """
    known = estate.region(site)
    facts = {
        "country": known.country if known else "",
        **dict(zip(("operator", "parent"), estate.operators(site), strict=True)),
    }
    words = {
        "country": "it stands in",
        "operator": "its operator is under the law of",
        "parent": "its operator's parent is under the law of",
    }
    keys = {"country": "region", "operator": "sovereignty.operator", "parent": "sovereignty.parent"}
    outside = tuple(
        f"{words[fact]} {facts[fact]}"
        for fact in who
        if facts[fact] and not estate.territories.holds(area, facts[fact])
    )
    return outside, tuple(f"sites.{site}.{keys[fact]}" for fact in who if not facts[fact])


def straying(estate: Estate, site: str, area: str) -> Iterator[str]:
    """Name the managed services of a site that may process outside an area, with where."""
    for name, service in sorted(estate.environment.services.items()):
        if service.site != site or service.scope == "regional":
            continue
        countries = {country for each in service.zone for country in estate.territories.members(each)}
        out = sorted(country for country in countries if not estate.territories.holds(area, country))
        if out or not countries:
            yield f"service {name} may process in {', '.join(out) or 'any country'}"


def certified(  # noqa: PLR0913 - what a label says
    estate: Estate,
    site: str,
    title: str,
    kinds: tuple[str, ...],
    *,
    against: tuple[str, ...] = (),
    unknown: tuple[str, ...] = (),
) -> Judgement:
    """Judge a site by a certificate, and by facts that a certificate cannot change.

    Args:
        estate: What is judged.
        site: The site.
        title: What is asked for, in a sentence.
        kinds: Kinds of evidence, any of which is enough.
        against: Facts that contradict it, in words.
        unknown: Keys of facts that are not known.
    """
    key = ("sites", site)
    operator, parent = estate.operators(site)
    words = (site, f"operator {operator or 'unknown'}", f"parent {parent or 'unknown'}")
    evidence = estate.proofs(kinds, site=site)
    if against:
        said = f", whatever {evidence[0]} says" if evidence else ""
        info = f"{title} is asked of {site}, and {' and '.join(against)}{said}."
        return Judgement(Outcome.FAILS, key, words, info)
    if unknown:
        info = f"{title} is asked of {site}, and where it stands or under whose law is not known."
        return Judgement(Outcome.UNKNOWN, key, words, info, missing=unknown)
    if not evidence:
        info = f"{title} is asked of {site}, and no certificate that counts covers it."
        return Judgement(Outcome.FAILS, key, words, info)
    return Judgement(Outcome.BY_EVIDENCE, key, words, evidence=evidence)
