"""Reads a stack from `cdk.tf.json`: all of it, or it says what it does not understand."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Final, cast

from polder_policies.inspection.findings import Complaint
from polder_policies.inspection.stack import BUILT_IN, Block, Stack

_SECTIONS: Final = frozenset(
    {"//", "terraform", "provider", "resource", "data", "output", "variable", "locals"}
)
_SETTINGS: Final = frozenset({"//", "backend", "required_providers", "required_version"})
_ESCAPES: Final = frozenset({"provisioner", "connection", "dynamic"})
"""Keys of a resource under which something else is done than the type's: commands run, blocks are made up."""

REMOTE_STATE: Final = "terraform_remote_state"
"""The data source that reads another stack's state."""

_DEFAULT_HOSTS: Final = frozenset({"registry.terraform.io", "registry.opentofu.org"})
"""What Terraform and OpenTofu put before a source that names no host."""


def read_stack(file: Path) -> Stack:
    """Read a stack.

    Raises:
        OSError: The file cannot be read.
        ValueError: It is not JSON, or names a key twice, of which Terraform and others see different ones.
    """
    return stack_of(file.parent.name, json.loads(file.read_text(encoding="utf-8")))


def read_strictly(file: Path) -> Stack:
    """Read a stack that others may have had in their hands: as `read_stack`, and no key may stand twice.

    Raises:
        OSError: The file cannot be read.
        ValueError: It is not JSON, or names a key twice.
    """
    text = file.read_text(encoding="utf-8")
    return stack_of(file.parent.name, json.loads(text, object_pairs_hook=_once))


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        keys = [key for key, _ in pairs]
        raise ValueError(f"a key stands twice: {next(key for key in keys if keys.count(key) > 1)}")
    return found


def stack_of(name: str, emitted: object) -> Stack:
    """Take a parsed `cdk.tf.json` apart."""
    reading = _Reading()
    sections = reading.mapping("", emitted)
    for key, content in sections.items():
        if key not in _SECTIONS:
            reading.odd(key, "is a section that is not inspected")
        elif key not in ("//", "variable"):
            _READERS[key](reading, content)
    blocks = tuple(reading.finished())
    return Stack(
        name=name,
        blocks=blocks,
        outputs=reading.outputs,
        local_values=reading.local_values,
        oddities=tuple(reading.oddities),
        resources=sum(block.mode == "resource" for block in blocks),
        data_sources=sum(block.mode == "data" for block in blocks),
    )


class _Reading:
    """What has been read so far."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.outputs: dict[str, object] = {}
        self.local_values: dict[str, object] = {}
        self.oddities: list[tuple[str, Complaint]] = []
        self.sources: dict[str, str] = {}

    def finished(self) -> Iterator[Block]:
        """All blocks; providers by their source, those without a configuration too."""
        configured: set[str] = set()
        for block in self.blocks:
            configured.add(block.kind if block.mode == "provider" else "")
            yield (
                replace(block, kind=self.sources.get(block.kind) or full_source(block.kind))
                if block.mode == "provider"
                else block
            )
        for name in self.sources.keys() - configured:
            yield Block("provider", self.sources[name], "", {}, f"provider.{name}")

    def odd(self, where: str, what: str) -> None:
        self.oddities.append((where or BUILT_IN, Complaint("section", what)))

    def mapping(self, where: str, value: object) -> dict[str, object]:
        """Read one object; anything else is odd."""
        if isinstance(value, dict):
            return cast("dict[str, object]", value)
        self.odd(where, "is not an object")
        return {}

    def labelled(self, where: str, value: object) -> Iterator[tuple[str, object]]:
        """Read labels and what is under them; Terraform also takes a list of such objects."""
        for each in cast("list[object]", value) if isinstance(value, list) else [value]:
            for label, inner in self.mapping(where, each).items():
                if label != "//":
                    yield label, inner

    def bodies(self, where: str, value: object) -> Iterator[dict[str, object]]:
        """Read a block or a list of blocks."""
        for each in cast("list[object]", value) if isinstance(value, list) else [value]:
            yield self.mapping(where, each)

    def terraform(self, content: object) -> None:
        for settings in self.bodies("terraform", content):
            for key in settings.keys() - _SETTINGS:
                self.odd(f"terraform.{key}", "is a setting that is not inspected")
            for name, wanted in self.labelled(
                "terraform.required_providers", settings.get("required_providers", {})
            ):
                self.sources[name] = full_source(_source(wanted, name))
            for kind, value in self.labelled("terraform.backend", settings.get("backend", {})):
                for body in self.bodies(f"backend.{kind}", value):
                    self.blocks.append(Block("backend", kind, "", body, f"backend.{kind}"))

    def providers(self, content: object) -> None:
        for name, value in self.labelled("provider", content):
            for body in self.bodies(f"provider.{name}", value):
                alias = body.get("alias")
                address = f"provider.{name}.{alias}" if alias else f"provider.{name}"
                self.blocks.append(Block("provider", name, str(alias or ""), body, address))

    def resources(self, content: object) -> None:
        self._typed("resource", content)

    def data(self, content: object) -> None:
        self._typed("data", content)

    def _typed(self, mode: str, content: object) -> None:
        for kind, named in self.labelled(mode, content):
            prefix = "" if mode == "resource" else "data."
            for name, value in self.labelled(f"{prefix}{kind}", named):
                for body in self.bodies(f"{prefix}{kind}.{name}", value):
                    self._block(mode, kind, name, body)

    def _block(self, mode: str, kind: str, name: str, body: dict[str, object]) -> None:
        address = f"{kind}.{name}" if mode == "resource" else f"data.{kind}.{name}"
        for key in _ESCAPES & body.keys():
            self.odd(address, f"has a {key}, which does what nobody inspects")
        provider = body.get("provider") or (
            BUILT_IN if kind.startswith("terraform_") else kind.partition("_")[0]
        )
        construct = _construct(body)
        block = Block(
            "resource" if mode == "resource" else "data", kind, name, body, address, str(provider), construct
        )
        if kind == REMOTE_STATE:
            if not isinstance(body.get("backend"), str) or not isinstance(body.get("config"), dict):
                self.odd(address, "says where it reads by an expression")
            self.blocks.append(remote_backend(block))
        self.blocks.append(block)

    def output(self, content: object) -> None:
        for name, value in self.labelled("output", content):
            self.outputs[name] = self.mapping(f"output.{name}", value).get("value")

    def locals(self, content: object) -> None:
        for body in self.bodies("locals", content):
            self.local_values.update(body)


_READERS: Final = {
    "terraform": _Reading.terraform,
    "provider": _Reading.providers,
    "resource": _Reading.resources,
    "data": _Reading.data,
    "output": _Reading.output,
    "locals": _Reading.locals,
}


def remote_backend(block: Block) -> Block:
    """What `terraform_remote_state` says of where it reads, as the backend that it is."""
    config = block.body.get("config")
    return Block(
        mode="backend",
        kind=str(block.body.get("backend")),
        name=block.name,
        body=cast("dict[str, object]", config) if isinstance(config, dict) else {},
        address=f"{block.address}.config",
        construct=block.construct,
    )


def full_source(source: str) -> str:
    """A provider's source with its namespace and without the usual host: CDKTF writes `aws` for `hashicorp/aws`."""
    words = source.split("/")
    if len(words) == 3 and words[0] in _DEFAULT_HOSTS:  # noqa: PLR2004 - host, namespace, type
        words = words[1:]
    return "/".join(words) if len(words) > 1 else f"hashicorp/{source}"


def _source(wanted: object, name: str) -> str:
    if isinstance(wanted, dict):
        return str(cast("Mapping[str, object]", wanted).get("source", name))
    return name


def _construct(body: Mapping[str, object]) -> str | None:
    comment = body.get("//")
    metadata = cast("Mapping[str, object]", comment).get("metadata") if isinstance(comment, dict) else None
    path = cast("Mapping[str, object]", metadata).get("path") if isinstance(metadata, dict) else None
    return path if isinstance(path, str) else None
