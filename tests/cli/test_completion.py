"""Shell completion: what completes to what, and its installation for each shell."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.shell_completion import CompletionItem, get_completion_class
from click.testing import CliRunner

from architrave.cli import architrave
from architrave.cli.completion import SHELLS

EXAMPLE = Path(__file__).parents[2] / "examples" / "order-sync"

CASES = [
    ("", "init serve connect"),
    ("ex", "explain explore executions"),
    ("launch --ta", "--target"),
    ("explain unknown-fie", "unknown-field"),
    ("lint --select unknown-fl", "unknown-flow-type"),
    ("lint --ignore unknown-key,unused-v", "unknown-key,unused-variable"),
    ("launch or", r"Order\ sync Order\ paging"),
    ("run Key", r"Key\ lookup"),
    ("run flows/key-lookup.yaml --break look", r"Look\ the\ key\ up Looked\ up"),
    ("run flows/missing.yaml --until x", ""),
]


@pytest.mark.parametrize(("typed", "wanted"), CASES)
def test_completion(typed: str, wanted: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(EXAMPLE)
    kind = get_completion_class("bash")
    assert kind is not None
    words = typed.split(" ")
    monkeypatch.setenv("COMP_WORDS", f"architrave {typed}")
    shell = kind(architrave, {}, "architrave", "_ARCHITRAVE_COMPLETE")
    lines = [shell.format_completion(item) for item in shell.get_completions(words[:-1], words[-1])]
    found = [line.removeprefix("plain,") for line in lines]
    assert " ".join(found[:3] if not typed else found) == wanted


def test_an_argument_that_is_no_flow_name_completes_to_files(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(EXAMPLE)
    kind = get_completion_class("bash")
    assert kind is not None
    shell = kind(architrave, {}, "architrave", "_ARCHITRAVE_COMPLETE")
    assert [item.type for item in shell.get_completions(["run"], "flows/")] == ["file"]


@pytest.mark.parametrize("shell", SHELLS)
def test_installing_twice_changes_nothing(shell: str, tmp_path: Path) -> None:
    environment = {"HOME": str(tmp_path), "SHELL": f"/usr/bin/{shell}", "XDG_DATA_HOME": "", "XDG_CONFIG_HOME": ""}
    settings = tmp_path / f".{shell}rc"
    settings.write_text("alias a=b", encoding="utf-8")

    def installed(option: str) -> dict[str, str]:
        done = CliRunner().invoke(architrave, [option], env=environment)
        assert done.exit_code == 0, done.output
        return {str(path): path.read_text("utf-8") for path in tmp_path.rglob("*") if path.is_file()}

    once = installed("--install-completion")
    assert installed(f"--install-completion={shell}") == once
    assert any("_ARCHITRAVE_COMPLETE" in text for text in once.values())
    assert settings.read_text(encoding="utf-8").startswith("alias a=b" if shell == "fish" else "alias a=b\n")


@pytest.mark.parametrize(("shell", "option"), [("", "--install-completion"), ("/bin/tcsh", "--install-completion")])
def test_another_shell_is_refused(shell: str, option: str, tmp_path: Path) -> None:
    done = CliRunner().invoke(architrave, [option], env={"HOME": str(tmp_path), "SHELL": shell})
    assert (done.exit_code, list(tmp_path.iterdir())) == (2, [])
    assert "bash, zsh, fish" in done.stderr


@pytest.mark.slow
def test_bash_completes(tmp_path: Path) -> None:
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    environment = {**os.environ, "HOME": str(tmp_path), "PATH": path, "XDG_DATA_HOME": str(tmp_path / "data")}
    script = """
    architrave --install-completion bash > installed.txt
    source ~/.bashrc
    COMP_WORDS=(architrave launch Or); COMP_CWORD=2
    _architrave_complete architrave
    printf '%s\\n' "${COMPREPLY[@]}"
    """
    (tmp_path / "org.yaml").write_text("name: Here\n", encoding="utf-8")
    (tmp_path / "flow.yaml").write_text("workflow:\n  name: Orders & more\n", encoding="utf-8")
    done = subprocess.run(
        ["bash", "-c", script], cwd=tmp_path, env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout == "Orders\\ \\&\\ more\n", done.stderr


REFUSED_HOMES = [({"HOME": ""}, "$HOME is empty"), ({"HOME": "here"}, "not an absolute path")]
CANNOT_WRITE = [{"HOME": "/dev/null"}, {"HOME": "/proc/1/none"}, {"XDG_DATA_HOME": "/proc/none"}]


@pytest.mark.parametrize(("variables", "said"), [*REFUSED_HOMES, *((given, "Cannot write") for given in CANNOT_WRITE)])
def test_a_home_that_cannot_be_used_is_a_usage_error(
    variables: dict[str, str], said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    environment = {"HOME": str(tmp_path), "XDG_DATA_HOME": "", **variables}
    done = CliRunner().invoke(architrave, ["--install-completion=bash"], env=environment)
    assert (done.exit_code, list(tmp_path.iterdir())) == (2, []), done.output
    assert said in done.stderr


@pytest.mark.parametrize("kind", ["folder", "broken link"])
def test_settings_that_cannot_be_written_are_a_usage_error(kind: str, tmp_path: Path) -> None:
    settings = tmp_path / ".bashrc"
    settings.mkdir() if kind == "folder" else settings.symlink_to("missing/settings")
    environment = {"HOME": str(tmp_path), "XDG_DATA_HOME": ""}
    done = CliRunner().invoke(architrave, ["--install-completion=bash"], env=environment)
    assert done.exit_code == 2, done.output
    assert ".bashrc" in done.stderr


@pytest.mark.slow
@pytest.mark.parametrize("name", ['a "quoted" $(touch no)', "it's; `touch no`", b"not-utf-8-\xff"])
def test_the_line_in_the_settings_is_quoted_and_guarded(name: str | bytes, tmp_path: Path) -> None:
    home = tmp_path / os.fsdecode(name)
    home.mkdir()
    environment = {"HOME": str(home), "PATH": os.environ["PATH"], "XDG_DATA_HOME": ""}
    done = CliRunner().invoke(architrave, ["--install-completion=bash"], env=environment)
    assert done.exit_code == 0, done.output

    def sourced() -> str:
        script = "source ~/.bashrc; complete -p architrave 2>&1"
        ended = subprocess.run(["bash", "-c", script], cwd=tmp_path, env=environment, capture_output=True, check=False)
        assert ended.stderr == b""
        return ended.stdout.decode()

    assert "_architrave_complete" in sourced()
    (home / ".local/share/architrave/completion.bash").unlink()
    assert "no completion" in sourced()
    assert not (tmp_path / "no").exists()


@pytest.mark.parametrize(("word", "wanted"), [("Ord", r"Order\ \$5"), ('"Ord', r"Order \$5"), ("'Ord", "Order $5")])
def test_a_name_after_an_opened_quote_has_no_backslashes(
    word: str, wanted: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    kind = get_completion_class("bash")
    assert kind is not None
    monkeypatch.setenv("COMP_WORDS", f"architrave\nlaunch\n{word}")
    monkeypatch.setenv("COMP_CWORD", "2")
    shell = kind(architrave, {}, "architrave", "_ARCHITRAVE_COMPLETE")
    assert shell.format_completion(CompletionItem("Order $5")) == f"plain,{wanted}"


def test_a_target_completes_to_folders() -> None:
    kind = get_completion_class("bash")
    assert kind is not None
    shell = kind(architrave, {}, "architrave", "_ARCHITRAVE_COMPLETE")
    assert [item.type for item in shell.get_completions(["launch", "--target"], "ex")] == ["dir"]
