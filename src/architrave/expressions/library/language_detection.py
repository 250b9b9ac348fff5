"""Text: detecting its language, with the library of the extra `language`."""

from functools import cache
from importlib import import_module
from typing import Any

from architrave.diagnostics import Provenance
from architrave.expressions.declare import Example, function
from architrave.expressions.faults import NOT_AVAILABLE_LOCALLY, ExpressionError

_CERTAIN = 0.35
"""The minimum confidence for a language. A word or two can be in many languages: then none is reported (assumed)."""


@function(
    "DetectLanguage(stringToSearch: String?, defaultString: String?) -> String",
    "The tag of the language of a text, such as en; the default if it cannot be detected.",
    category="text",
    provenance=Provenance.ASSUMED,
    note="The cloud's detector is not public. This uses the lingua library: the longer the text, the more likely the"
    " same result. Without the extra `language`, any text that needs detection fails with NotAvailableLocally.",
    examples=[
        Example('DetectLanguage("", "en-US")', "en-US"),
        Example('DetectLanguage("Wo ist bitte der nächste Bahnhof?", "en")', shown='"de"'),
    ],
    slow=True,
)
def _detect_language(text: str | None, default: str | None) -> str | None:
    if text is None or not any(map(str.isalpha, text)):
        return default
    likeliest = _detector().compute_language_confidence_values(text)[0]
    return default if likeliest.value < _CERTAIN else likeliest.language.iso_code_639_1.name.lower()


@cache
def _detector() -> Any:
    try:
        lingua: Any = import_module("lingua")  # large, and only in an extra
    except ImportError:
        raise ExpressionError(
            NOT_AVAILABLE_LOCALLY,
            "DetectLanguage needs a library that is not installed. Run `pip install architrave[language]`.",
        ) from None
    return lingua.LanguageDetectorBuilder.from_all_languages().with_low_accuracy_mode().build()
