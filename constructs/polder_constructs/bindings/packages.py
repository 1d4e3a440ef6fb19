"""The names of the PyPI packages that carry CDKTF and its prebuilt providers."""

from dataclasses import dataclass

CORE = ("constructs", "cdktf")
"""The packages that every program loads whole: they are small."""

PROVIDER_PREFIX = "cdktf_cdktf_provider_"
"""What the module of every prebuilt provider starts with, Polder's own and any other that a user adds."""


@dataclass(frozen=True, slots=True)
class Assembly:
    """A jsii assembly as the generated `_jsii/__init__.py` of a package announces it."""

    name: str
    """The npm name: what jsii type names start with, as in `@cdktf/provider-aws.s3Bucket.S3Bucket`."""
    version: str
    module: str
    """The Python package, as in `cdktf_cdktf_provider_aws`."""
    filename: str
    """The tarball beside the package's `_jsii/__init__.py`."""

    @property
    def is_provider(self) -> bool:
        """Whether the assembly is a prebuilt provider: hundreds of submodules that know nothing of each other."""
        return self.module.startswith(PROVIDER_PREFIX) and "." not in self.module


def is_provider_package(module: str) -> bool:
    """Tell whether a module name is that of a prebuilt provider's package, not of one of its submodules."""
    return module.startswith(PROVIDER_PREFIX) and "." not in module


def is_provider_submodule(module: str) -> bool:
    """Tell whether a module name is that of a generated submodule: `PACKAGE.eks_cluster`, and not `PACKAGE._jsii`."""
    package, _, rest = module.partition(".")
    return bool(rest) and is_provider_package(package) and "." not in rest and not rest.startswith("_")
