"""Audio of dates and times. NOT_SET makes blank audio (documented)."""

from datetime import datetime

from architrave.expressions.declare import Example, function
from architrave.expressions.library.audio_casts import BLANK, single
from architrave.expressions.speech.moments import date_words, time_words
from architrave.expressions.values.media import Audio
from architrave.expressions.values.text import text_of

_NOTE = "Always in 12-hour time; in other languages the cloud says 24-hour time."


@function(
    "ToAudioDate(dateTimeToConvert: DateTime?) -> Audio",
    "Says the date of a DateTime, with the year in its long form.",
    category="cast",
    examples=[
        Example(
            "ToAudioDate(MakeDateTime(1989, 11, 30, 14, 22, 11))",
            "[date] Thursday November thirtieth nineteen hundred eighty nine",
        ),
        Example("ToAudioDate(ToDateTime(NOT_SET))", "[blank]"),
    ],
)
def _date(moment: datetime | None) -> Audio:
    return BLANK if moment is None else single("date", date_words(moment), text_of(moment))


@function(
    "ToAudioDate(dateTimeToConvert: DateTime?, dateAudioFormat: Date Format Enum) -> Audio",
    "Says the date of a DateTime, or a part of it, in the given format.",
    category="cast",
    examples=[
        Example(
            "ToAudioDate(MakeDateTime(2014, 4, 7, 0, 0, 0), Format.Date.shortYearOnly)",
            "[date: shortYearOnly] twenty fourteen",
        ),
        Example(
            "ToAudioDate(MakeDateTime(2014, 4, 7, 0, 0, 0), Format.Date.dayOfWeekOnly)",
            "[date: dayOfWeekOnly] Monday",
        ),
    ],
)
def _date_as(moment: datetime | None, form: str) -> Audio:
    return BLANK if moment is None else single("date", date_words(moment, form), text_of(moment), format=form)


@function(
    "ToAudioDateTime(dateTimeToConvert: DateTime?) -> Audio",
    "Says the time of a DateTime, then its date.",
    category="cast",
    examples=[
        Example(
            "ToAudioDateTime(MakeDateTime(1989, 11, 30, 0, 5, 0))",
            "[dateTime] twelve oh five AM Thursday November thirtieth nineteen hundred eighty nine",
        )
    ],
    note=_NOTE,
)
def _date_time(moment: datetime | None) -> Audio:
    if moment is None:
        return BLANK
    return single("dateTime", f"{time_words(moment)} {date_words(moment)}", text_of(moment))


@function(
    "ToAudioTime(dateTimeToConvert: DateTime?) -> Audio",
    "Says the time of a DateTime in hours and minutes.",
    category="cast",
    examples=[
        Example("ToAudioTime(MakeDateTime(1989, 11, 30, 14, 22, 11))", "[time] two twenty two PM"),
        Example("ToAudioTime(ToDateTime(NOT_SET))", "[blank]"),
    ],
    note=_NOTE,
)
def _time(moment: datetime | None) -> Audio:
    return BLANK if moment is None else single("time", time_words(moment), text_of(moment))


@function(
    "ToAudioTime(dateTimeToConvert: DateTime?, timeAudioFormat: Time Format Enum) -> Audio",
    "Says the time of a DateTime in 12-hour or 24-hour time.",
    category="cast",
    examples=[
        Example(
            "ToAudioTime(MakeDateTime(2014, 4, 7, 14, 22, 11), Format.Time.twentyFourHours)",
            "[time: twentyFourHours] fourteen twenty two",
        )
    ],
)
def _time_as(moment: datetime | None, form: str) -> Audio:
    return BLANK if moment is None else single("time", time_words(moment, form), text_of(moment), format=form)
