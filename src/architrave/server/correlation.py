"""Correlation ids: a random UUID for every response, also shown in its error body and in the server's log."""

import os

_VARIANTS = dict(zip("0123456789abcdef", "89ab" * 4, strict=True))
_BYTES = 16
_POOLED = 256


class _Pool:
    """Random digits, drawn from the operating system in large batches, because one call per id is expensive."""

    def __init__(self) -> None:
        self._digits = ""
        self._at = 0

    def draw(self) -> str:
        """The next 32 hexadecimal digits."""
        at = self._at
        if at >= len(self._digits):
            self._digits, at = os.urandom(_BYTES * _POOLED).hex(), 0
        self._at = at + 2 * _BYTES
        return self._digits[at : at + 2 * _BYTES]


_draw = _Pool().draw


def new_correlation_id() -> str:
    """A random UUID (version 4)."""
    digits = _draw()
    return f"{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-{_VARIANTS[digits[16]]}{digits[17:20]}-{digits[20:]}"
