"""`polder synth` publishes nothing that does not pass inspection, and leaves what was there as it was."""

import json
import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest
from click.testing import CliRunner

import polder_stacks.synth
from emission import PROJECT, Emitted
from polder_environments.topology import SitePlan
from polder_stacks.cli import main


@pytest.fixture
def bad_build(monkeypatch: pytest.MonkeyPatch, emitted: Emitted) -> None:
    """Let what is built be what it was, but for a bucket that a construct of somebody's put elsewhere."""

    def build(sites: Sequence[SitePlan], staging: Path, *, anew: bool = False) -> dict[str, float]:
        del anew
        for name in (name for name in emitted.stacks if name.startswith(f"{sites[0].prefix}-")):
            stack = json.loads(json.dumps(emitted.stacks[name]))
            buckets = stack["resource"].get("google_storage_bucket", {})
            for bucket in buckets.values():
                bucket["location"] = "EU"
            (staging / "stacks" / name).mkdir(parents=True)
            (staging / "stacks" / name / "cdk.tf.json").write_text(json.dumps(stack))
        (staging / "manifest.json").write_text("{}")
        return {}

    monkeypatch.setattr(polder_stacks.synth, "build", build)
    monkeypatch.chdir(PROJECT)


@pytest.mark.usefixtures("bad_build")
def test_nothing_is_published(tmp_path: Path) -> None:
    """A stack that leaves its site is refused with exit code 1, and the previous output stays byte for byte."""
    before = tmp_path / "out" / "stacks" / "dev-eemshaven-infra" / "cdk.tf.json"
    before.parent.mkdir(parents=True)
    before.write_text("as it was")

    result = CliRunner().invoke(main, ["synth", "dev", "--out", str(tmp_path / "out")])

    assert result.exit_code == 1
    assert "google_storage_bucket.store_datasets: location is 'EU'" in result.stderr
    assert [path for path in (tmp_path / "out").rglob("*") if path.is_file()] == [before]
    assert before.read_text() == "as it was"


def test_wrong_classification_is_bad_input(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Rows of a user's that cannot be read stop a synthesis with exit code 2 and their line; nothing is written."""
    environments = tmp_path / "environments"
    shutil.copytree(PROJECT / "environments", environments, ignore=shutil.ignore_patterns("polder_*"))
    (environments / "inspection").mkdir()
    (environments / "inspection" / "own.csv").write_text("mode,kind\nresource,x_y\n")
    monkeypatch.chdir(tmp_path)

    result = CliRunner().invoke(main, ["synth", "dev", "--out", "out"])

    assert result.exit_code == 2
    assert "environments/inspection/own.csv:1: the first line has to be" in result.stderr
    assert not (tmp_path / "out").exists()
