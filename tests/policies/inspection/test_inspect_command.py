"""`polder inspect`: what it reads, what it says in each form, and its exit codes."""

import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast

import pytest
from click.testing import CliRunner, Result

from altered import Json, altered, plan_json
from emission import PROJECT, Emitted
from polder_policies.inspection import KINDS
from polder_stacks.cli import main

STACKS = ("dev-eemshaven-infra", "dev-eemshaven-services")


@pytest.fixture
def out(tmp_path: Path, emitted: Emitted, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with what was synthesized for dev; the command runs in the project."""
    monkeypatch.chdir(PROJECT)
    monkeypatch.delenv("POLDER_ENVIRONMENT", raising=False)
    for name in STACKS:
        shutil.copytree(emitted.out / "stacks" / name, tmp_path / "cdktf.out" / "stacks" / name)
    return tmp_path / "cdktf.out"


def _inspect(out: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["inspect", "dev", "--from", str(out), *arguments])


def _change(out: Path, kind: str, name: str, change: Mapping[str, object]) -> None:
    file = out / "stacks" / STACKS[0] / "cdk.tf.json"
    stack = json.loads(file.read_text())
    stack["resource"].setdefault(kind, {}).setdefault(name, {}).update(change)
    file.write_text(json.dumps(stack))


def test_what_holds(out: Path) -> None:
    """All holds: exit code 0, and a table of the stacks."""
    result = _inspect(out)

    assert result.exit_code == 0, result.output
    assert all(name in result.stdout for name in STACKS)
    assert "all holds" in result.stdout


def test_what_does_not_hold(out: Path) -> None:
    """A bucket that was moved: exit code 1, the construct, the line of the environment that asked for it, and what to do."""
    _change(out, "google_storage_bucket", "store_datasets", {"location": "EU"})

    result = _inspect(out)

    assert result.exit_code == 1
    assert "google_storage_bucket.store_datasets: location is 'EU', outside europe-west4" in result.stdout
    assert "construct: dev-eemshaven-infra/store_datasets" in result.stdout
    assert "environments/" in result.stdout
    assert "stores.datasets" in result.stdout
    assert KINDS["location"].remedy in result.stdout


def test_json(out: Path) -> None:
    """As JSON, a finding has everything by itself, and the JSON has a version."""
    _change(out, "google_storage_bucket", "store_datasets", {"location": "EU"})

    report: Any = json.loads(_inspect(out, "--format", "json").stdout)

    assert (report["version"], report["holds"]) == (1, False)
    assert [stack["name"] for stack in report["stacks"]] == list(STACKS)
    (finding,) = report["findings"]
    assert (finding["about"], finding["address"], finding["path"], finding["source"]) == (
        "location",
        "google_storage_bucket.store_datasets",
        "location",
        "synthesized",
    )
    place = finding["environment"]
    assert "datasets" in Path(place["file"]).read_text().splitlines()[place["line"] - 1]


def test_sarif(out: Path) -> None:
    """As SARIF, each result is of a rule that is told, on one line of a file, with a fingerprint that lines do not move."""
    _change(out, "google_storage_bucket", "store_datasets", {"location": "EU"})
    _change(out, "aws_appflow_flow", "a[b](c)", {"name": "x"})

    log: Any = json.loads(_inspect(out, "--format", "sarif").stdout)
    again: Any = json.loads(_inspect(out, "--format", "sarif").stdout)

    (run,) = log["runs"]
    rules = {rule["id"] for rule in run["tool"]["driver"]["rules"]}
    assert log["version"] == "2.1.0"
    assert rules == {f"inspection/{about}" for about in KINDS}
    assert {result["ruleId"] for result in run["results"]} == {
        "inspection/location",
        "inspection/type",
        "inspection/missing",
    }
    for result in run["results"]:
        (location,) = result["locations"]
        assert location["physicalLocation"]["region"].keys() == {"startLine"}
        assert location["physicalLocation"]["artifactLocation"]["uri"].startswith("environments/")
        assert result["relatedLocations"][0]["physicalLocation"]["artifactLocation"]["uri"].endswith(
            "cdk.tf.json"
        )
        assert "[b](c)" not in result["message"]["text"]
    assert [result["partialFingerprints"] for result in run["results"]] == [
        result["partialFingerprints"] for result in again["runs"][0]["results"]
    ]


def test_hostile_names_stay_text(out: Path) -> None:
    """A name cannot colour, clear or rewrite a terminal, nor be markup."""
    _change(out, "aws_appflow_flow", "x", {"kms_location": "\x1b[2J[bold red]\u202eoops"})

    result = _inspect(out)

    assert result.exit_code == 1
    assert "\x1b[2J" not in result.stdout
    assert "\u202e" not in result.stdout
    assert "[bold red]" in result.stdout


def test_plans(out: Path, tmp_path: Path, emitted: Emitted) -> None:
    """A plan is inspected beside what was synthesized, its stack told by its name, its folder or in words."""
    plan = plan_json(altered(emitted, "dev-eemshaven").stacks["infra"])
    moved = json.dumps(plan).replace('"europe-west4"', '"europe-west1"')
    by_name = tmp_path / f"{STACKS[0]}.json"
    by_folder = tmp_path / STACKS[0] / "plan.json"
    by_folder.parent.mkdir()
    by_name.write_text(json.dumps(plan))
    by_folder.write_text(moved)

    held = _inspect(out, "--plan", str(by_name))
    found = _inspect(out, "--plan", str(by_folder), "--format", "json")
    said = _inspect(out, "--plan", f"{STACKS[0]}={by_folder}")

    report: Any = json.loads(found.stdout)
    assert (held.exit_code, found.exit_code, said.exit_code) == (0, 1, 1)
    assert {finding["source"] for finding in report["findings"]} == {"plan"}
    assert all(finding["environment"] for finding in report["findings"])
    bucket = next(f for f in report["findings"] if f["address"] == "google_storage_bucket.store_datasets")
    assert bucket["construct"] == "dev-eemshaven-infra/store_datasets"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (
            ("--from", "nowhere"),
            "nowhere/stacks/dev-eemshaven-infra/cdk.tf.json is not there; polder synth writes it",
        ),
        (
            ("--plan", "nowhere.json"),
            "nowhere.json is a plan of nowhere, and no environment here has that stack",
        ),
        (("--plan", f"{STACKS[0]}=cdktf.json"), "terraform show -json"),
        (("--plan", f"{STACKS[0]}=nowhere.json"), "nowhere.json is not there"),
        (("--plan", f"{STACKS[0]}=a.json", "--plan", f"{STACKS[0]}=b.json"), "both plans of"),
    ],
)
def test_bad_input(arguments: tuple[str, ...], said: str, out: Path) -> None:
    """What is not there or cannot be read is exit code 2, said on standard error; standard output stays empty."""
    result = _inspect(out, *arguments)

    assert result.exit_code == 2
    assert said in result.stderr
    assert result.stdout == ""


@pytest.mark.parametrize("text", ["{", '{"resource": {}, "resource": {}}', "[1]"])
def test_broken_stacks(text: str, out: Path) -> None:
    """A stack that is no JSON or says a key twice cannot be inspected; one that is something else does not hold."""
    (out / "stacks" / STACKS[0] / "cdk.tf.json").write_text(text)

    result = _inspect(out)

    assert result.exit_code == (1 if text == "[1]" else 2)
    assert not isinstance(result.exception, ValueError)


@pytest.mark.parametrize("name", ["own.tf", "override.tf.json", "x.auto.tfvars", "y.tofu"])
def test_files_beside_a_stack(name: str, out: Path) -> None:
    """A file that Terraform would read beside the stack is not inspected, and so fails."""
    (out / "stacks" / STACKS[0] / name).write_text("{}")

    result = _inspect(out)

    assert result.exit_code == 1
    assert f"{name}: lies beside the stack" in result.stdout


def test_own_classification(out: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Rows in environments/inspection/ classify a type of one's own; wrong rows are exit code 2 with file and line."""
    shutil.copytree(
        PROJECT / "environments", tmp_path / "environments", ignore=shutil.ignore_patterns("polder_*")
    )
    monkeypatch.chdir(tmp_path)
    own = tmp_path / "environments" / "inspection" / "own.csv"
    own.parent.mkdir()
    _change(out, "random_thing", "x", {"name": "x"})
    head = "mode,kind,paths,about,must,refs,presence,source\n"

    before = _inspect(out)
    own.write_text(f"{head}resource,random_thing,,,,,,our own\nprovider,hashicorp/random,,,,,,again\n")
    file = out / "stacks" / STACKS[0] / "cdk.tf.json"
    stack = cast("dict[str, Json]", json.loads(file.read_text()))
    stack["provider"]["random"] = [{}]
    file.write_text(json.dumps(stack))
    after = _inspect(out)
    own.write_text(f"{head}resource,random_thing,a,nowhere,any,,,our own\n")
    wrong = _inspect(out)

    assert (before.exit_code, after.exit_code, wrong.exit_code) == (1, 0, 2), after.output
    assert "environments/inspection/own.csv:2: about is 'nowhere'" in wrong.stderr
