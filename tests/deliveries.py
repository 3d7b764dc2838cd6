"""Small hand-made deliveries for tests: files in the agencies' formats with their control files."""

import hashlib
import json
from pathlib import Path

POSTING_HEAD = (
    "tx_id,end_to_end_id,booked_at,debtor_bank,debtor_account,creditor_bank,creditor_account,amount,currency,channel,"
    "device_id,ip_address,remark"
)


def put_file(root: Path, place: str, content: str | bytes, **control: object) -> Path:
    """Write `root/place` and its control file; `control` overrides what it claims, `control=None` leaves it out."""
    path = root / place
    path.parent.mkdir(parents=True, exist_ok=True)
    data = content.encode() if isinstance(content, str) else content
    path.write_bytes(data)
    claims = {"file": path.name, "sha256": hashlib.sha256(data).hexdigest(), **control}
    if "control" not in control:
        path.with_name(path.name + ".ctl.json").write_text(json.dumps(claims))
    return path


def posting(number: int, amount: str = "100.00", **change: str) -> str:
    """One line of bank A's postings."""
    row = {
        "tx_id": f"A{number:05d}",
        "end_to_end_id": f"E{number:05d}",
        "booked_at": f"2024-03-01T10:{number % 60:02d}:00+07:00",
        "debtor_bank": "901",
        "debtor_account": "1000000001",
        "creditor_bank": "902",
        "creditor_account": f"2{number:09d}",
        "amount": amount,
        "currency": "THB",
        "channel": "MOBILE",
        "device_id": "",
        "ip_address": "",
        "remark": "",
    } | change
    return ",".join(row.values())


def put_postings(root: Path, name: str, lines: list[str], **control: object) -> Path:
    """Write a file of bank A's postings."""
    content = "\n".join([POSTING_HEAD, *lines, ""])
    return put_file(root, f"bank-a/transactions/{name}", content, rows=len(lines), **control)


def tip(number: int, contact: str, narrative: str = "") -> str:
    """One line of the public's tips."""
    record = {
        "tip_id": f"T{number:05d}",
        "received_at": "2024-03-01T10:00:00+07:00",
        "topic": "GAMBLING",
        "urls": ["https://royalbet849.com/x"],
        "phones": [],
        "line_ids": [],
        "bank_accounts": [],
        "province": "ตาก",
        "narrative": narrative,
        "reporter_contact": contact,
    }
    return json.dumps(record, ensure_ascii=False)
