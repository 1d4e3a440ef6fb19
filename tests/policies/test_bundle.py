"""Bundles for auditors: that every byte is covered, that the same things give the same bytes, and what is recorded of transfers."""

import csv
import hashlib
import io
import json
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Final, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from emission import PROJECT
from mapped import CLAIMS, DECLARATIONS, FILE, World, world, world_of
from polder_environments.docstrings import field_docstrings
from polder_environments.model import Environment
from polder_policies.bundle.canonical import archive, canonical, digest_of_all
from polder_policies.bundle.contents import Subject, contents
from polder_policies.bundle.manifest import NAME, OutputRecord, VersionsRecord, schema_text
from polder_policies.bundle.transfers import Transfer, transfers, transfers_csv
from polder_policies.bundle.verify import NoBundle, differences
from sovereign import DAY, environments, reordered

SCHEMA: Final = PROJECT / "policies" / "polder_policies" / "bundle" / "evidence.schema.json"
VERSIONS: Final = VersionsRecord(polder="1", code={"polder_policies": "0" * 64}, libraries={"pydantic": "2"})
HERE: Final = Path()
PROOFS: Final = {
    kind: {
        "kind": kind,
        "reference": "=HYPERLINK(1)" if kind == "tia" else "DMS-1",
        "signed": "2026-01-01",
        "scope": {"countries": ["US"]},
    }
    for kind in ("scc", "tia", "ropa")
}


def _subject(made: World, **sources: bytes) -> Subject:
    return Subject(
        loaded=made.loaded,
        graph=made.graph,
        verdict=made.verdict,
        verdict_text="{}\n",
        packs=(),
        sources={Path("environments") / f"{name}.yaml": content for name, content in sources.items()},
        project=HERE,
        output=OutputRecord(state="absent", stacks=()),
    )


def _bundle(made: World, **sources: bytes) -> Mapping[str, bytes]:
    return contents([_subject(made, **(sources or {"trial": b"environment: trial\n"}))], VERSIONS, DAY)


@pytest.fixture(scope="module")
def made() -> World:
    """A world in which personal data is read from the United States, with clauses and a record that say so."""
    return world({**DECLARATIONS, "packs": ["core", "eu-gdpr"], "evidence": PROOFS})


def test_the_schema_is_fresh(*, regenerate: bool) -> None:
    """The committed schema says what the code writes; `pytest tests/policies/test_bundle.py --regenerate` writes it."""
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


def test_the_manifest_covers_every_file(made: World) -> None:
    """Each other file stands in the manifest with its digest, counted here anew, and the manifest fits its schema."""
    files = _bundle(made, trial=b"environment: trial\n", base=b"owner: x\n")
    manifest = json.loads(files[NAME])
    validator: Any = Draft202012Validator(json.loads(SCHEMA.read_text()))

    assert list(validator.iter_errors(manifest)) == []
    assert {each["path"]: each["sha256"] for each in manifest["files"]} == {
        path: hashlib.sha256(content).hexdigest() for path, content in files.items() if path != NAME
    }
    assert files["trial/environment/environments/base.yaml"] == b"owner: x\n"
    (environment,) = manifest["environments"]
    assert environment["sources"][0]["sha256"] == hashlib.sha256(b"environment: trial\n").hexdigest()
    assert differences(files) == ()


def test_the_manifest_is_canonical(made: World) -> None:
    """Whoever reads the manifest and writes it in canonical form gets its bytes, so its digest is of what it says."""
    text = _bundle(made)[NAME]

    assert (
        json.dumps(json.loads(text), sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
        == text
    )


def test_facts_are_those_of_the_package(made: World) -> None:
    """The digest of each table of facts is that of its file, and all tables are there."""
    folder = PROJECT / "environments" / "polder_environments" / "facts" / "data"
    manifest = json.loads(_bundle(made)[NAME])

    assert {each["name"]: each["sha256"] for each in manifest["facts"]} == {
        file.stem: hashlib.sha256(file.read_bytes()).hexdigest()
        for file in folder.glob("*.csv")
        if file.stem != "sources"
    }


@settings(max_examples=10, deadline=None)
@given(environments())
def test_the_same_environment_gives_the_same_bytes(plain: dict[str, object]) -> None:
    """Two runs on one day are the same to the byte, in whatever order the file is written."""
    one = world_of(Environment.model_validate(plain))
    other = world_of(Environment.model_validate(reordered(plain)))

    assert _bundle(one) == _bundle(one)
    assert _bundle(one) == _bundle(other)


def test_another_day_is_another_bundle(made: World) -> None:
    """The day is in what is signed."""
    assert json.loads(_bundle(made)[NAME])["on"] == "2026-11-24"
    later = contents([_subject(made, trial=b"")], VERSIONS, DAY.replace(year=2027))
    assert later[NAME] != _bundle(made, trial=b"")[NAME]


def test_environments_lie_side_by_side(made: World) -> None:
    """Several environments are in one bundle, a folder each, whatever the order they are named in."""
    other = replace(made.verdict, environment="prod")
    both = [_subject(made, trial=b""), replace(_subject(made, prod=b""), verdict=other)]

    files = contents(both, VERSIONS, DAY)
    assert contents(both[::-1], VERSIONS, DAY) == files
    assert {path.partition("/")[0] for path in files} == {"trial", "prod", "README.md", NAME}


@pytest.mark.parametrize(
    ("path", "content", "said"),
    [
        ("trial/verdict.json", b'{"holds": true}\n', "trial/verdict.json is not what the manifest says"),
        ("trial/waivers.json", None, "trial/waivers.json is missing"),
        ("trial/more.json", b"", "trial/more.json is not in the manifest"),
        (f"{NAME}.sig", b"signature", ""),
    ],
)
def test_what_was_changed_is_named(made: World, path: str, content: bytes | None, said: str) -> None:
    """A file that was changed, taken away or added is named; a signature beside the manifest is none."""
    files = {**_bundle(made), path: content or b""}
    if content is None:
        del files[path]

    assert differences(files) == ((said,) if said else ())


@pytest.mark.parametrize(
    "manifest", [None, b"no json", b"[]", b'{"schema": "other/1"}', b'{"schema": "polder.evidence/1"}']
)
def test_what_is_no_bundle_is_said_so(manifest: bytes | None) -> None:
    """Without a manifest of this kind nothing can be checked, and nothing is called whole."""
    files = {"a": b""} if manifest is None else {NAME: manifest}

    with pytest.raises(NoBundle):
        differences(files)


def test_an_archive_has_no_clock(made: World) -> None:
    """The archive is the same whatever the order of the files, holds them whole, and says no time but the earliest."""
    files = _bundle(made)
    packed = archive(files)

    assert packed == archive(dict(reversed(list(files.items()))))
    with zipfile.ZipFile(io.BytesIO(packed)) as read:
        assert {name: read.read(name) for name in read.namelist()} == files
        assert {entry.date_time for entry in read.infolist()} == {(1980, 1, 1, 0, 0, 0)}


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
        max_leaves=10,
    )
)
def test_canonical_json_is_json(data: object) -> None:
    """Canonical form loses nothing, and is one line."""
    text = canonical(data)

    assert json.loads(text) == data
    assert b"\n" not in text


def test_a_digest_of_all_is_of_names_too() -> None:
    """Two files that swap their contents are another whole."""
    assert digest_of_all([("a", b"1"), ("b", b"2")]) == digest_of_all([("b", b"2"), ("a", b"1")])
    assert digest_of_all([("a", b"1"), ("b", b"2")]) != digest_of_all([("a", b"2"), ("b", b"1")])


def test_transfers_are_recorded_with_their_safeguards(made: World) -> None:
    """The one read from the United States is there with what Art. 30 asks for; the copy within the EEA is not."""
    (row,) = [each for each in transfers(made.loaded, made.estate, HERE) if not each.derived]

    assert (row.dataset, row.kind, row.source, row.recipient, row.countries) == ("claims", "reads", "frankfurt", "virginia", ("US",))  # fmt: skip
    assert row.adequacy == ("US-DPF (for recipients in its scope)",)
    assert row.safeguards == ("scc (scc): DMS-1", "tia (tia): =HYPERLINK(1)")
    assert row.records == ("ropa (ropa): DMS-1",)
    assert (row.controller, row.purposes, row.retention, row.categories) == ("DE", ("research",), 365, ("personal",))  # fmt: skip
    assert (row.link, row.operator_law) == ("to-virginia (ipsec)", "US")
    assert row.at == f"{FILE}:0"


def test_data_that_is_collected_abroad_is_recorded() -> None:
    """Data about people in Germany that lies in Virginia from the start is no flow, and is in the record all the same."""
    abroad = {**CLAIMS, "home": "virginia/datasets", "replicas": [], "residency": {}}
    made = world({"packs": ["core"], "datasets": {"claims": abroad}})

    (row,) = transfers(made.loaded, made.estate, HERE)
    assert (row.kind, row.recipient, row.countries, row.safeguards) == ("lies", "virginia", ("US",), ())


def test_a_place_that_nobody_knows_is_recorded() -> None:
    """A service that may process anywhere is a recipient without countries, and no safeguard covers it."""
    made = world(
        {
            **DECLARATIONS,
            "evidence": PROOFS,
            "services": {"chat": {"site": "amsterdam", "product": "azure-openai", "scope": "global"}},
            "workloads": {"ask": {"site": "amsterdam", "reads": ["claims"], "services": ["chat"]}},
        }
    )
    rows = [each for each in transfers(made.loaded, made.estate, HERE) if each.kind == "implied"]

    assert [(row.recipient, row.countries, row.safeguards) for row in rows] == [
        ("implied:service/chat", (), ())
    ]


@settings(max_examples=25, deadline=None)
@given(environments())
def test_no_way_out_is_left_unrecorded(plain: dict[str, object]) -> None:
    """Every flow of data about people in the EEA to a site outside of it is a row, as found here by another way."""
    made = world_of(Environment.model_validate(plain))
    environment = made.loaded.environment
    europe = {"frankfurt", "amsterdam"}
    recorded = {
        (row.dataset, row.kind, row.source, row.recipient)
        for row in transfers(made.loaded, made.estate, HERE)
    }

    for flow in made.graph.flows:
        dataset = environment.datasets[flow.strand.dataset]
        if (
            "DE" in dataset.subjects
            and {"personal", "phi", "pan", "genomic"} & set(dataset.tags)
            and flow.target.site not in europe
            and flow.source.site != flow.target.site
        ):
            assert (flow.strand.dataset, flow.edge.kind, flow.source.site, flow.target.site) in recorded


def test_no_cell_is_a_formula(made: World) -> None:
    """A spreadsheet that opens the record runs nothing of it: no cell begins as a formula does."""
    row = transfers(made.loaded, made.estate, HERE)[0]
    hostile = row.model_copy(
        update={"records": ("=1+1",), "link": "@SUM(A1)", "key": "\t=1", "operator": "-2+3"}
    )
    cells = list(csv.DictReader(io.StringIO(transfers_csv([hostile]))))

    assert [cells[0][name] for name in ("records", "link", "operator")] == ["'=1+1", "'@SUM(A1)", "'-2+3"]
    assert not [cell for cell in cells[0].values() if cell[:1] in tuple("=+-@\t\r")]


def test_the_record_is_one_table(made: World) -> None:
    """CSV and JSON have the same rows and the same columns, and every column is explained."""
    files = _bundle(made)
    rows = list(csv.DictReader(io.StringIO(files["trial/transfers.csv"].decode())))
    data = cast("list[dict[str, object]]", json.loads(files["trial/transfers.json"]))

    assert len(rows) == len(data) > 0
    assert list(rows[0]) == list(data[0]) == list(Transfer.model_fields)
    assert set(field_docstrings(Transfer)) == set(Transfer.model_fields)


def test_rules_are_told_in_their_own_words(made: World) -> None:
    """Each rule in force is there with what it cites and whether somebody read that, also where it has no subject."""
    files = _bundle(made)
    rules = {each["id"]: each for each in json.loads(files["trial/rules.json"])}

    assert len(rules) == sum(count for _, count in made.verdict.packs)
    assert {rule["verified"] for rule in rules.values()} <= {True, False}
    assert rules["GDPR-30"]["citation"] == "GDPR Art. 30(1)(e)"
    assert "Not legal advice" in json.loads(files[NAME])["disclaimer"]
