"""What holds of every verdict, shown on environments that Hypothesis makes up."""

from collections import defaultdict
from collections.abc import Mapping
from copy import deepcopy
from datetime import date, timedelta
from typing import Any, cast

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from polder_environments.facts.regions import region
from polder_environments.facts.territories import known
from polder_environments.model import Environment
from polder_policies.rule import Outcome
from polder_policies.verdict import Verdict
from sovereign import DAY, environments, reordered, verdict

Plain = dict[str, Any]

QUICK = settings(
    max_examples=150,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
"""The same examples every run: a failure in CI is a failure here."""


def _judged(plain: Plain, on: date = DAY) -> Verdict:
    return verdict(Environment.model_validate(plain), on)


def _broken(found: Verdict) -> set[tuple[str, str]]:
    """Rules that are broken, each with the key of its subject."""
    return {(finding.rule.id, finding.key) for finding in found.broken}


@given(plain=environments(), data=st.data())
@QUICK
def test_a_denial_never_helps(plain: Plain, data: st.DataObject) -> None:
    """Denying a dataset one more country or territory breaks what was broken before, and perhaps more."""
    name = data.draw(st.sampled_from(sorted(plain["datasets"])))
    area = data.draw(st.sampled_from(["DE", "NL", "US", "CH", "HK", "CA", "CA-QC", "EEA", "EU"]))
    stricter = deepcopy(plain)
    stricter["datasets"][name]["residency"]["deny"].append(area)

    before, after = _judged(plain), _judged(stricter)

    assert _broken(before) <= _broken(after)
    assert before.holds or not after.holds


@given(plain=environments(), data=st.data())
@QUICK
def test_taking_an_allowance_away_never_helps(plain: Plain, data: st.DataObject) -> None:
    """A dataset that may be in fewer places breaks what was broken before, and perhaps more."""
    names = sorted(
        name for name, dataset in plain["datasets"].items() if len(dataset["residency"]["allow"]) > 1
    )
    if not names:
        return
    stricter = deepcopy(plain)
    allow = stricter["datasets"][data.draw(st.sampled_from(names))]["residency"]["allow"]
    allow.pop(data.draw(st.integers(0, len(allow) - 1)))

    assert _broken(_judged(plain)) <= _broken(_judged(stricter))


@given(plain=environments())
@QUICK
def test_removing_evidence_never_helps(plain: Plain) -> None:
    """Without a piece of evidence every line is broken that was broken with it.

    Not every rule: without a derogation nothing relies on one any more, and the same line breaks the rule on transfers.
    """
    with_all = {key for _, key in _broken(_judged(plain))}
    for name in plain["evidence"]:
        without = deepcopy(plain)
        del without["evidence"][name]

        assert with_all <= {key for _, key in _broken(_judged(without))}, name


@given(plain=environments())
@QUICK
def test_order_of_the_file_never_matters(plain: Plain) -> None:
    """The same declarations in another order give the same findings in the same order."""
    assert _judged(cast("Plain", reordered(plain))).findings == _judged(plain).findings


@given(plain=environments(), days=st.integers(-400, 800))
@QUICK
def test_the_date_alone_decides_expiry(plain: Plain, days: int) -> None:
    """On two days with no start, end or effective date between them, everything is judged alike."""
    boundaries = {date(2026, 1, 1), date(2026, 7, 1), date(2028, 1, 1)}
    on = DAY + timedelta(days=days)
    next_day = on + timedelta(days=1)
    first, second = _judged(plain, on), _judged(plain, next_day)
    effective = {finding.effective for finding in first.findings} | {
        finding.rule.effective for finding in first.findings
    }
    if next_day in boundaries | effective or next_day in _facts_change():
        return

    assert [(each.fingerprint, each.outcome) for each in first.findings] == [
        (each.fingerprint, each.outcome) for each in second.findings
    ]


def _facts_change() -> set[date]:
    """Days on which a dated fact begins or ends to be so."""
    from polder_environments.facts import _table  # noqa: PLC0415 - the raw dates, which no reader gives

    found: set[date] = set()
    for row in _table.table("adequacy"):
        found |= {date.fromisoformat(row["from"])} if row["from"] else set()
        found |= {date.fromisoformat(row["until"]) + timedelta(days=1)} if row["until"] else set()
    return found


@given(plain=environments())
@settings(QUICK, max_examples=500)
def test_data_never_gets_where_it_may_not_be(plain: Plain) -> None:
    """When the verdict holds, a search that knows nothing of the flow graph finds no dataset outside its residency."""
    found = _judged(plain)
    outside = {
        (name, place)
        for name, places in _reached(plain).items()
        for place in places
        if not _may_be(plain["datasets"][name]["residency"], place)
    }

    assert not found.holds or not outside
    assert outside <= {
        (each.path[0], place)
        for each in found.broken
        if each.rule.id == "SOV-001" and each.outcome is Outcome.FAILS
        for place in each.path[-1].split(", ")
    }


ANYWHERE = "anywhere"


def _reached(plain: Plain) -> dict[str, set[str]]:
    """Places that each dataset, or anything made from it, gets to; found by going over the declarations until nothing is new.

    It keeps, for every thing that can hold data, the datasets that got into it, and at the end asks where things are.
    """
    inside: dict[str, set[str]] = defaultdict(
        set
    )  # `site/store` of a dataset, `at:site`, `model:name`, `service`
    where: dict[str, set[str]] = defaultdict(set)  # thing -> places
    for name, dataset in plain["datasets"].items():
        inside[f"data:{name}"].add(name)
        where[f"data:{name}"] |= {_country(plain, place) for place in (dataset["home"], *dataset["replicas"])}
    before = -1
    while before != (before := sum(map(len, inside.values()))):
        _go_once(plain, inside, where)
    reached: dict[str, set[str]] = {name: set() for name in plain["datasets"]}
    for thing, names in inside.items():
        for name in names:
            reached[name] |= where[thing]
    return reached


def _go_once(plain: Plain, inside: dict[str, set[str]], where: dict[str, set[str]]) -> None:
    for key, workload in plain["workloads"].items():
        carried = {inner for name in workload["reads"] for inner in inside[f"data:{name}"]}
        _put(inside, where, f"work:{key}", carried, _country(plain, workload["site"]))
        _logged(plain, inside, where, workload["site"], carried)
        _tracked(plain, inside, where, workload["tracking"], carried)
        for written in workload["writes"]:
            inside[f"data:{written}"] |= carried
        for name in workload["services"]:
            service = plain["services"][name]
            _put(inside, where, f"service:{name}", carried, _country(plain, service["site"]))
            where[f"service:{name}"] |= {"data-zone": set(known()["EU"]), "global": {ANYWHERE}}.get(
                service["scope"], set()
            )
    for federation in plain["federations"].values():
        carried = {
            inner
            for names in federation["members"].values()
            for name in names
            for inner in inside[f"data:{name}"]
        }
        for site in federation["members"]:  # each round begins with what all members made
            _put(inside, where, f"member:{site}", carried, _country(plain, site))
        _put(inside, where, "aggregator", carried, _country(plain, federation["aggregator"]))
    for backup in plain["backups"].values():
        held = {
            inner
            for name, dataset in plain["datasets"].items()
            if backup["of"] in (dataset["home"], *dataset["replicas"])
            for inner in inside[f"data:{name}"]
        }
        _put(inside, where, "backup", held, _country(plain, backup["to"]))


def _logged(
    plain: Plain, inside: dict[str, set[str]], where: dict[str, set[str]], site: str, carried: set[str]
) -> None:
    for sink in plain["log_sinks"].values():
        if site in sink["of"]:
            _put(inside, where, "sink", carried, _country(plain, sink["at"]))


def _tracked(
    plain: Plain, inside: dict[str, set[str]], where: dict[str, set[str]], site: str, carried: set[str]
) -> None:
    _put(inside, where, f"server:{site}", carried, _country(plain, site))
    _logged(plain, inside, where, site, carried)


def _put(
    inside: dict[str, set[str]], where: dict[str, set[str]], thing: str, carried: set[str], place: str
) -> None:
    inside[thing] |= carried
    where[thing].add(place)


def _country(plain: Plain, place: str) -> str:
    site: Mapping[str, str] = plain["sites"][place.partition("/")[0]]
    found = region(site["cloud"], site["region"])
    assert found is not None
    return found.subdivision or found.country


def _may_be(residency: Mapping[str, list[str]], place: str) -> bool:
    def holds(area: str) -> bool:
        members = known()[area] if area in known() else frozenset({area})
        return place in members or place[:2] in members

    allow, deny = residency["allow"], residency["deny"]
    if place == ANYWHERE:
        return not allow and not deny
    return (not allow or any(map(holds, allow))) and not any(map(holds, deny))
