"""Time zones by name, from packaged data, so that every machine that replays a journal has the same data."""

import re
from functools import cache
from importlib.resources import files
from zoneinfo import ZoneInfo

from architrave.interpreter.faults import ActionFault

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9+_-]*(?:/[A-Za-z0-9+_-]+){0,2}")


@cache
def zone(name: str) -> ZoneInfo:
    """The time zone with an IANA name (`America/Chicago`). Raises ActionFault for an unknown name."""
    if _NAME.fullmatch(name):
        data = files("tzdata").joinpath("zoneinfo", *name.split("/"))
        if data.is_file():
            with data.open("rb") as file:
                return ZoneInfo.from_file(file, key=name)
    raise ActionFault(
        "TimeZoneNotFound", f"“{name}” is not a time zone. Use an IANA name such as America/Chicago or Europe/Berlin."
    )
