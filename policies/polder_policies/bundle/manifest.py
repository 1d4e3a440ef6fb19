"""The manifest of a bundle, `polder.evidence/1`: what was judged, by what, and a digest of every other file."""

from datetime import date
from typing import Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from polder_policies.maps.described import described

SCHEMA: Literal["polder.evidence/1"] = "polder.evidence/1"
NAME: Final = "manifest.json"
"""The one file to sign."""

OutputState = Literal["equal", "differs", "absent", "not compared"]


class Record(BaseModel):
    """A part of the manifest."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


class FileRecord(Record):
    """A file of the bundle."""

    path: str
    """Below the bundle, with `/` between folders."""

    sha256: str
    """Digest of its bytes."""

    size: int
    """Bytes."""


class SourceRecord(Record):
    """A file that the environment is read from."""

    path: str
    """From the top of the project, with `/` between folders."""

    sha256: str
    """Digest of its bytes."""


class StackRecord(Record):
    """The Terraform of one stack."""

    name: str
    """Name of the stack."""

    found: str | None
    """Digest of `cdk.tf.json` as it lies in the output; null: it is not there."""

    expected: str | None
    """Digest of what the environment gives; null: it gives no such stack, or it was not built."""


class OutputRecord(Record):
    """The Terraform that lies in the output."""

    state: OutputState
    """`equal`: just what the environment gives; `absent`: nothing lies there; `not compared`: the verdict does not hold."""

    stacks: tuple[StackRecord, ...]
    """Stacks that are there or should be, sorted by name."""


class PackRecord(Record):
    """A pack of rules in force."""

    name: str
    """Its name."""

    title: str
    """What it is."""

    origin: str
    """The package that brings it, with its version; blank: the environment itself."""

    rules: int
    """How many rules it has."""


class EnvironmentRecord(Record):
    """One environment of the bundle."""

    environment: str
    """Its name, and the folder of its files."""

    owner: str
    """Who answers for it."""

    holds: bool
    """Whether something may be built from it."""

    counts: dict[str, int]
    """How many findings there are, by outcome."""

    waivers: int
    """How many findings a waiver accepts."""

    unverified: int
    """How many rules in force were written without reading the text they cite."""

    sources: tuple[SourceRecord, ...]
    """The file and all that it extends, the nearest first."""

    packs: tuple[PackRecord, ...]
    """Packs in force."""

    rules_sha256: str
    """Digest of the texts of all rules in force."""

    output: OutputRecord
    """The Terraform that lies in the output."""


class FactsRecord(Record):
    """A table of dated facts."""

    name: str
    """Its name, as `polder facts NAME` shows it."""

    rows: int
    """How many rows it has."""

    newest: str
    """Date of its newest source."""

    sha256: str
    """Digest of its file."""


class VersionsRecord(Record):
    """What judged."""

    polder: str
    """Version of Polder."""

    code: dict[str, str]
    """Digest of each package's code and data, by its name."""

    libraries: dict[str, str]
    """Versions of the libraries that read and check the file, by name."""


class Manifest(Record):
    """What a bundle is. Its own bytes are canonical JSON (RFC 8785), so that its digest covers the whole bundle."""

    version: Literal["polder.evidence/1"] = Field(default=SCHEMA, alias="schema")
    """The version of this form."""

    on: date
    """The day that was judged."""

    environments: tuple[EnvironmentRecord, ...]
    """Sorted by name."""

    versions: VersionsRecord
    """What judged."""

    facts: tuple[FactsRecord, ...]
    """The dated facts, sorted by name."""

    files: tuple[FileRecord, ...]
    """Every other file of the bundle, sorted by path."""

    disclaimer: str
    """What this is not."""


def schema_text() -> str:
    """Write the JSON Schema of the manifest as it is committed."""
    return described(Manifest, "Polder evidence")
