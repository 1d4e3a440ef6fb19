"""Masks of Terraform: what of a value it marks as sensitive."""

from collections.abc import Iterable
from functools import reduce

from polder_previews.values import Json, Value, as_list, as_map, marked


def joined(own: Json, other: Json, value: Value) -> Json:
    """Mask a value by its own mask and by that of what it is compared with.

    What is marked on one side of a change alone is the same secret on the other.

    Args:
        own: The mask of the value.
        other: The mask of what it was, or will be.
        value: The value.

    Returns:
        A mask of the form of the value.
    """
    if own is True or other is True:
        return True
    if isinstance(value, dict):
        if _is_odd(own, dict) or _is_odd(other, dict):
            return True
        one, two = as_map(own), as_map(other)
        return {key: joined(one.get(key), two.get(key), inner) for key, inner in value.items()}
    if isinstance(value, list):
        if _is_odd(own, list) or _is_odd(other, list):
            return True
        one, two = as_list(own), as_list(other)
        if one and len(one) != len(value) and marked(one):
            return True
        # Elements of lists of different lengths are not the same by their places.
        common = None if len(two) == len(value) else reduce(_both, two, None)
        return [
            joined(
                one[place] if place < len(one) else None,
                two[place] if len(two) == len(value) else common,
                inner,
            )
            for place, inner in enumerate(value)
        ]
    return marked(own) or marked(other)


def _is_odd(mask: Json, form: type) -> bool:
    return mask is not None and not isinstance(mask, form) and marked(mask)


def _both(one: Json, other: Json) -> Json:
    """Mask whatever either masks."""
    if isinstance(one, dict) and isinstance(other, dict):
        return {key: _both(one.get(key), other.get(key)) for key in _keys((one, other))}
    if not marked(one):
        return other
    return one if not marked(other) else True


def _keys(maps: Iterable[dict[str, Json]]) -> list[str]:
    return sorted({key for each in maps for key in each})
