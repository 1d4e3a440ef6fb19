"""How long the events that a high-risk system records are kept, and whether somebody can change them meanwhile."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from polder_environments.declarations import Workload
from polder_environments.problems import KeyPath
from polder_policies.estate import Estate
from polder_policies.rule import Judgement, Outcome
from polder_policies.shapes.ai_act import SIX_MONTHS, Role, high_risk, in_use, tagged


@dataclass(frozen=True, slots=True)
class _Place:
    """A place that event logs are kept at, for how many days; None: nobody says."""

    name: str
    days: int | None
    immutable: bool

    @property
    def words(self) -> tuple[str, ...]:
        return ("logs", self.name, f"{self.days} days" if self.days is not None else "nobody knows how long")


@dataclass(frozen=True, slots=True, kw_only=True)
class EventLogs:
    """A duty to keep event logs for six months.

    Args:
        law: How it is called in a sentence.
        role: Whose duty it is.
        immutable: Whether nobody may be able to change them.
        instruments: Kinds of evidence of a law that forbids to keep them as long.
    """

    law: str
    role: Role
    immutable: bool
    instruments: tuple[str, ...]

    def judge(self, estate: Estate) -> Iterator[Judgement]:
        """Judge every workload that records events; one that records none keeps none."""
        sinks = _sinks(estate)
        for name, workload, applies in high_risk(estate, self.role):
            if not in_use(workload) or not workload.logs_events:
                continue
            days = workload.retain_logs or estate.here[workload.site].logs.retain
            own = _Place(f"site/{workload.site}", days, immutable=False)
            places = (own, *sinks.get(workload.site, ()))
            outcome, told, info, evidence, missing = self._weighed(estate, name, workload, places)
            key: KeyPath = (
                ("workloads", name) if workload.retain_logs is None else ("workloads", name, "retain_logs")
            )
            yield Judgement(
                outcome,
                key,
                (name, *told.words),
                info,
                evidence,
                missing,
                raw=tagged(estate, name),
                effective=applies,
            )

    def _weighed(
        self, estate: Estate, name: str, workload: Workload, places: tuple[_Place, ...]
    ) -> tuple[Outcome, _Place, str, tuple[str, ...], tuple[str, ...]]:
        """Weigh where logs are kept: outcome, the place that is told, why, evidence and what is missing."""
        longest = max(places, key=lambda place: place.days or 0)
        fit = [place for place in places if place.immutable or not self.immutable]
        for place in fit:
            if place.days is not None and place.days >= SIX_MONTHS:
                return Outcome.HOLDS, place, "", (), ()
        proofs = estate.proofs(self.instruments, site=workload.site, workload=name)
        if proofs:
            return Outcome.BY_EVIDENCE, longest, "", proofs, ()
        for place in fit:
            if place.days is None:
                info = f"How long {place.name} keeps the event logs of {name} is not declared."
                return Outcome.UNKNOWN, place, info, (), (f"{place.name}.retain",)
        if (longest.days or 0) < SIX_MONTHS:
            info = f"Event logs of {name} are kept for {longest.days} days; {self.law} wants six months, {SIX_MONTHS} days."
        else:
            info = f"Event logs of {name} are kept for {longest.days} days, and no log sink keeps them for {SIX_MONTHS} days where nobody can change them."
        return Outcome.FAILS, longest, info, (), ()


def _sinks(estate: Estate) -> Mapping[str, tuple[_Place, ...]]:
    """Log sinks by the site whose logs they collect, in the order of their names."""
    found: dict[str, list[_Place]] = defaultdict(list)
    for name, sink in sorted(estate.environment.log_sinks.items()):
        for site in sink.of:
            found[site].append(_Place(f"log_sinks.{name}", sink.retain, sink.immutable))
    return {site: tuple(places) for site, places in found.items()}
