"""What a bank is sent, as text: JSON Lines of the feeds' interface. Pure; the same requests give the same bytes."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from hashlib import sha256

REQUESTS, EXTENSIONS, LIFTS = "freeze-requests", "freeze-extensions", "freeze-lifts"


@dataclass(frozen=True)
class Letter:
    """What one request says to its bank; amounts in THB."""

    request_id: str
    bank_code: str
    account_no: str
    amount: Decimal
    legal_basis: str
    complaint_ids: tuple[str, ...]
    by: str
    why: str
    at: datetime
    expires_at: datetime


def write_requests(letters: Sequence[Letter]) -> str:
    """Return the lines of a file of freeze requests, as FEEDS names their fields."""
    return _write_lines(
        {
            "request_id": letter.request_id,
            "bank_code": letter.bank_code,
            "account_no": letter.account_no,
            "amount": f"{letter.amount:.2f}",
            "currency": "THB",
            "legal_basis": letter.legal_basis,
            "complaint_ids": list(letter.complaint_ids),
            "approved_by": letter.by,
            "requested_at": write_time(letter.at),
            "expires_at": write_time(letter.expires_at),
        }
        for letter in letters
    )


def write_extensions(letters: Sequence[Letter]) -> str:
    """Return the lines of a file that says how much longer money is to be held, and by whose order."""
    return _write_lines(
        {
            **_name(letter),
            "amount": f"{letter.amount:.2f}",
            "order": letter.why,
            "ordered_by": letter.by,
            "expires_at": write_time(letter.expires_at),
        }
        for letter in letters
    )


def write_lifts(letters: Sequence[Letter]) -> str:
    """Return the lines of a file that says which holds are over, since when and why."""
    return _write_lines(
        {**_name(letter), "reason": letter.why, "lifted_by": letter.by, "lifted_at": write_time(letter.at)}
        for letter in letters
    )


def name_file(at: datetime, body: str, suffix: str) -> str:
    """Return the name of a file: its time, and its content, so that the same file cannot have two names."""
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}-{sha256(body.encode()).hexdigest()[:12]}{suffix}"


def write_time(at: datetime) -> str:
    """Return a time in UTC, to the second."""
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def _name(letter: Letter) -> dict[str, str]:
    return {"request_id": letter.request_id, "bank_code": letter.bank_code, "account_no": letter.account_no}


def _write_lines(rows: Iterable[Mapping[str, object]]) -> str:
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
