"""How Archy writes a type: `stringVariable` declares one, `string` assigns one, `stringCollection` is a collection."""

from architrave.expressions.types import COMPLEX, REFERENCES, SCALARS, Type

_SPECIAL = {"JSON": "json"}
_IN_VARIABLES = {**SCALARS, **REFERENCES, **COMPLEX, "com": "Communication"}


def _archy_name(name: str) -> str:
    return _SPECIAL.get(name, name[:1].lower() + name[1:])


TYPE_BY_KEY: dict[str, Type] = {}
"""The type of each Archy key: `string`, `stringCollection`, `externalContact`, …"""

for _code, _name in _IN_VARIABLES.items():
    TYPE_BY_KEY[_archy_name(_name)] = Type(_code)
    TYPE_BY_KEY[_archy_name(_name) + "Collection"] = Type(_code, is_collection=True)

_KEY_BY_TYPE = {kind: key for key, kind in TYPE_BY_KEY.items()}
_VARIABLE = "Variable"


def type_key(kind: Type) -> str:
    """The Archy key of a type, as `updateData` writes it."""
    return _KEY_BY_TYPE.get(kind, str(kind))


def declared_type(key: str) -> Type | None:
    """The type that a declaration's key names (`stringVariable`), or None."""
    return TYPE_BY_KEY.get(key.removesuffix(_VARIABLE)) if key.endswith(_VARIABLE) else None


def declaration_keys() -> list[str]:
    """Every key that declares a variable."""
    return [key + _VARIABLE for key in TYPE_BY_KEY]
