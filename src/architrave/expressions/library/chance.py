"""Random numbers, which are questions so that a replay repeats them, and the confidence of an answer."""

from decimal import Decimal

from architrave.expressions.declare import Example, function
from architrave.expressions.question import Ask, Question
from architrave.expressions.values import Record


@function(
    "Random() -> Decimal",
    "A random number from 0.0 up to but not including 1.0.",
    category="mathematical",
    asks=True,
    examples=[Example("Random()", shown="a Decimal such as 0.1307734")],
)
def _random(ask: Ask) -> Decimal:
    return ask(Question("random"))


@function(
    "RandomInt(limit: Integer) -> Integer",
    "A random Integer from 0 to the limit, both included; the limit can be negative.",
    category="mathematical",
    asks=True,
    examples=[Example("RandomInt(0)", "0"), Example("RandomInt(6)", shown="an Integer from 0 to 6")],
)
def _random_integer(ask: Ask, limit: int) -> int:
    return ask(Question("randomInt", (limit,))) if limit else 0


@function(
    "GetKnowledgeBaseDocumentConfidence(document: KnowledgeBaseDocument) -> Decimal",
    "The search's confidence that a knowledge article answers the question; NOT_SET if unknown.",
    category="statistical",
    examples=[
        Example(
            'GetKnowledgeBaseDocumentConfidence(FindKnowledgeBaseDocumentById("kb-1"))',
            shown="a Decimal such as 0.83, or NOT_SET",
        ),
    ],
)
def _confidence(document: Record) -> Decimal | None:
    return document.properties.get("confidence")
