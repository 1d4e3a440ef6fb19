"""Documents inside attributes: who may come, who may not."""

import json
from collections.abc import Mapping

import pytest

from altered import Altered
from polder_policies.inspection import documents
from polder_policies.inspection.place import Place

Json = Mapping[str, object]


def _statement(**fields: object) -> str:
    return json.dumps({"Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*", **fields}]})


@pytest.mark.parametrize(
    "policy",
    [
        _statement(),
        _statement(Principal={"Service": "logging.s3.amazonaws.com"}),
        _statement(Principal={"AWS": "arn:aws:iam::111122223333:root"}),
        _statement(Principal={"AWS": "111122223333"}),
        _statement(Principal={"AWS": ["${aws_iam_role.a.arn}"]}),
        _statement(Principal="*", Condition={"StringEquals": {"aws:PrincipalAccount": "111122223333"}}),
        _statement(
            Principal={"AWS": "*"}, Condition={"ArnLike": {"aws:SourceArn": ["arn:aws:sns:*:111122223333:x"]}}
        ),
        json.dumps({"Statement": {"Effect": "Deny", "Principal": "*", "Action": "*"}}),
    ],
)
def test_policies_that_hold(policy: str, aws: Altered) -> None:
    """A policy may let in services and the site's own account, and everybody where a condition says who that is."""
    assert list(documents.policy(policy, aws.plan)) == []


@pytest.mark.parametrize(
    "policy",
    [
        _statement(Principal="*"),
        _statement(Principal={"AWS": ["arn:aws:iam::111122223333:root", "*"]}),
        _statement(Principal="*", Condition={"StringNotEquals": {"aws:PrincipalAccount": "111122223333"}}),
        _statement(Principal="*", Condition={"StringLike": {"aws:PrincipalArn": ["*"]}}),
        _statement(Principal="*", Condition={"StringEquals": {"aws:RequestedRegion": "eu-central-1"}}),
        _statement(Principal={"AWS": "arn:aws:iam::999999999999:root"}),
        _statement(Principal={"AWS": "999999999999"}),
        _statement(Principal={"CanonicalUser": "79a5"}),
        _statement(Principal={"Federated": "accounts.google.com"}),
        _statement(Principal={"AWS": "${var.anybody}"}),
        _statement(NotPrincipal={"AWS": "arn:aws:iam::111122223333:root"}),
        '{"Statement": [',
        "hello",
    ],
)
def test_policies_that_let_others_in(policy: str, aws: Altered) -> None:
    """A policy that lets in everybody, another account, or somebody who cannot be followed fails, as does no policy."""
    assert len(list(documents.policy(policy, aws.plan))) >= 1


def test_statements_of_a_data_source(aws: Altered) -> None:
    """`aws_iam_policy_document` says the same in blocks, and Allow where it names no effect."""
    everybody: Json = {"actions": ["s3:*"], "principals": [{"type": "*", "identifiers": ["*"]}]}
    narrowed: Json = {
        **everybody,
        "condition": [
            {"test": "StringEquals", "variable": "aws:PrincipalAccount", "values": ["111122223333"]}
        ],
    }

    assert list(documents.policy([everybody], aws.plan)) == ["lets everybody in, and no condition says who"]
    assert list(documents.policy([narrowed], aws.plan)) == []
    assert list(documents.policy([{**everybody, "effect": "Deny"}], aws.plan)) == []


@pytest.mark.parametrize(
    ("rule", "holds"),
    [
        ({"direction": "Inbound", "access": "Allow", "source_address_prefix": "10.18.0.0/17"}, True),
        ({"direction": "Inbound", "access": "Allow", "source_address_prefix": "AzureLoadBalancer"}, True),
        ({"direction": "Inbound", "access": "Allow", "source_application_security_group_ids": ["x"]}, True),
        ({"direction": "Inbound", "access": "Deny", "source_address_prefix": "*"}, True),
        ({"direction": "Outbound", "access": "Allow", "source_address_prefix": "*"}, True),
        ({"direction": "Inbound", "access": "Allow", "source_address_prefix": "*"}, False),
        ({"direction": "Inbound", "access": "Allow", "source_address_prefix": "Internet"}, False),
        ({"direction": "Inbound", "access": "Allow", "source_address_prefix": "AzureCloud"}, False),
        (
            {
                "direction": "Inbound",
                "access": "Allow",
                "source_address_prefixes": ["10.0.0.0/8", "8.8.8.0/24"],
            },
            False,
        ),
        ({"direction": "Inbound", "access": "Allow"}, False),
        ({"direction": "${var.direction}", "access": "Allow", "source_address_prefix": "*"}, False),
    ],
)
def test_rules_of_azure(rule: Json, *, holds: bool, azure: Altered) -> None:
    """A rule of a network security group lets in private ranges, Azure's probes and named groups alone."""
    assert (list(documents.access_rules([rule], Place(azure.plan, []))) == []) is holds


@pytest.mark.parametrize(
    ("rule", "holds"),
    [
        ({"direction": "INGRESS", "allow": [{"protocol": "tcp"}], "source_ranges": ["10.20.0.0/16"]}, True),
        ({"allow": [{"protocol": "tcp"}], "source_tags": ["nodes"]}, True),
        ({"direction": "EGRESS", "allow": [{"protocol": "all"}], "destination_ranges": ["0.0.0.0/0"]}, True),
        ({"direction": "INGRESS", "deny": [{"protocol": "all"}], "source_ranges": ["0.0.0.0/0"]}, True),
        ({"direction": "INGRESS", "allow": [{"protocol": "tcp"}], "source_ranges": ["0.0.0.0/0"]}, False),
        ({"allow": [{"protocol": "tcp"}], "source_ranges": ["::/0"]}, False),
        ({"allow": [{"protocol": "tcp"}]}, False),
    ],
)
def test_rules_of_google(rule: Json, *, holds: bool, gcp: Altered) -> None:
    """A firewall rule of Google Cloud lets in private ranges, tags and identities alone; its direction is INGRESS by default."""
    assert (list(documents.firewall_rule(rule, Place(gcp.plan, []))) == []) is holds


@pytest.mark.parametrize(
    ("rule", "holds"),
    [
        ({"type": "ingress", "cidr_blocks": ["10.16.0.0/17"]}, True),
        ({"type": "egress", "cidr_blocks": ["0.0.0.0/0"]}, True),
        ({"type": "ingress", "source_security_group_id": "x"}, True),
        ({"type": "ingress", "cidr_blocks": ["0.0.0.0/0"]}, False),
        ({"type": "ingress", "ipv6_cidr_blocks": ["::/0"]}, False),
        ({"type": "ingress", "prefix_list_ids": ["pl-1"]}, False),
    ],
)
def test_rules_of_aws(rule: Json, *, holds: bool, aws: Altered) -> None:
    """A security group of AWS lets in private ranges and other groups alone."""
    assert (list(documents.group_rules(rule, Place(aws.plan, []))) == []) is holds


@pytest.mark.parametrize(
    ("body", "holds"),
    [
        ({"spec": [{"type": "ClusterIP"}]}, True),
        ({"spec": {}}, True),
        ({"metadata": {"annotations": {"cloud/internal": "true"}}, "spec": {"type": "LoadBalancer"}}, True),
        ({"spec": [{"type": "LoadBalancer"}]}, False),
        ({"metadata": {"annotations": {"cloud/internal": "false"}}, "spec": {"type": "LoadBalancer"}}, False),
        ({"spec": [{"type": "${var.type}"}]}, False),
    ],
)
def test_services(body: Json, *, holds: bool) -> None:
    """A service of Kubernetes that balances load carries an annotation that keeps it inside."""
    assert (list(documents.service(body, ["cloud/internal=true"])) == []) is holds


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ('{"image": {"repository": "a/b", "tag": "1"}}', ["a/b"]),
        ('{"image": {"registry": "r.io", "repository": "a/b"}}', ["r.io/a/b"]),
        ('{"global": {"imageRegistry": "", "registry": "r.io"}}', ["r.io/"]),
        ("sidecar:\n  image: quay.io/x/y:2\n", ["quay.io/x/y:2"]),
        ('{"containers": [{"initImage": "x/y"}], "replicas": 2}', ["x/y"]),
        ({"name": "image.repository", "value": "c/d"}, ["c/d"]),
        ("a: [unclosed", ["values that cannot be read"]),
        ("", []),
    ],
)
def test_images_in_values(values: object, expected: list[str]) -> None:
    """Values of a chart name images in several ways, in JSON, in YAML and one by one; all are found."""
    assert list(documents.images(values)) == expected


def test_template_resources() -> None:
    """Resources of a template are found by their full type, nested ones and named ones too."""
    nested = {"type": "A/b", "name": "x", "resources": [{"type": "c", "location": "eastus"}]}

    found = list(documents.template_resources(json.dumps({"resources": [nested], "functions": [{}]})))

    assert found == [
        "has functions, which nobody inspects",
        ("A/b", {"type": "A/b", "name": "x"}),
        ("A/b/c", {"type": "c", "location": "eastus"}),
    ]
    assert list(documents.template_resources("[")) == ["is no template that can be read"]


@pytest.mark.parametrize("effect", ["deployIfNotExists", "Modify", "append", "[parameters('effect')]", ""])
def test_azure_policies_that_deploy(effect: str, azure: Altered) -> None:
    """A rule of Azure Policy that deploys, changes, or leaves its effect open fails."""
    rule = json.dumps({"if": {}, "then": {"effect": effect}})

    assert len(list(documents.azure_policy(rule, Place(azure.plan, [])))) == 1
