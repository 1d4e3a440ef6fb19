"""Finds out which types a synthesized output uses, to ask for their schemas and no others."""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, cast

from polder_rehearsal.schemas.model import Used
from polder_rehearsal.schemas.package import full_source

_BUILT_IN = "terraform"
"""The provider of `terraform_remote_state` and `terraform_data`: Terraform carries it itself."""


def used_in(out: Path) -> dict[str, Used]:
    """Return the types in use, by provider source, in an output folder.

    Args:
        out: The folder that `polder synth` or `cdktf synth` wrote, its `manifest.json`, or one stack's `cdk.tf.json`.

    Raises:
        OSError: There is nothing to read.
        ValueError: A file is not JSON.
    """
    if out.is_dir():
        out = out / "manifest.json"
    if out.name != "manifest.json":
        return used_by([_read(out)])
    stacks = cast("Mapping[str, Mapping[str, str]]", _read(out)["stacks"])
    return used_by(_read(out.parent / stack["synthesizedStackPath"]) for stack in stacks.values())


def used_by(stacks: Iterable[Mapping[str, object]]) -> dict[str, Used]:
    """Return the types in use, by provider source, in parsed `cdk.tf.json` files."""
    used: dict[str, Used] = {}
    for stack in stacks:
        sources = provider_sources(stack)
        for source in sources.values():
            used.setdefault(source, Used())
        for name, source, is_data in types_in(stack, sources):
            types = frozenset({name})
            used[source] = used.get(source, Used()) | (
                Used(data_sources=types) if is_data else Used(resources=types)
            )
    return dict(sorted(used.items()))


def provider_sources(stack: Mapping[str, object]) -> dict[str, str]:
    """Return the full source of each provider by its name in one stack."""
    terraform = cast("Mapping[str, Any]", stack.get("terraform", {}))
    required = cast("Mapping[str, Mapping[str, str]]", terraform.get("required_providers", {}))
    sources = {name: full_source(wanted.get("source", name)) for name, wanted in required.items()}
    for name in cast("Mapping[str, object]", stack.get("provider", {})):
        sources.setdefault(name, full_source(name))
    return sources


def types_in(stack: Mapping[str, object], sources: Mapping[str, str]) -> Iterable[tuple[str, str, bool]]:
    """Give each type of a stack with the source of its provider, and whether it is a data source."""
    for section, is_data in (("resource", False), ("data", True)):
        for name, instances in cast("Mapping[str, Mapping[str, object]]", stack.get(section, {})).items():
            for body in instances.values():
                # CDKTF writes `google-beta` or `google.alias` where a resource has a provider of its own.
                chosen = str(cast("Mapping[str, object]", body).get("provider", ""))
                provider = chosen.strip("${}").partition(".")[0] or name.partition("_")[0]
                if provider != _BUILT_IN:
                    yield name, sources.get(provider, full_source(provider)), is_data


def _read(file: Path) -> dict[str, object]:
    return cast("dict[str, object]", json.loads(file.read_text(encoding="utf-8")))
