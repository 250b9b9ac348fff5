"""The arguments of `architrave.open`: a wrong one is an error that names it, before anything is opened."""

import json
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast, get_args

from architrave.contract import Contract
from architrave.definitions.values import Client
from architrave.diagnostics import Source
from architrave.engine.clock import ManualClock
from architrave.local.faults import EngineUnusableError

if TYPE_CHECKING:
    from architrave.local.settings import Settings

EMBEDDED = "embedded"

_CONTRACTS: tuple[str, ...] = get_args(Contract)
_KINDS: dict[str, tuple[tuple[type, ...], str]] = {
    "org": ((Path, Source), "a path or an architrave Source"),
    "database": ((str, Path, type(None)), "a path, a URL or None"),
    "mocks": ((Path, Mapping, type(None)), "a path, a mapping or None"),
    "chaos": ((Path, Mapping, type(None)), "a path, a mapping or None"),
    "engine": ((str,), "a text"),
    "client": ((Client, type(None)), "a Client or None"),
    "environment": ((Mapping,), "a mapping of texts"),
    "needs_secrets": ((bool,), "True or False"),
}


def check_settings(settings: "Settings") -> None:
    """Raise TypeError, ValueError or EngineUnusableError for the first setting that cannot be used."""
    for name, (kinds, what) in _KINDS.items():
        _check_kind(name, getattr(settings, name), kinds, what)
    for name in ("org", "database"):
        if isinstance(path := getattr(settings, name), str | Path):
            check_path(name, path)
    check_replies(settings.mocks)
    check_replies(settings.chaos, "chaos")
    if not (callable(settings.clock) and all(hasattr(settings.clock, name) for name in ("alarm", "passed", "sleep"))):
        raise TypeError(f"clock must be a clock such as architrave.ManualClock(…), not {_kind(settings.clock)}.")
    if settings.contract not in _CONTRACTS:
        raise ValueError(f"contract must be {' or '.join(map(repr, _CONTRACTS))}, not {settings.contract!r}.")
    _check_number("workers", settings.workers, 0)
    _check_number("cpu_budget", settings.cpu_budget, 1)
    _check_number("rate_limit", settings.rate_limit, 1)
    _check_addresses(settings)
    if settings.engine != EMBEDDED:
        _check_engine(settings.engine)
        if isinstance(settings.clock, ManualClock):
            raise ValueError("ManualClock works only with the embedded engine: Temporal uses its own clock.")


def check_path(name: str, path: str | Path) -> None:
    """Raise ValueError if no file can have this path."""
    try:
        is_possible = b"\0" not in os.fsencode(path)
    except UnicodeEncodeError:
        is_possible = False
    if not is_possible:
        raise ValueError(f"{name} cannot be a path: {str(path)!r} has characters that no file name can have.")


def check_replies(replies: Any, name: str = "mocks") -> None:
    """Raise TypeError or ValueError unless a setting is a path or a mapping of JSON values, as replies are."""
    if isinstance(replies, Path):
        check_path(name, replies)
    if not isinstance(replies, Mapping):
        return
    try:
        json.dumps(replies)
    except TypeError as problem:
        raise TypeError(f"{name} must hold JSON values only: {problem}.") from None
    except ValueError:
        raise ValueError(f"{name} must hold JSON values only: one of them contains itself.") from None
    except RecursionError:
        raise ValueError(f"{name} is nested too deeply.") from None


def several(name: str, given: Iterable[str]) -> tuple[str, ...]:
    """Several texts; a single one may be given alone."""
    if isinstance(given, str):
        return (given,)
    _check_kind(name, given, (Iterable,), "a text, or a list of texts")
    texts = tuple(given)
    for text in texts:
        _check_kind(f"Each of {name}", text, (str,), "a text")
    return texts


def check_flow_name(flow: Any) -> None:
    """Raise TypeError unless this can name a published flow."""
    _check_kind("flow", flow, (str,), "a name or an id")


def check_flow(flow: Any) -> None:
    """Raise TypeError unless this can name a flow to run."""
    _check_kind("flow", flow, (str, Path, Source), "a name, an id, a path or a Source")
    if isinstance(flow, Path):
        check_path("flow", flow)


def _check_kind(name: str, value: Any, kinds: tuple[type, ...], what: str) -> None:
    if not isinstance(value, kinds):
        raise TypeError(f"{name} must be {what}, not {_kind(value)}.")


def _kind(value: Any) -> str:
    return cast("type[object]", type(value)).__name__


def _check_number(name: str, value: Any, least: int) -> None:
    if value is None:
        return
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError(f"{name} must be a whole number or None, not {_kind(value)}.")
    if value < least:
        raise ValueError(f"{name} must be at least {least}, not {value}.")


def _check_addresses(settings: "Settings") -> None:
    if settings.allow_hosts:
        from architrave.engine.data_actions import AllowedHosts  # slow to import

        _named("allow_hosts", lambda: AllowedHosts.of(settings.allow_hosts))
    if settings.allow_origins:
        from architrave.server.origins import origin_of

        _named("allow_origins", lambda: [origin_of(text) for text in settings.allow_origins])


def _named(name: str, read: Any) -> None:
    try:
        read()
    except ValueError as problem:
        raise ValueError(f"{name}: {problem}") from None


def _check_engine(address: str) -> None:
    from architrave.engine.temporal.address import read_address

    found, diagnostics = read_address(address)
    if found is None:
        raise EngineUnusableError(" ".join(f"{fault.message} {fault.help}" for fault in diagnostics))
