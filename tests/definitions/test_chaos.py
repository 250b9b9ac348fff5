"""Chaos files: how they are read, which requests a fault concerns, and how errors are reported."""

import json

import jsonschema_rs
import pytest

from architrave.definitions.chaos import CHAOS, Fault, read_chaos
from architrave.definitions.json_schema import json_schema
from architrave.diagnostics import Source

WHOLE = """
seed: 7
faults:
  - {name: busy, fault: answer, status: 429, retryAfter: 2, method: POST, path: /api/v2/flows/executions, client: erp}
  - {fault: slow, seconds: 3, after: 1, times: 2, every: 3, percent: 4}
  - {fault: expire, seconds: 30}
"""


def read(text: str):
    return read_chaos(Source("chaos.yaml", text))


def test_every_key_is_read():
    chaos, problems = read(WHOLE)
    assert not problems
    assert chaos.seed == 7
    assert chaos.faults == (
        Fault("busy", "answer", 429, 2, 0, "POST", "/api/v2/flows/executions", "erp"),
        Fault("slow 2", "slow", seconds=3, after=1, times=2, every=3, percent=4),
        Fault("expire 3", "expire", seconds=30, path="/oauth/token"),
    )


@pytest.mark.parametrize("text", ["", "faults:", "faults: []", "seed: 3"])
def test_a_file_may_have_no_faults(text):
    chaos, problems = read(text)
    assert not chaos.faults
    assert not [problem for problem in problems if "faults" in problem.message]


@pytest.mark.parametrize(
    ("text", "said", "line"),
    [
        ("faults:\n  - fault: cutt", 'Did you mean "cut"?', 2),
        ("faults:\n  - {fault: cut, secnds: 1}", "Did you mean `seconds`?", 2),
        ("faults:\n  - {fault: cut, seconds: 1}", "A fault `cut` has no `seconds`.", 2),
        ("faults:\n  - {fault: slow, retryAfter: 1, seconds: 1}", "A fault `slow` has no `retryAfter`.", 2),
        ("faults:\n  - {fault: answer}", '"status" is missing.', 2),
        ("faults:\n  - {fault: slow}", '"seconds" is missing.', 2),
        ("faults:\n  - {fault: answer, status: 200}", "200 is not a fault.", 2),
        ("faults:\n  - {fault: answer, status: 600}", "600 is not between", 2),
        ("faults:\n  - {status: 429}", '"fault" is missing.', 2),
        ("faults:\n  - {fault: cut, path: flows}", "is not a path of the API", 2),
        ("faults:\n  - {fault: expire, seconds: 1, path: /x}", "always at the login", 2),
        ("faults:\n  - {fault: cut, percent: 101}", "101 is not between 1 and 100.", 2),
        ("faults:\n  - {fault: cut, method: post}", 'Did you mean "POST"?', 2),
        ("faults:\n  - {fault: cut, times: many}", "Expected a whole number, found many.", 2),
        ("fault: cut", "Did you mean `faults`?", 1),
        ("- cut", "Expected a map", 1),
        ("faults: {fault: cut}", "Expected a list", 1),
        ("faults: [cut]", "Expected a map", 1),
        ("faults: [", "", 1),
    ],
)
def test_each_problem_has_its_place(text, said, line):
    _, problems = read(text)
    found = [one for one in problems if said in f"{one.message} {one.help}"]
    assert found, [one.message for one in problems]
    assert found[0].start is not None
    assert found[0].start.line == line


def test_what_is_wrong_is_not_injected():
    chaos, problems = read("faults:\n  - {fault: cut, seconds: 1}\n  - {fault: cut}")
    assert len(problems) == 1
    assert [fault.name for fault in chaos.faults] == ["cut 2"]


@pytest.mark.parametrize(
    ("path", "asked", "concerns"),
    [
        (None, "/api/v2/flows", True),
        ("/api/v2/flows", "/api/v2/flows", True),
        ("/api/v2/flows", "/api/v2/flows/1", False),
        ("/api/v2/flows/*", "/api/v2/flows/1", True),
        ("/api/v2/flows/*", "/api/v2/flows/1/versions", False),
        ("/api/v2/**", "/api/v2/flows/1/versions", True),
        ("/api/v2/**/versions", "/api/v2/flows/1/versions", True),
        ("**", "/oauth/token", True),
        ("/api/v2/flows", "/api/v2/users", False),
    ],
)
def test_a_pattern_is_for_whole_paths(path, asked, concerns):
    assert Fault("one", "cut", path=path).concerns("GET", asked) is concerns


def test_a_method_narrows_a_fault():
    fault = Fault("one", "cut", method="POST")
    assert fault.concerns("POST", "/a")
    assert not fault.concerns("GET", "/a")


GOOD = {"seed": 1, "faults": [{"fault": "answer", "status": 429}, {"fault": "lost", "percent": 5}]}


@pytest.mark.parametrize(
    ("content", "fits"),
    [
        (GOOD, True),
        ({"faults": [{"fault": "cutt"}]}, False),
        ({"faults": [{"status": 429}]}, False),
        ({"faults": [{"fault": "cut", "percent": 0}]}, False),
        ({"faults": [{"fault": "cut", "color": 1}]}, False),
        ({"faults": {"fault": "cut"}}, False),
    ],
)
def test_the_json_schema_agrees_with_the_reader(content, fits):
    assert jsonschema_rs.Draft202012Validator(json_schema(CHAOS)).is_valid(content) is fits
    assert (not read(json.dumps(content))[1]) is fits
