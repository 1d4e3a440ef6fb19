"""A site's settings laid over the platform's: key by key, maps by name, everything else replaced."""

from typing import TypeVar, cast

from polder_environments.model import Part

P = TypeVar("P", bound=Part)


def overlay(base: P, over: Part) -> P:
    """Lay what `over` says over `base`, so that a site laid over the platform is the platform as it is there.

    Only keys that stand in the file count: a default of `over` never hides what `base` says. Keys that
    `base`'s class does not have (a site's cloud, its addresses) are left out.
    """
    fields = type(base).model_fields
    return base.model_copy(
        update={
            name: _laid(getattr(base, name), getattr(over, name))
            for name in sorted(over.model_fields_set)
            if name in fields
        }
    )


def _laid(base: object, over: object) -> object:
    if isinstance(base, Part) and isinstance(over, Part):
        return overlay(base, over)
    if isinstance(base, dict) and isinstance(over, dict):
        shared, own = cast("dict[str, object]", base), cast("dict[str, object]", over)
        return {**shared, **{key: _laid(shared.get(key), value) for key, value in own.items()}}
    return over
