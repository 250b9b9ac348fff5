"""The tests run in an environment in which a result that depends on the environment is wrong."""

import time
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal


def test_the_ambient_precision_is_useless() -> None:
    assert Decimal("1.11") + 0 == Decimal("1.2")
    with ThreadPoolExecutor() as threads:
        assert threads.submit(lambda: Decimal("1.11") + 0).result() == Decimal("1.2")


def test_the_time_zone_is_unlike_any_in_a_test() -> None:
    assert time.localtime(0).tm_gmtoff == 5.5 * 3600  # Nepal before 1986
