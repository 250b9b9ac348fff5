"""The run-time fault of the language: what an evaluation ends with when a value does not allow what is asked of it."""


class ExpressionError(Exception):
    """A fault of the running expression, which the flow's error handling takes.

    The cloud documents only that such a fault "invokes error handling"; the names in `type` are ours (assumed).
    `message` is a sentence for a person.
    """

    def __init__(self, type: str, message: str) -> None:  # noqa: A002 - the word that the flow shows
        super().__init__(message)
        self.type = type
        self.message = message

    def __str__(self) -> str:
        return f"{self.type}: {self.message}"


NOT_SET = "NotSet"
"""A value that must be set is NOT_SET."""

OUT_OF_RANGE = "OutOfRange"
"""A value outside the range of its type, or of what a function takes."""

CONVERSION = "Conversion"
"""A value that cannot be read as another type."""

NO_SUCH_ITEM = "NoSuchItem"
"""An index at which a collection, JSON array or string has nothing."""

WRONG_KIND = "WrongKind"
"""A JSON value of another kind than the operation needs."""

MISMATCH = "Mismatch"
"""Values that do not go together: Currencies of two codes, collections of two lengths."""

DIVISION_BY_ZERO = "DivisionByZero"
"""A divisor that is zero."""

NOT_AVAILABLE_LOCALLY = "NotAvailableLocally"
"""Something that only the cloud can answer."""
