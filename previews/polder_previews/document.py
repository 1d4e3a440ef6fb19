"""A preview for other programs: JSON of a versioned form, whose schema is `preview.schema.json` beside this module."""

import json
from decimal import Decimal
from importlib.resources import files
from typing import Final

from polder_previews.changes import Change
from polder_previews.cost import Costs, MonthlyCost
from polder_previews.differences import Difference
from polder_previews.findings import FindingRecord, Findings, Policy
from polder_previews.flows import FlowRecord, Flows
from polder_previews.headline import headline, plain
from polder_previews.preview import Counts, Footer, Preview, StackPreview

FORM: Final = "polder.preview/1"
"""Name and version of the form. Keys may be added within a version; a reader must not mind them."""

_CENT: Final = Decimal("0.01")

Object = dict[str, object]


def document(preview: Preview) -> str:
    """Write a preview as JSON, indented, that ends in a line break."""
    return json.dumps(_preview(preview), indent=2) + "\n"


def schema_text() -> str:
    """Give the JSON Schema (2020-12) of the form."""
    return (files("polder_previews") / "preview.schema.json").read_text(encoding="utf-8")


def _preview(preview: Preview) -> Object:
    return {
        "form": FORM,
        "id": preview.id,
        "environments": list(preview.environments),
        "verdict": {
            "text": plain(preview),
            "alarming": [sentence.text for sentence in headline(preview) if sentence.alarming],
            "changes": preview.changes_anything,
            "endangers_data": any(True for _ in preview.endangered),
            "holds": preview.findings.holds if preview.findings.judged else None,
            "failed": [stack.name for stack in preview.failed],
        },
        "counts": _counts(preview.counts),
        "plan_hash": preview.plan_hash,
        "stacks": [_stack(stack) for stack in preview.stacks],
        "findings": _findings(preview.findings),
        "flows": _flows(preview.flows),
        "costs": _costs(preview.costs),
        "made_from": _footer(preview.footer),
    }


def _counts(counts: Counts) -> Object:
    return {name: getattr(counts, name) for name in Counts.__slots__}


def _stack(stack: StackPreview) -> Object:
    return {
        "name": stack.name,
        "site": stack.where.site,
        "cloud": stack.where.cloud,
        "region": stack.where.region,
        "state": stack.state,
        "presence": stack.presence,
        "waits_for": list(stack.waits_for),
        "failure": stack.failure,
        "counts": _counts(stack.counts),
        "cost": _cost(stack.cost),
        "policy": _policy(stack.policy),
        "plan_hash": stack.plan_hash,
        "tool": stack.tool,
        "changes": [_change(change) for change in stack.changes if change.does_something],
        "drift": [_change(change) for change in stack.drift],
        "outputs": [_difference(output) for output in stack.outputs],
        "invocations": list(stack.invocations),
    }


def _change(change: Change) -> Object:
    return {
        "address": change.address,
        "type": change.type,
        "action": change.action.value,
        "reason": change.reason,
        "forced_by": list(change.forced_by),
        "moved_from": change.moved_from,
        "imported": change.imported,
        "deposed": change.deposed,
        "differences": [_difference(each) for each in change.differences],
        "known_by": dict(change.known_by),
        "unchanged": change.unchanged,
        "unknown": change.unknown,
        "stake": change.stake,
        "holds": change.holds,
        "endangers": change.endangers,
        "unprotected": list(change.unprotected),
        "lowered": list(change.lowered),
        "relevant": change.relevant,
    }


def _difference(difference: Difference) -> Object:
    return {
        "path": difference.path,
        "kind": difference.kind,
        "before": difference.before,
        "after": difference.after,
        "lines": list(difference.lines),
        "hidden": difference.hidden,
    }


def _policy(policy: Policy | None) -> Object | None:
    if policy is None:
        return None
    return {"blocking": policy.blocking, "broken": policy.broken, "waived": policy.waived}


def _cost(cost: MonthlyCost | None) -> Object | None:
    if cost is None:
        return None
    return {"before": _amount(cost.before), "after": _amount(cost.after), "change": _amount(cost.change)}


def _amount(value: Decimal) -> str:
    """Write an amount as text, in which it keeps its cents."""
    return str(value.quantize(_CENT))


def _costs(costs: Costs | None) -> Object | None:
    if costs is None:
        return None
    return {
        "currency": costs.currency,
        "priced_on": costs.priced_on.isoformat(),
        "source": costs.source,
        "total": _cost(costs.total),
        "lines": [{"stack": line.stack, "what": line.what, "cost": _cost(line.cost)} for line in costs.lines],
        "unpriced": list(costs.unpriced),
    }


def _findings(findings: Findings) -> Object:
    return {
        "judged": findings.judged,
        "holds": findings.holds,
        "compared": findings.compared,
        "records": [_finding(record) for record in findings.records],
    }


def _finding(record: FindingRecord) -> Object:
    return {
        "environment": record.environment,
        "rule": record.rule,
        "title": record.title,
        "severity": record.severity,
        "standing": record.standing,
        "blocks": record.blocks,
        "subject": record.subject,
        "position": record.position,
        "info": record.info,
        "path": list(record.path),
        "waiver": record.waiver,
        "waived_now": record.waived_now,
        "link": record.link,
        "fingerprint": record.fingerprint,
    }


def _flows(flows: Flows) -> Object:
    return {
        "compared": flows.compared,
        "added": [_flow(record) for record in flows.added],
        "removed": [_flow(record) for record in flows.removed],
        "total": flows.total,
        "crossing": flows.crossing,
    }


def _flow(record: FlowRecord) -> Object:
    return {
        "environment": record.environment,
        "dataset": record.dataset,
        "form": record.form,
        "derived": record.derived,
        "kind": record.kind,
        "source": record.source,
        "source_place": record.source_place,
        "target": record.target,
        "target_place": record.target_place,
        "frequency": record.frequency,
        "link": record.link,
        "crosses_sites": record.crosses_sites,
        "crosses_countries": record.crosses_countries,
    }


def _footer(footer: Footer) -> Object:
    return {
        "commit": footer.commit,
        "base": footer.base,
        "versions": dict(footer.versions),
        "report": footer.report,
        "notes": list(footer.notes),
    }
