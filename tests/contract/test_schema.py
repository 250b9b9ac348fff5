"""The schema of the launch body accepts what the contract accepts."""

from typing import Any

import jsonschema_rs
import pytest

from architrave.contract.schema import request_schema
from tests.contract.organization import KEY_LOOKUP, ORDER_SYNC, Flows
from tests.contract.test_check import WITH_THE_FLOW, checked

SCHEMA = request_schema(Flows().find(ORDER_SYNC, None))
VALIDATOR = jsonschema_rs.Draft202012Validator(SCHEMA)
# A schema tells neither moments from other texts, nor one spelling of a name from another, nor versions.
BEYOND_A_SCHEMA = ("flow.batchid", "yesterday", "9.0", "Flow.status")


def comparable(body: Any) -> bool:
    return body.get("flowId") == ORDER_SYNC and not any(part in str(body) for part in BEYOND_A_SCHEMA)


BODIES = [case[0] for case in WITH_THE_FLOW if isinstance(case[0], dict) and comparable(case[0])]


@pytest.mark.parametrize("body", BODIES, ids=[str(body)[40:110] for body in BODIES])
def test_schema_and_contract_agree(body: Any) -> None:
    assert VALIDATOR.is_valid(body) == checked(body).ok


def test_the_schema_is_valid() -> None:
    assert jsonschema_rs.meta.is_valid(SCHEMA)
    assert VALIDATOR.is_valid({"flowId": ORDER_SYNC.upper()})
    assert not VALIDATOR.is_valid({"flowId": "ffffffff-0000-4000-8000-000000000000"})


def test_required_inputs() -> None:
    strict = jsonschema_rs.Draft202012Validator(
        request_schema(Flows().find(ORDER_SYNC, None), must_give=frozenset({"Flow.batchId"}))
    )
    assert not strict.is_valid({"flowId": ORDER_SYNC})
    assert not strict.is_valid({"flowId": ORDER_SYNC, "inputData": {}})
    assert strict.is_valid({"flowId": ORDER_SYNC, "inputData": {"Flow.batchId": "b"}})


def test_an_id_that_is_not_a_uuid_is_kept_as_it_is() -> None:
    schema = request_schema(Flows().find(KEY_LOOKUP, None))
    assert schema["properties"]["flowId"]["const"] == KEY_LOOKUP
