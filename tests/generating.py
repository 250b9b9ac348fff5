"""How tests with generated inputs run: by the same inputs each time, however long they take.

`make soak` looks further: at inputs that nobody has tried, which it shows how to get again where one breaks a law.
"""

import os

from hypothesis import HealthCheck, settings

settings.register_profile(
    "architrave",
    deadline=None,
    derandomize="ARCHITRAVE_SOAK" not in os.environ,
    database=None,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("architrave")
