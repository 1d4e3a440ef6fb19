"""Sites that were built before are not built again, and nothing else is taken for one of them."""

from pathlib import Path

import pytest

from emission import PROJECT, topology_of
from polder_environments.topology import Topology
from polder_stacks import built
from polder_stacks.synth import Synthesized, synthesize


@pytest.fixture
def topology(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Topology:
    """Give an environment of one site, and a cache of its own."""
    monkeypatch.setenv("POLDER_CACHE_DIR", str(tmp_path / "cache"))
    return topology_of(PROJECT / "environments" / "dev.yaml")


def _again(topology: Topology, folder: Path, *, anew: bool = False) -> tuple[Synthesized, ...]:
    return synthesize((topology,), folder, anew=anew)[0]


def _was_built(stacks: tuple[Synthesized, ...]) -> bool:
    return all(stack.seconds is not None for stack in stacks)


def test_a_site_is_built_once(topology: Topology, tmp_path: Path) -> None:
    """The second synthesis builds nothing and writes the same bytes; `anew` builds all the same."""
    assert _was_built(_again(topology, tmp_path / "first"))

    second = _again(topology, tmp_path / "second")

    assert not _was_built(second)
    assert _was_built(_again(topology, tmp_path / "third", anew=True))
    files = [file.relative_to(tmp_path / "first") for file in (tmp_path / "first").rglob("*.json")]
    assert len(files) == 3
    for file in files:
        first = (tmp_path / "first" / file).read_bytes()
        assert (tmp_path / "second" / file).read_bytes() == first
        assert (tmp_path / "third" / file).read_bytes() == first


def test_another_plan_is_built(topology: Topology, tmp_path: Path) -> None:
    """Whatever changes in a site's plan, down to how long logs are kept, the site is built."""
    _again(topology, tmp_path)
    site = topology.sites[0]
    changed = topology.model_copy(update={"sites": (site.model_copy(update={"log_retention": 60}),)})

    assert _was_built(_again(changed, tmp_path))


def test_other_code_builds(topology: Topology, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """After a change of the code every site is built."""
    _again(topology, tmp_path)
    monkeypatch.setattr(built, "code_digest", lambda: "another")

    assert _was_built(_again(topology, tmp_path))


def test_the_digest_is_of_all_that_decides(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The digest changes with a line of an adapter, with a fact, and with a setting of CDKTF's."""
    package = type("Package", (), {"__path__": [str(tmp_path)]})
    monkeypatch.setattr(built, "CODE", (package,))
    (tmp_path / "adapter.py").write_text("retention = 30\n")
    digests: list[str] = []

    def note() -> None:
        built.code_digest.cache_clear()
        digests.append(built.code_digest())

    note()
    (tmp_path / "adapter.py").write_text("retention = 31\n")
    note()
    (tmp_path / "data.csv").write_text("a,b\n")
    note()
    monkeypatch.setenv("CDKTF_CONTEXT_JSON", '{"excludeStackIdFromLogicalIds": "true"}')
    note()
    monkeypatch.setenv("CDKTF_OUTDIR", "elsewhere")
    note()

    built.code_digest.cache_clear()
    assert len(set(digests)) == 4
    assert digests[3] == digests[4]


@pytest.mark.parametrize("damage", [b"", b"{", None], ids=["empty", "cut", "edited"])
def test_a_damaged_entry_is_built_again(damage: bytes | None, topology: Topology, tmp_path: Path) -> None:
    """An entry that is not what was written is not used."""
    _again(topology, tmp_path / "out")
    (entry,) = (tmp_path / "cache").rglob("sites/*.json")
    entry.write_bytes(
        entry.read_bytes().replace(b"europe-west4", b"us-central1") if damage is None else damage
    )

    assert _was_built(_again(topology, tmp_path / "out"))


def test_full_bindings_use_nothing(
    topology: Topology, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With POLDER_FULL_BINDINGS what CDKTF itself makes is seen, not what was made before."""
    _again(topology, tmp_path)
    monkeypatch.setenv("POLDER_FULL_BINDINGS", "1")

    assert not built.may_remember()
