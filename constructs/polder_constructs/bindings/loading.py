"""Decides what of which assembly jsii loads, and when."""

import hashlib
import importlib
import importlib.resources
import sys
from pathlib import Path

import jsii
from jsii._kernel.types import LoadRequest

from polder_constructs.bindings import inside
from polder_constructs.bindings.assembly import Pieces, UnexpectedLayout, split
from polder_constructs.bindings.cache import FORMAT, Cache
from polder_constructs.bindings.errors import LateBinding, say
from polder_constructs.bindings.kernel import FastProcess, FastProvider
from polder_constructs.bindings.late import also_bound
from polder_constructs.bindings.packages import Assembly


class Loading:
    """The assemblies of this process: those that wait for their first use, and those that jsii has."""

    def __init__(self, cache: Cache) -> None:
        """Start with none."""
        self.cache = cache
        self.waiting: dict[str, Assembly] = {}
        self.loaded: dict[str, frozenset[str] | None] = {}
        """By package, the namespaces that jsii has; None when it has all of them."""
        self.announced: dict[str, Assembly] = {}

    def announce(self, assembly: Assembly, provider: FastProvider) -> None:
        """Take note of a package that has been imported; load it at once unless it is a provider."""
        self.announced[assembly.module] = assembly
        if assembly.is_provider:
            self.waiting[assembly.module] = assembly
        elif provider.is_connected:
            provider.post(_whole(assembly))
        else:
            provider.connect()
        module = sys.modules.get(f"{assembly.module}._jsii")
        # `publication.publish()` hides what a generated module does not export.
        hidden = getattr(module, "_private", module)
        inside.register(assembly.name, assembly.module, getattr(hidden, "_SUBMODULE_FQN_MAP", None))

    def after_start(self, process: FastProcess) -> None:
        """Bring a new kernel to where this process is: the core packages loaded, the providers waiting."""
        self.loaded.clear()
        for assembly in self.announced.values():
            if assembly.is_provider:
                self.waiting[assembly.module] = assembly
            else:
                process.post(_whole(assembly))

    def after_submodule(self, module: str) -> None:
        """Refuse a submodule that comes after its package was loaded without it.

        Raises:
            LateBinding: jsii has the package already, and without the submodule.
        """
        package = module.partition(".")[0]
        loaded = self.loaded.get(package)
        if loaded is not None and not _registered_namespaces(self.announced[package]) <= loaded:
            raise LateBinding(module)

    def before_request(self, process: FastProcess, message: str | None) -> None:
        """Load the providers that a message names, or all when it is not known, with the submodules imported until now."""
        needed = [
            assembly
            for assembly in self.waiting.values()
            if message is None or f'"{assembly.name}.' in message
        ]
        for assembly in needed:
            for module in also_bound():
                if module.partition(".")[0] == assembly.module:
                    importlib.import_module(module)
            del self.waiting[assembly.module]
            namespaces = _registered_namespaces(assembly)
            tarball = self.trimmed(assembly, namespaces)
            self.loaded[assembly.module] = namespaces if tarball else None
            process.post(_whole(assembly) if tarball is None else _part(assembly, tarball))

    def trimmed(self, assembly: Assembly, namespaces: frozenset[str]) -> Path | None:
        """Return a tarball with these submodules, from the cache or built into it; None when it must be the whole."""
        source = _tarball_of(assembly)
        key = f"{assembly.version}-{jsii.__version__}-{FORMAT}-{source.stat().st_size}"
        path = self.cache.path("trimmed", assembly.module, key, f"{_digest(namespaces)}.tgz")
        if self.cache.is_intact(path):
            return path
        try:
            self.cache.write_checked(path, self._pieces(assembly, source, key).tarball(namespaces))
            self.cache.prune(path.parent)
        except UnexpectedLayout as error:
            say(
                f"{assembly.module} {assembly.version} is not laid out as expected ({error}); loading it whole, slowly"
            )
            return None
        except OSError as error:
            say(f"cannot write the cache ({error}); loading {assembly.module} whole, slowly")
            return None
        return path

    def _pieces(self, assembly: Assembly, source: Path, key: str) -> Pieces:
        path = self.cache.path("pieces", f"{assembly.module}-{key}.zip")
        if not self.cache.is_intact(path):
            self.cache.write_checked(path, split(source))
        return Pieces(path.read_bytes())


def _whole(assembly: Assembly) -> LoadRequest:
    return _part(assembly, _tarball_of(assembly))


def _part(assembly: Assembly, tarball: Path) -> LoadRequest:
    return LoadRequest(assembly.name, assembly.version, str(tarball))


def _digest(namespaces: frozenset[str]) -> str:
    return hashlib.sha256(",".join(sorted(namespaces)).encode()).hexdigest()[:32]


def _tarball_of(assembly: Assembly) -> Path:
    return Path(str(importlib.resources.files(f"{assembly.module}._jsii") / assembly.filename))


def _registered_namespaces(assembly: Assembly) -> frozenset[str]:
    """Return the JavaScript names of the submodules whose classes Python has."""
    prefix = f"{assembly.name}."
    names = (fqn for fqn in inside.registered_names() if fqn.startswith(prefix))
    return frozenset(name[len(prefix) :].split(".")[0] for name in names)
