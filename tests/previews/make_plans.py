"""Makes the plans in plans/: real Terraform plans real stacks on the stand-ins, and what no test looks at is cut away.

Run it from the repository's root when stacks or the plans' form change: `python tests/previews/make_plans.py`. It takes a
minute. The plans are committed, so that tests need no Terraform and a change of a comment is a change of its writer.
"""

import json
import sys
import tempfile
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from polder_environments.load import load_as
from polder_environments.model import Environment
from polder_environments.resolve import resolve
from polder_previews.values import as_list, as_map
from polder_rehearsal.mishaps import Drift
from polder_rehearsal.runs import Runs
from polder_rehearsal.stage import Stage, stage
from polder_rehearsal.tool import Tool, find_tool
from polder_rehearsal.wishes import Wish
from polder_stacks.synth import synthesize

HERE = Path(__file__).parent
PLANS = HERE / "plans"
COMMON = ("-input=false", "-no-color")
Body = dict[str, Any]
Edit = Callable[[dict[str, Body]], None]

KEPT_OF_DELETED = {
    "id", "name", "bucket", "identifier", "deletion_protection", "skip_final_snapshot", "delete_automated_backups",
    "force_destroy", "versioning", "soft_delete_policy", "settings", "force_delete", "skip_destroy",
    "deletion_window_in_days", "deletion_protection_enabled", "versioning_configuration", "metadata",
}  # fmt: skip
"""Attributes of what is destroyed that a comment can show."""


@dataclass(frozen=True)
class Runner:
    """Terraform on the stand-ins, with states that are kept.

    Args:
        tool: The Terraform.
        scratch: A folder of its own.
    """

    tool: Tool
    scratch: Path

    @contextmanager
    def staged(self, out: Path) -> Generator["Staged"]:
        """Let stand-ins stand for what lies in a folder."""
        with stage(out, Wish(keep=self.scratch / "states")) as standing:
            yield Staged(standing, Runs(self.tool, standing.stand_ins))


@dataclass(frozen=True)
class Staged:
    """Stacks that can be planned and applied."""

    standing: Stage
    runs: Runs

    def terraform(self, stack: str, *arguments: str) -> str:
        """Run Terraform in a stack; a failure ends everything."""
        ran = self.runs.run(stack, self.standing.stacks[stack].folder, arguments)
        if ran.code:
            sys.exit(f"{stack}: terraform {' '.join(arguments)}\n{ran.output}\n{ran.errors}")
        return ran.output

    def plan(self, stack: str, *options: str) -> Body:
        """Plan a stack and give the plan."""
        self.terraform(stack, "init", *COMMON)
        self.terraform(stack, "plan", *COMMON, *options, "-out=it.tfplan")
        return json.loads(self.terraform(stack, "show", "-json", "it.tfplan"))

    def apply(self, stack: str) -> None:
        """Apply what was planned last."""
        self.terraform(stack, "apply", *COMMON, "it.tfplan")

    def drift(self, stack: str, address: str, path: str, value: object) -> None:
        """Change an attribute past Terraform."""
        kind, _, name = address.partition(".")
        state = json.loads(self.standing.stacks[stack].state.read_text())
        identifier = next(
            each["instances"][0]["attributes"]["id"]
            for each in state["resources"]
            if (each["mode"], each["type"], each["name"]) == ("managed", kind, name)
        )
        self.standing.stand_ins.drift(Drift(stack, kind, identifier, path, value))


def trimmed(plan: Body) -> Body:
    """Cut away what no test looks at: state, values that stay, and the configuration but for its variables."""
    root = plan.get("configuration", {}).get("root_module", {})
    kept = {
        key: plan[key]
        for key in (
            "format_version",
            "terraform_version",
            "variables",
            "timestamp",
            "applyable",
            "complete",
            "errored",
        )
        if key in plan
    }
    kept["timestamp"] = "2026-11-26T12:00:00Z"
    kept["planned_values"] = {"root_module": {}}
    for section in ("resource_changes", "resource_drift"):
        if section in plan:
            kept[section] = [{**each, "change": _trimmed(each["change"])} for each in plan[section]]
    kept["output_changes"] = plan.get("output_changes", {})
    drifted = {each["address"] for each in plan.get("resource_drift", [])}
    kept["relevant_attributes"] = [
        each for each in plan.get("relevant_attributes", []) if each["resource"] in drifted
    ]
    made = {
        (each["type"], each["name"])
        for each in plan.get("resource_changes", [])
        if "create" in each["change"]["actions"]
    }
    resources = [
        {
            "type": each["type"],
            "name": each["name"],
            "mode": each["mode"],
            "expressions": _bare(each["expressions"]),
        }
        for each in root.get("resources", [])
        if (each["type"], each["name"]) in made and "expressions" in each
    ]
    kept["configuration"] = {"root_module": {"variables": root.get("variables", {}), "resources": resources}}
    return kept


def _bare(expressions: object) -> object:
    """Leave the names of arguments, and of their values nothing."""
    if items := as_list(expressions):
        return [_bare(each) for each in items]
    inner = as_map(expressions)
    return (
        {} if inner.keys() & {"constant_value", "references"} else {key: _bare(inner[key]) for key in inner}
    )


def _trimmed(change: Body) -> Body:
    if change["actions"] == ["no-op"]:
        return {
            "actions": ["no-op"],
            "before": {},
            "after": {},
            **{k: change[k] for k in ("importing",) if k in change},
        }
    kept = dict(change)
    for side in ("before", "after"):
        if isinstance(kept.get(side), dict):
            kept[side] = {
                key: value
                for key, value in kept[side].items()
                if value is not None and (change["actions"] != ["delete"] or key in KEPT_OF_DELETED)
            }
    for mask in ("before_sensitive", "after_sensitive", "after_unknown"):
        if isinstance(kept.get(mask), dict):
            marks = as_map(kept[mask])
            kept[mask] = {key: marks[key] for key in marks if "true" in json.dumps(marks[key])}
    return {key: value for key, value in kept.items() if value is not None}


def write(scenario: str, stack: str, plan: Body) -> None:
    """Write a plan, one change a line."""
    file = PLANS / scenario / f"{stack}.json"
    file.parent.mkdir(parents=True, exist_ok=True)
    whole = trimmed(plan)
    parts: list[str] = []
    for key, value in whole.items():
        if as_list(value):
            lines = ",\n".join(map(_line, as_list(value)))
            parts.append(f'"{key}": [\n{lines}\n]')
        else:
            parts.append(f'"{key}": {_line(value)}')
    file.write_text("{\n" + ",\n".join(parts) + "\n}\n")


def _line(value: object) -> str:
    return json.dumps(value, sort_keys=True, separators=(",", ":"))


def synthesized(text: str, out: Path, edit: Edit | None = None) -> Path:
    """Write the Terraform of an environment, and change it as a later version of the project might."""
    file = out.parent / f"{out.name}.yaml"
    file.write_text(text)
    synthesize((resolve(load_as(file, Environment)),), out, anew=False)
    if edit:
        files = {each.parent.name: each for each in out.glob("stacks/*/cdk.tf.json")}
        bodies = {name: json.loads(each.read_text()) for name, each in files.items()}
        edit(bodies)
        for name, each in files.items():
            each.write_text(json.dumps(bodies[name]))
    return out


def another_key(bodies: dict[str, Body]) -> None:
    """Give the site's key another name, which its keeper cannot change in place."""
    bodies["trial-eemshaven-infra"]["resource"]["google_kms_crypto_key"]["key"]["name"] += "-2"


def another_user(bodies: dict[str, Body]) -> None:
    """Give the database another user, which it cannot change in place."""
    bodies["trial-frankfurt-infra"]["resource"]["aws_db_instance"]["database"]["username"] = "tracker"


def real_stacks(runner: Runner) -> None:
    """Make the plans of changes of a real environment."""
    text = (HERE / "trial.yaml").read_text()
    grown = text.replace("nodes: [0, 4]", "nodes: [0, 8]")
    site = "  iowa: {cloud: gcp, region: us-central1, project: acme-ml-iowa, network: {cidr: 10.18.0.0/16}}\n"
    base = synthesized(text, runner.scratch / "base")
    with runner.staged(base) as staged:
        for stack in staged.standing.stacks:
            staged.plan(stack)
            staged.apply(stack)
        for stack in staged.standing.stacks:
            write("nothing", stack, staged.plan(stack))
        for stack in ("trial-eemshaven-infra", "trial-eemshaven-services"):
            write("site-removed", stack, staged.plan(stack, "-destroy"))
        infra = "trial-eemshaven-infra"
        staged.drift(infra, "google_storage_bucket.store_datasets", "storage_class", "NEARLINE")
        staged.drift(
            infra, "google_compute_subnetwork.network_nodes", "private_ip_google_access", value=False
        )
        write("drift", infra, staged.plan(infra))
    for scenario, changed, edit, stacks in (
        ("pool-grows", grown, None, ("trial-frankfurt-infra", "trial-eemshaven-infra")),
        ("key-changes", text, another_key, ("trial-eemshaven-infra",)),
        ("database-replaced", text, another_user, ("trial-frankfurt-infra",)),
        ("site-added", text + site, None, ("trial-iowa-infra",)),
    ):
        with runner.staged(synthesized(changed, runner.scratch / scenario, edit)) as staged:
            for stack in stacks:
                write(scenario, stack, staged.plan(stack))


def small_stacks(runner: Runner) -> None:
    """Make the plans of stacks that are written by hand: a before and an after in one file."""
    for file in sorted((HERE / "by_hand").glob("*.json")):
        steps: Mapping[str, Body] = json.loads(file.read_text())
        stack = file.stem
        for step, body in steps.items():
            with runner.staged(_written(runner.scratch / f"{stack}-{step}", stack, body["main"])) as staged:
                for drift in body.get("drift", []):
                    staged.drift(stack, *drift)
                options = [f"-var={name}={value}" for name, value in body.get("variables", {}).items()]
                plan = staged.plan(stack, *options)
                if step == "after":
                    write(stack, stack, plan)
                else:
                    staged.apply(stack)


def _written(out: Path, stack: str, body: Body) -> Path:
    folder = out / "stacks" / stack
    folder.mkdir(parents=True)
    (folder / "cdk.tf.json").write_text(json.dumps(body))
    entry: Body = {
        "name": stack,
        "workingDirectory": f"stacks/{stack}",
        "synthesizedStackPath": f"stacks/{stack}/cdk.tf.json",
        "dependencies": [],
    }
    (out / "manifest.json").write_text(json.dumps({"version": "0.21.0", "stacks": {stack: entry}}))
    return out


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        terraform = find_tool([sys.executable, "-m", "polder_stacks.terraform"])
        real_stacks(Runner(terraform, Path(folder)))
        small_stacks(Runner(terraform, Path(folder)))
