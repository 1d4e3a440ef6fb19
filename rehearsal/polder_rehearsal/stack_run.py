"""One stack of a rehearsal: the steps of Terraform, and what is made of what it says."""

import json
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, cast

from polder_rehearsal.mishaps import INJECTED, Drift
from polder_rehearsal.project import Stack, unprotect
from polder_rehearsal.results import Finding, StackResult, Status, Step
from polder_rehearsal.runs import Ran, Runs
from polder_rehearsal.terraform_json import Changes, Output, Told, keys_at, read
from polder_rehearsal.wishes import Change, Wish

Where = Callable[[str, str | None], str | None]
"""Gives the place in an environment file that a stack and a construct come from."""

_COMMON: Final = ("-input=false", "-no-color")
_CHANGES: Final = 2
"""What `plan -detailed-exitcode` ends with when it plans changes."""
_PLAN: Final = "rehearsal.tfplan"
_MOST_NAMED: Final = 50
"""So many changes to what is deployed are told one by one; of more, how many."""


@dataclass
class StackRun:
    """The rehearsal of one stack.

    Args:
        stack: What is rehearsed.
        runs: Where Terraform is run.
        wish: What is asked for.
        where: Gives the place in an environment file.
        began: Called with the stack's name and each step.
    """

    stack: Stack
    runs: Runs
    wish: Wish
    where: Where
    began: Callable[[str, str], None]
    _steps: list[Step] = field(default_factory=list[Step])
    _findings: list[Finding] = field(default_factory=list[Finding])
    _notes: list[str] = field(default_factory=list[str])
    _changes: Changes = field(default_factory=Changes)
    _destroyed: int = 0

    def result(self) -> StackResult:
        """Give what came of it so far."""
        status: Status = "passed" if self._steps else "not run"
        if not all(step.passed for step in self._steps):
            status = "refused"
        return StackResult(
            self.stack.name,
            status,
            self._changes,
            self._destroyed,
            tuple(self._steps),
            tuple(self._findings),
            tuple(self._notes),
        )

    def up(self) -> bool:
        """Initialise, validate, plan, apply and plan again; say whether all of it passed."""
        if not self._step("init", "init") or not self._step("validate", "validate", "-json"):
            return False
        if not self._manifests():
            return False
        if self.wish.validate_only:
            return True
        drifts = self.wish.drifting(self.stack.name, self.stack.written)
        deployed = [drift for drift in drifts if self._drift(drift)]
        deployed_before = self.wish.keep is not None and self.stack.state.is_file()
        output = self._step("plan", "plan", "-json", f"-out={_PLAN}")
        if output is None:
            return False
        self._changes = output.changes
        if deployed_before:
            self._told_apart(output)
        self._noticed(deployed, output)
        if not self._applied():
            return False
        fresh = [drift for drift in drifts if drift not in deployed and self._drift(drift)]
        return (not fresh or self._repaired(fresh)) and self._settled()

    def down(self) -> bool:
        """Destroy everything; say whether that passed."""
        protected = unprotect(self.stack)
        if protected:
            self._notes.append(f"prevent_destroy of {protected} resources taken out before destroy")
        output = self._step("destroy", "apply", "-destroy", "-json", "-auto-approve")
        if output is None:
            return False
        self._destroyed = output.changes.remove
        return True

    def _manifests(self) -> bool:
        """Hold what goes to Kubernetes against its own schemas; a stack that sends nothing there has no such step."""
        kinds = cast("Mapping[str, object]", self.stack.written.get("resource", {}))
        if not any(kind == "helm_release" or kind.startswith("kubernetes_") for kind in kinds):
            return True
        from polder_rehearsal.manifests import NEWEST, faults  # noqa: PLC0415 - jsonschema costs 100 ms

        started = time.monotonic()
        found = list(faults(self.stack.written, self.wish.kubernetes.get(self.stack.name, NEWEST)))
        for fault in found:
            told = Told(
                "error", f"Kubernetes would refuse {fault.path or 'this'}", fault.what, fault.address, None
            )
            self._find("manifests", told)
        self._steps.append(Step("manifests", not found, time.monotonic() - started))
        return not found

    def _applied(self) -> bool:
        """Apply the plan; what was told to fail has to fail, and a second apply has to complete it."""
        ran = self._run("apply", "apply", "-json", _PLAN)
        output = read(ran.output, ran.errors)
        injected = [told for told in output.told if told.summary == INJECTED]
        if not injected:
            return self._judged("apply", ran, output, passed=ran.code == 0)
        errors = [told for told in output.told if told.severity == "error"]
        if not self._judged("apply", ran, output, passed=len(errors) == len(injected)):
            return False
        self._notes += [told.detail for told in injected]
        self.runs.stand_ins.mend(self.stack.name)
        again = self._step("apply again", "apply", "-json", "-auto-approve")
        if again is None:
            return False
        self._notes.append(
            f"a second apply completed it: {again.changes.add} added, {again.changes.change} changed"
        )
        return True

    def _repaired(self, drifts: Sequence[Change]) -> bool:
        """See what drift does to what was applied a moment ago, and set it right."""
        output = self._step("plan drift", "plan", "-json", f"-out={_PLAN}")
        if output is None:
            return False
        self._noticed(drifts, output)
        return self._step("apply drift", "apply", "-json", _PLAN) is not None

    def _noticed(self, drifts: Sequence[Change], output: Output) -> None:
        changed = dict(output.changed)
        for drift in drifts:
            address, name = drift.place.address, f"{drift.place.address}.{drift.path}"
            self._notes.append(
                f"drift of {name}: {changed[address]}"
                if address in changed
                else f"drift of {name}: Terraform leaves it as it is"
            )

    def _told_apart(self, output: Output) -> None:
        """Say what a plan does to which resource of a platform that stands already."""
        self._notes += [f"{action} {address}" for address, action in output.changed[:_MOST_NAMED]]
        if len(output.changed) > _MOST_NAMED:
            self._notes.append(f"and {len(output.changed) - _MOST_NAMED} more changes")

    def _settled(self) -> bool:
        """Plan again; there must be nothing left to change."""
        ran = self._run("plan again", "plan", "-json", "-detailed-exitcode")
        output = read(ran.output, ran.errors)
        if ran.code == _CHANGES:
            for address, action in output.changed:
                self._find(
                    "plan again",
                    Told(
                        "error",
                        "A second plan wants changes",
                        f"{address} was applied a moment ago; Terraform would {action} it again.",
                        address,
                        None,
                    ),
                )
        return self._judged("plan again", ran, output, passed=ran.code == 0)

    def _drift(self, drift: Change) -> bool:
        """Change an attribute past Terraform; say whether there was anything to change yet."""
        kind, _, name = drift.place.address.partition(".")
        identifier = self._identifier(kind, name)
        if identifier is None:
            return False
        self.runs.stand_ins.drift(Drift(self.stack.name, kind, identifier, drift.path, drift.value))
        return True

    def _identifier(self, kind: str, name: str) -> str | None:
        try:
            state = json.loads(self.stack.state.read_text())
        except (OSError, ValueError):
            return None
        for resource in cast("list[Mapping[str, object]]", state.get("resources", [])):
            if (resource["mode"], resource["type"], resource["name"]) == ("managed", kind, name):
                for instance in cast("list[Mapping[str, Mapping[str, object]]]", resource["instances"]):
                    return str(instance["attributes"].get("id"))
        return None

    def _step(self, name: str, *arguments: str) -> Output | None:
        """Run a step; give what Terraform told, or nothing when it refused."""
        ran = self._run(name, *arguments)
        output = read(ran.output, ran.errors)
        return output if self._judged(name, ran, output, passed=ran.code == 0) else None

    def _run(self, name: str, command: str, *arguments: str) -> Ran:
        self.began(self.stack.name, name)
        common = () if command == "validate" else _COMMON
        # A plan stands last: options after it would be read as its name.
        options = [one for one in arguments if one.startswith("-")]
        rest = [one for one in arguments if not one.startswith("-")]
        return self.runs.run(self.stack.name, self.stack.folder, [command, *common, *options, *rest])

    def _judged(self, name: str, ran: Ran, output: Output, *, passed: bool) -> bool:
        self._steps.append(Step(name, passed, ran.seconds))
        for told in output.told:
            if told.summary != INJECTED and (told.severity == "warning" or not passed):
                self._find(name, told)
        if not passed and not any(finding.severity == "error" for finding in self._findings):
            said = (ran.errors or ran.output).strip()[-2000:]
            self._find(name, Told("error", f"Terraform ended with exit code {ran.code}", said, None, None))
        return passed

    def _find(self, step: str, told: Told) -> None:
        address = told.address or (self._address_at(told.byte) if told.byte is not None else None)
        construct = self.stack.construct(address) if address else None
        finding = Finding(
            self.stack.name,
            step,
            told.severity,
            told.summary,
            told.detail,
            address,
            construct,
            self.where(self.stack.name, construct),
        )
        known = {(one.severity, one.summary, one.detail, one.address) for one in self._findings}
        if (finding.severity, finding.summary, finding.detail, finding.address) not in known:
            self._findings.append(finding)

    def _address_at(self, byte: int) -> str | None:
        """Find the resource or data source that stands at a place of the stack's Terraform."""
        keys = [str(key) for key in keys_at(self.stack.file.read_text(), byte)]
        match keys:
            case ["resource", kind, name, *_]:
                return f"{kind}.{name}"
            case ["data", kind, name, *_]:
                return f"data.{kind}.{name}"
            case _:
                return None
