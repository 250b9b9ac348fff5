"""Encoding and decoding of JSON bodies."""

from typing import Any

import msgspec

_encoder = msgspec.json.Encoder(decimal_format="string")
_decoder = msgspec.json.Decoder()


class Shape(msgspec.Struct, omit_defaults=True, rename="camel"):
    """The base of all shapes: camelCase on the wire, absent fields omitted."""


def encode(value: Any) -> bytes:
    """The compact JSON text of a shape or of plain data, as UTF-8."""
    return _encoder.encode(value)


def decode_json(text: bytes) -> Any:
    """The plain data of a JSON text. Raises msgspec.DecodeError if it is not valid JSON."""
    return _decoder.decode(text)
