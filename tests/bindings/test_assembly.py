import importlib.util
import io
import json
import tarfile
from pathlib import Path
from typing import Any, cast

import pytest

from polder_constructs.bindings import assembly
from polder_constructs.bindings.assembly import Pieces, UnexpectedLayout, split


def tarball_of(package: str) -> Path:
    """Return the tarball that a provider's package carries."""
    spec = importlib.util.find_spec(f"{package}._jsii")
    assert spec is not None
    assert spec.origin is not None
    return next(Path(spec.origin).parent.glob("*.tgz"))


def contents(tarball: bytes | Path) -> dict[str, bytes]:
    """Return the files of a tarball."""
    content = tarball.read_bytes() if isinstance(tarball, Path) else tarball
    with tarfile.open(fileobj=io.BytesIO(content)) as archive:
        found = ((member.name, archive.extractfile(member)) for member in archive)
        return {name: file.read() for name, file in found if file is not None}


def drop_unread(value: Any) -> None:
    """Delete from a description what jsii does not read at run time."""
    if isinstance(value, dict):
        described = cast("dict[str, Any]", value)
        for key in ("docs", "locationInModule", "symbolId"):
            described.pop(key, None)
        for item in described.values():
            drop_unread(item)
    elif isinstance(value, list):
        for item in cast("list[Any]", value):
            drop_unread(item)


def made(tmp_path: Path, types: dict[str, Any], code: str = "", **description: Any) -> Path:
    """Write a tarball of a provider with the submodules `first` and `second`."""
    described = {
        "schema": assembly.SCHEMA,
        "name": "@cdktf/provider-made",
        "version": "1.0.0",
        "readme": {},
        "submodules": {
            f"@cdktf/provider-made.{name}": {"symbolId": f"src/{name}/index:"} for name in ("first", "second")
        },
        "types": types,
        **description,
    }
    files = {
        "package/.jsii": json.dumps(described),
        "package/package.json": "{}",
        "package/lib/first/index.js": code,
        "package/lib/second/index.js": "",
    }
    path = tmp_path / "made.tgz"
    with tarfile.open(path, "w:gz") as archive:
        for name, content in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content.encode()))
    return path


FIRST = {"fqn": "@cdktf/provider-made.first.First", "namespace": "first", "kind": "class"}


@pytest.fixture(scope="module")
def helm() -> Pieces:
    """Return the real Helm provider in pieces."""
    return Pieces(split(tarball_of("cdktf_cdktf_provider_helm")))


def test_a_trimmed_tarball_holds_the_asked_submodules_alone(helm: Pieces) -> None:
    """Types, submodules, code and index name what was asked for, and nothing else of the provider."""
    files = contents(helm.tarball(["provider", "release"]))
    described = json.loads(files["package/.jsii"])

    assert set(described["submodules"]) == {"@cdktf/provider-helm.provider", "@cdktf/provider-helm.release"}
    assert {name.split(".")[1] for name in described["types"]} == {"provider", "release"}
    assert set(files) == {
        "package/.jsii",
        "package/package.json",
        "package/lib/index.js",
        "package/lib/provider/index.js",
        "package/lib/release/index.js",
    }
    assert b"dataHelmTemplate" not in files["package/lib/index.js"]


def test_types_and_code_are_those_of_the_package(helm: Pieces) -> None:
    """What jsii reads of a type, and what Node.js runs, is as in the real tarball; documentation and source maps go."""
    whole = contents(tarball_of("cdktf_cdktf_provider_helm"))
    trimmed = contents(helm.tarball(["release"]))
    real = json.loads(whole["package/.jsii"])["types"]
    ours = json.loads(trimmed["package/.jsii"])["types"]

    for described in real.values():
        drop_unread(described)

    assert ours == {name: real[name] for name in real if name.startswith("@cdktf/provider-helm.release.")}
    code = trimmed["package/lib/release/index.js"]
    assert whole["package/lib/release/index.js"].startswith(code)
    assert whole["package/lib/release/index.js"][len(code) :].startswith(b"//# sourceMappingURL=data:")


def test_the_same_pieces_give_the_same_bytes(helm: Pieces) -> None:
    """A tarball depends on the set of submodules, not on their order or the time: jsii caches by its digest."""
    assert helm.tarball(["provider", "release"]) == helm.tarball(["release", "provider"])


def test_the_same_package_gives_the_same_pieces(monkeypatch: pytest.MonkeyPatch, helm: Pieces) -> None:
    """Processes that split at once write the same bytes, so that any mix of their files is whole."""
    monkeypatch.setattr("time.time", lambda: 1e9)

    assert split(tarball_of("cdktf_cdktf_provider_helm")) == helm.content


def test_an_unknown_submodule_is_not_passed_over(helm: Pieces) -> None:
    """A submodule that the pieces do not have is an error, not a tarball without it."""
    with pytest.raises(UnexpectedLayout, match="releases"):
        helm.tarball(["releases"])


def test_damaged_pieces_are_noticed(helm: Pieces) -> None:
    """A zip that was cut short gives no tarball."""
    with pytest.raises(UnexpectedLayout):
        Pieces(helm.content[: len(helm.content) // 2]).tarball(["release"])


@pytest.mark.parametrize(
    ("types", "code", "description"),
    [
        ({FIRST["fqn"]: FIRST | {"base": "@cdktf/provider-made.second.Second"}}, "", {}),
        ({FIRST["fqn"]: FIRST}, 'require("../second")', {}),
    ],
    ids=["a type", "code"],
)
def test_a_submodule_that_needs_another_is_refused(
    tmp_path: Path, types: dict[str, Any], code: str, description: dict[str, Any]
) -> None:
    """Trimming is right only while submodules stand alone, so it checks that the ones in use do."""
    pieces = Pieces(split(made(tmp_path, types, code, **description)))

    with pytest.raises(UnexpectedLayout):
        pieces.tarball(["first"])


def test_the_made_package_is_fine_otherwise(tmp_path: Path) -> None:
    """The refusals above and below come from what they name: the same package without it is trimmed."""
    described = json.loads(
        contents(Pieces(split(made(tmp_path, {FIRST["fqn"]: FIRST}))).tarball(["first"]))["package/.jsii"]
    )

    assert described["types"] == {FIRST["fqn"]: FIRST}


@pytest.mark.parametrize(
    ("types", "description"),
    [
        ({"@cdktf/provider-made.Root": {"kind": "class"}}, {}),
        ({FIRST["fqn"]: FIRST | {"namespace": "third"}}, {}),
        ({}, {"schema": "jsii/1.0.0"}),
        ({}, {"usedFeatures": ["intersection-types"]}),
        ({}, {"submodules": {"@cdktf/provider-made.a.b": {"symbolId": "src/a/b/index:"}}}),
        ({}, {"submodules": {"@cdktf/provider-made.third": {"symbolId": "src/third/index:"}}}),
    ],
    ids=["root type", "unknown namespace", "format", "feature", "nested submodule", "no code"],
)
def test_an_unexpected_layout_is_refused(
    tmp_path: Path, types: dict[str, Any], description: dict[str, Any]
) -> None:
    """A package laid out in another way is left alone, rather than trimmed wrongly."""
    with pytest.raises(UnexpectedLayout):
        split(made(tmp_path, types, **description))


def test_a_truncated_package_is_refused(tmp_path: Path) -> None:
    """A broken download is an unexpected layout, not a crash in the middle of an import."""
    path = made(tmp_path, {})
    path.write_bytes(path.read_bytes()[:100])

    with pytest.raises(UnexpectedLayout):
        split(path)
