"""Which resource of a stack a request is about: the protocol names its type and its values, and not its address."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from threading import Lock
from typing import Final, cast

from polder_rehearsal.values import is_unknown

_META: Final = {"//", "depends_on", "lifecycle", "provider", "count", "for_each", "provisioner", "connection"}
_TEMPLATE: Final = re.compile(r"[$%]\{")


@dataclass
class Identities:
    """The managed resources of one stack, as `cdk.tf.json` has them, and those that were recognised already.

    Args:
        written: The file, parsed.
    """

    written: Mapping[str, object]
    _taken: dict[str, str] = field(default_factory=dict[str, str])
    _lock: Lock = field(default_factory=Lock)

    def recognise(self, kind: str, config: object) -> str | None:
        """Find the address of a resource that is being created or changed.

        Resources that are written alike cannot be told apart, nor does it matter which is which; the first to come
        takes the first address.

        Args:
            kind: Its type.
            config: Its configuration, evaluated.

        Returns:
            The address; None when nothing of the stack could be it.
        """
        resources = cast("Mapping[str, Mapping[str, object]]", self.written.get("resource", {}))
        alike = sorted(name for name, body in resources.get(kind, {}).items() if _could_be(body, config))
        if not alike:
            return None
        mark = repr(config)
        with self._lock:
            free = [name for name in alike if self._taken.get(f"{kind}.{name}", mark) == mark]
            address = f"{kind}.{(free or alike)[0]}"
            self._taken[address] = mark
        return address


def literals(body: object) -> Mapping[str, object]:
    """Give the arguments of a resource that are written out, without expressions and without Terraform's own."""
    return {
        name: value
        for name, value in cast("Mapping[str, object]", body).items()
        if name not in _META and not _TEMPLATE.search(repr(value))
    }


def _could_be(body: object, config: object) -> bool:
    written = cast("Mapping[str, object]", body)
    return all(
        _matches(value, cast("Mapping[str, object]", config).get(name))
        for name, value in written.items()
        if name not in _META
    )


def _matches(written: object, value: object) -> bool:
    """Say whether what is written can have become a value; an expression can become anything."""
    if is_unknown(value):
        return True
    if isinstance(written, str):
        return (
            _template_matches(written, value)
            if _TEMPLATE.search(written)
            else _scalar(written) == _scalar(value)
        )
    if isinstance(written, Mapping):
        if isinstance(value, list):  # one block may be written without the brackets of a list
            items = cast("list[object]", value)
            return len(items) == 1 and _matches(cast("object", written), items[0])
        return isinstance(value, Mapping) and all(
            _matches(item, cast("Mapping[str, object]", value).get(key))
            for key, item in cast("Mapping[str, object]", written).items()
        )
    if isinstance(written, list):
        # A set comes back in an order of its own.
        items, wanted = cast("list[object]", value), cast("list[object]", written)
        return isinstance(value, list) and all(any(_matches(want, item) for item in items) for want in wanted)
    return written is None or _scalar(written) == _scalar(value)


def _template_matches(written: str, value: object) -> bool:
    """Compare what stands around the expressions of a template with the text it became."""
    if not isinstance(value, str):
        return True
    start = _TEMPLATE.split(written)[0]
    end = written.rpartition("}")[2]
    return value.startswith(start) and value.endswith(end)


def _scalar(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return str(value)
