import pytest

from architrave.expressions.library import language_detection
from tests.expressions.evaluating import outcome
from tests.lingua import needs_lingua


@pytest.mark.slow
@needs_lingua
@pytest.mark.parametrize(
    ("text", "tag"),
    [
        ("Thank you for your order. We will ship it tomorrow.", "en"),
        ("Quiero cancelar mi pedido porque ya no lo necesito.", "es"),
        ("Wo ist bitte der nächste Bahnhof?", "de"),
    ],
)
def test_the_language_of_a_sentence(text: str, tag: str):
    assert outcome(f'DetectLanguage("{text}", "xx")') == tag


@needs_lingua
@pytest.mark.parametrize("text", ["xyz123", "asdf", "abc"])
def test_an_ambiguous_text_returns_the_default(text: str):
    assert outcome(f'DetectLanguage("{text}", "xx")') == "xx"


@pytest.mark.parametrize("text", ['""', '" 123, 456! "', "NOT_SET", "ToString(NOT_SET)"])
def test_a_text_without_letters_returns_the_default(text: str):
    assert outcome(f'DetectLanguage({text}, "xx")') == "xx"


def test_without_the_extra_the_fault_says_what_to_install(monkeypatch: pytest.MonkeyPatch):
    def no_module(name: str) -> None:
        raise ImportError(name)

    monkeypatch.setattr(language_detection, "import_module", no_module)
    language_detection._detector.cache_clear()
    try:
        assert outcome('DetectLanguage("Guten Tag", "xx")') == "fault NotAvailableLocally"
    finally:
        language_detection._detector.cache_clear()
