"""The evidence graph around suspects as a table: typed, dated, weighted edges with the records behind them."""

import numpy as np
import pandas as pd

from include.core.frames import EDGE
from include.graph.account_ties import remark_uses
from include.graph.bonds import tokens
from include.graph.ground import Bools, Ground

CITED = 10


def dated(rows: pd.DataFrame, kind: str, source_type: str, target_type: str) -> pd.DataFrame:
    """Collapse records (source_key, target_key, at, amount, ref) to one edge per pair: first and last time, weight,
    first CITED records.
    """
    ordered = rows.sort_values(["source_key", "target_key", "at", "ref"], ignore_index=True)
    grouped = ordered.groupby(["source_key", "target_key"], sort=True)
    edges = grouped.agg(first_at=("at", "min"), last_at=("at", "max"), weight=("amount", "sum")).reset_index()
    cited = ordered["ref"][(grouped.cumcount() < CITED).to_numpy()].tolist()
    ends = np.minimum(grouped.size().to_numpy(), CITED).cumsum().tolist()
    refs = [cited[start:end] for start, end in zip([0, *ends], ends, strict=False)]
    for column in ("first_at", "last_at"):
        edges[column] = pd.to_datetime(edges[column].where(edges[column] >= 0), unit="s", utc=True)
    edges["evidence"] = refs
    edges = edges.assign(source_type=source_type, target_type=target_type, kind=kind)
    return edges[list(EDGE)]


def records(source: object, target: object, at: object, amount: object, ref: object) -> pd.DataFrame:
    """Records behind edges, in the columns that `dated` collapses."""
    return pd.DataFrame({"source_key": source, "target_key": target, "at": at, "amount": amount, "ref": ref})


def paid(ground: Ground, near: Bools) -> pd.DataFrame:
    """account paid account; weight is baht."""
    rows = ground.transfers[near[ground.transfers["debtor"].to_numpy()] | near[ground.transfers["creditor"].to_numpy()]]
    key = ground.accounts["key"].to_numpy()
    found = records(key[rows["debtor"]], key[rows["creditor"]], rows["at"], rows["baht"], rows["ref"])
    return dated(found, "paid", "account", "account")


def called(ground: Ground, near: Bools) -> pd.DataFrame:
    """phone called phone; weight is the number of calls and messages."""
    rows = ground.calls[near[ground.calls["caller"].to_numpy()] | near[ground.calls["callee"].to_numpy()]]
    number = ground.phones["msisdn"].to_numpy()
    found = records(number[rows["caller"]], number[rows["callee"]], rows["at"], 1.0, rows["ref"])
    return dated(found, "called", "phone", "phone")


def owns(ground: Ground, person: pd.DataFrame, near: Bools) -> pd.DataFrame:
    """person owns account."""
    key = person.set_index("person_id")["person_key"]
    rows = ground.accounts[near & (ground.accounts["person"].to_numpy() >= 0)]
    found = records(rows["person"].map(key), rows["key"], rows["opened"], 1.0, rows["key"])
    return dated(found, "owns", "person", "account")


def registered(ground: Ground, person: pd.DataFrame, near: Bools) -> pd.DataFrame:
    """person registered sim, and phone uses sim."""
    key = person.set_index("person_id")["person_key"]
    rows = ground.sims[near[ground.sims["phone"].to_numpy()]]
    number = ground.phones["msisdn"].to_numpy()[rows["phone"].to_numpy()]
    uses = dated(records(number, rows["iccid"], rows["activated"], 1.0, rows["iccid"]), "uses_sim", "phone", "sim")
    known = rows[rows["person"] >= 0]
    bought = records(known["person"].map(key), known["iccid"], known["activated"], 1.0, known["iccid"])
    return pd.concat([uses, dated(bought, "registered", "person", "sim")])


def contact_numbers(ground: Ground, near: Bools) -> pd.DataFrame:
    """account gives phone as its contact."""
    rows = ground.accounts[near & (ground.accounts["phone"].to_numpy() >= 0)]
    number = ground.phones["msisdn"].to_numpy()[rows["phone"].to_numpy()]
    return dated(records(rows["key"], number, rows["opened"], 1.0, rows["key"]), "contact_number", "account", "phone")


def devices(ground: Ground, near: Bools) -> pd.DataFrame:
    """account uses device, by its payments."""
    rows = ground.transfers[near[ground.transfers["debtor"].to_numpy()] & ground.transfers["device_id"].notna()]
    key = ground.accounts["key"].to_numpy()[rows["debtor"].to_numpy()]
    return dated(records(key, rows["device_id"], rows["at"], 1.0, rows["ref"]), "uses_device", "account", "device")


def handsets(ground: Ground, near: Bools) -> pd.DataFrame:
    """phone seen in handset."""
    rows = ground.parties[near[ground.parties["phone"].to_numpy()] & ground.parties["imei"].notna()]
    number = ground.phones["msisdn"].to_numpy()[rows["phone"].to_numpy()]
    imei = "imei:" + rows["imei"].astype(str)
    return dated(records(number, imei, rows["at"], 1.0, imei), "handset", "phone", "device")


def named_in(ground: Ground, accounts: Bools, phones: Bools) -> pd.DataFrame:
    """account or phone named in a complaint or tip; weight is the certainty of the payment, 1 for a mention."""
    paid_rows = ground.payments[accounts[ground.payments["account"].to_numpy()]]
    key = ground.accounts["key"].to_numpy()[paid_rows["account"].to_numpy()]
    case = paid_rows["complaint_id"]
    by_victim = dated(
        records(key, case, paid_rows["at"], paid_rows["certainty"], case), "paid_by_victim", "account", "complaint"
    )
    told = ground.mentions[(ground.mentions["phone"] >= 0) & phones[np.maximum(ground.mentions["phone"].to_numpy(), 0)]]
    number = ground.phones["msisdn"].to_numpy()[told["phone"].to_numpy()]
    found = records(number, told["source_id"], -1, 1.0, told["source_id"])
    return pd.concat([by_victim, dated(found, "named_in", "phone", "complaint")])


def same_remark(ground: Ground, suspect: Bools) -> pd.DataFrame:
    """account wrote remark: the rarer remarks that several suspects use."""
    bonds = tokens(remark_uses(ground), ground.accounts["key"].astype(str), suspect, "remark", 1.0)
    found = records(bonds["source"], bonds["target"], -1, bonds["weight"], bonds["ref"])
    return dated(found, "same_remark", "account", "remark")


def led_to_payment(ground: Ground, talks: pd.DataFrame, phones: Bools) -> pd.DataFrame:
    """phone talked with somebody who paid the account within the day; `talks` comes from phone_ties."""
    rows = talks[phones[talks["phone"].to_numpy()]]
    number = ground.phones["msisdn"].to_numpy()[rows["phone"].to_numpy()]
    key = ground.accounts["key"].to_numpy()[rows["account"].to_numpy()]
    call, transfer = (
        ground.calls.take(rows["call"].to_numpy()),
        ground.transfers["ref"].take(rows["transfer"].to_numpy()),
    )
    both = [
        records(number, key, call["at"].to_numpy(), rows["belief"].to_numpy(), ref)
        for ref in (call["ref"].to_numpy(), transfer.to_numpy())
    ]
    return dated(pd.concat(both), "called_then_paid", "phone", "account")


def build_edges(
    ground: Ground, person: pd.DataFrame, talks: pd.DataFrame, accounts: Bools, phones: Bools
) -> pd.DataFrame:
    """All edges that touch a suspect account or phone, columns EDGE, in a fixed order."""
    parts = [
        paid(ground, accounts),
        called(ground, phones),
        owns(ground, person, accounts),
        registered(ground, person, phones),
        contact_numbers(ground, accounts),
        devices(ground, accounts),
        handsets(ground, phones),
        named_in(ground, accounts, phones),
        same_remark(ground, accounts),
        led_to_payment(ground, talks, phones),
    ]
    edges = pd.concat([part for part in parts if len(part)] or [pd.DataFrame(columns=list(EDGE))], ignore_index=True)
    return edges.sort_values(["kind", "source_key", "target_key"], ignore_index=True)
