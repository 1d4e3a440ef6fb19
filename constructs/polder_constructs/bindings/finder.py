"""Imports prebuilt providers a submodule at a time.

The `__init__.py` of a provider's package imports all its submodules, two thousand for AWS. This finder registers the
package without running it; Python then finds `PACKAGE.s3_bucket` by the package's path, as it would anyway.
"""

import importlib
import sys
from collections.abc import Callable, Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from pathlib import Path
from types import ModuleType
from typing import Any

from polder_constructs.bindings.checks import accelerate
from polder_constructs.bindings.packages import CORE, is_provider_package, is_provider_submodule
from polder_constructs.bindings.postponed import Postponed


class _PackageLoader(Loader):
    """Creates a provider's package with its `_jsii` and no submodule."""

    def __init__(self, real: Loader) -> None:
        self.real = real

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        return self.real.create_module(spec)

    def exec_module(self, module: ModuleType) -> None:
        importlib.import_module(f"{module.__name__}._jsii")
        module.__getattr__ = _submodule_of(module)  # type: ignore[method-assign]

    def __getattr__(self, name: str) -> Any:
        # importlib.resources and inspect ask the loader for the package's files.
        return getattr(self.real, name)


def _submodule_of(module: ModuleType) -> Callable[[str], Any]:
    """Return what makes `PACKAGE.s3_bucket` work without an import statement, as it does with the real package."""
    package = module.__name__

    def get(name: str) -> Any:
        if name == "__all__":
            folders = (folder for root in module.__path__ for folder in Path(root).iterdir())
            return sorted(
                folder.name
                for folder in folders
                if folder.name[0] != "_" and (folder / "__init__.py").is_file()
            )
        try:
            return importlib.import_module(f"{package}.{name}")
        except ModuleNotFoundError as error:
            if error.name != f"{package}.{name}":
                raise
            raise AttributeError(f"module {package!r} has no attribute {name!r}") from None

    return get


class _GeneratedLoader(Loader):
    """Runs a generated module with its annotations postponed, then makes its type checks cheap."""

    def __init__(self, real: Loader, postponed: Postponed, after: Callable[[str], None]) -> None:
        self.real = real
        self.postponed = postponed
        self.after = after

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        return self.real.create_module(spec)

    def exec_module(self, module: ModuleType) -> None:
        spec = module.__spec__
        if spec is None or spec.origin is None:
            self.real.exec_module(module)
        else:
            exec(self.postponed.code(spec.name, Path(spec.origin)), module.__dict__)  # noqa: S102  what the real loader does
        # `publication.publish()` has put a stand-in into sys.modules; this is the module whose globals functions use.
        accelerate(module.__dict__)
        self.after(module.__name__)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.real, name)


class ProviderFinder(MetaPathFinder):
    """Finds CDKTF's generated packages, and leaves everything else to the next finder."""

    def __init__(self, postponed: Postponed, after_submodule: Callable[[str], None]) -> None:
        """Take where code comes from, and what to call with the name of each submodule that has just run."""
        self.postponed = postponed
        self.after_submodule = after_submodule

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Return a spec that loads lazily and checks fast; None for what is not generated or not laid out as known."""
        if is_provider_package(fullname):
            return self._wrapped(fullname, path, target, _PackageLoader)
        if is_provider_submodule(fullname):
            return self._wrapped(
                fullname,
                path,
                target,
                lambda real: _GeneratedLoader(real, self.postponed, self.after_submodule),
            )
        if fullname in CORE:
            return self._wrapped(
                fullname, path, target, lambda real: _GeneratedLoader(real, self.postponed, lambda _: None)
            )
        return None

    @staticmethod
    def _wrapped(
        fullname: str, path: Sequence[str] | None, target: ModuleType | None, wrap: Callable[[Loader], Loader]
    ) -> ModuleSpec | None:
        spec = PathFinder.find_spec(fullname, path, target)
        if spec is None or spec.loader is None or spec.origin is None:
            return None
        if is_provider_package(fullname) and not Path(spec.origin).with_name("_jsii").is_dir():
            return None
        spec.loader = wrap(spec.loader)
        return spec


def already_imported() -> list[str]:
    """Return the generated packages that were imported whole before the finder could be installed."""
    return sorted(name for name in sys.modules if is_provider_package(name) or name in CORE)
