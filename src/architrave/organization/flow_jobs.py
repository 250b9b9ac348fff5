"""Jobs that publish or export flows. They are done when what they need has arrived, and are forgotten after a day."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal
from uuid import uuid4

import msgspec

from architrave.organization.flow_publishing import Message, publish_text
from architrave.organization.flows import Flow
from architrave.organization.jobs import KEPT_MS
from architrave.organization.local import LocalOrganization
from architrave.store import NotKept
from architrave.store import flow_jobs as kept
from architrave.store.flow_jobs import FlowJobRow
from architrave.store.flows import VersionRow

PUBLISH, EXPORT = "Publish", "Export"
REGISTERED, STARTED, SUCCESS, FAILURE = "Registered", "Started", "Success", "Failure"

Status = Literal["Registered", "Started", "Success", "Failure"]


class Exported(msgspec.Struct, frozen=True):
    """A version of a flow in an export: the flow's id and the number of the version, and the name of the file."""

    flow: str
    number: int
    file: str


class Request(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a job that publishes was registered for.

    `divisions` are the ids of the divisions in which the client may publish flows; None is all.
    """

    creates_stubs: bool = False
    divisions: list[str] | None = None


class Result(msgspec.Struct, frozen=True):
    """What came of a job. `at` is when, in ms since the epoch."""

    flow: str | None = None
    messages: list[tuple[str, str]] = []
    files: list[Exported] = []
    at: int = 0


@dataclass(frozen=True, slots=True)
class Asked:
    """A flow to export: by id, or by name and type. `version` is a number, `latest`, `published`, or None."""

    flow: Callable[[], Flow | None]
    words: str
    version: str | None = None
    file: str | None = None


@dataclass(frozen=True, slots=True)
class Job:
    """A job and what came of it so far."""

    row: FlowJobRow
    result: Result


class FlowJobs:
    """The jobs of an organization. Every method blocks, and raises `NotKept`. `now` returns ms since the epoch."""

    def __init__(self, organization: LocalOrganization, now: Callable[[], int]) -> None:
        self._organization = organization
        self._store = organization.store
        self._now = now

    def find(self, job_id: str, command: str) -> Job | None:
        """The job with an id, if it is one of that kind and not forgotten."""
        with self._store.read() as connection:
            row = kept.find(connection, job_id)
        if row is None or row.command != command or row.created_at < self._now() - KEPT_MS:
            return None
        return Job(row, msgspec.json.decode(row.result, type=Result))

    def register(self, author: str | None, request: Request) -> Job:
        """A new job that publishes a flow once its file is uploaded."""
        return self._add(PUBLISH, REGISTERED, author, request, Result())

    def upload(self, job: Job, text: str) -> bool:
        """Publish the flow that was uploaded. Returns False if the job has already got a file."""
        if not self._move(job, REGISTERED, STARTED, Result()):
            return False
        asked = msgspec.json.decode(job.row.request, type=Request)
        known = self._organization.divisions

        def reaches(division: str | None) -> bool:
            return asked.divisions is None or known.of(division).id in asked.divisions

        author, stubs = job.row.author, asked.creates_stubs
        try:
            done = publish_text(self._organization, text, author, creates_stubs=stubs, reaches=reaches)
        except NotKept:  # the client may send the file again
            self._move(job, STARTED, REGISTERED, Result())
            raise
        result = Result(
            None if done.flow is None else done.flow.row.id,
            [(each.kind, each.text) for each in done.messages],
            [],
            self._now(),
        )
        return self._move(job, STARTED, SUCCESS if done.flow is not None else FAILURE, result)

    def export(self, author: str | None, asked: Sequence[Asked]) -> Job:
        """A new job that exports flows. It is done when it is made."""
        files: list[Exported] = []
        faults: list[Message] = []
        for one in asked:
            flow = one.flow()
            version = None if flow is None else _version(flow, one.version)
            if flow is None:
                faults.append(Message("Error", f"could not find the flow {one.words}"))
            elif version is None:
                which = one.version or "version"
                faults.append(Message("Error", f'the flow "{flow.row.name}" has no {which} to export'))
            else:
                name = one.file or f"{flow.row.name}-{flow.row.type.lower()}-{flow.row.id}"
                files.append(Exported(flow.row.id, version.number, f"{_file_name(name)}.yaml"))
        messages = [(each.kind, each.text) for each in faults]
        result = Result(None, messages, [] if faults else files, self._now())
        return self._add(EXPORT, FAILURE if faults else SUCCESS, author, Request(), result)

    def files(self, job: Job) -> list[tuple[str, str]]:
        """The names and texts of the files of an export."""
        flows = self._organization.flows
        found: dict[str, str] = {}
        for one in job.result.files:
            text = flows.text_of(VersionRow(one.flow, one.number, "", "", 0))
            if text is not None:
                name, number = one.file, 2
                while name in found:
                    name, number = f"{one.file.removesuffix('.yaml')} ({number}).yaml", number + 1
                found[name] = text
        return list(found.items())

    def _add(self, command: str, status: str, author: str | None, request: Request, result: Result) -> Job:
        now = self._now()
        asked, came = msgspec.json.encode(request).decode(), msgspec.json.encode(result).decode()
        row = FlowJobRow(str(uuid4()), command, status, author, now, asked, came)
        with self._store.write() as connection:
            kept.forget(connection, now - KEPT_MS)
            kept.add(connection, row)
        return Job(row, result)

    def _move(self, job: Job, before: str, status: str, result: Result) -> bool:
        with self._store.write() as connection:
            return kept.move(connection, job.row.id, before, status, msgspec.json.encode(result).decode())


def _version(flow: Flow, name: str | None) -> VersionRow | None:
    """The version to export, by default the newest one."""
    if name in (None, "latest"):
        return flow.latest
    return flow.published if name == "published" else flow.version(f"{name}.0" if name.isdecimal() else name)


def _file_name(name: str) -> str:
    """A name that a file can have on every system."""
    return "".join(each if each.isalnum() or each in " -_.()" else "_" for each in name).strip(" .") or "flow"
