"""Text: splitting and joining Strings, and changing their letters.

A character is a Unicode code point: an emoji counts as one character, and not as two UTF-16 units (assumed: the cloud
documents neither). White space is what the documentation lists: space, tab, carriage return, line feed.
"""

from typing import Any

from architrave.diagnostics import Provenance
from architrave.expressions import bounds
from architrave.expressions.declare import Example, function
from architrave.expressions.faults import NOT_AVAILABLE_LOCALLY, WRONG_KIND, ExpressionError
from architrave.expressions.values import Json

_WHITESPACE = " \t\r\n"
_XML_ENTITIES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&apos;"})
_MARKDOWN_ESCAPES = str.maketrans({character: "\\" + character for character in "\\`*_{}[]()#"})


@function(
    "Append(initialText: String?, textToAppend: String?...) -> String",
    "Joins texts in order; NOT_SET adds nothing.",
    category="text",
    examples=[
        Example('Append("Order ", "4711", " shipped")', "Order 4711 shipped"),
        Example('Append(NOT_SET, "late")', "late"),
        Example("Append(ToString(NOT_SET), NOT_SET)", ""),
    ],
)
def _append(*texts: str | None) -> str:
    joined = "".join([text for text in texts if text])
    bounds.text_length(len(joined))
    return joined


@function(
    "Left(srcString: String, length: Integer[0..]) -> String",
    "The first characters of a text, or the whole text if it is not longer.",
    category="text",
    examples=[Example('Left("Invoice", 3)', "Inv"), Example('Left("Ab", 9)', "Ab"), Example('Left("Ab", 0)', "")],
)
def _left(text: str, length: int) -> str:
    return text[:length]


@function(
    "Right(srcString: String, length: Integer[0..]) -> String",
    "The last characters of a text, or the whole text if it is not longer.",
    category="text",
    examples=[Example('Right("Invoice", 3)', "ice"), Example('Right("Ab", 9)', "Ab"), Example('Right("Ab", 0)', "")],
)
def _right(text: str, length: int) -> str:
    return text[-length:] if length else ""


@function(
    "Substring(text: String, start: Integer[0..], length: Integer[0..]) -> String",
    "The part of a text from a zero-based index, with at most the given length; empty past the end.",
    category="text",
    examples=[
        Example('Substring("A-4711-Z", 2, 4)', "4711"),
        Example('Substring("Hello", 3, 40)', "lo"),
        Example('Substring("Hello", 9, 1)', ""),
    ],
)
def _substring(text: str, start: int, length: int) -> str:
    return text[start : start + length]


@function(
    "Length(text: String) -> Integer",
    "The number of characters in a text.",
    category="text",
    examples=[Example('Length("Grüße")', "5"), Example('Length("")', "0")],
    note="Characters are Unicode code points; how the cloud counts characters such as emoji is not documented.",
)
def _length(text: str) -> int:
    return len(text)


@function(
    "Length(json: JSON) -> Integer",
    "The number of characters in a JSON string; fails with WrongKind for any other JSON.",
    category="text",
    examples=[
        Example('Length(JsonParse("\\"abc\\""))', "3"),
        Example('Length(JsonParse("[1, 2]"))', error=WRONG_KIND),
    ],
)
def _json_length(json: Json) -> int:
    if isinstance(json.value, str):
        return len(json.value)
    raise ExpressionError(WRONG_KIND, "Length needs a JSON string. For the items of a JSON array, use Count.")


@function(
    "Lower(text: String) -> String",
    "The text in lower case, independent of the language.",
    category="text",
    examples=[Example('Lower("ÄRGER in Oslo")', "ärger in oslo")],
)
def _lower(text: str) -> str:
    return text.lower()


@function(
    "Upper(text: String) -> String",
    "The text in upper case, independent of the language.",
    category="text",
    examples=[Example('Upper("ärger in Oslo")', "ÄRGER IN OSLO")],
)
def _upper(text: str) -> str:
    return text.upper()


@function(
    "LTrim(value: String) -> String",
    "The text without leading spaces, tabs, carriage returns and line feeds.",
    category="text",
    examples=[Example('LTrim("\\t  id ")', "id ")],
)
def _left_trim(text: str) -> str:
    return text.lstrip(_WHITESPACE)


@function(
    "RTrim(stringToTrim: String) -> String",
    "The text without trailing spaces, tabs, carriage returns and line feeds.",
    category="text",
    examples=[Example('RTrim(" id \\r\\n")', " id")],
)
def _right_trim(text: str) -> str:
    return text.rstrip(_WHITESPACE)


@function(
    "Trim(stringToTrim: String) -> String",
    "The text without leading and trailing spaces, tabs, carriage returns and line feeds.",
    category="text",
    examples=[Example('Trim("  two words ")', "two words")],
)
def _trim(text: str) -> str:
    return text.strip(_WHITESPACE)


@function(
    "Reverse(text: String) -> String",
    "The characters of a text in reverse order.",
    category="text",
    examples=[Example('Reverse("stressed")', "desserts")],
)
def _reverse(text: str) -> str:
    return text[::-1]


@function(
    "Replace(text: String, findString: String, replacementString: String?) -> String",
    "The text with every occurrence of one text (case-sensitive) replaced by another; NOT_SET removes it.",
    category="text",
    examples=[
        Example('Replace("1-800-555", "-", ".")', "1.800.555"),
        Example('Replace("Hello", "L", "x")', "Hello"),
        Example('Replace("a b c", " ", NOT_SET)', "abc"),
    ],
    note="An empty text to find is never found (assumed).",
)
def _replace(text: str, wanted: str, replacement: str | None) -> str:
    if not wanted:
        return text
    new = replacement or ""
    if len(new) > len(wanted):
        bounds.text_length(len(text) + text.count(wanted) * (len(new) - len(wanted)))
    return text.replace(wanted, new)


@function(
    "Split(textToSplit: String, delimiter: String) -> String[]",
    "The parts of a text between delimiters, including empty parts; an empty delimiter splits it into characters.",
    category="text",
    examples=[
        Example('Split("red,,blue", ",")', json=["red", "", "blue"]),
        Example('Split("ab", "")', json=["a", "b"]),
        Example('Split("", ",")', json=[""]),
    ],
)
def _split(text: str, delimiter: str) -> tuple[Any, ...]:
    if delimiter:
        return bounds.collection(tuple(text.split(delimiter, bounds.MAX_ITEMS + 1)))
    return bounds.collection(tuple(text) or ("",))


@function(
    "EscapeForXml(text: String?) -> String",
    "The text with quotation marks, apostrophes, angle brackets and ampersands as XML entities.",
    category="text",
    examples=[
        Example('EscapeForXml("<b>R&D\'s</b>")', "&lt;b&gt;R&amp;D&apos;s&lt;/b&gt;"),
        Example("EscapeForXml(ToString(NOT_SET))", "NOT_SET"),
    ],
)
def _escape_for_xml(text: str | None) -> str | None:
    return None if text is None else text.translate(_XML_ENTITIES)


@function(
    "EscapeForMarkdown(text: String?) -> String",
    "The text with a backslash before each character that has a meaning in Markdown.",
    category="text",
    examples=[
        Example('EscapeForMarkdown("2*3 [a]")', "2\\*3 \\[a\\]"),
        Example("EscapeForMarkdown(ToString(NOT_SET))", "NOT_SET"),
    ],
)
def _escape_for_markdown(text: str | None) -> str | None:
    return None if text is None else text.translate(_MARKDOWN_ESCAPES)


@function(
    "GetDeflectionUrl(arg1: String, arg2: String) -> String",
    "The URL to which an interaction is deflected. Only the cloud can create it.",
    category="text",
    provenance=Provenance.ASSUMED,
    note="Its two arguments are not publicly documented. Always fails with NotAvailableLocally.",
    examples=[Example('GetDeflectionUrl("a", "b")', error=NOT_AVAILABLE_LOCALLY)],
)
def _get_deflection_url(_first: str, _second: str) -> str:
    raise ExpressionError(
        NOT_AVAILABLE_LOCALLY, "GetDeflectionUrl needs the cloud: deflection URLs cannot be created locally."
    )
