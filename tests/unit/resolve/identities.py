"""Records of identity in plain words, for tests."""

from typing import Any

import pandas as pd

from include.resolve.records import RAW, add_features


def record(key: str, **known: Any) -> dict[str, Any]:
    """Return an account (`901:1`) or a SIM (`8966...`)."""
    is_account = ":" in key
    row = dict.fromkeys(RAW) | {"kind": "account" if is_account else "sim"}
    row |= (
        {"record_key": f"account:{key}", "account_id": abs(hash(key)) % 10**6}
        if is_account
        else {"record_key": f"sim:{key}", "iccid": key}
    )
    return row | known


def features(*rows: dict[str, Any]) -> pd.DataFrame:
    """Return the rows as `resolve_records` takes them."""
    return add_features(pd.DataFrame(list(rows), columns=list(RAW)).astype("object"))
