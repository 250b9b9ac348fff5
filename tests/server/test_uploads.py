"""Signed addresses: who has one may send or fetch one file, and nobody can make one."""

import asyncio
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest

from architrave.server.call import Answer, ApiCall
from architrave.server.http import Request, Response
from architrave.server.refusals import Refusal
from architrave.server.uploads import EXPIRED, NO_FILE, NOT_SIGNED, SECONDS, FileKind, address, file_endpoints
from tests.server.conftest import EXAMPLE, Served, serving

JOB = str(uuid4())
CSV = 'key,City\r\nS1,"Graz,\n Österreich"\r\n'.encode()


async def received(_call: ApiCall, job_id: str, content: bytes) -> Answer:
    return Answer({"job": job_id, "content": content.decode()})


async def sent(_call: ApiCall, job_id: str) -> Response:
    return Response(200, [(b"content-type", b"text/csv")], job_id.encode())


TAKEN = FileKind("taken", receive=received, most_bytes=1_000)
GIVEN = FileKind("given", send=sent)
OTHER = FileKind("other", receive=received)
ENDPOINTS = {one.method: one for one in file_endpoints((TAKEN, GIVEN))}


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(EXAMPLE, tmp_path_factory.mktemp("uploads") / "kept.db") as served:
        yield served


def call(served: Served, method: str, path: str, body: bytes = b"", kind: str = "text/csv") -> ApiCall:
    headers = [(b"host", b"127.0.0.1:8642"), (b"content-type", kind.encode())]
    request = Request.received(method, path, headers, body)
    return ApiCall(request, served.services, {"address": path.rpartition("/")[2]}, None, [])


def given(served: Served, kind: FileKind, made_at: int | None = None) -> str:
    made = served.services.now() if made_at is None else made_at
    whole = address(call(served, "GET", "/"), kind, JOB, made)
    start, _, path = whole.partition("/architrave/")
    assert start == "http://127.0.0.1:8642"
    return f"/architrave/{path}"


def answer(served: Served, method: str, path: str, body: bytes = b"", kind: str = "text/csv") -> Any:
    found = ENDPOINTS[method].answer
    assert found is not None

    async def answered() -> Any:
        return await found(call(served, method, path, body, kind))

    return asyncio.run(answered())


@pytest.mark.parametrize("method", ["PUT", "POST"])
def test_a_file_is_sent(served: Served, method: str) -> None:
    done = answer(served, method, given(served, TAKEN), CSV)
    assert done.content == {"job": JOB, "content": CSV.decode()}


FORM = (
    b'--x\r\nContent-Disposition: form-data; name="note"\r\n\r\nhello\r\n'
    b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\nContent-Type: text/csv\r\n\r\n'
    + CSV
    + b"\r\n--x--\r\n"
)


def test_a_file_is_sent_in_a_form(served: Served) -> None:
    done = answer(served, "POST", given(served, TAKEN), FORM, "multipart/form-data; boundary=x")
    assert done.content == {"job": JOB, "content": CSV.decode()}


@pytest.mark.parametrize("body", [b"", b"no form", FORM.replace(b"--x", b"--y"), FORM[:40]])
def test_a_form_without_a_file(served: Served, body: bytes) -> None:
    assert answer(served, "POST", given(served, TAKEN), body, "multipart/form-data; boundary=x") == NO_FILE


def test_a_file_is_fetched(served: Served) -> None:
    assert answer(served, "GET", given(served, GIVEN)).content == JOB.encode()


def test_an_address_is_the_same_each_time(served: Served) -> None:
    assert given(served, GIVEN, 1) == given(served, GIVEN, 1) != given(served, GIVEN, 2)


def test_a_file_that_is_too_large(served: Served) -> None:
    refused = answer(served, "PUT", given(served, TAKEN), b"x" * 1_001)
    assert isinstance(refused, Refusal)
    assert refused.status == 413


def test_an_address_expires(served: Served) -> None:
    old = given(served, TAKEN, served.services.now() - SECONDS * 1000)
    assert answer(served, "PUT", old, CSV) == EXPIRED


def test_nobody_makes_an_address(served: Served) -> None:
    right = given(served, TAKEN)
    signed, _, signature = right.rpartition("/")[2].rpartition(".")
    forged = [
        signed,
        f"{signed}.",
        f"{signed}.{signature[:-2]}",
        f"{signed}.{signature}x",
        f"{signed}9.{signature}",
        f"{signed.replace('taken', 'given')}.{signature}",
        f"{signed.replace(JOB, str(uuid4()))}.{signature}",
        "\ufffd.\ufffd",
        ".",
        "...",
    ]
    for text in forged:
        assert answer(served, "PUT", f"/architrave/files/{text}", CSV) == NOT_SIGNED
    for method, kind in (("GET", TAKEN), ("PUT", GIVEN), ("PUT", OTHER)):
        assert answer(served, method, given(served, kind), CSV) == NOT_SIGNED


def test_another_server_over_the_same_database_takes_it(served: Served) -> None:
    from architrave.organization.signatures import Signatures

    again = Signatures(served.services.organization.store)
    assert again.is_signed("text", served.services.organization.signatures.sign("text"))
