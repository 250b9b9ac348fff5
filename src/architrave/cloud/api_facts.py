"""The files of facts that are taken from the official SDKs. CONTRIBUTING says how to take them from a newer version.

They are text, one fact a line, so that a new version shows as a readable difference.
"""

from pathlib import Path

SDK_VERSION = "269.0.0"
"""The version of the Python SDK (PureCloudPlatformClientV2) that operations and models are from."""

_FOLDER = Path(__file__).with_name("facts")


def fact_lines(name: str) -> list[str]:
    """The lines of one of the files in `facts/`."""
    return (_FOLDER / name).read_text(encoding="utf-8").split("\n")[:-1]
