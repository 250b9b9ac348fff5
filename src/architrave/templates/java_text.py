"""Numbers as Java prints them, which templates and paths show."""


def number_text(number: float) -> str:
    """`5`, `2.5`, `1.0E7`: an integer in full; a fraction as `Double.toString` gives it."""
    if isinstance(number, int):
        return str(number)
    if number != number:
        return "NaN"
    if number in {float("inf"), float("-inf")}:
        return "Infinity" if number > 0 else "-Infinity"
    if abs(number) == 5e-324:
        return "-4.9E-324" if number < 0 else "4.9E-324"
    written = repr(number)
    if not number or 1e-3 <= abs(number) < 1e7:
        return written if "e" not in written else f"{number:.17f}".rstrip("0")
    return _scientific(written)


def _scientific(written: str) -> str:
    """Python's shortest notation of a number as `d.dddE±n`."""
    sign = "-" if written.startswith("-") else ""
    mantissa, _, exponent = written.lstrip("-").partition("e")
    whole, _, fraction = mantissa.partition(".")
    digits = (whole + fraction).lstrip("0")
    power = len(whole) - 1 + int(exponent or 0) if whole.strip("0") else _power_of_fraction(fraction, exponent)
    rest = digits[1:].rstrip("0") or "0"
    return f"{sign}{digits[0]}.{rest}E{power}"


def _power_of_fraction(fraction: str, exponent: str) -> int:
    return int(exponent or 0) - (len(fraction) - len(fraction.lstrip("0")) + 1)
