"""The one place that knows the CDKTF packages by name, and the fast path to them.

Importing this package, or a re-export module in it, makes `cdktf` and the prebuilt providers import a submodule at a
time and load into jsii only what is imported; `POLDER_FULL_BINDINGS=1` switches that off. Output is the same either way.
"""

from polder_constructs.bindings.errors import LateBinding
from polder_constructs.bindings.install import install
from polder_constructs.bindings.late import run_again
from polder_constructs.bindings.node import Node, find_node

__all__ = ["LateBinding", "Node", "find_node", "install", "run_again"]

install()
