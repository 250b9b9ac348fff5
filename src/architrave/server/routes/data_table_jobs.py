"""Import and export of the rows of a data table, as CSV files at signed addresses."""

import asyncio
from typing import Any

from architrave.organization import data_table_jobs as jobs
from architrave.organization.data_table_jobs import EXPORT, IMPORT, REPLACE_ALL, SUCCEEDED, WAITING
from architrave.organization.entities import Conflict
from architrave.server.call import Answer, ApiCall
from architrave.server.endpoint import Endpoint, endpoint
from architrave.server.entities.bodies import RejectedBody, body_of
from architrave.server.http import Response
from architrave.server.query import PAGING
from architrave.server.refusals import Refusal, entity_not_found
from architrave.server.routes.data_table_rows import table_of
from architrave.server.routes.data_tables import API
from architrave.server.uploads import FileKind, address
from architrave.store.data_table_jobs import JobRow
from architrave.wire import iso_instant
from architrave.wire.data_table_jobs import DataTableExportJob, DataTableImportEntityListing, DataTableImportJob
from architrave.wire.entities import DomainEntityRef
from architrave.wire.errors import Detail, ErrorBody

_MODE = "importMode"
_FILE_HEADERS = {"Content-Type": "text/csv"}


async def start_import(call: ApiCall) -> Answer | Refusal | RejectedBody:
    """Start an import of rows into a data table: the answer has the address for the file."""
    table = table_of(call)
    if isinstance(table, Refusal):
        return table
    body = await body_of(call, given=frozenset({"status"}))
    if body.rejected is not None:
        return body.rejected
    mode = body.fields.get(_MODE, REPLACE_ALL)
    job = await asyncio.to_thread(_jobs(call).start_import, table, mode, call.author)
    return Answer(await _import_shape(call, table.id, job), 202)


async def imports(call: ApiCall) -> DataTableImportEntityListing | Refusal:
    """One page of the imports into a data table, newest first."""
    table, page = table_of(call), call.page()
    if isinstance(table, Refusal):
        return table
    if isinstance(page, Refusal):
        return page
    found = await asyncio.to_thread(_jobs(call).imports, table)
    number, size = page
    shown = [await _import_shape(call, table.id, job) for job in found[(number - 1) * size : number * size]]
    return DataTableImportEntityListing(
        entities=shown, page_size=size, page_number=number, total=len(found), page_count=-(-len(found) // size)
    )


async def import_job(call: ApiCall) -> DataTableImportJob | Refusal:
    """What has become of an import."""
    table, job_id = table_of(call), call.params["importJobId"]
    if isinstance(table, Refusal):
        return table
    job = await asyncio.to_thread(_jobs(call).find, table, IMPORT, job_id)
    return entity_not_found("import job", job_id) if job is None else await _import_shape(call, table.id, job)


async def start_export(call: ApiCall) -> Answer | Refusal:
    """Export the rows of a data table to a CSV file."""
    table = table_of(call)
    if isinstance(table, Refusal):
        return table
    job = await asyncio.to_thread(_jobs(call).export, table, call.author)
    return Answer(await _export_shape(call, table.id, job), 202)


async def export_job(call: ApiCall) -> DataTableExportJob | Refusal:
    """What has become of an export, and the address of its file."""
    table, job_id = table_of(call), call.params["exportJobId"]
    if isinstance(table, Refusal):
        return table
    job = await asyncio.to_thread(_jobs(call).find, table, EXPORT, job_id)
    return entity_not_found("export job", job_id) if job is None else await _export_shape(call, table.id, job)


async def receive(call: ApiCall, job_id: str, content: bytes) -> Answer | Refusal:
    """Import a file."""
    job = await asyncio.to_thread(_jobs(call).receive, job_id, content)
    if isinstance(job, Conflict):
        gone = job.reason == "gone"
        return Refusal(404 if gone else 409, "not.found" if gone else "general.conflict", job.message)
    return Answer(await _import_shape(call, job.of_table, job))


async def send(call: ApiCall, job_id: str) -> Response | Refusal:
    """The file of an export."""
    content = await asyncio.to_thread(_jobs(call).file, job_id)
    if content is None:
        return entity_not_found("export job", job_id)
    name = b'attachment; filename="data-table.csv"'
    return Response(200, [(b"content-type", b"text/csv; charset=utf-8"), (b"content-disposition", name)], content)


def _jobs(call: ApiCall) -> jobs.DataTableJobs:
    return call.services.organization.data_table_jobs


async def _import_shape(call: ApiCall, table_id: str, job: JobRow) -> DataTableImportJob:
    waits = job.status == WAITING
    upload = await asyncio.to_thread(address, call, IMPORT_FILE, job.id, job.created_at) if waits else None
    return DataTableImportJob(
        id=job.id,
        status=job.status,
        import_mode=job.mode,
        owner=_owner(job),
        upload_uri=upload,
        upload_headers=_FILE_HEADERS if waits else None,
        error_information=_error(job),
        count_records_updated=job.processed,
        count_records_deleted=job.deleted,
        count_records_failed=job.failed,
        self_uri=f"{API.path}/{table_id}/import/jobs/{job.id}",
        **_times(job),
    )


async def _export_shape(call: ApiCall, table_id: str, job: JobRow) -> DataTableExportJob:
    is_there = job.status == SUCCEEDED
    return DataTableExportJob(
        id=job.id,
        status=job.status,
        owner=_owner(job),
        download_uri=await asyncio.to_thread(address, call, EXPORT_FILE, job.id, job.created_at) if is_there else None,
        count_records_processed=job.processed,
        self_uri=f"{API.path}/{table_id}/export/jobs/{job.id}",
        **_times(job),
    )


def _owner(job: JobRow) -> DomainEntityRef | None:
    return None if job.owner is None else DomainEntityRef(id=job.owner)


def _times(job: JobRow) -> dict[str, Any]:
    ended = None if job.completed_at is None else iso_instant(job.completed_at)
    return {"date_created": iso_instant(job.created_at), "date_completed": ended}


def _error(job: JobRow) -> ErrorBody | None:
    """What is wrong with the file: the first problem, and each of them under `errors`."""
    fault = jobs.fault_in(job)
    if fault is None:
        return None
    said = [one.message if one.line is None else f"Line {one.line}: {one.message}" for one in fault.problems]
    more = f' (and {len(said) - 1} more; see "errors")' if len(said) > 1 else ""
    errors = [_one_error(job, fault.code, message) for message in said]
    return ErrorBody(
        message=said[0] + more,
        code=fault.code,
        status=400,
        context_id=job.id,
        details=[detail for error in errors for detail in error.details],
        errors=errors,
    )


def _one_error(job: JobRow, code: str, message: str) -> ErrorBody:
    details = [Detail(error_code="data-table-row")]
    return ErrorBody(message=message, code=code, status=400, context_id=job.id, details=details, errors=[])


IMPORT_FILE = FileKind("data-table-import", receive=receive, most_bytes=jobs.MOST_BYTES)
EXPORT_FILE = FileKind("data-table-export", send=send)

_ONE = f"{API.path}/{{{API.id}}}"
_DONE = (
    "The import is done, whole or not at all, once the file is sent: it is never seen as Processing. That one wrong "
    "line fails all of it, and that importMode is ReplaceAll by default, is assumed."
)

ENDPOINTS: tuple[Endpoint, ...] = (
    endpoint("POST", f"{_ONE}/import/jobs", start_import, note=_DONE),
    endpoint("POST", f"{_ONE}/import/csv/jobs", start_import, note=_DONE),
    endpoint("GET", f"{_ONE}/import/jobs", imports, query=PAGING),
    endpoint("GET", f"{_ONE}/import/jobs/{{importJobId}}", import_job),
    endpoint("POST", f"{_ONE}/export/jobs", start_export, note="It is done at once: it is never seen as Processing."),
    endpoint("GET", f"{_ONE}/export/jobs/{{exportJobId}}", export_job),
)
