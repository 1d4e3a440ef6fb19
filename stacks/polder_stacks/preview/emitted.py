"""What was synthesized, as far as a plan of it is concerned: what each stack waits for, reads of others, and differs in."""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final, cast

from polder_environments.topology import Topology
from polder_previews.preview import Where
from polder_stacks.names import PARTS, stack_name

_REFERENCE: Final = re.compile(
    r"data\.terraform_remote_state\.(?P<name>[\w-]+)(?:\.outputs(?:\.(?P<output>[\w-]+))?)?"
)
_REMOTE_STATE: Final = "terraform_remote_state"
_COMMENT: Final = "//"
"""A key that Terraform does not look at, under which CDKTF writes where constructs stand."""


@dataclass(frozen=True)
class Emitted:
    """A stack that was synthesized.

    Args:
        name: Its name.
        environment: Name of its environment.
        where: Where it stands.
        needs: The stacks that are applied before it.
        written: Its `cdk.tf.json`.
    """

    name: str
    environment: str
    where: Where
    needs: tuple[str, ...]
    written: Mapping[str, object]

    @cached_property
    def output_hash(self) -> str:
        """Hash of what Terraform reads of it, in hexadecimal digits of SHA-256."""
        canonical = json.dumps(_bare(self.written), sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(canonical.encode()).hexdigest()

    @cached_property
    def outputs(self) -> frozenset[str]:
        """Names of the outputs that it gives to others."""
        return frozenset(_map(self.written.get("output")))

    def reads(self, other: "Emitted") -> frozenset[str]:
        """Give the names of another stack's outputs that it reads."""
        places = _map(_map(self.written.get("data")).get(_REMOTE_STATE))
        names = {name for name, body in places.items() if _is_state_of(other, _map(body))}
        read: set[str] = set()
        for found in _references(self.written):
            if found["name"] in names:
                # Whoever reads the state as a whole reads all that is in it.
                read |= {found["output"]} if found["output"] else other.outputs
        return frozenset(read)


def read_emitted(out: Path, topologies: Sequence[Topology]) -> dict[str, Emitted]:
    """Read what was synthesized.

    Args:
        out: The folder that it was written to.
        topologies: What it was made from.

    Returns:
        The stacks by name, in the order in which they are applied.
    """
    manifest = _map(json.loads((out / "manifest.json").read_text())["stacks"])
    found: dict[str, Emitted] = {}
    for topology in topologies:
        for site in topology.sites:
            for name in (stack_name(site, part) for part in PARTS):
                entry = _map(manifest.get(name))
                if entry:
                    file = out / str(entry["synthesizedStackPath"])
                    found[name] = Emitted(
                        name,
                        topology.environment,
                        Where(site.name, site.cloud, site.region),
                        tuple(cast("Sequence[str]", entry["dependencies"])),
                        cast("Mapping[str, object]", json.loads(file.read_text())),
                    )
    return found


def _is_state_of(stack: Emitted, reading: Mapping[str, object]) -> bool:
    """Say whether a remote state is that of a stack: what says where it lies is what the stack's backend says."""
    backends = _map(_map(stack.written.get("terraform")).get("backend"))
    kind = str(reading.get("backend"))
    if kind not in backends:
        return False
    backend = _map(backends[kind])
    return all(backend.get(key) == value for key, value in _map(reading.get("config")).items())


def _references(value: object) -> Iterator["re.Match[str]"]:
    if isinstance(value, str):
        yield from _REFERENCE.finditer(value)
    elif isinstance(value, Mapping):
        for inner in cast("Mapping[str, object]", value).values():
            yield from _references(inner)
    elif isinstance(value, list):
        for inner in cast("list[object]", value):
            yield from _references(inner)


def _bare(written: Mapping[str, object]) -> dict[str, object]:
    """Leave out the comments: at the top, and in resources and data sources. Elsewhere such a key is a setting."""
    bare = {key: value for key, value in written.items() if key != _COMMENT}
    for section in ("resource", "data"):
        if section in bare:
            bare[section] = {
                kind: {name: _uncommented(body) for name, body in _map(named).items()}
                for kind, named in _map(bare[section]).items()
            }
    return bare


def _uncommented(body: object) -> object:
    return {key: value for key, value in _map(body).items() if key != _COMMENT}


def _map(value: object) -> Mapping[str, object]:
    return cast("Mapping[str, object]", value) if isinstance(value, Mapping) else {}
