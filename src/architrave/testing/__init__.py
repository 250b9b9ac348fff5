"""The pytest plugin: flow tests as items of pytest, and fixtures for tests of flows and of services in Python.

`plugin` is all that pytest loads of Architrave at its start; everything else is imported when a test needs it.

    *.flowtest.yaml ──▶ collecting    files and items
    flow            ──▶ flows         runs a flow with its mocks on a virtual clock ──▶ FlowRun, plain values
    local_org       ──▶ served        a served organization with its clock in hand
    inputs(flow)    ──▶ strategies    inputs of a flow for hypothesis

Flows are read and organizations served by `architrave.open`, as everywhere.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from architrave.testing.flows import FlowRun as FlowRun
    from architrave.testing.flows import FlowUnderTest as FlowUnderTest
    from architrave.testing.served import LocalOrg as LocalOrg
    from architrave.testing.strategies import inputs as inputs

_HOMES = {
    "FlowRun": "flows",
    "FlowUnderTest": "flows",
    "LocalOrg": "served",
    "inputs": "strategies",
}
"""The public names, and the modules that have them."""


def __getattr__(name: str) -> Any:
    """A public name, imported when it is used."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
