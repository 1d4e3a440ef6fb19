"""The objects of a plan before it is applied and after, with what their values do not say but the plan does."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Literal

from polder_environments.facts.regions import region as find_region
from polder_previews.pricing.resource_types import resource_types
from polder_previews.values import UNKNOWN, Json, Value, as_list, as_map, completed

_MOST: Final = 10**9
"""Of anything; with larger numbers cents would be lost."""

Step = str | int
Side = Literal["before", "after"]


class NotKnownYet(Exception):  # noqa: N818 - it reads as what it says
    """A value on which a price hangs is known only after apply, is sensitive, or is none that tells a price."""

    def __init__(self, path: tuple[Step, ...]) -> None:
        """Name the attribute."""
        super().__init__(".".join(map(str, path)))


@dataclass(frozen=True)
class PlannedObject:
    """One object on one side of a plan.

    Args:
        address: Where it is; with the key of a deposed one in brackets.
        type: Its resource type.
        name: Its name in the configuration.
        values: What it holds; what is sensitive counts as unknown.
        in_root: Whether it is of the root module, whose references are looked at.
    """

    address: str
    type: str
    name: str
    values: Mapping[str, Value]
    in_root: bool = True

    @property
    def cloud(self) -> str:
        """The cloud whose prices count; blank where none does."""
        known = resource_types().get(self.type)
        return known.cloud if known else ""

    def get(self, *path: Step) -> Value:
        """Follow a path; None where it leads nowhere.

        Raises:
            NotKnownYet: Something on the way is known only after apply.
        """
        value: Value = dict(self.values)
        for step in path:
            value = _inside(value, step)
            if value is UNKNOWN:
                raise NotKnownYet(path)
        return value

    def text(self, *path: Step) -> str:
        """Follow a path to text; blank where there is none."""
        value = self.get(*path)
        return value if isinstance(value, str) else ""

    def flag(self, *path: Step) -> bool:
        """Follow a path to true or false; false where there is neither."""
        return self.get(*path) is True

    def number(self, *path: Step) -> Decimal:
        """Follow a path to a number of nodes or GiB.

        Raises:
            NotKnownYet: There is none, or none that can be meant.
        """
        value = self.get(*path)
        if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 <= value <= _MOST:
            raise NotKnownYet(path)
        return Decimal(str(value))

    def items(self, *path: Step) -> list[Value]:
        """Follow a path to a list, of which single elements may be unknown; empty where there is none."""
        value = self.get(*path)
        return value if isinstance(value, list) else []

    def below(self, *path: Step) -> "PlannedObject":
        """Give a block of it as if that were an object of its own."""
        value = self.get(*path)
        inner = value if isinstance(value, dict) else {}
        return PlannedObject(self.address, self.type, self.name, inner, self.in_root)


@dataclass(frozen=True)
class Stack:
    """All objects of one side of a plan, by address.

    Args:
        objects: The objects.
        configuration: The plan's configuration: which attribute refers to what, and where providers work.
        day: When it was planned, `2026-11-26`; blank where the plan does not say.
    """

    objects: Mapping[str, PlannedObject]
    configuration: Mapping[str, Json]
    day: str

    def linked(self, one: PlannedObject, attribute: str, target: str) -> PlannedObject | None:
        """Find what an object refers to with an attribute; None where that is not in the stack, or not one thing.

        Args:
            one: The object that refers.
            attribute: One of its attributes or blocks.
            target: The resource type that is referred to.
        """
        found = {
            other.address
            for other in self.objects.values()
            if other.type == target
            and (
                _mentions(one.values.get(attribute), other.values.get("id"))
                or (one.in_root and other.in_root and other.name in self._referred(one, attribute, target))
            )
        }
        return self.objects[found.pop()] if len(found) == 1 else None

    def region(self, one: PlannedObject) -> str:
        """Tell in which region an object is: by itself, by its provider, or by all others of its cloud; else blank."""
        for attribute in ("region", "location"):
            value = one.values.get(attribute)
            if isinstance(value, str) and value:
                return _region(one.cloud, value)
        return self._region_of_provider(one) or self._only_region(one.cloud)

    def _referred(self, one: PlannedObject, attribute: str, target: str) -> set[str]:
        expressions = as_map(self._configured(one).get("expressions"))
        names: set[str] = set()
        for reference in _references(expressions.get(attribute)):
            kind, _, rest = reference.partition(".")
            if kind == target:
                names.add(rest.split(".")[0].split("[")[0])
        return names

    def _configured(self, one: PlannedObject) -> Mapping[str, Json]:
        if not one.in_root:
            return {}
        for entry in as_list(as_map(self.configuration.get("root_module")).get("resources")):
            body = as_map(entry)
            if (body.get("mode"), body.get("type"), body.get("name")) == ("managed", one.type, one.name):
                return body
        return {}

    def _region_of_provider(self, one: PlannedObject) -> str:
        key = self._configured(one).get("provider_config_key") or one.type.partition("_")[0]
        provider = as_map(as_map(self.configuration.get("provider_config")).get(str(key)))
        constant = as_map(as_map(provider.get("expressions")).get("region")).get("constant_value")
        return _region(one.cloud, constant) if isinstance(constant, str) else ""

    def _only_region(self, cloud: str) -> str:
        regions = {
            _region(cloud, value)
            for one in self.objects.values()
            if one.cloud == cloud
            for value in (one.values.get("region"), one.values.get("location"))
            if isinstance(value, str) and value
        }
        return regions.pop() if len(regions) == 1 else ""


def stacks(plan: Mapping[str, Json]) -> tuple[Stack, Stack]:
    """Give both sides of a plan: what is there, and what will be there.

    Args:
        plan: What `terraform show -json` printed, parsed. What is not of its form is left out.
    """
    configuration = as_map(plan.get("configuration"))
    timestamp = plan.get("timestamp")
    day = timestamp[:10] if isinstance(timestamp, str) else ""
    changes = [as_map(entry) for entry in as_list(plan.get("resource_changes"))]
    before, after = (
        Stack({one.address: one for one in _side(changes, side)}, configuration, day)
        for side in ("before", "after")
    )
    return before, after


def forgotten(plan: Mapping[str, Json]) -> tuple[str, ...]:
    """Addresses of what stays where it is but is no longer managed, and so goes on to cost unseen."""
    return tuple(
        str(entry.get("address"))
        for entry in map(as_map, as_list(plan.get("resource_changes")))
        if "forget" in as_list(as_map(entry.get("change")).get("actions"))
    )


def _inside(value: Value, step: Step) -> Value:
    if isinstance(value, dict):
        return value.get(step) if isinstance(step, str) else None
    if isinstance(value, list) and isinstance(step, int):
        return value[step] if step < len(value) else None
    return None


def _side(changes: list[dict[str, Json]], side: Side) -> Iterator[PlannedObject]:
    for entry in changes:
        change = as_map(entry.get("change"))
        unknown = change.get("after_unknown") if side == "after" else None
        values = _veiled(completed(change.get(side), unknown), change.get(f"{side}_sensitive"))
        if entry.get("mode") != "managed" or not isinstance(values, dict):
            continue
        deposed = f" ({entry['deposed']})" if isinstance(entry.get("deposed"), str) else ""
        yield PlannedObject(
            address=f"{entry.get('address')}{deposed}",
            type=str(entry.get("type")),
            name=str(entry.get("name")),
            values=values,
            in_root="module_address" not in entry,
        )


def _veiled(value: Value, mask: Json) -> Value:
    """Take what is sensitive for unknown, so that no text holds it."""
    if mask is True:
        return UNKNOWN
    if isinstance(value, dict) and isinstance(mask, dict):
        return {key: _veiled(inner, mask.get(key)) for key, inner in value.items()}
    if isinstance(value, list) and isinstance(mask, list) and len(value) == len(mask):
        return [_veiled(inner, hidden) for inner, hidden in zip(value, mask, strict=True)]
    return value


def as_values(body: Mapping[str, Json]) -> dict[str, Value]:
    """Give JSON, of which all is known, as values of an object."""
    return {key: completed(value, None) for key, value in body.items()}


def _mentions(value: Value, identifier: Value) -> bool:
    if not isinstance(identifier, str) or not identifier:
        return False
    if isinstance(value, dict):
        return any(_mentions(inner, identifier) for inner in value.values())
    if isinstance(value, list):
        return any(_mentions(inner, identifier) for inner in value)
    return value == identifier


def _references(expression: Json) -> Iterator[str]:
    if isinstance(expression, list):
        for inner in expression:
            yield from _references(inner)
    elif isinstance(expression, dict):
        for key, inner in expression.items():
            if key == "references":
                yield from (each for each in as_list(inner) if isinstance(each, str))
            elif key != "constant_value":
                yield from _references(inner)


def _region(cloud: str, value: str) -> str:
    """Write a region as the facts do: `West Europe` is `westeurope`, and a zone lies in its region."""
    name = value.replace(" ", "").lower()
    if not cloud or find_region(cloud, name):
        return name
    region, _, zone = name.rpartition("-")
    return region if zone and find_region(cloud, region) else name
