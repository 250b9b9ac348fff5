"""Communications: their parts, their text, their JSON."""

import pytest

from architrave.expressions.values.media import Multimodal, Part, voice_parts
from tests.expressions.world import evaluate, text


@pytest.mark.parametrize(
    ("expression", "shown"),
    [
        ('ToCommunication("Hello")', "Hello"),
        ('ToString(ToCommunication("Hello"))', "Hello"),
        ('MakeCommunication("What is your ", "name please", "?")', "What is your name please?"),
        ('MakeCommunication("Booking:", ToCommunication(42), ToString(NOT_SET), "done")', "Booking: 42 done"),
        ('Append(MakeCommunication("A"), "b", ToCommunication(true))', "A b true"),
        ('MakeCommunication(Prompt.Welcome, "to you")', "Welcome to you"),
        ('ToCommunication(MakeDate(2024, 2, 29), Format.Date.shortYear)', "2024-02-29"),
        ('ToCommunication("AB", Format.String.playChars)', "AB"),
        ("ToCommunication(ToInt(NOT_SET))", ""),
        ("ToCommunicationBlank(500)", ""),
        ("ToCommunicationOrdinal(3)", "third"),
        ('ToMultimodalCommunication("say this", "show this")', "show this"),
        ('MakeListCommunication(MakeList("Yes", "No"))[1]', "No"),
    ],
)  # fmt: skip
def test_text(expression: str, shown: str) -> None:
    assert text(expression) == shown


def test_parts_keep_kind_value_and_format() -> None:
    communication = evaluate('MakeCommunication("Hi", ToCommunication(4.5, Format.Number.playDigits), true)')
    assert communication.parts == (
        Part("text", "Hi", "Hi"),
        Part("number", "4.5", "4.5", (("format", "playDigits"),)),
        Part("boolean", "true", True),
    )


def test_readable_form() -> None:
    communication = evaluate('MakeCommunication("Hi", ToCommunicationBlank(500), ToMultimodalCommunication("a", "b"))')
    assert str(communication) == "[text] Hi [blank] 500 ms [voice] [text] a [text] [text] b"


def test_multimodal_has_two_forms() -> None:
    communication = evaluate('ToMultimodalCommunication(ToCommunicationSsml("<speak/>"), "show")')
    voice, shown = Part("ssml", "<speak/>", "<speak/>"), Part("text", "show", "show")
    assert communication.parts == (Multimodal((voice,), (shown,)),)
    assert [part.kind for part in voice_parts(communication.parts)] == ["ssml"]


def test_a_card_is_a_part_with_its_data() -> None:
    communication = evaluate(
        'MakeCommunication("Look:", MakeCard("Shoes", "Size 42", MakeList(MakePostbackChoice("buy", "Buy")), '
        'MakeImageFromUrl("https://example.com/a.png")))'
    )
    card = communication.parts[1]
    assert (card.kind, card.text) == ("card", "Shoes")
    assert card.value["buttons"] == [{"type": "postback", "value": "buy", "label": "Buy", "command": None}]
    assert card.value["image"]["url"] == "https://example.com/a.png"


@pytest.mark.parametrize(
    "expression",
    [
        'MakeCommunication("Hi", 3, 2.5, MakeDuration(0, 1, 0, 0))',
        'MakeCommunication(ToMultimodalCommunication("a", "b"), Prompt.Welcome)',
        'ToCommunication("AB", Format.String.playChars)',
    ],
)
def test_json_has_every_part(expression: str) -> None:
    communication = evaluate(expression)
    assert [part["kind"] for part in communication.to_json()] == [
        "multimodal" if isinstance(part, Multimodal) else part.kind for part in communication.parts
    ]
