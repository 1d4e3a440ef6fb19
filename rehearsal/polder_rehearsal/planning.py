"""What a provider plans: what Terraform proposes, with what the API will decide marked as not known yet."""

from collections.abc import Callable, Collection, Mapping
from functools import partial
from typing import cast

from polder_rehearsal.forms import attributes, blocks, inside
from polder_rehearsal.schemas.model import Attribute, Block
from polder_rehearsal.values import UNKNOWN

Object = Mapping[str, object]

PlanOne = Callable[[Object | None, Object, Object], dict[str, object]]
"""Plans one object from what it was, what is proposed and what is written."""


def plan(block: Block, prior: object, proposed: object, config: object) -> object:
    """Plan a resource.

    Args:
        block: Its schema.
        prior: What there is; None when it is to be created.
        proposed: What Terraform made of the configuration and what there is; None when it is to be destroyed.
        config: What is written in the configuration.

    Returns:
        The planned state. A computed value that nobody wrote is not known while its object is new, and stays as it
        is when the object is there already.
    """
    if proposed is None or proposed == prior:
        return proposed
    return _block(block, _object(prior), cast("Object", proposed), _object(config) or {})


def replaced(prior: object, planned: object, force_new: Collection[str]) -> list[str]:
    """Find what cannot be changed in place.

    Args:
        prior: What there is; None when it is to be created.
        planned: What is planned; None when it is to be destroyed.
        force_new: Dotted paths of what a provider replaces a resource for, lists passed through.

    Returns:
        The top-level attributes and blocks in which such a path differs.
    """
    if prior is None or planned is None:
        return []
    differing = {path for path in force_new if _along(prior, path) != _along(planned, path)}
    return sorted({path.partition(".")[0] for path in differing})


def _along(value: object, path: str) -> object:
    """Follow a path; through a list it leads to a list of what it leads to in each element."""
    if isinstance(value, list):
        return [_along(item, path) for item in cast("list[object]", value)]
    name, _, rest = path.partition(".")
    inner = value.get(name) if isinstance(value, Mapping) else None  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]
    return _along(cast("object", inner), rest) if rest else cast("object", inner)


def _object(value: object) -> Object | None:
    return cast("Object", value) if isinstance(value, Mapping) else None


def _block(block: Block, prior: Object | None, proposed: Object, config: Object) -> dict[str, object]:
    planned = _attributes(attributes(block), prior, proposed, config)
    for name, nested in blocks(block).items():
        planned[name] = _each(
            partial(_block, inside(nested)),
            nested.get("nesting_mode", "list"),
            (prior or {}).get(name),
            proposed.get(name),
            config.get(name),
        )
    return planned


def _attributes(
    schemas: Mapping[str, Attribute], prior: Object | None, proposed: Object, config: Object
) -> dict[str, object]:
    planned = dict(proposed)
    for name, attribute in schemas.items():
        value = proposed.get(name)
        nested = attribute.get("nested_type")
        if value is None:
            if attribute.get("computed") and config.get(name) is None and prior is None:
                planned[name] = UNKNOWN
        elif nested is not None:

            def one(
                was: Object | None,
                now: Object,
                written: Object,
                inner: Mapping[str, Attribute] = nested["attributes"],
            ) -> dict[str, object]:
                return _attributes(inner, was, now, written)

            planned[name] = _each(
                one, nested["nesting_mode"], (prior or {}).get(name), value, config.get(name)
            )
    return planned


def _each(one: PlanOne, nesting: str, prior: object, proposed: object, config: object) -> object:
    """Plan an object, or each one of a list, a set or a map of them."""
    if isinstance(proposed, list):
        before = cast("list[object]", prior or [])
        written = cast("list[object]", config) if isinstance(config, list) else []
        return [
            # An element of a set has no place by which to find what it was; Terraform proposes it as it was.
            _planned(one, item if item in before else None, item, item)
            if nesting == "set"
            else _planned(one, _at(before, number), item, _at(written, number))
            for number, item in enumerate(cast("list[object]", proposed))
        ]
    if nesting == "map" and isinstance(proposed, Mapping):
        was, now = _object(prior) or {}, cast("Object", proposed)
        written = _object(config) or {}
        return {key: _planned(one, was.get(key), item, written.get(key)) for key, item in now.items()}
    return _planned(one, prior, proposed, config)


def _planned(one: PlanOne, prior: object, proposed: object, config: object) -> object:
    if not isinstance(proposed, Mapping):
        return proposed
    return one(_object(prior), cast("Object", proposed), _object(config) or {})


def _at(items: list[object], number: int) -> object:
    return items[number] if number < len(items) else None
