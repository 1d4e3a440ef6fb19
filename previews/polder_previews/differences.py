"""What differs between two values: maps compared by key, lists by what is in them, texts by what they say."""

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Final, Literal

from polder_previews.sets import Names
from polder_previews.values import Value, alike, is_empty
from polder_previews.veil import Entries, Items, Leaf, Tree, Written, hides, same, told

Kind = Literal["added", "removed", "changed", "order", "form", "lines"]
"""`order`: the same elements in another order. `form`: the same, written otherwise. `lines`: a text of several lines."""

_WORD: Final = re.compile(r"[A-Za-z_][\w-]*")
_IDENTITIES: Final = ("name", "key", "id", "rule_name", "sid", "Sid", "identifier", "type", "port_name")
"""By what elements of a list are known, if no two of them have the same."""

_MOST_LINES: Final = 500
"""Lines that are compared one by one; the time grows with the square."""

_CONTEXT: Final = 1
"""Unchanged lines around changed ones."""

_BOTH_CHANGED: Final = "only what is hidden differs"


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that differs. All texts are free of secrets, and are shown as they are.

    Args:
        path: Where, as people write it: `tags["team"]`, `ingress[name="http"].port`.
        kind: How it differs.
        before: What it was, on one line; blank where it is new.
        after: What it will be, on one line; blank where it goes.
        lines: For a text of several lines: lines that begin with `+`, `-` or a blank.
        hidden: Whether something of it is not shown.
        names: Names on the way there, without places in lists.
    """

    path: str
    kind: Kind
    before: str = ""
    after: str = ""
    lines: tuple[str, ...] = ()
    hidden: bool = False
    names: Names = field(default=(), compare=False)


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a comparison stands."""

    path: str = ""
    names: Names = ()

    def entry(self, key: str) -> "_Place":
        plain = _WORD.fullmatch(key)
        step = f"{'.' if self.path else ''}{key}" if plain else f"[{json.dumps(key, ensure_ascii=False)}]"
        return _Place(self.path + step, (*self.names, key))

    def item(self, mark: str) -> "_Place":
        return _Place(f"{self.path}[{mark}]" if mark else self.path, self.names)


def differences(
    before: Tree, after: Tree, is_set: Callable[[Names], bool], name: str = ""
) -> Iterator[Difference]:
    """Compare two values.

    Args:
        before: What it was.
        after: What it will be.
        is_set: Says whether an attribute is a set.
        name: What the values are called.
    """
    place = _Place().entry(name) if name else _Place()
    yield from _Comparison(is_set).compare(place, before, after)


@dataclass(frozen=True)
class _Comparison:
    is_set: Callable[[Names], bool]

    def compare(self, place: _Place, before: Tree | None, after: Tree | None) -> Iterator[Difference]:
        if before is not None and after is not None:
            if same(before, after) or (is_empty(before.raw) and is_empty(after.raw)):
                return
            if isinstance(before, Entries) and isinstance(after, Entries):
                yield from self._entries(place, before, after)
                return
            if isinstance(before, Items) and isinstance(after, Items):
                yield from self._items(place, before.items, after.items)
                return
            if isinstance(before, Written) and isinstance(after, Written) and before.form == after.form:
                yield from self._written(place, before, after)
                return
        was = None if before is None or is_empty(before.raw) else before
        will = None if after is None or is_empty(after.raw) else after
        if was is None and will is not None:
            yield from _whole(place, will, "added")
        elif will is None and was is not None:
            yield from _whole(place, was, "removed")
        elif was is not None and will is not None:
            yield _changed(place, was, will)

    def _entries(self, place: _Place, before: Entries, after: Entries) -> Iterator[Difference]:
        names = {**before.names, **after.names}
        for key in sorted(names):
            yield from self.compare(place.entry(names[key]), before.entries.get(key), after.entries.get(key))

    def _written(self, place: _Place, before: Written, after: Written) -> Iterator[Difference]:
        found = list(self.compare(place, before.tree, after.tree))
        yield from found
        if not found:
            hidden = hides(before) or hides(after)
            yield Difference(
                place.path, "form", after=f"the same {after.form}", hidden=hidden, names=place.names
            )

    def _items(self, place: _Place, before: Sequence[Tree], after: Sequence[Tree]) -> Iterator[Difference]:
        """Compare two lists: what is in both is the same, whatever its place; the rest is paired, or new, or gone."""
        gone, new = _without_common(before, after)
        if not gone and not new:
            if not self.is_set(place.names):
                yield Difference(
                    place.path,
                    "order",
                    _listed(before),
                    _listed(after),
                    hidden=_any_hides(before, after),
                    names=place.names,
                )
            return
        single = len(before) <= 1 and len(after) <= 1
        for was, will in _paired(gone, new):
            mark = "" if single else _mark(was, will, before)
            if was is not None and will is not None:
                yield from self.compare(place.item(mark), was, will)
            elif will is not None:
                yield from _element(place, will, "added", single=single)
            elif was is not None:
                yield from _element(place, was, "removed", single=single)


def _changed(place: _Place, before: Tree, after: Tree) -> Difference:
    if isinstance(before, Leaf) and isinstance(after, Leaf) and before.lines and after.lines:
        return Difference(
            place.path,
            "lines",
            lines=_line_by_line(before.lines, after.lines),
            hidden=before.hidden or after.hidden,
            names=place.names,
        )
    return Difference(
        place.path,
        "changed",
        told(before),
        told(after),
        hidden=hides(before) or hides(after),
        names=place.names,
    )


def _whole(place: _Place, tree: Tree, kind: Literal["added", "removed"]) -> Iterator[Difference]:
    """Tell everything that is in a value."""
    match tree:
        case Entries():
            for key, inner in tree.entries.items():
                if not is_empty(inner.raw):
                    yield from _whole(place.entry(tree.names[key]), inner, kind)
        case Items() if any(isinstance(item, Entries) for item in tree.items):
            for number, item in enumerate(tree.items):
                if not is_empty(item.raw):
                    mark = "" if len(tree.items) == 1 else str(number)
                    yield from _whole(place.item(mark), item, kind)
        case Leaf() if tree.lines:
            sign = "+" if kind == "added" else "-"
            lines = tuple(f"{sign}{line}" for line in tree.lines)
            yield Difference(place.path, "lines", lines=lines, hidden=tree.hidden, names=place.names)
        case _:
            yield _one(place, tree, kind)


def _element(
    place: _Place, tree: Tree, kind: Literal["added", "removed"], *, single: bool
) -> Iterator[Difference]:
    """Tell an element that came or went; one of a kind is told like what stands without a list."""
    if single and isinstance(tree, Entries):
        yield from _whole(place, tree, kind)
    else:
        yield _one(place, tree, kind)


def _one(place: _Place, tree: Tree, kind: Literal["added", "removed"]) -> Difference:
    text, hidden = told(tree), hides(tree)
    before, after = (text, "") if kind == "removed" else ("", text)
    return Difference(place.path, kind, before, after, hidden=hidden, names=place.names)


def _without_common(before: Sequence[Tree], after: Sequence[Tree]) -> tuple[list[Tree], list[Tree]]:
    """Give what is in the first list alone and what is in the second alone, each as often as it is more often there."""
    common = Counter(map(_key, before)) & Counter(map(_key, after))

    def rest(trees: Sequence[Tree]) -> list[Tree]:
        left = Counter(common)
        kept: list[Tree] = []
        for tree in trees:
            key = _key(tree)
            if left[key]:
                left[key] -= 1
            else:
                kept.append(tree)
        return kept

    return rest(before), rest(after)


def _key(tree: Tree) -> str:
    """Write a raw value so that the same values are written the same; it is compared and never shown."""
    return json.dumps(tree.raw, sort_keys=True, default=str)


def _paired(gone: list[Tree], new: list[Tree]) -> list[tuple[Tree | None, Tree | None]]:
    """Pair what seems to be the same element before and after."""
    if len(gone) == len(new) and all(isinstance(tree, Written) for tree in (*gone, *new)):
        return list(zip(gone, new, strict=True))
    if not (gone and new and all(isinstance(tree, Entries) for tree in (*gone, *new))):
        return [*((tree, None) for tree in gone), *((None, tree) for tree in new)]
    for identity in _IDENTITIES:
        was, will = _by(gone, identity), _by(new, identity)
        if was is not None and will is not None:
            pairs = [(tree, will.get(key)) for key, tree in was.items()]
            return [*pairs, *((None, tree) for key, tree in will.items() if key not in was)]
    if len(gone) == len(new):
        return list(zip(gone, new, strict=True))
    return [*((tree, None) for tree in gone), *((None, tree) for tree in new)]


def _by(trees: Sequence[Tree], identity: str) -> dict[str, Tree] | None:
    """Give elements by what they are known by; None where it does not tell them apart."""
    found: dict[str, Tree] = {}
    for tree in trees:
        value = _identity(tree, identity)
        if value is None or value in found:
            return None
        found[value] = tree
    return found


def _identity(tree: Tree, identity: str) -> str | None:
    inner = tree.entries.get(identity) if isinstance(tree, Entries) else None
    return inner.raw if isinstance(inner, Leaf) and isinstance(inner.raw, str) and inner.raw else None


def _mark(was: Tree | None, will: Tree | None, before: Sequence[Tree]) -> str:
    """Say which element of a list it is: by what it is known by, or by its place."""
    if was is not None and will is not None:
        for identity in _IDENTITIES:
            if (value := _identity(was, identity)) is not None and value == _identity(will, identity):
                inner = was.entries[identity] if isinstance(was, Entries) else None
                return f"{identity}={inner.shown}" if isinstance(inner, Leaf) else ""
    return str(next((number for number, tree in enumerate(before) if tree is was), ""))


def _listed(trees: Sequence[Tree]) -> str:
    return f"[{', '.join(map(told, trees))}]"


def _any_hides(*lists: Sequence[Tree]) -> bool:
    return any(hides(tree) for trees in lists for tree in trees)


def _line_by_line(before: Sequence[str], after: Sequence[str]) -> tuple[str, ...]:
    """Compare texts; what they begin and end with alike is not compared again."""
    if before == after:
        return (f" {_BOTH_CHANGED}",)
    start = next((n for n, (one, other) in enumerate(zip(before, after, strict=False)) if one != other), None)
    start = min(len(before), len(after)) if start is None else start
    end = 0
    while end < min(len(before), len(after)) - start and before[-1 - end] == after[-1 - end]:
        end += 1
    was, will = before[start : len(before) - end], after[start : len(after) - end]
    first, last = max(start - _CONTEXT, 0), min(end, _CONTEXT)
    return (
        *_more(first),
        *(f" {line}" for line in before[first:start]),
        *_changed_lines(was, will),
        *(f" {line}" for line in before[len(before) - end : len(before) - end + last]),
        *_more(end - last),
    )


def _changed_lines(before: Sequence[str], after: Sequence[str]) -> Iterator[str]:
    if max(len(before), len(after)) > _MOST_LINES:
        yield from (f"-{len(before)} lines", f"+{len(after)} lines")
        return
    for tag, one, two, three, four in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag != "equal":
            yield from (f"-{line}" for line in before[one:two])
            yield from (f"+{line}" for line in after[three:four])
        elif two - one <= 2 * _CONTEXT + 1:
            yield from (f" {line}" for line in before[one:two])
        else:
            yield from (f" {line}" for line in before[one : one + _CONTEXT])
            yield from _more(two - one - 2 * _CONTEXT)
            yield from (f" {line}" for line in before[two - _CONTEXT : two])


def _more(lines: int) -> tuple[str, ...]:
    return (f" … {lines} more line{'' if lines == 1 else 's'}",) if lines else ()


def is_same(before: Value, after: Value) -> bool:
    """Say whether nothing differs that a provider tells apart."""
    return alike(before, after) or (is_empty(before) and is_empty(after))
