"""Checks a launch request without a server: against one flow file, or an organization's folder."""

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, cast

from msgspec.structs import replace

from architrave.contract import CheckResult, Contract, Entities, FlowFinder, FoundFlow, Sent, check
from architrave.contract.reading import FoundRequest, NotARequest, read_requests
from architrave.diagnostics import Diagnostic, Source, did_you_mean
from architrave.diagnostics.renderers.text import render_text
from architrave.organization.launch_arguments import (
    CannotReadError,
    Request,
    contract_of,
    headers_of,
    number_of,
    path_of,
    read_sent,
    reading,
    reads_from,
    text_of,
    texts_of,
)

if TYPE_CHECKING:
    from architrave.definitions.values import FlowFile, FlowPin, Organization

FIRST_VERSION = "1.0"
_KEPT = Path(".architrave") / "architrave.db"
_BODY = "<body>"
_FLOW_SUFFIXES = (".yaml", ".yml")


@dataclass(frozen=True, slots=True)
class LaunchCheck:
    """The result of checking a launch request. It is true if it has no errors, like `ok`.

    `str()` returns the problems as `architrave check` prints them; a notebook shows them as HTML.
    """

    result: CheckResult
    sent: Sent
    sources: Mapping[str, Source]

    @property
    def ok(self) -> bool:
        """Whether the parts that were checked have no errors."""
        return self.result.ok

    @property
    def status(self) -> int | None:
        """The HTTP status with which a Platform API would respond."""
        return self.result.status

    @property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """Every problem, in the order in which a Platform API would find it."""
        return self.result.diagnostics

    @property
    def corrected(self) -> Any:
        """The body with everything fixed that can be fixed automatically, None if there is nothing to fix.

        It is a JSON value that `json.dumps` accepts: numbers with a fraction are floats.
        """
        return _plain(self.result.corrected)

    @property
    def not_checked(self) -> tuple[str, ...]:
        """The names of the parts that could not be checked because they are unknown."""
        return self.result.not_checked

    def to_json(self) -> dict[str, Any]:
        """The shape that `architrave check --format json` prints, as a value that `json.dumps` accepts."""
        return _plain(self.result.to_json())

    def __bool__(self) -> bool:
        return self.ok

    def __repr__(self) -> str:
        return f"LaunchCheck(ok={self.ok}, status={self.status}, problems={len(self.diagnostics)})"

    def _repr_html_(self) -> str:
        """The result for a notebook."""
        from architrave.organization.launch_html import launch_html

        return launch_html(self.result, self.corrected, self.sources)

    def __str__(self) -> str:
        return render_text(self.diagnostics, self.sources) or "No problems found."


def _plain(value: Any) -> Any:
    """A JSON value as Python's own `json` reads it: with floats, not with the exact numbers of the body."""
    match value:
        case Decimal():
            return float(value)
        case dict():
            return {name: _plain(item) for name, item in cast("dict[str, Any]", value).items()}
        case list():
            return [_plain(item) for item in cast("list[Any]", value)]
        case _:
            return value


def check_launch(
    request: Request,
    *,
    headers: Mapping[str, str] | None = None,
    flow: str | Path | None = None,
    org: str | Path | None = None,
    contract: Contract = "platform",
    scopes: str | Iterable[str] | None = None,
    own_hosts: str | Iterable[str] = (),
    name: str = _BODY,
    entry: int | None = None,
) -> LaunchCheck:
    """Check a launch request without sending it.

    `request` is the text of anything that `architrave check` reads (a body, an HTTP message, a curl command, a log, …),
    or a Path of a file with it; of several launches in it, `entry` is the number of the one to check. Or it is a body
    as any value that `json.dumps` accepts, or any mapping. `headers` are its headers. `flow` is the file of the flow to
    launch or, with `org`, its name or id; `org` is the folder of the organization to which the launch is sent.
    `contract` is `platform` or `extended`. `scopes` are the scopes or permissions of its token, `own_hosts` the names
    of your API gateways, and `name` is what diagnostics call a request that is not a file.

    Raises OSError for a file that does not exist, CannotReadError for a file, flow or organization that cannot be
    read, or for several launches without `entry`, TypeError for an argument of a wrong type, and ValueError for an
    unknown contract.
    """
    contract, flow, org = contract_of(contract), path_of(flow, "flow"), path_of(org, "org")
    sent = read_sent(request, text_of(name, "name"), number_of(entry, "entry"))
    if headers is not None:
        sent = replace(sent, headers=headers_of(headers))
    own = frozenset(host.lower() for host in texts_of(own_hosts, "own_hosts"))
    sent = as_sender_says(sent, None if scopes is None else texts_of(scopes, "scopes"), own)
    return check_sent(sent, open_world(flow, org), contract)


def as_sender_says(sent: Sent, scopes: tuple[str, ...] | None, own_hosts: frozenset[str]) -> Sent:
    """The request with the scopes of its token; its host is not checked if it is one of the sender's own."""
    if scopes is not None:
        sent = replace(sent, scopes=scopes)
    if sent.host is not None and sent.host.partition(":")[0].lower() in own_hosts:
        sent = replace(sent, host=None)
    return sent


@dataclass(frozen=True, slots=True)
class World:
    """What a launch is checked against: flows and other entities; None for what is unknown."""

    flows: FlowFinder | None = None
    entities: Entities | None = None


def check_sent(sent: Sent, world: World, contract: Contract) -> LaunchCheck:
    """Do what `check_launch` does, for a request that has been read."""
    result = check(sent, contract=contract, flows=world.flows, entities=world.entities)
    layout = sent.layout
    known = [] if layout is None else [layout.source, layout.body_source or layout.source]
    return LaunchCheck(result, sent, {source.name: source for source in known})


def open_world(flow: str | Path | None, org: str | Path | None) -> World:
    """A flow file, an organization's folder, or both, to check launches against.

    Raises what `check_launch` raises.
    """
    if org is None:
        return World(None if flow is None else _OneFlow(_flow_in(Path(flow))))
    organization, flows = _organization(Path(org))
    entities = _written_entities(organization)
    return World(flows if flow is None else _OneFlow(_found(str(flow), flows)), entities)


def read_launches(
    request: bytes, name: str, folder: Path, environment: Mapping[str, str] | None = None
) -> tuple[FoundRequest, ...] | NotARequest:
    """Every launch in the bytes of a file called `name`; or what the file is, if it is not a request.

    `folder` has the files that it names; `environment` has values of variables that a collection uses.
    """
    return read_requests(request, name, reads_from(folder), environment)


def _written_entities(organization: Any):
    from architrave.organization.directory import Directory

    return Entities(Directory.of(organization).look_up)


def _organization(folder: Path) -> "tuple[Organization, WrittenFlows]":
    """The organization in a folder without its flows, and these: only those that a launch names are read."""
    from architrave.definitions.reader import ORG_YAML, read_without_flows
    from architrave.definitions.rules import NO_FLOWS

    if folder.name == ORG_YAML and folder.is_file():
        raise CannotReadError(f"{folder} is a file. Name its folder: {folder.parent}")
    read, diagnostics = read_without_flows(folder, environment=os.environ, needs_secrets=False)
    if read is None:
        raise CannotReadError(_render(diagnostics))
    if any(item.rule is NO_FLOWS for item in diagnostics) and folder.is_dir() and not (folder / ORG_YAML).is_file():
        raise CannotReadError(
            f"{folder} is not the folder of an organization: it needs org.yaml, or a folder flows/ with Archy YAML "
            "files. `architrave init` makes one."
        )
    organization, unread = read
    return organization, WrittenFlows(unread, organization.folder)


def _render(diagnostics: Iterable[Diagnostic], *sources: Source) -> str:
    return render_text([item for item in diagnostics if item.is_error], {source.name: source for source in sources})


def find_flow(flow: str, org: str | Path | None) -> FoundFlow:
    """The flow in a file, or the one with an id or name in an organization's folder.

    Raises OSError for a file that does not exist, and CannotReadError for a flow that cannot be read or found.
    """
    return _flow_in(Path(flow)) if org is None else _found(flow, _organization(Path(org))[1])


def _found(flow: str, flows: "WrittenFlows") -> FoundFlow:
    path = Path(flow)
    if path.is_file() or path.suffix.lower() in _FLOW_SUFFIXES:
        return _flow_in(path)
    known = list(flows.known())
    named = [flow_id for flow_id, name in known if flow.casefold() in (flow_id.casefold(), name.casefold())]
    ids = [flow_id for flow_id in named if flows.find(flow_id, None) is not None]
    found = flows.find(ids[0], None) if len(ids) == 1 else None
    if found is None or found.program is None:
        near = did_you_mean(flow, [name for _, name in known])
        hint = f' Did you mean "{near}"?' if near is not None and not ids else ""
        raise CannotReadError(
            f"Several flows are named {flow!r}. Use the flow's id."
            if len(ids) > 1
            else f"{flows.folder} has no published flow {flow!r}.{hint}"
        )
    return found


def _flow_in(path: Path) -> FoundFlow:
    """The flow in a file, with its id and required inputs in the organization around it, if any."""
    from architrave.definitions.flow_parts import with_files_around
    from architrave.definitions.other_files import not_a_flow
    from architrave.definitions.regular_files import read_text
    from architrave.flows.reader import read_flow

    if path.is_dir():
        raise CannotReadError(
            f"{path} is a folder, but the flow must be a file. To check against an organization, use `--org {path}` "
            "(in Python: org=)."
        )
    with reading():
        source = with_files_around(Source(str(path), read_text(path, "the flow")))
    message = not_a_flow(source.name, source.text)
    if message is not None:
        raise CannotReadError(message)
    pins, substitutions = _around(path)
    program, diagnostics = read_flow(source, substitutions=substitutions, allow_placeholders=True)
    if program is None or any(item.is_error for item in diagnostics):
        if _is_launch(source):
            raise CannotReadError(f"{path} is a launch request, not a flow. Name the YAML file of the flow.")
        raise CannotReadError(_render(diagnostics, source))
    pin = pins.get(program.name.casefold())
    return FoundFlow(
        id=(pin.id if pin is not None else None) or "",
        name=program.name,
        type=program.flow_type,
        version=FIRST_VERSION,
        program=program,
        versions=(FIRST_VERSION,),
        required=_required(program, pin.required if pin is not None else ()),
    )


@dataclass(frozen=True, slots=True)
class _OneFlow:
    """The one flow that a request is for, regardless of the id in it."""

    found: FoundFlow

    def find(self, flow_id: str, version: str | None, /) -> FoundFlow:
        del flow_id, version
        return self.found

    def known(self) -> Iterable[tuple[str, str]]:
        return [(self.found.id, self.found.name)] if self.found.id else []

    def id_file(self) -> None:
        return


def _is_launch(source: Source) -> bool:
    """Whether a file that is not a flow is a request that launches one."""
    found = read_requests(source.text.encode("utf-8", "surrogatepass"), source.name)
    if isinstance(found, NotARequest):
        return False
    sent = found[0].sent
    return sent.method is not None or (sent.body or b"").lstrip()[:1] in (b"{", b"[", b'"')


def _around(path: Path) -> "tuple[dict[str, FlowPin], Mapping[str, str]]":
    """The pins and substitutions of the organization whose folder contains a flow file, if any."""
    from architrave.definitions.files import FolderFiles
    from architrave.definitions.nearest import ORG_YAML, nearest_organization
    from architrave.definitions.org_yaml import read_org_yaml

    folder = nearest_organization(path)
    source = None if folder is None else FolderFiles(folder).read(ORG_YAML)
    if isinstance(source, Source):
        org, _ = read_org_yaml(source, os.environ, needs_secrets=False)
        return {pin.name.casefold(): pin for pin in org.pins}, org.substitutions
    return {}, {}


def _required(program: Any, names: Iterable[str]) -> frozenset[str]:
    wanted = {name.lower() if "." in name else f"flow.{name.lower()}" for name in names}
    return frozenset(variable.name for variable in program.inputs if variable.key in wanted)


class Written(Protocol):
    """Flows in files."""

    def find(self, identity: str, /) -> "FlowFile | None":
        """The flow with this id, in any case; None if there is none without errors."""
        ...

    def known(self) -> Iterable[tuple[str, str]]:
        """The id and name of every flow."""
        ...


class ReadFlows:
    """The flows of an organization that was read whole."""

    def __init__(self, organization: "Organization") -> None:
        self._files = {file.id.lower(): file for file in organization.flows}

    def find(self, identity: str, /) -> "FlowFile | None":
        """The flow with this id, in any case."""
        return self._files.get(identity.lower())

    def known(self) -> Iterable[tuple[str, str]]:
        """The id and name of every flow."""
        return [(file.id, file.outline.name) for file in self._files.values()]


class WrittenFlows:
    """The flows of an organization as written in its folder.

    A folder has one version of each flow, the first. If a server has stored versions next to it, only that store knows
    which versions exist, so any version is accepted.
    """

    def __init__(self, flows: "Written", folder: Path | None) -> None:
        self.folder = folder
        self._flows = flows
        self._is_served = folder is not None and (folder / _KEPT).is_file()

    def find(self, flow_id: str, version: str | None, /) -> FoundFlow | None:
        """The flow with this id, in this version."""
        file = self._flows.find(flow_id)
        if file is None:
            return None
        there = file.published and (self._is_served or version in (None, FIRST_VERSION))
        return FoundFlow(
            id=file.id,
            name=file.outline.name,
            type=file.outline.flow_type,
            version=(version or FIRST_VERSION) if there else None,
            program=file.program if there else None,
            versions=(FIRST_VERSION,) if file.published else (),
            required=frozenset(file.required),
        )

    def known(self) -> Iterable[tuple[str, str]]:
        """The id and name of every flow."""
        return self._flows.known()

    def id_file(self) -> str:
        """The file that gives flows their ids."""
        from architrave.definitions.reader import ORG_YAML

        return ORG_YAML
