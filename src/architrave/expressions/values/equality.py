"""When two values of the language are equal."""

from typing import Any


def equal(left: Any, right: Any) -> bool:
    """Whether two values are equal as `==` judges them (documented).

    NOT_SET equals NOT_SET; an Integer equals a Decimal of the same value; Strings by case; PhoneNumbers by their
    normalised number; collections item by item, in order; JSON whatever the order of keys.
    """
    if isinstance(left, bool) is not isinstance(right, bool):
        return False
    if isinstance(left, tuple) and isinstance(right, tuple):
        return len(left) == len(right) and all(map(equal, left, right))  # pyright: ignore[reportUnknownArgumentType]
    return left == right
