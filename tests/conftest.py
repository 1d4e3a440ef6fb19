"""What several tests share: the Terraform of all reference and parity environments, synthesized once a run."""

import fcntl
import json
from typing import cast

import hypothesis
import pytest

from emission import PARITY, REFERENCE, Emitted, topology_of
from polder_stacks.synth import synthesize

hypothesis.settings.register_profile("same-every-run", derandomize=True, database=None)
hypothesis.settings.load_profile("same-every-run")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add `--regenerate`, which writes what is generated into docs/ instead of comparing it."""
    parser.addoption(
        "--regenerate", action="store_true", help="write the generated documentation instead of checking it"
    )


@pytest.fixture(scope="session")
def regenerate(request: pytest.FixtureRequest) -> bool:
    """Say whether generated documentation is to be written."""
    return bool(request.config.getoption("--regenerate"))


@pytest.fixture(scope="session")
def emitted(tmp_path_factory: pytest.TempPathFactory) -> Emitted:
    """Synthesize the reference and parity environments; test processes that run side by side share the result."""
    topologies = {topology.environment: topology for topology in map(topology_of, (*REFERENCE, *PARITY))}
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if base.name.startswith("popen-") else base
    out = shared / "cdktf.out"
    with (shared / "cdktf.out.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (out / "manifest.json").is_file():
            synthesize(tuple(topologies.values()), out, anew=True)
    stacks = {
        file.parent.name: cast("dict[str, object]", json.loads(file.read_text()))
        for file in sorted(out.glob("stacks/*/cdk.tf.json"))
    }
    return Emitted(out, topologies, stacks)
