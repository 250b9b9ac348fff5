"""YAML's syntax errors in plain sentences that say what to fix."""

import yaml

from architrave.diagnostics import TextFault
from architrave.flows import rules

_SENTENCES: tuple[tuple[str, str, str], ...] = (
    (
        "mapping values are not allowed",
        "Unexpected second `:`.",
        "Put quotes around a text that contains `: `; write a nested key on a new line, indented below its parent.",
    ),
    (
        "tab",
        "A tab is not allowed here.",
        "Indent with spaces.",
    ),
    (
        "did not find expected key",
        "Expected a key here.",
        "Check the indentation here and above: all keys of an object start in the same column. Check for stray quotes.",
    ),
    (
        "expected '-' indicator",
        "This line does not belong to an item of the list above it.",
        "Start all items of a list with `-` in the same column, and indent the lines of an item below it.",
    ),
    (
        "could not find expected ':'",
        "This key has no `:`.",
        "Write `key: value`, with a space after the colon.",
    ),
    (
        "cannot start any token",
        "This character cannot start a value.",
        "Put quotes around a text that starts with `@`, a backtick, `%` or a tab.",
    ),
    (
        "unexpected end of stream",
        "The file ends inside a quoted text.",
        "Close the quote that opens here.",
    ),
    (
        "unknown escape character",
        "Unknown escape: a double-quoted text contains a `\\` followed by a character that cannot be escaped.",
        r"Write `\\` for a backslash, or put the text in single quotes.",
    ),
    (
        "block sequence entries are not allowed",
        "A list cannot start here.",
        "Start the list on a new line, below its key.",
    ),
    (
        "block mapping values are not allowed",
        "A key cannot start here.",
        "Start the object on a new line, below its key.",
    ),
    (
        "expected ',' or",
        "A list or object in brackets is not closed, or a comma is missing.",
        "Close the `[` or `{`, or put quotes around a text that starts with one of them.",
    ),
    (
        "expected node content",
        "A value is missing here.",
        'Write the value, or `""` for an empty text. Put quotes around a text that starts with a brace or a bracket.',
    ),
    (
        "expected <document start>",
        "Unexpected content after the end of the document.",
        "Indent this line at least as far as the first key of the file.",
    ),
    (
        "indent",
        "The indentation does not match the lines above.",
        "Indent with spaces, as far as the other lines of the same object or list.",
    ),
    (
        "maximum depth",
        "The brackets are nested too deeply.",
        "Flow files do not need such lists.",
    ),
)


def syntax_fault(error: yaml.YAMLError, text: str, quoted: tuple[int, int] | None) -> TextFault:
    """The parser's syntax error as a fault, with its place in the text.

    `quoted` is the place of the last scalar, if it is quoted: usually its quotes are the reason.
    """
    if isinstance(error, yaml.reader.ReaderError):
        return unencodable(min(max(int(error.position), 0), len(text)))
    problem, start = "", 0
    if isinstance(error, yaml.MarkedYAMLError):
        problem = error.problem or error.context or ""
        mark = error.problem_mark or error.context_mark
        if "unexpected end of stream" in problem and error.context_mark is not None:
            mark = error.context_mark
        start = min(mark.index, len(text)) if mark is not None else 0
    if quoted is not None and "expected" in problem and not text[quoted[1] : start].strip(" "):
        return _quote_fault(text, *quoted)
    if text[start : start + 1] == "\t":
        problem = "tab"
    for part, message, help_text in _SENTENCES:
        if part in problem:
            return TextFault(rules.YAML_SYNTAX, message, start, start + 1, help_text)
    message = f"Invalid YAML: {problem}." if problem else "Invalid YAML."
    return TextFault(rules.YAML_SYNTAX, message, start, start + 1, "Check the quotes and the indentation here.")


def unencodable(at: int) -> TextFault:
    """A character that no YAML text can have, at an offset."""
    message = "The file contains a character that YAML does not allow."
    return TextFault(rules.YAML_SYNTAX, message, at, at + 1, "Remove the control character.")


def _quote_fault(text: str, start: int, end: int) -> TextFault:
    lines = text.count("\n", start, end)
    if lines:
        message = (
            f"The quoted text that starts here ends {lines} line{'s' if lines > 1 else ''} below, but more follows."
        )
        return TextFault(rules.YAML_SYNTAX, message, start, start + 1, "Close the quote on the line where it starts.")
    message = "The quoted text ends here, but more follows."
    help_text = 'Write a quote inside double quotes as `\\"`, or put the text in single quotes.'
    return TextFault(rules.YAML_SYNTAX, message, end - 1, end, help_text)
