"""Plans are read, and what is none is refused with the reason and what to do, all at once and without its content."""

import json
from pathlib import Path
from typing import Any

import pytest

from polder_environments.problems import InvalidInput
from polder_previews.plan import Action
from polder_previews.reading import BadPlan, read_plan, read_plans

CHANGE = {
    "address": "aws_vpc.it",
    "mode": "managed",
    "type": "aws_vpc",
    "name": "it",
    "change": {
        "actions": ["create"],
        "before": None,
        "after": {"cidr_block": "10.0.0.0/16"},
        "after_unknown": {"id": True},
    },
}
PLAN: dict[str, Any] = {
    "format_version": "1.2",
    "terraform_version": "1.11.4",
    "planned_values": {},
    "resource_changes": [CHANGE],
    "timestamp": "2026-11-26T12:00:00Z",
    "applyable": True,
    "complete": True,
    "errored": False,
}
FILE = Path("plans/prod-frankfurt-infra.json")


def _bytes(document: object) -> bytes:
    return json.dumps(document).encode()


def _said(content: bytes) -> list[str]:
    with pytest.raises(BadPlan) as caught:
        read_plan(content, FILE)
    assert {problem.position.file for problem in caught.value.problems} == {FILE}
    return [f"{problem.key}: {problem.what}" for problem in caught.value.problems]


def test_a_plan_is_read() -> None:
    """What a preview needs of a plan is there, with unknown values put back."""
    plan = read_plan(_bytes(PLAN), FILE)

    (change,) = plan.changes
    assert (plan.format_version, plan.terraform_version, plan.timestamp) == (
        "1.2",
        "1.11.4",
        "2026-11-26T12:00:00Z",
    )
    assert change.action is Action.CREATE
    assert (
        repr(change.after) == "{'cidr_block': '10.0.0.0/16', 'id': <Unknown.UNKNOWN: '(known after apply)'>}"
    )


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_what_shells_write_is_read(encoding: str) -> None:
    """A plan that PowerShell wrote to a file, in UTF-16 or with a byte order mark, is a plan."""
    content = json.dumps(PLAN).encode(encoding)

    assert read_plan(content, FILE).terraform_version == "1.11.4"


def test_a_minor_version_that_is_newer_is_read() -> None:
    """Terraform promises that 1.9 can be read by who reads 1.2."""
    assert read_plan(_bytes({**PLAN, "format_version": "1.9"}), FILE).format_version == "1.9"


def test_opentofus_plan_is_read() -> None:
    """OpenTofu says nothing of completeness; that is no reason to refuse it."""
    tofu = {key: value for key, value in PLAN.items() if key not in ("complete", "applyable")}

    assert read_plan(_bytes(tofu), FILE).changes


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"", "the file is empty"),
        (b" \n", "the file is empty"),
        (b"PK\x03\x04\x14\x00", "this is a saved plan itself, not its JSON"),
        (b'{"@level":"info","@message":"Terraform 1.11.4"}\n{}', "this is the log of `terraform plan -json`"),
        (b"\nTerraform will perform the following actions:\n", "this is what Terraform prints for people"),
        (b"No changes. Your infrastructure matches", "this is what Terraform prints for people"),
        (_bytes(PLAN)[:-40], "the file is cut off"),
        (b'{"format_version": "1.2", "resource_changes": [}', "this is no JSON: expecting value"),
        (b'{"format_version": "1.2", "resource_changes": NaN}', "this is no JSON"),
        (b"\xff\xfe\xff", "is no text"),
        (b"[1, 2]", "this is JSON, but no plan"),
        (b'{"some": "thing"}', "this is JSON, but no plan"),
        (_bytes({"version": 4, "lineage": "x", "resources": []}), "this is a state file"),
        (_bytes({"format_version": "1.0", "values": {}}), "`terraform show -json` was run without a plan"),
        (_bytes({"format_version": "1.0", "provider_schemas": {}}), "terraform providers schema"),
        (_bytes({"format_version": "1.0", "valid": True, "diagnostics": []}), "terraform validate"),
        (_bytes({"//": {}, "resource": {}, "terraform": {}}), "this is a configuration"),
        (_bytes({**PLAN, "format_version": "2.0"}), 'the format is of version "2.0"'),
        (_bytes({**PLAN, "format_version": 1.2}), "the version of the format is missing"),
        (b'{"planned_values": ' + b"[" * 100_000 + b"]" * 100_000 + b"}", "lie too deep inside each other"),
        (_bytes({**PLAN, "errored": True}), "planning failed half-way"),
        (_bytes({**PLAN, "complete": False}), "the plan is not complete"),
        (_bytes({**PLAN, "resource_changes": {}}), "this is no list"),
        (_bytes({**PLAN, "resource_changes": [1]}), "this is no map"),
    ],
)
def test_what_is_no_plan_is_refused(content: bytes, what: str) -> None:
    """Each thing that people take for a plan's JSON is told by its name."""
    assert any(what in said for said in _said(content)), _said(content)


def test_an_action_that_nobody_knows_is_refused() -> None:
    """A plan of a newer tool may destroy by a word that is not known yet."""
    change = {**CHANGE, "change": {"actions": ["shred", "create"]}}

    (said,) = _said(_bytes({**PLAN, "resource_changes": [change]}))

    assert said.startswith('resource_changes[0].change.actions: "shred, create" is no action')


def test_everything_is_told_at_once() -> None:
    """All that is wrong with all files is said in one go, each with its file."""
    broken = _bytes(
        {**PLAN, "errored": True, "complete": False, "resource_changes": [{"change": {"actions": ["x"]}}]}
    )

    with pytest.raises(BadPlan) as caught:
        read_plans({Path("a.json"): broken, Path("b.json"): b"", Path("c.json"): _bytes(PLAN)})

    told = [(str(problem.position.file), problem.key) for problem in caught.value.problems]
    assert {file for file, _ in told} == {"a.json", "b.json"}
    assert {"errored", "complete", "resource_changes[0].address", "resource_changes[0].change.actions"} <= {
        key for _, key in told
    }


def test_it_is_bad_input() -> None:
    """A bad plan is told and ends like every other bad input, with exit code 2."""
    assert issubclass(BadPlan, InvalidInput)


@pytest.mark.parametrize("cut", range(5, 400, 7))
def test_a_refusal_quotes_nothing(cut: int) -> None:
    """Wherever a plan is cut off, what is said of it holds nothing of its content, which may be secret."""
    secret = "hunter2-hunter2"
    content = _bytes({**PLAN, "resource_changes": [{**CHANGE, "change": {"after": {"password": secret}}}]})

    assert secret not in "".join(_said(content[:-cut]))


def test_a_variable_that_nobody_declared_is_sensitive() -> None:
    """What the configuration does not call harmless is not."""
    plan = read_plan(
        _bytes(
            {
                **PLAN,
                "variables": {"plain": {"value": 1}, "secret": {"value": 2}, "undeclared": {"value": 3}},
                "configuration": {"root_module": {"variables": {"plain": {}, "secret": {"sensitive": True}}}},
            }
        ),
        FILE,
    )

    assert {name: variable.sensitive for name, variable in plan.variables.items()} == {
        "plain": False,
        "secret": True,
        "undeclared": True,
    }


@pytest.mark.parametrize(
    ("after", "unknown", "whole"),
    [
        ({"a": 1}, {"b": True}, {"a": 1, "b": "?"}),
        ({"a": [None, 2]}, {"a": [True, False]}, {"a": ["?", 2]}),
        ({"a": [2]}, {"a": [True, False]}, {"a": ["?", 2]}),
        ({"a": [{"x": 1}]}, {"a": [{"y": True}]}, {"a": [{"x": 1, "y": "?"}]}),
        ({}, {"a": {}, "b": [], "c": False}, {}),
        (None, {"a": True}, {"a": "?"}),
        (None, True, "?"),
        ({"a": {"k": "v"}}, {"a": {"l": True}}, {"a": {"k": "v", "l": "?"}}),
    ],
)
def test_unknown_values_are_put_back(after: object, unknown: object, whole: object) -> None:
    """What Terraform left out because it is not known stands where it belongs, in sets without gaps too."""
    change: dict[str, object] = {
        "actions": ["update"],
        "before": {},
        "after": after,
        "after_unknown": unknown,
    }
    plan = read_plan(_bytes({**PLAN, "resource_changes": [{**CHANGE, "change": change}]}), FILE)

    shown = json.loads(json.dumps(plan.changes[0].after, default=lambda _unknown: "?"))
    assert shown == whole
