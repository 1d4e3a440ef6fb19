"""Every file under ``data/`` says by its name what it shows: ``*.happy.yaml`` or ``*.error.<what>.yaml``.

Beside a happy file lies what it means, ``*.happy.json``; beside a bad one what its author is told, ``*.txt``.
``POLDER_REWRITE=1 pytest tests/load/test_files.py`` writes both anew: read the difference before you keep it.
"""

import json
import os
from pathlib import Path
from typing import Annotated, Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, field_validator, model_validator
from pydantic_core import PydanticCustomError

from polder_environments.load import load_as
from polder_environments.problems import InvalidInput, render

DATA = Path(__file__).parent / "data"
FILES = sorted(path.name for path in DATA.glob("*.yaml"))
Name = Annotated[str, StringConstraints(pattern=r"^[a-z]+$")]


class Part(BaseModel):
    """A strict part of the test's model."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)


class Pool(Part):
    """A pool."""

    size: Literal["small", "large"]
    nodes: tuple[int, int]
    """Fewest and most nodes, `[smallest, largest]`."""
    disk: int = Field(default=200, ge=50, le=4000)

    @field_validator("nodes")
    @classmethod
    def ordered(cls, nodes: tuple[int, int]) -> tuple[int, int]:
        """Refuse a range that runs backwards."""
        if nodes[0] > nodes[1]:
            raise ValueError(f"{list(nodes)} runs backwards: write {sorted(nodes)}")
        return nodes


class Site(Part):
    """A site."""

    region: str
    """The cloud's own name of the region."""
    pools: dict[Name, Pool] = {}

    @model_validator(mode="after")
    def on_earth(self) -> "Site":
        """Refuse other planets, with the key that is to blame."""
        if self.region.startswith("mars"):
            raise PydanticCustomError(
                "unknown_region",
                "no cloud has the region {region}",
                {"region": self.region, "key": "region", "allowed": "eu-central-1"},
            )
        return self


class S3(Part):
    """A backend on AWS."""

    kind: Literal["s3"] = "s3"
    bucket: str


class Blob(Part):
    """A backend on Azure."""

    kind: Literal["blob"] = "blob"
    container: str


class Bucket(Part):
    """An output to a bucket."""

    kind: Literal["bucket"]
    name: str


class Folder(Part):
    """An output to a folder."""

    kind: Literal["folder"]
    path: str


class Model(Part):
    """A small environment."""

    extends: str | None = None
    name: str
    protect: bool = True
    labels: dict[str, str] = {}
    sites: dict[Name, Site]
    expire: int | str | None = None
    backend: S3 | Blob | None = None
    outputs: list[Annotated[Bucket | Folder, Field(discriminator="kind")]] = []


def rewritten(file: Path, found: str) -> str:
    """Return what the file holds, after writing `found` to it when asked to."""
    if os.environ.get("POLDER_REWRITE"):
        file.write_text(found, encoding="utf-8")
    return file.read_text(encoding="utf-8") if file.exists() else ""


@pytest.mark.parametrize("name", [name for name in FILES if ".happy." in name])
def test_a_happy_file_means_what_lies_beside_it(name: str) -> None:
    """A good file, merged with what it extends, becomes exactly the data in its JSON file."""
    loaded = load_as(DATA / name, Model, project=DATA)
    found = json.dumps(loaded.environment.model_dump(mode="json", exclude_unset=True), indent=2) + "\n"

    assert rewritten((DATA / name).with_suffix(".json"), found) == found


@pytest.mark.parametrize("name", [name for name in FILES if ".error." in name])
def test_a_bad_file_is_refused_with_the_text_beside_it(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A bad file yields every problem with its place, key, value and what is allowed, and nothing besides."""
    monkeypatch.chdir(DATA)
    with pytest.raises(InvalidInput) as caught:
        load_as(Path(name), Model, project=Path())
    found = render(caught.value.problems)

    assert rewritten(Path(name).with_suffix(".txt"), found) == found


@pytest.mark.parametrize("name", [name for name in FILES if ".error." in name])
def test_every_problem_points_into_a_file(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A position is a line and column that the file has, so that an editor can jump there."""
    monkeypatch.chdir(DATA)
    with pytest.raises(InvalidInput) as caught:
        load_as(Path(name), Model, project=Path())

    for problem in caught.value.problems:
        lines = problem.position.file.read_text(encoding="utf-8").split("\n")
        assert 0 <= problem.position.line <= len(lines)
        if problem.position.line:
            assert 1 <= problem.position.column <= len(lines[problem.position.line - 1]) + 1


def test_the_folder_shows_both_kinds() -> None:
    """The names are the parametrisation: a file that is neither happy nor an error would be tested by nobody."""
    assert [name for name in FILES if (".happy." in name) == (".error." in name)] == []
    assert len(FILES) > 30


WORDS = [
    "name",
    "sites",
    "frankfurt",
    "region",
    "pools",
    "train",
    "size",
    "large",
    "nodes",
    "disk",
    "extends",
    "labels",
    "backend",
    "kind",
    "s3",
    "outputs",
    "expire",
]
TEXTS = st.lists(
    st.sampled_from(
        [
            *WORDS,
            *[
                ": ",
                ":\n",
                "\n  ",
                "\n",
                "{",
                "}",
                "[",
                "]",
                ", ",
                "- ",
                "null",
                "5",
                "1.5",
                "true",
                "'",
                "${",
                "!t ",
                "&a ",
                "*a",
                "<<",
            ],
        ]
    ),
    max_size=30,
).map("".join)


@settings(max_examples=300, deadline=None)
@given(data=st.one_of(st.binary(max_size=100), TEXTS.map(str.encode)))
def test_any_file_is_loaded_or_refused(data: bytes, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Whatever a file holds, loading it ends in an instance or in problems that can be shown, and in nothing else."""
    file = tmp_path_factory.getbasetemp() / "any.yaml"
    file.write_bytes(data)
    try:
        said = load_as(file, Model).environment.model_dump_json()
    except InvalidInput as invalid:
        said = render(invalid.problems)
        refused = True
    else:
        refused = False

    assert said.startswith(str(file)) if refused else "${" not in said
