"""Reads a stack from a plan, as `terraform show -json` and `tofu show -json` write it.

A plan has the values that a configuration comes to. What is known only after apply is kept as what the configuration makes
it from, and judged like a reference.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final, cast

from polder_policies.inspection.emitted import REMOTE_STATE, full_source, remote_backend
from polder_policies.inspection.findings import Complaint
from polder_policies.inspection.stack import Block, Stack, Unknown

_FORMAT: Final = "1."
_SECTIONS: Final = frozenset(
    {
        "applyable",
        "checks",
        "complete",
        "configuration",
        "errored",
        "format_version",
        "output_changes",
        "planned_values",
        "prior_state",
        "relevant_attributes",
        "resource_changes",
        "resource_drift",
        "terraform_version",
        "timestamp",
        "variables",
    }
)
"""What a plan may hold. Anything more is something that was planned and that nobody here looks at."""

_BUILT_IN: Final = "builtin/terraform"
"""How the source of the provider ends that Terraform carries itself."""

_GOING: Final = (["delete"], ["forget"])

Object = Mapping[str, object]


class NotAPlan(ValueError):  # noqa: N818 - it reads as what it says
    """A file that is no plan, or one of a version that is not known."""


def read_plan(name: str, file: Path) -> Stack:
    """Read a plan.

    Args:
        name: The stack it is of.
        file: What `terraform show -json PLANFILE` printed.

    Raises:
        OSError: The file cannot be read.
        NotAPlan: It is not the JSON of a plan of format 1.
    """
    try:
        found = json.loads(file.read_bytes())
    except ValueError as error:
        raise NotAPlan(f"{file} is not JSON: {error}; terraform show -json PLANFILE writes it") from None
    return plan_of(name, found)


def plan_of(name: str, found: object) -> Stack:
    """Take a parsed plan apart.

    Raises:
        NotAPlan: It is not a plan of format 1.
    """
    plan = _object(found)
    version = str(plan.get("format_version", ""))
    if not version.startswith(_FORMAT) or "planned_values" not in plan or "configuration" not in plan:
        raise NotAPlan(
            f"the plan of {name} has format_version {version!r} and not 1.x; terraform show -json PLANFILE writes it"
        )
    configuration = _Configuration(_object(plan["configuration"]))
    blocks = [*configuration.providers(), *_resources(plan, configuration)]
    oddities = [
        (section, Complaint("section", "is a section of the plan that is not inspected"))
        for section in sorted(plan.keys() - _SECTIONS)
        if plan[section]
    ]
    if plan.get("errored"):
        oddities.append(
            ("plan", Complaint("section", "ended in an error, so it is not all of what would be done"))
        )
    return Stack(
        name=name,
        blocks=tuple(blocks),
        oddities=(*oddities, *configuration.oddities()),
        links=tuple(configuration.links()),
        resources=sum(block.mode == "resource" for block in blocks),
        data_sources=sum(block.mode == "data" for block in blocks),
        planned=True,
    )


def _resources(plan: Object, configuration: "_Configuration") -> Iterator[Block]:
    unknown: dict[str, object] = {}
    going: set[str] = set()
    changes = _objects(plan.get("resource_changes"))
    for change in changes:
        what = _object(change.get("change"))
        address = str(change["address"])
        unknown[address] = what.get("after_unknown", {})
        if what.get("actions") in _GOING:
            going.add(address)
    seen: set[str] = set()
    sources = [_object(plan["planned_values"]), _object(_object(plan.get("prior_state")).get("values"))]
    for values, modes in zip(sources, (("managed", "data"), ("data",)), strict=True):
        for resource in _of_module(_object(values.get("root_module"))):
            address = str(resource["address"])
            if address in seen or address in going or resource.get("mode") not in modes:
                continue
            seen.add(address)
            block = _block(resource, unknown.get(address, {}), configuration)
            yield block
            if block.kind == REMOTE_STATE:
                yield remote_backend(block)
    for change in changes:  # a data source that is read during apply is in no values
        address = str(change["address"])
        if address not in seen and address not in going:
            after = _object(_object(change.get("change")).get("after"))
            yield _block({**change, "values": after}, unknown[address], configuration)


def _of_module(module: Object) -> Iterator[Object]:
    yield from _objects(module.get("resources"))
    for child in _objects(module.get("child_modules")):
        yield from _of_module(child)


def _block(resource: Object, unknown: object, configuration: "_Configuration") -> Block:
    kind, name = str(resource["type"]), str(resource["name"])
    data = resource.get("mode") == "data"
    configured = configuration.resource(resource)
    expressions = _object(configured.get("expressions"))
    body = _merged(_object(resource.get("values")), unknown, expressions)
    return Block(
        mode="data" if data else "resource",
        kind=kind,
        name=name,
        body=cast("Object", body) if isinstance(body, dict) else {},
        address=str(resource["address"]),
        provider=str(configured.get("provider_config_key", "")),
        written=dict(_paths(expressions, "")),
    )


def _paths(expressions: Object, above: str) -> Iterator[tuple[str, bool | None]]:
    """Everything that a configuration says, by path, and whether it is a constant; None for a block."""
    for key, inner in expressions.items():
        path = f"{above}.{key}" if above else key
        for each in cast("list[object]", inner) if isinstance(inner, list) else [inner]:
            found = _object(each)
            if isinstance(inner, list) or not (found.keys() <= {"constant_value", "references"}):
                yield path, None
                yield from _paths(found, path)
            else:
                yield path, "constant_value" in found


def _merged(known: object, unknown: object, expression: object) -> object:
    """Put what is known after apply into what is known, each with what the configuration makes it from."""
    if unknown is True:
        # What nobody wrote is left to the provider, and absent as it is in the configuration.
        return None if expression is None else Unknown(tuple(_references(expression)))
    if dict in (type(known), type(unknown)):
        values, missing, wanted = _object(known), _object(unknown), _object(expression)
        return {
            key: _merged(values.get(key), missing.get(key), wanted.get(key))
            for key in dict.fromkeys((*values, *missing))
        }
    if list in (type(known), type(unknown)):
        values, missing = _list(known), _list(unknown)
        length = max(len(values), len(missing))
        return [
            _merged(_at(values, number), _at(missing, number), _expression_at(expression, number))
            for number in range(length)
        ]
    return known


def _expression_at(expression: object, number: int) -> object:
    """Expressions of the blocks of a list stand in a list; those of an attribute's elements stand together."""
    if isinstance(expression, list):
        return _at(cast("Sequence[object]", expression), number)
    return expression


def _references(expression: object) -> Iterator[str]:
    if isinstance(expression, list):
        for inner in cast("list[object]", expression):
            yield from _references(inner)
    elif isinstance(expression, dict):
        found = cast("Object", expression)
        for key, inner in found.items():
            if key == "references":
                yield from map(str, _list(inner))
            elif key != "constant_value":
                yield from _references(inner)


class _Configuration:
    """What a plan says of the configuration it was made from."""

    def __init__(self, configuration: Object) -> None:
        self._configuration = configuration
        self._root = _object(configuration.get("root_module"))
        self._resources = {str(each["address"]): each for each in _objects(self._root.get("resources"))}

    def resource(self, resource: Object) -> Object:
        """The configuration of a resource, without its instance key; nothing for one of a module."""
        prefix = "data." if resource.get("mode") == "data" else ""
        if "module_address" in resource or str(resource["address"]).startswith("module."):
            return {}
        return self._resources.get(f"{prefix}{resource['type']}.{resource['name']}", {})

    def providers(self) -> Iterator[Block]:
        for provider in _object(self._configuration.get("provider_config")).values():
            found = _object(provider)
            name, alias = str(found.get("name", "")), str(found.get("alias", ""))
            if str(found.get("full_name", "")).endswith(_BUILT_IN):
                continue
            expressions = _object(found.get("expressions"))
            yield Block(
                mode="provider",
                kind=full_source(str(found.get("full_name", name))),
                name=alias,
                body=cast("Object", _written(expressions)),
                address=f"provider.{name}.{alias}" if alias else f"provider.{name}",
                written=None,
            )

    def links(self) -> Iterator[tuple[str, str]]:
        """Which type refers to what."""
        for resource in self._resources.values():
            for reference in _references(resource.get("expressions")):
                yield str(resource["type"]), reference

    def oddities(self) -> Iterator[tuple[str, Complaint]]:
        for call in _object(self._root.get("module_calls")):
            yield (f"module.{call}", Complaint("section", "is a module, which is not inspected"))
        for address, resource in self._resources.items():
            if resource.get("provisioners"):
                yield (
                    address,
                    Complaint("section", "has a provisioner, which does what nobody inspects"),
                )


def _written(expression: object) -> object:
    """Turn the expressions of a configuration into what they say: constants, references, blocks."""
    if isinstance(expression, list):
        return [_written(inner) for inner in cast("list[object]", expression)]
    if not isinstance(expression, dict):
        return expression
    found = cast("Object", expression)
    if "constant_value" in found:
        return found["constant_value"]
    if "references" in found:
        return Unknown(tuple(_references(found)))
    # An expression that is neither constant nor refers to anything, `timestamp()`, is written as an empty object.
    return {key: _written(inner) if inner != {} else Unknown(()) for key, inner in found.items()}


def _object(value: object) -> Object:
    return cast("Object", value) if isinstance(value, dict) else {}


def _list(value: object) -> Sequence[object]:
    return cast("Sequence[object]", value) if isinstance(value, list) else ()


def _objects(value: object) -> Sequence[Object]:
    return [_object(each) for each in _list(value)]


def _at(values: Iterable[object], number: int) -> object:
    found = tuple(values)
    return found[number] if number < len(found) else None
