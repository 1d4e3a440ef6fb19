"""A mapping whose values are made when they are first asked for."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Generic, TypeVar

V = TypeVar("V")


class Lazily(Mapping[str, V], Generic[V]):
    """Values by name, each made once, when somebody asks: of ten thousand datasets few rules look at all flows.

    Args:
        names: The names there are.
        make: Makes the value of a name.
    """

    def __init__(self, names: Iterable[str], make: Callable[[str], V]) -> None:
        """Make nothing yet."""
        self._names = frozenset(names)
        self._make = make
        self._made: dict[str, V] = {}

    def __getitem__(self, name: str) -> V:
        """Give the value of a name, made now if it is the first time."""
        if name not in self._made:
            if name not in self._names:
                raise KeyError(name)
            self._made[name] = self._make(name)
        return self._made[name]

    def __iter__(self) -> Iterator[str]:
        """Give the names in their order."""
        return iter(sorted(self._names))

    def __len__(self) -> int:
        """Count the names."""
        return len(self._names)
