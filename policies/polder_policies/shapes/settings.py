"""Which line of the file says how something of the platform is at a site."""

from collections.abc import Mapping
from typing import cast

from pydantic import BaseModel

from polder_environments.problems import KeyPath
from polder_policies.estate import Estate


def declared_at(estate: Estate, site: str, *path: str) -> KeyPath:
    """Give the key at the site where it says so itself, else the platform's, whose value it has.

    Args:
        estate: What is judged.
        site: The site.
        path: Keys as the platform has them: `stores`, `datasets`, `versioned`.
    """
    at: object = estate.environment.sites[site]
    for part in path:
        if isinstance(at, BaseModel) and part in at.model_fields_set:
            at = getattr(at, part)
        elif isinstance(at, Mapping) and part in at:
            at = cast("Mapping[str, object]", at)[part]
        else:
            return ("platform", *path)
    return ("sites", site, *path)
