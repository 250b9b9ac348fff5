"""The run-time fault of the language: how an evaluation ends when an operation is not possible with a value."""


class ExpressionError(Exception):
    """A fault of a running expression, which invokes the flow's error handling.

    The cloud only documents that it "invokes error handling"; the names in `type` are Architrave's (assumed).
    `message` is a sentence for people.
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
"""A value outside the range of its type or of a parameter."""

CONVERSION = "Conversion"
"""A value that cannot be read as another type."""

NO_SUCH_ITEM = "NoSuchItem"
"""An index that a collection, JSON array or JSON string does not have."""

WRONG_KIND = "WrongKind"
"""A JSON value whose kind does not fit the operation."""

MISMATCH = "Mismatch"
"""Values that do not fit together: Currencies with different codes, collections of different lengths."""

DIVISION_BY_ZERO = "DivisionByZero"
"""A divisor that is zero."""

NOT_AVAILABLE_LOCALLY = "NotAvailableLocally"
"""Something that only the cloud can answer."""
