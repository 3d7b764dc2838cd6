"""The balance of every account just before each of its transfers, as far as snapshots and transfers tell."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Flow:
    """Transfers in order of time, accounts as dense indices; money in satang, times in microseconds since 1970.

    `*_before` are balances before the transfer: rolled from the account's first snapshot where it has one (`known`), and
    the least balance that its transfers so far allow, never below zero (`least`), which serves before that snapshot and
    for accounts whose bank delivers none.
    """

    account_ids: Ints
    transfer_ids: Ints
    booked_at: Ints
    debtor: Ints
    creditor: Ints
    amount: Ints
    debtor_known: Ints
    creditor_known: Ints
    debtor_least: Ints
    creditor_least: Ints
    known_since: Ints  # per account: time of its first snapshot, or never

    def index_of(self, account_ids: pd.Series) -> Ints:
        """Return the dense index of each account id, -1 for unknown ids."""
        found = np.searchsorted(self.account_ids, account_ids.to_numpy())
        found = np.clip(found, 0, max(len(self.account_ids) - 1, 0))
        known = self.account_ids[found] == account_ids.to_numpy() if len(self.account_ids) else np.zeros(len(found), bool)
        return np.where(known, found, -1).astype(np.int64)


NEVER = np.iinfo(np.int64).max


def micros(times: pd.Series) -> Ints:
    """Return times as microseconds since 1970 (UTC)."""
    return times.dt.tz_convert("UTC").dt.tz_localize(None).to_numpy("datetime64[us]").astype(np.int64)


def build_flow(account_ids: pd.Series, transfers: pd.DataFrame, snapshots: pd.DataFrame) -> Flow:
    """Return the flow of all transfers (frames TRANSFER and SNAPSHOT of `core.frames`)."""
    ids = np.sort(account_ids.to_numpy(np.int64))
    ordered = transfers.sort_values(["booked_at", "end_to_end_id", "transfer_id"], kind="stable")
    debtor = np.searchsorted(ids, ordered["debtor_id"].to_numpy(np.int64)).astype(np.int64)
    creditor = np.searchsorted(ids, ordered["creditor_id"].to_numpy(np.int64)).astype(np.int64)
    amount, booked = ordered["amount_satang"].to_numpy(np.int64), micros(ordered["booked_at"])
    since, opening = _find_openings(ids, snapshots, booked, debtor, creditor, amount)
    known, least = _roll(debtor, creditor, amount, opening)
    return Flow(
        ids, ordered["transfer_id"].to_numpy(np.int64), booked, debtor, creditor, amount,
        known[0], known[1], least[0], least[1], since,
    )  # fmt: skip


def _find_openings(
    ids: Ints, snapshots: pd.DataFrame, booked: Ints, debtor: Ints, creditor: Ints, amount: Ints
) -> tuple[Ints, Ints]:
    """Return, per account, the time of its first snapshot and the balance before its first transfer that follows from it."""
    since, opening = np.full(len(ids), NEVER), np.zeros(len(ids), np.int64)
    first = snapshots.dropna(subset=["balance_satang"]).sort_values("snapshot_at").drop_duplicates("account_id")
    place = np.searchsorted(ids, first["account_id"].to_numpy(np.int64))
    since[place] = micros(first["snapshot_at"])
    opening[place] = first["balance_satang"].to_numpy(np.int64)
    for party, sign in ((debtor, 1), (creditor, -1)):
        earlier = booked < since[party]
        earlier &= since[party] != NEVER
        np.add.at(opening, party[earlier], sign * amount[earlier])
    return since, opening


def _roll(debtor: Ints, creditor: Ints, amount: Ints, opening: Ints) -> tuple[tuple[Ints, Ints], tuple[Ints, Ints]]:
    """Return balances before each transfer, of debtor and creditor: rolled from the openings, and the least possible."""
    count = len(amount)
    order = np.arange(count)
    lines = pd.DataFrame(
        {
            "account": np.concatenate([debtor, creditor]),
            "order": np.concatenate([order, order]),
            "change": np.concatenate([-amount, amount]),
        }
    ).sort_values(["account", "order"], kind="stable")
    grouped = lines.groupby("account", sort=False)["change"]
    after = grouped.cumsum()
    before = after - lines["change"]
    lowest = after.groupby(lines["account"], sort=False).cummin().clip(upper=0)
    lowest_before = lowest.groupby(lines["account"], sort=False).shift(fill_value=0)
    rolled = pd.DataFrame(
        {"known": before + opening[lines["account"].to_numpy()], "least": before - lowest_before}
    ).sort_index()
    known, least = rolled["known"].to_numpy(np.int64), rolled["least"].to_numpy(np.int64)
    return (known[:count], known[count:]), (least[:count], least[count:])
