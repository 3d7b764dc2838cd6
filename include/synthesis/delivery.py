"""Puts a delivery together: the world, its records in every agency's format, dirt, accidents, and the truth."""

import json
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from include.synthesis import writers
from include.synthesis.accidents import cause_accidents, list_files
from include.synthesis.cases import Cases, make_cases, to_frame
from include.synthesis.desk import write_complaints, write_site_blocks, write_tips, write_watchlist
from include.synthesis.dirt import add_dirt, list_dirt
from include.synthesis.gangs import Gangs, make_gangs
from include.synthesis.identities import list_persons
from include.synthesis.ledger import Ledger, follow_money, make_ledger
from include.synthesis.life import make_calls, make_transfers
from include.synthesis.people import make_country
from include.synthesis.plan import BANKS, Plan
from include.synthesis.rows import write_accounts, write_calls, write_cells, write_postings, write_subscribers

AGENCY = {"901": "bank-a", "902": "bank-b", "903": "bank-c"}
POSTING_FAULTS = {
    "bad_amount/text": ("amount", "abc"),
    "bad_amount/zero": ("amount", "0.00"),
    "bad_date": ("booked_at", "2024-02-30T12:00:00+07:00"),
    "missing_key": ("debtor_account", ""),
    "unknown_code/bank": ("creditor_bank", "777"),
    "unknown_code/channel": ("channel", "FAX"),
}
ACCOUNT_FAULTS = {
    "bad_date": ("opened_on", "2024-02-31"),
    "bad_id": ("holder_id", "1234567890123"),
    "unknown_code": ("status", "ZZZ"),
}
CALL_FAULTS = {
    "bad_amount": ("duration_s", "-5"),
    "missing_key": ("b_msisdn", ""),
    "unknown_code": ("call_type", "TELEX"),
}
Encode = Callable[[pd.DataFrame], bytes]
Planted = tuple[list[pd.DataFrame], list[pd.DataFrame]]  # dirty rows, and what should become of each file


def make_delivery(plan: Plan, out: Path) -> dict[str, Any]:
    """Write the delivery and its truth below `out`; return what was made, counted."""
    gangs = make_gangs(plan, make_country(plan))
    cases = make_cases(plan, gangs)
    ledger = make_ledger(
        plan,
        gangs.country.accounts,
        _within(plan, pd.concat([make_transfers(plan, gangs.country), to_frame(cases)], ignore_index=True)),
    )
    with ProcessPoolExecutor(2, get_context("forkserver")) as pool:  # the two share nothing
        writing = (
            pool.submit(_deliver_banks, plan, gangs, ledger, out),
            pool.submit(_deliver_telcos, plan, gangs, cases, out),
        )
        banks, telcos = (part.result() for part in writing)
    planted = (
        pd.concat([*banks[0], *telcos[0]], ignore_index=True),
        pd.concat([*banks[1], *telcos[1]], ignore_index=True),
    )
    tips = write_tips(plan, gangs, ledger)
    records = {
        "tips/complaints": write_complaints(plan, gangs, cases.complaints),
        "tips/public-tips": tips,
        "lists/site-blocks": write_site_blocks(plan, gangs),
    }
    files = [planted[1], *(_put_records(out, place, rows) for place, rows in records.items())]
    watchlist = write_watchlist(plan, gangs)
    content = writers.to_csv(watchlist, [name for name in watchlist.columns if name != "file"])
    writers.put(out / "lists/watchlist", f"{watchlist['file'].iat[0]}.csv", content, len(watchlist))
    files.append(list_files(watchlist.assign(kind=""), "lists", "watchlist", ".csv"))
    counts = _write_truth(gangs, cases, ledger, tips, out / "truth")
    planted[0].to_csv(out / "truth/dirt.csv", index=False)
    pd.concat(files, ignore_index=True).to_csv(out / "truth/files.csv", index=False)
    return counts


def _within(plan: Plan, transfers: pd.DataFrame) -> pd.DataFrame:
    end = plan.start_s + plan.days * 86_400
    return transfers[(transfers["at"] >= plan.start_s) & (transfers["at"] < end)]


def _deliver_banks(plan: Plan, gangs: Gangs, ledger: Ledger, out: Path) -> Planted:
    encoders: dict[str, tuple[str, Encode, str, Encode]] = {
        "901": (".csv", lambda f: writers.to_csv(f, writers.POSTING), ".csv", lambda f: writers.to_csv(f, writers.ACCOUNT)),
        "902": (".xml", lambda f: writers.to_pacs008(f, str(f["file"].iat[0])), ".xlsx", writers.to_workbook),
        "903": (
            ".txt", lambda f: writers.to_buddhist(f, writers.POSTING, writers.THAI_POSTING, "amount"),
            ".txt", lambda f: writers.to_buddhist(f, writers.ACCOUNT, writers.THAI_ACCOUNT, "balance"),
        ),
    }  # fmt: skip
    postings, accounts = write_postings(plan, ledger), write_accounts(plan, gangs.country, ledger)
    dirt: list[pd.DataFrame] = []
    files: list[pd.DataFrame] = []
    for bank in BANKS:
        agency, (suffix, encode, account_suffix, encode_account) = AGENCY[bank], encoders[bank]
        rng = plan.generator("dirt" + bank)
        dirty = add_dirt(postings[bank], "tx_id", POSTING_FAULTS, plan.dirt, rng)
        folder = out / agency / "transactions"
        _put_files(folder, dirty, suffix, encode, "amount")
        expected = list_files(dirty, agency, "transactions", suffix)
        expected, planted = cause_accidents(folder, expected, list_dirt(dirty, agency, "transactions", suffix), rng)
        files.append(expected)
        dirt.append(planted)
        snapshots = add_dirt(accounts[bank], "account_no", ACCOUNT_FAULTS, plan.dirt, rng)
        snapshots = snapshots[snapshots["why"] != "row of the hour before"]
        snapshots = snapshots.assign(row_no=snapshots.groupby("file").cumcount() + 1)
        dirt.append(list_dirt(snapshots, agency, "accounts", account_suffix))
        _put_files(out / agency / "accounts", snapshots, account_suffix, encode_account)
        files.append(list_files(snapshots, agency, "accounts", account_suffix))
    return dirt, files


def _deliver_telcos(plan: Plan, gangs: Gangs, cases: Cases, out: Path) -> Planted:
    rows = pd.DataFrame(cases.calls, columns=["at", "a", "b", "duration_s", "type", "msisdn"])
    calls = write_calls(plan, gangs, pd.concat([make_calls(plan, gangs.country), rows], ignore_index=True))
    calls = calls.assign(call_type=calls["type"], duration_s=calls["duration_s"].astype(str))
    subscribers = write_subscribers(plan, gangs.country).assign(dealer_code=lambda sims: sims["dealer"])
    dirt: list[pd.DataFrame] = []
    files: list[pd.DataFrame] = []
    for telco, network in (("telco-a", "52001"), ("telco-b", "52005")):
        is_a = telco == "telco-a"
        suffix = ".csv" if is_a else ".jsonl.gz"
        encode = _csv_encoder if is_a else _json_encoder
        own = add_dirt(
            calls[calls["telco"] == telco].reset_index(drop=True),
            "call_id",
            CALL_FAULTS,
            plan.dirt,
            plan.generator("dirt" + telco),
        )
        dirt.append(list_dirt(own, telco, "calls", suffix))
        files.append(list_files(own, telco, "calls", suffix))
        _put_files(
            out / telco / "calls", _write_numbers(own, is_a, ["a_msisdn", "b_msisdn"]), suffix, encode(writers.CALL)
        )
        sims = subscribers[subscribers["telco"] == telco].reset_index(drop=True)
        _put_files(
            out / telco / "subscribers", _write_numbers(sims, is_a, ["msisdn"]), suffix, encode(writers.SUBSCRIBER)
        )
        cells = write_cells(plan, network)
        _put_files(out / telco / "cells", cells, suffix, encode(["cell_id", "lat", "lon", "province"]))
        files += [
            list_files(frame.assign(kind=""), telco, feed, suffix)
            for frame, feed in ((sims, "subscribers"), (cells, "cells"))
        ]
    return dirt, files


def _write_numbers(frame: pd.DataFrame, is_a: bool, columns: list[str]) -> pd.DataFrame:
    """Telco A writes national numbers and ISO times, telco B E.164 and epoch milliseconds."""
    written = frame.copy()
    if is_a:
        for column in columns:
            written[column] = written[column].str.replace(r"^\+66", "0", regex=True)
    if "at_ms" in written:
        local = pd.DatetimeIndex((written["at_ms"].to_numpy() + 7 * 3_600_000).astype("datetime64[ms]")).strftime(
            "%Y-%m-%dT%H:%M:%S+07:00"
        )
        written["started_at"] = local if is_a else written["at_ms"]
    elif not is_a:
        written["activated_at"] = written["activated_s"] * 1000
    return written


def _csv_encoder(columns: list[str]) -> Encode:
    return lambda frame: writers.to_csv(frame, columns)


def _json_encoder(columns: list[str]) -> Encode:
    def encode(frame: pd.DataFrame) -> bytes:
        whole = frame[columns].copy()
        if "duration_s" in columns:
            whole["duration_s"] = whole["duration_s"].astype(int)
        return writers.to_gzip(whole.to_json(orient="records", lines=True, force_ascii=False).encode())

    return encode


def _put_files(folder: Path, frame: pd.DataFrame, suffix: str, encode: Encode, amount: str | None = None) -> None:
    for stem, rows in frame.groupby("file", sort=True):
        writers.put(folder, f"{stem}{suffix}", encode(rows), len(rows), rows[amount] if amount else None)


def _put_records(out: Path, place: str, records: list[tuple[str, dict[str, Any]]]) -> pd.DataFrame:
    for stem in sorted({stem for stem, _ in records}):
        here = [record for at, record in records if at == stem]
        writers.put(out / place, f"{stem}.jsonl", writers.to_json_lines(here), len(here))
    agency, feed = place.split("/")
    return list_files(pd.DataFrame({"file": [stem for stem, _ in records], "kind": ""}), agency, feed, ".jsonl")


def _write_truth(
    gangs: Gangs, cases: Cases, ledger: Ledger, tips: list[tuple[str, dict[str, Any]]], folder: Path
) -> dict[str, Any]:
    folder.mkdir(parents=True, exist_ok=True)
    accounts, mules = gangs.country.accounts, gangs.mules.set_index("account")
    seen = pd.unique(np.concatenate([ledger.transfers["debtor"], ledger.transfers["creditor"]]))
    named = {mule for case in cases.complaints for mule, *_ in case["transfers"]}
    kinds = gangs.country.holders["kind"].to_numpy()[accounts["holder"].to_numpy()]
    truth = accounts[["bank_code", "account_no"]].assign(
        is_mule=accounts.index.isin(mules.index).astype(int),
        tier=mules["tier"].reindex(accounts.index).astype("Int64"),
        gang_id=mules["gang_id"].reindex(accounts.index),
        decoy=np.where(np.isin(kinds, ["person", "merchant"]), "", kinds),
        is_named=accounts.index.isin(named).astype(int),
        is_visible=accounts.index.isin(seen).astype(int),
    )
    hubs = frozenset(accounts.index[accounts["bank_code"].str.startswith("95")][:5])
    taint, spent = [], []
    for case in cases.complaints:
        held, gone = follow_money(ledger, frozenset(mules.index), hubs, case) if case["gang_id"] else ({}, [])
        taint += [
            (case["complaint_id"], accounts["bank_code"].iat[row], accounts["account_no"].iat[row], satang / 100)
            for row, satang in sorted(held.items())
        ]
        spent += [(case["complaint_id"], bank, account, satang / 100, kind) for bank, account, satang, kind in gone]
    tables = {
        "accounts": truth,
        "phones": gangs.phones[["msisdn", "gang_id", "role"]].assign(is_visible=1),
        "complaints": pd.DataFrame(
            [{"complaint_id": case["complaint_id"], "gang_id": case["gang_id"]} for case in cases.complaints]
        ),
        "taint": pd.DataFrame(taint, columns=["complaint_id", "bank_code", "account_no", "amount_at_report"]),
        "spent": pd.DataFrame(spent, columns=["complaint_id", "bank_code", "account_no", "amount", "kind"]),
        "persons": list_persons(accounts, gangs.country.sims, BANKS),
        "reporter_contacts": pd.DataFrame(
            {"reporter_contact": sorted({record["reporter_contact"] for _, record in tips})}
        ),
    }
    for name, table in tables.items():
        table.to_csv(folder / f"{name}.csv", index=False)
    counts = {
        "transfers": len(ledger.transfers),
        "accounts": len(accounts),
        "complaints": len(cases.complaints),
        "public_tips": len(tips),
        "gangs": gangs.mules["gang_id"].nunique(),
    }
    (folder / "counts.json").write_text(json.dumps(counts, indent=1), encoding="utf-8")
    return counts
