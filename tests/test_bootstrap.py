"""The set-up that both commands of the README begin with: what it installs, and when it installs nothing."""

import importlib.util
import subprocess
from pathlib import Path
from types import ModuleType

import pytest

from emission import PROJECT


@pytest.fixture
def bootstrap(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """bootstrap.py over a project whose installers only write down how they were called."""
    spec = importlib.util.spec_from_file_location("bootstrap", PROJECT / "bootstrap.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    (tmp_path / "requirements").mkdir()
    for name in ("requirements/dev.lock", "requirements/polder.lock", "package-lock.json", "pyproject.toml"):
        (tmp_path / name).write_bytes((PROJECT / name).read_bytes())
    (tmp_path / ".venv" / "bin").mkdir(parents=True)
    (tmp_path / ".venv" / "bin" / "python").touch()
    places: dict[str, Path] = {
        "PROJECT": tmp_path,
        "ENVIRONMENT": tmp_path / ".venv",
        "PYTHON": tmp_path / ".venv" / "bin" / "python",
        "FALLBACK_BIN": tmp_path / ".venv" / "fallback-bin",
    }
    for name, place in places.items():
        monkeypatch.setattr(module, name, place)
    calls: list[list[str]] = []
    monkeypatch.setattr(module, "calls", calls, raising=False)
    monkeypatch.setattr(module, "run", calls.append)
    return module


def test_a_second_run_installs_nothing(bootstrap: ModuleType) -> None:
    """What is set up is not installed again while the lock files are the same."""
    bootstrap.set_up(dev=False)
    first = len(bootstrap.calls)

    bootstrap.set_up(dev=False)

    assert first == len(bootstrap.calls) == 3


def test_running_polder_keeps_what_development_needs(bootstrap: ModuleType) -> None:
    """A plain run after a set-up for development installs nothing, and so takes no checker away."""
    bootstrap.set_up(dev=True)
    first = len(bootstrap.calls)

    bootstrap.set_up(dev=False)

    assert first == len(bootstrap.calls) == 3


def test_development_installs_what_a_plain_run_left_out(bootstrap: ModuleType) -> None:
    """A set-up for development after a plain one installs the checkers."""
    bootstrap.set_up(dev=False)

    bootstrap.set_up(dev=True)

    assert "--omit=dev" in bootstrap.calls[2]
    assert "--omit=dev" not in bootstrap.calls[5]


def test_a_changed_lock_is_installed(bootstrap: ModuleType) -> None:
    """Another lock file than the one that was installed is installed."""
    bootstrap.set_up(dev=True)

    (bootstrap.PROJECT / "package-lock.json").write_text("{}")
    bootstrap.set_up(dev=True)

    assert len(bootstrap.calls) == 6


def test_a_set_up_that_failed_is_made_again(bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    """When an installer fails, what was set up before does not count any more, and the next run installs."""
    bootstrap.set_up(dev=True)
    (bootstrap.PROJECT / "package-lock.json").write_text("{}")

    def fail(command: list[str]) -> None:
        raise subprocess.CalledProcessError(1, command)

    with monkeypatch.context() as failing:
        failing.setattr(bootstrap, "run", fail)
        with pytest.raises(subprocess.CalledProcessError):
            bootstrap.set_up(dev=True)
    (bootstrap.PROJECT / "package-lock.json").write_bytes((PROJECT / "package-lock.json").read_bytes())
    before = len(bootstrap.calls)
    bootstrap.set_up(dev=True)

    assert len(bootstrap.calls) == before + 3


def test_terraform_of_pypi_imports_nothing_of_the_folder_it_runs_in(bootstrap: ModuleType) -> None:
    """The `terraform` that is put on PATH is safe to run in a pull request's checkout."""
    bootstrap.set_up(dev=False)

    text = (bootstrap.FALLBACK_BIN / "terraform").read_text()

    assert " -P -m polder_stacks.terraform " in text
