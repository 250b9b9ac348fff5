"""Which semantics an execution runs under: ours, and that of the data its values depend on."""

from importlib.metadata import version

_OURS = "1"
"""Raised with every change after which an old journal would replay to something else."""

_DATA = ("tzdata", "phonenumbers", "babel")
"""The packages whose data decide about values: time zones, telephone numbers, locales."""

SEMANTICS_VERSION = "; ".join([f"architrave {_OURS}", *(f"{name} {version(name)}" for name in _DATA)])
"""An execution that began under another version than this is not replayed; it is parked."""
