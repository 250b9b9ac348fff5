"""Mutated launches over HTTP: always a 4xx with a well-formed error body, and the server keeps working."""

import random

import pytest

from tests.contract.test_mutations import MUTATIONS, large

LAUNCH = "/api/v2/flows/executions"


@pytest.mark.slow
@pytest.mark.parametrize("contract", ["platform", "extended"])
def test_mutated_launches_are_rejected(serve, contract):
    served = serve(contract=contract, rate_limit=1_000_000).log_in()
    chance = random.Random(3)
    mutations, weights = zip(*MUTATIONS, strict=True)
    bodies = [chance.choices(mutations, weights)[0](chance) for _ in range(200)] + [large(chance) for _ in range(3)]
    for body in bodies:
        response = served.http.post(LAUNCH, content=body, headers={"Content-Type": "application/json"})
        answer = response.json()
        if response.status_code == 200:
            assert answer["id"]
            continue
        assert 400 <= response.status_code < 500, body[:200]
        assert answer["status"] == response.status_code
        assert answer["message"]
        assert answer["contextId"] == response.headers["ININ-Correlation-Id"]
        assert len(answer["errors"]) == len(answer["details"]) > 0
    assert served.http.get("/architrave/health").status_code == 200
