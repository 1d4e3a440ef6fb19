"""From what `terraform show -json` printed to a plan, or to everything that is wrong with it.

Source: "JSON Output Format" (developer.hashicorp.com/terraform/internals/json-format) and the code that writes it,
internal/command/jsonplan of Terraform 1.15 and OpenTofu 1.10.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Literal, NoReturn, cast

from polder_environments.problems import InvalidInput, Position, Problem, dotted, shown
from polder_previews.plan import ACTIONS, Action, OutputChange, Plan, ResourceChange, Step, Variable
from polder_previews.values import Json, completed

MAJOR: Final = "1"
"""Of the format. A new one is a promise that old readers misread it."""

_HOW: Final = "`terraform show -json FILE > plan.json`, where FILE is what `terraform plan -out=FILE` saved"
_VERSION: Final = re.compile(r"\d+(\.\d+)*")
_NO_JSON: Final = (
    (b"PK\x03\x04", "this is a saved plan itself, not its JSON"),
    (b"tfplan", "this is a plan of Terraform 0.11 or older"),
    (b'{"@level"', "this is the log of `terraform plan -json`, not a plan"),
    (b"\nTerraform ", "this is what Terraform prints for people, not JSON"),
    (b"\nOpenTofu ", "this is what OpenTofu prints for people, not JSON"),
    (b"No changes.", "this is what Terraform prints for people, not JSON"),
)
"""How files begin that people take for a plan's JSON."""

_OTHER: Final = (
    ("lineage", "this is a state file"),
    ("values", "this is a state: `terraform show -json` was run without a plan"),
    ("provider_schemas", "this is the output of `terraform providers schema -json`"),
    ("diagnostics", "this is the output of `terraform validate -json`"),
    ("resource", "this is a configuration, as `polder synth` writes it"),
    ("terraform", "this is a configuration, as `polder synth` writes it"),
    ("@level", "this is the log of `terraform plan -json`, not a plan"),
)
"""Keys by which other documents of Terraform are known."""


class BadPlan(InvalidInput):
    """Files are no plans that can be shown; raised once, with everything that is wrong with all of them."""


def read_plan(content: bytes, file: Path) -> Plan:
    """Read one plan.

    Args:
        content: What the file holds.
        file: What it is called in messages.

    Raises:
        BadPlan: It is none, it is broken, or of a version that is not known; with everything that is wrong with it.
    """
    return read_plans({file: content})[file]


def read_plans(contents: Mapping[Path, bytes]) -> dict[Path, Plan]:
    """Read plans, and refuse all that are wrong at once.

    Args:
        contents: What each file holds.

    Raises:
        BadPlan: With everything that is wrong with all of them.
    """
    plans: dict[Path, Plan] = {}
    problems: list[Problem] = []
    for file, content in contents.items():
        try:
            plans[file] = _read(content, file)
        except BadPlan as bad:
            problems += bad.problems
    if problems:
        raise BadPlan(tuple(problems))
    return plans


def _read(content: bytes, file: Path) -> Plan:
    reader = _Reader(file)
    document = _document(content, reader)
    reader.header(document)
    plan = Plan(
        file=file,
        format_version=str(document["format_version"]),
        terraform_version=reader.text(document, "terraform_version", "", optional=True),
        timestamp=reader.text(document, "timestamp", "", optional=True),
        changes=tuple(reader.resources(document, "resource_changes")),
        drift=tuple(reader.resources(document, "resource_drift")),
        relevant=frozenset(reader.relevant(document)),
        outputs=tuple(reader.outputs(document)),
        variables=dict(reader.variables(document)),
        invocations=tuple(reader.invocations(document)),
        configuration=reader.mapping(document, "configuration", "", optional=True),
    )
    reader.conclude()
    return plan


def _document(content: bytes, reader: "_Reader") -> dict[str, Json]:
    if not content.strip():
        reader.refuse("the file is empty", _HOW)
    for start, what in _NO_JSON:
        if content.lstrip(b"\xef\xbb\xbf")[:200].startswith(start) or content[:200].lstrip(b"\n") == start:
            reader.refuse(what, _HOW)
    try:
        document = cast("Json", json.loads(content, parse_constant=_no_number))
    except RecursionError:
        reader.refuse("lists and maps lie too deep inside each other", _HOW)
    except UnicodeDecodeError as error:
        reader.refuse(f"byte {error.start} is no text in UTF-8", _HOW)
    except ValueError as error:
        reader.refuse(_no_json(error, content), _HOW)
    if not isinstance(document, dict):
        reader.refuse("this is JSON, but no plan", _HOW)
    return document


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number of JSON")


def _no_json(error: ValueError, content: bytes) -> str:
    """Say what is wrong without a word of the content, which may be secret."""
    if not isinstance(error, json.JSONDecodeError):
        return "this is no JSON: a number is none"
    document = error.doc.strip()
    if document.startswith("{") and not document.endswith("}"):
        return f"the file is cut off: the JSON has no end, after {len(content)} bytes"
    return (
        f"this is no JSON: {error.msg[0].lower()}{error.msg[1:]}, line {error.lineno}, column {error.colno}"
    )


@dataclass
class _Reader:
    """Takes a document apart, and collects what is wrong with it."""

    file: Path
    problems: list[Problem] = field(default_factory=list[Problem])

    def refuse(self, what: str, allowed: str = "", key: str = "") -> NoReturn:
        self.note(key, what, allowed)
        raise BadPlan(tuple(self.problems))

    def note(self, key: str, what: str, allowed: str = "") -> None:
        self.problems.append(Problem(Position(self.file), key, what, allowed, "bad-plan"))

    def conclude(self) -> None:
        if self.problems:
            raise BadPlan(tuple(self.problems))

    def header(self, document: Mapping[str, Json]) -> None:
        """Judge whether it is a plan, and one to rely on; without that nothing else can be said of it."""
        if not {"planned_values", "resource_changes", "output_changes"} & document.keys():
            for key, what in _OTHER:
                if key in document:
                    self.refuse(what, _HOW)
            self.refuse("this is JSON, but no plan", _HOW)
        version = document.get("format_version")
        if not isinstance(version, str) or not _VERSION.fullmatch(version):
            self.refuse("the version of the format is missing", f"{MAJOR}.x", "format_version")
        if version.partition(".")[0] != MAJOR:
            self.refuse(
                f"the format is of version {shown(version)}",
                f"{MAJOR}.x, or a newer Polder",
                "format_version",
            )
        if document.get("errored") is True:
            self.note(
                "errored", "planning failed half-way, so that this plan is not whole", "a plan without errors"
            )
        if document.get("complete", True) is not True:
            self.note(
                "complete",
                "the plan is not complete: it was limited by -target, or part of it was deferred",
                "a plan of the whole stack",
            )

    def mapping(
        self, parent: Mapping[str, Json], key: str, path: str, *, optional: bool = False
    ) -> dict[str, Json]:
        value = parent.get(key)
        if isinstance(value, dict):
            return value
        if value is not None or not optional:
            self.note(_path(path, key), "this is no map" if value is not None else "this is missing", "a map")
        return {}

    def list(self, parent: Mapping[str, Json], key: str, path: str) -> list[Json]:
        value = parent.get(key)
        if value is None or isinstance(value, list):
            return value or []
        self.note(_path(path, key), "this is no list", "a list")
        return []

    def text(self, parent: Mapping[str, Json], key: str, path: str, *, optional: bool = False) -> str:
        value = parent.get(key)
        if isinstance(value, str):
            return value
        if value is not None or not optional:
            self.note(_path(path, key), "this is no text" if value is not None else "this is missing", "text")
        return ""

    def resources(self, document: Mapping[str, Json], key: str) -> Iterator[ResourceChange]:
        for number, entry in enumerate(self.list(document, key, "")):
            path = f"{key}[{number}]"
            if isinstance(entry, dict):
                yield self._resource(entry, path)
            else:
                self.note(path, "this is no map", "a map")

    def _resource(self, entry: Mapping[str, Json], path: str) -> ResourceChange:
        change = self.mapping(entry, "change", path)
        mode = self.text(entry, "mode", path)
        if mode not in ("managed", "data", ""):
            self.note(_path(path, "mode"), "this mode is not known", "managed, data")
        moved = self.text(entry, "previous_address", path, optional=True)
        return ResourceChange(
            address=self.text(entry, "address", path),
            mode=cast("Literal['managed', 'data']", mode),
            type=self.text(entry, "type", path),
            name=self.text(entry, "name", path),
            provider=self.text(entry, "provider_name", path, optional=True),
            action=self._action(change, f"{path}.change"),
            reason=self.text(entry, "action_reason", path, optional=True),
            before=completed(change.get("before"), None),
            after=completed(change.get("after"), change.get("after_unknown")),
            before_sensitive=change.get("before_sensitive"),
            after_sensitive=change.get("after_sensitive"),
            replace_paths=tuple(self._paths(change, path)),
            importing=self._imported(change),
            previous_address=moved or None,
            deposed=self.text(entry, "deposed", path, optional=True) or None,
        )

    def _action(self, change: Mapping[str, Json], path: str) -> Action:
        words = [str(word) for word in self.list(change, "actions", path)]
        action = ACTIONS.get(tuple(words))
        if action is None:
            self.note(
                f"{path}.actions",
                f"{shown(', '.join(words))} is no action that this version of Polder knows",
                "; ".join(", ".join(known) for known in ACTIONS),
            )
        return action or Action.NO_OP

    def _paths(self, change: Mapping[str, Json], path: str) -> Iterator[tuple[Step, ...]]:
        for steps in self.list(change, "replace_paths", f"{path}.change"):
            if isinstance(steps, list):
                yield tuple(step if isinstance(step, int) else str(step) for step in steps)

    @staticmethod
    def _imported(change: Mapping[str, Json]) -> str | None:
        importing = change.get("importing")
        if not isinstance(importing, dict):
            return None
        identity = importing.get("identity")
        return str(importing["id"]) if "id" in importing else json.dumps(identity) if identity else ""

    def outputs(self, document: Mapping[str, Json]) -> Iterator[OutputChange]:
        changes = self.mapping(document, "output_changes", "", optional=True)
        for name in changes:
            change = self.mapping(changes, name, "output_changes")
            yield OutputChange(
                name=name,
                action=self._action(change, dotted(("output_changes", name))),
                before=completed(change.get("before"), None),
                after=completed(change.get("after"), change.get("after_unknown")),
                sensitive=bool(change.get("before_sensitive") or change.get("after_sensitive")),
            )

    def variables(self, document: Mapping[str, Json]) -> Iterator[tuple[str, Variable]]:
        given = self.mapping(document, "variables", "", optional=True)
        root = self.mapping(
            self.mapping(document, "configuration", "", optional=True), "root_module", "", optional=True
        )
        declared = self.mapping(root, "variables", "configuration.root_module", optional=True)
        for name, entry in given.items():
            value = entry.get("value") if isinstance(entry, dict) else None
            declaration = declared.get(name)
            # A variable that nobody declared is one that nobody said is harmless.
            harmless = isinstance(declaration, dict) and not declaration.get("sensitive")
            yield name, Variable(value, not harmless)

    def relevant(self, document: Mapping[str, Json]) -> Iterator[str]:
        for entry in self.list(document, "relevant_attributes", ""):
            if isinstance(entry, dict):
                yield str(entry.get("resource"))

    def invocations(self, document: Mapping[str, Json]) -> Iterator[str]:
        for entry in self.list(document, "action_invocations", ""):
            if isinstance(entry, dict):
                yield str(entry.get("address"))


def _path(path: str, key: str) -> str:
    return ".".join(filter(None, (path, dotted((key,)))))
