"""The container registry of a site on AWS: private ECR repositories in the site's region.

Sources: provider pages `aws_ecr_repository`, `aws_ecr_lifecycle_policy` (6.25).
"""

import json

from polder_constructs.bindings.aws import (
    EcrLifecyclePolicy,
    EcrRepository,
    EcrRepositoryEncryptionConfiguration,
    EcrRepositoryImageScanningConfiguration,
    KmsKey,
)
from polder_constructs.bindings.cdktf import Construct, TerraformResourceLifecycle
from polder_constructs.registry.contract import Registry
from polder_constructs.site.aws_partition import dns_suffix
from polder_environments.topology import RegistryPlan, SitePlan

UNTAGGED_DAYS = 14
"""An image that no tag names any more can only be pulled by its digest; two weeks are left to do so."""


def registry(scope: Construct, site: SitePlan, plan: RegistryPlan, key: KmsKey) -> Registry:
    """Create the repositories, encrypted with the site's key."""
    for name in plan.repositories:
        repository = EcrRepository(
            scope,
            f"registry_{name}",
            name=f"{plan.name}/{name}",
            image_tag_mutability="IMMUTABLE" if plan.immutable else "MUTABLE",
            image_scanning_configuration=EcrRepositoryImageScanningConfiguration(scan_on_push=plan.scan),
            encryption_configuration=[
                EcrRepositoryEncryptionConfiguration(encryption_type="KMS", kms_key=key.arn)
            ],
            force_delete=not site.protect,
            lifecycle=TerraformResourceLifecycle(prevent_destroy=site.protect),
        )
        EcrLifecyclePolicy(
            scope, f"registry_{name}_lifecycle", repository=repository.name, policy=_expire_untagged()
        )
    return Registry(url=f"{site.tenancy}.dkr.ecr.{site.region}.{dns_suffix(site)}/{plan.name}")


def _expire_untagged() -> str:
    selection = {"tagStatus": "untagged", "countType": "sinceImagePushed", "countUnit": "days"}
    return json.dumps(
        {
            "rules": [
                {
                    "rulePriority": 1,
                    "description": f"Images without a tag go after {UNTAGGED_DAYS} days",
                    "selection": {**selection, "countNumber": UNTAGGED_DAYS},
                    "action": {"type": "expire"},
                }
            ]
        }
    )
