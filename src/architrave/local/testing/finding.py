"""The test files that paths name, and the tests in them that a person selects."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from architrave.definitions.file_kinds import is_flow_test
from architrave.definitions.walking import list_files
from architrave.diagnostics import did_you_mean
from architrave.flowtests.cases import Case
from architrave.local.testing.faults import CannotTestError
from architrave.local.testing.options import TestOptions

_MARK = "::"


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A test file, and the names of the tests to run; None for all."""

    path: str
    names: frozenset[str] | None = None


def find_test_files(paths: Sequence[str]) -> list[FoundFile]:
    """The test files at and below these paths, each once, in order. Raises CannotTestError."""
    found: dict[str, FoundFile] = {}
    for written in paths:
        path, mark, name = written.partition(_MARK)
        if Path(path).is_dir():
            if mark:
                raise CannotTestError(f"{path} is a folder: write FILE::NAME to name a test.")
            files = [FoundFile(each) for each in _in_folder(path)]
        else:
            files = [FoundFile(path, frozenset({name}) if mark else None)]
            _check(path)
        for file in files:
            known = found.get(os.path.realpath(file.path))
            found[os.path.realpath(file.path)] = file if known is None else _both(known, file)
    if not found:
        where = " or ".join(f'"{path}"' for path in paths)
        raise CannotTestError(f"There are no test files (*.flowtest.yaml) in {where}. {_first(paths[0])}")
    return list(found.values())


def _first(folder: str) -> str:
    """How to make the first test of an organization."""
    beside = "" if folder == "." else f" {folder}"
    return (
        "To make the first one of a run: `architrave run FLOW --format json > run.json`, and then "
        f"`architrave test --from run.json{beside} > {Path(folder, 'NAME.flowtest.yaml')}`."
    )


def _in_folder(folder: str) -> list[str]:
    try:
        files = list_files(Path(folder)).files
    except OSError as error:
        raise CannotTestError(f"Cannot read the folder {folder}: {error.strerror or error}.") from None
    return [str(Path(folder, path)) for path in files if is_flow_test(path)]


def _check(path: str) -> None:
    if not Path(path).exists():
        raise CannotTestError(f"File not found: {path}.")
    if not is_flow_test(path):
        raise CannotTestError(f"{path} is not a test file: the names of test files end in .flowtest.yaml.")


def _both(one: FoundFile, other: FoundFile) -> FoundFile:
    names = None if one.names is None or other.names is None else one.names | other.names
    return FoundFile(one.path, names)


def selected(cases: list[Case], file: FoundFile, options: TestOptions) -> list[Case]:
    """The cases that are named, and that the options select. Raises CannotTestError for a name that does not exist."""
    if file.names is not None:
        known = {name for case in cases for name in (case.name, case.full_name)}
        for name in sorted(file.names - known):
            near = did_you_mean(name, known)
            hint = f' Did you mean "{near}"?' if near is not None else ""
            raise CannotTestError(f'{file.path} has no test "{name}".{hint}')
        cases = [case for case in cases if {case.name, case.full_name} & file.names]
    text = (options.text or "").casefold()
    return [
        case for case in cases if text in case.full_name.casefold() and (not options.tags or options.tags & case.tags)
    ]
