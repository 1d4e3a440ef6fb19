"""`polder evidence` as a user meets it: what is written, checked and refused, and that a real tool can sign it."""

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from emission import PROJECT
from polder_stacks.cli import main


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a project with one environment that holds, and run there."""
    (tmp_path / "cdktf.json").write_text("{}")
    (tmp_path / "environments").mkdir()
    text = (PROJECT / "environments" / "dev.yaml").read_text().partition("\ndatasets:")[0]
    (tmp_path / "environments" / "dev.yaml").write_text(f"{text}\npacks: [core]\n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("POLDER_ENVIRONMENT", raising=False)
    return tmp_path


def _polder(*arguments: str) -> Result:
    return CliRunner().invoke(main, list(arguments))


def _below(folder: Path) -> dict[str, bytes]:
    return {
        file.relative_to(folder).as_posix(): file.read_bytes() for file in folder.rglob("*") if file.is_file()
    }


@pytest.mark.usefixtures("project")
def test_two_runs_are_the_same_to_the_byte() -> None:
    """Written to two folders and to two archives, the same day gives the same bytes, and each is whole."""
    for out in ("one", "two", "one.zip", "two.zip"):
        assert _polder("evidence", "dev", "--on", "2026-12-01", "--out", out).exit_code == 0
        assert _polder("evidence", "--verify", out).exit_code == 0

    assert _below(Path("one")) == _below(Path("two"))
    assert Path("one.zip").read_bytes() == Path("two.zip").read_bytes()


@pytest.mark.usefixtures("project")
def test_what_was_changed_fails() -> None:
    """A verdict that somebody mends by hand is found: exit code 1 and the file's name."""
    _polder("evidence", "dev", "--out", "bundle")
    Path("bundle/dev/verdict.json").write_text('{"holds": true}')

    run = _polder("evidence", "--verify", "bundle")

    assert run.exit_code == 1
    assert "dev/verdict.json is not what the manifest says" in run.stdout


def test_nothing_names_this_machine(project: Path) -> None:
    """No path of the machine that wrote the bundle is in any of its files."""
    _polder("evidence", str(project / "environments" / "dev.yaml"), "--out", "bundle")

    assert [
        path for path, content in _below(Path("bundle")).items() if str(project).encode() in content
    ] == []
    assert "dev/environment/environments/dev.yaml" in _below(Path("bundle"))


def test_the_output_is_held_against_the_environment(project: Path) -> None:
    """Terraform that the environment gives is equal; when a byte of it is changed, the bundle says where."""
    assert _polder("synth", "dev").exit_code == 0
    _polder("evidence", "dev", "--out", "before")
    stack = project / "cdktf.out" / "stacks" / "dev-eemshaven-infra" / "cdk.tf.json"
    stack.write_text(stack.read_text().replace("europe-west4", "europe-west1"))
    run = _polder("evidence", "dev", "--out", "after")

    before = json.loads(Path("before/dev/output.json").read_text())
    after = json.loads(Path("after/dev/output.json").read_text())
    assert before["state"] == "equal"
    assert all(each["found"] == each["expected"] for each in before["stacks"])
    assert "output: differs" in run.stdout
    assert [each["name"] for each in after["stacks"] if each["found"] != each["expected"]] == [
        "dev-eemshaven-infra"
    ]


def test_nothing_is_built_while_a_rule_fails(project: Path) -> None:
    """Of an environment that does not hold there is evidence too, and its output is not compared."""
    _polder("synth", "dev")
    file = project / "environments" / "dev.yaml"
    file.write_text(
        f"{file.read_text()}\ndatasets:\n  claims: {{home: eemshaven/datasets, tags: [personal], residency: {{allow: [DE]}}}}\n"
    )

    run = _polder("evidence", "dev", "--out", "bundle")

    assert run.exit_code == 0
    assert "dev: does not hold" in run.stdout
    assert json.loads(Path("bundle/dev/output.json").read_text())["state"] == "not compared"
    assert json.loads(Path("bundle/manifest.json").read_text())["environments"][0]["holds"] is False


@pytest.mark.usefixtures("project")
def test_a_signed_bundle_is_not_replaced() -> None:
    """Written again with the same content nothing is touched; with another day the signature would be lost, and is not."""
    _polder("evidence", "dev", "--on", "2026-12-01", "--out", "bundle")
    Path("bundle/manifest.json.sig").write_text("signature")

    same = _polder("evidence", "dev", "--on", "2026-12-01", "--out", "bundle")
    other = _polder("evidence", "dev", "--on", "2026-12-02", "--out", "bundle")

    assert (same.exit_code, other.exit_code) == (0, 2)
    assert "manifest.json.sig" in other.stderr
    assert Path("bundle/manifest.json.sig").read_text() == "signature"
    assert json.loads(Path("bundle/manifest.json").read_text())["on"] == "2026-12-01"


@pytest.mark.parametrize("arguments", [[], ["--out", "x", "--verify", "."]])
@pytest.mark.usefixtures("project")
def test_one_thing_is_asked_for(arguments: list[str]) -> None:
    """Neither where to write nor what to check, or both, is exit code 2 and a sentence."""
    run = _polder("evidence", "dev", *arguments)

    assert run.exit_code == 2
    assert "--out" in run.stderr
    assert not Path("x").exists()


@pytest.mark.parametrize("content", [None, "text"])
@pytest.mark.usefixtures("project")
def test_what_is_no_bundle_is_refused(content: str | None) -> None:
    """A folder or a file that is no bundle exits with 2 and says so."""
    if content is None:
        Path("thing").mkdir()
    else:
        Path("thing").write_text(content)

    run = _polder("evidence", "--verify", "thing")

    assert run.exit_code == 2
    assert "thing is no bundle of polder evidence" in run.stderr


@pytest.mark.usefixtures("project")
def test_a_file_of_somebody_else_is_left_alone() -> None:
    """An archive that is no bundle is not replaced: exit code 2, and it is as it was."""
    Path("mine.zip").write_bytes(b"mine")

    run = _polder("evidence", "dev", "--out", "mine.zip")

    assert run.exit_code == 2
    assert "mine.zip holds something else than a bundle" in run.stderr
    assert Path("mine.zip").read_bytes() == b"mine"


def _commands(text: str, tool: str) -> tuple[str, str]:
    """The documented commands of a tool, to sign and to check."""
    lines = [line for line in text.splitlines() if line.startswith(f"{tool} ")]
    assert len(lines) == 2
    return lines[0], lines[1]


def _run(command: str, folder: Path) -> int:
    return subprocess.run(command, shell=True, cwd=folder, capture_output=True, check=False).returncode


@pytest.mark.skipif(shutil.which("ssh-keygen") is None, reason="ssh-keygen is not on this machine")
def test_ssh_keygen_signs_and_checks_it(project: Path) -> None:
    """The commands in the bundle's own README sign and check it, and a changed manifest is not accepted."""
    _polder("evidence", "dev", "--out", "bundle")
    bundle = project / "bundle"
    assert _run("ssh-keygen -q -t ed25519 -N '' -f key", project) == 0
    (project / "signers").write_text(f"auditor@example.org {(project / 'key.pub').read_text()}")
    sign, check = _commands((bundle / "README.md").read_text(), "ssh-keygen")
    sign = sign.replace("KEY", "../key")
    check = check.replace("ALLOWED_SIGNERS", "../signers").replace("WHO", "auditor@example.org")

    assert _run(sign, bundle) == 0
    assert _run(check, bundle) == 0
    assert _polder("evidence", "--verify", "bundle").exit_code == 0
    manifest = bundle / "manifest.json"
    manifest.write_bytes(manifest.read_bytes().replace(b'"holds":true', b'"holds":null'))
    assert _run(check, bundle) != 0


@pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl is not on this machine")
def test_openssl_signs_and_checks_it(project: Path) -> None:
    """The same with a key that openssl made."""
    _polder("evidence", "dev", "--out", "bundle")
    bundle = project / "bundle"
    assert _run("openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out key.pem", project) == 0
    assert _run("openssl pkey -in key.pem -pubout -out key.pub.pem", project) == 0
    sign, check = _commands((bundle / "README.md").read_text(), "openssl")
    sign, check = sign.replace("KEY.pem", "../key.pem"), check.replace("KEY.pub.pem", "../key.pub.pem")

    assert _run(sign, bundle) == 0
    assert _run(check, bundle) == 0
    manifest = bundle / "manifest.json"
    manifest.write_bytes(manifest.read_bytes() + b" ")
    assert _run(check, bundle) != 0


@pytest.mark.skipif(
    shutil.which("jq") is None or shutil.which("sha256sum") is None,
    reason="jq or sha256sum is not on this machine",
)
@pytest.mark.usefixtures("project")
def test_the_bundle_is_checked_without_polder() -> None:
    """The command in the README that needs no Polder accepts the bundle, and not a changed one."""
    _polder("evidence", "dev", "--out", "bundle")
    found = re.search(r"^jq .*$", Path("bundle/README.md").read_text(), re.MULTILINE)
    assert found
    before = _run(found[0], Path("bundle"))
    Path("bundle/dev/map.svg").write_text("")

    assert (before, _run(found[0], Path("bundle")) != 0) == (0, True)
