"""What `polder check` shows on a terminal."""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Final

from rich.console import Console, RenderableType
from rich.text import Text

from polder_environments.topology import PoolPlan, SitePlan, Topology
from polder_policies.reports.report import Report, chain, lines_of
from polder_policies.rule import Outcome, Rule
from polder_policies.verdict import DISCLAIMER, Finding
from polder_stacks.paragraphs import Listing, Paragraph, shown

MOST_OF_A_RULE: Final = 20
"""Findings of one rule that are told one by one; nobody reads more on a terminal."""

_COLOURS: Final = {"hard": "bold red", "soft": "red", "advisory": "yellow", "off": "dim"}


def check_table(
    reports: Sequence[Report], topologies: Sequence[Topology], console: Console | None = None
) -> None:
    """Print environments: how each stands, its sites, what is broken, waived and about to change."""
    console = console or Console(highlight=False)
    for number, (report, topology) in enumerate(zip(reports, topologies, strict=True)):
        if number:
            console.print()
        for each in _environment(report, topology):
            console.print(each)


def _environment(report: Report, topology: Topology) -> Iterator[RenderableType]:
    verdict = report.verdict
    state = (report.state(), _state_colour(report))
    yield Paragraph(Text.assemble((verdict.environment, "bold"), f"  {verdict.on}  ", state))
    for site in topology.sites:
        yield from _site(site)
    yield from _by_rule(report, "", report.standing)
    yield from _by_rule(report, "accepted by the baseline", report.suppressed)
    yield from _by_rule(report, "waived", report.waived)
    yield from _by_rule(report, "not known, and breaking nothing", report.unknown)
    yield Text()
    yield from _closing(report)


def _site(site: SitePlan) -> Iterator[RenderableType]:
    primary = ", primary" if site.role == "primary" else ""
    where = f"{site.cloud} {site.region}, {site.country}, {site.network.cidr}{primary}"
    yield Paragraph(Text.assemble((site.name, "bold"), f"  {where}"), 2, 4)
    pools = [_pool(pool) for pool in (site.cluster.system, *site.cluster.pools)]
    stores = ", ".join(store.name for store in site.stores)
    yield Listing((*pools, f"stores {stores}") if stores else tuple(pools), 6, 6, "dim", ";")


def _pool(pool: PoolPlan) -> str:
    accelerator = pool.accelerator
    each = [f"{accelerator.per_node} x {accelerator.name}"] if accelerator else []
    slice_of = [f"slice of {accelerator.hosts}"] if accelerator and accelerator.hosts > 1 else []
    bought = [] if pool.capacity == "on-demand" else [pool.capacity]
    return " ".join([f"{pool.name} {pool.smallest}-{pool.largest}", pool.machine, *each, *slice_of, *bought])


def _by_rule(report: Report, heading: str, findings: Sequence[Finding]) -> Iterator[RenderableType]:
    if findings and heading:
        yield Text(f"\n{heading}", "bold")
    for (_, severity), grouped in groupby(findings, key=lambda each: (each.rule.id, each.severity)):
        found = list(grouped)
        rule = found[0].rule
        yield Text()
        title = Text.assemble((severity, _COLOURS[severity]), f"  {rule.id}  ", shown(rule.title, "bold"))
        yield Paragraph(title, 0, 4)
        yield Paragraph(_law(rule), 4, 6)
        yield Paragraph(Text.assemble("satisfied by ", shown(rule.satisfied_by), style="dim"), 4, 6)
        for finding in found[:MOST_OF_A_RULE]:
            yield from _finding(report, finding)
        if len(found) > MOST_OF_A_RULE:
            left = f"{len(found) - MOST_OF_A_RULE} more of {rule.id}: --format json has them all"
            yield Paragraph(Text(left, "dim"), 2, 4)


def _law(rule: Rule) -> Text:
    unverified = "" if rule.verified else " (unverified)"
    link = f", {rule.link}" if rule.link else ""
    return shown(f"{rule.citation}{unverified}{link}", "dim")


def _finding(report: Report, finding: Finding) -> Iterator[RenderableType]:
    at = Text.assemble(
        shown(f"{finding.position}:", "cyan"), " ", shown(finding.key), " ", (finding.fingerprint, "dim")
    )
    yield Paragraph(at, 2, 4)
    if finding.path:
        yield Paragraph(shown(chain(finding)), 4, 6)
    for line in lines_of(finding):
        yield Paragraph(shown(line), 4, 6)
    if accepted := report.acceptance(finding):
        yield Paragraph(shown(accepted, "dim"), 4, 6)


def _closing(report: Report) -> Iterator[RenderableType]:
    verdict = report.verdict
    counts = verdict.counts()
    yield Paragraph(Text(", ".join(f"{count} {outcome.value}" for outcome, count in counts.items())))
    used = Counter(
        name
        for finding in verdict.findings
        if finding.outcome is Outcome.BY_EVIDENCE
        for name in finding.evidence
    )
    if used:
        first, *others = (f"{name} ({count})" for name, count in sorted(used.items()))
        yield Listing((f"by evidence: {first}", *others), 0, 2)
    for note in report.notes():
        yield Paragraph(Text.assemble(("note: ", "yellow"), shown(note)), 0, 2)
    first, *others = (f"{name} ({count})" for name, count in verdict.packs)
    yield Listing((f"packs: {first}", *others), 0, 2, "dim")
    unverified = f"{len(report.unverified)} of {len(report.rules)} rules are unverified. {DISCLAIMER}"
    yield Paragraph(Text(unverified, "dim"))
    if report.standing:
        told = f"{verdict.environment} {report.state()}"
        yield Paragraph(
            Text.assemble((told, _state_colour(report)), "; polder explain FINDING shows one of them whole")
        )


def _state_colour(report: Report) -> str:
    if report.blocked:
        return "bold red"
    return "bold yellow" if report.standing or report.suppressed else "bold green"
