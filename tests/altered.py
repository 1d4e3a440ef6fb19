"""Sites with the stacks that were emitted for them, for tests that alter those and have them inspected."""

import copy
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from emission import Emitted
from polder_environments.topology import SitePlan
from polder_policies.inspection import Finding, Stack, inspect_site, plan_of, stack_of
from polder_policies.inspection.classification import Classification
from polder_policies.inspection.expressions import Reference, is_template, parts
from polder_stacks.names import PARTS

Json = dict[str, object]


@dataclass(frozen=True)
class Altered:
    """A site with its emitted stacks, which a test may change before it has them inspected.

    Args:
        plan: The site.
        stacks: Parsed `cdk.tf.json` by part.
    """

    plan: SitePlan
    stacks: Mapping[str, Json]

    def name(self, part: str) -> str:
        """Name of a stack."""
        return f"{self.plan.prefix}-{part}"

    def blocks(self, part: str, kind: str, section: str = "resource") -> dict[str, Json]:
        """Blocks of a type."""
        return cast("dict[str, dict[str, dict[str, Json]]]", self.stacks[part])[section][kind]

    def add(self, part: str, kind: str, body: Mapping[str, object], name: str = "own") -> None:
        """Add a resource as a construct of a user's own would."""
        resources = cast("dict[str, dict[str, object]]", self.stacks[part]["resource"])
        resources.setdefault(kind, {})[name] = dict(body)

    def read(self) -> list[Stack]:
        """Read all stacks."""
        return [stack_of(self.name(part), stack) for part, stack in self.stacks.items()]

    def found(self, classification: Classification | None = None) -> tuple[Finding, ...]:
        """Inspect all stacks."""
        summaries = inspect_site(self.plan, self.read(), classification=classification)
        return tuple(finding for summary in summaries.values() for finding in summary.found)

    def planned(self, plan: Json, part: str) -> tuple[Finding, ...]:
        """Inspect a plan of one stack."""
        name = self.name(part)
        return inspect_site(self.plan, [plan_of(name, plan)], beside=self.read())[name].found


def altered(emitted: Emitted, prefix: str) -> Altered:
    """Give a site by its prefix, with copies of its stacks."""
    plan = next(site for site in emitted.sites() if site.prefix == prefix)
    stacks = {
        part: cast("Json", copy.deepcopy(emitted.stacks[f"{prefix}-{part}"]))
        for part in PARTS
        if f"{prefix}-{part}" in emitted.stacks
    }
    return Altered(plan, stacks)


def told(found: Iterable[Finding]) -> set[tuple[str, str, str]]:
    """Reduce findings to address, attribute and what they are about."""
    return {(each.address, each.path, each.about) for each in found}


def plan_json(stack: Json) -> Json:
    """Write the plan that Terraform would make of an emitted stack before anything is there."""
    resources: list[Json] = []
    changes: list[Json] = []
    configured: list[Json] = []
    for section, mode in (("resource", "managed"), ("data", "data")):
        for kind, named in cast("dict[str, dict[str, Json]]", stack.get(section, {})).items():
            for name, found in named.items():
                body = {key: value for key, value in found.items() if key not in _META}
                address = f"data.{kind}.{name}" if mode == "data" else f"{kind}.{name}"
                about: Json = {"address": address, "mode": mode, "type": kind, "name": name}
                resources.append({**about, "values": _known(body)})
                after = {"actions": ["create"], "after": _known(body), "after_unknown": _unknown(body)}
                changes.append({**about, "change": after})
                configured.append(
                    {**about, "provider_config_key": kind.split("_")[0], "expressions": _expressions(body)}
                )
    providers = {
        name: {
            "name": name,
            "full_name": f"registry.terraform.io/hashicorp/{name}",
            "expressions": _expressions(bodies[0]),
        }
        for name, bodies in cast("dict[str, list[Json]]", stack.get("provider", {})).items()
    }
    return {
        "format_version": "1.2",
        "terraform_version": "1.14.0",
        "planned_values": {"root_module": {"resources": resources}},
        "resource_changes": changes,
        "configuration": {"provider_config": providers, "root_module": {"resources": configured}},
    }


_META = {"//", "depends_on", "lifecycle", "provider", "timeouts"}


def _known(value: object) -> object:
    """What a plan shows of a value: all but what is known after apply."""
    if isinstance(value, dict):
        found = cast("Json", value)
        return {key: _known(inner) for key, inner in found.items() if not _is_reference(inner)}
    if isinstance(value, list):
        return [
            _known(inner) if not _is_reference(inner) else None for inner in cast("Sequence[object]", value)
        ]
    return value


def _unknown(value: object) -> object:
    if isinstance(value, dict):
        found = {key: _unknown(inner) for key, inner in cast("Json", value).items()}
        return {key: inner for key, inner in found.items() if inner is not False}
    if isinstance(value, list):
        return [_unknown(inner) for inner in cast("Sequence[object]", value)]
    return _is_reference(value)


def _expressions(value: Mapping[str, object]) -> Json:
    return {key: _expression(inner) for key, inner in value.items() if inner is not None}


def _expression(value: object) -> object:
    """Write a value as a plan's configuration does: blocks as they are nested, attributes as an expression."""
    elements = cast("list[object]", value) if isinstance(value, list) else []
    if any(isinstance(each, dict) for each in elements):
        return [_expressions(cast("Json", each)) for each in elements]
    if isinstance(value, dict):
        return _expressions(cast("Json", value))
    references = sorted(_references(cast("object", value)))
    found: Json = {"references": references} if references else {"constant_value": value}
    return found


def _references(value: object) -> set[str]:
    if isinstance(value, list):
        return {each for inner in cast("Sequence[object]", value) for each in _references(inner)}
    if not isinstance(value, str) or not is_template(value):
        return set()
    return {str(part) for part in parts(value) if isinstance(part, Reference)}


def _is_reference(value: object) -> bool:
    return isinstance(value, str) and is_template(value)
