"""Values as localized text."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import pytest

from architrave.expressions.localized import display_text
from architrave.expressions.values import Currency

LONG = timedelta(days=2, hours=3, minutes=4, seconds=50, milliseconds=200)
WHEN = datetime(2018, 7, 18, 19, 35, 39, tzinfo=UTC)
EUROS = Currency(Decimal("3.14159"), "EUR")

TEXTS = [
    (LONG, "en-US", "2 days, 3 hours, 4 minutes, 50.2 seconds"),
    (LONG, "de-DE", "2 Tage, 3 Stunden, 4 Minuten und 50,2 Sekunden"),
    (-LONG, "de-DE", "-2 Tage, -3 Stunden, -4 Minuten und -50,2 Sekunden"),
    (LONG, "es-US", "2 días, 3 horas, 4 minutos y 50.2 segundos"),
    (LONG, "it-IT", "2 giorni, 3 ore, 4 minuti e 50,2 secondi"),
    (-LONG, "nl-NL", "-2 dagen, -3 uur, -4 minuten en -50,2 seconden"),
    (timedelta(days=1), "pt-BR", "1 dia"),
    (timedelta(days=1), "zh-CN", "1天"),
    (timedelta(hours=1, minutes=5), "en-US", "1 hour, 5 minutes"),
    (timedelta(hours=1, minutes=5), "de-DE", "1 Stunde und 5 Minuten"),
    (timedelta(days=2112), "de-DE", "2.112 Tage"),
    (WHEN, "en-US", "July 18, 2018 at 7:35 PM"),
    (WHEN, "en-GB", "18 July 2018 at 19:35"),
    (WHEN, "de-DE", "18. Juli 2018 um 19:35"),
    (WHEN, "es-ES", "18 de julio de 2018, 19:35"),
    (WHEN, "it-IT", "18 luglio 2018 19:35"),
    (WHEN, "ja-JP", "2018年7月18日 19:35"),
    (WHEN, "vi-VN", "19:35 18 tháng 7, 2018"),
    (EUROS, "en-US", "€3.14159"),
    (EUROS, "de-DE", "3,14159\u00a0€"),
    (Decimal("210125.12"), "de-DE", "210.125,12"),
]


@pytest.mark.parametrize(("value", "language", "text"), TEXTS)
def test_text(value: object, language: str, text: str):
    assert display_text(value, language) == text


LANGUAGES = [
    "ar", "ca-ES", "cs", "da-DK", "de-CH", "de-DE", "el-GR", "en-AU", "en-GB", "en-IN", "en-US", "es-ES",
    "es-MX", "es-US", "et-EE", "fi-FI", "fil-PH", "fr-CA", "fr-FR", "he", "hi-IN", "hr-HR", "hu-HU", "id-ID",
    "it-IT", "ja-JP", "ko-KR", "lt-LT", "lv-LV", "ms-MY", "nb-NO", "nl-BE", "nl-NL", "no", "pl-PL", "pt-BR",
    "pt-PT", "ro-RO", "ru-RU", "sk-SK", "sl-SI", "sr-RS", "sv-SE", "th-TH", "tr-TR", "uk-UA", "vi-VN",
    "zh-CN", "zh-HK", "zh-TW", "xx-YY",
]  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_can_format_every_value(language: str):
    """No language lacks a format: CLDR omits what equals the parent language, so the reader must look there."""
    values = [LONG, timedelta(0), timedelta(hours=1, minutes=5), WHEN, date(2018, 7, 18), time(19, 35), EUROS, 5, True]
    texts = [display_text(value, language) for value in values]
    assert all(texts)
    assert not any("duration" in text for text in texts)
    assert display_text(Decimal("3.14159"), language, 2)
    assert display_text(EUROS, language, 0)
