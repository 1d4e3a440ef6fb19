"""What ties a deployment to a preview: hashes of what was reviewed, in preview.json."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, cast

from polder_policies.verdict import Verdict
from polder_previews.document import FORM as PREVIEW_FORM
from polder_previews.preview import StackPreview
from polder_stacks.preview.refusal import BadRequest
from polder_stacks.preview.situation import Situation

FORM: Final = "polder.tie/1"
"""Name and version of the form of the tie."""

_MOST: Final = 20
"""Differences of a stack that are told."""


@dataclass(frozen=True)
class Tie:
    """What is beside plans when they are made.

    Args:
        verdicts: Hash of the verdict on each environment.
        outputs: Hash of what Terraform reads of each stack.
        base: The base revision's full hash; blank where there is none.
        redact: Hash of the user's patterns of secrets, which decide what a plan's hash is made from; blank without any.
        rehearsed: Whether the plans are of stand-ins.
    """

    verdicts: Mapping[str, str]
    outputs: Mapping[str, str]
    base: str = ""
    redact: str = ""
    rehearsed: bool = False

    def record(self) -> dict[str, object]:
        """Write it as it stands in preview.json."""
        return {
            "form": FORM,
            "rehearsed": self.rehearsed,
            "base": self.base,
            "redact": self.redact,
            "environments": {name: {"verdict": each} for name, each in self.verdicts.items()},
            "stacks": {name: {"output": each} for name, each in self.outputs.items()},
        }


@dataclass(frozen=True)
class Reviewed:
    """A preview that somebody reviewed.

    Args:
        file: Where it lies.
        tie: What was beside its plans.
        stacks: Its stacks by name, as preview.json has them.
        findings: What was broken or waived, by fingerprint, as preview.json has it.
        versions: Names and versions of the tools that made it.
    """

    file: Path
    tie: Tie
    stacks: Mapping[str, Mapping[str, object]]
    findings: Mapping[str, Mapping[str, object]]
    versions: Mapping[str, str]

    def of(self, environment: str) -> Mapping[str, Mapping[str, object]]:
        """Give the stacks of an environment."""
        return {name: each for name, each in self.stacks.items() if name.partition("-")[0] == environment}


def tie_of(situation: Situation, redact: str, *, rehearsed: bool) -> Tie:
    """Hash what is beside the plans."""
    return Tie(
        {each.verdict.environment: verdict_hash(each.verdict) for each in situation.head},
        {name: stack.output_hash for name, stack in situation.all_stacks.items()},
        situation.base.commit,
        redact,
        rehearsed,
    )


def verdict_hash(verdict: Verdict) -> str:
    """Hash what the rules say, in hexadecimal digits of SHA-256.

    The day, the lines of the file and the words are left out: a verdict that says the same tomorrow is the same.
    """
    findings = sorted(
        [
            each.fingerprint,
            each.outcome.value,
            each.severity,
            each.raw,
            each.waiver,
            sorted(each.evidence),
            sorted(each.missing),
        ]
        for each in verdict.findings
    )
    content = {
        "form": FORM,
        "environment": verdict.environment,
        "packs": verdict.packs,
        "findings": findings,
        "not_applicable": sorted(rule.id for rule in verdict.not_applicable),
    }
    return hashlib.sha256(json.dumps(content, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def read_reviewed(file: Path) -> Reviewed:
    """Read a preview.json.

    Raises:
        BadRequest: It is none, or one that nothing can be tied to.
    """
    try:
        document = cast("object", json.loads(file.read_bytes()))
    except OSError as error:
        raise BadRequest(f"{file} cannot be read: {error.strerror or error}") from None
    except ValueError:
        raise BadRequest(
            f"{file} is no JSON: give the preview.json that `polder preview --out DIR` wrote"
        ) from None
    whole = _map(document)
    form, tie = whole.get("form"), _map(whole.get("tie"))
    if form != PREVIEW_FORM:
        raise BadRequest(
            f"{file} is no {PREVIEW_FORM}: give the preview.json that `polder preview --out DIR` wrote"
        )
    if tie.get("form") != FORM:
        raise BadRequest(
            f"{file} is not tied by {FORM}: another version of Polder wrote it, so preview again"
        )
    stacks = {str(each.get("name")): each for each in _maps(whole.get("stacks"))}
    records = _maps(_map(whole.get("findings")).get("records"))
    return Reviewed(
        file,
        Tie(
            {name: str(_map(each).get("verdict")) for name, each in _map(tie.get("environments")).items()},
            {name: str(_map(each).get("output")) for name, each in _map(tie.get("stacks")).items()},
            str(tie.get("base", "")),
            str(tie.get("redact", "")),
            tie.get("rehearsed") is True,
        ),
        stacks,
        {str(each.get("fingerprint")): each for each in records if each.get("standing") != "fixed"},
        {name: str(each) for name, each in _map(_map(whole.get("made_from")).get("versions")).items()},
    )


def differing_inputs(reviewed: Reviewed, now: Tie, environment: str, verdict: Verdict) -> Iterator[str]:
    """Say what differs before anything is planned: the rules' verdict, and what was synthesized.

    Args:
        reviewed: The preview.
        now: What is beside the plans now.
        environment: Name of the environment that is deployed.
        verdict: The verdict on it.
    """
    if environment not in reviewed.tie.verdicts:
        yield f"{reviewed.file} is no preview of {environment}"
        return
    if reviewed.tie.rehearsed != now.rehearsed:
        yield (
            "its plans are of stand-ins, and nothing is deployed there: preview with credentials"
            if reviewed.tie.rehearsed
            else "its plans are of the clouds, and this would be deployed on stand-ins"
        )
    if reviewed.tie.redact != now.redact:
        yield "it was made with other patterns of secrets: give the same --redact FILE"
    if reviewed.tie.verdicts[environment] != now.verdicts[environment]:
        yield from _verdict_differs(reviewed, environment, verdict)
    before = {name: each for name, each in reviewed.tie.outputs.items() if name in reviewed.of(environment)}
    for name in sorted(before.keys() | now.outputs.keys()):
        if name not in now.outputs:
            yield f"{name} was reviewed, and there is no such stack any more"
        elif name not in before:
            yield f"{name} was not reviewed"
        elif before[name] != now.outputs[name]:
            yield f"{name}: what was synthesized is not what was reviewed"


def _verdict_differs(reviewed: Reviewed, environment: str, verdict: Verdict) -> Iterator[str]:
    now = {each.fingerprint: each for each in (*verdict.broken, *verdict.waived)}
    before = {key: each for key, each in reviewed.findings.items() if each.get("environment") == environment}
    told = False
    for key, finding in now.items():
        was = before.get(key)
        if was is None:
            told = True
            yield f"the verdict on {environment} differs: {finding.rule.id} at {finding.key} is new ({key})"
        elif (was.get("standing") == "waived") is finding.broken:
            told = True
            yield f"the verdict on {environment} differs: {finding.rule.id} at {finding.key} is {'no longer' if finding.broken else 'now'} waived ({key})"
    for key in before.keys() - now.keys():
        told = True
        yield f"the verdict on {environment} differs: {before[key].get('rule')} at {before[key].get('subject')} is gone ({key})"
    if not told:
        yield f"the verdict on {environment} differs: other rules, evidence or waivers make it hold than were reviewed"


def differing_plan(reviewed: Mapping[str, object], now: StackPreview) -> Iterator[str]:
    """Say in what a plan is not the one that was reviewed; nothing where it is the same.

    Args:
        reviewed: The stack as preview.json has it.
        now: The stack as it is planned now.
    """
    if reviewed.get("plan_hash") == now.plan_hash:
        return
    before = {_key(each): each for each in _maps(reviewed.get("changes"))}
    after = {(change.address, change.deposed): change for change in now.changes if change.does_something}
    lines: list[str] = []
    for key, change in after.items():
        was = before.get(key)
        if was is None:
            lines.append(f"{change.address} would {_verb(change.action.value)}, and that was not reviewed")
        elif was.get("action") != change.action.value:
            lines.append(
                f"{change.address} would {_verb(change.action.value)}, and was to {_verb(str(was.get('action')))}"
            )
        elif _paths(was) != {each.path for each in change.differences}:
            lines.append(f"{change.address} would change in other attributes than were reviewed")
        elif _values(was) != {(each.path, each.before, each.after) for each in change.differences}:
            lines.append(f"{change.address} would change to or from other values than were reviewed")
    lines += [
        f"{key[0]} was to {_verb(str(was.get('action')))}, and would stay as it is"
        for key, was in before.items()
        if key not in after
    ]
    yield from lines[:_MOST] or ["its outputs, or something beside its resources, differ"]
    if len(lines) > _MOST:
        yield f"and {len(lines) - _MOST} more"


def _verb(action: str) -> str:
    return {"create": "be created", "update": "be changed", "delete": "be destroyed", "no-op": "stay"}.get(
        action, "be replaced" if action.startswith("replace") else action
    )


def _key(change: Mapping[str, object]) -> tuple[str, bool]:
    return str(change.get("address")), change.get("deposed") is True


def _paths(change: Mapping[str, object]) -> set[str]:
    return {str(each.get("path")) for each in _maps(change.get("differences"))}


def _values(change: Mapping[str, object]) -> set[tuple[str, str, str]]:
    return {
        (str(each.get("path")), str(each.get("before")), str(each.get("after")))
        for each in _maps(change.get("differences"))
    }


def _map(value: object) -> Mapping[str, object]:
    return cast("Mapping[str, object]", value) if isinstance(value, Mapping) else {}


def _maps(value: object) -> list[Mapping[str, object]]:
    return [_map(each) for each in cast("list[object]", value)] if isinstance(value, list) else []
