"""Reads what the generator of prebuilt bindings wrote about a resource type: one pass of regular expressions, no parser.

The generator has three places for each attribute, and none tells everything: the class has the flags and the types of
computed values, `…HclTerraform` has the types of arguments, the interface tells blocks from attributes.
"""

import re
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from polder_rehearsal.schemas.errors import UnknownShape

Kind: TypeAlias = Literal["resource", "data", "provider"]

_CHUNK = re.compile(r"^export (interface|function|class) (\w+)", re.MULTILINE)
_MEMBER = re.compile(r"/\*\*\n(.*?)\*/\s+readonly \w+(\??): ", re.DOTALL)
_DOCUMENTED = re.compile(r"#(\w+) [\w.]+#\w+\}")
_BLOCK = re.compile(r"^  \* (\w+) block$", re.MULTILINE)
_FLAGS = re.compile(
    r"^  // (\w+) - computed: (true|false), optional: (true|false), required: (true|false)\n(.*)\n(.*)$",
    re.MULTILINE,
)
_WRITTEN = re.compile(
    r"^ +(\w+): \{\n +value: (.*),\n +isBlock: \w+,\n +type: \"(\w+)\",\n +storageClassType: \"(\w+)\",$",
    re.MULTILINE,
)
_HEADING = re.compile(r"class \w+ extends cdktf\.Terraform(Resource|DataSource|Provider) ")
_TYPE = re.compile(r'tfResourceType = "(\w[\w-]*)"')
_SOURCE = re.compile(r"terraformProviderSource: '([\w./-]+)'")
_VERSION = re.compile(r"providerVersion: '([^']+)'")
_KINDS: dict[str, Kind] = {"Resource": "resource", "DataSource": "data", "Provider": "provider"}
_HCL = "ToHclTerraform"
_REFERENCE = "OutputReference"


@dataclass(frozen=True, slots=True)
class Flags:
    """Who sets an attribute, and the two lines of code that follow in the class."""

    computed: bool
    optional: bool
    required: bool
    code: str = ""


@dataclass(frozen=True, slots=True)
class Written:
    """How an argument is turned into HCL: the expression, and `simple`, `list`, `set`, `map` or `struct`."""

    expression: str
    container: str
    storage: str


@dataclass(slots=True)
class Struct:
    """All that is said about a block or object, by the names that Terraform uses."""

    flags: dict[str, Flags] = field(default_factory=dict[str, Flags])
    """From the class, where there is one: blocks of a provider have none."""
    members: dict[str, Flags] = field(default_factory=dict[str, Flags])
    """From the interface: what may be written, and whether it must."""
    blocks: frozenset[str] = frozenset()
    written: dict[str, Written] = field(default_factory=dict[str, Written])


@dataclass(frozen=True, slots=True)
class Declared:
    """The generated code of one resource type, data source or provider.

    Args:
        kind: What it is.
        name: The Terraform type, as in `aws_s3_bucket`; for a provider, its name.
        provider_source: Only a provider tells it; as in `aws` or `integrations/github`.
        provider_version: The version of the Terraform provider that it was generated from.
        root: The struct that is the type itself.
        structs: The structs inside, by the name of their interface.
    """

    kind: Kind
    name: str
    provider_source: str
    provider_version: str
    root: Struct
    structs: dict[str, Struct]


def declared_in(source: str) -> Declared:
    """Read the TypeScript of one folder of a provider's package, all its files joined.

    Raises:
        UnknownShape: It is not what the generator is known to write.
    """
    heading, name = _HEADING.search(source), _TYPE.search(source)
    if heading is None or name is None:
        raise UnknownShape("no class of a resource, data source or provider")
    structs: dict[str, Struct] = {}
    root = Struct()
    starts = list(_CHUNK.finditer(source))
    ends = [start.start() for start in starts[1:]] + [len(source)]
    for start, end in zip(starts, ends, strict=True):
        what, called = start[1], start[2]
        text = source[start.end() : end]
        if what == "interface":
            is_root = text.startswith(" extends cdktf.Terraform") or called.endswith("ProviderConfig")
            struct = root if is_root else structs.setdefault(called, Struct())
            struct.members, struct.blocks = _members(text), frozenset(_BLOCK.findall(text))
        elif what == "function" and called.endswith(_HCL):
            structs.setdefault(struct_of(called), Struct()).written = _written(text)
        elif what == "class" and called.endswith(_REFERENCE):
            structs.setdefault(called.removesuffix(_REFERENCE), Struct()).flags = _flags(text)
        elif what == "class" and text.startswith(" extends cdktf.Terraform"):
            root.flags, root.written = _flags(text), _written(text)
    kind = _KINDS[heading[1]]
    if kind == "provider":
        # Not an argument: Terraform takes it for itself before the provider sees anything.
        root.flags.pop("alias", None)
    return Declared(
        kind=kind,
        name=name[1],
        provider_source=_first(_SOURCE, source),
        provider_version=_first(_VERSION, source),
        root=root,
        structs=structs,
    )


def struct_of(function: str) -> str:
    """Return the interface that a generated `fooBarToHclTerraform` converts: `FooBar`."""
    name = function.removesuffix(_HCL)
    return name[:1].upper() + name[1:]


def _first(pattern: re.Pattern[str], source: str) -> str:
    found = pattern.search(source)
    return found[1] if found else ""


def _members(text: str) -> dict[str, Flags]:
    members: dict[str, Flags] = {}
    for documentation, optional in _MEMBER.findall(text):
        names = _DOCUMENTED.findall(documentation)
        if names:
            members[names[-1]] = Flags(computed=False, optional=bool(optional), required=not optional)
    return members


def _flags(text: str) -> dict[str, Flags]:
    return {
        name: Flags(computed == "true", optional == "true", required == "true", f"{first}\n{second}")
        for name, computed, optional, required, first, second in _FLAGS.findall(text)
    }


def _written(text: str) -> dict[str, Written]:
    return {
        name: Written(expression, container, storage)
        for name, expression, container, storage in _WRITTEN.findall(text)
    }
