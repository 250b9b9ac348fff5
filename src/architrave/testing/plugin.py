"""What pytest loads at its start. It imports nothing else of Architrave: projects without flow tests pay nothing."""

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from architrave.testing.flows import OpenFlow
    from architrave.testing.served import LocalOrg

FLOW_TESTS = (".flowtest.yaml", ".flowtest.yml")
"""How the names of files with flow tests end, as in `definitions/file_kinds`."""

ORGANIZATION = "architrave_org"


def pytest_addoption(parser: pytest.Parser) -> None:
    """The setting for the organization of the fixtures."""
    about = "the organization's folder for the fixtures flow and local_org (default: the nearest with an org.yaml)"
    parser.addini(ORGANIZATION, about)


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> "pytest.Collector | None":
    """A file with flow tests."""
    if not file_path.name.lower().endswith(FLOW_TESTS):
        return None
    from architrave.testing.collecting import FlowTestFile

    return FlowTestFile.from_parent(parent, path=file_path)  # pyright: ignore[reportUnknownMemberType]


@pytest.fixture(scope="module")
def architrave_org(request: pytest.FixtureRequest, pytestconfig: pytest.Config) -> Path:
    """The organization's folder: the setting `architrave_org`, or else the nearest with an org.yaml."""
    from architrave.definitions.nearest import nearest_organization

    written: str = pytestconfig.getini(ORGANIZATION)
    if written:
        return pytestconfig.rootpath / written
    found = nearest_organization(request.path)
    if found is None:
        pytest.fail(
            f"There is no org.yaml at or above {request.path.parent}. Set `{ORGANIZATION}` in the section of pytest in "
            f"pyproject.toml, or define a fixture `{ORGANIZATION}` that returns the folder.",
            pytrace=False,
        )
    return found


@pytest.fixture(scope="module")
def flow(architrave_org: Path) -> "Iterator[OpenFlow]":
    """Opens flows of the organization: `flow("Order sync").run(batchId="B-1")` is a run with plain values."""
    from architrave.testing.flows import flows_of

    with flows_of(architrave_org) as opened:
        yield opened


@pytest.fixture
def local_org(architrave_org: Path) -> "Iterator[LocalOrg]":
    """The organization, served on a free port; its time stands still until `local_org.advance(hours=2)`."""
    from architrave.testing.served import serve

    with serve(architrave_org) as served:
        yield served
