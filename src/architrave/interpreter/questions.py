"""Maps the questions of expressions to the effects of a run, and replies to answers."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Any

from architrave.expressions import effort
from architrave.expressions.question import Question
from architrave.flows.program import Program
from architrave.interpreter.effects import DrawRandom, Effect, LookUp, ReadClock, Reply

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_RANDOM_RANGE = Decimal(2**53)

KNOWN = frozenset({"language", "defaultLanguage", "supportedLanguages", effort.EFFORT})
"""The questions that need not the outside world."""


@lru_cache(maxsize=256)
def moment(milliseconds: int) -> datetime:
    """The DateTime of a time in milliseconds since the epoch."""
    return _EPOCH + timedelta(milliseconds=milliseconds)


def milliseconds(value: datetime) -> int:
    """The milliseconds since the epoch of a DateTime."""
    return (value - _EPOCH) // timedelta(milliseconds=1)


def known_answer(question: Question, program: Program) -> Any:
    """The answer to a question in KNOWN."""
    match question.name:
        case "language" | "defaultLanguage":
            return program.default_language
        case "supportedLanguages":
            return program.supported_languages
        case effort.EFFORT:
            return None
        case name:
            raise ValueError(f"the program does not know the answer to {name}")


def effect_for(question: Question) -> Effect:
    """The effect whose reply answers a question."""
    match question.name:
        case "now":
            return ReadClock()
        case "random" | "randomInt":
            return DrawRandom()
        case "lookUp":
            noun, by, value = question.arguments
            return LookUp(noun, by, value)
        case name:
            return LookUp(name, "arguments", list(question.arguments))


def answer_of(question: Question, reply: Reply) -> Any:
    """The answer that a reply gives to a question, as the library's functions expect it."""
    match question.name:
        case "now":
            return moment(reply.at)
        case "random":
            return Decimal(_whole(reply)) / _RANDOM_RANGE
        case "randomInt":
            limit: int = question.arguments[0]
            drawn = _whole(reply) % (abs(limit) + 1)
            return -drawn if limit < 0 else drawn
        case _:
            return reply.value


def _whole(reply: Reply) -> int:
    if not isinstance(reply.value, int):
        raise TypeError(f"expected a random number, got {type(reply.value).__name__}")
    return reply.value
