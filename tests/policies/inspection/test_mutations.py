"""Every classified attribute that is in use, moved, opened or taken away: the inspection fails, for all of them.

A mutation is made in one block at a time, of what was really emitted, and the block is judged where it stands.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import cast

import pytest

from altered import Json
from emission import Emitted
from polder_environments.facts.regions import regions
from polder_environments.topology import SitePlan
from polder_policies.inspection import Finding, Stack, stack_of
from polder_policies.inspection.bodies import values_at
from polder_policies.inspection.classification import Classification, Rule, built_in
from polder_policies.inspection.inspect import Inspection
from polder_policies.inspection.openings import is_opening
from polder_policies.inspection.place import Place
from polder_policies.inspection.stack import Block

EVERYBODY = {"Statement": [{"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "*"}]}
OPEN_RULE = {
    "direction": "Inbound",
    "access": "Allow",
    "source_address_prefix": "*",
    "cidr_blocks": ["0.0.0.0/0"],
}
ELSEWHERE: Mapping[str, object] = {
    "region": "mars-north-1",
    "zone": "mars-north-1a",
    "place": "mars-north-1",
    "regional": "https://compute.example/regions/mars-north1/attachments/x",
    "absent": "something",
    "true": False,
    "false": True,
    "one-of": "Everywhere",
    "like": "elsewhere",
    "account": "999999999999",
    "key": "arn:aws:kms:sa-east-1:999999999999:key/0",
    "inside": "somebody-elses",
    "named": "somebody-elses",
    "image": "images.example/of/somebody:1",
    "host": "https://collector.example/in",
    "cidr": "0.0.0.0/0",
    "closed-by": True,
    "subscription": "/subscriptions/99999999-9999-4999-8999-999999999999/resourceGroups/x",
    "principal": "arn:aws-cn:iam::111122223333:role/x",
    "member": "allUsers",
    "policy": json.dumps(EVERYBODY),
    "policy-rule": json.dumps({"then": {"effect": "deployIfNotExists"}}),
    "template": json.dumps({"resources": [{"type": "Microsoft.Storage/storageAccounts"}]}),
    "chart": "somebody-elses",
    "values": [json.dumps({"image": {"repository": "images.example/of/somebody"}})],
    "access-rule": [OPEN_RULE],
    "group-rule": [OPEN_RULE],
    "subject": [{"kind": "Group", "name": "system:unauthenticated"}],
}
"""By each word of the classification that judges an attribute, a value that it must not take."""


@dataclass(frozen=True)
class Standing:
    """A block where it stands."""

    site: SitePlan
    place: Place
    stack: Stack
    block: Block

    def found(self, body: Mapping[str, object]) -> list[tuple[str, str]]:
        """Judge the block with another body; give path and sort of what is found."""
        inspection = Inspection(self.stack, self.place, built_in())
        inspection.block(replace(self.block, body=body))
        return [(path, complaint.about) for _, path, complaint in inspection.found]

    def notices(self, body: Mapping[str, object], path: str) -> bool:
        """Whether something is found at a path, or at a block around it."""
        return any(path == where or path.startswith(f"{where}.") for where, _ in self.found(body) if where)


@pytest.fixture(scope="module")
def standing(emitted: Emitted) -> list[Standing]:
    """One block of each type of each cloud, and every provider, backend and state that is read."""
    found: dict[tuple[str, str, str], Standing] = {}
    for site in emitted.sites():
        names = [name for name in emitted.stacks if name.startswith(f"{site.prefix}-")]
        stacks = [stack_of(name, emitted.stacks[name]) for name in names]
        place = Place(site, stacks, built_in().named("group"))
        for stack in stacks:
            for block in stack.blocks:
                key = (block.mode, block.kind, site.cloud)
                # The fullest one of each: an attribute that only some have is in use as well.
                if key not in found or len(str(block.body)) > len(str(found[key].block.body)):
                    found[key] = Standing(site, place, stack, block)
    return list(found.values())


def _rules(known: Classification, block: Block, *, used: bool) -> Iterator[Rule]:
    """Rules for attributes that stand in a block, or that do not."""
    for rule in known.of_attributes(block.mode, block.kind):
        if bool(list(values_at(block.body, rule.path))) is used:
            yield rule
    if used:
        for path in sorted(set(_paths(block.body, ""))):
            entry = known.entry(block.mode, block.kind, path)
            yield from (replace(rule, path=path) for rule in entry.rules if rule.path != path)


def _paths(value: object, above: str) -> Iterator[str]:
    if isinstance(value, dict):
        for key, inner in cast("Json", value).items():
            if key != "//" and (above or key not in {"depends_on", "lifecycle", "provider", "timeouts"}):
                yield f"{above}.{key}".lstrip(".")
                yield from _paths(inner, f"{above}.{key}".lstrip("."))
    elif isinstance(value, list):
        for inner in cast("list[object]", value):
            yield from _paths(inner, above)


def _with(body: object, path: str, value: object) -> Json:
    """The body with another value at a path, in the first of each list; blocks on the way are made."""
    copied = cast("Json", json.loads(json.dumps(body)))
    *above, last = path.split(".")
    here = copied
    for name in above:
        inner = here.get(name)
        if isinstance(inner, list) and inner:
            inner = cast("list[object]", inner)[0]
        if not isinstance(inner, dict):
            here[name] = inner = {}
        here = cast("Json", inner)
    if value is None:
        here.pop(last, None)
    else:
        here[last] = value
    return copied


def _wrong(rule: Rule, site: SitePlan) -> object:
    """A value that a rule must not take."""
    if rule.must == "open-only":
        return rule.arguments[0] != "true"
    if rule.must == "cidr" and rule.arguments:
        return None
    return ELSEWHERE[rule.must] if site else None


def test_each_attribute_in_use(standing: list[Standing]) -> None:
    """Each attribute that a row of the tables judges fails when it says something else, whatever it said before."""
    missed: list[str] = []
    tried = 0
    for each in standing:
        for rule in _rules(built_in(), each.block, used=True):
            wrong = _wrong(rule, each.site) if rule.must not in ("any", "text") else None
            if wrong is None or (rule.must == "open-only" and each.site.network.api_ranges):
                continue
            if rule.about == "public" and is_opening(each.block, rule.path):
                continue
            tried += 1
            body = _with(each.block.body, rule.path, wrong)
            if rule.must == "closed-by":
                body = _with(body, rule.arguments[1], "Allow")
            if not each.notices(body, rule.path):
                missed.append(f"{each.block.address} {rule.path} must {rule.must}")

    assert missed == []
    assert tried > 150


def test_each_attribute_not_in_use(standing: list[Standing]) -> None:
    """An attribute that nothing emitted has, and that a row judges, fails when somebody sets it to something else."""
    missed: list[str] = []
    tried = 0
    for each in standing:
        for rule in _rules(built_in(), each.block, used=False):
            wrong = _wrong(rule, each.site) if rule.must not in ("any", "text") else None
            if wrong is None or (rule.about == "public" and is_opening(each.block, rule.path)):
                continue
            tried += 1
            if not each.notices(_with(each.block.body, rule.path, wrong), rule.path):
                missed.append(f"{each.block.address} {rule.path} must {rule.must}")

    assert missed == []
    assert tried > 150


def test_each_attribute_that_has_to_be_there(standing: list[Standing]) -> None:
    """Taking away an attribute whose default leaves the site open fails."""
    missed: list[str] = []
    tried = 0
    for each in standing:
        for rule in built_in().needed(each.block.mode, each.block.kind):
            if not list(values_at(each.block.body, rule.path)) or is_opening(each.block, rule.path):
                continue
            tried += 1
            found = each.found(_with(each.block.body, rule.path, None))
            if (rule.path, "missing") not in found:
                missed.append(f"{each.block.address} {rule.path}")

    assert missed == []
    assert tried > 60


def test_each_reference(standing: list[Standing]) -> None:
    """A reference where the table judges what it leads to fails when it leads to what is not known or not there."""
    missed: list[str] = []
    tried = 0
    for each in standing:
        for rule in _rules(built_in(), each.block, used=True):
            if rule.must in ("any", "text", "absent", "cidr") or "*" in rule.refs:
                continue
            if rule.about == "public" and is_opening(each.block, rule.path):
                continue
            if rule.must == "open-only" and each.site.network.api_ranges:
                continue  # open or closed, those who may come are listed
            for wrong in ("${var.anything}", "${elsewhere_thing.other.id}", '${upper("x")}', "${each.value}"):
                tried += 1
                if not each.notices(_with(each.block.body, rule.path, wrong), rule.path):
                    missed.append(f"{each.block.address} {rule.path} must {rule.must}: {wrong}")

    assert missed == []
    assert tried > 400


def test_every_text_that_names_the_region(emitted: Emitted) -> None:
    """Wherever the emitted Terraform names its region, naming another one there fails; what is for people aside."""
    missed: list[str] = []
    tried = 0
    known = built_in()
    for site in emitted.sites():
        names = [name for name in emitted.stacks if name.startswith(f"{site.prefix}-")]
        stacks = [stack_of(name, emitted.stacks[name]) for name in names]
        place = Place(site, stacks, known.named("group"))
        other = next(name for name in sorted(regions(site.cloud)) if name != site.region)
        for stack in stacks:
            for block in stack.blocks:
                for path in sorted(set(_paths(block.body, ""))):
                    texts = [text for text in values_at(block.body, path) if isinstance(text, str)]
                    moved = [text.replace(site.region, other) for text in texts if _names(text, site.region)]
                    if not moved or _is_for_people(known, block, path):
                        continue
                    tried += 1
                    found = Standing(site, place, stack, block).found(_with(block.body, path, moved[0]))
                    if path not in {where for where, _ in found}:
                        missed.append(f"{stack.name} {block.address} {path}: {moved[0][:80]}")

    assert missed == []
    assert tried > 500


def _names(text: str, region: str) -> bool:
    """Whether a text names a region by itself, and not as a part of a longer name."""
    at = text.find(region)
    return at == 0 or (at > 0 and not (text[at - 1].isalnum() or text[at - 1] == "-"))


def _is_for_people(known: Classification, block: Block, path: str) -> bool:
    while path:
        if any(rule.must == "text" for rule in known.entry(block.mode, block.kind, path).rules):
            return True
        path = path.rpartition(".")[0]
    return False


def test_findings_say_where(standing: list[Standing]) -> None:
    """A finding names stack, block, attribute, value, site and region, and what to do."""
    each = next(each for each in standing if each.block.kind == "google_storage_bucket")
    finding = Finding(each.stack.name, each.block.address, "location", "location", "is 'EU'")

    assert str(finding) == f"{each.block.address}: location is 'EU'"
    assert "region of its site" in finding.remedy
