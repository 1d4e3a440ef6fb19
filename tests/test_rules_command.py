"""`polder rules`, and packs that other packages bring: found, judged, tested, and refused when they are broken."""

import json
import re
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Final

import pytest

from emission import PROJECT
from trial import DAY, polder, polder_process, trial

_PACK: Final = """\
from importlib.resources import files

from polder_policies.pack import Pack
from polder_policies.rule import Judgement, Outcome, Rule


def _judge(estate):
    for name, dataset in estate.datasets():
        key = ("datasets", name)
        if dataset.format == "parquet":
            yield Judgement(Outcome.HOLDS, key, (name,))
        else:
            yield Judgement(Outcome.FAILS, key, (name, dataset.format), f"{name} is {dataset.format}.")


RULE = Rule(
    id="BRICK-1",
    pack="brick-format",
    title="Data is Parquet.",
    citation="Handbook 3.1",
    link="https://handbook.example.org/formats",
    severity="soft",
    explanation="Everything we have reads it.",
    reads=("datasets.format",),
    satisfied_by="format: parquet",
    verified=True,
    judge=_judge,
)

PACK = Pack(name="brick-format", title="Formats of Brick Ltd", rules=(RULE,), fixtures=files("brick_rules") / "fixtures")
"""
_FIXTURE: Final = """\
rule: BRICK-1
no_missing: every dataset has a format
cases:
- shows: Parquet
  case: holds
  environment: {datasets: {claims: {home: frankfurt/datasets}}}
  expect: {datasets.claims: holds}
- shows: comma-separated values
  case: fails
  environment: {datasets: {claims: {home: frankfurt/datasets, format: csv}}}
  expect: {datasets.claims: fails}
- shows: no data
  case: not-applicable
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Give a project with one environment."""
    (tmp_path / "project").mkdir()
    return trial(tmp_path / "project")


@pytest.fixture
def installed(tmp_path: Path) -> Callable[..., str]:
    """Give a function that installs another package with a pack, and says what PYTHONPATH finds it by."""

    def install(code: str = _PACK, fixture: str = _FIXTURE, entry: str = "brick_rules:PACK") -> str:
        site = tmp_path / "site"
        package, info = site / "brick_rules", site / "brick_rules-2.1.dist-info"
        (package / "fixtures").mkdir(parents=True)
        info.mkdir()
        (package / "__init__.py").write_text(code)
        (package / "fixtures" / "BRICK-1.yaml").write_text(fixture)
        (info / "METADATA").write_text("Metadata-Version: 2.1\nName: brick-rules\nVersion: 2.1\n")
        (info / "entry_points.txt").write_text(f"[polder.packs]\nbrick-format = {entry}\n")
        return str(site)

    return install


def test_rules_are_listed_by_pack(project: Path) -> None:
    """Each pack with its rules, their severity and law, and how many nobody read."""
    run = polder("rules", cwd=project)

    assert run.returncode == 0, run.stderr
    assert "core  What the environment file itself demands (polder" in run.stdout
    assert "SOV-001  hard  Data stays where its residency allows." in run.stdout
    assert "are unverified" in run.stdout.replace("of them ", "are ")


def test_rules_are_listed_for_machines(project: Path) -> None:
    """--format json gives everything that is said of each rule, in a form with a version."""
    listed = json.loads(polder("rules", "--format", "json", "--pack", "core", cwd=project).stdout)
    first = listed["packs"][0]["rules"][0]

    assert listed["schema"] == "polder.rules/1"
    assert [pack["name"] for pack in listed["packs"]] == ["core"]
    assert first["id"] == "SOV-001"
    assert first["waivable"] is False


def test_an_unknown_pack_is_named(project: Path) -> None:
    """A pack that is not installed is said, with the one that was probably meant, for listing and for testing."""
    listing, testing = (
        polder("rules", "--pack", "eu-gdp", cwd=project),
        polder("rules", "test", "eu-gdp", cwd=project),
    )

    assert (listing.returncode, testing.returncode) == (2, 2)
    assert "there is no pack 'eu-gdp': did you mean eu-gdpr?" in listing.stderr
    assert listing.stderr == testing.stderr


def test_fixtures_of_a_pack_run(project: Path) -> None:
    """`polder rules test` runs the fixtures of the packs that are named."""
    run = polder("rules", "test", "core", cwd=project)

    assert run.returncode == 0, run.stdout
    assert run.stdout.startswith("core: ")
    assert run.stdout.endswith("cases, all as expected\n")


def test_a_pack_of_another_package_is_found_judged_and_tested(
    project: Path, installed: Callable[..., str]
) -> None:
    """Installing it is enough: its rule is listed with its package, explained, judged where it is in force, and tested."""
    site = installed()
    file = project / "environments" / "trial.yaml"
    file.write_text(
        file.read_text()
        .replace("packs: []", "packs: [brick-format]")
        .replace("notes: {", "notes: {format: csv, ")
        .replace("tags: [confidential]}", "tags: [public-sector]}")
    )

    listing = polder_process("rules", "--pack", "brick-format", cwd=project, PYTHONPATH=site)
    explained = polder_process("explain", "BRICK-1", cwd=project, PYTHONPATH=site)
    judged = polder_process("check", "trial", *DAY, "--format", "json", cwd=project, PYTHONPATH=site)
    tested = polder_process("rules", "test", "brick-format", cwd=project, PYTHONPATH=site)
    without = polder_process("check", "trial", *DAY, cwd=project)

    assert "BRICK-1  soft  Data is Parquet. (Handbook 3.1)" in listing.stdout
    assert "brick-rules 2.1" in listing.stdout
    assert "Everything we have reads it." in explained.stdout
    (environment,) = json.loads(judged.stdout)["environments"]
    found = {
        each["subject"]: each["outcome"] for each in environment["findings"] if each["rule"] == "BRICK-1"
    }
    assert found == {"datasets.claims": "holds", "datasets.notes": "fails"}
    assert {
        "name": "brick-format",
        "title": "Formats of Brick Ltd",
        "rules": 1,
        "origin": "brick-rules 2.1",
    } in environment["packs"]
    assert (tested.returncode, tested.stdout) == (0, "brick-format: 1 rules, 3 cases, all as expected\n")
    assert without.returncode == 2
    assert "there is no pack 'brick-format'" in without.stderr


def test_failing_fixtures_are_listed(project: Path, installed: Callable[..., str]) -> None:
    """A judgement that a fixture does not expect, and a case that is missing, are listed with exit code 1."""
    site = installed(
        fixture=_FIXTURE.replace("{datasets.claims: fails}", "{datasets.claims: holds}").split(
            "- shows: no data"
        )[0]
    )

    run = polder_process("rules", "test", "brick-format", cwd=project, PYTHONPATH=site)

    assert run.returncode == 1
    assert "BRICK-1: comma-separated values: datasets.claims is fails, expected holds" in run.stdout
    assert "BRICK-1: has no case that shows not-applicable" in run.stdout


@pytest.mark.parametrize(
    "command", [("check", "trial"), ("synth", "trial"), ("rules",), ("explain", "SOV-001")]
)
def test_a_pack_that_cannot_be_loaded_is_explained(
    project: Path, installed: Callable[..., str], command: tuple[str, ...]
) -> None:
    """What is wrong with somebody's pack is said with its package, exit code 2, and never a traceback, by every command."""
    run = polder_process(*command, cwd=project, PYTHONPATH=installed("raise RuntimeError('no\\nway')"))

    assert (run.returncode, run.stdout) == (2, "")
    assert run.stderr == (
        "the pack brick_rules:PACK of brick-rules 2.1 (entry point brick-format of polder.packs) cannot be loaded: "
        "RuntimeError: no way. Mend that package, or remove it.\n"
    )


def test_a_pack_that_breaks_while_it_judges_is_explained(
    project: Path, installed: Callable[..., str]
) -> None:
    """An exception of somebody's rule is said with rule and package, and is not taken for a verdict: exit code 2."""
    file = project / "environments" / "trial.yaml"
    file.write_text(file.read_text().replace("packs: []", "packs: [brick-format]"))
    site = installed(_PACK.replace("estate.datasets()", "estate.nothing()"))

    run = polder_process("check", "trial", *DAY, cwd=project, PYTHONPATH=site)

    assert (run.returncode, run.stdout) == (2, "")
    assert "rule BRICK-1 of the pack brick_rules:PACK of brick-rules 2.1" in run.stderr
    assert "failed while it judged: AttributeError" in run.stderr
    assert "Traceback" not in run.stderr


def test_a_rule_that_breaks_on_a_fixture_fails_its_pack(project: Path, installed: Callable[..., str]) -> None:
    """`polder rules test` lists an exception of a rule as a failure of that pack."""
    run = polder_process(
        "rules",
        "test",
        "brick-format",
        cwd=project,
        PYTHONPATH=installed(_PACK.replace("estate.datasets()", "estate.nothing()")),
    )

    assert run.returncode == 1
    assert "rule BRICK-1 of the pack brick_rules:PACK of brick-rules 2.1" in run.stdout
    assert "AttributeError" in run.stdout


def test_fixtures_that_cannot_be_read_fail_their_pack(project: Path, installed: Callable[..., str]) -> None:
    """A fixture that is not UTF-8 is a failure of that pack, and no traceback."""
    site = installed()
    (Path(site) / "brick_rules" / "fixtures" / "BRICK-1.yaml").write_bytes(b"rule: \xff")

    run = polder_process("rules", "test", "brick-format", cwd=project, PYTHONPATH=site)

    assert run.returncode == 1
    assert "its fixtures cannot be read" in run.stdout
    assert "Traceback" not in run.stderr


def test_the_documented_pack_works(project: Path, tmp_path: Path) -> None:
    """The pack of docs/rules.md, installed as it is told there, is tested with the fixture that stands beside it."""
    text = (PROJECT / "docs" / "rules.md").read_text()
    code, entry, fixture = (
        next(block for block in re.findall(rf"```{kind}\n(.*?)```", text, re.DOTALL) if begins in block)
        for kind, begins in (("python", "PACK ="), ("toml", "entry-points"), ("yaml", "rule: ACME-KEEP-1"))
    )
    ((name, where),) = tomllib.loads(entry)["project"]["entry-points"]["polder.packs"].items()
    package, info = tmp_path / "site" / "acme_rules", tmp_path / "site" / "acme_rules-1.0.dist-info"
    (package / "fixtures").mkdir(parents=True)
    info.mkdir()
    (package / "__init__.py").write_text(code)
    (package / "fixtures" / "ACME-KEEP-1.yaml").write_text(fixture)
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: acme-rules\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text(f"[polder.packs]\n{name} = {where}\n")

    run = polder_process("rules", "test", "acme", cwd=project, PYTHONPATH=str(tmp_path / "site"))

    assert (run.returncode, run.stdout) == (0, "acme: 1 rules, 4 cases, all as expected\n"), run.stderr
