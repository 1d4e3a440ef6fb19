"""A hash of what a plan does, to tell whether a later plan does the same.

It is made from what a reviewer can read, and from nothing else: a hash of a short secret is as good as the secret, for
everything around it is known. Two plans that differ in a hidden value alone have the same hash.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Final

from polder_previews.changes import Change
from polder_previews.differences import Difference
from polder_previews.plan import Plan

FORM: Final = "polder.plan/1"
"""Of what is hashed; another form gives another hash for the same plan."""


def plan_hash(plan: Plan, changes: Iterable[Change], outputs: Iterable[Difference]) -> str:
    """Hash what a plan does, in hexadecimal digits of SHA-256.

    When it was planned, what the tool found unchanged, and in which order it tells are left out.

    Args:
        plan: The plan.
        changes: What it does to each object.
        outputs: What it does to outputs.
    """
    done = [_done(change) for change in changes if change.does_something]
    return _digest(
        {
            "form": FORM,
            "format": plan.format_version.partition(".")[0],
            "changes": sorted(done, key=_text),
            "outputs": sorted((_difference(each) for each in outputs), key=_text),
            "invocations": sorted(plan.invocations),
        }
    )


def combined_hash(hashes: Mapping[str, str]) -> str:
    """Hash the hashes of several plans.

    Args:
        hashes: By stack.
    """
    return _digest({"form": FORM, "stacks": dict(sorted(hashes.items()))})


def _done(change: Change) -> dict[str, object]:
    return {
        "address": change.address,
        "action": change.action.value,
        "moved_from": change.moved_from,
        "imported": change.imported,
        "deposed": change.deposed,
        "forced_by": sorted(change.forced_by),
        "differences": [_difference(each) for each in change.differences],
    }


def _difference(difference: Difference) -> dict[str, object]:
    told = asdict(difference)
    del told["names"]
    return told


def _text(told: Mapping[str, object]) -> str:
    return json.dumps(told, sort_keys=True)


def _digest(content: Mapping[str, object]) -> str:
    canonical = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(canonical.encode()).hexdigest()
