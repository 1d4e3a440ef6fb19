"""Logs of a site on Google Cloud: a log bucket in the site's region, and nothing of them anywhere else.

Left alone, Cloud Logging stores what a project logs in the bucket `_Default`, whose location is `global`. So a sink
sends this site's entries to its own bucket, and an exclusion keeps the same entries out of `_Default`. Both carry the
site's name, so sites of one project do not meet. Sources: provider pages `google_logging_project_bucket_config`,
`google_logging_project_sink`, `google_logging_project_exclusion` (6.50); Cloud Logging "Monitored resources" (read
2026-11).
"""

from polder_constructs.bindings.cdktf import Construct
from polder_constructs.bindings.google import (
    LoggingProjectBucketConfig,
    LoggingProjectBucketConfigCmekSettings,
    LoggingProjectExclusion,
    LoggingProjectSink,
)
from polder_constructs.key.gcp import GcpKey
from polder_constructs.network.gcp import DATABASE, NODES
from polder_environments.topology import SitePlan


def site_logs(scope: Construct, site: SitePlan, key: GcpKey) -> LoggingProjectSink:
    """Keep the site's logs in its region for as long as the file says, encrypted with its key."""
    bucket = LoggingProjectBucketConfig(
        scope,
        "logs",
        project=site.tenancy,
        location=site.region,
        bucket_id=site.prefix,
        description=f"Logs of {site.prefix}",
        retention_days=site.log_retention,
        cmek_settings=LoggingProjectBucketConfigCmekSettings(kms_key_name=key.id),
        depends_on=key.ready("logging"),
    )
    entries = _entries(site)
    sink = LoggingProjectSink(
        scope,
        "logs_sink",
        name=site.prefix,
        description=f"Logs of {site.prefix} to its region",
        destination=f"logging.googleapis.com/{bucket.id}",
        filter=entries,
        unique_writer_identity=True,
    )
    LoggingProjectExclusion(
        scope,
        "logs_exclusion",
        name=site.prefix,
        description=f"Logs of {site.prefix} are kept in {site.region} alone",
        filter=entries,
        # Entries would be lost that neither bucket takes.
        depends_on=[sink],
    )
    return sink


def _entries(site: SitePlan) -> str:
    """Select the entries of the site's own resources, whatever the project logs beside them."""
    here = f'resource.labels.location="{site.region}"'
    network = site.network.name
    # Flow and firewall logs name the subnet they were seen in.
    subnets = _any(f"{network}-{NODES}", f"{network}-{DATABASE}")
    selected = [
        (f'resource.labels.cluster_name="{site.cluster.name}"', here),
        ('resource.type="gce_subnetwork"', f"resource.labels.subnetwork_name={subnets}"),
        ('resource.type="nat_gateway"', f'resource.labels.gateway_name="{network}-nat"'),
        ('resource.type="cloudkms_cryptokey"', f'resource.labels.key_ring_id="{site.key}"', here),
    ]
    if site.stores:
        buckets = _any(*(store.resource_name for store in site.stores))
        selected.append(('resource.type="gcs_bucket"', f"resource.labels.bucket_name={buckets}"))
    if site.mlflow is not None:
        database = f"{site.tenancy}:{site.mlflow.database.name}"
        selected.append(('resource.type="cloudsql_database"', f'resource.labels.database_id="{database}"'))
    return "\nOR ".join(f"({' AND '.join(terms)})" for terms in selected)


def _any(*values: str) -> str:
    quoted = (f'"{value}"' for value in values)
    return f"({' OR '.join(quoted)})"
