"""The Platform API's JSON shapes, field by field, as the public SDKs read them.

There is one file per noun, with msgspec Structs named after the public models. Fields that are None are omitted: the
official Python SDK fails on a JSON null where it expects an enum, and every SDK accepts a missing field. Lists that the
cloud always sends (`details`, `errors`, `entities`) have no default, so they are always present.

Data flows one way: `server` fills a struct with data from `organization` or `engine`, and `encode` writes it.
"""

from architrave.wire.codec import decode_json, encode
from architrave.wire.dates import iso_instant

__all__ = ["decode_json", "encode", "iso_instant"]
