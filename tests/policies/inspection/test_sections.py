"""Everything in a stack is inspected or refused: sections, settings, providers, backends, types, what they escape to."""

import json
from pathlib import Path
from typing import cast

import pytest

from altered import Altered, Json, told
from polder_policies.inspection import inspect_stack, read_stack, read_strictly, stack_of
from polder_policies.inspection.emitted import full_source


@pytest.mark.parametrize(
    "section", ["module", "import", "moved", "removed", "check", "ephemeral", "action", "override"]
)
def test_unknown_sections_fail(section: str, aws: Altered) -> None:
    """A top-level section that nobody inspects fails, though Terraform knows it."""
    aws.stacks["infra"][section] = {"anything": {"source": "elsewhere"}}

    assert told(aws.found()) == {(section, "", "section")}


@pytest.mark.parametrize("setting", ["cloud", "provider_meta", "experiments", "encryption"])
def test_unknown_settings_fail(setting: str, aws: Altered) -> None:
    """Settings of Terraform that move state or change what a file means fail."""
    cast("Json", aws.stacks["infra"]["terraform"])[setting] = {"organization": "elsewhere"}

    assert told(aws.found()) == {(f"terraform.{setting}", "", "section")}


@pytest.mark.parametrize("escape", ["provisioner", "connection", "dynamic"])
def test_escapes_fail(escape: str, aws: Altered) -> None:
    """A resource that runs commands, or makes blocks up while Terraform runs, fails."""
    aws.add("infra", "terraform_data", {escape: {"local-exec": {"command": "aws s3 sync"}}})

    assert ("terraform_data.own", "", "section") in told(aws.found())


def test_nested_dynamic_blocks_fail(gcp: Altered) -> None:
    """A dynamic block inside a block fails as well."""
    cluster = gcp.blocks("infra", "google_container_cluster")["cluster"]
    cast("Json", cluster["private_cluster_config"])["dynamic"] = {"x": {"for_each": ["a"], "content": {}}}

    assert told(gcp.found()) == {
        ("google_container_cluster.cluster", "private_cluster_config.dynamic", "section")
    }


def test_unknown_types_fail(aws: Altered) -> None:
    """A type that nobody has classified fails once, and says what to look at in it and how to classify it."""
    aws.add("infra", "aws_appflow_flow", {"name": "x", "destination": {"bucket_arn": "y"}})

    found = aws.found()

    assert told(found) == {("aws_appflow_flow.own", "", "type")}
    assert "destination.bucket_arn is 'y'" in str(found[0])
    assert "docs/inspection.md" in found[0].remedy


def test_unknown_data_sources_fail(aws: Altered) -> None:
    """A data source that nobody has classified fails: it can read from anywhere."""
    cast("Json", aws.stacks["infra"]["data"])["http"] = {"own": {"url": "https://elsewhere.example"}}

    assert ("data.http.own", "", "type") in told(aws.found())


def test_unknown_attributes_that_look_like_a_place_fail(aws: Altered) -> None:
    """An attribute with a name like a place's fails until somebody has looked at it; any other is read and passes."""
    key = aws.blocks("infra", "aws_kms_key")["key"]
    key |= {"data_residency_location": "here", "rotation_style": "slow"}

    assert told(aws.found()) == {("aws_kms_key.key", "data_residency_location", "attribute")}


def test_unknown_attributes_are_read_all_the_same(aws: Altered) -> None:
    """Whatever an attribute is called: another region, partition, account or bucket in it is found."""
    key = aws.blocks("infra", "aws_kms_key")["key"]
    key |= {
        "style": "us-east-1",
        "manner": "arn:aws-cn:s3:::x",
        "way": "arn:aws:sqs:eu-central-1:999999999999:x",
        "habit": "s3://somebody-elses/x",
        "custom": "sts.amazonaws.com.cn",
    }

    assert told(aws.found()) == {
        ("aws_kms_key.key", "style", "location"),
        ("aws_kms_key.key", "manner", "partition"),
        ("aws_kms_key.key", "way", "account"),
        ("aws_kms_key.key", "habit", "location"),
        ("aws_kms_key.key", "custom", "partition"),
    }


@pytest.mark.parametrize(
    ("text", "about"),
    [
        ("/subscriptions/99999999-9999-4999-8999-999999999999/resourceGroups/x", "account"),
        ("/subscriptions/8c1f7c0e-4b1d-4b53-9d6f-0b7c4f6e2a10/resourceGroups/somebody-elses/x", "location"),
        ("https://elsewhere.blob.core.windows.net/x", "endpoint"),
        ("login.chinacloudapi.cn", "partition"),
        ("vault.usgovcloudapi.net", "partition"),
        ("storage.googleapis.com", "partition"),
    ],
)
def test_other_places_of_azure_are_found(text: str, about: str, azure: Altered) -> None:
    """Another subscription, group, account or partition is found wherever it stands."""
    azure.blocks("infra", "azurerm_nat_gateway")["nat"]["manner"] = text

    assert told(azure.found()) == {("azurerm_nat_gateway.nat", "manner", about)}


@pytest.mark.parametrize(
    ("text", "about"),
    [
        ("projects/somebody-elses/topics/x", "account"),
        ("projects/acme-ml-eemshaven/locations/europe/keyRings/x", "location"),
        ("compute.s3nsapis.fr", "partition"),
        ("europe-west1-docker.pkg.dev", "location"),
        ("gs://somebody-elses", "location"),
    ],
)
def test_other_places_of_google_are_found(text: str, about: str, gcp: Altered) -> None:
    """Another project, multi-region, universe, region or bucket is found wherever it stands."""
    gcp.blocks("infra", "google_compute_router")["network_router"]["manner"] = text

    assert told(gcp.found()) == {("google_compute_router.network_router", "manner", about)}


def test_providers_of_others_fail(aws: Altered) -> None:
    """A provider of another source fails under whatever name: it would run in place of the known one."""
    required = cast("dict[str, Json]", cast("Json", aws.stacks["infra"]["terraform"])["required_providers"])
    required["aws"]["source"] = "registry.example/hashicorp/aws"

    assert told(aws.found()) == {("provider.aws", "", "type")}


def test_resources_without_a_provider_fail(aws: Altered) -> None:
    """A resource of a provider that the stack does not configure fails: the environment would choose its place."""
    aws.add("infra", "google_pubsub_topic", {"message_storage_policy": {"allowed_persistence_regions": []}})

    assert ("google_pubsub_topic.own", "", "missing") in told(aws.found())


def test_unknown_alias_fails(aws: Altered) -> None:
    """A resource of an alias that is not configured fails."""
    aws.add("infra", "aws_sqs_queue", {"name": "x", "provider": "aws.elsewhere"})

    assert told(aws.found()) == {("aws_sqs_queue.own", "", "missing")}


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"region": "us-east-1"}, {("backend.s3", "region", "state")}),
        ({"bucket": "somebody-elses"}, {("backend.s3", "bucket", "state")}),
        ({"key": "other-site-infra.tfstate"}, {("backend.s3", "key", "state")}),
        ({"encrypt": False}, {("backend.s3", "encrypt", "state")}),
        ({"endpoints": {"s3": "https://s3.example"}}, {("backend.s3", "endpoints", "endpoint")}),
        (
            {"kms_key_id": "arn:aws:kms:us-east-1:111122223333:alias/x"},
            {("backend.s3", "kms_key_id", "key")},
        ),
    ],
)
def test_state_elsewhere_fails(change: Json, expected: set[tuple[str, str, str]], aws: Altered) -> None:
    """State in another bucket, region or account, under another site's key, or not encrypted, fails."""
    backend = cast("dict[str, dict[str, Json]]", aws.stacks["infra"]["terraform"])["backend"]["s3"]
    backend |= change

    assert told(aws.found()) == expected


@pytest.mark.parametrize("kind", ["http", "remote", "pg", "consul", "kubernetes"])
def test_unknown_backends_fail(kind: str, aws: Altered) -> None:
    """A backend that is not the site's store fails."""
    cast("Json", aws.stacks["infra"]["terraform"])["backend"] = {kind: {"address": "https://state.example"}}

    assert told(aws.found()) == {(f"backend.{kind}", "", "type")}


def test_state_on_the_machine_fails(aws: Altered) -> None:
    """Taking the backend out would keep state on the machine that runs Terraform; only the store's own stack may."""
    del cast("Json", aws.stacks["infra"]["terraform"])["backend"]

    assert told(aws.found()) == {("backend.local", "", "state")}
    assert "local" in cast("Json", cast("Json", aws.stacks["state"]["terraform"])["backend"])


def test_state_of_another_site_is_not_read(aws: Altered) -> None:
    """Reading another site's state would bring what is in it here."""
    state = next(iter(aws.blocks("services", "terraform_remote_state", "data").values()))
    config = cast("Json", state["config"])
    config |= {
        "bucket": "prod-virginia-state-xxxxxxxx",
        "region": "us-east-1",
        "key": "prod-virginia-infra.tfstate",
    }

    found = told(aws.found())

    assert {(path, about) for _, path, about in found} >= {
        ("bucket", "state"),
        ("region", "state"),
        ("key", "state"),
    }


def test_lists_of_labels_are_read(aws: Altered) -> None:
    """Terraform takes a list of objects wherever it takes an object of labels, and so does the inspection."""
    bucket = {"bucket": "x", "region": "us-east-1"}
    resources = cast("Json", aws.stacks["infra"]["resource"])
    aws.stacks["infra"]["resource"] = [resources, {"aws_s3_bucket": [{"own": [bucket]}]}]

    assert told(aws.found()) == {("aws_s3_bucket.own", "region", "location")}


def test_what_is_no_stack_fails() -> None:
    """Something that is not an object where one has to be is said, and nothing breaks."""
    found = stack_of("x", {"resource": {"aws_s3_bucket": "oops"}, "provider": 3, "terraform": None})

    assert [where for where, _ in found.oddities] == ["aws_s3_bucket", "provider", "terraform"]


def test_keys_that_stand_twice_are_refused(tmp_path: Path) -> None:
    """Of a key that stands twice, Terraform and others may see different ones; a file like that cannot be read."""
    file = tmp_path / "stack" / "cdk.tf.json"
    file.parent.mkdir()
    file.write_text(
        '{"resource": {"aws_s3_bucket": {"a": {"region": "us-east-1", "region": "eu-central-1"}}}}'
    )

    assert read_stack(file).name == "stack"
    with pytest.raises(ValueError, match="a key stands twice: region"):
        read_strictly(file)


def test_one_file_by_itself(aws: Altered, tmp_path: Path) -> None:
    """A single file is judged by what stands in it; what it lacks is not known."""
    file = tmp_path / "cdk.tf.json"
    file.write_text(json.dumps({"resource": {"aws_sqs_queue": {"q": {"name": "q", "region": "us-east-1"}}}}))

    assert inspect_stack(file, aws.plan).findings == (
        "aws_sqs_queue.q: region is 'us-east-1', outside eu-central-1 of site frankfurt",
    )


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("aws", "hashicorp/aws"),
        ("hashicorp/aws", "hashicorp/aws"),
        ("registry.terraform.io/hashicorp/aws", "hashicorp/aws"),
        ("registry.opentofu.org/hashicorp/aws", "hashicorp/aws"),
        ("registry.example/hashicorp/aws", "registry.example/hashicorp/aws"),
    ],
)
def test_sources_of_providers(source: str, expected: str) -> None:
    """A source is known by namespace and name; a host other than the two usual ones stays, and is not known."""
    assert full_source(source) == expected


@pytest.mark.parametrize("block", [{}, [{}], [{"nat_ip": None}]])
def test_empty_blocks_say_something(block: object, gcp: Altered) -> None:
    """`access_config {}` gives a machine a public address: a block that has to be left out may not be there empty."""
    gcp.add("infra", "google_compute_instance", {"name": "x", "network_interface": {"access_config": block}})

    assert told(gcp.found()) == {("google_compute_instance.own", "network_interface.access_config", "public")}


def test_automatic_replication_is_an_empty_block(gcp: Altered) -> None:
    """A secret that Google replicates wherever it likes says so by an empty block, and names no region."""
    gcp.add("infra", "google_secret_manager_secret", {"secret_id": "x", "replication": {"auto": {}}})

    assert told(gcp.found()) == {
        ("google_secret_manager_secret.own", "replication.auto", "replication"),
        ("google_secret_manager_secret.own", "replication.user_managed.replicas.location", "missing"),
    }


def test_unknown_empty_blocks_fail(aws: Altered) -> None:
    """An empty block with a name like a place's fails as any other that nobody has classified."""
    aws.blocks("infra", "aws_kms_key")["key"]["replica_settings"] = {}

    assert told(aws.found()) == {("aws_kms_key.key", "replica_settings", "attribute")}


def test_keys_of_maps_are_read(aws: Altered) -> None:
    """A region can be the key of a map."""
    aws.blocks("infra", "aws_kms_key")["key"]["spread"] = {"us-east-1": {"weight": 1}}

    assert told(aws.found()) == {("aws_kms_key.key", "spread.us-east-1", "location")}
