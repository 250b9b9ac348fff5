"""Ids of executions: UUIDs of version 7, which sort by creation time.

Once a table has outgrown the cache, it takes rows with ascending keys two to four times as fast as rows with random
keys (`docs/decisions/0020-group-commit.md` has the figures).
"""

import os
import time

_VARIANTS = dict(zip("0123456789abcdef", "89ab" * 4, strict=True))
_POOL_BYTES = 4096
_DIGITS = 16

_pool = ""
_drawn = 0
_last = 0


def new_execution_id() -> str:
    """A new id, greater than all earlier ids of this process."""
    global _pool, _drawn, _last
    moment = time.time_ns() // 1_000_000 << 12
    _last = moment if moment > _last else _last + 1
    if _drawn >= len(_pool):  # random numbers from the system are cheaper in large portions
        _pool, _drawn = os.urandom(_POOL_BYTES).hex(), 0
    tail = _pool[_drawn : _drawn + _DIGITS]
    _drawn += _DIGITS
    head = f"{_last:015x}"
    return f"{head[:8]}-{head[8:12]}-7{head[12:]}-{_VARIANTS[tail[0]]}{tail[1:4]}-{tail[4:]}"
