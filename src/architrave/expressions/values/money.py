"""Currency: an amount and the code of its currency, either of which may be NOT_SET."""

from dataclasses import dataclass
from decimal import Decimal

from architrave.expressions import decimals


@dataclass(frozen=True, slots=True)
class Currency:
    """An amount of money. `code` is an ISO 4217 code in capitals."""

    amount: Decimal | None
    code: str | None

    def text(self, places: int = 2) -> str:
        """The text `amount|code` with so many decimal places (documented: two by default, `|` without both)."""
        amount = "" if self.amount is None else decimals.to_fixed_text(self.amount, places)
        return f"{amount}|{self.code or ''}"
