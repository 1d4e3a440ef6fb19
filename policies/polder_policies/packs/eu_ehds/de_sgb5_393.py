"""DE-SGB5-393: German patient data in the cloud lies in Europe or an adequate country, under a C5 report of type 2."""

from collections.abc import Iterator
from datetime import date
from typing import Final

from polder_environments.declarations import Dataset
from polder_policies.estate import Estate
from polder_policies.rule import Judgement, Outcome, Rule
from polder_policies.shapes.attestations import c5_type_2
from polder_policies.shapes.borders import Arrival
from polder_policies.shapes.trails import trail
from polder_policies.shapes.transfers import Transfer

_EQUIVALENT: Final = ("c5-equivalent",)


def _german_care(dataset: Dataset) -> bool:
    """Tell whether the law can bind whoever the data is of: care providers and insurers of Germany, and their processors."""
    return dataset.controller in (None, "DE")


class _PatientData(Transfer):
    """Health data about people in Germany that is of somebody the law binds."""

    def arrivals(self, estate: Estate) -> Iterator[Arrival]:
        for arrival in super().arrivals(estate):
            if _german_care(estate.environment.datasets[arrival.dataset]):
                yield arrival

    def undeclared(self, estate: Estate) -> Iterator[Judgement]:
        for name, dataset in estate.datasets(*self.tags):
            if not dataset.subjects and _german_care(dataset):
                info = f"{name} is about health, and about people of which country is not declared."
                missing = (f"datasets.{name}.subjects",)
                yield Judgement(Outcome.UNKNOWN, ("datasets", name), (name,), info, missing=missing)


_PATIENT_DATA: Final = _PatientData(
    law="SGB V s. 393(2)",
    subjects="DE",
    tags=("health",),
    home="EEA",
    regime="eu",
    recipient=("dpf", "recipient-scope"),
)


def _judge(estate: Estate) -> Iterator[Judgement]:
    for judgement in _PATIENT_DATA.judge(estate):
        if judgement.outcome is not Outcome.HOLDS:  # where it may lie is told with the report of each site
            yield judgement
    first: dict[str, Arrival] = {}
    for arrival in _PATIENT_DATA.arrivals(estate):
        if arrival.node.site:
            first.setdefault(arrival.node.site, arrival)
    for site in sorted(first):
        yield _attested(estate, site, first[site])


def _attested(estate: Estate, site: str, arrival: Arrival) -> Judgement:
    """Judge a site by the reports on whoever runs it."""
    words, name = trail(estate, arrival.dataset, arrival.node).words, arrival.dataset
    report, equivalent = c5_type_2(estate, site), estate.proofs(_EQUIVALENT, site=site)
    key = ("sites", site)
    if report.evidence or equivalent:
        return Judgement(Outcome.BY_EVIDENCE, key, words, evidence=report.evidence or equivalent)
    if report.missing:
        said = " and ".join(each.rpartition(".")[2] for each in report.missing)
        info = f"{name} reaches {site}, and the C5 report that covers it does not say its {said}."
        return Judgement(Outcome.UNKNOWN, key, words, info, missing=report.missing)
    if report.other:
        info = f"{name} reaches {site}, and {report.other[0]} is not of type 2."
    else:
        info = f"{name} reaches {site}, and no C5 report of type 2 covers it."
    return Judgement(Outcome.FAILS, key, words, info)


RULE: Final = Rule(
    id="DE-SGB5-393",
    pack="eu-ehds",
    title="German patient data in the cloud lies in Europe or an adequate country, under a C5 report of type 2.",
    citation="SGB V s. 393(1)-(4), as amended by the DigiG; C5GleichwV",
    link="https://www.gesetze-im-internet.de/sgb_5/__393.html",
    severity="hard",
    explanation="Care providers, health and care insurers and their processors may use a cloud where its operator has a current C5 report; since July 2025 one of type 2, which says that controls worked over a period. The data may lie in Germany, the Union, the EEA, Switzerland, or under an adequacy decision. Data of which no controller is declared counts. Not seen here: whether the operator has an establishment in Germany, and whether the customer's own controls of the report are in place.",
    reads=(
        "datasets.tags",
        "datasets.subjects",
        "datasets.controller",
        "every place that the dataset reaches",
        "evidence of kind c5, its type and period",
    ),
    satisfied_by="a report (c5) of type 2 with its period, in whose scope the site is, or a certificate that the C5GleichwV takes for it, with its plan (c5-equivalent)",
    instruments=("c5", "c5-equivalent", "dpf", "recipient-scope"),
    effective=date(2025, 7, 1),
    verified=True,
    judge=_judge,
)
