"""The exit codes of all commands. `UNKNOWN` wins over `PROBLEMS`."""

GOOD = 0
"""The command did what it was asked to do, and found no problems."""

PROBLEMS = 1
"""Problems were found, an execution failed, or a server refused a request."""

USAGE = 2
"""Wrong options, or a file, folder or server that cannot be used."""

INTERNAL = 3
"""A bug in Architrave."""

UNKNOWN = 4
"""Whether some launches happened is unknown: the server's response was lost. They are never repeated on their own."""
