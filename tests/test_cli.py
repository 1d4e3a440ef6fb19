"""The command line as a user meets it: exit codes, what goes where, and that nothing is written or lost on bad input."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from emission import PROJECT

POLDER = Path(sys.executable).parent / "polder"
ENVIRONMENT = {**os.environ, "NO_COLOR": "1", "COLUMNS": "120"}


def polder(*arguments: str, cwd: Path = PROJECT, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run the installed command."""
    return subprocess.run(
        [POLDER, *arguments],
        cwd=cwd,
        capture_output=True,
        text=True,
        check=False,
        env={**ENVIRONMENT, **variables},
    )


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Give a project with one good environment on one cloud."""
    (tmp_path / "cdktf.json").write_text("{}")
    (tmp_path / "environments").mkdir()
    (tmp_path / "environments" / "dev.yaml").write_text((PROJECT / "environments" / "dev.yaml").read_text())
    return tmp_path


def test_check_says_what_will_stand(project: Path) -> None:
    """`polder check` exits with 0 and names each site with its machines."""
    run = polder("check", "dev", cwd=project)

    assert run.returncode == 0, run.stderr
    assert "eemshaven" in run.stdout
    assert "g2-standard-4" in run.stdout


def test_check_writes_json(project: Path) -> None:
    """`--format json` writes the resolved environments, and nothing else, on standard output."""
    run = polder("check", "--format", "json", cwd=project)

    (environment,) = json.loads(run.stdout)["environments"]
    assert environment["sites"][0]["prefix"] == "dev-eemshaven"


@pytest.mark.parametrize("command", ["check", "--help"])
def test_no_provider_is_imported(command: str) -> None:
    """`check` and `--help` load neither CDKTF nor a provider, which is what makes them quick."""
    code = (
        "import sys; sys.argv = ['polder', *sys.argv[1:]]\n"
        "from polder_stacks.cli import main\n"
        "try: main()\n"
        "except SystemExit as stop: assert not stop.code, stop.code\n"
        "loaded = [name for name in sys.modules if name.split('.')[0] in ('cdktf', 'jsii', 'constructs') or name.startswith('cdktf_')]\n"
        "assert not loaded, loaded\n"
    )
    arguments = ["check", "prod"] if command == "check" else [command]

    run = subprocess.run(
        [sys.executable, "-c", code, *arguments], cwd=PROJECT, capture_output=True, text=True, check=False
    )

    assert run.returncode == 0, run.stderr


def test_synth_writes_and_tells(project: Path) -> None:
    """`polder synth` writes every stack and ends in a table of what it wrote and where."""
    run = polder("synth", "dev", cwd=project)

    assert run.returncode == 0, run.stderr
    assert (project / "cdktf.out" / "stacks" / "dev-eemshaven-infra" / "cdk.tf.json").is_file()
    assert "dev-eemshaven-services" in run.stdout
    assert "cdktf.out/stacks/<stack>/cdk.tf.json" in run.stdout
    assert not list(project.glob(".cdktf.out*"))


def test_bad_input_loses_nothing(project: Path) -> None:
    """After a good synthesis, a bad environment exits with 2, names file, line and key, and changes no file."""
    polder("synth", "dev", cwd=project)
    before = {path: path.read_bytes() for path in (project / "cdktf.out").rglob("*") if path.is_file()}
    file = project / "environments" / "dev.yaml"
    file.write_text(file.read_text().replace("region: europe-west4", "region: europe-west44"))

    run = polder("synth", "dev", cwd=project)

    assert run.returncode == 2
    assert run.stdout == ""
    assert "environments/dev.yaml:" in run.stderr
    assert "sites.eemshaven.region" in run.stderr
    assert "did you mean europe-west4?" in run.stderr
    assert "Traceback" not in run.stderr
    assert {
        path: path.read_bytes() for path in (project / "cdktf.out").rglob("*") if path.is_file()
    } == before


def test_unwritable_output_is_explained(project: Path) -> None:
    """An output folder that cannot be made is a message and exit code 2, not a traceback."""
    (project / "cdktf.out").write_text("a file where the folder should be")

    run = polder("synth", "dev", cwd=project)

    assert run.returncode == 2
    assert "cdktf.out" in run.stderr
    assert "Traceback" not in run.stderr


def test_stale_stacks_go(project: Path) -> None:
    """A stack whose site was taken out of the file goes; what Terraform keeps beside the others stays."""
    polder("synth", "dev", cwd=project)
    stacks = project / "cdktf.out" / "stacks"
    (stacks / "dev-eemshaven-infra" / ".terraform.lock.hcl").write_text("kept")
    file = project / "environments" / "dev.yaml"
    text = file.read_text()
    file.write_text(
        text
        + "  iowa: {cloud: gcp, region: us-central1, project: acme-ml-iowa, network: {cidr: 10.9.0.0/16}}\n"
    )
    polder("synth", "dev", cwd=project)
    assert (stacks / "dev-iowa-infra").is_dir()
    file.write_text(text)

    polder("synth", "dev", cwd=project)

    assert not (stacks / "dev-iowa-infra").exists()
    assert (stacks / "dev-eemshaven-infra" / ".terraform.lock.hcl").read_text() == "kept"


def test_variable_narrows_to_one_environment() -> None:
    """POLDER_ENVIRONMENT narrows `polder check` as it narrows `cdktf synth`."""
    run = polder("check", "--format", "json", POLDER_ENVIRONMENT="dev")

    assert [one["environment"] for one in json.loads(run.stdout)["environments"]] == ["dev"]


def test_doctor_names_each_tool() -> None:
    """`polder doctor` names Python, Node, Terraform and cdktf with versions and origins."""
    run = polder("doctor")

    assert all(tool in run.stdout for tool in ("python", "node", "terraform", "cdktf"))
