"""References: followed to what they lead to, as far as that is known before Terraform runs."""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from polder_policies.inspection.bodies import is_missing, shown, values_at
from polder_policies.inspection.classification import Classification, Rule
from polder_policies.inspection.expressions import Opaque, Part, Reference, expression, parts
from polder_policies.inspection.findings import Complaint
from polder_policies.inspection.here import Complaints, Here, Judge
from polder_policies.inspection.stack import Block, Mode, Unknown

_DEEPEST: Final = 8
"""References that lead further than this are a circle."""

_TAIL: Final = re.compile(r"(?:[/:?#][^@]*|[\w-]+/[\w/-]*)?(?:@sha256:[0-9a-f]{64})?")
"""Text that may follow a reference without changing where it leads: a path, a port, a tag.

No name with dots right after it, which would make a host; no @, before which a URL has a login and not a host.
"""


def unknown(value: Unknown, rule: Rule, here: Here, judge: Judge) -> Complaints:
    """Judge what is known only after apply, by what it is made from."""
    found = [each for each in map(expression, value.references) if isinstance(each, Reference)]
    # A plan lists `aws_kms_key.key.arn` and `aws_kms_key.key`; the first says more.
    nearest = [each for each in found if each.path] or found
    if not nearest:
        yield Complaint("expression", "is known only after apply, and made from nothing that can be followed")
    for each in nearest:
        yield from _followed(each, rule, here, judge)


def template(text: str, rule: Rule, here: Here, judge: Judge) -> Complaints:
    """Judge a string with expressions in it, by what they refer to and what stands around them."""
    found = parts(text)
    odd = _odd_around(found, rule)
    if odd:
        yield Complaint("expression", f"is {shown(text)}, {odd}")
        return
    for part in found:
        if isinstance(part, Reference):
            yield from _followed(part, rule, here, judge)


def _odd_around(found: tuple[Part, ...], rule: Rule) -> str:
    """Say what of an expression cannot be followed; blank when it is one reference, with nothing odd around it."""
    if any(isinstance(part, Opaque) for part in found):
        return "an expression that is not followed"
    first = next(number for number, part in enumerate(found) if isinstance(part, Reference))
    before, after = found[:first], found[first + 1 :]
    if rule.must not in _TAKE_TEXT:
        return "put together from a reference and text" if before or after else ""
    if ANYTHING in rule.refs:
        return ""
    if before and before[0] not in (*rule.arguments, *_PREFIXES):
        return "with something before the reference that may lead elsewhere"
    if after and not (isinstance(after[0], str) and _TAIL.fullmatch(after[0])):
        return "with something after the reference that may lead elsewhere"
    return ""


_TAKE_TEXT: Final = frozenset(
    {"key", "inside", "named", "image", "host", "regional", "member", "policy", "subscription"}
)
"""Words that say more than one value: text may stand around a reference."""

ANYTHING: Final = "*"
"""Stands in `refs` for everything of the same stack."""

_PREFIXES: Final = ("https://", "http://")


def _followed(reference: Reference, rule: Rule, here: Here, judge: Judge) -> Complaints:
    if here.deep > _DEEPEST:
        yield Complaint("expression", f"refers in a circle to {reference}")
        return
    deeper = replace(here, deep=here.deep + 1)
    if reference.root == "local":
        found = here.stack.local_values.get(reference.name)
        if reference.path or found is None:
            yield Complaint("expression", f"refers to {reference}, which is not a plain local value")
        else:
            yield from judge(found, rule, deeper)
        return
    if reference.root not in ("resource", "data"):
        yield Complaint("expression", f"refers to {reference}, which nobody knows before Terraform runs")
        return
    if reference.kind == "terraform_remote_state":
        yield from _remote(reference, rule, deeper, judge)
        return
    block = here.stack.index.get(reference.target)
    if block is None:
        yield Complaint("expression", f"refers to {reference.target}, which this stack has not")
    elif not _may_refer(reference, block, rule, here.classification):
        yield Complaint(rule.concern, f"refers to {reference}, which is not known to be what it should")


def _may_refer(reference: Reference, block: Block, rule: Rule, classification: Classification) -> bool:
    kind = f"data.{reference.kind}" if reference.root == "data" else reference.kind
    if kind in rule.refs or ANYTHING in rule.refs:
        return True
    mode: Mode = "data" if reference.root == "data" else "resource"
    there = classification.entry(mode, reference.kind, reference.path).rules
    return any(
        (
            other.must in _STANDS_FOR.get(rule.must, ())
            or (other.must, other.arguments) == (rule.must, rule.arguments)
        )
        and (
            other.presence == "given"
            or any(not is_missing(each) for each in values_at(block.body, reference.path))
        )
        for other in there
        if other.must not in ("any", "text")
    )


_STANDS_FOR: Final[Mapping[str, tuple[str, ...]]] = {"place": ("region", "zone", "place")}
"""Words of attributes that another attribute may refer to instead of saying the same."""


def _remote(reference: Reference, rule: Rule, here: Here, judge: Judge) -> Complaints:
    """Follow an output to the stack of the same site that gives it; that it is one is judged where it is read."""
    output = reference.path.removeprefix("outputs.")
    source = next(
        (
            block
            for block in here.stack.blocks
            if block.mode == "backend" and block.address == f"{reference.target}.config"
        ),
        None,
    )
    names = {str(value) for key in ("key", "prefix", "path") if source and (value := source.body.get(key))}
    for name, stacks in here.place.stacks.items():
        if not any(re.search(rf"(?:^|[/.]){re.escape(name)}(?:\.tfstate)?$", text) for text in names):
            continue
        for stack in stacks:
            if output in stack.outputs:
                yield from judge(stack.outputs[output], rule, replace(here, stack=stack))
                return
    yield Complaint("expression", f"refers to {reference}, and no stack at hand gives that output")
