"""Print the password of a database user on Amazon RDS: an IAM token that is valid for fifteen minutes.

Signing it calls no service; the credentials are those of the pod (EKS Pod Identity). Source: Amazon RDS User Guide
"Connecting to your DB instance using IAM authentication" (read 2026-11).
"""

import os
import sys
from collections.abc import Mapping
from typing import Protocol, cast

import boto3  # pyright: ignore[reportMissingTypeStubs]


class Signer(Protocol):
    """The part of boto3's RDS client that is used here."""

    def generate_db_auth_token(self, DBHostname: str, Port: int, DBUsername: str, Region: str) -> str:  # noqa: N803 - the client's own names
        """Sign a token."""
        ...


def password(environment: Mapping[str, str]) -> str:
    """Sign a token for the user, host and region that the environment names."""
    region = environment["AWS_REGION"]
    signer = cast("Signer", boto3.client("rds", region_name=region))  # pyright: ignore[reportUnknownMemberType]
    return signer.generate_db_auth_token(
        DBHostname=environment["POLDER_DATABASE_HOST"],
        Port=int(environment["POLDER_DATABASE_PORT"]),
        DBUsername=environment["POLDER_DATABASE_USER"],
        Region=region,
    )


if __name__ == "__main__":
    sys.stdout.write(password(os.environ))
