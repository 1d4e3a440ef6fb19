"""What is left of a file when everything that is wrong with it is taken out.

It is worth judging too: a misspelt key would otherwise hide an overlapping range until the next run. Whole parts go,
a pool with a wrong number and not the number alone, since what is left of a part may mean something that nobody wrote.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar, get_origin

from pydantic import BaseModel

from polder_environments.located import Entry, MappingNode, Node, ScalarNode, SequenceNode, child
from polder_environments.problems import KeyPath, Problem, dotted
from polder_environments.shapes import Shape, shapes_at
from polder_environments.sources import Sources
from polder_environments.validation import validate

M = TypeVar("M", bound=BaseModel)

_MOST_ROUNDS = 8
"""A part that goes may be one that the part around it needs; so deep do they stand inside each other."""

_GUESS = re.compile(r"did you mean ([a-z_]+)\?$")


@dataclass(frozen=True)
class Remainder(Generic[M]):
    """What is left.

    Args:
        instance: The file without what was taken out.
        sources: Where its values stand.
        removed: The places of what was taken out, as problems write them.
    """

    instance: M
    sources: Sources
    removed: frozenset[str]

    def touches(self, problem: Problem) -> bool:
        """Tell whether a problem of what is left may come from what was taken out.

        Args:
            problem: Found in `instance`.

        Returns:
            Whether it stands at such a place, above or below one, or where a site overrides the platform's there; or
            names something that was taken out.
        """
        here = problem.key
        return any(
            _meet(here, place)
            or (_of_platform(here) != _of_platform(place) and _meet(_setting(here), _setting(place)))
            or f"{_name(place)!r}" in problem.what
            for place in self.removed
        )


def remainder(sources: Sources, model: type[M], problems: Iterable[Problem]) -> Remainder[M] | None:
    """Take out of a file what is wrong with it.

    Args:
        sources: The file.
        model: Its class.
        problems: What is wrong with it.

    Returns:
        What is left; `None` when nothing is that would make sense.
    """
    removed: set[str] = set()
    found = list(problems)
    for _ in range(_MOST_ROUNDS):
        root = sources.root
        paths = {dotted(path): path for path in _paths(root, ())}
        examples = [example for problem in found if (example := _example(problem, model, root))]
        filled = {dotted(path) for path, _ in examples}
        lasting = [problem for problem in found if problem.key not in filled]
        places = [place for problem in lasting if (place := _place(problem, paths, model, root)) is not None]
        removed |= (
            filled | {dotted(place) for place in places} | {_meant(problem) for problem in found} - {""}
        )
        if () in places:
            return None
        for place in places:
            root = _without(root, place)
        for path, text in examples:
            root = _with(root, path, text)
        sources = Sources(root, sources.files)
        instance, found = validate(sources, model)
        if instance is not None:
            return Remainder(instance, sources, frozenset(removed))
    return None


def _paths(node: Node, path: KeyPath) -> Iterator[KeyPath]:
    """Give the places of all keys; what stands in a list counts as the list."""
    if isinstance(node, MappingNode):
        for key, entry in node.entries.items():
            yield (*path, key)
            yield from _paths(entry.value, (*path, key))
    elif isinstance(node, SequenceNode):
        for index, item in enumerate(node.items):
            yield from _paths(item, (*path, index))


def _place(
    problem: Problem, paths: dict[str, KeyPath], model: type[BaseModel], root: MappingNode
) -> KeyPath | None:
    """Choose what goes because of a problem; nothing for one of the file as a whole."""
    key, within = problem.key, False
    if not key:
        return None
    while key not in paths:
        key, within = re.sub(r"(^|\.)[^.\[]+$|\[\d+\]$", "", key), True
        if not key:
            return None
    path = paths[key]
    if any(isinstance(part, int) for part in path):
        path = path[: next(number for number, part in enumerate(path) if isinstance(part, int))]
    if within and isinstance(child_at(root, path), MappingNode):
        return path  # it lacks something
    above = path[:-1]
    by_name = any(get_origin(shape.type) is dict for shape in shapes_at(model, root, above))
    return path if by_name or _stands_alone(above) else above


def child_at(root: Node, path: KeyPath) -> Node | None:
    """Find what stands at a place."""
    node: Node | None = root
    for part in path:
        node = child(node, part) if node else None
    return node


def _stands_alone(path: KeyPath) -> bool:
    """Tell whether the keys at a place are settings of their own: of the file, the platform or a site."""
    return len(path) == 0 or path == ("platform",) or (len(path) == 2 and path[0] == "sites")  # noqa: PLR2004 - sites, name


def _without(root: MappingNode, path: KeyPath) -> MappingNode:
    first, *rest = path
    entries = dict(root.entries)
    entry = entries.get(str(first))
    if entry is None:
        return root
    if not rest:
        del entries[str(first)]
    elif isinstance(entry.value, MappingNode):
        entries[str(first)] = Entry(entry.key_at, _without(entry.value, tuple(rest)))
    return MappingNode(root.at, entries)


def _example(problem: Problem, model: type[BaseModel], root: MappingNode) -> tuple[KeyPath, str] | None:
    """Give an example of a text that the file or its platform lacks, such as the owner; nothing else depends on it."""
    path: KeyPath = tuple(problem.key.split("."))
    if problem.code != "missing-key" or path[:-1] not in {(), ("platform",)}:
        return None
    found = [example for shape in shapes_at(model, root, path) for example in _examples(shape)]
    return (path, found[0]) if found else None


def _with(root: MappingNode, path: KeyPath, text: str) -> MappingNode:
    first, *rest = (str(part) for part in path)
    entries = dict(root.entries)
    if not rest:
        entries[first] = Entry(root.at, ScalarNode(root.at, text, text))
    elif isinstance(inner := entries[first].value, MappingNode):
        entries[first] = Entry(entries[first].key_at, _with(inner, tuple(rest), text))
    return MappingNode(root.at, entries)


def _examples(shape: Shape) -> list[str]:
    return [str(example) for example in shape.schema.get("examples", [])]


def _meant(problem: Problem) -> str:
    """Give the place of the key that a misspelt one was meant to be."""
    guess = _GUESS.search(problem.what) if problem.code == "unknown-key" else None
    above, dot, _ = problem.key.rpartition(".")
    return f"{above}{dot}{guess[1]}" if guess else ""


def _meet(one: str, other: str) -> bool:
    """Tell whether two places are the same, or one stands in the other."""
    shorter, longer = sorted((one, other), key=len)
    return (
        bool(shorter)
        and longer.startswith(shorter)
        and longer[len(shorter) : len(shorter) + 1] in ("", ".", "[")
    )


def _of_platform(place: str) -> bool:
    return place.startswith("platform")


def _setting(place: str) -> str:
    """Give a place without the site: the platform's `pools.gpu` is that of every site."""
    return (
        re.sub(r"^(platform|sites\.[^.]+)(\.|$)", "", place)
        if place.startswith(("platform", "sites"))
        else ""
    )


def _name(place: str) -> str:
    return place.rpartition(".")[2]
