"""The resolved graph as data: its form, and that rules in other languages find in it what they need."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from jsonschema import Draft202012Validator

from emission import PROJECT
from mapped import DECLARATIONS, World, world, world_of
from polder_environments.model import Environment
from polder_policies.maps.export import graph_record, graph_text, schema_text
from sovereign import environments

SCHEMA = PROJECT / "policies" / "polder_policies" / "maps" / "graph.schema.json"
DOCUMENT = PROJECT / "docs" / "map.md"
HERE = Path()


@pytest.fixture(scope="module")
def broken() -> World:
    """A world in which personal data may not leave the EEA, and does."""
    return world()


def _data(made: World) -> dict[str, Any]:
    return json.loads(graph_text(made.loaded, made.graph, made.verdict, HERE))


def test_the_schema_is_fresh(*, regenerate: bool) -> None:
    """The committed schema says what the code writes; `pytest tests/policies/maps --regenerate` writes it."""
    if regenerate:
        SCHEMA.write_text(schema_text())

    assert SCHEMA.read_text() == schema_text()
    schema = json.loads(SCHEMA.read_text())
    Draft202012Validator.check_schema(schema)
    assert not [
        name
        for part in (schema, *schema["$defs"].values())
        for name, field in part["properties"].items()
        if "description" not in field
    ]


@settings(max_examples=15, deadline=None)
@given(environments())
def test_every_graph_fits_the_schema(plain: dict[str, object]) -> None:
    """Whatever an environment holds, its graph is of the committed form, and that form takes no unknown key."""
    validator: Any = Draft202012Validator(json.loads(SCHEMA.read_text()))
    data = _data(world_of(Environment.model_validate(plain)))

    assert [error.message for error in validator.iter_errors(data)] == []
    assert [error.message for error in validator.iter_errors({**data, "extra": 1})]


def test_edges_lead_from_node_to_node(broken: World) -> None:
    """Each end of an edge is a node, and an edge says what it carries, what it crosses and what stands at it."""
    data = _data(broken)
    (read,) = [edge for edge in data["edges"] if edge["target"] == "workload:train" and edge["strands"][0]["dataset"] == "claims"]  # fmt: skip

    assert all({edge["source"], edge["target"]} <= set(data["nodes"]) for edge in data["edges"])
    assert read["crosses"] == {"sites": True, "countries": True, "partitions": False}
    assert (read["tags"], read["link"], read["key"]) == (
        ["personal"],
        "to-virginia",
        "workloads.train.reads[0]",
    )
    (finding,) = [each for each in data["verdict"]["findings"] if each["broken"]]
    assert read["findings"] == [finding["fingerprint"]]
    assert finding["rule"] in data["verdict"]["rules"]


def test_residency_is_resolved(broken: World) -> None:
    """A territory is written out as its countries, so that nobody has to know them; no residency is null."""
    datasets = _data(broken)["datasets"]

    assert {"DE", "IS", "NO", "LI"} <= set(datasets["claims"]["allowed"])
    assert "CH" not in datasets["claims"]["allowed"]
    assert datasets["weather"]["allowed"] is None
    assert datasets["claims"]["retention"] == 365


def test_evidence_says_whether_it_counts() -> None:
    """Evidence that has expired is there, does not count, and says why."""
    made = world(
        {
            **DECLARATIONS,
            "evidence": {
                "old": {"kind": "scc", "reference": "DMS-1", "signed": "2025-01-01", "expires": "2025-12-31"},
                "new": {"kind": "scc", "reference": "DMS-2", "signed": "2026-01-01"},
            },
        }
    )
    evidence = _data(made)["evidence"]

    assert (evidence["old"]["counts"], evidence["new"]["counts"]) == (False, True)
    assert evidence["old"]["why_not"] == "evidence old expired on 2025-12-31"


def test_files_are_named_from_the_top_of_the_project(broken: World) -> None:
    """The same project says the same on another machine: no path of this one is in it."""
    record = graph_record(broken.loaded, broken.graph, broken.verdict, HERE)

    assert {site.position.file for site in record.sites.values()} == {"environments/trial.yaml"}


def _example() -> str:
    found = re.search(r"```rego\n(.*?)```", DOCUMENT.read_text(), re.DOTALL)
    assert found
    return found[1]


def test_the_example_of_the_document_asks_for_keys_that_there_are(broken: World) -> None:
    """Each key of `input` that the documented rule names is in the graph, so that it does not hold for want of one."""
    asked = set(re.findall(r"input\.([a-z_]+)", _example()))
    edge_keys = set(re.findall(r"\bedge\.([a-z_]+)", _example()))
    data = _data(broken)

    assert asked
    assert asked <= set(data)
    assert edge_keys <= set(data["edges"][0])


def test_the_example_of_the_document_judges(broken: World) -> None:
    """The documented rule, read by a real interpreter of Rego, refuses the one flow of personal data to the US."""
    regopy: Any = pytest.importorskip("regopy")
    interpreter = regopy.Interpreter()
    interpreter.add_module("example", _example())
    interpreter.set_input(_data(broken))

    answer = str(interpreter.query("data.acme.flows.deny"))
    assert "claims" in answer
    assert "weather" not in answer
