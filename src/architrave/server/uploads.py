"""Signed addresses on this server, at which a client sends or fetches one file without a token.

A job that needs a file gives the client such an address (`address`), as the cloud gives one of its storage. It names
the kind of file and the job, it expires, and nobody can make one without the key of the database. So a client that has
it needs no token: whoever may not start the job never gets one.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Iterator
from dataclasses import dataclass
from email import message_from_bytes, policy
from typing import Any

from architrave.diagnostics import Provenance
from architrave.server.call import ApiCall
from architrave.server.endpoint import Answers, Endpoint
from architrave.server.refusals import Refusal

PATH = "/architrave/files/{address}"
SECONDS = 3_600
"""How long an address can be used."""

_NOTE = "Architrave only: replaces the cloud's file storage. The address is signed and expires after an hour."

NOT_SIGNED = Refusal(
    403,
    "forbidden",
    "This server did not give out this address for this method. Use the address of the job as it is, unchanged.",
)
EXPIRED = Refusal(403, "forbidden", "The address has expired. Start a new job to get another one.")
NO_FILE = Refusal(
    400, "bad.request", "The form has no file. Send the file itself with PUT, or a form with one file with POST."
)


@dataclass(frozen=True, slots=True)
class FileKind:
    """A kind of file that is sent or fetched. `name` is its part of the address.

    `receive` gets the id of the job and the content of the file, of at most `most_bytes`, and answers the request;
    `send` answers with the file.
    """

    name: str
    receive: Callable[[ApiCall, str, bytes], Awaitable[Any]] | None = None
    send: Callable[[ApiCall, str], Awaitable[Any]] | None = None
    most_bytes: int = 10 * 1024 * 1024


def address(call: ApiCall, kind: FileKind, job_id: str, made_at: int) -> str:
    """The address of a job's file, the same each time that it is asked for.

    `made_at` is when the job was made, in ms since the epoch: the address expires an hour later. Blocks when a server
    signs for the first time; raises `NotKept`.
    """
    signed = f"{kind.name}.{job_id}.{made_at + SECONDS * 1000}"
    signature = call.services.organization.signatures.sign(signed)
    host = call.request.authority or call.request.headers.get("host") or ""
    scheme = "https" if call.services.is_secure else "http"
    return f"{scheme}://{host}{PATH.replace('{address}', f'{signed}.{signature}')}"


def file_endpoints(kinds: Iterable[FileKind]) -> Iterator[Endpoint]:
    """The endpoints at which these kinds of file are sent and fetched."""
    known = {kind.name: kind for kind in kinds}

    async def receive(call: ApiCall) -> Any:
        """Take the file of a job."""
        found = await _asked_for(call, known)
        if isinstance(found, Refusal):
            return found
        kind, job_id = found
        if kind.receive is None:
            return NOT_SIGNED
        content = await _content(call, kind.most_bytes)
        return content if isinstance(content, Refusal) else await kind.receive(call, job_id, content)

    async def send(call: ApiCall) -> Any:
        """The file of a job."""
        found = await _asked_for(call, known)
        if isinstance(found, Refusal):
            return found
        kind, job_id = found
        return NOT_SIGNED if kind.send is None else await kind.send(call, job_id)

    served: dict[str, Answers] = {"PUT": receive, "POST": receive, "GET": send}
    for method, answer in served.items():
        yield Endpoint(method, PATH, answer, provenance=Provenance.ASSUMED, note=_NOTE, needs_token=False)


async def _asked_for(call: ApiCall, known: dict[str, FileKind]) -> tuple[FileKind, str] | Refusal:
    """The kind and the job that a signed address names."""
    signed, _, signature = call.params["address"].rpartition(".")
    signatures = call.services.organization.signatures
    if not await asyncio.to_thread(signatures.is_signed, signed, signature):
        return NOT_SIGNED
    name, job_id, expires_at = signed.split(".")
    if call.services.now() >= int(expires_at):
        return EXPIRED
    kind = known.get(name)
    return NOT_SIGNED if kind is None else (kind, job_id)


async def _content(call: ApiCall, most_bytes: int) -> bytes | Refusal:
    """The file that a request sends: its body, or the file of a form."""
    body = await call.request.body(most_bytes)
    if len(body) > most_bytes:
        return Refusal(413, "request.entity.too.large", f"The file is larger than the limit of {most_bytes:,} bytes.")
    kind = call.request.headers.get("content-type") or ""
    if not kind.lower().startswith("multipart/form-data"):
        return body
    return await asyncio.to_thread(_file_of_form, kind, body) or NO_FILE


def _file_of_form(kind: str, body: bytes) -> bytes | None:
    head = f"Content-Type: {kind}\r\nMIME-Version: 1.0\r\n\r\n".encode("latin-1")
    form = message_from_bytes(head + body, policy=policy.HTTP)
    parts = [part for part in form.walk() if not part.is_multipart() and part is not form]
    files = [part for part in parts if part.get_filename() is not None] or parts
    content = files[0].get_payload(decode=True) if len(files) == 1 else None
    return content if isinstance(content, bytes) else None
