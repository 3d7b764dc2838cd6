"""A complaint as the tip desk sends it, and a file of them."""

import json
from pathlib import Path
from typing import Any

from tests.deliveries import put_file

MULE = "2000000007"


def complaint(name: str, account_no: str = MULE, amount: str = "100.00", **change: Any) -> dict[str, Any]:
    """One complaint: the victim 901:1000000001 paid `amount` to 902:`account_no` at 10:07 and reports at 10:30."""
    return {
        "complaint_id": name,
        "reported_at": "2024-03-01T10:30:00+07:00",
        "channel": "HOTLINE",
        "complaint_type": "CALL_CENTRE",
        "command_code": "CCIB",
        "province": "ตาก",
        "victim": {
            "victim_ref": f"V{name}",
            "phone": "0812345678",
            "bank_code": "901",
            "account_no": "1000000001",
        },
        "loss_amount": amount,
        "transfers": [
            {"bank_code": "902", "account_no": account_no, "amount": amount, "at": "2024-03-01T10:07:00+07:00"}
        ],
        "suspects": {"phones": [], "line_ids": [], "urls": [], "names": []},
        "narrative": "",
    } | change


def put_complaints(root: Path, name: str, complaints: list[dict[str, Any]], **control: object) -> Path:
    """Write a file of complaints and its control file."""
    lines = [json.dumps(line, ensure_ascii=False) + "\n" for line in complaints]
    return put_file(root, f"tips/complaints/{name}", "".join(lines), rows=len(lines), **control)
