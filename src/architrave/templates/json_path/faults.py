"""Why a text is not a path."""


class BadPath(Exception):  # noqa: N818 - caught where a path is compiled
    """The text is not a valid path. The message says why, as the end of a sentence."""
