"""What an account shows by itself: who names it, how old it is, how its money moves, and what speaks for its holder."""

import numpy as np
import pandas as pd

from include.graph.ground import CASH, DAY, EXCHANGE, HOUR, Floats, Ground, once
from include.graph.prices import enough, price_level
from include.graph.signals import Reading, State, noisy_or, ramp, share
from include.graph.windows import distinct

SMALL = 500.0
YEAR = 365.0


def per_account(ground: Ground, side: str, weights: Floats) -> Floats:
    """Sum of per-transfer weights by debtor or creditor."""
    node = ground.transfers[side].to_numpy()
    return np.bincount(node, weights=weights, minlength=ground.account_count).astype("float64")


@once
def received(ground: Ground) -> Floats:
    """Baht that each account received in all."""
    return per_account(ground, "creditor", ground.transfers["baht"].to_numpy())


@once
def passed_on(ground: Ground, window: int) -> Floats:
    """Per transfer, how much of its amount the receiver sent on within `window` seconds (at most the amount itself)."""
    rows = ground.transfers
    node, at = rows["creditor"].to_numpy(), rows["at"].to_numpy()
    return np.asarray(np.minimum(rows["baht"].to_numpy(), ground.outflow.total(node, at, at + window)), dtype="float64")


@once
def funded(ground: Ground, window: int) -> Floats:
    """Per transfer, how much of its amount the payer had received within the `window` seconds before."""
    rows = ground.transfers
    node, at = rows["debtor"].to_numpy(), rows["at"].to_numpy()
    return np.asarray(np.minimum(rows["baht"].to_numpy(), ground.inflow.total(node, at - window, at)), dtype="float64")


def cite_transfers(ground: Ground, side: str, weights: Floats) -> pd.DataFrame:
    """Citations of the transfers of one side with a positive weight, heaviest first."""
    kept = weights > 0
    rows = ground.transfers
    return pd.DataFrame(
        {"node": rows[side].to_numpy()[kept], "ref": rows["ref"].to_numpy()[kept], "rank": -weights[kept]}
    )


def named_in_complaints(ground: Ground, state: State) -> Reading:
    """Victims say that they paid this account; each complaint counts once, by how sure the payment is."""
    rows = ground.payments.groupby(["account", "complaint_id"])["certainty"].max().reset_index()
    values = noisy_or(rows["account"].to_numpy(), rows["certainty"].to_numpy(dtype="float64"), ground.account_count)
    cite = rows.rename(columns={"account": "node", "complaint_id": "ref"}).assign(rank=-rows["certainty"])
    return Reading(values, lambda: cite[["node", "ref", "rank"]])


def named_repeatedly(ground: Ground, state: State) -> Reading:
    """Two or more different victims name it: a mistake or a quarrel over one purchase does not do that."""
    rows = ground.payments[ground.payments["certainty"] >= 0.5].drop_duplicates(["account", "victim_ref"])
    count = np.bincount(rows["account"].to_numpy(), minlength=ground.account_count)
    return Reading(ramp(count.astype("float64"), 1.0, 3.0))


def named_in_tips(ground: Ground, state: State) -> Reading:
    """The public names it as a gambling or scam account; one tip is half a word, several are more."""
    rows = ground.mentions[(ground.mentions["source"] == "tip") & (ground.mentions["account"] >= 0)]
    node = rows["account"].to_numpy()
    values = noisy_or(node, np.full(len(rows), 0.6), ground.account_count)
    return Reading(values, lambda: pd.DataFrame({"node": node, "ref": rows["source_id"].to_numpy(), "rank": 0}))


def holder_watchlisted(ground: Ground, state: State) -> Reading:
    """The holder's document stands on the watch list."""
    listed = ground.watchlist.dropna(subset=["id_no"]).drop_duplicates("id_no").set_index("id_no")["list_code"]
    code = ground.accounts["holder_id"].map(listed)
    hit = code.notna().to_numpy()
    cite = pd.DataFrame(
        {"node": np.flatnonzero(hit), "ref": "watchlist:" + code[hit].astype(str).to_numpy(), "rank": 0}
    )
    return Reading(hit.astype("float64"), lambda: cite)


def frozen_by_bank(ground: Ground, state: State) -> Reading:
    """The bank itself has frozen it."""
    return Reading((ground.accounts["status"] == "FROZEN").to_numpy().astype("float64"))


@once
def first_use(ground: Ground) -> Floats:
    """Age of each account in days when it first moved money; NaN where its opening or its use is unknown."""
    rows = ground.transfers
    node = np.concatenate([rows["debtor"].to_numpy(), rows["creditor"].to_numpy()])
    first = np.full(ground.account_count, np.iinfo("int64").max)
    np.minimum.at(first, node, np.tile(rows["at"].to_numpy(), 2))
    opened = ground.accounts["opened"].to_numpy()
    known = (opened >= 0) & (first < np.iinfo("int64").max)
    return np.where(known, (first - opened) / DAY, np.nan)


def opened_lately(ground: Ground, state: State) -> Reading:
    """First seen moving money within weeks of its opening."""
    return Reading(np.nan_to_num(ramp(first_use(ground), 120.0, 30.0)))


def opened_long_ago(ground: Ground, state: State) -> Reading:
    """Held for years before: accounts for hire are mostly new, though old ones are rented too."""
    return Reading(np.nan_to_num(ramp(first_use(ground), 0.75 * YEAR, 3 * YEAR)))


@once
def passes_within(ground: Ground, window: int) -> Reading:
    """Share of the larger receipts that leave again within `window` seconds, where enough money does."""
    big = ground.transfers["baht"].to_numpy() >= SMALL
    moved = passed_on(ground, window) * big
    received = per_account(ground, "creditor", ground.transfers["baht"].to_numpy() * big)
    sent = per_account(ground, "debtor", ground.transfers["baht"].to_numpy())
    through = np.minimum(per_account(ground, "creditor", moved), sent)
    values = share(through, received) * enough(ground, through, 5000.0)
    return Reading(values, lambda: cite_transfers(ground, "creditor", moved))


@once
def quick_share(ground: Ground) -> Floats:
    """How far each account passes on within the hour, 0 to 1, as `passes_at_once` says."""
    return passes_within(ground, HOUR).values


def passes_at_once(ground: Ground, state: State) -> Reading:
    """Share of the larger receipts that leave within the hour."""
    return passes_within(ground, HOUR)


def passes_in_days(ground: Ground, state: State) -> Reading:
    """Share of the larger receipts that leave within three days."""
    return passes_within(ground, 3 * DAY)


def serial_cash(ground: Ground, state: State) -> Reading:
    """Cash drawn in a row, at least three withdrawals within twenty minutes, as a share of all that left the account."""
    rows = ground.transfers
    bank = ground.accounts["bank_code"].to_numpy()
    at_machine = bank[rows["creditor"].to_numpy()] == CASH
    cash = rows[at_machine]
    node, at = cash["debtor"].to_numpy(), cash["at"].to_numpy()
    key = np.sort(node * (1 << 36) + at)
    near = np.searchsorted(key, node * (1 << 36) + at + 1200, "right") - np.searchsorted(
        key, node * (1 << 36) + at - 1200, "left"
    )
    weights = np.zeros(len(rows))
    weights[at_machine] = cash["baht"].to_numpy() * (near >= 3)
    drawn = per_account(ground, "debtor", weights)
    sent = per_account(ground, "debtor", rows["baht"].to_numpy())
    return Reading(
        share(drawn, sent) * enough(ground, drawn, 10_000.0), lambda: cite_transfers(ground, "debtor", weights)
    )


def is_complainant(ground: Ground, state: State) -> Reading:
    """The holder came to the police as a victim."""
    node = ground.complaints["account"].to_numpy()
    values = np.zeros(ground.account_count)
    values[node[node >= 0]] = 1.0
    cite = pd.DataFrame({"node": node, "ref": ground.complaints["complaint_id"].to_numpy(), "rank": 0})
    return Reading(values, lambda: cite[cite["node"] >= 0])


def count_partners(rows: pd.DataFrame, mine: str, theirs: str, size: int) -> Floats:
    """Number of different counterparties per account among the given rows."""
    pairs = distinct(rows[mine].to_numpy(dtype="int64") * size + rows[theirs].to_numpy(dtype="int64"))
    return np.bincount(pairs // size, minlength=size).astype("float64")


@once
def distinct_partners(ground: Ground, mine: str, theirs: str) -> Floats:
    """Number of different counterparties per account, who pay it (mine = creditor) or are paid by it."""
    return count_partners(ground.transfers, mine, theirs, ground.account_count)


@once
def living(ground: Ground) -> Floats:
    """0 to 1 per account: it pays many different people small sums. Machines and exchanges are nobody."""
    rows = ground.transfers
    bank = ground.accounts["bank_code"].to_numpy()[rows["creditor"].to_numpy()]
    is_small = rows["baht"].to_numpy() <= SMALL * price_level(ground)
    people = rows[is_small & (bank != CASH) & (bank != EXCHANGE)]
    return ramp(count_partners(people, "debtor", "creditor", ground.account_count), 2.0, 8.0)


def pays_for_living(ground: Ground, state: State) -> Reading:
    """Pays many different people small sums, as one lives: an account for hire is seldom lived from as well."""
    return Reading(living(ground))


def paid_by_many(ground: Ground, state: State) -> Reading:
    """Many different payers of small sums that stay: the look of a shop or a seller, not of a mule."""
    payers = distinct_partners(ground, "creditor", "debtor")
    kept = 1.0 - 0.5 * (passes_within(ground, HOUR).values + passes_within(ground, 3 * DAY).values)
    return Reading(ramp(payers, 8.0, 30.0) * kept)


def one_of_many_complains(ground: Ground, state: State) -> Reading:
    """One victim names it and dozens of other payers do not: a quarrel with a seller, however fast the money turns."""
    victims = ground.payments.drop_duplicates(["account", "victim_ref"])["account"].to_numpy()
    named = np.bincount(victims, minlength=ground.account_count)
    payers = distinct_partners(ground, "creditor", "debtor")
    return Reading((named == 1) * ramp(payers, 10.0, 30.0))


def open_both_ways(ground: Ground, state: State) -> Reading:
    """Dozens of different payers and dozens of different payees: a business or a lively purse.

    Of so many receipts each is soon followed by a payment, by chance. A mule serves one gang, and is used up in days.
    """
    payers, payees = distinct_partners(ground, "creditor", "debtor"), distinct_partners(ground, "debtor", "creditor")
    return Reading(ramp(np.minimum(payers, payees), 18.0, 45.0))


def never_used(ground: Ground, state: State) -> Reading:
    """Its bank knows it, and no payment has gone in or out: whatever its holder's other accounts did, this one served nobody."""
    partners = distinct_partners(ground, "creditor", "debtor") + distinct_partners(ground, "debtor", "creditor")
    return Reading(ground.accounts["is_known"].to_numpy() * (partners == 0).astype("float64"))


@once
def employers(ground: Ground) -> Floats:
    """1 for companies, and accounts of other banks, that pay many people and are paid by few."""
    payees, payers = distinct_partners(ground, "debtor", "creditor"), distinct_partners(ground, "creditor", "debtor")
    may_employ = (~ground.accounts["is_known"] | ground.accounts["is_company"]).to_numpy()
    return (may_employ & (payees >= 15) & (payers <= 0.3 * payees)).astype("float64")


def receives_salary(ground: Ground, state: State) -> Reading:
    """Paid by an employer."""
    rows = ground.transfers
    by_employer = employers(ground)[rows["debtor"].to_numpy()] > 0
    values = np.zeros(ground.account_count)
    values[rows["creditor"].to_numpy()[by_employer]] = 1.0
    return Reading(values, lambda: cite_transfers(ground, "creditor", by_employer * rows["baht"].to_numpy()))


def is_old_company(ground: Ground, state: State) -> Reading:
    """A company whose account has been open for years."""
    return Reading(ground.accounts["is_company"].to_numpy() * opened_long_ago(ground, state).values)
