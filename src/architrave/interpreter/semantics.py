"""Which meaning executions were begun under: the interpreter's own, and that of the data that values depend on.

An execution that waits for days may be gone on with by another release. Where the meaning of an expression could
have changed in between, it is parked rather than continued with other values.
"""

from importlib.metadata import version

INTERPRETER = 1
"""Raised whenever the same program with the same journal could come to another value, effect or outcome."""

DATA_PACKAGES = ("babel", "phonenumbers", "python-dateutil", "tzdata")
"""Packages whose data or rules decide what values are: locales, phone numbers, recurrences, time zones."""

SEMANTICS_VERSION = ";".join([str(INTERPRETER), *(f"{name}={version(name)}" for name in DATA_PACKAGES)])
"""The whole meaning as one text, kept with each execution."""
