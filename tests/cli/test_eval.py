"""`architrave eval`: one expression or a batch, with and without an organization."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from architrave.cli.eval import _World, command

ROOT = Path(__file__).resolve().parents[2]


def eval_json(*arguments: str) -> tuple[int, dict[str, object]]:
    result = CliRunner().invoke(command, [*arguments, "--format", "json"])
    return result.exit_code, json.loads(result.stdout)


@pytest.mark.parametrize(
    ("expression", "shown"),
    [
        ("2 + 3", {"type": "Integer", "value": 5, "text": "5"}),
        ("10 / 4", {"type": "Decimal", "value": "2.5", "text": "2.5"}),
        (
            'MakeCurrency(5.25, "USD")',
            {"type": "Currency", "value": {"amount": "5.25", "code": "USD"}, "text": "5.25|USD"},
        ),
        ("MakeDuration(0, 1, 0, 0)", {"type": "Duration", "value": 3600000, "text": "PT1H"}),
        ("MakeDate(2026, 2, 3)", {"type": "Date", "value": "2026-02-03", "text": "2026-02-03"}),
        ("MakeList(1, 2)", {"type": "Integer Collection", "value": [1, 2], "text": "1\n2"}),
        ("-2 ^ 2", {"type": "Decimal", "value": "4.0", "text": "4.0"}),
        ('-Length("abc")', {"type": "Integer", "value": -3, "text": "-3"}),
        ("ToInt(NOT_SET)", {"type": "Integer", "value": None, "text": None}),
    ],
)
def test_values(expression: str, shown: dict[str, object]) -> None:
    assert eval_json(expression) == (0, shown)


@pytest.mark.parametrize("option", ["-x", "-xy", "--formt"])
def test_an_unknown_option_is_reported(option: str) -> None:
    result = CliRunner().invoke(command, [option])
    assert result.exit_code == 2
    assert "No such option" in result.output


def test_an_error_before_the_run_is_a_diagnostic() -> None:
    code, shown = eval_json('"a" + 1')
    assert code == 1
    assert [item["rule"] for item in shown["diagnostics"]] == ["operand-type"]  # type: ignore[index,union-attr]


def test_a_run_time_fault_is_an_error() -> None:
    code, shown = eval_json("GetAt(MakeList(1), 4)")
    assert code == 1
    assert set(shown["error"]) == {"type", "message"}  # type: ignore[call-overload]


def test_variables_may_use_each_other() -> None:
    assert eval_json("Flow.b", "--var", "Flow.a=2", "--var", "Flow.b=flow.A * 4")[1]["value"] == 8


def test_a_batch_prints_one_result_per_line(tmp_path: Path) -> None:
    batch = tmp_path / "batch.jsonl"
    batch.write_text('"1 + 1"\n"1 +"\n3\n"GetAt(MakeList(1), 4)"\n', encoding="utf-8")
    result = CliRunner().invoke(command, ["--batch", str(batch)])
    assert result.exit_code == 0
    assert [next(iter(json.loads(line))) for line in result.stdout.splitlines()] == [
        "type",
        "diagnostics",
        "diagnostics",
        "error",
    ]


def test_an_internal_error_in_one_line_does_not_stop_the_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = tmp_path / "batch.jsonl"
    batch.write_text('"1 + 1"\n"Trim(\\"a\\")"\n"2 + 2"\n')
    evaluate = _World.evaluate

    def failing(world: _World, text: str) -> object:
        if text.startswith("Trim"):
            raise KeyError("ours")
        return evaluate(world, text)

    monkeypatch.setattr(_World, "evaluate", failing)
    result = CliRunner().invoke(command, ["--batch", str(batch)])
    assert result.exit_code == 3
    lines = [json.loads(line) for line in result.stdout.splitlines()]
    assert [line.get("value") for line in lines] == [2, None, 4]
    assert lines[1]["error"]["type"] == "InternalError"


def test_an_undeclared_variable_names_the_option() -> None:
    _, shown = eval_json("Flow.x + 1")
    assert "--var" in str(shown)


def test_without_an_organization_names_are_assumed_to_exist_and_listed() -> None:
    result = CliRunner().invoke(command, ['ToString(ToSkill("Spanish"))'])
    assert (result.exit_code, result.stdout) == (0, "Spanish\n")
    assert "skill “Spanish”" in result.stderr


def test_with_an_organization_names_are_looked_up_there() -> None:
    org = str(ROOT / "examples" / "order-sync")
    assert eval_json('FindQueue("support queue").name', "--org", org)[1]["value"] == "Support Queue"
    assert eval_json('FindQueue("Nobody\'s queue")', "--org", org)[1]["value"] is None


@pytest.mark.parametrize(
    "arguments", [[], ["1", "--batch", "x"], ["--batch", "no-such-file"], ["1", "--org", "no-such-folder"]]
)
def test_wrong_usage(arguments: list[str]) -> None:
    assert CliRunner().invoke(command, arguments).exit_code == 2
