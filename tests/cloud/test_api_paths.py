"""The facts taken from the official SDKs: paths, operations and models."""

import re
from itertools import pairwise

import pytest

from architrave.cloud.api_facts import SDK_VERSION, fact_lines
from architrave.cloud.api_paths import api_paths
from architrave.cloud.models import Property, ValueType, model, model_names, value_type
from architrave.cloud.operations import Operation, operation
from architrave.cloud.parameters import Parameter, parameters
from architrave.cloud.permissions import ASKED_FOR

OPERATIONS = [(method, path) for path, methods in api_paths().items() for method in methods]


def test_the_files_are_as_their_readers_need_them() -> None:
    assert re.fullmatch(r"\d+\.\d+\.\d+", SDK_VERSION)
    kind = r"[\[{]*\w+[\]}]*"
    permissions = r"\?|-|(?:any|all)=[\w:-]+(?:,[\w:-]+)*"
    line_of = re.compile(rf"(GET|HEAD|POST|PUT|PATCH|DELETE) (/[\w{{}}/.-]+) (-|{kind}!?) (-|{kind}) ({permissions})")
    assert [line for line in fact_lines("operations.txt") if line_of.fullmatch(line) is None] == []
    line_of = re.compile(rf"\w+| [\w$.-]+!? {kind}(?: [^ |]+(?:\|[^ |]+)*)?")
    assert [line for line in fact_lines("models.txt") if line_of.fullmatch(line) is None] == []
    line_of = re.compile(rf"[A-Z]+ /\S+| [\w.-]+!? {kind}(?: \S+(?: [^ |]+(?:\|[^ |]+)*)?)?")
    assert [line for line in fact_lines("parameters.txt") if line_of.fullmatch(line) is None] == []


def test_lines_are_sorted_so_that_a_new_version_shows_as_a_small_difference() -> None:
    keys = [(path, method) for method, path in (line.split(" ")[:2] for line in fact_lines("operations.txt"))]
    assert all(before < after for before, after in pairwise(keys))
    with_parameters = [line for line in fact_lines("parameters.txt") if not line.startswith(" ")]
    in_order = [line for line in (" ".join(key[::-1]) for key in keys) if line in {*with_parameters}]
    assert with_parameters == in_order
    names = model_names()
    assert all(before < after for before, after in pairwise(names))


def test_no_two_paths_differ_only_in_the_names_of_parameters() -> None:
    shapes = [re.sub(r"{\w+}", "{}", path) for path in api_paths()]
    assert len(shapes) == len(set(shapes))


def test_all_of_the_api_is_there() -> None:
    assert len(OPERATIONS) > 3_300
    assert api_paths()["/api/v2/tokens/me"] == ("DELETE", "GET", "HEAD")


def test_an_operation() -> None:
    assert operation("POST", "/api/v2/routing/queues") == Operation(
        "POST",
        "/api/v2/routing/queues",
        ValueType("model", model="CreateQueueRequest"),
        requires_body=True,
        answer=ValueType("model", model="Queue"),
        permissions=("routing:queue:add",),
        needs_all=False,
    )
    members = operation("PATCH", "/api/v2/routing/queues/{queueId}/members")
    assert members is not None
    assert members.body == ValueType("list", items=ValueType("model", model="QueueMember"))
    assert operation("DELETE", "/api/v2/routing/queues") is None
    assert operation("GET", "/api/v2/penguins") is None


def test_every_operation_can_be_read() -> None:
    known = [found for each in OPERATIONS if (found := operation(*each)) is not None]
    assert len(known) == len(OPERATIONS)
    of_cloud = {name for name in ASKED_FOR if not name.startswith("architrave:")}
    assert of_cloud <= {name for each in known for name in each.permissions or ()}


def test_a_model() -> None:
    queue = model("CreateQueueRequest")
    assert queue is not None
    assert queue.properties["name"] == Property("name", ValueType("string"), is_required=True)
    assert queue.properties["dateCreated"].type == ValueType("string", "date-time")
    assert queue.properties["memberCount"].type == ValueType("integer")
    assert queue.properties["enableTranscription"].type == ValueType("boolean")
    assert queue.properties["scoringMethod"].values == ("TimestampAndPriority", "PriorityOnly")
    assert queue.properties["defaultScripts"].type == ValueType("map", items=ValueType("model", model="Script"))
    assert model("Penguin") is None


TYPES = [
    ("object", ValueType("any")),
    ("date", ValueType("string", "date")),
    ("localdatetime", ValueType("string", "local-date-time")),
    ("float", ValueType("number")),
    ("{[str]}", ValueType("map", items=ValueType("list", items=ValueType("string")))),
    ("[[Queue]]", ValueType("list", items=ValueType("list", items=ValueType("model", model="Queue")))),
]


@pytest.mark.parametrize(("text", "expected"), TYPES)
def test_types(text: str, expected: ValueType) -> None:
    assert value_type(text) == expected


def models_in(type_: ValueType | None) -> set[str]:
    if type_ is None:
        return set()
    return models_in(type_.items) | ({type_.model} if type_.model else set())


def test_every_model_that_is_named_is_there() -> None:
    everything = [found for name in model_names() if (found := model(name)) is not None]
    named = {name for each in everything for prop in each.properties.values() for name in models_in(prop.type)}
    assert len(everything) > 400
    assert named <= {*model_names()}


COVERED = re.compile(
    r"/api/v2/(routing/(queues|skills|languages|wrapupcodes)|users|flows|groups|languages|locations"
    r"|authorization/(divisions|roles|subjects)|architect/(schedules|schedulegroups|emergencygroups|(system)?prompts))"
    r"(/.*)?"
)


def test_bodies_and_answers_of_the_covered_operations_are_there() -> None:
    for method, path in OPERATIONS:
        if COVERED.fullmatch(path):
            found = operation(method, path)
            assert found is not None
            assert models_in(found.body) | models_in(found.answer) <= {*model_names()}, (method, path)


def test_parameters() -> None:
    found = parameters("GET", "/api/v2/routing/wrapupcodes")
    assert list(found) == ["pageSize", "pageNumber", "sortBy", "sortOrder", "name", "id", "divisionId"]
    assert found["pageSize"] == Parameter("pageSize", value_type("int"), default="25")
    assert found["sortBy"] == Parameter("sortBy", value_type("str"), default="name", values=("name", "id"))
    assert found["id"].item == value_type("str")
    assert parameters("POST", "/api/v2/flows/actions/publish")["flow"].is_required
    assert parameters("GET", "/api/v2/organizations/me") == {}
    assert parameters("GET", "/no/such/path") == {}


def test_a_default_is_of_its_type() -> None:
    for one in (one for method, path in OPERATIONS for one in parameters(method, path).values()):
        assert one.type.kind in ("string", "integer", "number", "boolean", "list")
        if one.default is not None and one.type.kind == "integer":
            assert one.default.isdecimal()
        if one.default is not None and one.type.kind == "boolean":
            assert one.default in ("true", "false")
