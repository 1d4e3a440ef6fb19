"""PCI-10.5: Audit logs are kept for twelve months, the last three at hand."""

from collections.abc import Iterator, Mapping
from typing import Final

from polder_environments.declarations import LogSink
from polder_policies.estate import Estate
from polder_policies.rule import Judgement, Outcome, Rule, Waivable
from polder_policies.shapes.cards import card_environment
from polder_policies.shapes.controls import CONTROLS, or_control
from polder_policies.shapes.trails import trail

_REQUIREMENT: Final = "10.5.1"

KEPT: Final = 365
"""Twelve months, in days."""

AT_HAND: Final = 90
"""Three months, in days."""


def _judge(estate: Estate) -> Iterator[Judgement]:
    for site, name, node in card_environment(estate).sites():
        words = trail(estate, name, node).words
        sinks = {sink: each for sink, each in sorted(estate.environment.log_sinks.items()) if site in each.of}
        yield or_control(
            estate, _judged(site, estate.here[site].logs.retain, sinks, words), _REQUIREMENT, sites=(site,)
        )


def _judged(site: str, own: int, sinks: Mapping[str, LogSink], words: tuple[str, ...]) -> Judgement:
    """Judge a site by its own logs, which can be searched as long as they are kept, and by where they are collected."""
    key = ("sites", site, "logs", "retain")
    long = [sink for sink, each in sinks.items() if each.retain is not None and each.retain >= KEPT]
    unsaid = [sink for sink, each in sinks.items() if each.retain is None]
    if own >= KEPT:
        return Judgement(Outcome.HOLDS, key, words)
    if not long and unsaid:
        info = f"How long {unsaid[0]} keeps the logs of {site} is not declared, and the site keeps them for {own} days."
        return Judgement(Outcome.UNKNOWN, key, words, info, missing=(f"log_sinks.{unsaid[0]}.retain",))
    if not long:
        info = f"Logs of {site} are kept for {own} days, and {KEPT} are wanted."
        return Judgement(Outcome.FAILS, key, words, info)
    hot = {sink: sinks[sink].hot for sink in long}
    if own >= AT_HAND or any(days is not None and days >= AT_HAND for days in hot.values()):
        return Judgement(Outcome.HOLDS, key, words)
    unknown = [sink for sink, days in hot.items() if days is None]
    if unknown:
        info = f"How long {unknown[0]} has the logs of {site} at hand is not declared."
        return Judgement(Outcome.UNKNOWN, key, words, info, missing=(f"log_sinks.{unknown[0]}.hot",))
    info = f"{long[0]} has the logs of {site} at hand for {hot[long[0]]} days, and {AT_HAND} are wanted."
    return Judgement(Outcome.FAILS, key, words, info)


RULE: Final = Rule(
    id="PCI-10.5",
    pack="pci-dss",
    title="Audit logs are kept for twelve months, the last three at hand.",
    citation="PCI DSS 4.0.1, 10.5.1",
    link="https://docs-prv.pcisecuritystandards.org/PCI%20DSS/Standard/PCI-DSS-v4_0_1.pdf",
    severity="hard",
    explanation="Intrusions are often noticed months after they began. A site's own logs can be searched as long as they are kept; a sink says for itself how long it has them at hand.",
    reads=("logs.retain", "log_sinks.retain", "log_sinks.hot", "every site that card data reaches"),
    satisfied_by="logs that the site, or a sink of it, keeps for 365 days, 90 of them at hand; else a compensating control worksheet (ccw) or a customised approach for 10.5.1",
    instruments=CONTROLS,
    waivable=Waivable(allowed=True, records=("ccw-id",)),
    verified=True,
    judge=_judge,
)
