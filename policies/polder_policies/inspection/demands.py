"""Holds values and blocks against the rules of the classification."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Final, cast

from polder_policies.inspection import documents
from polder_policies.inspection.bodies import is_empty, is_missing, scalars, shown, values_at
from polder_policies.inspection.classification import Rule
from polder_policies.inspection.expressions import is_template
from polder_policies.inspection.findings import Complaint
from polder_policies.inspection.following import ANYTHING, template, unknown
from polder_policies.inspection.here import Complaints, Here, Judge
from polder_policies.inspection.place import Place
from polder_policies.inspection.stack import Unknown
from polder_policies.inspection.words import LITERALS, word


def judged(value: object, rule: Rule, here: Here) -> Complaints:
    """Hold a value against a rule."""
    whole = _WHOLES.get(rule.must)
    if whole:
        yield from whole(value, rule, here)
        return
    literal = LITERALS.get(rule.must)
    if literal is None:
        return
    for scalar in scalars(value):
        if isinstance(scalar, Unknown):
            yield from unknown(scalar, rule, here, judged)
        elif isinstance(scalar, str) and is_template(scalar):
            yield from template(scalar, rule, here, judged)
        elif scalar != "" and scalar not in rule.refs:
            yield from literal(scalar, rule, here)


def _absent(value: object, rule: Rule, here: Here) -> Complaints:
    del here
    if not is_empty(value):
        yield Complaint(rule.concern, f"is set to {shown(value)} and has to be left out")


def _open_only(value: object, rule: Rule, here: Here) -> Complaints:
    wanted, path = rule.arguments
    listed = here.place.site.network.api_ranges and any(
        not is_missing(each) for each in values_at(here.block.body, path)
    )
    if word(value) != wanted and not listed:
        yield Complaint(
            rule.concern,
            f"is {shown(value)}, and {path} with network.api_ranges of the site does not say who may come",
        )


def _closed_by(value: object, rule: Rule, here: Here) -> Complaints:
    wanted, path, closed = rule.arguments
    if word(value) != wanted and [word(each) for each in values_at(here.block.body, path)] != [closed]:
        yield Complaint(rule.concern, f"is {shown(value)}, and {path} is not {closed}")


def _policy(value: object, rule: Rule, here: Here) -> Complaints:
    for each in _each(value):
        if isinstance(each, Unknown):
            yield from _unseen(each, rule, here)
        elif _is_expression(each):
            yield from template(str(each), rule, here, judged)
        else:
            yield from (Complaint(rule.concern, reason) for reason in documents.policy(each, here.place.site))


def _each(value: object) -> list[object]:
    return cast("list[object]", value) if isinstance(value, list) else [value]


def _is_expression(value: object) -> bool:
    """Whether a document is not there to be read, but what an expression comes to; one may stand inside a document."""
    return isinstance(value, str) and is_template(value) and not value.lstrip().startswith(("{", "["))


def _unseen(value: Unknown, rule: Rule, here: Here) -> Complaints:
    """A plan does not show the text around what is known after apply; the stack that it is made from does."""
    yield from unknown(value, replace(rule, refs=rule.refs | {ANYTHING}), here, judged)


def _document(reads: Callable[[object, Place], Iterator[str]]) -> Judge:
    def judge(value: object, rule: Rule, here: Here) -> Complaints:
        for each in _each(value):
            if isinstance(each, Unknown) or _is_expression(each):
                yield Complaint("expression", f"is {shown(each)}, which cannot be read")
        yield from (Complaint(rule.concern, reason) for reason in reads(value, here.place))

    return judge


def _values(value: object, rule: Rule, here: Here) -> Complaints:
    images: list[str] = []
    for each in _each(value):
        if isinstance(each, Unknown):
            yield from _unseen(each, rule, here)
        elif _is_expression(each):
            yield Complaint("expression", f"is {shown(each)}, which cannot be read")
        else:
            images += documents.images(each)
    for image in images:
        yield from LITERALS["image"](image, rule, here)
    if not images and here.place.site.network.mirror:
        yield Complaint(rule.concern, "names no image, so the chart's own are pulled past the site's mirror")


_WHOLES: Final[Mapping[str, Judge]] = {
    "absent": _absent,
    "open-only": _open_only,
    "closed-by": _closed_by,
    "policy": _policy,
    "policy-rule": _document(documents.azure_policy),
    "access-rule": _document(documents.access_rules),
    "firewall-rule": _document(documents.firewall_rule),
    "group-rule": _document(documents.group_rules),
    "subject": _document(documents.subjects),
    "values": _values,
}


_ON_BLOCKS: Final = frozenset({"forbidden", "own-machine", "service", "template", "used-by"})
"""Words that are judged where the whole block, template or stack is at hand."""


def judges(word: str) -> bool:
    """Whether a word of the classification is judged by something; `any` and `text` are not."""
    return word in _WHOLES or word in LITERALS or word in _ON_BLOCKS


def judged_block(rule: Rule, here: Here) -> Complaints:
    """Hold a block as a whole against a rule."""
    if rule.must == "forbidden":
        yield Complaint(
            rule.concern, "is of a type that is never used here: it puts something elsewhere or opens it"
        )
    elif rule.must == "own-machine":
        yield from _own_machine(rule, here)
    elif rule.must == "service":
        yield from (
            Complaint(rule.concern, reason) for reason in documents.service(here.block.body, rule.arguments)
        )
    elif rule.must in _WHOLES:
        yield from _WHOLES[rule.must](here.block.body, rule, here)


def _own_machine(rule: Rule, here: Here) -> Complaints:
    """State on the machine that runs Terraform: all of it where the environment says so, else that of the state's store."""
    state = here.place.site.state
    makes_it = any(
        block.mode == "resource" and state.name in (block.body.get("name"), block.body.get("bucket"))
        for block in here.stack.blocks
    )
    if state.kind == "remote" and (not makes_it or here.block.address.startswith("data.")):
        yield Complaint(
            rule.concern,
            f"keeps state on the machine that runs Terraform, and the site keeps it in {state.name}",
        )
