"""The JSON Schema of a settings file, for editors: derived from the shape that its reader uses."""

from typing import Any

from architrave.definitions.shapes import Anything, Fields, Flag, Listed, Named, Shape, Short, Text, Whole

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def json_schema(shape: Shape) -> dict[str, Any]:
    """The schema of the values that a shape takes. A key may always be left empty, which means that it is not set."""
    match shape:
        case Text(options=options):
            return {"enum": [*options]} if options else {"type": ["string", "number"]}
        case Flag():
            return {"type": "boolean"}
        case Whole(least=least, most=most):
            return {"type": "integer", "minimum": least, "maximum": most}
        case Anything():
            return {}
        case Listed(item=item):
            return {"type": "array", "items": json_schema(item)}
        case Named(value=value):
            return {"type": "object", "additionalProperties": json_schema(value)}
        case Fields(fields=fields, required=required):
            schema: dict[str, Any] = {
                "type": "object",
                "properties": {name: json_schema(one) for name, one in fields.items()},
                "additionalProperties": False,
            }
            return {**schema, "required": [*required]} if required else schema
        case Short(fields=fields):
            return {"anyOf": [json_schema(Text()), json_schema(fields)]}
