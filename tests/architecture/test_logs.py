"""The check of all logs for secrets: what it finds, what it ignores, and that it makes a session fail."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.logs import FOLDER, ROOT, leaks, served_organizations

ORGANIZATION = "clients:\n  - {id: erp, secret: dev-only-word, roles: [launcher]}\n"

TELLING = [
    ("cannot log in erp with dev-only-word", "a secret of the tests"),
    ("refused: s3cret-of-a-test", "a secret of the tests"),
    (f"answered {'a-B_3' * 17}x.", "an access token or a secret"),
    (f'{{"secret": "{"a-B_3" * 8}xyz"}}', "an access token or a secret"),
    ("headers: {'authorization': 'Bearer abcdef123'}", "credentials of a request"),
    ("Authorization: basic ZXJwOmRldi1vbmx5", "credentials of a request"),
    ("cannot reach postgresql://ada:a-password@db.internal/orders", "the password of a database"),
    ("a value: sealed-not-secret.aGVsbG8.0123", "an encrypted value"),
]

HARMLESS = [
    'INFO version 2.0 of "Key lookup" (f25aef4c-a90c-5f30-bc63-7dfea4a13ea8) was published',
    "The flow needs a bearer token: send Authorization: Bearer with one",
    "cannot use postgresql://architrave:***@db.internal/orders, nor http://127.0.0.1:8642/x@y",
    "b94d27b9934d3e08a52e52d7da7dabfac484efe37a5380ee9088f7ace2efcde9",
    "test_what_is_refused_is_said_without_its_value",
]


def found(folder: Path, line: str) -> list[str]:
    (folder / "org.yaml").write_text(ORGANIZATION)
    (folder / "known-1.txt").write_text("s3cret-of-a-test\n")
    (folder / "serve.log").write_text(f"INFO started\n{line}\n")
    return list(leaks(folder, [folder / "org.yaml"]))


@pytest.mark.parametrize(("line", "kind"), TELLING)
def test_a_secret_is_found(tmp_path: Path, line: str, kind: str) -> None:
    assert found(tmp_path, line) == [f"{tmp_path / 'serve.log'}:2 has {kind}"]


@pytest.mark.parametrize("line", HARMLESS)
def test_a_harmless_line_passes(tmp_path: Path, line: str) -> None:
    assert found(tmp_path, line) == []


def test_the_secrets_of_the_organizations_are_known(tmp_path: Path) -> None:
    (tmp_path / "serve.log").write_text("bench-only\ndev-only-erp-sync\ntest-only\n")
    assert len(list(leaks(tmp_path, served_organizations()))) == 3


SESSION = """
import logging
from tests.logs import secret
word = secret("s3cret-of-this-session")
def test_logs(): logging.getLogger("architrave.somewhere").info({said})
"""


@pytest.mark.slow
@pytest.mark.parametrize(("said", "code"), [("word", 1), ("'nothing'", 0)])
def test_a_session_that_logs_a_secret_fails(tmp_path: Path, said: str, code: int) -> None:
    (tmp_path / "test_it.py").write_text(SESSION.format(said=said))
    command = [sys.executable, "-m", "pytest", "-q", "-p", "tests.logs", "-p", "no:cacheprovider", "-c", "/dev/null"]
    environment = {name: value for name, value in os.environ.items() if name not in (FOLDER, "PYTEST_ADDOPTS")}
    done = subprocess.run(
        [*command, "--rootdir", tmp_path, tmp_path],
        cwd=ROOT,
        env={**environment, "TMPDIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == code, done.stdout + done.stderr
    assert "1 passed" in done.stdout
    assert ("secrets in logs" in done.stdout) == bool(code)
    assert len(list(tmp_path.glob("architrave-logs-*"))) == code, "the logs are kept if a secret was found"
