"""Rebuilds Terraform's schema of a type from what its generated bindings say."""

import re
from dataclasses import dataclass

from polder_rehearsal.schemas.errors import UnknownShape
from polder_rehearsal.schemas.model import Attribute, Block, BlockType, CtyType, NestedType, Nesting, Schema
from polder_rehearsal.schemas.typescript import Declared, Flags, Struct, Written, struct_of

_PRIMITIVES = {"string": "string", "number": "number", "boolean": "bool", "any": "dynamic"}
_NESTINGS: dict[str, Nesting] = {"struct": "single", "list": "list", "set": "set", "map": "map"}
_NULLABLE = re.compile(r"^struct!\.\w+ === undefined \? null : ")
_LIST = re.compile(r"^cdktf\.listMapperHcl\((.*), (?:true|false)\)$")
_MAP = re.compile(r"^cdktf\.hashMapperHcl\((.*)\)$")
_PRIMITIVE = re.compile(r"^cdktf\.(string|number|boolean|any)ToHclTerraform$")
_STRUCT = re.compile(r"^(\w+)ToHclTerraform$")
_GETTER = re.compile(
    r"return (?:cdktf\.Token\.as\w+\()?(cdktf\.Fn\.tolist\()?this\.(?:get(String|Number|Boolean|Any)?(List|Map|MapList)?Attribute|(interpolation)ForAttribute)\("
)
_OBJECT = re.compile(r" = new (cdktf\.)?(\w+)\(this, \"\w+\"(?:, (true|false))?\)")
_CONTAINERS = ("List", "OutputReference", "MapList", "Map")
"""What a generated class adds to the name of a struct. `List` first: a struct may itself be called `…Map`."""


@dataclass(frozen=True, slots=True)
class _Mapper:
    """The expression that writes an argument, taken apart.

    Args:
        type: The cty type, when there is no struct in it.
        struct: The struct that is written, if any.
        many: Whether any number of structs is written, not exactly one.
        nullable: Whether members are written as null when absent: only for attributes of an object type, which must
            name every member.
    """

    type: CtyType | None
    struct: str | None
    many: bool


def schema_of(declared: Declared) -> Schema:
    """Return the schema of a type; its state version is not in the bindings, and given as 0.

    Raises:
        UnknownShape: An attribute is declared in a way that is not known.
    """
    try:
        return {"version": 0, "block": _Deriving(declared.structs).block(declared.root)}
    except (UnknownShape, KeyError) as error:
        raise UnknownShape(f"{declared.kind} {declared.name}: {error}") from error


@dataclass(frozen=True, slots=True)
class _Deriving:
    structs: dict[str, Struct]

    def block(self, struct: Struct) -> Block:
        attributes: dict[str, Attribute] = {}
        block_types: dict[str, BlockType] = {}
        for name, flags in (struct.flags or struct.members).items():
            if name in struct.blocks:
                block_types[name] = self._block_type(flags, struct.written[name])
            else:
                attributes[name] = self._attribute(struct, name, flags)
        block: Block = {}
        if attributes:
            block["attributes"] = dict(sorted(attributes.items()))
        if block_types:
            block["block_types"] = dict(sorted(block_types.items()))
        return block

    def _block_type(self, flags: Flags, written: Written) -> BlockType:
        mapper = _mapper(written)
        if mapper.struct is None:
            raise UnknownShape(f"a block that is written as {written.expression}")
        nesting = _NESTINGS[written.container]
        block_type: BlockType = {"nesting_mode": nesting, "block": self.block(self.structs[mapper.struct])}
        if flags.required:
            block_type["min_items"] = 1
        if (nesting == "single" and flags.required) or (nesting in {"list", "set"} and not mapper.many):
            block_type["max_items"] = 1
        return block_type

    def _attribute(self, struct: Struct, name: str, flags: Flags) -> Attribute:
        attribute: Attribute = {}
        written = struct.written.get(name)
        if written is None:
            attribute["type"] = self._computed_type(flags.code)
        else:
            mapper = _mapper(written)
            if mapper.type is not None:
                attribute["type"] = _in_container(mapper.type, written)
            elif mapper.struct is not None:
                inside = self.structs[mapper.struct]
                if _is_object_type(inside):
                    attribute["type"] = _contained(self._object_type(inside), _NESTINGS[written.container])
                else:
                    attribute["nested_type"] = self._nested_type(inside, _NESTINGS[written.container])
        if flags.required:
            attribute["required"] = True
        if flags.optional:
            attribute["optional"] = True
        if flags.computed:
            attribute["computed"] = True
        return attribute

    def _nested_type(self, struct: Struct, nesting: Nesting) -> NestedType:
        attributes = {
            name: self._attribute(struct, name, flags)
            for name, flags in sorted((struct.flags or struct.members).items())
        }
        return {"attributes": attributes, "nesting_mode": nesting}

    def _object_type(self, struct: Struct) -> CtyType:
        members: dict[str, CtyType] = {}
        for name, flags in sorted((struct.flags or struct.members).items()):
            attribute = self._attribute(struct, name, flags)
            members[name] = _type_of(attribute)
        return ["object", members]

    def _computed_type(self, code: str) -> CtyType:
        got = _GETTER.search(code)
        if got is not None:
            return _got_type(got)
        made = _OBJECT.search(code)
        if made is None:
            raise UnknownShape(f"a computed value declared as {code.strip()!r}")
        element, container = self._element(made[2], is_plain=bool(made[1]))
        if container == "OutputReference":
            return element
        if container == "Map":
            return ["map", element]
        outer = "set" if made[3] == "true" else "list"
        return [outer, ["map", element] if container == "MapList" else element]

    def _element(self, class_name: str, *, is_plain: bool) -> tuple[CtyType, str]:
        """Return what a generated class contains, and which container it is."""
        for container in _CONTAINERS:
            name = class_name.removesuffix(container)
            if name == class_name:
                continue
            if is_plain and name.lower() in _PRIMITIVES:
                return _PRIMITIVES[name.lower()], container
            if not is_plain and name in self.structs:
                return self._object_type(self.structs[name]), container
        raise UnknownShape(f"a computed value of class {class_name}")


def _got_type(got: re.Match[str]) -> CtyType:
    if got[4]:
        return "dynamic"
    element: CtyType = _PRIMITIVES[(got[2] or "string").lower()]
    if got[3] is None:
        return element
    if got[3] == "Map":
        # The generator has no other way to show a value of any type.
        return "dynamic" if element == "dynamic" else ["map", element]
    if got[3] == "MapList":
        element = ["map", element]
    return ["set" if got[1] else "list", element]


def _mapper(written: Written) -> _Mapper:
    expression = _NULLABLE.sub("", written.expression)
    return _inner(expression[: expression.rindex("(")])


def _inner(mapper: str) -> _Mapper:
    primitive = _PRIMITIVE.match(mapper)
    if primitive:
        return _Mapper(_PRIMITIVES[primitive[1]], None, many=False)
    for pattern, container in ((_LIST, "list"), (_MAP, "map")):
        found = pattern.match(mapper)
        if found:
            inner = _inner(found[1])
            if inner.struct is not None:
                return _Mapper(None, inner.struct, many=True)
            return _Mapper([container, inner.type or "dynamic"], None, many=True)
    struct = _STRUCT.match(mapper)
    if struct:
        return _Mapper(None, struct_of(mapper), many=False)
    raise UnknownShape(f"an argument written with {mapper!r}")


def _in_container(inner: CtyType, written: Written) -> CtyType:
    """Return the type with the outermost container set right: lists and sets are mapped alike."""
    if inner == ["map", "dynamic"]:
        return "dynamic"
    if written.container == "set" and isinstance(inner, list):
        return ["set", *inner[1:]]
    return inner


def _contained(element: CtyType, nesting: Nesting) -> CtyType:
    return element if nesting == "single" else [nesting, element]


def _is_object_type(struct: Struct) -> bool:
    return any(_NULLABLE.match(written.expression) for written in struct.written.values())


def _type_of(attribute: Attribute) -> CtyType:
    """Every attribute has either a type or a nested type, which its own makes out."""
    if "type" in attribute:
        return attribute["type"]
    return _implied(attribute.get("nested_type", {"attributes": {}, "nesting_mode": "single"}))


def _implied(nested: NestedType) -> CtyType:
    members: dict[str, CtyType] = {
        name: _type_of(attribute) for name, attribute in nested["attributes"].items()
    }
    return _contained(["object", members], nested["nesting_mode"])
