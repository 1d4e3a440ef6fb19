import re

import pytest

from polder_environments.facts.names import NameRule, rule, rules

SHARED = (
    "object-store",
    "state",
    "key",
    "registry",
    "repository",
    "cluster",
    "pool",
    "database",
    "identity",
    "network",
    "logs",
)

EXAMPLES = [
    ("aws", "object-store", ["prod-frankfurt-datasets-4f3a9c2e", "abc", "a" * 63], ["ab", "a" * 64, "Abc", "a_b", "a.b.c", "-abc", "abc-", "xn--abc", "abc-s3alias", "abc-an", "sthree-abc"]),
    ("aws", "state", ["prod-frankfurt-state-4f3a9c2e"], ["Prod", "prod_state"]),
    ("aws", "key", ["prod-frankfurt", "prod/frankfurt"], ["", "aws/s3", "prod frankfurt", "a" * 251]),
    ("aws", "repository", ["prod-frankfurt/platform", "ab"], ["a", "Prod", "-prod", "prod-", "prod--x", "prod//x", "a" * 257]),
    ("aws", "cluster", ["prod-frankfurt", "1a"], ["", "-prod", "_prod", "prod.frankfurt", "a" * 101]),
    ("aws", "pool", ["prod-frankfurt-train"], ["", "a" * 64, "prod.train"]),
    ("aws", "database", ["prod-frankfurt-mlflow", "a"], ["", "1prod", "prod--mlflow", "prod-", "prod_mlflow", "a" * 64]),
    ("aws", "identity", ["prod-frankfurt-mlflow", "a_b+c=d,e.f@g-h"], ["", "a/b", "a b", "a" * 65]),
    ("azure", "object-store", ["prodamsterdam4f3a9c2e", "abc"], ["ab", "a" * 25, "Abc", "a-b", "a_b"]),
    ("azure", "key-vault", ["prod-amst-4f3a9c2e", "abc"], ["ab", "1bc", "ab-", "a--b", "a_b", "a" * 25]),
    ("azure", "registry", ["prodAmsterdam4f3a9c2e"], ["abcd", "a-bcd", "a" * 51]),
    ("azure", "cluster", ["prod-amsterdam", "a"], ["", "-a", "a-", "a_", "a.b", "a" * 64]),
    ("azure", "pool", ["train", "a", "abcdefghijkl"], ["", "1train", "tra-in", "Train", "abcdefghijklm"]),
    ("azure", "database", ["prod-amsterdam-4f3a9c2e", "1bc"], ["ab", "-abc", "abc-", "Abc", "a_b", "a" * 64]),
    ("azure", "identity", ["prod-amsterdam-mlflow"], ["ab", "-abc", "a.bc", "a" * 129]),
    ("azure", "group", ["prod-amsterdam"], ["", "prod.", "a" * 91, "a b"]),
    ("azure", "network", ["prod-amsterdam", "a_"], ["a", "-ab", "ab-", "a" * 65]),
    ("azure", "logs", ["prod-amsterdam"], ["abc", "-abcd", "abcd-", "a_bcd", "a" * 64]),
    ("gcp", "object-store", ["prod-eemshaven-datasets-4f3a9c2e"], ["ab", "google-data", "my-google-data", "g00gle", "goog-x", "Abc", "a.b.c", "-abc", "abc-", "a" * 64]),
    ("gcp", "cluster", ["prod-eemshaven", "a" * 40], ["", "1prod", "prod-", "Prod", "prod_x", "a" * 41]),
    ("gcp", "pool", ["train"], ["1train", "train-", "a" * 41]),
    ("gcp", "database", ["prod-eemshaven-mlflow", "a" * 67], ["1prod", "prod-", "Prod", "a" * 68]),
    ("gcp", "identity", ["prod-eemshaven-mlflow", "abcdef"], ["abcde", "1abcdef", "abcdef-", "Abcdef", "a" * 31]),
    ("gcp", "registry", ["prod-eemshaven-platform"], ["1prod", "prod-", "prod/x", "a" * 64]),
    ("gcp", "key", ["prod-eemshaven", "A_1"], ["", "a.b", "a/b", "a" * 64]),
    ("gcp", "network", ["prod-eemshaven"], ["1a", "a-", "A", "a_b", "a" * 64]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("cloud", "concept", "good", "bad"), EXAMPLES, ids=lambda one: one if isinstance(one, str) else ""
)
def test_names_that_are_taken_and_names_that_are_not(
    cloud: str, concept: str, good: list[str], bad: list[str]
) -> None:
    """Known good names pass, and known bad ones fail with a sentence."""
    found = rule(cloud, concept)

    assert [name for name in good if not found.takes(name)] == []
    assert [name for name in bad if found.takes(name)] == []
    assert all(found.problem(name) for name in bad)


@pytest.mark.parametrize("one", rules().values(), ids=lambda one: f"{one.cloud}-{one.concept}")
def test_a_rule_is_whole(one: NameRule) -> None:
    """A rule has a pattern that compiles and ends, lengths in order, and words for people."""
    re.compile(one.pattern)
    assert 1 <= one.shortest <= one.longest
    assert "$" not in one.pattern.replace("|--x-s3|--table-s3)$)", "").replace("default$", "").replace(
        "{}!$*", ""
    )
    assert all((one.resource, one.characters, one.unique, one.source))
    assert not one.takes("")
    assert not one.takes("x" * (one.longest + 1))
    assert not one.takes("a\n" * 2)


@pytest.mark.parametrize("cloud", ["aws", "azure", "gcp"])
def test_what_every_site_has_can_be_named_on_every_cloud(cloud: str) -> None:
    """The concepts of a site have a rule on each cloud."""
    assert [concept for concept in SHARED if (cloud, concept) not in rules()] == []


def test_every_rule_but_a_few_has_examples() -> None:
    """Rules that no example tries are named here, so that a new one gets examples."""
    tried = {(cloud, concept) for cloud, concept, _, _ in EXAMPLES}

    assert {concept for cloud, concept in rules() if (cloud, concept) not in tried} == {
        "cluster-dns",
        "container",
        "database-network",
        "federation",
        "key",
        "key-ring",
        "launch-template",
        "logs",
        "nat",
        "network",
        "policy",
        "private-endpoint",
        "registry",
        "repository",
        "security-group",
        "state",
        "subnetwork",
    }


def test_there_is_no_rule_by_omission() -> None:
    """A concept without a rule is an error and not a yes."""
    with pytest.raises(KeyError):
        rule("aws", "key-vault")


def test_a_problem_names_what_is_allowed() -> None:
    """The sentence about a name says its length or its characters."""
    found = rule("azure", "pool")

    assert (
        found.problem("abcdefghijklm") == "has 13 characters; the name of an AKS Linux node pool has 1 to 12"
    )
    assert found.problem("1train") == (
        "is no name for an AKS Linux node pool: lower-case letters and digits; a letter first"
    )
    assert found.problem("train") is None
