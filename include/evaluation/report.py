"""Reads the mart and the truth, and prints every measure on its line."""

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import psycopg2

from include.evaluation.metrics import rate_agreement, rate_detection, rate_links, rate_money

VIEWS = {
    "accounts": "select bank_code || ':' || account_no as key, mule_score as score, is_flagged, gang_id from mart.account_risk",
    "phones": "select msisdn as key, scam_score as score, is_flagged, gang_id from mart.phone_risk",
    "members": "select gang_id, node_key as key from mart.gang_member where node_type in ('account', 'phone')",
    "proposals": "select complaint_id, bank_code || ':' || account_no as key, traced_amount::float8 as amount from mart.freeze_proposal",
    "files": "select agency, feed, file_name, status, rows_loaded, rows_quarantined, rows_duplicate from mart.feed_health",
    "quarantine": "select agency, feed, file_name, row_no from mart.quarantine",
}
FILE = ["agency", "feed", "file_name"]
Print = Callable[[str], None]


def read_mart(dsn: str) -> dict[str, pd.DataFrame]:
    """Return the views that are rated, as the analyst sees them."""
    connection = psycopg2.connect(dsn)
    frames = {}
    with connection, connection.cursor() as cursor:
        for name, statement in VIEWS.items():
            cursor.execute(statement)
            frames[name] = pd.DataFrame(cursor.fetchall(), columns=[column.name for column in cursor.description or ()])
    connection.close()
    return frames


def read_truth(folder: Path) -> dict[str, pd.DataFrame]:
    """Return the truth's tables, all text, empty where missing; accounts carry their key."""
    truth = {path.stem: pd.read_csv(path, dtype="str", keep_default_na=False) for path in folder.glob("*.csv")}
    for name in ("accounts", "taint"):
        truth[name]["key"] = truth[name]["bank_code"] + ":" + truth[name]["account_no"]
    for name in ("accounts", "phones"):
        if "is_visible" in truth[name]:
            truth[name] = truth[name][truth[name]["is_visible"] != "0"]
    return truth


def print_report(mart: dict[str, pd.DataFrame], truth: dict[str, pd.DataFrame], show: Print) -> None:
    """Print all measures that the truth allows."""
    _show_accounts(mart["accounts"], truth["accounts"], show)
    _show_phones(mart["phones"], truth["phones"], show)
    _show_gangs(mart["members"], truth, show)
    _show_money(mart["proposals"], truth, show)
    _show_ingest(mart, truth, show)


def _show_accounts(found: pd.DataFrame, truth: pd.DataFrame, show: Print) -> None:
    seen = truth.merge(found, on="key", how="outer").fillna({"score": 0.0, "is_flagged": False, "is_mule": "0"})
    flagged, mule = seen["is_flagged"].astype(bool), seen["is_mule"] == "1"
    rated = rate_detection(seen["score"].astype(float), flagged, mule)
    show(
        f"mule accounts: precision {rated.precision:.3f}  recall {rated.recall:.3f}  average precision {rated.average_precision:.3f}"
    )
    show(f"mule accounts: {rated.flagged} flagged, {rated.guilty} true")
    if "is_named" in seen:
        unnamed = mule & (seen["is_named"] == "0")
        show(
            f"mule accounts never named: recall {(flagged & unnamed).sum() / max(unnamed.sum(), 1):.3f} of {unnamed.sum()}"
        )
    innocent = ~mule
    show(
        f"innocents flagged: {1000 * (flagged & innocent).sum() / max(innocent.sum(), 1):.2f} per 1,000 of {innocent.sum()}"
    )
    if "decoy" in seen:
        kinds = seen[innocent & (seen["decoy"].fillna("") != "")].groupby("decoy")["is_flagged"].agg(["sum", "size"])
        for kind, (count, size) in kinds.astype(int).iterrows():
            show(f"innocents flagged, {kind}: {1000 * count / size:.2f} per 1,000 of {size}")


def _show_phones(found: pd.DataFrame, truth: pd.DataFrame, show: Print) -> None:
    guilty = truth.drop_duplicates("msisdn").rename(columns={"msisdn": "key"})
    seen = guilty.merge(found, on="key", how="outer").fillna({"score": 0.0, "is_flagged": False})
    is_guilty = seen["role"].notna()
    rated = rate_detection(seen["score"].astype(float), seen["is_flagged"].astype(bool), is_guilty)
    show(
        f"phones: precision {rated.precision:.3f}  recall {rated.recall:.3f}  average precision {rated.average_precision:.3f}"
    )
    for role, group in seen[is_guilty].groupby("role"):
        show(f"phones, {role}: recall {group['is_flagged'].astype(bool).mean():.3f} of {len(group)}")


def _show_gangs(members: pd.DataFrame, truth: dict[str, pd.DataFrame], show: Print) -> None:
    accounts = truth["accounts"].query("is_mule == '1' and gang_id != ''")[["key", "gang_id"]]
    phones = truth["phones"].rename(columns={"msisdn": "key"})
    placed = (
        pd.concat([accounts, phones[phones["gang_id"] != ""][["key", "gang_id"]]])
        .drop_duplicates("key")
        .set_index("key")["gang_id"]
    )
    found = members.drop_duplicates("key").set_index("key")["gang_id"]
    agreement = rate_agreement(found, placed)
    show(f"gangs: B-cubed precision {agreement.precision:.3f}  recall {agreement.recall:.3f}  F1 {agreement.f1:.3f}")
    callers = phones[phones["role"].isin(["CALLER", "SPOOFED"])][["key", "gang_id"]]
    share, gangs = rate_links(members, accounts, callers), accounts["gang_id"].nunique()
    show(f"gangs linked (most mules and three callers in one found gang): {share:.3f} of {gangs}")


def _show_money(proposals: pd.DataFrame, truth: dict[str, pd.DataFrame], show: Print) -> None:
    lay = truth["taint"].assign(amount=truth["taint"]["amount_at_report"].astype(float))[
        ["complaint_id", "key", "amount"]
    ]
    mules = frozenset(truth["accounts"].query("is_mule == '1'")["key"])
    rated = rate_money(proposals.assign(amount=proposals["amount"].astype(float)), lay, mules)
    show(
        f"money: proposals cover {rated.covered:.3f} of what lay there; {rated.pure:.3f} of what is proposed is the victim's"
    )
    show(
        f"money: {rated.innocent_rows:.3f} of {rated.proposals} proposals hit innocents, {rated.innocent_money:.4f} of the money"
    )


def _show_ingest(mart: dict[str, pd.DataFrame], truth: dict[str, pd.DataFrame], show: Print) -> None:
    if "files" not in truth or "dirt" not in truth:
        return
    both = truth["files"].merge(mart["files"], on=FILE, how="outer", suffixes=("_true", ""))
    counts = ["rows_loaded", "rows_quarantined", "rows_duplicate"]
    same = both["status"] == both["status_true"]
    for name in counts:
        same &= (both["status"] != "loaded") | (pd.to_numeric(both[f"{name}_true"]) == pd.to_numeric(both[name]))
    show(f"ingest: {int(same.sum())} of {len(both)} files accounted for exactly")
    bad = (
        truth["dirt"]
        .query("kind == 'bad'")
        .assign(row_no=lambda dirt: dirt["row_no"].astype(int))[[*FILE, "row_no"]]
        .drop_duplicates()
    )
    put = mart["quarantine"].astype({"row_no": int}).drop_duplicates()
    hits = len(bad.merge(put, on=[*FILE, "row_no"]))
    show(
        f"quarantine: precision {hits / max(len(put), 1):.4f}  recall {hits / max(len(bad), 1):.4f} of {len(bad)} planted rows"
    )
