"""Which organization a command uses without `--org`: the nearest org.yaml at or above the file."""

import shlex
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from architrave.cli import architrave
from architrave.definitions.nearest import nearest_organization

EXAMPLE = Path(__file__).parents[2] / "examples" / "order-sync"
INPUTS = ("-i", "batchId=B-1", "-i", "sourceSystem=erp")
FLOW = "a1b2c3d4-5678-90ab-cdef-1234567890ab"


@pytest.fixture
def org(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copytree(EXAMPLE, tmp_path / "org", ignore=shutil.ignore_patterns(".architrave"))
    monkeypatch.chdir(tmp_path)
    return tmp_path / "org"


def invoke(*arguments: str) -> Result:
    return CliRunner().invoke(architrave, list(arguments))


def test_the_search_goes_up_from_a_file_or_folder(org: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert nearest_organization(Path("org/flows/order-sync.yaml")) == Path("org")
    assert nearest_organization(Path("org/flows/missing.yaml")) == Path("org")
    assert nearest_organization(Path("org")) == Path("org")
    assert nearest_organization(Path()) is None
    monkeypatch.chdir(org / "flows")
    assert nearest_organization(Path()) == org
    (org / "flows" / "org.yaml").write_text("name: Inner\n", encoding="utf-8")
    assert nearest_organization(Path()) == Path()


def test_run_uses_it_and_says_so() -> None:
    done = invoke("run", str(EXAMPLE / "flows" / "order-sync.yaml"), *INPUTS)
    assert done.exit_code == 0
    assert done.stderr == f"Organization: “Order sync example” in {EXAMPLE}\n"
    assert "COMPLETED, Batch synced" in done.stdout


def test_run_finds_a_flow_by_its_name(org: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(org / "flows")
    assert "COMPLETED, Batch synced" in invoke("run", "Order sync", *INPUTS).stdout
    done = invoke("run", "Order snc")
    assert (done.exit_code, "Did you mean" in done.stderr) == (2, True)


def test_run_counts_the_errors_of_other_files(org: Path) -> None:
    (org / "flows" / "broken.yaml").write_text("workflow: [", encoding="utf-8")
    done = invoke("run", "org/flows/order-sync.yaml", *INPUTS)
    assert done.exit_code == 0
    assert "Its other files have 1 error. To see them, run: architrave lint org\n" in done.stderr


def test_the_command_that_run_names_shows_the_errors_also_without_an_org_yaml(org: Path) -> None:
    (org / "org.yaml").unlink()
    (org / "data-tables" / "Other.csv").write_text("key;a\n1;2\n", encoding="utf-8")
    done = invoke("run", "org/flows/key-lookup.yaml", "--org", "org", "-i", "key=erp")
    named = done.stderr.partition("To see them, run: architrave ")[2].splitlines()[0]
    assert "Other.csv" in invoke(*shlex.split(named)).stdout


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (f'{{"flowId": "{FLOW}", "inputData": {{"Flow.bachId": "1"}}}}', "Organization: org\n"),
        ('{"flowId": "00000000-0000-4000-8000-000000000001"}', ""),
    ],
)
def test_check_uses_it_for_a_flow_of_its_own(org: Path, body: str, said: str) -> None:
    (org / "request.json").write_text(body, encoding="utf-8")
    done = invoke("check", "org/request.json")
    assert done.stderr == said
    assert ("flow and inputs (--flow or --org)" in done.stdout) is not bool(said)


def test_lint_checks_each_file_against_its_own(org: Path) -> None:
    shutil.copytree(org, org.parent / "second")
    (org.parent / "second" / "org.yaml").write_text("name: Second\n", encoding="utf-8")
    (org.parent / "second" / "data-actions" / "ERP Data Actions" / "Confirm Batch.json").unlink()
    (org.parent / "second" / "mocks.yaml").unlink()
    done = invoke("lint", "org/flows", "second/flows")
    assert done.stderr == "Organization: “Order sync example” in org\nOrganization: “Second” in second\n"
    assert done.exit_code == 1
    assert "org/flows" not in done.stdout
    assert "second/flows" in done.stdout
