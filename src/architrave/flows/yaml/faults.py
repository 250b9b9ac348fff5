"""YAML's syntax errors in sentences: what the parser says, said so that a person knows what to mend."""

import yaml

from architrave.diagnostics import TextFault
from architrave.flows import rules

_SENTENCES: tuple[tuple[str, str, str], ...] = (
    (
        "mapping values are not allowed",
        "A second `:` makes no sense here.",
        "Put quotes round a text that holds `: `, and indent a nested key below its parent on a line of its own.",
    ),
    (
        "tab",
        "A tab stands where YAML wants spaces.",
        "Indent with spaces only.",
    ),
    (
        "did not find expected key",
        "No key stands where one was expected.",
        "Look at the indentation here and above: keys of one object start in one column. A quote ends a text early.",
    ),
    (
        "expected '-' indicator",
        "This line belongs to no item of the list above it.",
        "Items of one list start with `-` in the same column; what belongs to an item is indented below it.",
    ),
    (
        "could not find expected ':'",
        "A key stands here without its `:`.",
        "Write `key: value`, with a blank behind the colon.",
    ),
    (
        "cannot start any token",
        "This character cannot start a value.",
        "Put quotes round a text that starts with `@`, a back-tick, `%` or a tab.",
    ),
    (
        "unexpected end of stream",
        "The file ends inside a quoted text.",
        "Close the quote that was opened here.",
    ),
    (
        "unknown escape character",
        "A double-quoted text holds a `\\` followed by a character that means nothing there.",
        r"Write `\\` for a backslash, or put the text in single quotes.",
    ),
    (
        "block sequence entries are not allowed",
        "A list item stands where no list can begin.",
        "Start the list on a line of its own, below its key.",
    ),
    (
        "block mapping values are not allowed",
        "A key stands where no key can begin.",
        "Start the object on a line of its own, below its key.",
    ),
    (
        "expected ',' or",
        "A list or object in brackets is not closed, or lacks a comma.",
        "Close what was opened with `[` or `{`; put quotes round a text that begins with one of them.",
    ),
    (
        "expected node content",
        "A value is missing here.",
        'Write the value, or `""` for an empty text. A text that begins with a brace or a bracket needs quotes.',
    ),
    (
        "expected <document start>",
        "Something follows where the document has already ended.",
        "Look at the indentation of this line: it is less than that of the file's first key.",
    ),
    (
        "indent",
        "The indentation does not fit the lines above.",
        "Indent with spaces, as far as the other lines of the same object or list.",
    ),
    (
        "maximum depth",
        "The brackets are nested too deeply.",
        "A flow file has no such lists.",
    ),
)


def syntax_fault(error: yaml.YAMLError, text: str, quoted: tuple[int, int] | None) -> TextFault:
    """A syntax error of the parser as a fault, with its place in the text.

    `quoted` is where the last scalar stands, where that one is quoted: mostly its quotes are the reason.
    """
    if isinstance(error, yaml.reader.ReaderError):
        at = min(max(int(error.position), 0), len(text))
        message = "The file holds a character that YAML does not allow."
        return TextFault(rules.YAML_SYNTAX, message, at, at + 1, "Remove the control character.")
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
    message = f"This is not YAML: {problem}." if problem else "This is not YAML."
    return TextFault(rules.YAML_SYNTAX, message, start, start + 1, "Look at the quotes and the indentation here.")


def _quote_fault(text: str, start: int, end: int) -> TextFault:
    lines = text.count("\n", start, end)
    if lines:
        message = (
            f"The quoted text that begins here ends {lines} line{'s' if lines > 1 else ''} below, and more follows."
        )
        return TextFault(rules.YAML_SYNTAX, message, start, start + 1, "Close the quote on its own line.")
    message = "The quoted text ends here, and more follows."
    help_text = 'Inside double quotes write a quote as `\\"`, or put the text in single quotes.'
    return TextFault(rules.YAML_SYNTAX, message, end - 1, end, help_text)
