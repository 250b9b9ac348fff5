"""Conditions: If, ?:, and, or, !.

Only the chosen branch is evaluated, and `and` and `or` stop as soon as the result is known. A NOT_SET condition counts
as false; a NOT_SET operand of `and`, `or` or `!` is a fault.
"""

from typing import Any

from architrave.expressions.declare import Example, function


@function(
    "If(condition: Boolean?, trueValue: Any?, falseValue: Any?) -> Any",
    "The second value if the condition is true, the third if it is false or NOT_SET.",
    category="logical",
    examples=[
        Example('If(5 > 3, "more", "less")', "more"),
        Example("If(ToBool(NOT_SET), 1, 2)", "2"),
        Example("If(true, 1, ToInt(1 / (1 - 1)))", "1"),
    ],
    lazy=True,
)
@function(
    "If(condition: Boolean?, trueValue: Any[], falseValue: Any[]) -> Any[]",
    "The first collection if the condition is true, otherwise the second; both must have the same type.",
    category="logical",
    examples=[Example("If(false, MakeList(1), MakeList(2, 3))", json=[2, 3])],
    lazy=True,
)
@function(
    "If(condition: Boolean?, trueValueAudio: Audio, falseValueAudio: Audio) -> Audio",
    "The first audio if the condition is true, otherwise the second.",
    category="logical",
    examples=[Example('If(true, ToAudioTTS("Yes"), ToAudioTTS("No"))', "[tts] Yes")],
    lazy=True,
)
@function(
    "?(condition: Boolean?, trueValue: Any?, falseValue: Any?) -> Any",
    "The value before the colon if the condition is true, otherwise the value after it.",
    category="logical",
    examples=[Example('1 > 2 ? "more" : "less"', "less")],
    lazy=True,
)
@function(
    "?(condition: Boolean?, trueValue: Any[], falseValue: Any[]) -> Any[]",
    "The first collection if the condition is true, otherwise the second; both must have the same type.",
    category="logical",
    examples=[Example("true ? MakeList(1) : MakeList(2)", json=[1])],
    lazy=True,
)
@function(
    "?(condition: Boolean?, trueValueAudio: Audio, falseValueAudio: Audio) -> Audio",
    "The first audio if the condition is true, otherwise the second.",
    category="logical",
    examples=[Example('false ? ToAudioTTS("Yes") : ToAudioTTS("No")', "[tts] No")],
    lazy=True,
)
def _choose(condition: bool | None, yes: Any, no: Any) -> Any:
    return yes if condition else no


@function(
    "and(value1: Boolean, value2: Boolean) -> Boolean",
    "Whether both sides are true; the right side is not evaluated if the left is false.",
    category="logical",
    examples=[Example("true and 2 > 1", "true"), Example("false AND 1 / (1 - 1) > 0", "false")],
    lazy=True,
)
def _and(left: bool, right: bool) -> bool:
    return left and right


@function(
    "or(value1: Boolean, value2: Boolean) -> Boolean",
    "Whether either side is true; the right side is not evaluated if the left is true.",
    category="logical",
    examples=[Example("false or true", "true"), Example("ToBool(NOT_SET) or true", error="NotSet")],
    lazy=True,
)
def _or(left: bool, right: bool) -> bool:
    return left or right


@function(
    "!(booleanValue: Boolean) -> Boolean",
    "True if the value is false, and false if it is true.",
    category="unary",
    examples=[Example("!(1 > 2)", "true"), Example("!!false", "false")],
)
def _not(value: bool) -> bool:
    return not value
