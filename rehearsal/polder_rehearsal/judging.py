"""What a provider refuses in a configuration, beyond what Terraform itself checks with the provider's schema."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import cast

from polder_rehearsal.forms import attributes, blocks, inside
from polder_rehearsal.schemas.model import Attribute, Block, BlockType
from polder_rehearsal.tfplugin import ERROR

Steps = tuple[str | int, ...]


@dataclass(frozen=True)
class Refusal:
    """A diagnostic of a provider.

    Args:
        summary: What is wrong.
        detail: Why, and what to do.
        steps: Where in the resource: names and list indices.
    """

    summary: str
    detail: str
    steps: Steps = ()

    def message(self) -> dict[str, object]:
        """Write it as the protocol's Diagnostic."""
        return {
            "severity": ERROR,
            "summary": self.summary,
            "detail": self.detail,
            "attribute": {"steps": [_step(step) for step in self.steps]} if self.steps else None,
        }


def _step(step: str | int) -> dict[str, object]:
    return {"attribute_name": step} if isinstance(step, str) else {"element_key_int": step}


def refusals(block: Block, config: object, steps: Steps = ()) -> Iterator[Refusal]:
    """Find what a configuration must not hold.

    Args:
        block: The schema.
        config: What is written; what is not known yet is not judged.
        steps: Where the block stands.
    """
    if not isinstance(config, Mapping):
        return
    written = cast("Mapping[str, object]", config)
    yield from _in_attributes(attributes(block), written, steps)
    for name, nested in blocks(block).items():
        value = written.get(name)
        yield from _counted(name, nested, value, steps)
        for where, item in _items(nested.get("nesting_mode", "list"), value):
            yield from refusals(inside(nested), item, (*steps, name, *where))


def _in_attributes(
    schemas: Mapping[str, Attribute], written: Mapping[str, object], steps: Steps
) -> Iterator[Refusal]:
    for name, attribute in schemas.items():
        value = written.get(name)
        if value is None:
            if attribute.get("required"):
                yield Refusal(
                    "Missing required argument", f'The argument "{name}" is required.', (*steps, name)
                )
            continue
        if attribute.get("computed") and not attribute.get("optional") and not attribute.get("required"):
            yield Refusal(
                "Value for unconfigurable attribute",
                f'Can\'t configure a value for "{name}": its value will be decided automatically based on the '
                "result of applying this configuration.",
                (*steps, name),
            )
        nested = attribute.get("nested_type")
        if nested is not None:
            for where, item in _items(nested["nesting_mode"], value):
                if isinstance(item, Mapping):
                    yield from _in_attributes(
                        nested["attributes"], cast("Mapping[str, object]", item), (*steps, name, *where)
                    )


def _counted(name: str, nested: BlockType, value: object, steps: Steps) -> Iterator[Refusal]:
    if not isinstance(value, list):
        return
    count = len(cast("list[object]", value))
    least, most = nested.get("min_items", 0), nested.get("max_items", 0)
    if count < least:
        yield Refusal(f"Insufficient {name} blocks", f'At least {least} "{name}" blocks are required.', steps)
    if most and count > most:
        yield Refusal(f"Too many {name} blocks", f'No more than {most} "{name}" blocks are allowed.', steps)


def _items(nesting: str, value: object) -> Iterator[tuple[Steps, object]]:
    """Give the objects of a nested value with where each stands; elements of sets have no place of their own."""
    if isinstance(value, list):
        for number, item in enumerate(cast("list[object]", value)):
            yield () if nesting == "set" else (number,), item
    elif nesting == "map" and isinstance(value, Mapping):
        for key, item in cast("Mapping[str, object]", value).items():
            yield (key,), item
    elif value is not None:
        yield (), value
