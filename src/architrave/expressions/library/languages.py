"""The languages of the running flow.

They are the questions `defaultLanguage` and `supportedLanguages`, which the code that runs the flow answers.
"""

from architrave.expressions.declare import Example, function
from architrave.expressions.faults import NOT_AVAILABLE_LOCALLY, ExpressionError
from architrave.expressions.question import Ask, Question

_MENU_NOTE = "Needs the menus of a call flow, which do not run locally. Always fails with NotAvailableLocally."


@function(
    "GetDefaultLanguage() -> String",
    "The tag of the flow's default language, such as `en-us`.",
    category="language",
    examples=[Example("GetDefaultLanguage()", shown="`en-us` in a flow whose default language is American English")],
    asks=True,
)
def _default_language(ask: Ask) -> str | None:
    return ask(Question("defaultLanguage"))


@function(
    "GetSupportedLanguages() -> String[]",
    "The tags of all languages that the flow supports.",
    category="language",
    examples=[Example("GetSupportedLanguages()", shown="a collection with one tag for each language of the flow")],
    asks=True,
)
def _supported_languages(ask: Ask) -> tuple[str, ...]:
    return tuple(ask(Question("supportedLanguages")) or ())


def _speech_recognition() -> bool:
    raise ExpressionError(
        NOT_AVAILABLE_LOCALLY, "GetMenusSupportSpeechRecognition needs the menus of a call flow in the cloud."
    )


@function(
    "GetMenusSupportSpeechRecognition() -> Boolean",
    "Whether speech recognition works in the flow's menus in the current language.",
    category="language",
    examples=[Example("GetMenusSupportSpeechRecognition()", error=NOT_AVAILABLE_LOCALLY)],
    note=_MENU_NOTE,
)
def _menus_hear() -> bool:
    return _speech_recognition()


@function(
    "GetMenusSupportSpeechRecognition(languageTag: String) -> Boolean",
    "Whether speech recognition works in the flow's menus in the given language.",
    category="language",
    examples=[Example('GetMenusSupportSpeechRecognition("en-us")', error=NOT_AVAILABLE_LOCALLY)],
    note=_MENU_NOTE,
)
def _menus_hear_language(_: str) -> bool:
    return _speech_recognition()
