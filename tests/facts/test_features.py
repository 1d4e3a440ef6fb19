import pytest

from polder_environments.facts import _table, features, machines
from polder_environments.facts.features import Reason, built
from polder_environments.facts.purchase import OPTIONS, Capacity, purchase

CLOUDS = ("aws", "azure", "gcp")


def test_every_feature_is_built_or_refused_on_every_cloud() -> None:
    """No cloud supports a feature by omission."""
    for (concept, name), one in features.features().items():
        assert set(one.built) | set(one.refused) == set(CLOUDS), (concept, name)
        assert not set(one.built) & set(one.refused), (concept, name)
        assert one.meaning, (concept, name)


def test_cells_are_built_or_refused() -> None:
    """The table of features holds these two words and no third."""
    cells = {row[cloud] for row in _table.table("features") for cloud in CLOUDS}

    assert cells == {"built", "refused"}


def test_every_concept_is_there() -> None:
    """The concepts are those of the parity matrix."""
    assert {concept for concept, _ in features.features()} == {
        "cluster",
        "database",
        "identity",
        "key",
        "network",
        "pool",
        "registry",
        "state",
        "store",
        "tracking",
    }


def test_a_reason_is_a_clause_and_says_what_to_do() -> None:
    """A refusal has why and what instead, to be joined into one sentence by whoever says it."""
    for row in _table.table("refusals"):
        for text in (row["reason"], row["instead"]):
            assert len(text) > 10, row
            assert not text.endswith((".", ";", ",")), row


def test_a_feature_is_answered() -> None:
    """None is yes, a reason is no, and what is not known is an error."""
    assert built("aws", "registry", "scan-on-push") is None
    refused = built("azure", "registry", "scan-on-push")
    assert isinstance(refused, Reason)
    assert "scan to external" in refused.instead
    assert str(refused) == f"{refused.reason}; {refused.instead}"
    with pytest.raises(KeyError):
        built("aws", "registry", "telepathy")


@pytest.mark.parametrize("cloud", CLOUDS)
@pytest.mark.parametrize("option", OPTIONS)
def test_a_capacity_is_refused_where_no_machine_can_be_bought_so(cloud: str, option: Capacity) -> None:
    """What the features say of a purchase option is what the machines say."""
    can = any(purchase(cloud, one.name, option).possible for one in machines.machines(cloud))

    assert (built(cloud, "pool", f"capacity-{option}") is None) == can


@pytest.mark.parametrize("cloud", CLOUDS)
@pytest.mark.parametrize(
    ("feature", "kind"), [("cpu", "cpu"), ("nvidia-gpu", "nvidia"), ("tpu", "tpu"), ("tpu-multi-host", "tpu")]
)
def test_a_kind_of_node_is_built_where_there_are_machines(cloud: str, feature: str, kind: str) -> None:
    """Pools are built of exactly the machines that a cloud has."""
    can = any(one.kind == kind for one in machines.machines(cloud))

    assert (built(cloud, "pool", feature) is None) == can


@pytest.mark.parametrize(
    ("feature", "kind"), [("trainium", "trainium"), ("inferentia", "inferentia"), ("amd-gpu", "amd")]
)
def test_accelerators_without_a_device_plugin_are_refused_everywhere(feature: str, kind: str) -> None:
    """Where the machines exist, the reason is the missing plugin; elsewhere it is the missing machine."""
    for cloud in CLOUDS:
        found = built(cloud, "pool", feature)
        has = any(one.kind == kind for one in machines.machines(cloud))

        assert found is not None
        assert ("device plugin" in found.reason) == has, cloud


def test_a_hole_in_the_table_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    """A refusal without a reason, and a reason without a refusal, stop everything that asks."""
    tables = {
        "features": (
            {
                "concept": "c",
                "feature": "f",
                "meaning": "m",
                "aws": "",
                "azure": "built",
                "gcp": "built",
                "source": "s",
            },
        ),
        "refusals": (),
    }

    def table(name: str) -> tuple[dict[str, str], ...]:
        return tables.get(name) or ()

    clouds = features.clouds()
    monkeypatch.setattr(features, "clouds", lambda: clouds)
    monkeypatch.setattr(_table, "table", table)

    with pytest.raises(ValueError, match="neither built nor refused"):
        features.features.__wrapped__()
