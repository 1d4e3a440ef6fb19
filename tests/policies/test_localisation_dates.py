"""From which day the laws of localisation and transfer bind, and what they are until then."""

from datetime import date, timedelta

import pytest

from sovereign import environment, verdict

LEAVES = {
    "IN-13": ("mumbai", "IN"),
    "IN-LOG": ("mumbai", "IN"),
    "SA-29": ("dammam", "SA"),
    "UK-44A": ("london", "GB"),
    "BR-33": ("saopaulo", "BR"),
}
"""Where data breaks each rule, and about whom."""


@pytest.mark.parametrize(
    ("rule", "first", "severity"),
    [
        ("IN-13", date(2027, 5, 13), "hard"),
        ("IN-LOG", date(2027, 5, 13), "soft"),
        ("SA-29", date(2024, 9, 14), "hard"),
        ("UK-44A", date(2026, 2, 5), "hard"),
        ("BR-33", date(2026, 1, 26), "hard"),
    ],
)
def test_a_law_advises_until_the_day_that_it_binds(rule: str, first: date, severity: str) -> None:
    """The day before, a broken rule is told with the date; on the day, it is as severe as it stays."""
    home, country = LEAVES[rule]
    found = environment(
        [home, "virginia"],
        {
            "datasets": {
                "claims": {
                    "home": f"{home}/datasets",
                    "tags": ["personal"],
                    "subjects": [country],
                    "retention": "30d",
                    "replicas": ["virginia/datasets"],
                }
            },
            "profile": {"data_fiduciary": True},
        },
    )
    before, on = (
        {(each.severity, each.effective) for each in verdict(found, day).broken if each.rule.id == rule}
        for day in (first - timedelta(days=1), first)
    )

    assert before == {("advisory", first)}
    assert on == {(severity, None)}
