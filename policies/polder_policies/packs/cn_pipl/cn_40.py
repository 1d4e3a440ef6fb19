"""CN-40: Data leaves mainland China after the procedure that its kind and volume want."""

from collections.abc import Iterator, Mapping
from typing import Final

from polder_environments.facts.export_thresholds import route
from polder_policies.estate import Estate
from polder_policies.packs.cn_pipl.counted import Count, Kind, counted, kind
from polder_policies.rule import Judgement, Outcome, Rule
from polder_policies.shapes.borders import Arrival, Border
from polder_policies.shapes.trails import trail

_PERSONS: Final = Border(subjects="CN", home="CN")
_IMPORTANT: Final = Border(subjects="", tags=("important",), home="CN", freeing=())

_PERSONAL: Final = ("pipia", "transfer-consent")
"""What personal information needs beside the procedure (PIPL Art. 39 and 55)."""

_PROCEDURES: Final[Mapping[str, tuple[str, ...]]] = {
    "contract": ("cac-filing", "cac-assessment"),
    "assessment": ("cac-assessment",),
}
"""Kinds of evidence by the procedure that they are enough for."""


def _judge(estate: Estate) -> Iterator[Judgement]:
    yield from _PERSONS.undeclared(estate)
    persons = tuple(_PERSONS.arrivals(estate))
    about = {arrival.dataset for arrival in persons}
    people = counted(estate, {arrival.dataset for arrival in persons if not arrival.inside})
    for arrival in persons:
        if "important" not in estate.tags[arrival.dataset]:
            yield _person(estate, arrival, people)
    for arrival in _IMPORTANT.arrivals(estate):
        yield _judged(estate, arrival, "assessment", "important data", personal=arrival.dataset in about)


def _person(estate: Estate, arrival: Arrival, people: Mapping[Kind, Count]) -> Judgement:
    """Judge personal information by how much of its kind leaves."""
    if arrival.inside:
        return _judged(estate, arrival, "", "", personal=True)
    which = kind(estate, arrival.dataset)
    count = people[which]
    if estate.environment.profile.critical_infrastructure:
        return _judged(
            estate, arrival, "assessment", "personal information of critical infrastructure", personal=True
        )
    wanted = route("pipl", which, max(count.persons, 1))
    what = f"{which} personal information of {count.persons:,} people a year"
    if not count.uncounted:
        return _judged(estate, arrival, wanted, what, personal=True)
    what = f"{which} personal information of nobody knows how many people"
    least = _judged(estate, arrival, wanted, what, personal=True)
    most = _judged(estate, arrival, "assessment", what, personal=True)
    if least.outcome is Outcome.FAILS or most.outcome is Outcome.BY_EVIDENCE:
        return least if least.outcome is Outcome.FAILS else most
    info = f"{arrival.what} leaves mainland China, and how many people it is about is not declared."
    missing = tuple(f"datasets.{name}.volume.persons" for name in count.uncounted)
    return Judgement(Outcome.UNKNOWN, most.subject, most.path, info, missing=missing)


def _judged(estate: Estate, arrival: Arrival, wanted: str, what: str, *, personal: bool) -> Judgement:
    """Judge data by the procedure it wants; blank: none."""
    way = trail(estate, arrival.dataset, arrival.node)
    if arrival.inside or not wanted:
        return Judgement(Outcome.HOLDS, way.key, way.words)
    places = arrival.outside or ("",)
    found: list[str] = []
    for place in places:
        alternatives = (_PROCEDURES[wanted], *((each,) for each in (_PERSONAL if personal else ())))
        for kinds in alternatives:
            proofs = estate.proofs(kinds, site=arrival.node.site, dataset=arrival.dataset, country=place)
            if not proofs:
                where = arrival.at(place) if place else "a place that nobody knows"
                info = f"{arrival.what} reaches {where}, outside mainland China; {what} wants {' or '.join(kinds)}, and none that counts is declared."
                return Judgement(Outcome.FAILS, way.key, way.words, info)
            found.append(proofs[0])
    return Judgement(Outcome.BY_EVIDENCE, way.key, way.words, evidence=tuple(dict.fromkeys(found)))


RULE: Final = Rule(
    id="CN-40",
    pack="cn-pipl",
    title="Data leaves mainland China after the procedure that its kind and volume want.",
    citation="PIPL Art. 38-40 and 55; CSL on localisation; DSL Art. 31; CAC Provisions of 2024-03-22 Art. 5, 7 and 8",
    link="https://www.cac.gov.cn/2024-03/22/c_1712776611775634.htm",
    severity="hard",
    explanation="Important data, and whatever critical infrastructure exports, wants a security assessment. Other personal information wants one from a number of people on, below that a filed standard contract or a certification, and for few people none as long as it is not sensitive. All that leaves within a year is added up, what is made from it counted once. Hong Kong, Macau and Taiwan are outside. What the tag important says is not about persons, so no form takes data out of it.",
    reads=(
        "datasets.tags",
        "datasets.subjects",
        "datasets.volume.persons",
        "profile.critical_infrastructure",
        "every place that the dataset reaches",
    ),
    satisfied_by="a security assessment (cac-assessment), or where few enough people are concerned a filed contract or certification (cac-filing); for personal information also an impact assessment (pipia) and separate consent (transfer-consent)",
    instruments=("cac-assessment", "cac-filing", "pipia", "transfer-consent"),
    verified=False,
    judge=_judge,
)
