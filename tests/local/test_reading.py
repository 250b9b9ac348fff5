"""What a platform reads: scripted replies, and files that change during the read."""

from architrave.definitions.mocks import Mocks
from architrave.local.reading import read_replies


def test_replies_that_cannot_be_read_are_an_error_and_no_replies(tmp_path):
    path = tmp_path / "mocks.yaml"
    path.write_bytes(b"Get Order:\n  success: {}\n")
    assert read_replies(path, None)[0].replies
    path.write_bytes(b"Get Order: \xff")
    mocks, faults = read_replies(path, None)
    assert not mocks.replies
    assert [fault.rule.slug for fault in faults] == ["not-text"]


def test_a_folder_need_not_have_replies(tmp_path):
    assert read_replies(None, tmp_path) == (Mocks(), ())
    assert read_replies(None, tmp_path / "org.yaml") == (Mocks(), ())
    assert read_replies(None, None) == (Mocks(), ())


def test_replies_may_be_given_as_the_content_of_a_file():
    mocks, faults = read_replies({"Get Order": [{"failure": {"errorCode": "503"}}, {"success": {"id": 7}}]}, None)
    assert not faults
    assert [reply.kind for reply in mocks.replies["get order"]] == ["failure", "success"]
    _, faults = read_replies({"Get Order": {"sucess": {}}}, None)
    assert "success" in (faults[0].help or "")
