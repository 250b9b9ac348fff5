"""Names of data tables and common modules as file names."""

import re
from hashlib import sha256

_UNFIT = re.compile(r"[^\w .\-()+&,']+")
_LONGEST = 80


def file_name(name: str) -> str:
    """The name itself if it can be a file's name everywhere, otherwise one made from it that is as unique."""
    plain = _UNFIT.sub("-", name).strip(" .-")
    if plain == name and len(name) <= _LONGEST:
        return name
    return f"{plain[:_LONGEST]}-{sha256(name.encode('utf-8', 'surrogatepass')).hexdigest()[:8]}".lstrip("-")
