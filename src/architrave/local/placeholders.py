"""The placeholders of whole folders."""

import os
from collections.abc import Iterable, Mapping
from pathlib import Path

from architrave.definitions.files import FolderFiles
from architrave.definitions.flow_files import flow_paths
from architrave.definitions.nearest import ORG_YAML
from architrave.definitions.org_yaml import read_org_yaml
from architrave.diagnostics import Source
from architrave.flows.substitutions import keys_in


def keys_of_folders(folders: Iterable[Path]) -> set[str]:
    """The keys of all placeholders in the flows of some folders."""
    keys: set[str] = set()
    for folder in folders:
        files = FolderFiles(folder)
        for path in flow_paths(files):
            source = files.read(path)
            keys |= keys_in(source.text) if isinstance(source, Source) else set()
    return keys


def substitutions_of(organization: Path) -> Mapping[str, str]:
    """The substitutions in an organization's org.yaml, as far as it can be read."""
    files = FolderFiles(organization)
    source = files.read(ORG_YAML) if ORG_YAML in files.paths() else None
    return read_org_yaml(source, os.environ)[0].substitutions if isinstance(source, Source) else {}
