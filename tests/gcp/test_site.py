"""Sites on Google Cloud: what they share with other sites of a project, who may do what, and how they are reached."""

import json
import re
from collections.abc import Mapping
from typing import Protocol, cast

import pytest

from polder_constructs.database.gcp import LONGEST_USER, user_name
from polder_environments.topology import IdentityPlan, SitePlan, Topology

Named = dict[str, dict[str, object]]

APIS = {
    "google_artifact_registry": "artifactregistry",
    "google_compute": "compute",
    "google_container": "container",
    "google_dns": "dns",
    "google_kms": "cloudkms",
    "google_logging": "logging",
    "google_project_iam_custom_role": "iam",
    "google_project_iam_member": "cloudresourcemanager",
    "google_service_account": "iam",
    "google_sql": "sqladmin",
    "google_storage": "storage",
}
"""Which API resource types are of, by the start of their names."""


class Emitted(Protocol):
    """The part of what was synthesized that these tests read."""

    @property
    def topologies(self) -> Mapping[str, Topology]:
        """What it was made from, by environment."""
        ...

    def of(self, site: SitePlan, part: str) -> Mapping[str, object]:
        """Give the Terraform of one stack of a site."""
        ...


def _resources(emitted: Emitted, environment: str = "gcp", part: str = "infra") -> dict[str, Named]:
    site = emitted.topologies[environment].sites[0]
    return cast("dict[str, Named]", emitted.of(site, part)["resource"])


def _providers(emitted: Emitted, environment: str, part: str) -> dict[str, list[dict[str, object]]]:
    site = emitted.topologies[environment].sites[0]
    return cast("dict[str, list[dict[str, object]]]", emitted.of(site, part)["provider"])


@pytest.mark.parametrize("part", ["state", "infra"])
def test_apis_stay_on(emitted: Emitted, part: str) -> None:
    """Destroying a site switches no API off that another site of the project may use."""
    apis = _resources(emitted, part=part)["google_project_service"].values()

    assert {api["disable_on_destroy"] for api in apis} == {False}


def test_a_project_is_charged_for_itself(emitted: Emitted) -> None:
    """Calls count for the site's own project, in its region, whatever project the credentials come from."""
    provider = _providers(emitted, "gcp", "infra")["google"][0]

    assert (provider["project"], provider["billing_project"]) == ("acme-ml-parity", "acme-ml-parity")
    assert (provider["region"], provider["user_project_override"]) == ("us-central1", True)


def test_beta_provider_only_for_agents(emitted: Emitted) -> None:
    """The google-beta provider asks for service agents and is not there where none is needed."""
    beta = [
        (kind, name)
        for kind, named in _resources(emitted).items()
        for name, body in named.items()
        if body.get("provider") == "google-beta"
    ]

    assert beta == [
        ("google_project_service_identity", "agent_artifactregistry"),
        ("google_project_service_identity", "agent_sqladmin"),
    ]
    assert "google-beta" not in _providers(emitted, "gcpclosed", "infra")


def test_roles_on_the_project(emitted: Emitted) -> None:
    """Only nodes have a role on the whole project, which is to log and measure; all others hold for one resource."""
    grants = _resources(emitted)["google_project_iam_member"]
    unconditional = {str(grant["role"]) for grant in grants.values() if "condition" not in grant}

    assert unconditional == {"roles/container.defaultNodeServiceAccount"}


def test_grants_do_not_wait_for_every_api(emitted: Emitted) -> None:
    """The project's number depends on one API, so that another one that is added replaces no grant."""
    site = emitted.topologies["gcp"].sites[0]
    data = cast("dict[str, Named]", emitted.of(site, "infra")["data"])

    assert data["google_project"]["project"]["depends_on"] == [
        "google_project_service.service_cloudresourcemanager"
    ]


def test_cluster_access_without_token(emitted: Emitted) -> None:
    """The Kubernetes provider asks GKE's plugin for a token when it needs one; none is in the stack."""
    provider = _providers(emitted, "gcp", "services")["kubernetes"][0]

    assert provider["exec"] == [
        {"api_version": "client.authentication.k8s.io/v1beta1", "command": "gke-gcloud-auth-plugin"}
    ]
    assert set(provider) == {"host", "cluster_ca_certificate", "exec"}


def test_logs_go_nowhere_else(emitted: Emitted) -> None:
    """What the sink takes to the site's region is exactly what `_Default`, which is global, does not get."""
    resources = _resources(emitted)
    sink, exclusion = (
        resources["google_logging_project_sink"]["logs_sink"],
        resources["google_logging_project_exclusion"],
    )

    assert exclusion["logs_exclusion"]["filter"] == sink["filter"]
    assert exclusion["logs_exclusion"]["depends_on"] == ["google_logging_project_sink.logs_sink"]


def test_user_that_postgresql_would_cut(emitted: Emitted) -> None:
    """A user whose name is longer than PostgreSQL takes is refused and not cut."""
    site = emitted.topologies["gcp"].sites[0]
    identity = IdentityPlan(
        name="mlflow",
        resource_name="a" * 30,
        namespace="mlflow",
        service_account="mlflow",
        reads=(),
        writes=(),
    )
    fits = site.model_copy(update={"tenancy": "p" * (LONGEST_USER - 35)})
    too_long = site.model_copy(update={"tenancy": "p" * (LONGEST_USER - 34)})

    assert len(user_name(fits, identity)) == LONGEST_USER
    with pytest.raises(ValueError, match="64 characters"):
        user_name(too_long, identity)


@pytest.mark.parametrize("environment", ["gcp", "gcpclosed"])
@pytest.mark.parametrize("part", ["state", "infra"])
def test_apis_come_first(emitted: Emitted, environment: str, part: str) -> None:
    """In a project where no API is on yet, each resource waits for the one that it is of."""
    bodies = {
        f"{kind}.{name}": json.dumps(body)
        for kind, named in _resources(emitted, environment, part).items()
        for name, body in named.items()
    }
    words = {address: set(re.findall(r"[\w-]+\.[\w-]+", body)) for address, body in bodies.items()}
    waits = {address: {other for other in bodies if other in found} for address, found in words.items()}
    for _ in bodies:
        waits = {address: found.union(*(waits[other] for other in found)) for address, found in waits.items()}
    wanted = {
        address: f"google_project_service.service_{api}"
        for address in bodies
        for start, api in APIS.items()
        if address.startswith(start)
    }

    assert len(wanted) > 4
    assert [address for address, api in wanted.items() if api not in waits[address]] == []
