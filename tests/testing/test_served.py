"""The fixture `local_org`: a served organization with its clock in hand."""

from pathlib import Path

import httpx
import pytest

from architrave.testing.served import LocalOrg, serve
from tests.testing.projects import EXAMPLE


def launch(org: LocalOrg, flow: str, inputs: dict[str, str]) -> str:
    with httpx.Client(base_url=org.url) as http:
        login = http.post(
            "/oauth/token", auth=(org.client.id, org.client.secret), data={"grant_type": "client_credentials"}
        )
        answer = http.post(
            "/api/v2/flows/executions",
            json={"flowId": flow, "inputData": inputs},
            headers={"Authorization": f"Bearer {login.json()['access_token']}"},
        )
    assert answer.status_code == 200, answer.text
    return answer.json()["id"]


@pytest.mark.slow
def test_time_stands_still_until_it_is_moved() -> None:
    with serve(EXAMPLE) as org:
        assert org.launches == []
        one = launch(org, "a1b2c3d4-5678-90ab-cdef-1234567890ab", {"Flow.batchId": "B-1", "Flow.sourceSystem": "erp"})
        assert [each.status for each in org.launches] == ["RUNNING"]
        org.advance(hours=2)
        two = launch(org, "abc-123", {"Flow.key": "erp"})
        assert org.platform.result(two).output_data == {"Flow.value": "House ERP"}
        assert [(each.id, each.status) for each in org.launches] == [(one, "COMPLETED"), (two, "COMPLETED")]
        assert org.platform.clock() == 1767225600000 + 7_200_000
        assert repr(org) == f"<LocalOrg at {org.url}>"


@pytest.mark.slow
def test_the_fixture(pytester: pytest.Pytester) -> None:
    pytester.makeini(f"[pytest]\narchitrave_org = {EXAMPLE}\n")
    pytester.makepyfile(
        "def test_a(local_org):\n"
        "    assert local_org.url.startswith('http://127.0.0.1:')\n    local_org.advance(days=1)\n"
    )
    pytester.runpytest_inprocess().assert_outcomes(passed=1)


def test_a_folder_without_flows_is_named(tmp_path: Path) -> None:
    (tmp_path / "org.yaml").write_text("nmae: x\n", encoding="utf-8")
    with pytest.raises(ValueError, match="nmae"), serve(tmp_path):
        pass
