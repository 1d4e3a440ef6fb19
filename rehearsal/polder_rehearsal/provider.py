"""One stand-in provider: answers what Terraform asks as the real one would, without a cloud."""

import json
import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Final, cast

from polder_rehearsal.forms import attributes, blocks, wire_schema
from polder_rehearsal.functions import BadArgument, Function
from polder_rehearsal.identity import Identities, literals
from polder_rehearsal.invention import Inventor
from polder_rehearsal.judging import Refusal, refusals
from polder_rehearsal.mishaps import INJECTED, Mishaps
from polder_rehearsal.planning import plan, replaced
from polder_rehearsal.schemas.model import Block, ProviderSchema, Schema
from polder_rehearsal.tfplugin import Version
from polder_rehearsal.values import pack, unpack

Request = Mapping[str, object]
Response = dict[str, object]

_IMPORTED: Final = b"imported"
"""What is kept beside the state of an imported resource, of which nothing but its id was ever known."""
_EMPTY: Final[Schema] = {"version": 0, "block": {}}


@dataclass
class StandIn:
    """A provider as one stack sees it.

    Args:
        stack: The stack's name.
        version: The version of the protocol that the real provider speaks.
        schema: Its schemas, of the types that are used.
        force_new: By resource type, the dotted paths that cannot be changed in place.
        identities: The stack's resources.
        mishaps: What is to go wrong.
        functions: What it computes without a cloud, by name.
    """

    stack: str
    version: Version
    schema: ProviderSchema
    force_new: Mapping[str, Collection[str]]
    identities: Identities
    mishaps: Mishaps
    functions: Mapping[str, Function] = field(default_factory=dict[str, Function])
    _configuration: Mapping[str, object] = field(default_factory=dict[str, object])

    def calls(self) -> Mapping[str, Callable[[Request], Response]]:
        """Give the calls it answers, by their names in version 6 of the protocol."""
        return {
            "GetProviderSchema": self._schemas,
            "GetResourceIdentitySchemas": _nothing,
            "ValidateProviderConfig": self._validate_provider,
            "ValidateResourceConfig": lambda request: self._validate(self._resource(request), request),
            "ValidateDataResourceConfig": lambda request: self._validate(self._data_source(request), request),
            "UpgradeResourceState": self._upgrade,
            "ConfigureProvider": self._configure,
            "ReadResource": self._read,
            "PlanResourceChange": self._plan,
            "ApplyResourceChange": self._apply,
            "ImportResourceState": self._import,
            "MoveResourceState": self._move,
            "ReadDataSource": self._read_data_source,
            "GetFunctions": lambda _: {"functions": self._functions()},
            "CallFunction": self._call,
            "StopProvider": _nothing,
        }

    def _resource(self, request: Request) -> Block:
        return self.schema["resource_schemas"].get(str(request["type_name"]), _EMPTY)["block"]

    def _data_source(self, request: Request) -> Block:
        return self.schema["data_source_schemas"].get(str(request["type_name"]), _EMPTY)["block"]

    def _schemas(self, _: Request) -> Response:
        def entries(schemas: Mapping[str, Schema]) -> list[dict[str, object]]:
            return [
                {"key": name, "value": wire_schema(schema, self.version)}
                for name, schema in sorted(schemas.items())
            ]

        return {
            "provider": wire_schema(self.schema["provider"], self.version),
            "resource_schemas": entries(self.schema["resource_schemas"]),
            "data_source_schemas": entries(self.schema["data_source_schemas"]),
            "server_capabilities": {"get_provider_schema_optional": True, "move_resource_state": True},
            "functions": self._functions(),
        }

    def _functions(self) -> list[dict[str, object]]:
        text = json.dumps("string").encode()
        return [
            {
                "key": name,
                "value": {
                    "parameters": [{"name": parameter, "type": text} for parameter in function.parameters],
                    "return": {"type": json.dumps(function.returns).encode()},
                },
            }
            for name, function in sorted(self.functions.items())
        ]

    def _call(self, request: Request) -> Response:
        arguments = [
            unpack(value) for value in cast("list[Mapping[str, bytes]]", request.get("arguments", []))
        ]
        try:
            return {"result": pack(self.functions[str(request["name"])].run(*arguments))}
        except BadArgument as bad:
            return {"error": {"text": str(bad)}}

    def _validate_provider(self, request: Request) -> Response:
        config = cast("Mapping[str, bytes]", request["config"])
        found = refusals(self.schema["provider"]["block"], unpack(config))
        return {"prepared_config": config, "diagnostics": [refusal.message() for refusal in found]}

    def _validate(self, block: Block, request: Request) -> Response:
        found = refusals(block, _value(request, "config"))
        return {"diagnostics": [refusal.message() for refusal in found]}

    def _configure(self, request: Request) -> Response:
        self._configuration = _object(request, "config")
        return {}

    def _upgrade(self, request: Request) -> Response:
        raw = cast("Mapping[str, bytes]", request["raw_state"])["json"]
        state = cast("dict[str, object]", json.loads(raw))
        block = self._resource(request)
        names = {*attributes(block), *blocks(block)}
        if state.keys() == names:
            return {"upgraded_state": {"json": raw}}
        # A state that was kept from before a newer provider: what is gone goes, what is new is not known of.
        lists = {
            name for name, nested in blocks(block).items() if nested.get("nesting_mode") in ("list", "set")
        }
        upgraded = {name: state.get(name, [] if name in lists else None) for name in sorted(names)}
        return {"upgraded_state": {"json": json.dumps(upgraded).encode()}}

    def _read(self, request: Request) -> Response:
        kind, private = str(request["type_name"]), request.get("private")
        if private == _IMPORTED:
            return {
                "new_state": pack(self._found(kind, _object(request, "current_state"))),
                "private": private,
            }
        if not self.mishaps.drifted(kind):
            return {"new_state": request["current_state"], "private": private}
        state = self.mishaps.drift(self.stack, kind, _object(request, "current_state"))
        return {"new_state": pack(state), "private": private}

    def _plan(self, request: Request) -> Response:
        kind, block = str(request["type_name"]), self._resource(request)
        prior, proposed = _value(request, "prior_state"), _value(request, "proposed_new_state")
        planned = plan(block, prior, proposed, _value(request, "config"))
        # Of an imported resource only the id was ever known: what seems to differ need not.
        force_new = () if request.get("prior_private") == _IMPORTED else self.force_new.get(kind, ())
        return {
            "planned_state": pack(planned),
            "requires_replace": [
                {"steps": [{"attribute_name": name}]} for name in replaced(prior, planned, force_new)
            ],
            "planned_private": request.get("prior_private"),
        }

    def _apply(self, request: Request) -> Response:
        kind, prior = str(request["type_name"]), _value(request, "prior_state")
        config, planned = _value(request, "config"), _value(request, "planned_state")
        address = None if config is None else self.identities.recognise(kind, config)
        if self.mishaps.slow:
            time.sleep(self.mishaps.slow)
        if self.mishaps.fails(self.stack, address):
            failed = Refusal(INJECTED, f"{address} fails because the rehearsal was told so with --fail-at.")
            return {"new_state": pack(prior), "diagnostics": [failed.message()]}
        for state in (prior, planned):  # what is destroyed has no drift either when it is made again
            self.mishaps.undo(self.stack, kind, (_mapping(state)).get("id"))
        if planned is None:
            return {"new_state": pack(None)}
        values = dict(cast("Mapping[str, object]", planned))
        seed = f"{self.stack}/{address or json.dumps(config, sort_keys=True, default=str)}"
        inventor = Inventor(kind, seed, self._configuration, values)
        return {"new_state": pack(inventor.complete(self._resource(request)))}

    def _import(self, request: Request) -> Response:
        kind, block = str(request["type_name"]), self._resource(request)
        state = {**_nulls(block), "id": str(request["id"])}
        imported = {"type_name": kind, "state": pack(state), "private": _IMPORTED}
        return {"imported_resources": [imported]}

    def _found(self, kind: str, state: Mapping[str, object]) -> dict[str, object]:
        """Make up what an API would tell of a resource that exists: what the configuration writes of one like it."""
        block = self.schema["resource_schemas"][kind]["block"]
        values = dict(state)
        written = self._alike(kind, str(state["id"]))
        values |= {
            name: value
            for name, value in written.items()
            if name in attributes(block)
            and isinstance(value, str | int | float | bool)
            and values.get(name) is None
        }
        return Inventor(kind, str(state["id"]), self._configuration, values).complete(block, nulls=True)

    def _alike(self, kind: str, identifier: str) -> Mapping[str, object]:
        resources = cast("Mapping[str, Mapping[str, object]]", self.identities.written.get("resource", {}))
        bodies = [literals(body) for body in resources.get(kind, {}).values()]
        if len(bodies) == 1:
            return bodies[0]
        named = [body for body in bodies if body.get("name") and str(body["name"]) in identifier]
        nothing: Mapping[str, object] = {}
        return max(named, key=lambda body: len(str(body["name"])), default=nothing)

    def _move(self, request: Request) -> Response:
        raw = cast("Mapping[str, bytes]", request["source_state"])["json"]
        block = self.schema["resource_schemas"][str(request["target_type_name"])]["block"]
        state = cast("Mapping[str, object]", json.loads(raw))
        moved = {name: state.get(name, empty) for name, empty in _nulls(block).items()}
        return {
            "target_state": {"json": json.dumps(moved).encode()},
            "target_private": request.get("source_private"),
        }

    def _read_data_source(self, request: Request) -> Response:
        kind, config = str(request["type_name"]), dict(_object(request, "config"))
        seed = json.dumps(config, sort_keys=True, default=str)
        inventor = Inventor(kind, seed, self._configuration, config)
        return {"state": pack(inventor.complete(self._data_source(request), nulls=True))}


def _nothing(_: Request) -> Response:
    return {}


def _value(request: Request, name: str) -> object:
    return unpack(cast("Mapping[str, bytes] | None", request.get(name)))


def _object(request: Request, name: str) -> Mapping[str, object]:
    return cast("Mapping[str, object]", _value(request, name) or {})


def _nulls(block: Block) -> dict[str, object]:
    """Give a state in which nothing is set: blocks that repeat are empty lists, all else is null."""
    repeated = {
        name for name, nested in blocks(block).items() if nested.get("nesting_mode") in ("list", "set")
    }
    return {name: [] if name in repeated else None for name in (*attributes(block), *blocks(block))}


def _mapping(state: object) -> Mapping[str, object]:
    return cast("Mapping[str, object]", state) if isinstance(state, Mapping) else {}
