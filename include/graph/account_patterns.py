"""Shapes of laundering that an account's own rows show: many in and many out, an emptied balance, silence and a burst,
reported money that went straight on, cash drawn at the border.
"""

import numpy as np
import pandas as pd

from include.graph.account_signs import cite_transfers, first_use, passed_on, per_account
from include.graph.ground import CASH, DAY, HOUR, Floats, Ground, Ints, once
from include.graph.laying import seconds
from include.graph.signals import Reading, State, noisy_or, ramp, saturated, share

LARGE = 1000.0
CROWD = 25.0
# The 31 of 77 provinces of Thailand that have a land border (Ministry of Interior), by the first neighbour they touch.
BORDER_PROVINCES = frozenset(
    "เชียงราย เชียงใหม่ แม่ฮ่องสอน ตาก กาญจนบุรี ราชบุรี เพชรบุรี ประจวบคีรีขันธ์ ชุมพร ระนอง "  # Myanmar
    "พะเยา น่าน อุตรดิตถ์ พิษณุโลก เลย หนองคาย บึงกาฬ นครพนม มุกดาหาร อำนาจเจริญ อุบลราชธานี "  # Laos
    "ศรีสะเกษ สุรินทร์ บุรีรัมย์ สระแก้ว จันทบุรี ตราด "  # Cambodia
    "สตูล สงขลา ยะลา นราธิวาส".split()  # Malaysia
)


def partners_among(rows: pd.DataFrame, mine: str, theirs: str, size: int) -> Floats:
    """Number of different counterparties per account among the given rows."""
    pairs = rows[[mine, theirs]].drop_duplicates()
    return np.bincount(pairs[mine].to_numpy(), minlength=size).astype("float64")


@once
def went_on(ground: Ground) -> Floats:
    """Per transfer of LARGE or more, what its receiver sent on within three days; 0 for smaller ones."""
    return np.asarray(passed_on(ground, 3 * DAY) * (ground.transfers["baht"].to_numpy() >= LARGE), dtype="float64")


def gathers_and_scatters(ground: Ground, state: State) -> Reading:
    """Money of several payers goes on within days, most of it, to several payees (gather-scatter; the middle of a stack).

    A seller keeps what is earned, a saver pays one account, and who has dozens of payers is open to all. Patterns as named by Suzumura and Kanezashi (AMLSim, 2018).
    """
    rows, moved = ground.transfers, went_on(ground)
    size = ground.account_count
    through = rows[moved >= 0.8 * rows["baht"].to_numpy()].loc[lambda frame: frame["baht"] >= LARGE]
    payers = partners_among(through, "creditor", "debtor", size)
    payees = partners_among(rows[rows["baht"] >= LARGE], "debtor", "creditor", size)
    received = per_account(ground, "creditor", rows["baht"].to_numpy())
    passing = share(per_account(ground, "creditor", moved), received)
    values = ramp(payers, 1.0, 4.0) * ramp(payers, CROWD, 10.0) * ramp(payees, 1.0, 4.0) * ramp(passing, 0.5, 0.9)
    return Reading(values, lambda: cite_transfers(ground, "creditor", moved))


@once
def balances(ground: Ground) -> tuple[Floats, Floats]:
    """Per account the balance its bank last told (baht, NaN where it told none), and what it had received by then."""
    held, rows = ground.accounts, ground.transfers
    told: Ints = seconds(held["snapshot_at"])
    before = rows["at"].to_numpy() <= told[rows["creditor"].to_numpy()]
    baht = pd.to_numeric(held["balance_satang"], errors="coerce").astype("float64").to_numpy() / 100.0
    return baht, per_account(ground, "creditor", rows["baht"].to_numpy() * before)


def swept_empty(ground: Ground, state: State) -> Reading:
    """Next to nothing is left of what came in: a purse is emptied by nobody but who fears that it is taken."""
    balance, received = balances(ground)
    left = np.nan_to_num(share(balance, received), nan=1.0)
    return Reading(ramp(left, 0.15, 0.03) * saturated(received, 10_000.0) * ~np.isnan(balance))


def keeps_balance(ground: Ground, state: State) -> Reading:
    """Holds a multiple of what it received in all these days: savings, and money merely not yet moved does not look so."""
    balance, received = balances(ground)
    held = np.nan_to_num(balance / np.maximum(received, 1.0), nan=0.0)
    return Reading(ramp(held, 1.5, 3.0) * (received >= LARGE))


def wakes_and_bursts(ground: Ground, state: State) -> Reading:
    """Open for long, silent for days of the records, then most of its turnover within a day: an account handed over."""
    rows = ground.transfers
    node = np.concatenate([rows["debtor"].to_numpy(), rows["creditor"].to_numpy()])
    at, baht = np.tile(rows["at"].to_numpy(), 2), np.tile(rows["baht"].to_numpy(), 2)
    moved = np.bincount(node, weights=baht, minlength=ground.account_count).astype("float64")
    first = np.full(ground.account_count, np.iinfo("int64").max)
    np.minimum.at(first, node, at)
    early = at <= first[node] + DAY
    burst = np.bincount(node, weights=baht * early, minlength=ground.account_count).astype("float64")
    silence = (first - (int(rows["at"].min()) if len(rows) else 0)) / DAY
    old = np.nan_to_num(ramp(first_use(ground), 90.0, 360.0))
    return Reading(old * ramp(silence, 3.0, 7.0) * ramp(share(burst, moved), 0.6, 0.95) * saturated(moved, 50_000.0))


@once
def claimed_rows(ground: Ground) -> pd.DataFrame:
    """Transfers that complaints speak of, each once, by the surest claim: columns row, account, certainty."""
    rows, told = ground.transfers, ground.payments[ground.payments["transfer_id"] >= 0]
    place = pd.Index(rows["transfer_id"]).get_indexer(pd.Index(told["transfer_id"]))
    found = told.assign(row=place)[["row", "account", "certainty"]]
    found = found[found["row"] >= 0].sort_values(["row", "certainty"], ascending=[True, False], kind="stable")
    return found.drop_duplicates("row", ignore_index=True)


def forwards_reported(ground: Ground, state: State) -> Reading:
    """The very money that a victim reported left within a day: who sold something keeps the price longer.

    What left is held against all that came in that day, since any outflow covers a small receipt; large sums say more.
    """
    met, rows = claimed_rows(ground), ground.transfers
    row = met["row"].to_numpy()
    node, at, baht = met["account"].to_numpy(), rows["at"].to_numpy()[row], rows["baht"].to_numpy()[row]
    gone = share(ground.outflow.total(node, at, at + DAY), ground.inflow.total(node, at - HOUR, at + DAY))
    chance = met["certainty"].to_numpy(dtype="float64") * ramp(gone, 0.3, 0.9) * saturated(baht, 5000.0)
    values = noisy_or(node, np.minimum(chance, 0.95), ground.account_count)
    cite = pd.DataFrame({"node": node, "ref": rows["ref"].to_numpy()[row], "rank": -chance})
    return Reading(values, lambda: cite[chance > 0.1])


def cashes_at_border(ground: Ground, state: State) -> Reading:
    """An account of a border province that turns what it receives into cash: couriers carry it across."""
    rows = ground.transfers
    is_cash = (ground.accounts["bank_code"] == CASH).to_numpy()[rows["creditor"].to_numpy()]
    drawn = per_account(ground, "debtor", rows["baht"].to_numpy() * is_cash)
    sent = per_account(ground, "debtor", rows["baht"].to_numpy())
    near = ground.accounts["branch_province"].isin(BORDER_PROVINCES).to_numpy()
    return Reading(near * share(drawn, sent) * saturated(drawn, 50_000.0))
