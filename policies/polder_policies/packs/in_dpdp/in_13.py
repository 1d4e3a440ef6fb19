"""IN-13: Data about people of India stays where the government says it has to."""

from collections.abc import Iterator
from datetime import date
from typing import Final

from polder_policies.estate import Estate
from polder_policies.rule import ACCEPTED, Judgement, Outcome, Rule
from polder_policies.shapes.borders import Arrival, Border
from polder_policies.shapes.trails import trail

_BORDER: Final = Border(subjects="IN", home="IN")

_RESTRICTED: Final = "IN_RESTRICTED"
"""Territory of the environment with countries that India restricts transfers to; no country was notified so far."""


def _judge(estate: Estate) -> Iterator[Judgement]:
    yield from _BORDER.undeclared(estate)
    for arrival in _BORDER.arrivals(estate):
        yield _judged(estate, arrival)


def _judged(estate: Estate, arrival: Arrival) -> Judgement:
    way = trail(estate, arrival.dataset, arrival.node)
    restricted = [place for place in arrival.outside if estate.territories.touches(_RESTRICTED, place)]
    statements = estate.proofs(RULE.instruments, dataset=arrival.dataset)
    if arrival.inside:
        return Judgement(Outcome.HOLDS, way.key, way.words)
    if restricted:
        info = f"{arrival.what} reaches {arrival.at(restricted[0])}, which {_RESTRICTED} names."
        return Judgement(Outcome.FAILS, way.key, way.words, info)
    if not arrival.node.countries and estate.territories.members(_RESTRICTED):
        info = f"{arrival.what} may be processed anywhere, in what {_RESTRICTED} names too."
        return Judgement(Outcome.FAILS, way.key, way.words, info)
    if not estate.environment.profile.data_fiduciary:
        return Judgement(Outcome.HOLDS, way.key, way.words)
    if statements:
        return Judgement(Outcome.BY_EVIDENCE, way.key, way.words, evidence=statements)
    info = f"{arrival.what} leaves India, and nothing says that a Significant Data Fiduciary need not keep it there."
    return Judgement(Outcome.FAILS, way.key, way.words, info)


RULE: Final = Rule(
    id="IN-13",
    pack="in-dpdp",
    title="Data about people of India stays where the government says it has to.",
    citation="DPDP Act s.16; DPDP Rules 2025 r.13 and r.15",
    link="https://www.indiacode.nic.in/handle/123456789/22037",
    severity="hard",
    explanation="Data may leave India for every country that the government has not restricted. A Significant Data Fiduciary has to keep in India what the government specifies, and the record of its traffic. Countries that are notified are written into a territory IN_RESTRICTED of the environment file.",
    reads=(
        "datasets.subjects",
        "profile.data_fiduciary",
        "territories.IN_RESTRICTED",
        "every place that the dataset reaches",
    ),
    satisfied_by="a statement that the data is of no category that has to stay (sdf-status)",
    instruments=("sdf-status",),
    waivable=ACCEPTED,
    effective=date(2027, 5, 13),
    verified=True,
    judge=_judge,
)
