"""What an object store offers to those that use it, whatever the cloud."""

from dataclasses import dataclass


@dataclass(frozen=True)
class ObjectStore:
    """An object store that exists.

    Args:
        id: What grants name it by: ARN (AWS), storage account resource id (Azure), bucket name (GCP).
        uri: Where clients read and write: `s3://…`, `wasbs://…` or `gs://…`, without a trailing slash.
    """

    id: str
    uri: str
