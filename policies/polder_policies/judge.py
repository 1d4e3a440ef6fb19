"""The gate: rules in force, an environment and a day give a verdict. Pure; no construct exists yet."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from polder_environments.flows.graph import FlowGraph
from polder_environments.load import Loaded
from polder_environments.model import Environment
from polder_environments.problems import KeyPath, Position
from polder_environments.sources import Sources
from polder_policies.estate import Estate
from polder_policies.pack import Pack
from polder_policies.rule import Judgement, Outcome, Rule, Severity
from polder_policies.verdict import Finding, Verdict
from polder_policies.waivers import Waivers
from polder_policies.yaml_pack import own_pack

CORE = "core"
"""The pack that is always in force."""


def judge(loaded: Loaded[Environment], graph: FlowGraph, packs: Sequence[Pack], on: date) -> Verdict:
    """Judge an environment.

    Args:
        loaded: The environment, and where each of its values stands.
        graph: Its flows.
        packs: All packs there are; those that the environment names are in force, or every default one.
        on: The day to judge by. It alone decides what has expired and what is not yet in force.

    Returns:
        The verdict, the same for the same arguments whatever the order of the file.
    """
    environment = loaded.environment
    estate = Estate(environment, graph, on)
    chosen = in_force(environment, packs)
    judging = _Judging(estate, loaded.sources)
    findings: list[Finding] = []
    idle: list[Rule] = []
    for pack in chosen:
        for rule in pack.rules:
            severity = judging.severity(rule)
            if severity == "off":
                continue
            found = sorted(judging.findings(rule, severity), key=judging.order)
            findings += found
            if not found:
                idle.append(rule)
    return Verdict(
        environment=environment.environment,
        on=on,
        findings=tuple(findings),
        not_applicable=tuple(idle),
        packs=tuple((pack.name, len(pack.rules)) for pack in chosen),
        warnings=tuple(_expiring(estate)),
    )


def in_force(environment: Environment, packs: Sequence[Pack]) -> tuple[Pack, ...]:
    """The packs that an environment puts in force, `core` first and rules of its own last."""
    named = environment.packs
    chosen = tuple(
        pack for pack in packs if pack.name == CORE or (pack.default if named is None else pack.name in named)
    )
    return (*chosen, *own_pack(environment))


class _Judging:
    """Turns judgements of rules into findings: severity of the day, waivers, places in the file."""

    def __init__(self, estate: Estate, sources: Sources) -> None:
        self.estate = estate
        self.sources = sources
        self.waivers = Waivers(estate.environment, estate.on)
        # Dozens of rules judge the same subjects, so each is looked up once.
        self._keys: dict[KeyPath, str] = {}
        self._positions: dict[KeyPath, Position] = {}

    def order(self, finding: Finding) -> tuple[str, tuple[str, ...]]:
        """Sort findings of a rule by their subject and the way to it."""
        if finding.subject not in self._keys:
            self._keys[finding.subject] = finding.key
        return self._keys[finding.subject], finding.path

    def position(self, subject: KeyPath) -> Position:
        """Find the line of a subject."""
        if subject not in self._positions:
            self._positions[subject] = self.sources.position(subject)
        return self._positions[subject]

    def severity(self, rule: Rule) -> Severity:
        """The severity of a rule under the environment's profile; what the law makes hard stays hard."""
        wanted = self.estate.environment.profile.severities.get(rule.id, rule.severity)
        return rule.severity if rule.severity == "hard" else wanted

    def findings(self, rule: Rule, severity: Severity) -> Iterator[Finding]:
        """Everything a rule says."""
        for judgement in rule.judge(self.estate):
            finding = self.finding(rule, severity, judgement)
            yield self.waived(finding) if finding.broken else finding

    def finding(self, rule: Rule, severity: Severity, judgement: Judgement) -> Finding:
        """One judgement at its line; before the day that a rule is in force it advises."""
        effective = judgement.effective or rule.effective
        ahead = effective is not None and effective > self.estate.on
        return Finding(
            rule=rule,
            outcome=judgement.outcome,
            severity="advisory" if ahead else severity,
            subject=judgement.subject,
            position=self.position(judgement.subject),
            path=judgement.path,
            info=judgement.info,
            evidence=judgement.evidence,
            missing=judgement.missing,
            effective=effective if ahead else None,
            raw=judgement.raw,
        )

    def waived(self, finding: Finding) -> Finding:
        """Accept a broken finding that a waiver names and that can be waived; else say why it cannot."""
        if not self.waivers.any_of(finding.rule):
            return finding
        refused: list[str] = []
        for name in self.waivers.naming(finding.rule, finding.key, finding.fingerprint):
            reason = self.waivers.refusal(name, finding.rule, finding.severity)
            if not reason:
                notes = tuple(filter(None, [self.waivers.note(name)]))
                return finding._replace(outcome=Outcome.WAIVED, waiver=name, notes=notes)
            refused.append(reason)
        return finding._replace(refused_waivers=tuple(refused)) if refused else finding


def _expiring(estate: Estate) -> Iterator[str]:
    """Evidence and waivers that end within the profile's notice."""
    last = estate.on + timedelta(days=estate.environment.profile.expiry_notice)
    for name, evidence in sorted(estate.environment.evidence.items()):
        if evidence.expires is not None and estate.on <= evidence.expires <= last:
            yield f"evidence {name} expires on {evidence.expires}"
    for name, waiver in sorted(estate.environment.waivers.items()):
        if estate.on <= waiver.expires <= last:
            yield f"waiver {name} expires on {waiver.expires}"
