"""Jobs that publish a flow from its YAML, as Archy and CX as Code do, and jobs that export flows as YAML."""

import asyncio
import io
import zipfile
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import quote

from architrave.contract.model_check import Problem
from architrave.contract.rules import INVALID_VALUE, MISSING_FIELD
from architrave.organization.flow_jobs import EXPORT, FAILURE, PUBLISH, SUCCESS, Asked, FlowJobs, Job, Request
from architrave.organization.flows import Flow
from architrave.server.call import Answer, ApiCall
from architrave.server.endpoint import Endpoint, endpoint
from architrave.server.entities.bodies import Body, RejectedBody, body_of
from architrave.server.http import Response
from architrave.server.refusals import Refusal, entity_not_found
from architrave.server.routes.flow_editing import archy_type
from architrave.server.uploads import FileKind, address
from architrave.wire import flow_jobs as wire
from architrave.wire import iso_instant

LARGEST_FLOW = 8 * 1024 * 1024
"""The size of the largest YAML that can be uploaded, in bytes (assumed)."""

MOST_FLOWS = 500
"""How many flows one job exports (assumed)."""

HEADERS = {"Content-Type": "application/yaml"}
"""The headers that an upload must have. The cloud's are others: a client sends those that it is told."""

_JOBS, _EXPORTS = "/api/v2/flows/jobs", "/api/v2/flows/export/jobs"

_USED = Refusal(403, "forbidden", "This address has been used, or its job is gone. Register another job.")


async def register(call: ApiCall) -> wire.RegisterArchitectJobResponse | RejectedBody:
    """Register a job that publishes the flow that is then uploaded."""
    creates_stubs = False
    if call.request.has_body:
        body = await body_of(call)
        if body.rejected is not None:
            return body.rejected
        creates_stubs = body.fields.get("createStubs") is True
    request = Request(creates_stubs, None if call.divisions is None else sorted(call.divisions))
    job = await asyncio.to_thread(_jobs(call).register, call.author, request)
    return wire.RegisterArchitectJobResponse(
        id=job.row.id,
        presigned_url=await _address(call, UPLOAD, job),
        headers=HEADERS,
        self_uri=f"{_JOBS}/{job.row.id}",
    )


async def _upload(call: ApiCall, job_id: str, content: bytes) -> Answer | Refusal:
    """Publish the flow that was uploaded. The job says what came of it."""
    job = await asyncio.to_thread(_jobs(call).find, job_id, PUBLISH)
    if job is None:
        return _USED
    kind = (call.request.headers.get("content-type") or "").partition(";")[0].strip().lower()
    if kind != HEADERS["Content-Type"]:
        said = ", ".join(f"{name}: {value}" for name, value in HEADERS.items())
        return Refusal(403, "forbidden", f"Send the headers that the job was registered with: {said}.")
    text = content.decode("utf-8-sig", "replace")
    is_first = await asyncio.to_thread(_jobs(call).upload, job, text)
    return Answer(None) if is_first else _USED


UPLOAD = FileKind("flow", receive=_upload, most_bytes=LARGEST_FLOW)


async def show(call: ApiCall) -> wire.ArchitectJobStateResponse | Refusal:
    """What has come of a job that publishes a flow."""
    job = await _found(call, PUBLISH)
    if isinstance(job, Refusal):
        return job
    flow_id = job.result.flow
    return wire.ArchitectJobStateResponse(
        id=job.row.id,
        status=job.row.status,
        command=PUBLISH,
        flow=None if flow_id is None else wire.AddressableEntityRef(id=flow_id, self_uri=f"/api/v2/flows/{flow_id}"),
        messages=_messages(call, job),
        self_uri=f"{_JOBS}/{job.row.id}",
    )


async def register_export(call: ApiCall) -> wire.RegisterArchitectExportJobResponse | RejectedBody | Refusal:
    """Export flows as YAML."""
    body = await body_of(call)
    asked = list(_asked(call, body))
    if body.rejected is not None:
        return body.rejected
    if not 1 <= len(asked) <= MOST_FLOWS:
        return Refusal(400, "bad.request", f"An export is of 1 to {MOST_FLOWS} flows, not {len(asked)}.")
    job = await asyncio.to_thread(_jobs(call).export, call.author, asked)
    return wire.RegisterArchitectExportJobResponse(
        id=job.row.id, status="Started", total_flows=len(asked), self_uri=f"{_EXPORTS}/{job.row.id}"
    )


async def show_export(call: ApiCall) -> wire.ArchitectExportJobStateResponse | Refusal:
    """What has come of an export."""
    job = await _found(call, EXPORT)
    if isinstance(job, Refusal):
        return job
    return wire.ArchitectExportJobStateResponse(
        id=job.row.id,
        status=job.row.status,
        command=EXPORT,
        download_url=await _address(call, DOWNLOAD, job) if job.row.status == SUCCESS else None,
        messages=_messages(call, job),
        self_uri=f"{_EXPORTS}/{job.row.id}",
    )


async def _download(call: ApiCall, job_id: str) -> Response | Refusal:
    """The YAML of an exported flow; of several flows, a ZIP file."""
    job = await asyncio.to_thread(_jobs(call).find, job_id, EXPORT)
    if job is None or job.row.status == FAILURE:
        return _USED
    name, kind, content = await asyncio.to_thread(_file, _jobs(call), job)
    shown = f"attachment; filename*=UTF-8''{quote(name, safe='')}"
    headers = [(b"content-type", kind.encode()), (b"content-disposition", shown.encode())]
    return Response(200, headers, content)


DOWNLOAD = FileKind("export", send=_download)


def _file(jobs: FlowJobs, job: Job) -> tuple[str, str, bytes]:
    files = jobs.files(job)
    if len(files) == 1:
        return files[0][0], "application/yaml", files[0][1].encode("utf-8", "surrogatepass")
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files:
            archive.writestr(name, text.encode("utf-8", "surrogatepass"))
    return "flows.zip", "application/zip", packed.getvalue()


def _asked(call: ApiCall, body: Body) -> Iterator[Asked]:
    """The flows that a body asks for. Reports what is wrong with them."""
    listed = body.fields.get("flows")
    for index, one in enumerate(listed if isinstance(listed, list) else []):  # pyright: ignore[reportUnknownArgumentType, reportUnknownVariableType]
        details: dict[str, Any] = one if isinstance(one, dict) else {}  # pyright: ignore[reportUnknownVariableType]
        flow: dict[str, Any] = details["flow"] if isinstance(details.get("flow"), dict) else {}
        if details.get("exportType") == "Architect":
            message = "Architrave exports YAML: Architect's own format is not public."
            body.report(Problem(INVALID_VALUE, message, ("flows", index, "exportType"), 'Use "Yaml".'))
        flow_id, name, flow_type = (flow.get(key) for key in ("id", "name", "type"))
        if flow and not (isinstance(flow_id, str) or (isinstance(name, str) and isinstance(flow_type, str))):
            message = "A flow to export needs its id, or its name and type."
            body.report(Problem(MISSING_FIELD, message, ("flows", index, "flow"), 'Add "id".'))
        words = f"with id '{flow_id}'" if flow_id else f"'{name}' of the type {flow_type}"
        version, file = flow.get("version"), details.get("fileName")
        yield Asked(
            _finder(call, flow_id, name, flow_type),
            words,
            version if isinstance(version, str) else None,
            file if isinstance(file, str) else None,
        )


def _finder(call: ApiCall, flow_id: object, name: object, flow_type: object) -> Callable[[], Flow | None]:
    flows = call.services.organization.flows
    known = archy_type(flow_type)

    def find() -> Flow | None:
        if isinstance(flow_id, str):
            flow = flows.get(flow_id)
        else:
            flow = flows.named(name, known) if isinstance(name, str) and known is not None else None
        return flow if flow is not None and call.reaches(flow.row.division) else None

    return find


def _messages(call: ApiCall, job: Job) -> list[wire.ArchitectJobMessage] | None:
    if "messages" not in call.texts("expand"):
        return None
    at = iso_instant(job.result.at)
    return [wire.ArchitectJobMessage(date_time=at, type=kind, text=text) for kind, text in job.result.messages]


async def _found(call: ApiCall, command: str) -> Job | Refusal:
    job_id = call.params["jobId"]
    job = await asyncio.to_thread(_jobs(call).find, job_id, command)
    return entity_not_found("job", job_id) if job is None else job


def _jobs(call: ApiCall) -> FlowJobs:
    return FlowJobs(call.services.organization, call.services.now)


async def _address(call: ApiCall, kind: FileKind, job: Job) -> str:
    return await asyncio.to_thread(address, call, kind, job.row.id, job.row.created_at)


_AT_ONCE = "The flow is published when the upload ends. A job is forgotten after a day."

ENDPOINTS: tuple[Endpoint, ...] = (
    endpoint("POST", _JOBS, register, note=f"The address for the upload is one of this server. {_AT_ONCE}"),
    endpoint("GET", f"{_JOBS}/{{jobId}}", show, note="Messages are those of architrave lint.", query=("expand",)),
    endpoint(
        "POST", _EXPORTS, register_export, note="Exports YAML only, under the names and values after substitution."
    ),
    endpoint("GET", f"{_EXPORTS}/{{jobId}}", show_export, note="An export is done at once.", query=("expand",)),
)
