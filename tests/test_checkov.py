"""checkov over the Terraform of all reference environments: what fails is what .checkov.yaml lists, with reasons."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any, cast

from emission import PROJECT, REFERENCE, Emitted

SKIPS = PROJECT / ".checkov.yaml"
LINE = re.compile(r"  - (?P<check>CKV[A-Z0-9_]+)  # (?P<subjects>[a-z0-9_*, ]+): (?P<reason>.{20,})")


def _listed() -> dict[str, set[str]]:
    """Give the skipped checks and what each is skipped for."""
    lines = [line for line in SKIPS.read_text().splitlines() if line.startswith("  - ")]
    found = [LINE.fullmatch(line) for line in lines]
    assert all(found), [line for line, match in zip(lines, found, strict=True) if not match]
    return {
        match["check"]: {subject.strip() for subject in match["subjects"].split(",")}
        for match in found
        if match
    }


def _checkov(folder: Path, *arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run checkov, which reads `.checkov.yaml` of the folder it runs in."""
    command = [
        Path(sys.executable).parent / "checkov",
        "--framework",
        "terraform_json",
        "--compact",
        "-d",
        folder,
    ]
    environment = {
        **os.environ,
        "LOG_LEVEL": "ERROR",
    }  # without network it would print how its guidelines fail to load
    return subprocess.run(
        [*command, *arguments], capture_output=True, text=True, check=False, cwd=cwd, env=environment
    )


def _failed(folder: Path) -> dict[str, set[str]]:
    report: Any = json.loads(_checkov(folder, "-o", "json", cwd=folder).stdout)
    parts = cast("list[Any]", report if isinstance(report, list) else [report])
    failed: dict[str, set[str]] = {}
    for part in parts:
        assert part["summary"]["parsing_errors"] == 0
        assert part["summary"]["passed"] > 500
        for check in part["results"]["failed_checks"]:
            failed.setdefault(check["check_id"], set()).add(_subject(check))
    return failed


def _subject(check: Any) -> str:
    """Give what a check failed for: the resource type where checkov knows it, otherwise the resource's name."""
    first, _, name = str(check["resource"]).partition(".")
    return re.sub(r"^(store|pool)_.*", r"\1_*", name) if first == "resource" else first


def test_only_listed_checks_fail(emitted: Emitted, tmp_path: Path) -> None:
    """No check fails but those in .checkov.yaml, for what it names; and each of those still does."""
    reference = {topology.stem for topology in REFERENCE}
    for name, topology in emitted.topologies.items():
        if name in reference:
            for site in topology.sites:
                for stack in emitted.out.glob(f"stacks/{site.prefix}-*"):
                    (tmp_path / stack.name).mkdir(exist_ok=True)
                    (tmp_path / stack.name / "cdk.tf.json").write_bytes((stack / "cdk.tf.json").read_bytes())

    with_skips = _checkov(tmp_path, "--quiet", cwd=PROJECT)

    assert _failed(tmp_path) == _listed()
    assert with_skips.returncode == 0, with_skips.stdout
