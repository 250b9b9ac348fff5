"""The replies of a case: those of the organization, the file, the test and the row, each over those before."""

from collections.abc import Iterator

from architrave.definitions.files import FolderFiles
from architrave.definitions.mocks import Mocks, read_mocks
from architrave.diagnostics import Diagnostic, Position
from architrave.flowtests.cases import Case
from architrave.flowtests.document import TestFile
from architrave.flowtests.mocks import MocksGiven
from architrave.flowtests.noted import Noted
from architrave.flowtests.rules import FLOWTEST_NAME
from architrave.local.testing.paths import relative_path


def replies_for(case: Case, mocks: Mocks) -> Mocks:
    """The replies of a case; `mocks` are the organization's. The path of a file replaces all replies before it."""
    for given in case.mocks:
        if given.value.file is not None:
            mocks, _ = read_file(case, given)
        else:
            mocks = mocks.over(given.value.mocks)
    return mocks


def read_file(case: Case, given: Noted[MocksGiven]) -> tuple[Mocks, tuple[Diagnostic, ...]]:
    """The replies in the file that a test names, and all problems in it."""
    path = relative_path(case.file, given.value.file or "")
    source = FolderFiles(path.parent, only=path.name).read(path.name)
    if isinstance(source, Diagnostic):
        return Mocks(), (given.fault(FLOWTEST_NAME, source.message, source.help),)
    return read_mocks(source)


def own_replies(case: Case) -> dict[int, Position]:
    """The places of the replies that are written in the test itself or its row, by the identity of each."""
    return {key: at for given in case.mocks if given is not case.file.mocks for key, at in _placed(given.value)}


def replies_in_file(case: Case) -> dict[int, Position]:
    """As `own_replies`, with those that the file has for all of its tests."""
    return {key: at for given in case.mocks for key, at in _placed(given.value)}


def common_replies(file: TestFile) -> frozenset[Position]:
    """The places of the replies that a file has for all of its tests."""
    return frozenset() if file.mocks is None else frozenset(at for _, at in _placed(file.mocks.value))


def _placed(given: MocksGiven) -> Iterator[tuple[int, Position]]:
    for replies in given.mocks.replies.values():
        yield from ((id(reply), reply.at) for reply in replies if reply.at is not None)
