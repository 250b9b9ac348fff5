"""Reads an organization's files, in the order of their dependencies."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path, PurePosixPath

from architrave.cloud.exports import CONVERT_EXPORTS, export_suffix
from architrave.definitions import rules
from architrave.definitions.data_actions import read_data_action
from architrave.definitions.data_tables import read_data_table
from architrave.definitions.file_kinds import exports_in_words
from architrave.definitions.files import FolderFiles, OrganizationFiles
from architrave.definitions.flow_files import FlowReader, read_flow_files
from architrave.definitions.flow_references import unknown_flows
from architrave.definitions.memory import Memory
from architrave.definitions.nearest import ORG_YAML
from architrave.definitions.org_yaml import OrgYaml, read_org_yaml
from architrave.definitions.other_files import not_a_flow
from architrave.definitions.unread_flows import UnreadFlows
from architrave.definitions.values import UNSET_INPUTS, DataAction, DataTable, FlowFile, Organization, derived_id
from architrave.diagnostics import Diagnostic, Source
from architrave.diagnostics.diagnostic import each_once
from architrave.diagnostics.source import written_name
from architrave.flows.rules import NOT_A_FLOW

HIDDEN_FOLDER = ".architrave"
SCHEMA_SUFFIX = ".schema.json"
_UNNAMED = "Local organization"


def read_organization(
    folder: Path | OrganizationFiles,
    *,
    environment: Mapping[str, str],
    named_only: bool = False,
    needs_secrets: bool = True,
    read: FlowReader | None = None,
    earlier: Organization | None = None,
    memory: Memory | None = None,
) -> tuple[Organization | None, tuple[Diagnostic, ...]]:
    """The organization in a folder, and all its problems.

    `folder` may also be a single flow file, or files in memory. `environment` fills `${NAME}` in org.yaml. Returns no
    organization if the folder cannot be read or org.yaml has an error. Flow files with errors are reported and left
    out. With `named_only`, so are flows that nothing can refer to, which makes it quick. Without `needs_secrets`, a
    secret keeps a `${NAME}` that is not set. `read` reads a flow with its substitutions, as `read_flow` does. `earlier`
    is the organization as it was read before: its org.yaml is used while the present one has errors. With a `memory`,
    only what has changed since the last reading with it is read.
    """
    files, where, faults = _open(folder)
    if files is None:
        return None, faults
    memory = memory or Memory()
    rest = _read_rest(files, environment, needs_secrets=needs_secrets, earlier=earlier, memory=memory)
    source = rest.org_yaml
    flows, flow_faults = read_flow_files(
        files,
        rest.org.pins,
        substitutions=rest.org.substitutions,
        org_yaml=source,
        named_only=named_only,
        read=read,
        memory=memory,
    )
    if not named_only and not any(fault.is_error for fault in flow_faults):  # all flows are known
        flow_faults = (*flow_faults, *unknown_flows(rest.org.flow_references, flows, source))
    if rest.is_broken:  # places in the earlier org.yaml are not those of the present one
        flow_faults = tuple(fault for fault in flow_faults if source is None or fault.file != source.name)
    diagnostics = each_once((*files.unread(), *rest.faults, *flow_faults))
    if not flows and not flow_faults:
        diagnostics = (*diagnostics, _no_flows(files, where))
    if rest.is_broken and earlier is None:
        return None, diagnostics
    return rest.organization(where, flows), diagnostics


def read_without_flows(
    folder: Path, *, environment: Mapping[str, str], needs_secrets: bool = True
) -> tuple[tuple[Organization, UnreadFlows] | None, tuple[Diagnostic, ...]]:
    """The organization in a folder without its flows, and these, which are read one by one when they are needed.

    The arguments are those of `read_organization`. The diagnostics are its problems without those of flows.
    """
    files, where, faults = _open(folder)
    if files is None:
        return None, faults
    rest = _read_rest(files, environment, needs_secrets=needs_secrets, earlier=None, memory=Memory())
    unread = UnreadFlows(files, rest.org.pins, rest.org.substitutions)
    diagnostics = each_once((*files.unread(), *rest.faults))
    if not unread:
        diagnostics = (*diagnostics, _no_flows(files, where))
    return (None if rest.is_broken else (rest.organization(where, ()), unread)), diagnostics


@dataclass(frozen=True, slots=True)
class _Rest:
    """Everything but the flows. `is_broken` is whether org.yaml has errors, `faults` are the problems."""

    org: OrgYaml
    org_yaml: Source | None
    is_broken: bool
    tables: tuple[DataTable, ...]
    actions: tuple[DataAction, ...]
    faults: tuple[Diagnostic, ...]

    def organization(self, where: Path | None, flows: tuple[FlowFile, ...]) -> Organization:
        """The organization with these flows."""
        org = self.org
        name = org.name or (written_name(where.resolve().name) if where is not None else "") or _UNNAMED
        return Organization(
            id=org.id or derived_id("organization", name),
            name=name,
            folder=where,
            default_language=org.default_language or "en-us",
            default_country_code=org.default_country_code or "US",
            clients=org.clients,
            roles=org.roles,
            entities=org.entities,
            flows=flows,
            data_tables=self.tables,
            data_actions=self.actions,
            integrations=org.integrations,
            substitutions=org.substitutions,
            lint=org.lint,
            passwords=org.passwords,
            unset_inputs=org.unset_inputs or UNSET_INPUTS[0],
            org_yaml=self.org_yaml,
        )


def _read_rest(
    files: OrganizationFiles,
    environment: Mapping[str, str],
    *,
    needs_secrets: bool,
    earlier: Organization | None,
    memory: Memory,
) -> _Rest:
    source, faults = _org_yaml_of(files)
    org, org_faults = _read_org_yaml(source, environment, needs_secrets=needs_secrets, memory=memory)
    org_faults = (*faults, *org_faults)
    is_broken = any(fault.is_error for fault in org_faults)
    if is_broken and earlier is not None:
        source = earlier.org_yaml
        org, _ = _read_org_yaml(source, environment, needs_secrets=needs_secrets, memory=memory)
    tables, table_faults = _data_tables(files, memory)
    actions, action_faults = _data_actions(files, memory)
    return _Rest(org, source, is_broken, tables, actions, (*org_faults, *table_faults, *action_faults))


def _no_flows(files: OrganizationFiles, where: Path | None) -> Diagnostic:
    message = f"{where or 'The organization'} has no flows."
    exports = [path for path in files.paths() if export_suffix(path)]
    if exports:
        message = f"{message[:-1]}, but {exports_in_words(exports)}."
    advice = (
        CONVERT_EXPORTS
        if exports
        else "Put Archy YAML files into its `flows/` folder, or name a folder that contains some."
    )
    return Diagnostic(rules.NO_FLOWS, message, str(where or ORG_YAML), help=advice)


def _open(
    folder: Path | OrganizationFiles,
) -> tuple[OrganizationFiles | None, Path | None, tuple[Diagnostic, ...]]:
    if not isinstance(folder, Path | FolderFiles):
        return folder, None, ()
    if isinstance(folder, Path) and folder.is_file():
        return _open_file(FolderFiles(folder.parent, only=folder.name), folder)
    files = FolderFiles(folder) if isinstance(folder, Path) else folder
    where = files.folder
    try:
        files.paths()
    except FileNotFoundError:
        return None, where, (_not_there(where, "no such folder"),)
    except OSError as error:
        return None, where, (_not_there(where, error.strerror or str(error)),)
    return files, where, ()


def _open_file(files: FolderFiles, path: Path) -> tuple[OrganizationFiles | None, Path | None, tuple[Diagnostic, ...]]:
    source = files.read(path.name)
    message = not_a_flow(source.name, source.text) if isinstance(source, Source) else None
    if message is not None:
        return None, path, (Diagnostic(NOT_A_FLOW, message, file=str(path)),)
    return files, path.parent, ()


def _not_there(folder: Path, why: str) -> Diagnostic:
    return Diagnostic(
        rules.NO_ORGANIZATION,
        f"Cannot read {folder}: {why}.",
        file=str(folder),
        help="Name a folder with an org.yaml or with Archy YAML flow files.",
    )


def _org_yaml_of(files: OrganizationFiles) -> tuple[Source | None, tuple[Diagnostic, ...]]:
    if ORG_YAML not in files.paths():
        return None, ()
    source = files.read(ORG_YAML)
    return (None, (source,)) if isinstance(source, Diagnostic) else (source, ())


def _read_org_yaml(
    source: Source | None, environment: Mapping[str, str], *, needs_secrets: bool, memory: Memory
) -> tuple[OrgYaml, tuple[Diagnostic, ...]]:
    if source is None:
        return OrgYaml(), ()
    made_of = source, dict(environment), needs_secrets
    return memory.once(
        "org.yaml",
        source.text,
        made_of,
        lambda: read_org_yaml(source, environment, needs_secrets=needs_secrets),
    )


def _data_tables(files: OrganizationFiles, memory: Memory) -> tuple[tuple[DataTable, ...], tuple[Diagnostic, ...]]:
    tables: list[DataTable] = []
    paths = {path for path in files.paths() if path.startswith("data-tables/")}
    schemas = {path.removesuffix(SCHEMA_SUFFIX): path for path in sorted(paths) if path.endswith(SCHEMA_SUFFIX)}
    diagnostics = [
        Diagnostic(rules.DATA_TABLE_SCHEMA, f"{path} has no schema file.", path, help=f"Add {stem}{SCHEMA_SUFFIX}.")
        for path in sorted(paths)
        if path.endswith(".csv") and (stem := path.removesuffix(".csv")) not in schemas
    ]
    for stem, path in schemas.items():
        schema = files.read(path)
        rows = files.read(f"{stem}.csv") if f"{stem}.csv" in paths else None
        if isinstance(schema, Diagnostic) or isinstance(rows, Diagnostic):
            diagnostics += [source for source in (schema, rows) if isinstance(source, Diagnostic)]
            continue
        table, faults = memory.once(
            "data table", stem, (schema, rows), partial(read_data_table, PurePosixPath(stem).name, schema, rows)
        )
        diagnostics += faults
        if table is not None:
            tables.append(table)
    return tuple(tables), tuple(diagnostics)


def _data_actions(files: OrganizationFiles, memory: Memory) -> tuple[tuple[DataAction, ...], tuple[Diagnostic, ...]]:
    actions: list[DataAction] = []
    diagnostics: list[Diagnostic] = []
    for path in files.paths():
        if not path.startswith("data-actions/") or not path.endswith(".json"):
            continue
        source = files.read(path)
        if isinstance(source, Diagnostic):
            diagnostics.append(source)
            continue
        action, faults = memory.once("data action", path, source, partial(read_data_action, source, path))
        diagnostics.extend(faults)
        if action is not None:
            actions.append(action)
    return tuple(actions), tuple(diagnostics)
