"""Shapes of laundering that an account's own rows show: many in and many out, an emptied balance, silence and a burst,
reported money that went straight on, cash drawn at the border.
"""

import numpy as np
import pandas as pd

from include.graph.account_signs import (
    cite_transfers,
    count_partners,
    first_use,
    passed_on,
    per_account,
    received,
)
from include.graph.ground import CASH, DAY, HOUR, Floats, Ground, Ints, once
from include.graph.laying import seconds
from include.graph.prices import enough
from include.graph.signals import Reading, State, noisy_or, ramp, share

LARGE = 1000.0
CROWD = 25.0
SILENT = 2.0
# The 31 of 77 provinces of Thailand that have a land border (Ministry of Interior), by the first neighbour they touch.
BORDER_PROVINCES = frozenset(
    {
        # Myanmar
        "เชียงราย",
        "เชียงใหม่",
        "แม่ฮ่องสอน",
        "ตาก",
        "กาญจนบุรี",
        "ราชบุรี",
        "เพชรบุรี",
        "ประจวบคีรีขันธ์",
        "ชุมพร",
        "ระนอง",
        # Laos
        "พะเยา",
        "น่าน",
        "อุตรดิตถ์",
        "พิษณุโลก",
        "เลย",
        "หนองคาย",
        "บึงกาฬ",
        "นครพนม",
        "มุกดาหาร",
        "อำนาจเจริญ",
        "อุบลราชธานี",
        # Cambodia
        "ศรีสะเกษ",
        "สุรินทร์",
        "บุรีรัมย์",
        "สระแก้ว",
        "จันทบุรี",
        "ตราด",
        # Malaysia
        "สตูล",
        "สงขลา",
        "ยะลา",
        "นราธิวาส",
    }
)


@once
def went_on(ground: Ground) -> Floats:
    """Per transfer of LARGE or more, what its receiver sent on within three days; 0 for smaller ones."""
    return np.asarray(passed_on(ground, 3 * DAY) * (ground.transfers["baht"].to_numpy() >= LARGE), dtype="float64")


def gathers_and_scatters(ground: Ground, state: State) -> Reading:
    """Money of several payers goes on within days, most of it, to several payees: gather-scatter, the middle of a stack.

    Patterns as named by Suzumura and Kanezashi (AMLSim, 2018). A seller
    keeps what is earned, a saver pays one account, and who has dozens of payers is open to all.
    """
    rows, moved = ground.transfers, went_on(ground)
    size = ground.account_count
    through = rows[moved >= 0.8 * rows["baht"].to_numpy()].loc[lambda frame: frame["baht"] >= LARGE]
    payers = count_partners(through, "creditor", "debtor", size)
    payees = count_partners(rows[rows["baht"] >= LARGE], "debtor", "creditor", size)
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
    return np.asarray(baht, dtype="float64"), per_account(ground, "creditor", rows["baht"].to_numpy() * before)


def swept_empty(ground: Ground, state: State) -> Reading:
    """Next to nothing is left of what came in: a purse is emptied by nobody but who fears that it is taken."""
    balance, received = balances(ground)
    left = np.nan_to_num(share(balance, received), nan=1.0)
    return Reading(ramp(left, 0.15, 0.03) * enough(ground, received, 10_000.0) * ~np.isnan(balance))


def keeps_balance(ground: Ground, state: State) -> Reading:
    """Holds a multiple of what it received in all these days: savings, and money merely not yet moved does not look so."""
    balance, received = balances(ground)
    held = np.nan_to_num(balance / np.maximum(received, 1.0), nan=0.0)
    return Reading(ramp(held, 1.5, 3.0) * (received >= LARGE))


@once
def wakings(ground: Ground) -> pd.DataFrame:
    """First transfer of each account after days without one: columns node, at, gap (days), burst (baht moved that day)."""
    rows = ground.transfers
    moves = pd.DataFrame(
        {"node": np.concatenate([rows["debtor"], rows["creditor"]]), "at": np.tile(rows["at"].to_numpy(), 2)}
    ).sort_values(["node", "at"], ignore_index=True)
    gap = moves.groupby("node")["at"].diff().fillna(0).to_numpy() / DAY
    woken = moves[gap >= SILENT].assign(gap=gap[gap >= SILENT])
    node, at = woken["node"].to_numpy(), woken["at"].to_numpy()
    burst = ground.inflow.total(node, at, at + DAY) + ground.outflow.total(node, at, at + DAY)
    return woken.assign(burst=burst)


def wakes_and_bursts(ground: Ground, state: State) -> Reading:
    """Open for long, silent for days, then most of its turnover within a day: an account handed over."""
    baht, found = ground.transfers["baht"].to_numpy(), wakings(ground)
    moved = per_account(ground, "creditor", baht) + per_account(ground, "debtor", baht)
    node, burst = found["node"].to_numpy(), found["burst"].to_numpy()
    strength = ramp(found["gap"].to_numpy(), SILENT, 3 * SILENT) * enough(ground, burst, 50_000.0)
    values = np.zeros(ground.account_count)
    np.maximum.at(values, node, strength * ramp(share(burst, moved[node]), 0.6, 0.95))
    return Reading(values * np.nan_to_num(ramp(first_use(ground), 90.0, 360.0)))


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
    chance = met["certainty"].to_numpy(dtype="float64") * ramp(gone, 0.3, 0.9) * enough(ground, baht, 5000.0)
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
    return Reading(near * share(drawn, sent) * enough(ground, drawn, 50_000.0))


@once
def beyond_means(ground: Ground) -> Floats:
    """Per account whose bank reports, how far it paid out more than came in, 0 to 1: it spends what it had before."""
    sent = per_account(ground, "debtor", ground.transfers["baht"].to_numpy())
    seen = ground.accounts["is_known"].to_numpy() & (sent >= LARGE)
    return np.asarray(seen * ramp(sent / np.maximum(received(ground), 1.0), 1.05, 1.4), dtype="float64")
