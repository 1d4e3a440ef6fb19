"""What ties a deployment to a preview: which changes of a verdict count, and what is said of those that do."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from polder_policies.verdict import Verdict
from polder_previews.changes import Change
from polder_previews.differences import Difference
from polder_previews.plan import Action
from polder_previews.preview import StackPreview, Where
from polder_stacks.judged import judged
from polder_stacks.preview.refusal import BadRequest
from polder_stacks.preview.tie import FORM, Tie, differing_inputs, differing_plan, read_reviewed, verdict_hash
from trial import ENVIRONMENT

DAY = date(2026, 11, 26)
WAIVED_UNTIL = date(2026, 12, 1)
WHERE = Where("frankfurt", "aws", "eu-central-1")
POOL = Change(
    "aws_eks_node_group.train",
    "aws_eks_node_group",
    managed=True,
    action=Action.UPDATE,
    differences=(Difference("scaling_config.max_size", "changed", "4", "8"),),
)


def _verdict(folder: Path, on: date = DAY, text: str = ENVIRONMENT) -> Verdict:
    (folder / "cdktf.json").write_text("{}")
    file = folder / "trial.yaml"
    file.write_text(text)
    (found,) = judged([str(file)], on)
    return found.verdict


def test_a_verdict_that_says_the_same_is_the_same(tmp_path: Path) -> None:
    """Another day, other lines and another neighbour in a list change nothing as long as the rules say the same."""
    first = verdict_hash(_verdict(tmp_path))

    assert verdict_hash(_verdict(tmp_path, WAIVED_UNTIL)) == first
    assert verdict_hash(_verdict(tmp_path, text=f"# a line\n\n{ENVIRONMENT}")) == first


@pytest.mark.parametrize(
    ("on", "text"),
    [
        (WAIVED_UNTIL + timedelta(1), ENVIRONMENT),
        (DAY, ENVIRONMENT.replace("allow: [EU]", "allow: [EU, US]")),
        (DAY, ENVIRONMENT.replace("old-copy:", "other-name:")),
    ],
    ids=["expired", "allowed", "by another waiver"],
)
def test_a_verdict_that_says_something_else_is_another(tmp_path: Path, on: date, text: str) -> None:
    """A waiver that lapses, a rule that holds, and another waiver that accepts make another verdict."""
    assert verdict_hash(_verdict(tmp_path, on, text)) != verdict_hash(_verdict(tmp_path))


def _written(folder: Path, verdict: Verdict) -> Path:
    """Write the least of a preview.json of an environment."""
    records = [
        {
            "environment": "trial",
            "fingerprint": each.fingerprint,
            "rule": each.rule.id,
            "subject": each.key,
            "standing": standing,
        }
        for standing, findings in (("standing", verdict.broken), ("waived", verdict.waived))
        for each in findings
    ]
    document: dict[str, object] = {
        "form": "polder.preview/1",
        "stacks": [{"name": "trial-frankfurt-infra", "state": "planned"}],
        "findings": {"records": records},
        "made_from": {"versions": {"Polder": "0.1.0"}},
        "tie": Tie({"trial": verdict_hash(verdict)}, {"trial-frankfurt-infra": "1"}).record(),
    }
    file = folder / "preview.json"
    file.write_text(json.dumps(document))
    return file


def test_a_lapsed_waiver_is_named(tmp_path: Path) -> None:
    """What was accepted when it was reviewed and is not any more, is said with rule and subject."""
    reviewed = read_reviewed(_written(tmp_path, _verdict(tmp_path)))
    later = _verdict(tmp_path, WAIVED_UNTIL + timedelta(1))

    told = list(
        differing_inputs(
            reviewed, replace(reviewed.tie, verdicts={"trial": verdict_hash(later)}), "trial", later
        )
    )

    assert len(told) == 1
    assert told[0].startswith("the verdict on trial differs: ACME-1 at datasets.notes")
    assert "no longer waived" in told[0]


def test_findings_that_come_and_go_are_named(tmp_path: Path) -> None:
    """A finding that is new, and one that is gone, are said with rule and subject."""
    before = _verdict(tmp_path)
    after = _verdict(
        tmp_path,
        text=ENVIRONMENT.replace(
            "tags: [confidential], replicas: [virginia/datasets]", "tags: [confidential]"
        ),
    )

    gone, new = (
        list(
            differing_inputs(
                reviewed, replace(reviewed.tie, verdicts={"trial": verdict_hash(now)}), "trial", now
            )
        )
        for was, now in ((before, after), (after, before))
        for reviewed in [read_reviewed(_written(tmp_path, was))]
    )

    assert any("ACME-1 at datasets.claims" in line and "is gone" in line for line in gone)
    assert any("ACME-1 at datasets.claims" in line and "is new" in line for line in new)


@pytest.mark.parametrize(
    ("outputs", "says"),
    [
        (
            {"trial-frankfurt-infra": "2"},
            "trial-frankfurt-infra: what was synthesized is not what was reviewed",
        ),
        ({}, "trial-frankfurt-infra was reviewed, and there is no such stack any more"),
        (
            {"trial-frankfurt-infra": "1", "trial-virginia-infra": "1"},
            "trial-virginia-infra was not reviewed",
        ),
    ],
)
def test_stacks_that_differ_are_named(tmp_path: Path, outputs: Mapping[str, str], says: str) -> None:
    """A stack that changed, went or came is named."""
    verdict = _verdict(tmp_path)
    reviewed = read_reviewed(_written(tmp_path, verdict))

    assert list(differing_inputs(reviewed, replace(reviewed.tie, outputs=outputs), "trial", verdict)) == [
        says
    ]


def _reviewed(change: Change) -> dict[str, object]:
    return {
        "plan_hash": "1",
        "changes": [
            {
                "address": change.address,
                "action": change.action.value,
                "deposed": change.deposed,
                "differences": [
                    {"path": each.path, "before": each.before, "after": each.after}
                    for each in change.differences
                ],
            }
        ],
    }


@pytest.mark.parametrize(
    ("now", "says"),
    [
        ((), "aws_eks_node_group.train was to be changed, and would stay as it is"),
        (
            (replace(POOL, action=Action.REPLACE),),
            "aws_eks_node_group.train would be replaced, and was to be changed",
        ),
        (
            (replace(POOL, differences=(Difference("scaling_config.max_size", "changed", "4", "9"),)),),
            "aws_eks_node_group.train would change to or from other values than were reviewed",
        ),
        (
            (replace(POOL, differences=(Difference("labels", "changed", "4", "8"),)),),
            "aws_eks_node_group.train would change in other attributes than were reviewed",
        ),
        (
            (POOL, replace(POOL, address="aws_vpc.network", action=Action.DELETE)),
            "aws_vpc.network would be destroyed, and that was not reviewed",
        ),
        ((POOL,), "its outputs, or something beside its resources, differ"),
    ],
)
def test_what_differs_in_a_plan_is_named(now: tuple[Change, ...], says: str) -> None:
    """Whoever has to look again is told where."""
    stack = StackPreview("trial-frankfurt-infra", WHERE, changes=now, plan_hash="2")

    assert list(differing_plan(_reviewed(POOL), stack)) == [says]


def test_the_same_plan_differs_in_nothing() -> None:
    """The hash decides."""
    stack = StackPreview("trial-frankfurt-infra", WHERE, changes=(POOL,), plan_hash="1")

    assert list(differing_plan(_reviewed(POOL), stack)) == []


@pytest.mark.parametrize(
    "content",
    [
        "",
        "[]",
        "null",
        "{",
        '{"form": "polder.preview/2"}',
        '{"form": "polder.preview/1"}',
        '{"form": "polder.preview/1", "tie": []}',
        json.dumps({"form": "polder.preview/1", "tie": {"form": "polder.tie/9"}}),
    ],
)
def test_what_is_no_preview_is_refused(tmp_path: Path, content: str) -> None:
    """A file that nothing can be tied to is refused, whatever is in it."""
    (tmp_path / "preview.json").write_text(content)

    with pytest.raises(BadRequest, match="preview"):
        read_reviewed(tmp_path / "preview.json")


def test_a_preview_with_nothing_in_it_is_of_no_environment(tmp_path: Path) -> None:
    """Keys that are missing or of another kind are as if nothing was reviewed, and nothing is deployed on that."""
    document = {
        "form": "polder.preview/1",
        "tie": {"form": FORM, "environments": [1]},
        "stacks": "none",
        "findings": 3,
    }
    (tmp_path / "preview.json").write_text(json.dumps(document))
    verdict = _verdict(tmp_path)

    reviewed = read_reviewed(tmp_path / "preview.json")

    assert list(differing_inputs(reviewed, Tie({"trial": verdict_hash(verdict)}, {}), "trial", verdict)) == [
        f"{tmp_path / 'preview.json'} is no preview of trial"
    ]
