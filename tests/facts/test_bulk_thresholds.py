from polder_environments.facts.bulk_thresholds import bulk_thresholds
from polder_environments.facts.tags import meanings


def test_thresholds_are_those_of_the_regulation() -> None:
    """28 CFR 202.205 counts persons, and devices for geolocation alone, each class above a number of its own."""
    found = {tag: (one.unit, one.more_than) for tag, one in bulk_thresholds().items()}

    assert found == {
        "genomic": ("persons", 100),
        "omic": ("persons", 1_000),
        "biometric": ("persons", 1_000),
        "geolocation": ("devices", 1_000),
        "health": ("persons", 10_000),
        "financial": ("persons", 10_000),
        "identifiers": ("persons", 100_000),
    }


def test_human_omic_data_is_no_restricted_transaction() -> None:
    """28 CFR 202.401(b) leaves 'omic data out, genomic data included, so that only a licence helps."""
    closed = {tag for tag, one in bulk_thresholds().items() if not one.restricted}

    assert closed == {"genomic", "omic"}


def test_every_class_is_a_tag() -> None:
    """A class that no dataset can be tagged with would never be counted."""
    assert set(bulk_thresholds()) <= set(meanings())
