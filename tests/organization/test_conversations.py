"""Participants' data: from org.yaml, and as set by flows."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from architrave.definitions.files import TextFiles
from architrave.definitions.reader import read_organization
from architrave.organization.conversations import Conversations
from architrave.organization.directory import Directory

ORG = """
conversations:
  - id: c-1
    attributes: {topic: billing}
    participants: [{id: p-1, attributes: {language: en-us, name: Ada}}]
"""


def test_what_is_set_overrides_what_is_written(store):
    organization, _ = read_organization(TextFiles({"org.yaml": ORG}), environment={})
    directory = Directory.of(organization)
    conversations = Conversations(store, lambda: directory)
    assert conversations.read("c-1", None, ("topic", "language")) == {"topic": "billing"}
    assert conversations.read("c-1", "p-1", ("topic", "language")) == {"language": "en-us"}
    conversations.write("c-1", "p-1", {"language": "de-de", "mood": "good"})
    assert conversations.read("c-1", "p-1", ("language", "mood", "name")) == {
        "language": "de-de",
        "mood": "good",
        "name": "Ada",
    }


def test_what_org_yaml_does_not_list_does_not_exist(store):
    organization, _ = read_organization(TextFiles({"org.yaml": ORG}), environment={})
    conversations = Conversations(store, lambda: Directory.of(organization))
    for conversation, participant in (("c-2", None), ("c-2", "p-1"), ("c-1", "p-2")):
        assert not conversations.write(conversation, participant, {"a": "b"})
        assert conversations.read(conversation, participant, ("a",)) is None
    assert conversations.write("c-1", None, {"a": "b"})
    assert conversations.read("c-1", "p-1", ("nothing",)) == {}


def test_an_execution_has_a_conversation_of_its_own(store):
    organization, _ = read_organization(TextFiles({"org.yaml": ORG}), environment={})
    conversations = Conversations(store, lambda: Directory.of(organization))
    assert conversations.read("e-1", None, ("a",), is_own=True) == {}
    assert conversations.write("e-1", None, {"a": "b"}, is_own=True)
    assert conversations.read("e-1", None, ("a",), is_own=True) == {"a": "b"}


def test_many_threads_write_at_once(store):
    organization, _ = read_organization(TextFiles({"org.yaml": ORG}), environment={})
    directory = Directory.of(organization)
    conversations = Conversations(store, lambda: directory)
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda n: conversations.write("c-1", None, {f"key{n}": str(n)}), range(100)))
    names = tuple(f"key{n}" for n in range(100))
    assert conversations.read("c-1", None, names) == {f"key{n}": str(n) for n in range(100)}


def test_a_failed_write_is_reported_to_its_caller(store, monkeypatch):
    organization, _ = read_organization(TextFiles({"org.yaml": ORG}), environment={})
    conversations = Conversations(store, lambda: Directory.of(organization))

    def full(*_: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr("architrave.store.participants.write", full)
    with pytest.raises(OSError, match="disk full"):
        conversations.write("c-1", None, {"a": "b"})
    monkeypatch.undo()
    conversations.write("c-1", None, {"a": "b"})
    assert conversations.read("c-1", None, ("a",)) == {"a": "b"}
