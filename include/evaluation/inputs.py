"""Reads what is rated (the mart), what it is rated against (the truth), and what a plain baseline would start from."""

from pathlib import Path

import pandas as pd
import psycopg2

SQL_ROOT = Path(__file__).resolve().parents[2] / "sql"
VIEWS = {
    "accounts": "select bank_code || ':' || account_no as key, mule_score as score, is_flagged, gang_id, reasons from mart.account_risk",
    "phones": "select msisdn as key, scam_score as score, is_flagged, gang_id from mart.phone_risk",
    "members": "select gang_id, node_key as key from mart.gang_member where node_type in ('account', 'phone') order by is_main desc",
    "proposals": "select complaint_id, bank_code || ':' || account_no as key, traced_amount::float8 as amount from mart.freeze_proposal",
    "persons": "select record_key, person_key from mart.person_record",
    "files": "select agency, feed, file_name, status, rows_read, rows_loaded, rows_quarantined, rows_duplicate from mart.feed_health",
    "quarantine": "select agency, feed, file_name, row_no from mart.quarantine",
}
EVIDENCE = ("accounts", "phones", "transfers", "complaint_transfers", "mentions", "call_parties")
Frames = dict[str, pd.DataFrame]


def read_mart(dsn: str) -> Frames:
    """Return the views that are rated, as the analyst sees them."""
    return _read(dsn, VIEWS)


def read_evidence(dsn: str) -> Frames:
    """Return the records that the baseline guesses from, as the engine's login sees them."""
    statements = {name: (SQL_ROOT / "core" / f"{name}.frame.sql").read_text(encoding="utf-8") for name in EVIDENCE}
    return _read(dsn, statements)


def read_truth(folder: Path) -> Frames:
    """Return the truth's tables, all text, empty where missing.

    Accounts, phones and taint carry their `key`. What no feed shows (`is_visible` 0) stands apart, in `hidden`. Innocents'
    `kind`, told by `innocents` or by `decoy`, is a column of accounts where either is told. Persons have a `record_key`.
    """
    truth = {path.stem: pd.read_csv(path, dtype="str", keep_default_na=False) for path in folder.glob("*.csv")}
    for name in ("accounts", "taint"):
        truth[name]["key"] = truth[name]["bank_code"] + ":" + truth[name]["account_no"]
    truth["phones"]["key"] = truth["phones"]["msisdn"]
    truth["accounts"] = _tell_kinds(truth)
    if {"node_type", "node_key"} <= set(truth.get("persons", ())):
        truth["persons"]["record_key"] = truth["persons"]["node_type"] + ":" + truth["persons"]["node_key"]
    hidden = []
    for name in ("accounts", "phones"):
        if "is_visible" in truth[name]:
            unseen = truth[name]["is_visible"] == "0"
            hidden.append(truth[name][unseen].reindex(columns=["key", "is_mule"]))
            truth[name] = truth[name][~unseen]
    truth["hidden"] = pd.concat(hidden) if hidden else pd.DataFrame({"key": [], "is_mule": []}, dtype="str")
    return truth


def _tell_kinds(truth: Frames) -> pd.DataFrame:
    accounts = truth["accounts"]
    if "innocents" in truth and "kind" in truth["innocents"]:
        told = truth["innocents"].assign(key=truth["innocents"]["bank_code"] + ":" + truth["innocents"]["account_no"])
        return accounts.assign(
            kind=accounts["key"].map(told.drop_duplicates("key").set_index("key")["kind"]).fillna("")
        )
    return accounts.assign(kind=accounts["decoy"]) if "decoy" in accounts else accounts


def _read(dsn: str, statements: dict[str, str]) -> Frames:
    connection = psycopg2.connect(dsn)
    frames = {}
    try:
        with connection, connection.cursor() as cursor:
            for name, statement in statements.items():
                cursor.execute(statement)
                columns = [column.name for column in cursor.description or ()]
                frames[name] = pd.DataFrame(cursor.fetchall(), columns=columns)
    finally:
        connection.close()
    return frames
