"""Documents inside attributes: policies, network rules, values of charts, templates.

Each function says what is wrong with one, a sentence's end each.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Final, cast

from polder_environments.topology import SitePlan
from polder_policies.inspection.bodies import Body, is_empty, shown
from polder_policies.inspection.expressions import Reference, is_template, parts
from polder_policies.inspection.place import Place

_NARROWING: Final = frozenset(
    {
        "aws:principalaccount",
        "aws:principalarn",
        "aws:principalorgid",
        "aws:sourceaccount",
        "aws:sourcearn",
        "aws:sourcevpc",
        "aws:sourcevpce",
        "kms:calleraccount",
    }
)
"""Condition keys that tell who comes, or through what."""

_POSITIVE: Final = re.compile(
    r"(?:foranyvalue:)?(?:string|arn)(?:equals|like|equalsignorecase)", re.IGNORECASE
)
_ACCOUNT: Final = re.compile(r"\d{12}")
_ACCOUNT_OF_ARN: Final = re.compile(r"arn:[^:]*:(?:iam|sts)::(\d{12}|[^:]*):")

_OPEN_TAGS: Final = frozenset({"virtualnetwork", "azureloadbalancer"})
"""Azure's service tags that stand for the network itself, and for the probes of its load balancers."""

_DEPLOYING: Final = frozenset({"deployifnotexists", "modify", "append", "mutate"})
_WITHIN_CLUSTER: Final = frozenset({"ClusterIP", "NodePort", "ExternalName"})
_EVERYBODY: Final = frozenset({"system:anonymous", "system:unauthenticated", "system:authenticated"})


def parsed(text: object) -> object:
    """Read a document that is written into a string; None when it is none."""
    if not isinstance(text, str):
        return text
    try:
        return json.loads(text)
    except ValueError:
        return None


def _objects(value: object) -> list[Body]:
    found = cast("list[object]", value) if isinstance(value, list) else [value]
    return [cast("Body", each) for each in found if isinstance(each, dict)]


def _texts(value: object) -> list[str]:
    found = cast("list[object]", value) if isinstance(value, list) else [value]
    return [str(each) for each in found if each is not None]


# AWS ----------------------------------------------------------------------------------------------------------------


def policy(value: object, site: SitePlan) -> Iterator[str]:
    """Judge a policy document, or the statements of `aws_iam_policy_document`."""
    document = parsed(value)
    if not isinstance(document, dict | list):
        yield f"is {shown(value)}, and no policy document that can be read"
        return
    found = (
        cast("Body", document).get("Statement") if isinstance(document, dict) else cast("object", document)
    )
    for statement in _objects(found):
        # A data source writes the same in lower case and as blocks; its effect is Allow where it names none.
        effect = statement.get("Effect") or statement.get("effect") or "Allow"
        if effect != "Allow":
            continue
        if not is_empty(statement.get("NotPrincipal") or statement.get("not_principals")):
            yield "lets in everybody but some"
        for principal in _principals(statement):
            yield from _principal(principal, statement, site)


def _principals(statement: Body) -> Iterator[tuple[str, str]]:
    principal = statement.get("Principal")
    if isinstance(principal, dict):
        for kind, names in cast("Body", principal).items():
            yield from ((kind, name) for name in _texts(names))
    elif principal is not None:
        yield from (("AWS", name) for name in _texts(principal))
    for block in _objects(statement.get("principals")):
        yield from ((str(block.get("type")), name) for name in _texts(block.get("identifiers")))


def _principal(principal: tuple[str, str], statement: Body, site: SitePlan) -> Iterator[str]:
    kind, name = principal
    if kind == "Service":
        return
    if is_template(name):
        if not all(isinstance(part, Reference) and part.root in ("resource", "data") for part in parts(name)):
            yield f"lets in {name}, which cannot be followed to who it is"
        return
    if name == "*":
        if not _is_narrowed(statement):
            yield "lets everybody in, and no condition says who"
        return
    of_arn = _ACCOUNT_OF_ARN.match(name)
    account = name if _ACCOUNT.fullmatch(name) else of_arn[1] if of_arn else ""
    if account != site.tenancy:
        yield f"lets in {kind} {name}, outside account {site.tenancy}"


def _is_narrowed(statement: Body) -> bool:
    for operator, keys in cast("Body", statement.get("Condition") or {}).items():
        for key, values in cast("Body", keys).items():
            if _narrows(operator, key, values):
                return True
    return any(
        _narrows(str(block.get("test")), str(block.get("variable")), block.get("values"))
        for block in _objects(statement.get("condition"))
    )


def _narrows(operator: str, key: str, values: object) -> bool:
    found = _texts(values)
    return (
        _POSITIVE.fullmatch(operator) is not None
        and key.lower() in _NARROWING
        and bool(found)
        and "*" not in found
    )


def group_rules(value: object, place: Place) -> Iterator[str]:
    """Judge rules of an AWS security group: `aws_security_group_rule`, or `ingress` of one that holds them inline."""
    for rule in _objects(value):
        if rule.get("type") == "egress":
            continue
        yield from _sources(rule, ("cidr_blocks", "ipv6_cidr_blocks", "cidr_block", "ipv6_cidr_block"), place)
        if not is_empty(rule.get("prefix_list_ids")):
            yield "lets in a prefix list, whose ranges nobody sees here"


def _sources(rule: Body, keys: Iterable[str], place: Place) -> Iterator[str]:
    for key in keys:
        for source in _texts(rule.get(key)):
            if not place.is_inside(source):
                yield f"lets in {source}, neither private nor listed in network.api_ranges"


# Azure --------------------------------------------------------------------------------------------------------------


def access_rules(value: object, place: Place) -> Iterator[str]:
    """Judge rules of a network security group."""
    for rule in _objects(value):
        if str(rule.get("direction")).lower() == "outbound" or str(rule.get("access")).lower() == "deny":
            continue
        sources = [*_texts(rule.get("source_address_prefix")), *_texts(rule.get("source_address_prefixes"))]
        for source in sources:
            if source.lower() not in _OPEN_TAGS and not place.is_inside(source):
                yield f"lets in {source}, neither private nor listed in network.api_ranges"
        if not sources and is_empty(rule.get("source_application_security_group_ids")):
            yield "lets in everybody, for it names no source"


def azure_policy(value: object, place: Place) -> Iterator[str]:
    """Judge a rule of Azure Policy: it may refuse and audit, and neither deploy nor change anything."""
    del place
    document = parsed(value)
    then = cast("Body", document).get("then") if isinstance(document, dict) else None
    effect = str(cast("Body", then).get("effect")) if isinstance(then, dict) else ""
    if not effect or effect.startswith("[") or effect.lower() in _DEPLOYING:
        yield f"has the effect {effect or 'of nothing that can be read'}, which may deploy what nobody inspects"


def template_resources(value: object) -> Iterator[tuple[str, Body] | str]:
    """Take a template of Azure Resource Manager apart: its resources by name, or what cannot be read of it."""
    document = parsed(value)
    if not isinstance(document, dict):
        yield "is no template that can be read"
        return
    template = cast("Body", document)
    odd = sorted(
        template.keys()
        - {"$schema", "contentVersion", "outputs", "parameters", "resources", "variables", "metadata"}
    )
    if odd:
        yield f"has {', '.join(odd)}, which nobody inspects"
    yield from _nested(template.get("resources"), "")


def _nested(resources: object, above: str) -> Iterator[tuple[str, Body] | str]:
    found = (
        list(cast("Mapping[str, object]", resources).values()) if isinstance(resources, dict) else resources
    )
    for resource in _objects(found or []):
        kind = f"{above}{resource.get('type')}"
        yield (kind, {key: inner for key, inner in resource.items() if key != "resources"})
        yield from _nested(resource.get("resources"), f"{kind}/")


# Google Cloud -------------------------------------------------------------------------------------------------------


def firewall_rule(value: object, place: Place) -> Iterator[str]:
    """Judge `google_compute_firewall`: what it allows in comes from private ranges, tags or identities."""
    for rule in _objects(value):
        if rule.get("direction") == "EGRESS" or is_empty(rule.get("allow")):
            continue
        yield from _sources(rule, ("source_ranges",), place)
        if all(
            is_empty(rule.get(key)) for key in ("source_ranges", "source_tags", "source_service_accounts")
        ):
            yield "lets in everybody, for it names no source"


# Kubernetes ---------------------------------------------------------------------------------------------------------


def subjects(value: object, place: Place) -> Iterator[str]:
    """Judge who a binding of Kubernetes is for."""
    del place
    for subject in _objects(value):
        if subject.get("name") in _EVERYBODY:
            yield f"is for {subject.get('name')}, which is everybody"


def service(body: Body, annotations: Iterable[str]) -> Iterator[str]:
    """Judge a service: what balances load from outside has to carry an annotation that keeps it inside.

    Args:
        body: Of `kubernetes_service_v1`.
        annotations: Those that do, `name=value`.
    """
    kinds = {str(spec.get("type") or "ClusterIP") for spec in _objects(body.get("spec"))}
    if kinds <= _WITHIN_CLUSTER:
        return
    found = {
        f"{key}={value}"
        for metadata in _objects(body.get("metadata"))
        for key, value in cast("Body", metadata.get("annotations") or {}).items()
    }
    if found.isdisjoint(annotations):
        yield f"balances load from outside; one of these annotations keeps it inside: {', '.join(annotations)}"


# Charts -------------------------------------------------------------------------------------------------------------


def images(value: object) -> Iterator[str]:
    """Find the images that values of a chart name, as `image: name` or as `registry`, `repository` and `tag`."""
    for each in cast("list[object]", value) if isinstance(value, list) else [value]:
        yield from _images(_yaml(each) if isinstance(each, str) else each)


def _yaml(text: str) -> object:
    found = parsed(text)
    if found is None and text.strip():
        import yaml  # noqa: PLC0415 - JSON, which is YAML, is what is emitted, and reads ten times faster

        try:
            return cast("object", yaml.safe_load(text))
        except yaml.YAMLError:
            return {"image": "values that cannot be read"}
    return found


def _images(value: object) -> Iterator[str]:
    if isinstance(value, list):
        for inner in cast("list[object]", value):
            yield from _images(inner)
    if not isinstance(value, dict):
        return
    found = cast("Body", value)
    repository = found.get("repository")
    if isinstance(repository, str) and repository:
        registry = found.get("registry")
        yield f"{registry}/{repository}" if registry else repository
    elif isinstance(found.get("registry"), str) and found["registry"]:
        yield f"{found['registry']}/"
    for key, inner in found.items():
        if key.lower().endswith("image") and isinstance(inner, str) and inner:
            yield inner
        else:
            yield from _images(inner)
    name, set_to = found.get("name"), found.get("value")  # a `set` block: name = "image.repository"
    if isinstance(name, str) and isinstance(set_to, str):
        last = name.rpartition(".")[2].lower()
        if last in ("repository", "registry") or last.endswith("image"):
            yield set_to
