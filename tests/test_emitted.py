"""What holds for all Terraform that is emitted, whatever the environment: place, order, privacy, secrets."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pytest

from emission import REFERENCE, Emitted, topology_of
from polder_environments.facts.regions import regions
from polder_environments.topology import SitePlan
from polder_policies.inspection import inspect_stack
from polder_stacks.names import PARTS
from polder_stacks.synth import synthesize


def _strings(value: object, path: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for key, inner in cast("dict[str, object]", value).items():
            yield from _strings(inner, f"{path}.{key}")
    elif isinstance(value, list):
        for inner in cast("list[object]", value):
            yield from _strings(inner, f"{path}[]")
    elif isinstance(value, str):
        yield path, value


def _every_stack(emitted: Emitted) -> Iterator[tuple[SitePlan, str, dict[str, object]]]:
    for site in emitted.sites():
        for part in PARTS:
            stack = emitted.stacks.get(f"{site.prefix}-{part}")
            if stack is not None:
                yield site, f"{site.prefix}-{part}", cast("dict[str, object]", stack)


def test_every_site_has_its_stacks(emitted: Emitted) -> None:
    """A site has a stack for the cloud and one for the cluster, and one for its state where state is remote."""
    expected = {
        f"{site.prefix}-{part}"
        for site in emitted.sites()
        for part in PARTS
        if part != "state" or site.state.kind == "remote"
    }

    assert set(emitted.stacks) == expected


def test_stacks_are_deployed_in_order(emitted: Emitted) -> None:
    """The manifest makes `cdktf deploy 'prod-*'` create state before infrastructure and that before services."""
    manifest = json.loads((emitted.out / "manifest.json").read_text())["stacks"]

    for site in emitted.sites():
        before = [f"{site.prefix}-state"] if site.state.kind == "remote" else []
        assert manifest[f"{site.prefix}-infra"]["dependencies"] == before
        assert manifest[f"{site.prefix}-services"]["dependencies"] == [f"{site.prefix}-infra"]


def test_nothing_lies_outside_its_region(emitted: Emitted) -> None:
    """No string anywhere in a site's Terraform names another region of its cloud, or a multi-region."""
    outside: list[str] = []
    for site, name, stack in _every_stack(emitted):
        others = sorted(set(regions(site.cloud)) - {site.region}, key=len, reverse=True)
        foreign = re.compile(
            r"(?<![a-z0-9-])(" + "|".join(map(re.escape, others)) + r")(?![a-z0-9])(?!-[0-9])"
        )
        outside += [
            f"{name}{path}: {text[:120]}"
            for path, text in _strings(stack)
            if path != ".//" and foreign.search(text)
        ]

    assert outside == []


@pytest.mark.parametrize("wrong", ["eu", "US", "europe-west1", "us-east-2", "germanywestcentral"])
def test_inspection_refuses_another_place(wrong: str, emitted: Emitted, tmp_path: Path) -> None:
    """A location that is not the site's, wherever an override put it, is found."""
    site = next(site for site in emitted.sites() if site.region not in (wrong, wrong.lower()))
    file = tmp_path / "cdk.tf.json"
    file.write_text(json.dumps({"resource": {"some_bucket": {"bad": {"block": [{"location": wrong}]}}}}))

    findings = inspect_stack(file, site).findings

    assert len(findings) == 1
    assert wrong in findings[0]


def test_no_secret_is_emitted(emitted: Emitted) -> None:
    """No argument that would hold a password, a token or a private key is set, so none can be in state."""
    secret = re.compile(
        r"(^|_)(password|secret|token|private_key|access_key|client_secret|connection_string)$"
    )
    allowed = {"manage_master_user_password", "automount_service_account_token"}
    found = [
        f"{name}{path}"
        for _, name, stack in _every_stack(emitted)
        for path, _ in _strings(stack.get("resource", {}))
        if secret.search(path.removesuffix("[]").rpartition(".")[2])
        and path.rpartition(".")[2] not in allowed
    ]

    assert found == []


def test_expressions_are_ours(emitted: Emitted) -> None:
    """Every Terraform expression refers to something of its own stack or calls a function; none comes from a user."""
    for _, name, stack in _every_stack(emitted):
        sections = ("resource", "data", "provider", "output", "module", "terraform", "locals")
        types = {f"data.{kind}" for kind in cast("dict[str, object]", stack.get("data", {}))}
        types |= set(cast("dict[str, object]", stack.get("resource", {})))
        for path, text in ((path, text) for key in sections for path, text in _strings(stack.get(key, {}))):
            for reference in re.findall(r"(?<![$%])[$%]\{([^}]*)\}", text):
                roots = re.findall(r"(?<![\"\w.-])((?:data\.)?[a-z][a-z0-9]*_[a-z0-9_]+)\.", reference)
                assert all(root in types for root in roots), f"{name}{path}: {text}"


def test_two_runs_are_byte_identical(emitted: Emitted, tmp_path: Path) -> None:
    """Synthesizing again, in another folder, with sites in another order and another split, changes no byte."""
    prod = next(file for file in REFERENCE if file.stem == "prod")
    topology = topology_of(prod)
    reordered = topology.model_copy(update={"sites": tuple(reversed(topology.sites))})

    synthesize((reordered,), tmp_path / "elsewhere", anew=True)

    files = sorted((tmp_path / "elsewhere").glob("stacks/*/cdk.tf.json"))
    assert len(files) == 3 * len(topology.sites)
    for file in files:
        assert file.read_bytes() == (emitted.out / "stacks" / file.parent.name / "cdk.tf.json").read_bytes()


def test_a_neighbour_changes_nothing(emitted: Emitted, tmp_path: Path) -> None:
    """Taking a site away leaves every byte of the other sites as it was."""
    prod = next(file for file in REFERENCE if file.stem == "prod")
    topology = topology_of(prod)
    fewer = topology.model_copy(update={"sites": topology.sites[::3]})

    synthesize((fewer,), tmp_path / "out", anew=True)

    for site in fewer.sites:
        for part in PARTS:
            name = f"{site.prefix}-{part}"
            assert (tmp_path / "out" / "stacks" / name / "cdk.tf.json").read_bytes() == (
                emitted.out / "stacks" / name / "cdk.tf.json"
            ).read_bytes()
