"""Transfers in order of time, indexed by account, and every account's balance as far as snapshots and transfers tell."""

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numba import njit
from numpy.typing import NDArray

Ints = NDArray[np.int64]

UNKNOWN = -1


class Lines(NamedTuple):
    """One line per account and transfer that it takes part in, by account, then in order of time.

    Lines of account i stand at starts[i]:starts[i+1]. `net` is what the account gained since the first transfer, before
    the line's own; `lowest` the lowest that it has ever been by then (at most 0). Snapshots of account i stand at
    snap_starts[i]:snap_starts[i+1] in order of time; `snap_base` is the balance at the time where `net` is 0.
    """

    starts: Ints
    position: Ints
    net: Ints
    lowest: Ints
    snap_starts: Ints
    snap_at: Ints
    snap_base: Ints


class Book(NamedTuple):
    """Transfers in order of time: microseconds since 1970, dense account indices, satang."""

    booked_at: Ints
    debtor: Ints
    creditor: Ints
    amount: Ints


@dataclass(frozen=True)
class Flow:
    """All transfers with their index by account; `account_ids` and `transfer_ids` name the dense indices."""

    account_ids: Ints
    transfer_ids: Ints
    book: Book
    lines: Lines

    def index_of(self, account_ids: "pd.Series[Any]") -> Ints:
        """Return the dense index of each account id, -1 for unknown ids."""
        return find_places(self.account_ids, account_ids.to_numpy(np.int64))

    def balances_at(self, accounts: Ints, times: Ints) -> Ints:
        """Return each account's balance after all transfers up to a time (inclusive), in satang.

        UNKNOWN where no snapshot by then says, and where the result is negative, which shows that transfers are missing.
        """
        return np.asarray(_balances_at(self.book, self.lines, own(accounts), own(times)))


def own(values: Any) -> Ints:
    """Return values as a writable array of their own: compiled code is compiled once per kind of array."""
    return np.require(values, np.int64, ["C_CONTIGUOUS", "WRITEABLE"])


def find_places(ordered: Ints, wanted: Ints) -> Ints:
    """Return the place of each wanted value in `ordered` (ascending), -1 where it does not occur."""
    if not len(ordered):
        return np.full(len(wanted), -1, np.int64)
    place = np.clip(np.searchsorted(ordered, wanted), 0, len(ordered) - 1)
    return np.where(ordered[place] == wanted, place, -1).astype(np.int64)


def micros(times: "pd.Series[Any]") -> Ints:
    """Return times as microseconds since 1970 (UTC)."""
    return own(times.dt.tz_convert("UTC").dt.tz_localize(None).to_numpy("datetime64[us]").astype(np.int64))


def build_flow(account_ids: "pd.Series[Any]", transfers: pd.DataFrame, snapshots: pd.DataFrame) -> Flow:
    """Return the flow of all transfers (frames TRANSFER and SNAPSHOT of `core.frames`), in O(n log n)."""
    ids = np.unique(account_ids.to_numpy(np.int64))
    ordered = transfers.sort_values(["booked_at", "end_to_end_id", "transfer_id"], kind="stable")
    debtor = find_places(ids, ordered["debtor_id"].to_numpy(np.int64))
    creditor = find_places(ids, ordered["creditor_id"].to_numpy(np.int64))
    book = Book(micros(ordered["booked_at"]), debtor, creditor, own(ordered["amount_satang"]))
    index = _index_lines(book, len(ids))
    lines = Lines(*index, *_index_snapshots(ids, snapshots, book, index))
    return Flow(ids, ordered["transfer_id"].to_numpy(np.int64), book, lines)


@njit(cache=True)
def _index_lines(book: Book, accounts: int) -> tuple[Ints, Ints, Ints, Ints]:
    """A counting sort by account; transfers are in order of time already."""
    starts = np.zeros(accounts + 1, np.int64)
    for i in range(len(book.amount)):
        starts[book.debtor[i] + 1] += 1
        starts[book.creditor[i] + 1] += 1
    starts = np.cumsum(starts)
    filled, net, lowest = starts[:-1].copy(), np.zeros(accounts, np.int64), np.zeros(accounts, np.int64)
    position = np.empty(2 * len(book.amount), np.int64)
    line_net, line_lowest = np.empty_like(position), np.empty_like(position)
    for i in range(len(book.amount)):
        for account, change in ((book.debtor[i], -book.amount[i]), (book.creditor[i], book.amount[i])):
            line = filled[account]
            position[line], line_net[line], line_lowest[line] = i, net[account], lowest[account]
            filled[account] += 1
            net[account] += change
            lowest[account] = min(lowest[account], net[account])
    return starts, position, line_net, line_lowest


def _index_snapshots(
    ids: Ints, snapshots: pd.DataFrame, book: Book, index: tuple[Ints, Ints, Ints, Ints]
) -> tuple[Ints, Ints, Ints]:
    known = snapshots.dropna(subset=["balance_satang"]).sort_values(["account_id", "snapshot_at"], kind="stable")
    account = find_places(ids, known["account_id"].to_numpy(np.int64))
    known, account = known[account >= 0], own(account[account >= 0])
    at = micros(known["snapshot_at"])
    starts = np.searchsorted(account, np.arange(len(ids) + 1)).astype(np.int64)
    base = own(known["balance_satang"]) - _nets_at(book, index, account, at)
    return starts, at, base


@njit(cache=True)
def _nets_at(book: Book, index: tuple[Ints, Ints, Ints, Ints], accounts: Ints, times: Ints) -> Ints:
    """What each account gained by the transfers before a time."""
    starts, position, net, _ = index
    nets = np.zeros(len(accounts), np.int64)
    for k in range(len(accounts)):
        first, last = starts[accounts[k]], starts[accounts[k] + 1]
        until = np.searchsorted(book.booked_at, times[k])
        line = first + np.searchsorted(position[first:last], until)
        if line < last:
            nets[k] = net[line]
        elif last > first:
            nets[k] = net_after(book, position, net, accounts[k], last - 1)
    return nets


@njit(cache=True)
def net_after(book: Book, position: Ints, net: Ints, account: int, line: int) -> int:
    """Return what the account gained since the first transfer, the line's own included."""
    i = position[line]
    change = 0
    if book.debtor[i] == account:
        change -= book.amount[i]
    if book.creditor[i] == account:
        change += book.amount[i]
    return net[line] + change  # type: ignore[no-any-return]


@njit(cache=True)
def base_at(lines: Lines, account: int, time: int, as_of: int) -> tuple[bool, int]:
    """Return whether a snapshot known at `as_of` tells the balance, and the balance where `net` is 0.

    The last snapshot by `time` counts; before the account's first snapshot, that one is rolled back.
    """
    first, last = lines.snap_starts[account], lines.snap_starts[account + 1]
    if first == last or lines.snap_at[first] > as_of:
        return False, 0
    k = first
    while k + 1 < last and lines.snap_at[k + 1] <= min(time, as_of):
        k += 1
    return True, lines.snap_base[k]


@njit(cache=True)
def balance_before(book: Book, lines: Lines, account: int, line: int, as_of: int) -> int:
    """Return the account's balance before a line: by its snapshots, else the least that its transfers so far allow."""
    is_known, base = base_at(lines, account, book.booked_at[lines.position[line]], as_of)
    known = base + lines.net[line]
    if is_known and known >= 0:
        return known  # type: ignore[no-any-return]
    return lines.net[line] - lines.lowest[line]  # type: ignore[no-any-return]


@njit(cache=True)
def _balances_at(book: Book, lines: Lines, accounts: Ints, times: Ints) -> Ints:
    balances = np.full(len(accounts), UNKNOWN, np.int64)
    for k in range(len(accounts)):
        account = accounts[k]
        first, last = lines.starts[account], lines.starts[account + 1]
        until = np.searchsorted(book.booked_at, times[k], side="right")
        line = first + np.searchsorted(lines.position[first:last], until)
        net = net_after(book, lines.position, lines.net, account, line - 1) if line > first else 0
        is_known, base = base_at(lines, account, times[k], times[k])
        if is_known and base + net >= 0:
            balances[k] = base + net
    return balances
