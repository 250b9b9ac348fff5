"""Numbers by chance, which are questions to the world so that a replay repeats them, and the odds of an answer."""

from decimal import Decimal

from architrave.expressions.declare import Example, function
from architrave.expressions.question import Ask, Question
from architrave.expressions.values import Record


@function(
    "Random() -> Decimal",
    "A number by chance, from 0.0 up to but not including 1.0.",
    category="mathematical",
    asks=True,
    examples=[Example("Random()", shown="a Decimal such as 0.1307734")],
)
def _random(ask: Ask) -> Decimal:
    return ask(Question("random"))


@function(
    "RandomInt(limit: Integer) -> Integer",
    "An Integer by chance between 0 and the limit, either included; the limit may be negative.",
    category="mathematical",
    asks=True,
    examples=[Example("RandomInt(0)", "0"), Example("RandomInt(6)", shown="an Integer from 0 to 6")],
)
def _random_integer(ask: Ask, limit: int) -> int:
    return ask(Question("randomInt", (limit,))) if limit else 0


@function(
    "GetKnowledgeBaseDocumentConfidence(document: KnowledgeBaseDocument) -> Decimal",
    "How sure the search was that a knowledge article answers the question; NOT_SET where it does not say.",
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
