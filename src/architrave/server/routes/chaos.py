"""The faults that the server injects: shown, and replaced. Architrave's own, for tests."""

from typing import Any

from architrave.definitions.chaos import Fault, read_chaos
from architrave.diagnostics import Source
from architrave.server.call import Answer, ApiCall
from architrave.server.chaos import FaultInjection
from architrave.server.entities.bodies import RejectedBody
from architrave.server.refusals import Refusal
from architrave.wire import iso_instant

MOST_BYTES = 1_000_000
TOO_LARGE = Refusal(413, "request.entity.too.large", f"The faults are at most {MOST_BYTES:,} bytes.")
NOT_TEXT = Refusal(400, "bad.request", "The body is not UTF-8 text. Send JSON, or the text of a chaos file.")


async def show(call: ApiCall) -> Answer:
    """The faults, how many requests each has concerned, and the last injections."""
    return Answer(_shown(call.services.chaos))


async def replace(call: ApiCall) -> Answer | RejectedBody | Refusal:
    """Replace the faults by those in the body, a chaos file. An empty list turns fault injection off."""
    content = await call.request.body(MOST_BYTES)
    if len(content) > MOST_BYTES:
        return TOO_LARGE
    try:
        source = Source("body", content.decode())
    except UnicodeDecodeError:
        return NOT_TEXT
    chaos, diagnostics = read_chaos(source)
    if diagnostics:
        return RejectedBody("PUT /architrave/chaos", content, diagnostics)
    call.services.chaos.load(chaos)
    return Answer(_shown(call.services.chaos))


def _shown(injection: FaultInjection) -> dict[str, Any]:
    return {
        "seed": injection.chaos.seed,
        "faults": [
            {**_fault(tally.fault), "concerned": tally.concerned, "injected": tally.injected}
            for tally in injection.tallies
        ],
        "injections": [
            {
                "at": iso_instant(one.at),
                "name": one.fault.name,
                "fault": one.fault.kind,
                "method": one.method,
                "path": one.path,
                "client": one.client,
            }
            for one in injection.injections
        ],
    }


def _fault(fault: Fault) -> dict[str, Any]:
    """A fault with the keys that it has in a file, as far as they have an effect."""
    written = {
        "name": fault.name,
        "fault": fault.kind,
        "status": fault.status if fault.kind in ("answer", "garbled") else None,
        "retryAfter": fault.retry_after,
        "seconds": fault.seconds if fault.kind in ("slow", "expire", "late") else None,
        "method": fault.method,
        "path": fault.path,
        "client": fault.client,
        "topic": fault.topic,
        "after": fault.after or None,
        "times": fault.times,
        "every": fault.every if fault.every > 1 else None,
        "percent": fault.percent if fault.percent < 100 else None,
    }
    return {key: value for key, value in written.items() if value is not None}
