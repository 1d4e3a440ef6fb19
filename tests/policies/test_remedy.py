import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Final

import pytest

from polder_environments.flows.derive import derive
from polder_environments.load import Loaded, load
from polder_environments.model import Environment
from polder_environments.problems import InvalidInput, dotted
from polder_policies.considered import evidence_considered, facts_read
from polder_policies.estate import Estate
from polder_policies.judge import judge
from polder_policies.pack import Pack
from polder_policies.remedy import Needed, evidence_that_helps, evidence_yaml, waiver_yaml
from polder_policies.rule import Judgement, Outcome, Rule, Waivable
from polder_policies.shapes.trails import reached, trail
from polder_policies.verdict import Finding, Verdict
from sovereign import DAY

Judge = Callable[[Estate], Iterable[Judgement]]

_TRIAL: Final = """\
environment: trial
owner: ml-platform@example.org
state: {kind: local}
packs: [test]
platform:
  kubernetes: "1.35"
  pools: {system: {size: small, nodes: [2, 4]}}
  stores: {datasets: {}}
sites:
  frankfurt: {cloud: aws, region: eu-central-1, account: "111122223333", network: {cidr: 10.16.0.0/16}}
  virginia: {cloud: aws, region: us-east-1, account: "111122223333", network: {cidr: 10.17.0.0/16}}
datasets:
  claims: {home: frankfurt/datasets, replicas: [virginia/datasets], tags: [personal], retention: 30d}
"""


def _needs(*wanted: str, detail: str = "", rests: str = "") -> Judge:
    """A rule's function: at each place in the US, evidence of all kinds has to cover site and dataset."""

    def judged(estate: Estate) -> Iterator[Judgement]:
        for name, _ in estate.datasets():
            for node, _ in reached(estate, name):
                way = trail(estate, name, node)
                proofs = [estate.proofs((kind,), site=node.site, dataset=name) for kind in wanted]
                if "US" not in node.countries:
                    yield Judgement(Outcome.HOLDS, way.key, way.words)
                elif not all(proofs):
                    yield Judgement(Outcome.FAILS, way.key, way.words, "It is not covered.")
                elif detail and detail not in estate.environment.evidence[proofs[0][0]].details:
                    missing = (f"evidence.{proofs[0][0]}.details.{detail}",)
                    yield Judgement(Outcome.UNKNOWN, way.key, way.words, missing=missing)
                elif rests and rests not in estate.environment.evidence[proofs[0][0]].depends_on:
                    missing = (f"evidence.{proofs[0][0]}.depends_on",)
                    yield Judgement(Outcome.UNKNOWN, way.key, way.words, missing=missing)
                else:
                    evidence = tuple(each[0] for each in proofs)
                    yield Judgement(Outcome.BY_EVIDENCE, way.key, way.words, evidence=evidence)

    return judged


def _rule(judged: Judge, *instruments: str, records: tuple[str, ...] = ()) -> Rule:
    return Rule(
        id="TEST-1.a",
        pack="test",
        title="It is covered.",
        citation="Test 1",
        link="",
        severity="soft",
        explanation="It has to be.",
        reads=("datasets.tags", "datasets.retention", "sites.region", "places in the US"),
        satisfied_by="what covers it",
        instruments=instruments,
        waivable=Waivable(allowed=True, records=records),
        verified=True,
        judge=judged,
    )


class _Tried:
    """The trial environment, with more text at its end, judged by one rule."""

    def __init__(self, folder: Path, rule: Rule, more: str = "") -> None:
        self.file = folder / "trial.yaml"
        self.rule = rule
        self.write(more)

    def write(self, more: str) -> None:
        self.file.write_text(f"{_TRIAL}{more}")

    @property
    def loaded(self) -> Loaded[Environment]:
        return load(self.file)

    @property
    def estate(self) -> Estate:
        environment = self.loaded.environment
        return Estate(environment, derive(environment), DAY)

    @property
    def verdict(self) -> Verdict:
        pack = Pack(name="test", title="Test", rules=(self.rule,), fixtures=self.file.parent)
        return judge(self.loaded, derive(self.loaded.environment), (pack,), DAY)

    @property
    def finding(self) -> Finding:
        (finding,) = self.verdict.broken
        return finding

    @property
    def needed(self) -> tuple[Needed, ...]:
        return evidence_that_helps(self.finding, self.estate)


def _filled(yaml: str) -> str:
    """Fill what only people know, as one would."""
    values = {
        "reference": "DMS-1",
        "signed": "2026-11-01",
        "letter": "h",
        "ccw-id": "CCW-7",
        "ticket": "OPS-1",
        "reason": "It goes by the summer.",
        "owner": "a@example.org",
        "author": "a@example.org",
        "approver": "b@example.org",
    }
    return re.sub(
        r"^( +)([a-z-]+):(?=  #|$)",
        lambda key: f"{key[0]} {values.get(key[2], '')}".rstrip(),
        yaml,
        flags=re.MULTILINE,
    )


def test_the_smallest_set_is_found(tmp_path: Path) -> None:
    """Where two kinds are needed together among four, those two are told, with the site and the dataset they must cover."""
    tried = _Tried(tmp_path, _rule(_needs("scc", "tia"), "bcr", "scc", "dpf", "tia"))

    assert [(each.kind, each.scope.sites, each.scope.datasets) for each in tried.needed] == [
        ("scc", ("virginia",), ("claims",)),
        ("tia", ("virginia",), ("claims",)),
    ]


def test_what_is_there_is_not_asked_for_again(tmp_path: Path) -> None:
    """With one of the two declared, the other alone is told."""
    tried = _Tried(
        tmp_path,
        _rule(_needs("scc", "tia"), "scc", "tia"),
        "evidence:\n  scc-1: {kind: scc, reference: DMS-1, signed: 2026-01-01}\n",
    )

    assert [each.kind for each in tried.needed] == ["tia"]


def test_nothing_is_told_where_no_evidence_helps(tmp_path: Path) -> None:
    """A rule that evidence of its instruments does not satisfy gets no advice that would not help."""
    tried = _Tried(tmp_path, _rule(_needs("baa"), "scc", "tia"))

    assert tried.needed == ()


@pytest.mark.parametrize(
    ("judged", "kinds", "asked"),
    [
        (_needs("scc", "tia"), ("scc", "tia"), ""),
        (_needs("art9-condition", detail="letter"), ("art9-condition",), "letter"),
        (_needs("dpf", rests="adequacy:US-DPF"), ("dpf",), "depends_on: [adequacy:US-DPF]"),
    ],
    ids=["kinds", "details", "depends-on"],
)
def test_the_yaml_makes_the_rule_hold_once_it_is_filled(
    tmp_path: Path, judged: Judge, kinds: tuple[str, ...], asked: str
) -> None:
    """What is told to declare is refused while it has blanks, and with them filled the rule holds by it."""
    tried = _Tried(tmp_path, _rule(judged, *kinds))
    yaml = evidence_yaml(tried.needed)

    tried.write(yaml)
    with pytest.raises(InvalidInput) as refused:
        _ = tried.loaded
    tried.write(_filled(yaml))

    assert asked in yaml
    assert {each.code for each in refused.value.problems} == {"no-value"}
    assert [each.outcome for each in tried.verdict.findings] == [Outcome.HOLDS, Outcome.BY_EVIDENCE]


def test_the_waiver_accepts_the_finding_once_it_is_filled(tmp_path: Path) -> None:
    """The waiver that is told to declare is refused while it has blanks, and with them filled it counts, for this finding."""
    tried = _Tried(tmp_path, _rule(_needs("baa"), records=("ccw-id",)))
    yaml = waiver_yaml(tried.finding, DAY)

    tried.write(yaml)
    with pytest.raises(InvalidInput) as refused:
        _ = tried.loaded
    tried.write(_filled(yaml))

    assert {each.code for each in refused.value.problems} == {"no-value"}
    assert [each.outcome for each in tried.verdict.findings] == [Outcome.HOLDS, Outcome.WAIVED]
    assert tried.verdict.holds


def test_facts_are_those_of_what_is_named(tmp_path: Path) -> None:
    """Of the keys a rule reads, those of the finding's dataset and site are told, as the file writes them."""
    tried = _Tried(tmp_path, _rule(_needs("scc")))

    read = {dotted(fact.key): fact.said for fact in facts_read(tried.finding, tried.loaded)}

    assert read == {
        "datasets.claims.tags": "personal",
        "datasets.claims.retention": "30d",
        "sites.virginia.region": "us-east-1",
    }


def test_evidence_says_why_it_does_not_count(tmp_path: Path) -> None:
    """Each piece of evidence of the rule's kinds is told, expired, of another site, dataset or country, or not enough."""
    tried = _Tried(
        tmp_path,
        _rule(_needs("scc", "tia"), "scc", "tia"),
        """\
evidence:
  gone: {kind: scc, reference: DMS-1, signed: 2025-01-01, expires: 2026-01-01}
  elsewhere: {kind: scc, reference: DMS-2, signed: 2026-01-01, scope: {sites: [frankfurt]}}
  abroad: {kind: scc, reference: DMS-3, signed: 2026-01-01, scope: {countries: [CH]}}
  alone: {kind: scc, reference: DMS-4, signed: 2026-01-01}
  other: {kind: dpia, reference: DMS-5, signed: 2026-01-01}
""",
    )

    told = {each.name: each.why_not for each in evidence_considered(tried.finding, tried.estate)}

    assert set(told) == {"gone", "elsewhere", "abroad", "alone"}
    assert "expired on 2026-01-01" in told["gone"]
    assert "the sites frankfurt alone, and not virginia" in told["elsewhere"]
    assert "the countries CH alone" in told["abroad"]
    assert "not enough by itself" in told["alone"]
