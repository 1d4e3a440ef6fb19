"""Walks through a stack and holds every attribute against what the classification demands of it."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final, cast

from polder_policies.inspection.bodies import Body, instances, is_empty, is_missing, scalars, shown
from polder_policies.inspection.classification import Classification, Entry, Rule
from polder_policies.inspection.demands import judged, judged_block
from polder_policies.inspection.documents import template_resources
from polder_policies.inspection.expressions import Reference, expression, is_template, parts
from polder_policies.inspection.findings import Complaint, Finding, StackSummary
from polder_policies.inspection.here import Here
from polder_policies.inspection.openings import is_opening
from polder_policies.inspection.place import Place
from polder_policies.inspection.stack import BUILT_IN, Block, Stack, Unknown
from polder_policies.inspection.suspects import looks_like_a_place

_META: Final = frozenset(
    {
        "//",
        "depends_on",
        "lifecycle",
        "count",
        "for_each",
        "provider",
        "provisioner",
        "connection",
        "timeouts",
    }
)
"""Keys of a resource that are Terraform's own."""

_NOT_READ: Final = frozenset({"text", "absent"})
"""Words whose values are not looked into."""

_JUDGED_FULLY: Final = frozenset({"image", "subscription", "principal", "regional"})
"""Words that say all there is to say of what their values name."""

_MOST_SHOWN: Final = 4
_INSTANCE: Final = re.compile(r"\[[^\]]*\]$")
"""The key of one of several instances, at the end of an address."""


def inspect(
    stack: Stack, place: Place, classification: Classification, *, whole: bool = True
) -> StackSummary:
    """Judge a stack.

    Args:
        stack: The stack.
        place: The site it is of.
        classification: What is known of types.
        whole: Whether the stack is all there is, so that what it lacks counts: a backend, a provider's configuration.
    """
    inspection = Inspection(stack, place, classification)
    for where, complaint in stack.oddities:
        inspection.found.append((where, "", complaint))
    for block in stack.blocks:
        inspection.block(block)
    inspection.used_by()
    if whole:
        inspection.lacks()
    constructs = _constructs(stack, place)
    return StackSummary(
        stack.resources,
        stack.data_sources,
        tuple(
            Finding(
                stack.name,
                address,
                path,
                complaint.about,
                complaint.reason,
                constructs.get(_INSTANCE.sub("", address)),
                stack.planned,
            )
            for address, path, complaint in dict.fromkeys(inspection.found)
        ),
    )


def _constructs(stack: Stack, place: Place) -> Mapping[str, str | None]:
    """Which construct wrote each block; a plan does not say it, and the stack that it is of does."""
    stacks = [*place.stacks.get(stack.name, ()), stack]
    return {block.address: block.construct for each in stacks for block in each.blocks if block.construct}


@dataclass
class Inspection:
    """One walk through one stack.

    Args:
        stack: The stack.
        place: The site it is of.
        classification: What is known of types.
        found: What does not hold: address, attribute and what is wrong.
        users: Types that refer to a block, by its address.
    """

    stack: Stack
    place: Place
    classification: Classification
    found: list[tuple[str, str, Complaint]] = field(default_factory=list[tuple[str, str, Complaint]])
    users: dict[str, set[str]] = field(default_factory=dict[str, set[str]])

    def block(self, block: Block) -> None:
        """Judge a block."""
        if block.mode != "arm" and not self.classification.knows(block.mode, block.kind):
            self.found.append((block.address, "", _unclassified(block)))
            return
        here = Here(block, self.stack, self.place, self.classification)
        for rule in self.classification.of_type(block.mode, block.kind):
            self._add(block, "", judged_block(rule, here))
        _Walk(self, here, self.classification.entries(block.mode, block.kind)).through(block.body, "")
        for rule in self.classification.needed(block.mode, block.kind):
            self._needed(block, rule)

    def _add(self, block: Block, path: str, complaints: Iterable[Complaint]) -> bool:
        before = len(self.found)
        self.found.extend((block.address, path, complaint) for complaint in complaints)
        return len(self.found) > before

    def _needed(self, block: Block, rule: Rule) -> None:
        *above, last = rule.path.split(".")
        places = list(instances(block.body, above))
        if (not places and rule.presence == "always") or any(_lacks(each, last, rule) for each in places):
            complaint = Complaint(
                "missing",
                f"is not set, and without it a default holds that leaves the site open ({rule.about})",
            )
            if not is_opening(block, rule.path):
                self.found.append((block.address, rule.path, complaint))

    def complain(self, here: Here, path: str, rule: Rule, value: object) -> bool:
        """Hold an attribute against a rule; say whether it fails."""
        if rule.about == "public" and is_opening(here.block, path):
            return False
        if rule.must == "absent" and rule.about != "replication" and not here.block.is_written(path):
            return False  # a plan tells what a cloud has filled in; only of copies that matters
        if rule.must == "template":
            self._template(here.block, path, value)
            return False
        return self._add(here.block, path, judged(value, rule, here))

    def _template(self, block: Block, path: str, value: object) -> None:
        """Judge the resources of a template as if they were Terraform's."""
        if isinstance(value, Unknown):
            return  # a plan does not show it; the stack that it is made from does
        for each in template_resources(value):
            if isinstance(each, str):
                self.found.append((block.address, path, Complaint("section", each)))
                continue
            kind, body = each
            if not self.classification.knows("arm", kind):
                complaint = Complaint("type", f"deploys {kind}, which nobody has classified")
                self.found.append((block.address, path, complaint))
                continue
            self.block(Block("arm", kind, "", body, block.address, construct=block.construct))

    def refers(self, kind: str, reference: Reference) -> None:
        """Remember that a type refers to a block."""
        self.users.setdefault(reference.target, set()).add(kind)

    def used_by(self) -> None:
        """Judge blocks that only some types may refer to."""
        for kind, text in self.stack.links:
            reference = expression(text)
            if isinstance(reference, Reference):
                self.refers(kind, reference)
        for block in self.stack.blocks:
            for rule in self.classification.of_type(block.mode, block.kind):
                if rule.must == "used-by":
                    others = self.users.get(f"{block.kind}.{block.name}", set()) - set(rule.arguments)
                    if others:
                        complaint = Complaint(
                            rule.concern,
                            f"is used by {', '.join(sorted(others))}; only {', '.join(rule.arguments)} may",
                        )
                        self.found.append((block.address, "", complaint))

    def lacks(self) -> None:
        """Judge what a whole stack has to have."""
        if not self.stack.planned and not any(
            block.address.startswith("backend.") for block in self.stack.blocks
        ):
            self.block(Block("backend", "local", "", {}, "backend.local"))
        configured = {
            block.address.removeprefix("provider.") for block in self.stack.blocks if block.mode == "provider"
        }
        for block in self.stack.blocks:
            if block.provider and block.provider != BUILT_IN and block.provider not in configured:
                complaint = Complaint(
                    "missing",
                    f"is of provider {block.provider}, which this stack does not configure: whoever runs it would choose the place",
                )
                self.found.append((block.address, "", complaint))


@dataclass(frozen=True, slots=True)
class _Walk:
    """A walk through one block."""

    inspection: Inspection
    here: Here
    entries: dict[str, Entry]
    """What was asked of this type before: most attributes of most resources are those of an earlier one."""

    def through(self, body: Body, path: str) -> None:
        """Judge everything in an object."""
        block = self.here.block
        top = not path
        for key, value in body.items():
            if value is None or key == "//" or (top and key in _META and block.mode in ("resource", "data")):
                continue
            at = key if top else f"{path}.{key}"
            if not key.isidentifier():
                self._key(key, at)
            entry = self.entries.get(at) or self.inspection.classification.entry(block.mode, block.kind, at)
            self._attribute(key, value, at, entry)

    def _key(self, key: str, at: str) -> None:
        """Read a key that is no attribute's name, but somebody's word in a map: regions can be keys as well."""
        literal = self.here.block.is_literal(at)
        for complaint in self.here.place.foreign(key, literal=literal):
            self._odd(at, complaint)

    def _attribute(self, key: str, value: object, at: str, entry: Entry) -> None:
        block = self.here.block
        if key == "dynamic" and isinstance(value, dict | list):
            self._odd(at, Complaint("section", "makes blocks up while Terraform runs, which nobody inspects"))
            return
        read = True
        for rule in entry.rules:
            failed = self.inspection.complain(self.here, at, rule, value)
            read = read and not failed and rule.must not in _NOT_READ and rule.must not in _JUDGED_FULLY
        if entry.suspect and _says_something(value) and block.is_written(at):
            self._odd(
                at,
                Complaint(
                    "attribute", f"is {shown(value)}, looks like a place, and nobody has classified it"
                ),
            )
        self._value(value, at, entry, read=read)

    def _value(self, value: object, at: str, entry: Entry, *, read: bool) -> None:
        if isinstance(value, str):
            self._text(value, at, entry, read=read)
        elif isinstance(value, dict):
            if read:
                self.through(cast("Body", value), at)
        elif isinstance(value, list):
            for inner in cast("list[object]", value):
                self._value(inner, at, entry, read=read)

    def _text(self, text: str, at: str, entry: Entry, *, read: bool) -> None:
        if is_template(text):
            for part in parts(text):
                if isinstance(part, Reference):
                    self.inspection.refers(self.here.block.kind, part)
            if entry.below:
                self._odd(at, Complaint("expression", f"is computed as a whole by {shown(text)}"))
        if read:
            block = self.here.block
            for complaint in self.here.place.foreign(
                text, literal=block.written is None or block.is_literal(at)
            ):
                self._odd(at, complaint)

    def _odd(self, at: str, complaint: Complaint) -> None:
        self.inspection.found.append((self.here.block.address, at, complaint))


def _lacks(body: Body, name: str, rule: Rule) -> bool:
    value = body.get(name)
    return is_missing(value) and not (value == "" and "blank" in rule.arguments)


def _says_something(value: object) -> bool:
    """Whether a value can say where something lies: a text, a yes, or a block, also an empty one; not a number or no."""
    return isinstance(value, dict) or not (
        is_empty(value) or (isinstance(value, int | float) and value is not True)
    )


def _unclassified(block: Block) -> Complaint:
    suspects = [
        f"{path} is {shown(value)}" for path, value in _suspects(block.body, "") if block.is_written(path)
    ]
    shown_here = ", ".join(suspects[:_MOST_SHOWN])
    beside = f"; what looks like a place in it: {shown_here}" if suspects else ""
    what = {"provider": f"provider {block.kind}", "backend": f"backend {block.kind}"}.get(
        block.mode, f"type {block.kind}"
    )
    return Complaint("type", f"nobody has classified {what}{beside}")


def _suspects(value: object, path: str) -> Iterator[tuple[str, object]]:
    if isinstance(value, dict):
        for key, inner in cast("Mapping[str, object]", value).items():
            if key in _META:
                continue
            at = f"{path}.{key}".lstrip(".")
            if isinstance(inner, dict) or not looks_like_a_place(key):
                yield from _suspects(cast("object", inner), at)
            else:
                yield from ((at, scalar) for scalar in scalars(inner))
    elif isinstance(value, list):
        for each in cast("list[object]", value):
            yield from _suspects(each, path)
