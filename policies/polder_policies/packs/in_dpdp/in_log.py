"""IN-LOG: Data about people of India, and logs of what is done with it, are kept for a year at least."""

from collections.abc import Iterator
from datetime import date
from typing import Final

from polder_environments.declarations import Dataset
from polder_policies.estate import Estate
from polder_policies.rule import ACCEPTED, Judgement, Outcome, Rule
from polder_policies.shapes.borders import Border
from polder_policies.shapes.presence import at_sites
from polder_policies.shapes.trails import trail

_BORDER: Final = Border(subjects="IN", home="IN")

_YEAR: Final = 365
"""Days that the Rules want (r.6(1)(e) and r.8(3))."""


def _judge(estate: Estate) -> Iterator[Judgement]:
    about = _about(estate)
    for name, dataset in about.items():
        yield _data(name, dataset)
    for site, name, node, _ in at_sites(estate, about.items()):
        words = trail(estate, name, node).words
        kept = estate.here[site].logs.retain
        if max((kept, *_sinks(estate, site))) >= _YEAR:
            yield Judgement(Outcome.HOLDS, ("sites", site), words)
        else:
            info = f"{name} is handled at {site}, whose logs are kept for {kept} days."
            yield Judgement(Outcome.FAILS, ("sites", site), words, info)
    for name, workload in estate.workloads():
        if workload.retain_logs is None or workload.retain_logs >= _YEAR:
            continue
        handled = sorted({strand.dataset for strand in estate.strands_of(name)} & about.keys())
        if handled:
            info = f"{name} handles {handled[0]} and keeps its event logs for {workload.retain_logs} days."
            words = (handled[0], "reads", name, workload.site)
            yield Judgement(Outcome.FAILS, ("workloads", name, "retain_logs"), words, info)


def _about(estate: Estate) -> dict[str, Dataset]:
    """Datasets about people of India, by name."""
    names = {arrival.dataset for arrival in _BORDER.arrivals(estate)}
    return {name: estate.environment.datasets[name] for name in sorted(names)}


def _data(name: str, dataset: Dataset) -> Judgement:
    """Judge how long a dataset itself is kept."""
    key = ("datasets", name, "retention")
    if dataset.retention is None:
        info = f"How long {name} is kept is not declared."
        missing = (f"datasets.{name}.retention",)
        return Judgement(Outcome.UNKNOWN, key, (name,), info, missing=missing)
    if dataset.retention >= _YEAR:
        return Judgement(Outcome.HOLDS, key, (name,))
    return Judgement(Outcome.FAILS, key, (name,), f"{name} is kept for {dataset.retention} days.")


def _sinks(estate: Estate, site: str) -> Iterator[int]:
    """How long sinks keep the logs of a site."""
    for sink in estate.environment.log_sinks.values():
        if site in sink.of and sink.retain is not None:
            yield sink.retain


RULE: Final = Rule(
    id="IN-LOG",
    pack="in-dpdp",
    title="Data about people of India, and logs of what is done with it, are kept for a year at least.",
    citation="DPDP Rules 2025 r.6(1)(e) and r.8(3)",
    link="https://www.indiacode.nic.in/handle/123456789/22037",
    severity="soft",
    explanation="A breach is often found late. Logs, traffic data and the personal data itself are kept for a year, so that it can still be looked into. Where another law wants data gone sooner, an accepted waiver says which.",
    reads=(
        "datasets.subjects",
        "datasets.retention",
        "logs.retain of every site that the data reaches",
        "log_sinks.retain",
        "workloads.retain_logs",
    ),
    satisfied_by="a retention of 365d or more, of the data and of the logs; a log sink with that retention does as well",
    waivable=ACCEPTED,
    effective=date(2027, 5, 13),
    verified=False,
    judge=_judge,
)
