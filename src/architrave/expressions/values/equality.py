"""When two values of the language are equal."""

from typing import Any


def equal(left: Any, right: Any) -> bool:
    """Whether two values are equal, as `==` defines it (documented).

    NOT_SET equals NOT_SET; an Integer equals a Decimal with the same value; Strings are case-sensitive; PhoneNumbers
    are compared by normalized number, collections item by item in order, JSON objects regardless of key order.
    """
    if isinstance(left, bool) is not isinstance(right, bool):
        return False
    if isinstance(left, tuple) and isinstance(right, tuple):
        return len(left) == len(right) and all(map(equal, left, right))  # pyright: ignore[reportUnknownArgumentType]
    return left == right
