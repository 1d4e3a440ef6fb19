import subprocess
import sys
import time
from pathlib import Path

import pytest

from polder_environments.load import load
from polder_environments.problems import InvalidInput

SITE = """
  {name}:
    cloud: aws
    region: eu-central-1
    account: "111122223333"
    network: {{cidr: 10.{index}.0.0/16}}
    pools:
      train: {{accelerator: "h100:8", nodes: [0, 4], capacity: reserved, reservation: cr-0123456789abcdef0}}
      batch: {{size: large, nodes: [0, 40], capacity: spot}}
    stores: {{datasets: {{versioned: true, keep_versions: 90d}}, scratch: {{expire: 7d}}}}
"""
HEAD = 'environment: prod\nowner: a@example.org\nplatform: {kubernetes: "1.34"}\nsites:\n'


def write(folder: Path, sites: int, head: str = HEAD) -> Path:
    """Write an environment of many sites."""
    file = folder / "prod.yaml"
    file.write_text(
        head + "".join(SITE.format(name=f"site{index}", index=index) for index in range(sites)),
        encoding="utf-8",
    )
    return file


def test_an_environment_is_loaded_with_its_sources(tmp_path: Path) -> None:
    """The real model is filled, and each of its values can be traced to its line."""
    loaded = load(write(tmp_path, 2))

    assert sorted(loaded.environment.sites) == ["site0", "site1"]
    assert loaded.sources.position(("sites", "site1", "region")).line == 18
    assert loaded.sources.position(("sites", "site1", "network", "zones")).line == 20


def test_an_environment_is_called_as_its_file(tmp_path: Path) -> None:
    """Another name in the file than on it is refused, in the same breath as all else that is wrong."""
    head = HEAD.replace("prod", "dev").replace("owner", "ownr")
    with pytest.raises(InvalidInput) as caught:
        load(write(tmp_path, 1, head))

    assert [problem.code for problem in caught.value.problems] == ["wrong-name", "unknown-key"]
    assert caught.value.problems[0].allowed == "prod"


def test_loading_is_fast(tmp_path: Path) -> None:
    """Ten sites, more than production has, load in well under 50 ms of processor time."""
    file = write(tmp_path, 10)
    load(file)
    seconds: list[float] = []
    for _ in range(5):
        start = time.process_time()
        load(file)
        seconds.append(time.process_time() - start)

    assert min(seconds) < 0.05


def test_loading_imports_neither_cdktf_nor_the_model_early() -> None:
    """The loader alone imports no CDKTF and no network, and the model only when it loads."""
    code = (
        "import sys, polder_environments.load\n"
        "print([name for name in ('cdktf', 'jsii', 'socket', 'requests', 'polder_environments.model') if name in sys.modules])"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert found.stdout.strip() == "[]"
