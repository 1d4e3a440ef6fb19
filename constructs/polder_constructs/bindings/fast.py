"""Connects the parts of the fast path with each other and with jsii."""

import os
import sys

import jsii

from polder_constructs.bindings import inside, kernel
from polder_constructs.bindings.cache import Cache
from polder_constructs.bindings.finder import ProviderFinder
from polder_constructs.bindings.kernel_process import install_runtime
from polder_constructs.bindings.loading import Loading
from polder_constructs.bindings.node import Node
from polder_constructs.bindings.packages import Assembly
from polder_constructs.bindings.postponed import Postponed


def install(node: Node) -> str | None:
    """Put the fast path in place; return why not when that is impossible, and then nothing has been changed."""
    try:
        cache = Cache.open()
        program = install_runtime(cache)
    except OSError as error:
        return f"there is no place for a cache ({error})"
    if program is None:
        return f"jsii {jsii.__version__} embeds its kernel in an unknown way"
    loading = Loading(cache)

    def connect() -> kernel.FastProcess:
        # jsii's own cache of unpacked tarballs refuses a home directory that others may write to; ours is private.
        environment = {"JSII_RUNTIME_PACKAGE_CACHE_ROOT": str(cache.path("packages")), **os.environ}
        process = kernel.FastProcess(node, program, environment, loading)
        process.start()
        loading.after_start(process)
        return process

    provider = kernel.FastProvider(connect)

    def announce(name: str, version: str, module: str, filename: str) -> None:
        loading.announce(Assembly(name, version, module, filename), provider)

    # A kernel has one conversation: a child that went on with its parent's would garble both.
    os.register_at_fork(after_in_child=provider.disconnect)
    inside.replace_loading(provider, announce)
    inside.replace_conversions(kernel.make_reference, kernel.overrides_of)
    sys.meta_path.insert(0, ProviderFinder(Postponed(cache), loading.after_submodule))
    return None
