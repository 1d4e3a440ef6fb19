"""What Kubernetes itself would say of what its provider and Helm are told to make: manifests against its own schemas.

The provider's schema knows blocks and types; that a probe's scheme is `HTTP`, or that a selector needs an operator, only
Kubernetes' schema knows. They come with the PyPI package kubernetes-validate, for each version of Kubernetes.
"""

import csv
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from typing import Any, Final, cast

from jsonschema import Draft202012Validator
from referencing import Registry, Resource

Json = Mapping[str, object]

NEWEST: Final = "1.35"
"""The version that is judged by where nobody names one."""

_OF_THE_PROVIDER: Final = frozenset(
    {
        "//",
        "depends_on",
        "lifecycle",
        "provider",
        "timeouts",
        "wait_for_completion",
        "wait_for_rollout",
        "wait_for_default_service_account",
        "wait_for_load_balancer",
    }
)
"""Arguments of the provider's resources that say nothing to Kubernetes."""

_CALLED_OTHERWISE: Final = {"storage_provisioner": "provisioner", "mode": "mode"}
"""Arguments whose name is not that of the field in snake case."""

_IN_CHARTS: Final = {
    "affinity": "io.k8s.api.core.v1.Affinity",
    "containerSecurityContext": "io.k8s.api.core.v1.SecurityContext",
    "resources": "io.k8s.api.core.v1.ResourceRequirements",
    "tolerations": "io.k8s.api.core.v1.Toleration",
}
"""Values that charts hand on to a pod as they are."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that Kubernetes would refuse.

    Args:
        address: The resource.
        path: Where in its manifest.
        what: What is wrong with it.
    """

    address: str
    path: str
    what: str


def faults(stack: Mapping[str, object], version: str = NEWEST) -> Iterator[Fault]:
    """Find everything in a stack that Kubernetes would refuse.

    Args:
        stack: Its `cdk.tf.json`.
        version: Minor version of Kubernetes.

    Raises:
        LookupError: There are no schemas of this version.
    """
    resources = cast("Mapping[str, Mapping[str, Json]]", stack.get("resource", {}))
    for kind, named in resources.items():
        for name, body in named.items():
            address = f"{kind}.{name}"
            if kind == "helm_release":
                yield from _of_chart(address, body, _schemas(version))
            elif kind.startswith("kubernetes_"):
                yield from _of_resource(address, kind, body, _schemas(version))


def _of_resource(address: str, kind: str, body: Json, schemas: "_Schemas") -> Iterator[Fault]:
    known = _kinds().get(kind)
    if known is None:
        yield Fault(address, "", f"no kind of Kubernetes is known for {kind}, so nothing judged it")
        return
    definition, api_version, name = known
    manifest = cast("dict[str, object]", schemas.manifest(body, definition))
    yield from schemas.judged(address, {**manifest, "apiVersion": api_version, "kind": name}, definition)


def _of_chart(address: str, body: Json, schemas: "_Schemas") -> Iterator[Fault]:
    for text in cast("list[str]", body.get("values", [])):
        try:
            values = cast("object", json.loads(text))
        except ValueError:
            continue  # an expression: Terraform alone knows what it gives
        for path, key, value in _walk(values):
            if key in _IN_CHARTS:
                for item in cast("list[object]", value) if isinstance(value, list) else [value]:
                    for fault in schemas.judged(address, item, _IN_CHARTS[key]):
                        yield Fault(address, f"values.{path}.{fault.path}".rstrip("."), fault.what)


def _walk(value: object, path: str = "") -> Iterator[tuple[str, str, object]]:
    if isinstance(value, Mapping):
        for key, inner in cast("Json", value).items():
            yield f"{path}.{key}".lstrip("."), key, inner
            yield from _walk(inner, f"{path}.{key}")


@cache
def _kinds() -> Mapping[str, tuple[str, str, str]]:
    text = (files("polder_rehearsal") / "data" / "kinds.csv").read_text(encoding="utf-8")
    return {
        row["type"]: (row["definition"], row["api_version"], row["kind"])
        for row in csv.DictReader(text.splitlines())
    }


@cache
def _schemas(version: str) -> "_Schemas":
    file = files("kubernetes_validate") / "kubernetes-json-schema" / f"v{version}.0-local-strict"
    try:
        text = (file / "_definitions.json").read_text(encoding="utf-8")
    except FileNotFoundError:
        raise LookupError(f"kubernetes-validate has no schemas of Kubernetes {version}") from None
    return _Schemas(cast("dict[str, object]", json.loads(text)))


@dataclass(frozen=True)
class _Schemas:
    """The definitions of one version of Kubernetes."""

    document: Mapping[str, object]

    @cached_property
    def definitions(self) -> Mapping[str, Json]:
        return cast("Mapping[str, Json]", self.document["$defs"])

    @cached_property
    def registry(self) -> "Registry[Any]":
        empty: Registry[Any] = Registry()
        return empty.with_resource(str(self.document["$id"]), Resource[Any].from_contents(self.document))

    @cache  # noqa: B019 - as many as there are definitions in use, for as long as the process lives
    def validator(self, definition: str) -> Any:
        reference = f"{self.document['$id']}#/$defs/{definition}"
        return Draft202012Validator({"$ref": reference}, registry=self.registry)

    def __hash__(self) -> int:
        return id(self)

    def judged(self, address: str, manifest: object, definition: str) -> Iterator[Fault]:
        """Everything in a manifest that its definition refuses."""
        for error in self.validator(definition).iter_errors(manifest):
            yield Fault(address, ".".join(map(str, error.absolute_path)), error.message)

    def manifest(self, value: object, definition: str) -> object:
        """Turn the arguments of a resource into the manifest that its provider sends."""
        return self._made(value, self.definitions[definition])

    def _made(self, value: object, schema: Json) -> object:
        schema = self._followed(schema)
        types = schema.get("type")
        kinds: set[object] = set(cast("list[object]", types)) if isinstance(types, list) else {types}
        if "properties" in schema:
            return self._object(value, cast("Mapping[str, Json]", schema["properties"]))
        if "array" in kinds:
            inner = cast("Json", schema.get("items", {}))
            items = cast("list[object]", value) if isinstance(value, list) else [value]
            return [self._made(item, inner) for item in items]
        if "object" in kinds:
            return value[0] if isinstance(value, list) and value else value  # pyright: ignore[reportUnknownVariableType] - a map, as it is written
        return _scalar(value, kinds, schema)

    def _object(self, value: object, properties: Mapping[str, Json]) -> object:
        if isinstance(value, list):  # a block that may stand once is a list of one
            value = value[0] if value else {}  # pyright: ignore[reportUnknownVariableType] - plain JSON
        if not isinstance(value, Mapping):
            return cast("object", value)
        fields = {name.lower(): name for name in properties}
        made: dict[str, object] = {}
        for argument, inner in cast("Json", value).items():
            if argument in _OF_THE_PROVIDER or inner is None:
                continue
            field = _field(argument, fields)
            made[field] = self._made(inner, properties.get(field, {}))
        return made

    def _followed(self, schema: Json) -> Json:
        while "$ref" in schema:
            schema = self.definitions[str(schema["$ref"]).rpartition("/")[2]]
        return schema


def _field(argument: str, fields: Mapping[str, str]) -> str:
    """Find the field of an argument: blocks are called in the singular, `container` for `containers`."""
    word = _CALLED_OTHERWISE.get(argument, argument).replace("_", "").lower()
    for candidate in (word, f"{word}s", f"{word}es", f"{word[:-1]}ies"):
        if candidate in fields:
            return fields[candidate]
    return argument


def _scalar(value: object, kinds: set[object], schema: Json) -> object:
    """A value of the type that Kubernetes takes: the provider writes many numbers as text."""
    if not isinstance(value, str):
        return value
    expression = "${" in value
    if "integer" in kinds:
        return 1 if expression else _whole(value)
    if "boolean" in kinds and value in ("true", "false"):
        return value == "true"
    if schema.get("format") == "int-or-string" and value.isdecimal():
        return int(value)
    return value


def _whole(text: str) -> object:
    """A whole number; file modes are written in octal, `0444`."""
    if not text.isdecimal():
        return text
    return int(text, 8) if len(text) > 1 and text.startswith("0") else int(text)
