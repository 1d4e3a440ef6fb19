"""The certificate authority that the servers of Amazon RDS in a region are checked against."""

from polder_environments.facts.authorities import database_authorities

IDENTIFIER = "rds-ca-rsa2048-g1"
"""How RDS names these authorities when an instance is created."""


def certificate(region: str) -> str:
    """PEM certificate of a region's authority.

    Raises:
        KeyError: It is not known; resolving has refused the region before.
    """
    return (database_authorities("aws") or {})[region]
