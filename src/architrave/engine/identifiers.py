"""Ids of executions: UUIDs of version 7, whose order is that of their making.

The order is why: a table whose keys only grow at one end takes rows two to four times as fast as one whose keys fall
anywhere, once it has outgrown the cache (`docs/decisions/0020-group-commit.md` has the figures).
"""

import os
import time

_VARIANT_DIGITS = "89ab" * 4

_random = b""
_position = 0
_last = 0


def new_execution_id() -> str:
    """A new id, greater than all that this process made before."""
    global _random, _position, _last
    milliseconds = time.time_ns() // 1_000_000
    moment = milliseconds << 12
    _last = moment if moment > _last else _last + 1
    if _position >= len(_random):
        _random, _position = os.urandom(4096), 0
    tail = _random[_position : _position + 8].hex()
    _position += 8
    head = f"{_last >> 12:012x}"
    variant = _VARIANT_DIGITS[int(tail[0], 16)]
    return f"{head[:8]}-{head[8:]}-7{_last & 0xFFF:03x}-{variant}{tail[1:4]}-{tail[4:]}"
