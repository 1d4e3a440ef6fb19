"""A preview of which every text was looked through for what is secret, those too that no plan holds."""

from collections.abc import Callable
from dataclasses import replace

from polder_previews.cost import Costs
from polder_previews.findings import FindingRecord
from polder_previews.flows import FlowRecord
from polder_previews.preview import Footer, Preview, StackPreview
from polder_previews.secrets import Secrets

Text = Callable[[str], str]


def looked_through(preview: Preview, secrets: Secrets) -> Preview:
    """Hide what is secret in names, findings, flows, costs and notes; changes were looked through when they were read.

    Args:
        preview: The preview.
        secrets: What is secret: with the user's patterns, and with what all plans mark.
    """
    text = secrets.text
    findings, flows = preview.findings, preview.flows
    return replace(
        preview,
        id=text(preview.id),
        environments=tuple(map(text, preview.environments)),
        stacks=tuple(_stack(stack, text) for stack in preview.stacks),
        findings=replace(findings, records=tuple(_finding(record, text) for record in findings.records)),
        flows=replace(
            flows,
            added=tuple(_flow(record, text) for record in flows.added),
            removed=tuple(_flow(record, text) for record in flows.removed),
        ),
        costs=_costs(preview.costs, text) if preview.costs else None,
        footer=_footer(preview.footer, text),
    )


def _stack(stack: StackPreview, text: Text) -> StackPreview:
    where = replace(stack.where, site=text(stack.where.site), region=text(stack.where.region))
    return replace(
        stack,
        name=text(stack.name),
        where=where,
        waits_for=tuple(map(text, stack.waits_for)),
        failure=text(stack.failure),
    )


def _finding(record: FindingRecord, text: Text) -> FindingRecord:
    return replace(
        record,
        environment=text(record.environment),
        subject=text(record.subject),
        position=text(record.position),
        info=text(record.info),
        path=tuple(map(text, record.path)),
        waiver=text(record.waiver),
    )


def _flow(record: FlowRecord, text: Text) -> FlowRecord:
    return replace(
        record,
        environment=text(record.environment),
        dataset=text(record.dataset),
        source=text(record.source),
        target=text(record.target),
        link=text(record.link),
    )


def _costs(costs: Costs, text: Text) -> Costs:
    lines = tuple(replace(line, stack=text(line.stack), what=text(line.what)) for line in costs.lines)
    return replace(costs, source=text(costs.source), lines=lines, unpriced=tuple(map(text, costs.unpriced)))


def _footer(footer: Footer, text: Text) -> Footer:
    return replace(footer, notes=tuple(map(text, footer.notes)))
