"""The state of the whole organization: saved, restored, reset. Architrave's own, for tests."""

import msgspec

from architrave.server import states
from architrave.server.call import Answer, ApiCall
from architrave.server.refusals import Refusal
from architrave.store.states import MOST_BYTES, TooLargeToSave, WrongState

_MEGABYTES = MOST_BYTES // 1024 // 1024
_INSTEAD = "Copy its database instead: docs/many-teams.md says how."
TOO_LARGE_TO_SAVE = Refusal(
    409, "conflict", f"The state of this organization is larger than {_MEGABYTES} megabytes. {_INSTEAD}"
)
TOO_LARGE = Refusal(413, "request.entity.too.large", f"A saved state is at most {_MEGABYTES} megabytes. {_INSTEAD}")


async def show(call: ApiCall) -> Answer | Refusal:
    """Everything that the organization has in the database, as a document that `restore` takes."""
    try:
        return Answer(msgspec.Raw(await states.save(call.services)))
    except TooLargeToSave:
        return TOO_LARGE_TO_SAVE


async def restore(call: ApiCall) -> Answer | Refusal:
    """Replace everything by a saved state. Executions of before are stopped, those of the state continue."""
    document = await call.request.body(MOST_BYTES)
    if len(document) > MOST_BYTES:
        return TOO_LARGE
    try:
        with call.services.gate.outside():
            await states.restore(call.services, document)
    except WrongState as problem:
        return Refusal(400, "bad.request", str(problem))
    return Answer(None, status=204)


async def reset(call: ApiCall) -> Answer:
    """Stop every execution, delete everything, and publish the folder again as at a first start."""
    with call.services.gate.outside():
        await states.reset(call.services)
    return Answer(None, status=204)
