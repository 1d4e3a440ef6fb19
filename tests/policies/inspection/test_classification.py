"""The tables: each row can be read, each type is whole, and a user's rows add and never take back."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import cast

import pytest

from altered import Altered, told
from emission import PROJECT, Emitted
from polder_environments.facts.regions import regions
from polder_policies.inspection.classification import (
    COLUMNS,
    MODES,
    WORDS,
    built_in,
    extended,
    parse,
)
from polder_policies.inspection.demands import judges
from polder_policies.inspection.emitted import stack_of
from polder_policies.inspection.stack import Mode
from polder_policies.inspection.suspects import looks_like_a_place
from polder_policies.inspection.tables import CLASSIFICATIONS, table, text_of
from polder_rehearsal.schemas.assembled import provider_schemas
from polder_rehearsal.schemas.model import Block, Used

HEAD = ",".join(COLUMNS)
NOT_BOUND = {"google_project_service_identity"}
"""Types of google-beta, of which there are no bindings."""


def test_tables_can_be_read() -> None:
    """Every row of every table has a mode, a word and a source that are known."""
    rows = [row for name in CLASSIFICATIONS for row in parse(text_of(name), f"{name}.csv", MODES)]

    assert len(rows) > 1000
    assert {rule.must for _, _, rule in rows} <= set(WORDS)


def test_every_word_is_used_and_judged() -> None:
    """Each word that a row may say stands in a row, and something judges it."""
    rows = [rule for name in CLASSIFICATIONS for _, _, rule in parse(text_of(name), name, MODES)]

    assert {rule.must for rule in rows} == set(WORDS)
    assert all(judges(word) for word in set(WORDS) - {"any", "text"})


def test_everything_in_use_is_classified(emitted: Emitted) -> None:
    """Each type, provider and backend that is emitted has a row of its own, and not only one of its provider's."""
    used = {
        (block.mode, block.kind)
        for name, stack in emitted.stacks.items()
        for block in stack_of(name, stack).blocks
    }

    assert used <= built_in().kinds
    assert len(used) > 120


def test_openings_are_ours(emitted: Emitted) -> None:
    """Each attribute that is open on purpose is one that Polder emits, and says why."""
    addresses = {
        (block.kind, block.name)
        for name, stack in emitted.stacks.items()
        for block in stack_of(name, stack).blocks
    }

    assert {(row["kind"], row["name"]) for row in table("openings")} <= addresses
    assert all(len(row["reason"]) > 40 for row in table("openings"))


def test_partitions_are_those_of_the_regions() -> None:
    """Each partition that a region is in is known by its DNS suffix, and hosts name no other partition but those without regions here."""
    known = {region.partition for cloud in ("aws", "azure", "gcp") for region in regions(cloud).values()}
    hosts = {partition for row in table("hosts") for partition in row["partitions"].split()}

    assert {row["partition"] for row in table("partitions")} == known
    assert known <= hosts
    assert hosts - known == {"*", "aws-iso", "aws-iso-b", "aws-iso-e", "aws-iso-f"}


def _schemas() -> Iterator[tuple[Mode, str, Block]]:
    """Schemas of all classified types, as the bindings have them."""
    by_provider: dict[str, tuple[set[str], set[str]]] = {}
    for mode, kind in built_in().kinds:
        provider = kind.partition("_")[0]
        if mode in ("resource", "data") and provider in ("aws", "azurerm", "google", "kubernetes", "helm"):
            by_provider.setdefault(provider, (set(), set()))[mode == "data"].add(kind)
    for provider, (resources, data_sources) in by_provider.items():
        used = Used(frozenset(resources - NOT_BOUND), frozenset(data_sources))
        found = provider_schemas({f"hashicorp/{provider}": used})["provider_schemas"]
        for schemas in found.values():
            yield "provider", f"hashicorp/{provider}", schemas["provider"]["block"]
            for kind, schema in schemas["resource_schemas"].items():
                yield "resource", kind, schema["block"]
            for kind, schema in schemas["data_source_schemas"].items():
                yield "data", kind, schema["block"]


def _settable(block: Mapping[str, object], above: str = "") -> Iterator[tuple[str, object]]:
    """Attributes and blocks that somebody can write, by path, with their types."""
    for name, found in cast("dict[str, Mapping[str, object]]", block.get("attributes", {})).items():
        path = f"{above}{name}"
        if found.get("optional") or found.get("required"):
            yield path, found.get("type")
        if "nested_type" in found:
            yield path, None
            yield from _settable(cast("Mapping[str, object]", found["nested_type"]), f"{path}.")
    for name, found in cast("dict[str, Mapping[str, object]]", block.get("block_types", {})).items():
        yield f"{above}{name}", None
        yield from _settable(cast("Mapping[str, object]", found.get("block", {})), f"{above}{name}.")


def test_every_attribute_that_looks_like_a_place_is_classified() -> None:
    """Of every classified type, each attribute that can be set and whose name looks like a place has a row.

    The attributes are the providers' own, as the bindings tell them; numbers say nothing of a place.
    """
    known, missing, tried = built_in(), list[str](), 0
    for mode, kind, block in _schemas():
        if any(rule.must == "forbidden" for rule in known.of_type(mode, kind)):
            continue
        closed: list[str] = []
        for path, type_ in _settable(block):
            entry = known.entry(mode, kind, path)
            if any(path.startswith(f"{above}.") for above in closed) or path.startswith("timeouts"):
                continue
            if any(rule.must in ("absent", "text") for rule in entry.rules):
                closed.append(path)
            if type_ == "number" or not looks_like_a_place(path.rpartition(".")[2]):
                continue
            tried += 1
            if entry.suspect:
                missing.append(f"{mode} {kind} {path}")

    assert missing == []
    assert tried > 1500


def test_rows_name_attributes_that_there_are() -> None:
    """Each whole path of a row is one of the type's own; a misspelt one would judge nothing."""
    wrong: list[str] = []
    for mode, kind, block in _schemas():
        paths = {path for path, _ in _settable(block)} | set(_computed(block))
        wrong += [
            f"{mode} {kind} {rule.path}"
            for rule in built_in().of_attributes(mode, kind)
            if rule.path not in paths and not any(rule.path.startswith(f"{each}.") for each in paths)
        ]

    assert wrong == []


def _computed(block: Mapping[str, object]) -> Iterator[str]:
    yield from cast("dict[str, object]", block.get("attributes", {}))


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ("elsewhere,x_y,,,,,,s", "mode is 'elsewhere'"),
        ("backend,http,,,,,,s", "mode is 'backend'"),
        ("resource,,,,,,,s", "kind is blank"),
        ("resource,x_y,a,place,region,,,s", "about is 'place'"),
        ("resource,x_y,a,location,somewhere,,,s", "must is 'somewhere'"),
        ("resource,x_y,a,location,,,,s", "must is blank"),
        ("resource,x_y,,location,region,,,s", "paths is blank"),
        ("resource,x_y,a,location,region,,sometimes,s", "presence is 'sometimes'"),
        ("resource,x_y,,,,,,", "source is blank"),
        ("resource,x_y,a,replication,closed-by false,,,s", "closed-by takes 3 words"),
        ("resource,x_y", "2 cells"),
        ("resource,x_y,a,,text,,,s", "must is text, which would hide"),
        ("resource,x_y,a,,principal,,,s", "must is principal, which would hide"),
        ("resource,x_*,a,,any,,,s", "kind is a pattern"),
        ("resource,x_y,*,,any,,,s", r"paths has a pattern other than \*.name"),
        ("image,{account}.example/,,,,,,s", "kind is a pattern"),
    ],
)
def test_bad_rows_are_told(row: str, problem: str) -> None:
    """A row that cannot be read is refused with its line and what is allowed."""
    with pytest.raises(ValueError, match=f"own.csv:2: .*{problem}"):
        parse(f"{HEAD}\n{row}\n", "own.csv")


def test_other_columns_are_told() -> None:
    """A file with other columns is refused."""
    with pytest.raises(ValueError, match=r"own.csv:1: the first line has to be mode,kind"):
        parse("kind,mode\n", "own.csv")


def test_own_rows_classify(aws: Altered) -> None:
    """A user's rows make a type known, and what they demand is demanded."""
    aws.add("infra", "aws_appflow_flow", {"name": "x", "kms_arn": "here", "target_region": "us-east-1"})
    own = parse(
        f"{HEAD}\n"
        "resource,aws_appflow_flow,,,,,,docs\n"
        "resource,aws_appflow_flow,kms_arn,,any,,,docs\n"
        "resource,aws_appflow_flow,target_region,location,region,,always,docs\n",
        "own.csv",
    )

    assert told(aws.found(extended(own))) == {("aws_appflow_flow.own", "target_region", "location")}


def test_own_rows_take_nothing_back(azure: Altered, gcp: Altered) -> None:
    """A user's row for an attribute that is judged already is one more demand, and never one less."""
    azure.blocks("infra", "azurerm_storage_account")["store_models"]["account_replication_type"] = "GRS"
    gcp.blocks("infra", "google_storage_bucket")["store_datasets"]["location"] = "EU"
    own = parse(
        f"{HEAD}\n"
        "resource,azurerm_storage_account,account_replication_type,,any,,,mine\n"
        "resource,google_storage_bucket,location,location,one-of EU,,,mine\n",
        "own.csv",
    )

    assert told(azure.found(extended(own))) == {
        ("azurerm_storage_account.store_models", "account_replication_type", "replication")
    }
    assert told(gcp.found(extended(own))) >= {
        ("google_storage_bucket.store_datasets", "location", "location")
    }


def test_own_images_and_charts(aws: Altered) -> None:
    """A user says where images and charts are published; everything else about them stays."""
    deployment = next(iter(aws.blocks("services", "kubernetes_deployment_v1").values()))
    text = json.dumps(deployment["spec"]).replace(
        "ghcr.io/mlflow/mlflow:v3.17.2-full", "images.example/acme/x:1"
    )
    deployment["spec"] = json.loads(text)

    before = aws.found()
    own = parse(f"{HEAD}\nimage,images.example/acme/,,,,,,we publish it\n", "own.csv")
    after = aws.found(extended(own))

    assert {finding.about for finding in before} == {"image"}
    assert after == ()


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("source_region", True),
        ("geoLocation", True),
        ("kms_key_id", True),
        ("public_network_access_enabled", True),
        ("log-destination", True),
        ("name", False),
        ("instance_type", False),
        ("regional", False),
    ],
)
def test_names_that_look_like_a_place(name: str, *, expected: bool) -> None:
    """A name counts by its words, in whatever style it is written."""
    assert looks_like_a_place(name) is expected


def test_documented_rows_can_be_read() -> None:
    """The rows that docs/inspection.md shows are what a user may write."""
    found = re.search(r"```csv\n(.*?)```", (PROJECT / "docs" / "inspection.md").read_text(), re.DOTALL)

    assert found
    assert {mode for mode, _, _ in parse(found[1], "docs")} == {"resource", "image"}


def test_words_are_documented(*, regenerate: bool) -> None:
    """docs/inspection.md has every word with what it means; `--regenerate` writes it."""
    document = PROJECT / "docs" / "inspection.md"
    before, mark, after = document.read_text().partition("writes what follows -->\n")
    rows = [f"| `{word}` | {meaning} |" for word, meaning in WORDS.items()]
    text = "\n".join(["", "| word | the attribute, or the block |", "|---|---|", *rows, ""])
    if regenerate:
        document.write_text(f"{before}{mark}{text}")
        after = text

    assert after == text
