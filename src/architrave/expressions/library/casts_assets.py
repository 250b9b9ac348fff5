"""Casts from a response asset to what a digital channel shows: an Image, a Video, a File or a DigitalAudio.

The content type of the asset decides. An Image needs `image/…`, a Video `video/…`, a DigitalAudio `audio/…`; a File
accepts any (assumed).
"""

from collections.abc import Callable
from typing import Any

from architrave.diagnostics import Provenance
from architrave.expressions.declare import Example, function
from architrave.expressions.faults import WRONG_KIND, ExpressionError
from architrave.expressions.library.casts_entities import same
from architrave.expressions.values.record import Record

_NOTE = "The content type of the asset decides what it is."


def _converter(code: str, prefix: str, what: str) -> Callable[[Record | None], Record | None]:
    def convert(asset: Record | None) -> Record | None:
        if asset is None:
            return None
        content_type = asset["contentType"]
        if not isinstance(content_type, str) or not content_type.lower().startswith(prefix):
            shown = content_type if isinstance(content_type, str) else "without a content type"
            raise ExpressionError(WRONG_KIND, f"The response asset “{asset['name'] or ''}” is {shown}, not {what}.")
        return Record(code, {"url": asset["contentLocation"], "name": asset["name"]})

    return convert


def _with_default(convert: Callable[[Record | None], Record | None]) -> Callable[[Record | None, Any], Any]:
    def convert_or_default(asset: Record | None, default: Record | None) -> Record | None:
        try:
            return convert(asset)
        except ExpressionError:
            return default

    return convert_or_default


def _for_each(convert: Callable[[Record | None], Record | None]) -> Callable[[tuple[Any, ...]], tuple[Any, ...]]:
    def convert_all(assets: tuple[Any, ...]) -> tuple[Any, ...]:
        return tuple(map(convert, assets))

    return convert_all


_KINDS = (
    ("Image", "img", "image/", "an image"),
    ("Video", "vid", "video/", "a video"),
    ("File", "fil", "", "a file"),
    ("DigitalAudio", "dga", "audio/", "audio"),
)

for _type, _code, _prefix, _what in _KINDS:
    _convert = _converter(_code, _prefix, _what)
    function(
        f"To{_type}(value: {_type}?) -> {_type}",
        f"The {_type} itself; the literal NOT_SET becomes a NOT_SET {_type}.",
        category="cast",
        examples=[Example(f"To{_type}(NOT_SET)", "NOT_SET")],
    )(same)
    function(
        f"To{_type}(asset: ResponseAsset?) -> {_type}",
        f"The {_type} of a response asset; fails if the asset is something else.",
        category="cast",
        examples=[Example(f"To{_type}(ToResponseAsset(NOT_SET))", "NOT_SET")],
        provenance=Provenance.ASSUMED,
        note=_NOTE,
    )(_convert)
    function(
        f"To{_type}(asset: ResponseAsset?, default: {_type}?) -> {_type}",
        f"The {_type} of a response asset, or the default if the asset is something else.",
        category="cast",
        examples=[Example(f"To{_type}(ToResponseAsset(NOT_SET), To{_type}(NOT_SET))", "NOT_SET")],
        provenance=Provenance.ASSUMED,
        note=_NOTE,
    )(_with_default(_convert))
    function(
        f"To{_type}Collection(assets: ResponseAsset[]) -> {_type}[]",
        f"The {_type} of each response asset, in order; fails if one of them is something else.",
        category="cast",
        examples=[Example(f"Count(To{_type}Collection(MakeEmptyList(ToResponseAsset(NOT_SET))))", "0")],
        provenance=Provenance.ASSUMED,
        note=_NOTE,
    )(_for_each(_convert))
