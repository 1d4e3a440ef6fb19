"""Puts the schemas that a run needs together, in the form that Terraform prints."""

from polder_constructs.bindings.cache import Cache
from polder_rehearsal.schemas.errors import NoSchema
from polder_rehearsal.schemas.library import Library
from polder_rehearsal.schemas.model import REGISTRY, ProviderSchema, ProviderSchemas, Usage, Used
from polder_rehearsal.schemas.package import full_source, package_of
from polder_rehearsal.schemas.typescript import Kind
from polder_rehearsal.schemas.unbound import unbound_of

FORMAT_VERSION = "1.0"
"""The format of `terraform providers schema -json` that is written."""


def provider_schemas(used: Usage, cache: Cache | None = None) -> ProviderSchemas:
    """Return the schemas of the types in use, and of their providers' configuration.

    Args:
        used: By provider source, as `used_in` returns it.
        cache: Where derived schemas are kept; that of the bindings when None.

    Raises:
        NoSchema: A provider's bindings are not installed, or have no such type.
        UnknownShape: The bindings of a type are not understood.
        OSError: Neither the cache nor the temp directory can be written.
    """
    cache = cache or Cache.open()
    schemas = {
        f"{REGISTRY}/{full_source(source)}": _provider_schema(full_source(source), types, cache)
        for source, types in sorted(used.items())
    }
    return {"format_version": FORMAT_VERSION, "provider_schemas": schemas}


def _provider_schema(source: str, types: Used, cache: Cache) -> ProviderSchema:
    unbound = unbound_of(source)
    package = package_of(unbound.configured_like if unbound else source)
    if package is None:
        raise NoSchema(f"there are no bindings of {source}")
    provider: tuple[Kind, str] = ("provider", package.module)
    wanted: list[tuple[Kind, str]] = [provider]
    if unbound is None:
        wanted.extend(("resource", name) for name in sorted(types.resources))
        wanted.extend(("data", name) for name in sorted(types.data_sources))
    entries = Library(package, cache).entries(wanted)
    derived: ProviderSchema = {
        "provider": entries[provider]["schema"],
        "resource_schemas": {
            name: entry["schema"] for (kind, name), entry in entries.items() if kind == "resource"
        },
        "data_source_schemas": {
            name: entry["schema"] for (kind, name), entry in entries.items() if kind == "data"
        },
    }
    if unbound is not None:
        derived["resource_schemas"] = unbound.of(types.resources)
        derived["data_source_schemas"] = unbound.of(types.data_sources)
    return derived
