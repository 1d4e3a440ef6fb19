"""Puts the fast path in place, when everything is as it has been tried."""

import os
import sys

import jsii

from polder_constructs.bindings.errors import say
from polder_constructs.bindings.finder import ProviderFinder, already_imported
from polder_constructs.bindings.node import Node, choose_node

FULL = "POLDER_FULL_BINDINGS"
"""The environment variable that switches the fast path off."""

KNOWN_JSII = "1.142.0"
"""The one version of jsii whose inside was read. With another, the packages are used as they are."""


def install() -> bool:
    """Install the fast path, once; return whether it is in place."""
    if any(isinstance(finder, ProviderFinder) for finder in sys.meta_path):
        return True
    node = choose_node()
    if os.environ.get(FULL, "") not in {"", "0"}:
        return False
    objection = _objection(node)
    if objection is None and node is not None:
        # Only now: with a jsii that is not the known one, the import itself may fail.
        from polder_constructs.bindings import fast  # noqa: PLC0415

        objection = fast.install(node)
    if objection is not None:
        say(f"{objection}; using the full bindings, which take minutes to import")
    return objection is None


def _objection(node: Node | None) -> str | None:
    """Return why the fast path must not be used; None when it may."""
    early = already_imported()
    if jsii.__version__ != KNOWN_JSII:
        return f"jsii is {jsii.__version__}, not the known {KNOWN_JSII}"
    if early:
        return f"{', '.join(early)} was imported before polder_constructs.bindings"
    if sys.platform == "win32":
        return "the fast bindings do not know Windows"
    if os.environ.get("JSII_RUNTIME"):
        return "JSII_RUNTIME is set"
    if node is None:
        return "there is no Node.js"
    return (
        None
        if node.is_good_enough
        else f"Node.js {node.version} at {node.path} is not one that jsii supports"
    )
