"""From when the AI Act and the EHDS bind: before, findings advise and name the day; on it, they have their severity."""

from datetime import date, timedelta

import pytest

from polder_environments.model import Environment
from polder_policies.rule import Outcome, Severity
from polder_policies.verdict import Finding
from sovereign import environment, verdict

ANNEX_3 = date(2027, 12, 2)
ANNEX_1 = date(2028, 8, 2)
DAY = timedelta(days=1)


def found(declared: Environment, rule: str, on: date) -> Finding:
    """The one broken finding of a rule on a day."""
    (finding,) = (each for each in verdict(declared, on).broken if each.rule.id == rule)
    return finding


def serving(ai_risk: str, **more: object) -> Environment:
    """A provider that serves a high-risk system at a site whose logs are kept for a year and can be changed."""
    return environment(
        ["frankfurt"],
        {"workloads": {"serve": {"site": "frankfurt", "task": "serving", "ai_risk": ai_risk, **more}}},
    )


@pytest.mark.parametrize(("ai_risk", "begins"), [("annex3", ANNEX_3), ("annex1", ANNEX_1)])
def test_a_duty_advises_until_the_day_of_its_annex(ai_risk: str, begins: date) -> None:
    """A hard rule of Chapter III is advisory on the eve of its annex's date, names that date, and blocks from then on."""
    declared = serving(ai_risk)

    before, after = found(declared, "AIA-19", begins - DAY), found(declared, "AIA-19", begins)

    assert (before.severity, before.effective, before.blocks) == ("advisory", begins, False)
    assert (after.severity, after.effective, after.blocks) == ("hard", None, True)
    assert before.fingerprint == after.fingerprint


def test_annex_one_still_waits_while_annex_three_binds() -> None:
    """Between the two dates the same shortcoming blocks a system of Annex III and advises on one of Annex I."""
    between = date(2028, 1, 1)

    severities: dict[str, Severity] = {
        ai_risk: found(serving(ai_risk, logs_events=False), "AIA-12", between).severity
        for ai_risk in ("annex1", "annex3")
    }

    assert severities == {"annex1": "advisory", "annex3": "hard"}


def test_what_several_systems_need_of_a_site_binds_from_the_first_of_their_days() -> None:
    """A registry that a system of each annex relies on is judged by the date of Annex III."""
    declared = environment(
        ["frankfurt"],
        {
            "workloads": {
                "a-product": {"site": "frankfurt", "ai_risk": "annex1", "registers": ["brake"]},
                "b-use": {"site": "frankfurt", "ai_risk": "annex3", "registers": ["rank"]},
            }
        },
    )

    assert found(declared, "AIA-15", ANNEX_3 - DAY).effective == ANNEX_3
    assert found(declared, "AIA-15", ANNEX_3).severity == "soft"


def test_looking_for_bias_is_bound_before_the_other_duties() -> None:
    """Art. 4a stands among the general provisions, so raw special categories block today, whatever the annex."""
    declared = environment(
        ["frankfurt"],
        {
            "datasets": {"origins": {"home": "frankfurt/datasets", "tags": ["special"], "subjects": ["DE"]}},
            "workloads": {
                "audit": {
                    "site": "frankfurt",
                    "reads": ["origins"],
                    "task": "bias-detection",
                    "ai_risk": "annex1",
                }
            },
        },
    )
    inserted = date(2026, 7, 27)

    assert found(declared, "AIA-10.5", inserted - DAY).severity == "advisory"
    assert found(declared, "AIA-10.5", inserted).severity == "hard"


@pytest.mark.parametrize(
    ("role", "on_market", "begins"),
    [
        ("provider", None, date(2026, 8, 2)),
        ("provider", "2026-08-02", date(2026, 8, 2)),
        ("provider", "2026-08-01", date(2026, 12, 2)),
        ("deployer", "2026-08-01", date(2026, 8, 2)),
    ],
)
def test_only_a_provider_of_an_old_system_has_four_months_more_to_mark(
    role: str, on_market: str | None, begins: date
) -> None:
    """Art. 111(4) is for providers of what was on the market before 2 August 2026; nobody else waits."""
    declared = serving("none", generative=True, role=role, on_market=on_market)

    assert found(declared, "AIA-50", begins - DAY).effective == begins
    assert found(declared, "AIA-50", begins).effective is None


def test_secondary_use_of_health_data_is_bound_in_two_steps() -> None:
    """Where the data may lie binds from March 2027, how it is used from March 2029 (Reg. (EU) 2025/327 Art. 105)."""
    declared = environment(
        ["virginia"],
        {
            "datasets": {"registry": {"home": "virginia/datasets", "tags": ["ehds"], "subjects": ["DE"]}},
            "workloads": {"study": {"site": "virginia", "reads": ["registry"]}},
        },
    )
    steps = {
        on: (found(declared, "EHDS-87", on).severity, found(declared, "EHDS-SPE", on).severity)
        for on in (date(2027, 3, 25), date(2027, 3, 26), date(2029, 3, 25), date(2029, 3, 26))
    }

    assert list(steps.values()) == [
        ("advisory", "advisory"),
        ("hard", "advisory"),
        ("hard", "advisory"),
        ("hard", "hard"),
    ]


def test_a_waiver_of_log_keeping_records_the_law_and_the_time() -> None:
    """A hard duty that yields to other law can be waived with that law and the retention chosen, and not without."""
    waiver = {
        "rule": "AIA-19",
        "subject": "workloads.serve",
        "reason": "The works council agreed on shorter logs.",
        "owner": "ml-platform@example.org",
        "author": "engineer@example.org",
        "approver": "counsel@example.org",
        "ticket": "LEGAL-12",
        "issued": "2027-12-01",
        "expires": "2028-06-30",
    }
    work = {"serve": {"site": "frankfurt", "task": "serving", "ai_risk": "annex3"}}
    bare = environment(["frankfurt"], {"workloads": work, "waivers": {"short": waiver}})
    records = {"law-cited": "BetrVG s. 87", "retention-chosen": "90 days"}
    recorded = environment(
        ["frankfurt"], {"workloads": work, "waivers": {"short": {**waiver, "records": records}}}
    )

    assert "law-cited, retention-chosen" in found(bare, "AIA-19", ANNEX_3).refused_waivers[0]
    assert [each.outcome for each in verdict(recorded, ANNEX_3).waived if each.rule.id == "AIA-19"] == [
        Outcome.WAIVED
    ]
