"""The Platform API's JSON shapes: what goes over the wire, field by field, as the public SDKs read it.

One file per noun, each a set of msgspec Structs with the models' own names. A field that is absent has the value None
and is left out: the official Python SDK fails on a JSON null where it expects an enum, and no SDK minds a missing
field. Lists that the cloud always sends (`details`, `errors`, `entities`) have no default and are therefore always
there.

Data goes one way: `server` fills a struct from what `organization` or `engine` answered, and `encode` writes it.
"""

from architrave.wire.codec import decode_json, encode
from architrave.wire.dates import iso_instant

__all__ = ["decode_json", "encode", "iso_instant"]
