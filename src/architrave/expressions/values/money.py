"""Currency: an amount and a currency code, either of which can be NOT_SET."""

from dataclasses import dataclass
from decimal import Decimal

from architrave.expressions import decimals


@dataclass(frozen=True, slots=True)
class Currency:
    """An amount of money. `code` is an ISO 4217 code in upper case."""

    amount: Decimal | None
    code: str | None

    def text(self, places: int = 2) -> str:
        """The text `amount|code` with a number of decimal places (documented: two by default, `|` without both)."""
        amount = "" if self.amount is None else decimals.to_fixed_text(self.amount, places)
        return f"{amount}|{self.code or ''}"
