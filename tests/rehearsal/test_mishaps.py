"""What goes wrong on purpose: faults, slowness, drift, kept states, replacements, and secrets."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from polder_rehearsal.rehearse import Audience, rehearse
from polder_rehearsal.tool import Tool
from polder_rehearsal.wishes import BadRequest, Wish, change, place

Write = Callable[[dict[str, object]], Path]
PROVIDERS = {"required_providers": {"aws": {"source": "aws", "version": "6.25.0"}}}


def _stack(**resources: object) -> dict[str, object]:
    return {"provider": {"aws": [{"region": "eu-central-1"}]}, "resource": resources, "terraform": PROVIDERS}


def _network(cidr: str = "10.0.0.0/16", **arguments: object) -> dict[str, object]:
    return {
        "aws_vpc": {"network": {"cidr_block": cidr, **arguments}},
        "aws_subnet": {"nodes": {"vpc_id": "${aws_vpc.network.id}", "cidr_block": "10.0.1.0/24"}},
    }


def test_a_failed_apply_is_completed_by_the_next(written: Write, tool: Tool) -> None:
    """What failed is not in the state, what was made is, and a second apply makes the rest alone."""
    out = written({"net": _stack(**_network())})

    result = rehearse(out, tool, Wish(fail_at=(place("aws_subnet.nodes"),)))

    (stack,) = result.stacks
    assert result.passed, stack.findings
    assert [step.name for step in stack.steps][2:6] == ["plan", "apply", "apply again", "plan again"]
    assert "a second apply completed it: 1 added, 0 changed" in stack.notes
    assert stack.destroyed == 2


def test_slow_changes_take_their_time(written: Write, tool: Tool) -> None:
    """Two resources that wait for each other take twice the time that one takes."""
    out = written({"net": _stack(**_network())})

    (stack,) = rehearse(out, tool, Wish(slow=0.5)).stacks

    assert sum(step.seconds for step in stack.steps if step.name == "apply") >= 1.0


@pytest.mark.parametrize(
    ("drift", "says"),
    [
        ("aws_vpc.network.enable_dns_support=false", "update"),
        ("aws_vpc.network.cidr_block=10.9.0.0/16", "replace"),
    ],
)
def test_drift_is_planned_away(written: Write, tool: Tool, drift: str, says: str) -> None:
    """An attribute that was changed past Terraform is changed back, in place or by a replacement."""
    out = written({"net": _stack(**_network(enable_dns_support=True))})

    result = rehearse(out, tool, Wish(drifts=(change(drift),)))

    (stack,) = result.stacks
    assert result.passed, stack.findings
    assert any(note.startswith(f"drift of {drift.partition('=')[0]}: {says}") for note in stack.notes), (
        stack.notes
    )


def test_a_kept_state_shows_what_a_change_does(written: Write, tool: Tool, tmp_path: Path) -> None:
    """A second rehearsal on a kept state plans the difference alone: a new tag in place, a new range by replacement."""
    kept = tmp_path / "kept"

    first = rehearse(written({"net": _stack(**_network())}), tool, Wish(keep=kept)).stacks[0]
    tagged = rehearse(written({"net": _stack(**_network(tags={"a": "b"}))}), tool, Wish(keep=kept)).stacks[0]
    moved = rehearse(written({"net": _stack(**_network("10.1.0.0/16"))}), tool, Wish(keep=kept)).stacks[0]

    assert (first.changes.add, first.destroyed) == (2, 0)
    assert (tagged.changes.add, tagged.changes.change, tagged.changes.remove) == (0, 1, 0)
    assert (moved.changes.add, moved.changes.remove) == (2, 2)
    assert first.notes == ()
    assert tagged.notes == ("update aws_vpc.network",)
    assert set(moved.notes) == {"replace aws_vpc.network", "replace aws_subnet.nodes"}


def test_a_kept_state_may_hold_what_terraform_itself_provides(
    written: Write, tool: Tool, tmp_path: Path
) -> None:
    """`terraform_data` has no bindings and needs none, in the first rehearsal and on its kept state."""
    out = written({"net": _stack(**_network(), terraform_data={"mark": {"input": "one"}})})

    first = rehearse(out, tool, Wish(keep=tmp_path / "kept")).stacks[0]
    second = rehearse(out, tool, Wish(keep=tmp_path / "kept")).stacks[0]

    assert first.status == second.status == "passed", (first.findings, second.findings)
    assert (first.changes.add, second.changes.add) == (3, 0)


def test_secrets_are_masked(written: Write, tool: Tool, tmp_path: Path) -> None:
    """A password that the reviewed table names is sensitive in the plan and stands in nothing that is told."""
    database = {
        "allocated_storage": 20,
        "engine": "postgres",
        "instance_class": "db.t4g.micro",
        "username": "app",
        "password": "hunter2-hunter2",
        "skip_final_snapshot": True,
    }
    out = written({"db": _stack(aws_db_instance={"main": database})})

    (stack,) = rehearse(out, tool, Wish(keep=tmp_path / "kept")).stacks

    state = json.loads(next((tmp_path / "kept").rglob("*.tfstate")).read_text())
    paths = state["resources"][0]["instances"][0]["sensitive_attributes"]
    assert stack.status == "passed", stack.findings
    assert [{"type": "get_attr", "value": "password"}] in paths
    assert "hunter2" not in repr(stack)


def test_imports_and_moves_work(written: Write, tool: Tool, tmp_path: Path) -> None:
    """A resource that exists is imported, one that is renamed is moved, and neither is made anew."""
    kept = tmp_path / "kept"
    imported = _stack(aws_vpc={"network": {"cidr_block": "10.0.0.0/16"}})
    imported["import"] = [{"to": "aws_vpc.network", "id": "vpc-0123456789abcdef0"}]
    renamed = _stack(aws_vpc={"core": {"cidr_block": "10.0.0.0/16"}})
    renamed["moved"] = [{"from": "aws_vpc.network", "to": "aws_vpc.core"}]

    first = rehearse(written({"net": imported}), tool, Wish(keep=kept)).stacks[0]
    second = rehearse(written({"net": renamed}), tool, Wish(keep=kept)).stacks[0]

    assert first.status == second.status == "passed", (first.findings, second.findings)
    assert first.changes.add == 0
    assert (second.changes.add, second.changes.remove) == (0, 0)


def test_what_is_not_there_is_refused(written: Write, tool: Tool) -> None:
    """A resource that no stack has cannot fail, and a stack that is not there cannot be rehearsed."""
    out = written({"net": _stack(**_network())})

    with pytest.raises(BadRequest, match=r"no chosen stack has a aws_subnet\.edge"):
        rehearse(out, tool, Wish(fail_at=(place("aws_subnet.edge"),)))
    with pytest.raises(BadRequest, match="there are net"):
        rehearse(out, tool, Wish(stacks=("prod-*",)))


@pytest.mark.parametrize(
    ("drift", "says"),
    [
        (
            "aws_vpc.network.enable_dns_suport=false",
            "aws_vpc has no enable_dns_suport: did you mean enable_dns_support?",
        ),
        (
            "aws_vpc.network.enable_dns_support=perhaps",
            'aws_vpc.enable_dns_support cannot be "perhaps": bool wanted',
        ),
        (
            "aws_vpc.network.cidr_block=true",
            'aws_vpc.cidr_block cannot be true: it holds text, "true" in quotes',
        ),
        ("aws_vpc.network.timeouts=5", "aws_vpc has no timeouts; it has arn,"),
        ("aws_subnet.nodes.timeouts=5", "aws_subnet.timeouts is a block: name an attribute in it"),
        ("aws_subnet.nodes.timeouts.0.creat=5m", "aws_subnet.timeouts has no creat: did you mean create?"),
    ],
)
def test_drift_of_what_is_not_there_is_refused(written: Write, tool: Tool, drift: str, says: str) -> None:
    """A misspelt attribute, and a value that it cannot have, are the user's mistake and not Terraform's refusal."""
    out = written({"net": _stack(**_network())})

    with pytest.raises(BadRequest) as refused:
        rehearse(out, tool, Wish(drifts=(change(drift),)))

    assert str(refused.value).startswith(says)


def test_a_folder_that_was_never_synthesized_is_named(tool: Tool, tmp_path: Path) -> None:
    """Somebody who points at the wrong folder is told which one is meant."""
    with pytest.raises(FileNotFoundError, match=r"has no manifest\.json: name the folder that polder synth"):
        rehearse(tmp_path, tool, Wish())


def test_what_was_made_for_a_rehearsal_goes_at_once(written: Write, tool: Tool) -> None:
    """A rehearsal that is killed leaves nothing lying: what it copied is removed before Terraform starts."""
    out = written({"net": _stack(**_network())})
    seen: list[bool] = []

    rehearse(
        out,
        tool,
        Wish(validate_only=True),
        Audience(lambda _stack, _step: seen.append(out.exists())),
        disposable=out,
    )

    assert seen
    assert not any(seen)


def test_a_misspelt_argument_gets_terraforms_own_words(written: Write, tool: Tool) -> None:
    """The schemas are the true ones, so Terraform guesses what was meant and the construct is named."""
    body = _stack(
        aws_vpc={"network": {"cidr_blok": "10.0.0.0/16", "//": {"metadata": {"path": "net/network"}}}}
    )

    result = rehearse(written({"net": body}), tool, Wish())

    (finding,) = [one for one in result.stacks[0].findings if one.severity == "error"]
    assert not result.passed
    assert "cidr_block" in finding.detail
    assert (finding.address, finding.construct) == ("aws_vpc.network", "net/network")


def test_a_manifest_that_kubernetes_refuses_is_refused(written: Write, tool: Tool) -> None:
    """Resources of a container must be quantities: the provider takes any map, Kubernetes does not."""
    values = json.dumps({"tolerations": [{"effekt": "NoSchedule"}]})
    body = {
        "provider": {"helm": [{"kubernetes": {"host": "https://127.0.0.1"}}]},
        "resource": {"helm_release": {"plugin": {"name": "plugin", "chart": "plugin", "values": [values]}}},
        "terraform": {"required_providers": {"helm": {"source": "helm", "version": "3.1.1"}}},
    }

    result = rehearse(written({"net": body}), tool, Wish())

    assert not result.passed
    assert [one.summary for one in result.stacks[0].findings] == [
        "Kubernetes would refuse values.tolerations"
    ]
