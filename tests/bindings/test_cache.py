import os
import time
from pathlib import Path

import pytest

from polder_constructs.bindings import cache as cache_module
from polder_constructs.bindings.cache import Cache, chosen_directory


def test_what_was_written_is_intact(tmp_path: Path) -> None:
    """An entry can be read back, and leaves no temporary file beside it."""
    entry = tmp_path / "a" / "b.tgz"
    Cache(tmp_path).write_checked(entry, b"content")

    assert Cache(tmp_path).is_intact(entry)
    assert entry.read_bytes() == b"content"
    assert sorted(file.name for file in entry.parent.iterdir()) == ["b.tgz", "b.tgz.sha256"]


@pytest.mark.parametrize(
    "damage", [b"", b"conten", b"contenT", None], ids=["emptied", "truncated", "edited", "lost"]
)
def test_a_damaged_entry_is_noticed(tmp_path: Path, damage: bytes | None) -> None:
    """An entry that is not what was written counts as missing."""
    entry = tmp_path / "b.tgz"
    Cache(tmp_path).write_checked(entry, b"content")
    if damage is None:
        entry.unlink()
    else:
        entry.write_bytes(damage)

    assert not Cache(tmp_path).is_intact(entry)


def test_an_entry_without_its_digest_is_not_trusted(tmp_path: Path) -> None:
    """A process that was killed between the two files leaves an entry that is built again."""
    Cache(tmp_path).write(tmp_path / "b.tgz", b"content")

    assert not Cache(tmp_path).is_intact(tmp_path / "b.tgz")


def test_a_failed_write_leaves_the_old_entry(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody ever sees half an entry, nor the temporary file of one that could not be put in place."""
    entry = tmp_path / "b.tgz"
    Cache(tmp_path).write(entry, b"old")

    def refuse(*_: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(os, "replace", refuse)
    with pytest.raises(OSError, match="disk full"):
        Cache(tmp_path).write(entry, b"new")

    assert entry.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [entry]


def test_only_entries_that_nobody_reads_are_pruned(tmp_path: Path) -> None:
    """A month without use deletes an entry; a read in between keeps it."""
    cache = Cache(tmp_path)
    long_ago = time.time() - cache_module.KEEP_SECONDS - 1
    for name in ("unused", "used"):
        cache.write_checked(tmp_path / name, b"")
        os.utime(tmp_path / name, (long_ago, long_ago))

    assert cache.is_intact(tmp_path / "used")
    cache.prune(tmp_path)

    assert (tmp_path / "used").exists()
    assert not (tmp_path / "unused").exists()


def test_the_directory_is_the_users_choice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """POLDER_CACHE_DIR goes before XDG_CACHE_HOME."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "xdg"))
    monkeypatch.setenv("POLDER_CACHE_DIR", str(tmp_path / "own"))
    assert chosen_directory() == tmp_path / "own" / "bindings"

    monkeypatch.delenv("POLDER_CACHE_DIR")
    monkeypatch.setattr("sys.platform", "linux")
    assert chosen_directory() == tmp_path / "xdg" / "polder" / "bindings"


def test_a_directory_that_cannot_be_written_is_replaced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """One line says so, and the work goes on in a private temporary directory."""
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("POLDER_CACHE_DIR", str(tmp_path / "file"))

    opened = Cache.open()

    assert opened.directory.stat().st_mode & 0o777 == 0o700
    assert opened.directory.is_relative_to(os.environ.get("TMPDIR", "/tmp"))  # noqa: S108
    assert capsys.readouterr().err.count("\n") == 1
