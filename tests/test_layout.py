"""Guards of the layout: six source roots, none of which may shadow a package that others import."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[1]
ROOTS = ("constructs", "environments", "policies", "previews", "rehearsal", "stacks")


@pytest.mark.parametrize("root", [*ROOTS, "tests", *(f"tests/{root}" for root in ROOTS)])
def test_no_root_is_a_package(root: str) -> None:
    """A folder named constructs with an __init__.py would hide the PyPI package that CDKTF imports."""
    assert not (PROJECT / root / "__init__.py").exists()


@pytest.mark.parametrize("root", ROOTS)
def test_each_root_holds_one_typed_package(root: str) -> None:
    """Each source root holds the one package named after it, with its types."""
    packages = [path.parent.name for path in (PROJECT / root).glob("*/__init__.py")]

    assert packages == [f"polder_{root}"]
    assert (PROJECT / root / f"polder_{root}" / "py.typed").is_file()


def test_constructs_is_the_pypi_package() -> None:
    """From the repository root, `constructs` is the package CDKTF needs and not our folder."""
    code = "import constructs; print(constructs.Construct.__name__)"
    run = subprocess.run(
        [sys.executable, "-c", code], cwd=PROJECT, capture_output=True, text=True, check=False
    )

    assert run.stdout.strip() == "Construct", run.stderr


def test_no_cloud_is_branched_on_outside_the_adapter_table() -> None:
    """Nothing compares with a cloud's name: differences are capabilities, features and facts."""
    names = ("aws", "azure", "gcp")
    comparisons = [
        f"{file.relative_to(PROJECT)}:{number}"
        for root in ROOTS
        for file in (PROJECT / root).rglob("*.py")
        for number, line in enumerate(file.read_text().splitlines(), 1)
        if any(
            f"{sign} {quote}{name}{quote}" in line
            for sign in ("==", "!=", "case", "in (")
            for quote in "'\""
            for name in names
        )
    ]

    assert comparisons == []


def test_one_place_knows_the_packages() -> None:
    """CDKTF and its providers are imported and named in bindings/ alone, so that one folder changes with them."""
    bindings = PROJECT / "constructs" / "polder_constructs" / "bindings"
    named = re.compile(r"^\s*(from|import) (cdktf|constructs|jsii)\b|cdktf_cdktf_provider", re.MULTILINE)

    found = [
        str(file.relative_to(PROJECT))
        for root in ROOTS
        for file in (PROJECT / root).rglob("*.py")
        if bindings not in file.parents and named.search(file.read_text())
    ]

    assert found == []


def test_nothing_names_this_machine_or_a_registry() -> None:
    """Files that are committed hold no path of one machine and no host of a package registry."""
    listed = subprocess.run(
        ["git", "ls-files"], cwd=PROJECT, capture_output=True, text=True, check=True
    ).stdout.split()
    forbidden = (
        "/" + "work/",
        "/" + "root/",
        "pypi" + ".org",
        "registry.npm" + "js.org",
        "files.python" + "hosted",
    )
    found = [
        f"{name}: {text}"
        for name in listed
        if (PROJECT / name).is_file()
        for text in forbidden
        if text in (PROJECT / name).read_text(errors="replace")
    ]

    assert found == []
