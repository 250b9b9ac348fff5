"""`String.format`: the conversions that templates use."""

import re
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Context, Decimal

from architrave.templates.velocity.budget import Budget
from architrave.templates.velocity.methods.arguments import Failed
from architrave.templates.velocity.values import Value, is_number, is_true, text_of

_CONVERSION = re.compile(r"%(?:(\d{1,2})\$)?([-#+ 0,(]*)(\d{1,3})?(?:\.(\d{1,2}))?([a-zA-Z%])")
_CONTEXT = Context(prec=400)


def formatted(pattern: str, values: Sequence[Value], budget: Budget) -> str:
    """A text with `%s %d %f %x %X %c %b %n %%` filled in. Raises Failed for others, and for values that do not fit."""
    out: list[str] = []
    at = used = 0
    for found in _CONVERSION.finditer(pattern):
        if "%" in pattern[at : found.start()]:
            break
        out.append(pattern[at : found.start()])
        at = found.end()
        if found[5] in "%n":
            out.append("%" if found[5] == "%" else "\n")
            continue
        index = int(found[1]) - 1 if found[1] else used
        used += not found[1]
        if not 0 <= index < len(values):
            raise Failed(f"Format specifier {found[0]!r} has no value.")
        out.append(budget.text(_padded(_converted(found, values[index], budget), found)))
    if "%" in pattern[at:]:
        raise Failed(f"The format {pattern[:60]!r} is not supported.")
    out.append(pattern[at:])
    return budget.text("".join(out))


def _converted(found: re.Match[str], value: Value, budget: Budget) -> str:
    letter, precision = found[5], found[4]
    match letter:
        case "s" | "S" | "b" | "c":
            text = text_of(value if letter != "b" else is_true(value), budget)
            text = text if precision is None else text[: int(precision)]
            return text.upper() if letter == "S" else text
        case "d" | "x" | "X" if isinstance(value, int) and not isinstance(value, bool):
            return _signed(f"{abs(value):{',' if ',' in found[2] else ''}{letter}}", value < 0, found[2])
        case "f" if isinstance(value, float | Decimal):
            places = Decimal(1).scaleb(-int(precision or 6), _CONTEXT)
            number = Decimal(str(value)).copy_abs().quantize(places, ROUND_HALF_UP, _CONTEXT)
            return _signed(f"{number:{',' if ',' in found[2] else ''}f}", value < 0, found[2])
        case "d" | "x" | "X" | "f" if is_number(value):
            raise Failed(f"Format specifier {found[0]!r} does not take such a number.")
        case _:
            raise Failed(f"Format specifier {found[0]!r} is not supported or does not take this value.")


def _signed(digits: str, negative: bool, flags: str) -> str:
    if negative:
        return f"({digits})" if "(" in flags else f"-{digits}"
    return f"+{digits}" if "+" in flags else f" {digits}" if " " in flags else digits


def _padded(text: str, found: re.Match[str]) -> str:
    width = int(found[3] or 0)
    if "-" in found[2]:
        return text.ljust(width)
    return text.zfill(width) if "0" in found[2] and found[5] not in "sS" else text.rjust(width)
