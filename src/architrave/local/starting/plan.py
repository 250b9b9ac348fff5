"""The files that make an organization of a folder of flows."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from architrave.definitions.mocks import MOCKS_YAML
from architrave.definitions.reader import ORG_YAML
from architrave.local.starting.mocks_text import mock_entries, mocks_yaml
from architrave.local.starting.module_text import module_path, module_yaml
from architrave.local.starting.needs import Needs, needs_of
from architrave.local.starting.org_text import called_versions, org_sections, org_yaml
from architrave.local.starting.reading import StartingFolder
from architrave.local.starting.table_text import table_files

MISSING = {ORG_YAML: "org.missing.yaml", MOCKS_YAML: "mocks.missing.yaml"}
"""The new file for what an existing file lacks."""

_FLOWS = "flows/"


@dataclass(frozen=True, slots=True)
class Plan:
    """The texts of new files by path, what they are for, and the existing files that lack something."""

    files: Mapping[str, str]
    needs: Needs
    lacking: tuple[str, ...]


def plan_for(found: StartingFolder, name: str) -> Plan:
    """The files that the folder lacks. `name` is the organization's name in a new org.yaml."""
    programs = [flow.program for flow in found.flows if flow.program is not None]
    needs = needs_of(
        programs,
        [flow.uses for flow in found.flows if flow.uses is not None],
        found.organization,
        found.mocks,
        are_mocked=found.has_mocks_yaml,
    )
    needs.substitutions = dict(found.substitutions)
    files: dict[str, str] = {}
    lacking: list[str] = []
    if not found.has_org_yaml:
        whole = [flow.program for flow in found.flows if flow.program is not None and not flow.has_errors]
        files[ORG_YAML] = org_yaml(name, _language(found), needs, whole, called_versions(programs))
    elif needs.in_org_yaml:
        lacking.append(ORG_YAML)
        files[MISSING[ORG_YAML]] = _missing(ORG_YAML, *org_sections(needs))
    if not found.has_mocks_yaml:
        if needs.data_actions:
            files[MOCKS_YAML] = mocks_yaml(needs.data_actions)
    elif needs.data_actions:
        lacking.append(MOCKS_YAML)
        files[MISSING[MOCKS_YAML]] = _missing(MOCKS_YAML, *mock_entries(needs.data_actions))
    for table in needs.data_tables:
        files |= table_files(table)
    inside = _FLOWS if any(flow.path.startswith(_FLOWS) for flow in found.flows) else ""
    files |= {inside + module_path(module): module_yaml(module) for module in needs.modules}
    return Plan(files, needs, tuple(lacking))


def organization_name(folder: Path) -> str:
    """The name of an organization without one: that of its folder."""
    return folder.resolve().name or "Local organization"


def _missing(name: str, *lines: str) -> str:
    header = f"# What the flows name and {name} does not have. Copy what you need into {name}, and delete this file.\n"
    return header + "\n".join(lines) + "\n"


def _language(found: StartingFolder) -> str:
    """The default language of most flows."""
    languages = [flow.program.default_language for flow in found.flows if flow.program is not None]
    counted = Counter(language for language in languages if language)
    return counted.most_common(1)[0][0] if counted else "en-us"
