"""Correlation ids."""

import re
from uuid import UUID

from architrave.server.correlation import new_correlation_id


def test_correlation_ids_are_random_uuids():
    ids = [new_correlation_id() for _ in range(1000)]
    assert len(set(ids)) == 1000
    assert all(UUID(one).version == 4 and UUID(one).variant == "specified in RFC 4122" for one in ids)
    assert all(re.fullmatch(r"[0-9a-f-]{36}", one) for one in ids)
