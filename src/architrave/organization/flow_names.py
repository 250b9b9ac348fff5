"""The names that a flow can have (documented, but for control characters)."""

import re
from dataclasses import dataclass

LONGEST_NAME = 200
"""The length of the longest name (documented)."""

_ALNUM = re.compile(r"[^\W_]")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class NameFault:
    """Why a flow cannot have a name. `code` is the end of the cloud's error code, empty for the general one."""

    code: str
    message: str


def name_fault(name: str) -> NameFault | None:
    """Why a flow cannot have a name; None if it can."""
    if not name:
        return NameFault(".missing.name", "Failed to validate flow due to missing name.")
    if "/" in name:
        return _invalid(".contains.slash", "Flow names must not contain forward slashes.")
    if name.lower().endswith("-debug"):
        return _invalid(".contains.debug", "Flow names must not end with '-debug'.")
    if _ALNUM.search(name) is None:
        return _invalid(".no.alpha", "Names must contain at least one alphanumeric character.")
    if len(name) > LONGEST_NAME:
        return _invalid("", f"Flow names have at most {LONGEST_NAME} characters.")
    if _CONTROL.search(name) is not None:
        return _invalid("", "Flow names must not contain control characters.")
    return None


def _invalid(code: str, message: str) -> NameFault:
    return NameFault(code and f".invalid.name{code}", f"Failed to validate flow due to invalid name.  {message}")
