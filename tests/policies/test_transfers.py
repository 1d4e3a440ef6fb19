"""What no fixture can show of transfers: a listed country under a law whose list is empty, and who is counted how often."""

from collections.abc import Mapping

import pytest

from polder_policies.packs.cn_pipl.counted import Count, counted
from polder_policies.rule import Outcome
from polder_policies.shapes.transfers import Transfer
from sovereign import environment, estate

LISTED = Transfer(
    law="a law",
    subjects="BR",
    home="BR",
    regime="br",
    sensitive=("health",),
    assessed=("risk-assessment",),
)
"""A law like that of Saudi Arabia, where the list is that of Brazil: Germany is on it."""


def _outcomes(tags: list[str], schedule: str, evidence: Mapping[str, object]) -> dict[str, Outcome]:
    """What is said of data of Brazil that a workload in Germany reads."""
    found = environment(
        ["saopaulo", "frankfurt"],
        {
            "datasets": {"scans": {"home": "saopaulo/datasets", "tags": tags, "subjects": ["BR"]}},
            "workloads": {"train": {"site": "frankfurt", "reads": ["scans"], "schedule": schedule}},
            "evidence": evidence,
        },
    )
    return {str(each.subject[0]): each.outcome for each in LISTED.judge(estate(found))}


ASSESSED = {"risks": {"kind": "risk-assessment", "reference": "DMS-1", "signed": "2026-01-01"}}


@pytest.mark.parametrize(
    ("tags", "schedule", "evidence", "outcome"),
    [
        (["personal"], "continuous", {}, Outcome.HOLDS),
        (["phi"], "continuous", {}, Outcome.FAILS),
        (["phi"], "scheduled", {}, Outcome.FAILS),
        (["phi"], "once", {}, Outcome.HOLDS),
        (["phi"], "continuous", ASSESSED, Outcome.BY_EVIDENCE),
    ],
)
def test_sensitive_data_that_flows_again_and_again_wants_an_assessment(
    tags: list[str], schedule: str, evidence: Mapping[str, object], outcome: Outcome
) -> None:
    """A listed country takes ordinary data, and sensitive data once; a lasting flow of it has its risks assessed."""
    assert _outcomes(tags, schedule, evidence) == {"datasets": Outcome.HOLDS, "workloads": outcome}


def test_sensitive_data_that_lies_abroad_was_not_brought_once() -> None:
    """A home in a listed country is a lasting transfer, though nothing brings the data there."""
    found = environment(
        ["frankfurt"],
        {"datasets": {"scans": {"home": "frankfurt/datasets", "tags": ["phi"], "subjects": ["BR"]}}},
    )

    assert [each.outcome for each in LISTED.judge(estate(found))] == [Outcome.FAILS]


def _people(volumes: Mapping[str, int | None], made: Mapping[str, tuple[str, str]]) -> Count:
    """Count people of datasets in Beijing, with workloads that read one and write another."""
    found = environment(
        ["beijing"],
        {
            "datasets": {
                name: {
                    "home": "beijing/datasets",
                    "tags": ["personal"],
                    "subjects": ["CN"],
                    "volume": {} if persons is None else {"persons": persons},
                }
                for name, persons in volumes.items()
            },
            "workloads": {
                name: {"site": "beijing", "reads": [read], "writes": [written]}
                for name, (read, written) in made.items()
            },
        },
    )
    return counted(estate(found), volumes)["ordinary"]


def test_people_are_counted_once_along_a_chain() -> None:
    """What is made from data, and what is made from that, is about the same people, whatever its name sorts like."""
    chain = {"first": ("claims", "b-features"), "second": ("b-features", "a-scores")}

    assert _people({"claims": 60, "b-features": 60, "a-scores": 60}, chain) == Count(60)
    assert _people({"claims": 60, "b-features": 60, "a-scores": 100}, chain) == Count(100)


def test_a_circle_of_datasets_does_not_lose_anybody() -> None:
    """Two datasets that are made from each other are about as many people as the larger one."""
    circle = {"there": ("claims", "features"), "back": ("features", "claims")}

    assert _people({"claims": 60, "features": 80}, circle) == Count(80)
    assert _people({"claims": 80, "features": 60}, circle) == Count(80)


def test_who_is_not_counted_is_told() -> None:
    """A dataset without a volume is named, unless it is made from one that has its people counted."""
    assert _people({"claims": None, "orders": 5}, {}) == Count(5, ("claims",))
    assert _people({"claims": 60, "features": None}, {"make": ("claims", "features")}) == Count(60)
