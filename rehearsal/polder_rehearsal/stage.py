"""Everything a rehearsal needs standing: the copy of the output, the schemas and the stand-ins."""

import json
import shutil
import tempfile
from collections.abc import Collection, Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Final, cast

from polder_rehearsal.project import Stack, copied
from polder_rehearsal.reviewed import force_new, masked
from polder_rehearsal.schemas import Used, provider_schemas, used_by
from polder_rehearsal.schemas.used import provider_sources
from polder_rehearsal.standins import ALL, Cast, StandIns
from polder_rehearsal.wishes import BadRequest, Wish

_BUILT_IN: Final = "builtin/"
"""How the source of a provider begins that Terraform carries itself, as for `terraform_data`."""
_LONGEST_FOLDER: Final = 60
"""A socket's path may have some 100 characters in all."""


@dataclass(frozen=True)
class Stage:
    """What stands.

    Args:
        project: A folder as `cdktf` expects it, with the copy in `cdktf.out`.
        stacks: The chosen stacks and what they need, by their names.
        stand_ins: The running stand-ins.
    """

    project: Path
    stacks: Mapping[str, Stack]
    stand_ins: StandIns


@contextmanager
def stage(out: Path, wish: Wish, *, shared: bool = False, disposable: Path | None = None) -> Generator[Stage]:
    """Set everything up, and take it down again whatever happens.

    Args:
        out: What `polder synth` wrote.
        wish: What is asked for.
        shared: Whether one set of stand-ins serves all stacks, for commands that run Terraform themselves.
        disposable: A folder that was made for this rehearsal and goes as soon as `out` is copied; a rehearsal that
            is killed would leave it lying.

    Raises:
        BadRequest: Something is asked for that is not there.
        NoSchema: A provider or type is used that no bindings are installed for.
        OSError: There is nothing to read.
        ValueError: It is not what CDKTF writes.
    """
    short = len(tempfile.gettempdir()) > _LONGEST_FOLDER
    scratch = Path(tempfile.mkdtemp(prefix="polder-rehearsal-", dir="/tmp" if short else None))  # noqa: S108 - made anew, with a name nobody knows
    try:
        states = (wish.keep or scratch / "state").absolute()
        states.mkdir(parents=True, exist_ok=True)
        copy = copied(out, scratch / "project", states)
        if disposable is not None:
            shutil.rmtree(disposable, ignore_errors=True)
        stacks = _chosen(copy, wish.stacks)
        wish.check({name: stack.written for name, stack in stacks.items()})
        cast_ = _cast(stacks, wish, scratch, shared=shared)
        with StandIns(cast_, scratch) as stand_ins:
            yield Stage(scratch / "project", stacks, stand_ins)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def _chosen(stacks: Mapping[str, Stack], patterns: Collection[str]) -> dict[str, Stack]:
    """Choose stacks, with those that they need."""
    wanted = {
        name for name in stacks if not patterns or any(fnmatchcase(name, pattern) for pattern in patterns)
    }
    if not wanted:
        raise BadRequest(f"no stack is called {' or '.join(patterns)}; there are {', '.join(stacks)}")
    while more := {need for name in wanted for need in stacks[name].needs} - wanted:
        wanted |= more
    return {name: stack for name, stack in stacks.items() if name in wanted}


def _cast(stacks: Mapping[str, Stack], wish: Wish, scratch: Path, *, shared: bool) -> Cast:
    written = [stack.written for stack in stacks.values()]
    used = used_by(written)
    for source, kinds in _kept(stacks):
        used[source] = used.get(source, Used()) | Used(resources=frozenset(kinds))
    schemas = masked(provider_schemas(used))
    wish.check_drifts(
        {
            kind: schema["block"]
            for provider in schemas["provider_schemas"].values()
            for kind, schema in provider["resource_schemas"].items()
        }
    )
    sources = {name: sorted(set(provider_sources(stack.written).values())) for name, stack in stacks.items()}
    files = {name: stack.file for name, stack in stacks.items()}
    failing = [
        (name, address) for name, stack in stacks.items() for address in wish.failing(name, stack.written)
    ]
    if shared:
        whole = scratch / "all.json"
        whole.write_text(json.dumps(_together(stacks)))
        sources, files = {ALL: sorted({source for each in sources.values() for source in each})}, {ALL: whole}
        failing = [(ALL, f"{address.replace('.', f'.{name}/', 1)}") for name, address in failing]
    return Cast(schemas, force_new(), files, sources, wish.slow, failing)


def _together(stacks: Mapping[str, Stack]) -> dict[str, object]:
    """Put the resources of all stacks in one, each under its stack's name."""
    together: dict[str, dict[str, object]] = {}
    for name, stack in stacks.items():
        resources = cast("Mapping[str, Mapping[str, object]]", stack.written.get("resource", {}))
        for kind, named in resources.items():
            together.setdefault(kind, {}).update({f"{name}/{each}": body for each, body in named.items()})
    return {"resource": together}


def _kept(stacks: Mapping[str, Stack]) -> list[tuple[str, set[str]]]:
    """Find the types that a kept state holds: what is no longer written has to be taken down."""
    found: list[tuple[str, set[str]]] = []
    for stack in stacks.values():
        if not stack.state.is_file():
            continue
        state = cast("Mapping[str, list[Mapping[str, str]]]", json.loads(stack.state.read_text() or "{}"))
        for resource in state.get("resources", []):
            source = resource["provider"].partition('"')[2].partition('"')[0].partition("/")[2]
            if resource["mode"] == "managed" and not source.startswith(_BUILT_IN):
                found.append((source, {resource["type"]}))
    return found
