"""Cards, choices, pickers, time slots, assets, and what only the cloud can answer."""

import pytest

from architrave.expressions.faults import (
    CONVERSION,
    MISMATCH,
    NOT_AVAILABLE_LOCALLY,
    NOT_SET,
    OUT_OF_RANGE,
    WRONG_KIND,
    ExpressionError,
)
from architrave.expressions.question import Question
from architrave.expressions.types import Type
from architrave.expressions.values import Record
from tests.expressions.world import World, evaluate, text

IMAGE = 'MakeImageFromUrl("https://example.com/a.png")'
CARD = f'MakeCard("Shoes", "Size 42", MakeList(MakePostbackChoice("buy")), {IMAGE})'
FOUR_CHOICES = ", ".join(['MakePostbackChoice("b")'] * 4)
NOON = 'ToDateTime("2024-02-29T12:00:00Z")'
HOUR = "MakeDuration(0, 1, 0, 0)"
ASSET = Type("ras")
PICTURE = Record("ras", {"id": "1", "name": "a.png", "contentType": "image/png", "contentLocation": "https://x/a.png"})
LETTER = Record("ras", {"id": "2", "name": "a.pdf", "contentType": "application/pdf", "contentLocation": "https://x/p"})
ASSETS = {"flow.picture": (ASSET, PICTURE), "flow.letter": (ASSET, LETTER)}


@pytest.mark.parametrize(
    ("expression", "shown"),
    [
        ('MakeChoice("postback", "yes", "Yes").label', "Yes"),
        ('MakePostbackChoice("yes", "Yes", "confirm").command', "confirm"),
        ('MakeUrlChoice("https://example.com").value', "https://example.com"),
        ('MakeQuickReplies(MakeList(MakePostbackChoice("yes")), "Sure?").summary', "Sure?"),
        (f"Count({CARD}.buttons)", "1"),
        (f"{CARD}.image.url", "https://example.com/a.png"),
        (f"Count(MakeCarousel(MakeList({CARD}, {CARD})).cards)", "2"),
        (f"IsSet(MakeChooser({CARD}))", "true"),
        ('MakeLineItem("Shoes", ToCurrency("40|EUR")).listingPrice.code', "EUR"),
        ('MakeShippingOption("Express", "x1", "Tomorrow", ToCurrency("9|EUR")).id', "x1"),
        (f'MakeListPickerItem("Red", "In stock", {IMAGE}).subtitle', "In stock"),
        (f"MakeTimeslot({NOON}, {HOUR}) == ToTimeslot(\"2024-02-29T12:00:00.000Z|PT1H\")", "true"),
        (f"Count(MakeListTimeslot(MakeList({NOON}, {NOON}), {HOUR}))", "2"),
        (f"MakeListTimeslot(MakeList({NOON}), MakeList({HOUR})) == MakeListTimeslot(MakeList({NOON}), {HOUR})", "true"),
        ('ToTimeslot("")', "NOT_SET"),
        ("ToImage(Flow.picture).url", "https://x/a.png"),
        ("ToFile(Flow.letter).name", "a.pdf"),
        (f"ToImage(Flow.letter, {IMAGE}).url", "https://example.com/a.png"),
        (f"ToImage(ToResponseAsset(NOT_SET), {IMAGE})", "NOT_SET"),
        ("ToImageCollection(MakeList(Flow.picture))[0].name", "a.png"),
        ('ResolveSlot("blue", "red")', "blue"),
        ('ResolveSlot(ToString(NOT_SET), "red")', "red"),
        ("GetSurveyQuestionIsAnswered(NOT_SET)", "false"),
        ("getSurveyQuestionIsAnswered(NOT_SET)", "false"),
        ("GetPromptDuration(FindUserPrompt(NOT_SET))", "NOT_SET"),
    ],
)  # fmt: skip
def test_results(expression: str, shown: str) -> None:
    assert text(expression, variables=ASSETS) == shown


@pytest.mark.parametrize(
    ("expression", "fault"),
    [
        (f'MakeCard(Left("x", 0), "d", MakeList(MakePostbackChoice("buy")), {IMAGE})', OUT_OF_RANGE),
        (f'MakeCard("t", "d", MakeList({FOUR_CHOICES}), {IMAGE})', OUT_OF_RANGE),
        (f"MakeCarousel(MakeList({', '.join([CARD] * 11)}))", OUT_OF_RANGE),
        (f"MakeListTimeslot(MakeList({NOON}, {NOON}), MakeList({HOUR}))", MISMATCH),
        ('ToTimeslot("2024-02-29T12:00:00Z")', CONVERSION),
        ('ToTimeslot("noon|PT1H")', CONVERSION),
        ("ToImage(Flow.letter)", WRONG_KIND),
        ("ToVideo(Flow.picture)", WRONG_KIND),
        ("ToDigitalAudioCollection(MakeList(Flow.picture))", WRONG_KIND),
        ('MakeTimePicker("When?")', NOT_AVAILABLE_LOCALLY),
        ('ResolveSlotTypeListValue("Colour", "navy")', NOT_AVAILABLE_LOCALLY),
        ("GetMenusSupportSpeechRecognition()", NOT_AVAILABLE_LOCALLY),
        ("ResolveSlot(ToString(NOT_SET))", NOT_SET),
    ],
)
def test_faults(expression: str, fault: str) -> None:
    with pytest.raises(ExpressionError) as error:
        evaluate(expression, variables=ASSETS)
    assert error.value.type == fault


@pytest.mark.parametrize(
    "name", ["GetSurveyQuestionAnswer", "GetSurveyQuestionIsAnswered", "GetSurveyQuestionNpsCategory"]
)
def test_survey_answers_are_only_in_the_cloud(name: str) -> None:
    question = Record("svq", {"id": "1"})
    with pytest.raises(ExpressionError, match=name) as error:
        evaluate(f"{name}(Flow.question)", variables={"flow.question": (Type("svq"), question)})
    assert error.value.type == NOT_AVAILABLE_LOCALLY


GREETING = {
    "id": "p-1",
    "name": "Greeting",
    "resources": [
        {"language": "en-us", "text": "Hello", "ttsString": "Hello there", "durationSeconds": 1.5},
        {"language": "es-us", "text": "Hola", "ttsString": None, "durationSeconds": 0.6},
    ],
}


@pytest.mark.parametrize(
    ("language", "words", "speech", "duration"),
    [
        ("en-US", "Hello", "Hello there", "PT1.5S"),
        ("es-us", "Hola", "NOT_SET", "PT0.6S"),
        ("fr-fr", "NOT_SET", "NOT_SET", "NOT_SET"),
    ],
)
def test_prompts_in_the_current_language(language: str, words: str, speech: str, duration: str) -> None:
    entities = {("userPrompt", by, value): GREETING for by, value in (("name", "greeting"), ("id", "p-1"))}
    world = World(entities, {Question("language"): language})
    assert text('GetPromptText(FindUserPrompt("Greeting"))', world) == words
    assert text("GetPromptText(Prompt.Greeting)", world) == words
    assert text("GetPromptTextToSpeech(Prompt.Greeting)", world) == speech
    assert text("GetPromptDuration(Prompt.Greeting)", world) == duration


def test_a_prompt_without_resources_is_the_same_in_every_language() -> None:
    world = World({("userPrompt", "name", "greeting"): {"name": "Greeting", "text": "Hello", "ttsString": "Hallo"}})
    assert text("GetPromptText(Prompt.Greeting)", world) == "Hello"
    assert text("GetPromptTextToSpeech(Prompt.Greeting)", world) == "Hallo"


def test_a_missing_prompt_has_no_text() -> None:
    assert text("GetPromptText(Prompt.Greeting)") == "NOT_SET"


def test_languages_of_the_flow() -> None:
    world = World(answers={Question("defaultLanguage"): "en-us", Question("supportedLanguages"): ["en-us", "fr-fr"]})
    assert evaluate("GetDefaultLanguage()", world) == "en-us"
    assert evaluate("GetSupportedLanguages()", world) == ("en-us", "fr-fr")
