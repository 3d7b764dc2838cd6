"""Holds a file against its control file: sha256 on arrival, rows and amounts once it is read."""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from include.core.errors import FileRejectedError

RESEND = "ask the agency to send the file and its control file again"


def verify_content(control: Mapping[str, Any], file_name: str, sha256: str) -> None:
    """Raise FileRejectedError (control_mismatch) unless the control file speaks of this file and content."""
    if not control:
        raise FileRejectedError("control_mismatch", f"the control file is not a JSON object; {RESEND}")
    if str(control.get("sha256", "")).lower() != sha256:
        raise FileRejectedError("control_mismatch", f"sha256 differs from the control file's; {RESEND}")
    if control.get("file", file_name) != file_name:
        raise FileRejectedError("control_mismatch", f"the control file names another file; {RESEND}")


def verify_totals(control: Mapping[str, Any], rows: int, amount_satang: int | None) -> None:
    """Raise FileRejectedError unless rows and the sum of amounts agree; None: the sum cannot be known, not compared."""
    if "rows" in control and control["rows"] != rows:
        raise FileRejectedError(
            "control_mismatch", f"{rows} rows read, the control file says {control['rows']}; {RESEND}"
        )
    claimed = control.get("amount_total")
    if claimed is None or amount_satang is None:
        return
    try:
        agrees = Decimal(str(claimed)) * 100 == amount_satang
    except InvalidOperation:
        agrees = False
    if not agrees:
        raise FileRejectedError("control_mismatch", f"the amounts do not add up to the control file's total; {RESEND}")
