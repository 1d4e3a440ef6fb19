"""The certificate authorities of managed databases that the package carries."""

import ssl
from datetime import UTC, datetime
from typing import cast

import pytest

from polder_environments.facts.authorities import database_authorities
from polder_environments.facts.regions import regions

AWS = database_authorities("aws") or {}


@pytest.mark.parametrize("region", list(AWS))
def test_authority(region: str) -> None:
    """Each is one valid authority of RDS in that region, good for as long as a platform may live."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.load_verify_locations(cadata=AWS[region])
    (authority,) = context.get_ca_certs()
    names = dict(part[0] for part in cast("tuple[tuple[tuple[str, str]], ...]", authority["subject"]))
    end = datetime.fromtimestamp(ssl.cert_time_to_seconds(str(authority["notAfter"])), UTC)

    assert names["commonName"] == f"Amazon RDS {region} Root CA RSA2048 G1"
    assert end.year >= 2061


def test_known_regions() -> None:
    """Every region with an authority is a region of its cloud, and the most used ones have one."""
    assert set(AWS) - set(regions("aws")) == set()
    assert {"eu-central-1", "eu-north-1", "us-east-1"} <= set(AWS)


def test_public_authorities_are_not_carried() -> None:
    """Where clients need no authority of the cloud's own there is none to look up."""
    assert database_authorities("azure") is None
