"""Participants' data: what org.yaml says, and what flows have set since."""

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


def test_what_is_set_goes_before_what_is_written(store):
    organization, _ = read_organization(TextFiles({"org.yaml": ORG}), environment={})
    directory = Directory(organization)
    conversations = Conversations(store, lambda: directory)
    assert conversations.read("c-1", None, ("topic", "language")) == {"topic": "billing"}
    assert conversations.read("c-1", "p-1", ("topic", "language")) == {"language": "en-us"}
    conversations.write("c-1", "p-1", {"language": "de-de", "mood": "good"})
    assert conversations.read("c-1", "p-1", ("language", "mood", "name")) == {
        "language": "de-de",
        "mood": "good",
        "name": "Ada",
    }
    assert conversations.read("c-2", "p-1", ("language",)) == {}
