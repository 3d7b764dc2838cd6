"""Holds a file against its control file: sha256 on arrival, rows and amounts once it is read."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation, localcontext
from typing import Any

from include.core.errors import FileRejectedError

RESEND = "ask the agency to send the file and its control file again"
MOST_SHOWN = 10**15
EXACT = 200  # digits; more than any sum of what is read as an amount


@dataclass(frozen=True)
class AmountsRead:
    """The exact sum of a file's amounts that are numbers, and how many rows have none."""

    total: Decimal = Decimal(0)
    unread: int = 0

    def plus(self, other: "AmountsRead") -> "AmountsRead":
        """Return both together, no digit rounded away."""
        with localcontext(prec=EXACT):
            return AmountsRead(self.total + other.total, self.unread + other.unread)

    def may_be(self, claimed: object) -> bool:
        """Tell whether they can add up to what is claimed: what cannot be read was paid all the same, so it may be more."""
        try:
            most = Decimal(str(claimed))
            return self.total <= most if self.unread else self.total == most
        except InvalidOperation:
            return False


def verify_content(control: Mapping[str, Any], file_name: str, sha256: str) -> None:
    """Raise FileRejectedError (control_mismatch) unless the control file speaks of this file and content."""
    if not control:
        raise FileRejectedError("control_mismatch", f"the control file is not a JSON object; {RESEND}")
    if str(control.get("sha256", "")).lower() != sha256:
        raise FileRejectedError("control_mismatch", f"sha256 differs from the control file's; {RESEND}")
    if control.get("file", file_name) != file_name:
        raise FileRejectedError("control_mismatch", f"the control file names another file; {RESEND}")


def verify_totals(control: Mapping[str, Any], rows: int, amounts: AmountsRead | None) -> None:
    """Raise FileRejectedError unless rows and the sum of amounts agree; None: the file has no amounts, nothing is compared."""
    claimed = control.get("rows", rows)
    if claimed != rows and str(claimed) != str(rows):
        says = claimed if isinstance(claimed, int) and abs(claimed) < MOST_SHOWN else "something else"
        raise FileRejectedError("control_mismatch", f"{rows} rows read, the control file says {says}; {RESEND}")
    total = control.get("amount_total")
    if total is not None and amounts is not None and not amounts.may_be(total):
        raise FileRejectedError("control_mismatch", f"the amounts do not add up to the control file's total; {RESEND}")


def makes_same_claims(control: Mapping[str, Any] | None, other: Mapping[str, Any] | None) -> bool:
    """Tell whether two control files say the same of rows and amounts."""
    return all((control or {}).get(name) == (other or {}).get(name) for name in ("rows", "amount_total"))
