"""Fidelity: schemas out of the bindings judge configurations as the providers' true schemas do."""

import csv
import json
from collections.abc import Iterator, Mapping
from copy import deepcopy
from pathlib import Path
from typing import cast

import pytest

from emission import PROJECT, Emitted
from polder_rehearsal.forms import paths
from polder_rehearsal.rehearse import rehearse
from polder_rehearsal.reviewed import masked, table
from polder_rehearsal.schemas import provider_schemas, used_by
from polder_rehearsal.schemas.check import META, check
from polder_rehearsal.schemas.model import Block, ProviderSchemas
from polder_rehearsal.tool import Tool
from polder_rehearsal.wishes import Wish

DUMPS = sorted((PROJECT.parent / "shared" / "facts" / "schemas").glob("*.json"))
Body = dict[str, object]


@pytest.fixture(scope="module")
def schemas(emitted: Emitted) -> ProviderSchemas:
    """Schemas of every type that the reference and parity environments use."""
    return provider_schemas(used_by(emitted.stacks.values()))


def _resources(schemas: ProviderSchemas) -> dict[str, Block]:
    return {
        kind: schema["block"]
        for provider in schemas["provider_schemas"].values()
        for kind, schema in provider["resource_schemas"].items()
    }


def _bodies(emitted: Emitted) -> dict[str, Body]:
    """One emitted configuration of each resource type, the fullest."""
    found: dict[str, Body] = {}
    for stack in emitted.stacks.values():
        for kind, named in cast("Mapping[str, Mapping[str, Body]]", stack.get("resource", {})).items():
            for body in named.values():
                if len(json.dumps(body)) > len(json.dumps(found.get(kind, {}))):
                    found[kind] = body
    return found


def _wrong(body: Body, block: Block) -> Iterator[tuple[str, Body, str]]:  # noqa: C901 - a paragraph a mistake
    """Make each kind of mistake that a type has room for: what it is, the wrong body, the reason expected."""
    attributes, blocks = block.get("attributes", {}), block.get("block_types", {})
    yield "unknown", {**body, "no_such_argument": "x"}, "unknown"
    for name, attribute in attributes.items():
        if attribute.get("required") and name in body:
            yield f"missing {name}", {key: value for key, value in body.items() if key != name}, "missing"
            break
    for name, attribute in attributes.items():
        if attribute.get("computed") and not attribute.get("optional") and "type" in attribute:
            yield f"computed {name}", {**body, name: "x"}, "computed"
            break
    for name, attribute in attributes.items():
        if attribute.get("type") in ("string", "number", "bool") and (
            attribute.get("optional") or attribute.get("required")
        ):
            yield f"type of {name}", {**body, name: {"a": "b"}}, "type"
            break
    for name, nested in blocks.items():
        if nested.get("max_items") == 1:
            one = (
                cast("list[object]", body[name])[0]
                if isinstance(body.get(name), list)
                else body.get(name, {})
            )
            yield f"many {name}", {**body, name: [one, deepcopy(one)]}, "many"
            break
    for name, nested in blocks.items():
        if nested.get("nesting_mode") in ("list", "set", "single"):
            yield f"nesting of {name}", {**body, name: "x"}, "nesting"
            break


def test_what_is_emitted_is_accepted(emitted: Emitted, schemas: ProviderSchemas) -> None:
    """Nothing that is emitted breaks a schema, type by type, without Terraform."""
    known = _resources(schemas)

    found = {kind: check(body, known[kind]) for kind, body in _bodies(emitted).items()}

    assert {kind: violations for kind, violations in found.items() if violations} == {}
    assert len(found) > 110


def test_every_mistake_is_refused(emitted: Emitted, schemas: ProviderSchemas) -> None:
    """For each type in use: missing, unknown, wrong type, wrong nesting, too many, computed; each for its own reason."""
    known = _resources(schemas)
    missed: list[str] = []
    made = 0
    for kind, body in _bodies(emitted).items():
        for what, wrong, reason in _wrong(body, known[kind]):
            made += 1
            if reason not in {violation.reason for violation in check(wrong, known[kind])}:
                missed.append(f"{kind}: {what}")

    assert missed == []
    assert made > 400


def test_every_type_has_been_reviewed(emitted: Emitted) -> None:
    """Each resource type in use has rows in the reviewed table, or stands here as one without any."""
    none = {"aws_internet_gateway", "google_project_service_identity"}

    assert set(_bodies(emitted)) - {row.kind for row in table()} == none


def test_reviewed_paths_exist(schemas: ProviderSchemas) -> None:
    """A row of the reviewed table names an attribute of its type, and says where that is known from."""
    known = {kind: {path for path, _ in paths(block)} for kind, block in _resources(schemas).items()}

    assert [row for row in table() if row.kind in known and row.path not in known[row.kind]] == []
    assert all(row.source for row in table())


def test_every_made_up_value_says_where_its_form_is_from() -> None:
    """Each row of what computed values look like has a source."""
    text = (PROJECT / "rehearsal" / "polder_rehearsal" / "data" / "values.csv").read_text()
    rows = list(csv.DictReader(text.splitlines()))

    assert len(rows) > 100
    assert all(row["source"] for row in rows)


def test_terraform_judges_as_the_schemas_say(
    emitted: Emitted, schemas: ProviderSchemas, tmp_path: Path, tool: Tool
) -> None:
    """Real Terraform on the stand-ins accepts each type's right configuration and refuses each wrong one."""
    known = _resources(schemas)
    right: dict[str, dict[str, Body]] = {}
    wrong: dict[str, dict[str, dict[str, Body]]] = {}
    for kind, body in _bodies(emitted).items():
        if "provider" in body:  # of a provider that these stacks do not have
            continue
        literal = cast("Body", _unbound({key: value for key, value in body.items() if key not in META}))
        right[kind] = {"right": literal}
        for number, (_, mistaken, _) in enumerate(_wrong(literal, known[kind])):
            wrong.setdefault(f"wrong_{number}", {})[kind] = {"wrong": mistaken}

    accepted = _refused(tmp_path / "right", {"right": right}, emitted, tool)
    refused = _refused(tmp_path / "wrong", wrong, emitted, tool)

    every = {f"{stack}: {kind}.wrong" for stack, kinds in wrong.items() for kind in kinds}
    assert accepted == set()
    assert every - refused == set()
    assert len(every) > 400


def _unbound(value: object) -> object:
    """The same with every expression replaced by a variable of any type, so that it stands by itself."""
    if isinstance(value, str) and "${" in value:
        return "${var.anything}"
    if isinstance(value, list):
        return [_unbound(item) for item in cast("list[object]", value)]
    if isinstance(value, dict):
        return {
            key: _unbound(inner) for key, inner in cast("dict[str, object]", value).items() if key != "//"
        }
    return value


def _refused(folder: Path, stacks: Mapping[str, object], emitted: Emitted, tool: Tool) -> set[str]:
    """Stacks and addresses that Terraform refuses."""
    providers: dict[str, object] = {}
    for stack in emitted.stacks.values():
        terraform = cast("Mapping[str, Mapping[str, object]]", stack["terraform"])
        providers |= terraform["required_providers"]
    manifest: dict[str, object] = {}
    for name, resources in stacks.items():
        terraform = {"required_providers": providers}
        anything: dict[str, object] = {}
        body: Body = {"resource": resources, "variable": {"anything": anything}, "terraform": terraform}
        (folder / "stacks" / name).mkdir(parents=True)
        (folder / "stacks" / name / "cdk.tf.json").write_text(json.dumps(body))
        manifest[name] = {
            "name": name,
            "workingDirectory": f"stacks/{name}",
            "synthesizedStackPath": f"stacks/{name}/cdk.tf.json",
            "dependencies": [],
        }
    (folder / "manifest.json").write_text(json.dumps({"version": "0.21.0", "stacks": manifest}))
    return {
        f"{stack.stack}: {one.address or one.summary}"
        for stack in rehearse(folder, tool, Wish(validate_only=True)).stacks
        for one in stack.findings
        if one.severity == "error"
    }


def test_secrets_are_marked_and_nothing_else_changes(schemas: ProviderSchemas) -> None:
    """Marking what is sensitive leaves everything else of a schema as it was derived."""
    marked = {
        f"{kind}.{path}"
        for kind, block in _resources(masked(schemas)).items()
        for path, attribute in paths(block)
        if attribute.get("sensitive")
    }

    assert "azurerm_storage_account.primary_access_key" in marked
    assert dict(paths(_resources(masked(schemas))["aws_vpc"])) == dict(paths(_resources(schemas)["aws_vpc"]))


def _said(block: Block, above: str = "") -> dict[str, object]:
    """Give what a schema says of each attribute and nested block, by its path.

    The bindings know whether a block may stand once or often, and not of any other most; so no more is compared.
    """
    found: dict[str, object] = {
        above + name: (
            json.dumps(attribute.get("type")),
            *(bool(attribute.get(flag)) for flag in ("required", "optional", "computed")),
        )
        for name, attribute in block.get("attributes", {}).items()
    }
    for name, nested in block.get("block_types", {}).items():
        most = nested.get("max_items", 0)
        found[above + name] = (
            nested.get("nesting_mode"),
            nested.get("min_items", 0),
            most if most == 1 else 0,
        )
        found |= _said(nested.get("block", {}), f"{above}{name}.")
    return found


@pytest.mark.skipif(not DUMPS, reason="no real schema dump lies in ../shared/facts/schemas")
@pytest.mark.parametrize("dump", DUMPS, ids=lambda file: file.stem)
def test_derived_schema_is_the_real_one(dump: Path, schemas: ProviderSchemas) -> None:
    """Of each type in use that a real dump holds, the bindings tell types, flags, nesting and counts as the dump does."""
    real = _resources(cast("ProviderSchemas", json.loads(dump.read_text())))
    ours = _resources(schemas)
    both = sorted(real.keys() & ours.keys())
    different = {
        f"{kind}.{path}": (theirs.get(path), derived.get(path))
        for kind in both
        for theirs, derived in [(_said(real[kind]), _said(ours[kind]))]
        for path in sorted({*theirs, *derived})
        if theirs.get(path) != derived.get(path)
    }

    assert both
    assert different == {}
