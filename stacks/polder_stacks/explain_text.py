"""How one rule and one finding are told on a terminal."""

from collections.abc import Iterator

from rich.console import Console, RenderableType
from rich.text import Text

from polder_environments.facts.instruments import instruments
from polder_environments.problems import dotted
from polder_policies.considered import Fact, evidence_considered, facts_read
from polder_policies.estate import Estate
from polder_policies.remedy import evidence_that_helps, evidence_yaml, waiver_yaml
from polder_policies.reports.report import acceptance, is_link, lines_of
from polder_policies.rule import Outcome, Rule
from polder_policies.verdict import DISCLAIMER, Finding
from polder_stacks.check_reports import pack_notes
from polder_stacks.judged import Judged
from polder_stacks.paragraphs import Paragraph, shown


def rule_text(rule: Rule, console: Console | None = None) -> None:
    """Print what a rule demands, why, where it is written, and what satisfies or waives it."""
    _print(_rule(rule), console)


def finding_text(judged: Judged, finding: Finding, console: Console | None = None) -> None:
    """Print what led to a finding, what was looked at, and what to declare so that it goes."""
    _print(_finding(judged, finding), console)


def _print(parts: Iterator[RenderableType], console: Console | None) -> None:
    console = console or Console(highlight=False)
    for part in parts:
        console.print(part, soft_wrap=isinstance(part, Text))  # YAML stands in the file as it is written


def _rule(rule: Rule) -> Iterator[RenderableType]:
    yield Paragraph(Text.assemble((rule.id, "bold"), "  ", shown(rule.title, "bold")), 0, 2)
    note = pack_notes().get(rule.pack)
    whose = f"{note.title}; {note.origin}" if note else "rules of the environment's own"
    yield Paragraph(shown(f"{rule.severity}, of pack {rule.pack} ({whose})"), 2, 4)
    yield from _part("why", rule.explanation)
    yield from _part("law", *_law(rule))
    yield from _part("reads", *rule.reads)
    titles = instruments()
    kinds = [f"{kind}: {titles.get(kind, 'no kind that Polder knows')}" for kind in rule.instruments]
    yield from _part("satisfied by", rule.satisfied_by, *kinds)
    yield from _part("waiver", _waiver(rule))
    yield Paragraph(Text(f"\n{DISCLAIMER}", "dim"))


def _law(rule: Rule) -> Iterator[str]:
    yield rule.citation
    if rule.link:
        yield rule.link
    yield (
        "verified: the text was read" if rule.verified else "unverified: nobody of this project read the text"
    )
    yield f"binds from {rule.effective}; before, it is advisory" if rule.effective else "in force"


def _waiver(rule: Rule) -> str:
    if not rule.waivable.allowed:
        return "none counts"
    records = f" It records {', '.join(rule.waivable.records)}." if rule.waivable.records else ""
    return f"One that names the rule and its subject, with reason, owner, author, another approver, ticket and expiry.{records}"


def _part(heading: str, *lines: str) -> Iterator[RenderableType]:
    yield Text(f"\n{heading}", "bold")
    for line in lines:
        yield Text(f"  {line}") if is_link(line) else Paragraph(shown(line), 2, 4)


def _finding(judged: Judged, finding: Finding) -> Iterator[RenderableType]:
    verdict, rule = judged.verdict, finding.rule
    head = f"{finding.fingerprint}  {verdict.environment}  {verdict.on}  "
    said = f"{rule.id} {finding.outcome} ({finding.severity})"
    yield Paragraph(Text.assemble(head, (said, "bold red" if finding.blocks else "bold")), 0, 2)
    yield Paragraph(shown(rule.title), 2, 4)
    yield Paragraph(Text.assemble(shown(f"{finding.position}:", "cyan"), " ", shown(finding.key)), 2, 4)
    if finding.path:
        yield Text("\npath", "bold")
        for number, word in enumerate(finding.path):
            yield Paragraph(shown(f"-> {word}" if number else word), 2, 7)
    yield from _part("says", *(lines_of(finding) if finding.outcome is not Outcome.HOLDS else ["It holds."]))
    facts = facts_read(finding, judged.loaded)
    read = [f"{dotted(fact.key)}: {fact.said} ({_where(judged, fact)})" for fact in facts]
    yield from _part("read", *(read or rule.reads))
    yield from _part("why", rule.explanation)
    yield from _part("law", *_law(rule))
    yield from _part("satisfied by", rule.satisfied_by)
    yield from _evidence(judged, finding)
    if finding.outcome is Outcome.WAIVED:
        yield from _part("waiver", acceptance(finding, judged.loaded.environment))
    if finding.broken:
        yield from _declare(judged, finding)
    yield Paragraph(Text(f"\n{DISCLAIMER}", "dim"))


def _where(judged: Judged, fact: Fact) -> str:
    sources = judged.loaded.sources
    return str(sources.position(fact.key)) if sources.node(fact.key) else "by default"


def _estate(judged: Judged) -> Estate:
    return Estate(judged.loaded.environment, judged.graph, judged.verdict.on)


def _evidence(judged: Judged, finding: Finding) -> Iterator[RenderableType]:
    if not finding.rule.instruments:
        return
    considered = evidence_considered(finding, _estate(judged))
    lacking = [kind for kind in finding.rule.instruments if kind not in {each.kind for each in considered}]
    lines = [f"{each.name} ({each.kind}): {each.why_not or 'makes it hold'}" for each in considered]
    if lacking and finding.outcome is not Outcome.BY_EVIDENCE:
        lines.append(f"none is declared of kind {', '.join(lacking)}")
    if lines:
        yield from _part("evidence", *lines)


def _declare(judged: Judged, finding: Finding) -> Iterator[RenderableType]:
    needed = evidence_that_helps(finding, _estate(judged))
    if finding.missing:
        yield from _part("declare what is not known", *finding.missing)
    if needed:
        yield Text("\ndeclare this evidence, once you have it; tried out, the rule then holds here", "bold")
        yield from map(Text, evidence_yaml(needed).splitlines())
    if finding.rule.waivable.allowed:
        yield Text(
            "\nor accept it for a time" if needed or finding.missing else "\naccept it for a time", "bold"
        )
        yield from map(Text, waiver_yaml(finding, judged.verdict.on).splitlines())
    if not (finding.missing or needed or finding.rule.waivable.allowed):
        tried = "Evidence of its kinds alone was tried, and does not do: declare what satisfies it, or change what the path shows."
        bare = "No evidence and no waiver makes it hold: change what the path shows."
        yield from _part("declare", tried if finding.rule.instruments else bare)
