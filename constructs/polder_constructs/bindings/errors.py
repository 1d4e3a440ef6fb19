"""What the fast path raises and says, for people to act on."""

import sys

ALSO = "POLDER_ALSO_BIND"
"""The environment variable that lists submodules to bind although nothing has imported them yet, comma-separated."""


class LateBinding(RuntimeError):  # noqa: N818  a fact about the program, not a fault in it
    """A provider's submodule was imported after its package had been handed to jsii without it.

    jsii loads a package once a process, so the submodules in use must be known by the first construct.
    """

    def __init__(self, module: str) -> None:
        """Name the submodule and the ways out."""
        self.module = module
        super().__init__(
            f"{module} was imported after the first construct of its package had been made. "
            f"Import it at the top of the module that uses it, or set {ALSO}={module}, "
            "or set POLDER_FULL_BINDINGS=1 (slow)."
        )


_said: set[str] = set()


def say(line: str) -> None:
    """Write one line to stderr, once: a program with three providers has one reason to be slow, not three."""
    if line not in _said:
        _said.add(line)
        sys.stderr.write(f"polder: {line}\n")
