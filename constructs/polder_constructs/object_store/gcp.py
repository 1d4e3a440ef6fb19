"""Object stores of a site on Google Cloud: Cloud Storage buckets in the site's region, with no replica anywhere."""

from polder_constructs.bindings.cdktf import Construct
from polder_constructs.bindings.google import StorageBucket
from polder_constructs.key.gcp import GcpKey
from polder_constructs.object_store.contract import ObjectStore
from polder_constructs.object_store.gcp_bucket import private_bucket
from polder_environments.topology import SitePlan, StorePlan


def object_store(
    scope: Construct, site: SitePlan, store: StorePlan, key: GcpKey, logs: StorageBucket
) -> ObjectStore:
    """Create an object store, encrypted with the site's key, its accesses logged.

    Construct ids join name and part with `_`, which no store's name holds; so no store can take another's.
    """
    bucket = private_bucket(
        scope,
        f"store_{store.name}",
        site,
        store.resource_name,
        key,
        logs=logs,
        # A retention policy excludes versioning; it lets no object be overwritten, so there are no earlier versions.
        versioned=store.versioned and store.retain is None,
        keep_versions=store.keep_versions,
        expire=store.expire,
        retain=store.retain,
    )
    return ObjectStore(id=bucket.name, uri=f"gs://{bucket.name}")
