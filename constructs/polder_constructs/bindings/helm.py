"""The Helm classes Polder builds with: typed re-exports of the unmodified PyPI package.

To add one, add its line `from cdktf_cdktf_provider_helm.SUBMODULE import NAME as NAME` here (the `as` marks it as
re-exported for pyright strict; ruff sorts). Import it elsewhere only as `from polder_constructs.bindings.helm import NAME`.
Nothing else has to be registered: the submodules imported before the first construct are the ones that jsii loads.
"""

from cdktf_cdktf_provider_helm.provider import (
    HelmProvider as HelmProvider,
    HelmProviderKubernetes as HelmProviderKubernetes,
    HelmProviderKubernetesExec as HelmProviderKubernetesExec,
)
from cdktf_cdktf_provider_helm.release import (
    Release as Release,
    ReleasePostrender as ReleasePostrender,
    ReleaseSet as ReleaseSet,
    ReleaseSetListStruct as ReleaseSetListStruct,
    ReleaseSetSensitive as ReleaseSetSensitive,
    ReleaseSetWo as ReleaseSetWo,
)
