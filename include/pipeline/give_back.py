"""The give_back DAG: from what banks hold and whose money it is to a plan, and an order per complaint for an officer to sign."""

import hashlib
from pathlib import Path

import pandas as pd

from include.act.give_back import Plan, plan_give_back
from include.publish.order import render_order
from include.warehouse.connect import open_transaction
from include.warehouse.frames import merge_rows, read_frame


def plan(dsn: str, home: str) -> dict[str, int]:
    """Bring `action.give_back` to what is held and traced now, and write the orders below `<home>/orders`; return counts of rows."""
    with open_transaction(dsn) as connection:
        holds, claims, accounts, losses = (
            read_frame(connection, name)
            for name in ("action/held", "action/claim", "core/accounts", "resolved/victim_loss")
        )
    found = plan_give_back(holds, claims, losses)
    with open_transaction(dsn) as connection:
        changed = merge_rows(connection, "action", "give_back", found.payments)
        changed += merge_rows(connection, "action", "give_back_rest", found.rests)
    return {
        "payments": len(found.payments),
        "changed": changed,
        "orders": write_orders(found, accounts, Path(home) / "orders"),
    }


def write_orders(found: Plan, accounts: pd.DataFrame, folder: Path) -> int:
    """Write one page per complaint that gets money back, and take away those that the plan no longer has; return how many there are."""
    folder.mkdir(parents=True, exist_ok=True)
    paid = found.payments[found.payments["paid_satang"] > 0]
    whole = found.rests.rename(columns={"claimed_satang": "all_claims_satang"})
    named = paid.merge(accounts[["account_id", "bank_code", "account_no"]], on="account_id")
    named = named.merge(whole[["account_id", "held_satang", "all_claims_satang"]], on="account_id")
    named = named.sort_values(["complaint_id", "bank_code", "account_no"])
    pages = {name_page(str(key)): render_order(str(key), rows) for key, rows in named.groupby("complaint_id")}
    for path in folder.glob("*.html"):
        if path.name not in pages:
            path.unlink()
    for name, page in pages.items():
        fresh = folder / f".{name}"
        fresh.write_text(page, encoding="utf-8")
        fresh.replace(folder / name)
    return len(pages)


def name_page(complaint_id: str) -> str:
    """Return a file name that no complaint's id can bend: its letters and digits, and a digest of the whole."""
    plain = "".join(letter for letter in complaint_id if letter.isascii() and letter.isalnum())[:40]
    return f"{plain}-{hashlib.sha256(complaint_id.encode()).hexdigest()[:8]}.html"
