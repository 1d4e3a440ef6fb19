"""The CDKTF core classes Polder builds with: typed re-exports of the unmodified PyPI packages `cdktf` and `constructs`.

To add one, add `NAME as NAME` to its import here (the `as` marks it as re-exported for pyright strict). Import it
elsewhere only as `from polder_constructs.bindings.cdktf import NAME`.
"""

from cdktf import (
    Annotations as Annotations,
    App as App,
    Aspects as Aspects,
    AzurermBackend as AzurermBackend,
    DataTerraformRemoteStateAzurerm as DataTerraformRemoteStateAzurerm,
    DataTerraformRemoteStateGcs as DataTerraformRemoteStateGcs,
    DataTerraformRemoteStateLocal as DataTerraformRemoteStateLocal,
    DataTerraformRemoteStateS3 as DataTerraformRemoteStateS3,
    Fn as Fn,
    GcsBackend as GcsBackend,
    IResolvable as IResolvable,
    ITerraformDependable as ITerraformDependable,
    Lazy as Lazy,
    LocalBackend as LocalBackend,
    Op as Op,
    S3Backend as S3Backend,
    TerraformAsset as TerraformAsset,
    TerraformCondition as TerraformCondition,
    TerraformDataSource as TerraformDataSource,
    TerraformElement as TerraformElement,
    TerraformIterator as TerraformIterator,
    TerraformLocal as TerraformLocal,
    TerraformOutput as TerraformOutput,
    TerraformProvider as TerraformProvider,
    TerraformProviderGeneratorMetadata as TerraformProviderGeneratorMetadata,
    TerraformResource as TerraformResource,
    TerraformResourceLifecycle as TerraformResourceLifecycle,
    TerraformStack as TerraformStack,
    TerraformVariable as TerraformVariable,
    Testing as Testing,
    Token as Token,
)
from constructs import (
    Construct as Construct,
    IConstruct as IConstruct,
    Node as Node,
)
