"""The run-time fault of the language: what an evaluation ends with when a value does not allow what is asked of it."""


class ExpressionError(Exception):
    """A fault of the running expression, which the flow's error handling takes.

    The cloud names no kinds of faults (its documentation only says that error handling is invoked), so `type` is our
    own word for it, in the cloud's manner: `NotSet`, `Overflow`, `DivisionByZero`, `OutOfRange`, `InvalidText`…
    """

    def __init__(self, type: str, message: str) -> None:  # noqa: A002 - the word that the flow shows
        super().__init__(message)
        self.type = type
        self.message = message

    def __str__(self) -> str:
        return f"{self.type}: {self.message}"
