# pyright: reportUnknownLambdaType=false, reportUnknownArgumentType=false, reportUnknownVariableType=false, reportUnknownMemberType=false
# The functions of a table have parameters of many kinds, which their signatures in the table describe.
"""`$esc`: EscapeTool of velocity-tools 3.1, and what the platform added to it."""

import html.entities
import json
import re
from collections.abc import Callable
from typing import Any, cast
from urllib.parse import quote, quote_plus, unquote_plus

from architrave.templates.velocity.budget import Budget
from architrave.templates.velocity.methods.arguments import Body, Failed, Methods, methods
from architrave.templates.velocity.methods.strings import units
from architrave.templates.velocity.values import Array, Value, text_of

_CONTROLS = {"\b": "\\b", "\n": "\\n", "\t": "\\t", "\f": "\\f", "\r": "\\r", "\\": "\\\\", '"': '\\"'}
_XML = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&apos;"}
_NOT_IN_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_SPECIAL_IN_XML = re.compile(r"[&<>\"'\x7f-\x84\x86-\x9f]")
_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")


def escaped(function: Callable[[str], Any]) -> Body:
    """A function of the text of its argument, which has no value for none."""

    def apply(budget: Budget, value: Value) -> Value:
        if isinstance(value, Array):
            raise Failed("Java has no text for an array, only an address: take one of its elements")
        return None if value is None else cast("Value", function(text_of(value, budget)))

    return apply


def json_escaped(text: str) -> str:
    """A text escaped for a JSON string, without the quotes."""
    return json.dumps(text, ensure_ascii=False)[1:-1]


def form_encoded(text: str) -> str:
    """A text with form encoding: a space becomes a plus sign (recorded)."""
    return quote_plus(text, safe="*", errors="replace").replace("~", "%7E")


def _uri_encoded(text: str) -> str:
    """A text encoded for a part of a URI: a space becomes %20."""
    return quote(text, safe="!'()*", errors="replace")


def _json_unescaped(text: str) -> str:
    try:
        return cast("str", json.loads(f'"{text}"'))
    except ValueError:
        raise Failed("the argument is not a valid JSON-escaped string.") from None


def _form_decoded(text: str) -> str:
    if _PERCENT.search(text):
        raise Failed("the argument has a % that is not followed by two hexadecimal digits.")
    return unquote_plus(text)


def _html(text: str) -> str:
    """Characters with a named entity of HTML 4 are replaced; the single quote has none."""
    names = html.entities.codepoint2name
    return "".join(f"&{names[ord(each)]};" if ord(each) in names else each for each in text)


def _xml(text: str) -> str:
    kept = _NOT_IN_XML.sub("", text)
    return _SPECIAL_IN_XML.sub(lambda found: _XML.get(found[0]) or f"&#{ord(found[0])};", kept)


def _code(character: str) -> str:
    return character if " " <= character <= "\x7f" else f"\\u{ord(character):04X}"


def _java(text: str) -> str:
    return "".join(_CONTROLS.get(each) or _code(each) for each in units(text))


def _javascript(text: str) -> str:
    more = {"'": "\\'", "/": "\\/"}
    return "".join(_CONTROLS.get(each) or more.get(each) or _code(each) for each in units(text))


def _unicode(text: str) -> str:
    digits = text.removeprefix("\\u")
    try:
        return chr(int(digits, 16))
    except (ValueError, OverflowError):
        raise Failed(f"{text[:20]!r} is not the code of a character.") from None


def _velocity(text: str) -> str:
    return text.replace("$", "${esc.d}").replace("#", "${esc.h}")


def _property(text: str, *, key: bool) -> str:
    controls = {"\t": "\\t", "\n": "\\n", "\f": "\\f", "\r": "\\r"}
    out = ["\\ "] if not key and text.startswith(" ") else []
    for each in units(text[len(out) :]):
        slash = "\\" if each in "\\#!=:" or (key and each == " ") else ""
        plain = each if " " <= each <= "~" else f"\\u{ord(each):04x}"
        out.append(controls.get(each) or slash + plain)
    return "".join(out)


def _constant(text: str) -> Body:
    return lambda _: text


_CONSTANTS = {
    "Quote": '"', "Q": '"', "SingleQuote": "'", "S": "'", "Dollar": "$", "D": "$", "Hash": "#", "H": "#",
    "Backslash": "\\", "B": "\\", "Exclamation": "!", "E": "!", "Newline": "\n", "N": "\n", "Key": "esc",
}  # fmt: skip

ESCAPE: Methods = methods(
    {
        "url(o)": escaped(form_encoded),
        "urlFormEncode(o)": escaped(form_encoded),
        "uriEncode(o)": escaped(_uri_encoded),
        "unurl(o)": escaped(_form_decoded),
        "jsonString(o)": escaped(json_escaped),
        "jsonEncode(o)": escaped(json_escaped),
        "json(o)": escaped(json_escaped),
        "jsonDecode(o)": escaped(_json_unescaped),
        "java(o)": escaped(_java),
        "javascript(o)": escaped(_javascript),
        "html(o)": escaped(_html),
        "xml(o)": escaped(_xml),
        "sql(o)": escaped(lambda text: text.replace("'", "''")),
        "unicode(o)": escaped(_unicode),
        "velocity(o)": escaped(_velocity),
        "propertyKey(o)": escaped(lambda text: _property(text, key=True)),
        "propertyValue(o)": escaped(lambda text: _property(text, key=False)),
        **{f"get{name}()": _constant(text) for name, text in _CONSTANTS.items()},
    }
)
