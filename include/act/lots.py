"""Accounts as rows of lots, clean or the victim's, and payments that take lots from one account to another.

Compiled code over flat arrays: lots are chained by `after`, oldest (or, last in first out, newest) at the `head`. Arrays
are grown by making new ones, so that whoever may add lots holds the result of `make_room`.
"""

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from include.act.balance import Ints

FIFO, LIFO, PRO_RATA = 0, 1, 2
PLACE, LOT = 0, 1
NEW_LOTS = 8  # no transfer makes more
NEW_PLACES = 2


class Places(NamedTuple):
    """An account that the victim's money has reached: what it holds, how far from the victim, its chain of lots."""

    account: Ints
    total: Ints
    mine: Ints
    hop: Ints
    last_at: Ints
    line: Ints
    head: Ints
    tail: Ints


class Lots(NamedTuple):
    """Amounts in the order in which they came in; `after` is the next of the chain or -1."""

    amount: Ints
    is_mine: NDArray[np.bool_]
    after: Ints


class Pool(NamedTuple):
    """All of one trace's state: `slot` finds an account's place or -1, `used` counts places and lots."""

    slot: Ints
    used: Ints
    places: Places
    lots: Lots


@njit(cache=True)
def make_pool(accounts: int) -> Pool:
    """Return an empty pool."""
    slot, used = np.full(accounts, -1, np.int64), np.zeros(2, np.int64)
    return Pool(slot, used, _make_places(64), _make_lots(512))


@njit(cache=True)
def _make_places(size: int) -> Places:
    return Places(
        np.full(size, -1, np.int64), np.zeros(size, np.int64), np.zeros(size, np.int64), np.zeros(size, np.int64),
        np.zeros(size, np.int64), np.zeros(size, np.int64), np.full(size, -1, np.int64), np.full(size, -1, np.int64),
    )  # fmt: skip


@njit(cache=True)
def _make_lots(size: int) -> Lots:
    return Lots(np.zeros(size, np.int64), np.zeros(size, np.bool_), np.full(size, -1, np.int64))


@njit(cache=True)
def empty_pool(pool: Pool) -> None:
    """Forget everything, in time proportional to what was used."""
    for place in range(pool.used[PLACE]):
        pool.slot[pool.places.account[place]] = -1
    pool.used[:] = 0


@njit(cache=True)
def make_room(pool: Pool) -> Pool:
    """Return a pool that has room for one more transfer."""
    places, lots = pool.places, pool.lots
    if pool.used[PLACE] + NEW_PLACES > len(places.account):
        places = _grow_places(places, pool.used[PLACE])
    if pool.used[LOT] + NEW_LOTS > len(lots.amount):
        lots = _grow_lots(lots, pool.used[LOT])
    return Pool(pool.slot, pool.used, places, lots)


@njit(cache=True)
def _grow_places(old: Places, used: int) -> Places:
    new = _make_places(2 * len(old.account))
    new.account[:used], new.total[:used], new.mine[:used] = old.account[:used], old.total[:used], old.mine[:used]
    new.hop[:used], new.last_at[:used], new.line[:used] = old.hop[:used], old.last_at[:used], old.line[:used]
    new.head[:used], new.tail[:used] = old.head[:used], old.tail[:used]
    return new


@njit(cache=True)
def _grow_lots(old: Lots, used: int) -> Lots:
    new = _make_lots(2 * len(old.amount))
    new.amount[:used], new.is_mine[:used], new.after[:used] = old.amount[:used], old.is_mine[:used], old.after[:used]
    return new


@njit(cache=True)
def open_place(pool: Pool, account: int, opening: int, hop: int, rule: int) -> int:
    """Return the account's place, holding nothing but its opening balance; a place that was emptied is used again."""
    place = pool.slot[account]
    if place < 0:
        place = pool.used[PLACE]
        pool.used[PLACE] += 1
        pool.slot[account] = place
    places = pool.places
    places.account[place], places.total[place], places.mine[place], places.hop[place] = account, 0, 0, hop
    places.last_at[place], places.head[place], places.tail[place] = 0, -1, -1
    put_lot(pool, place, opening, False, rule)
    return place  # type: ignore[no-any-return]


@njit(cache=True)
def put_lot(pool: Pool, place: int, amount: int, is_mine: bool, rule: int) -> None:
    """Add an amount to an account."""
    if amount <= 0:
        return
    if rule != PRO_RATA:
        lot = pool.used[LOT]
        pool.used[LOT] += 1
        pool.lots.amount[lot], pool.lots.is_mine[lot], pool.lots.after[lot] = amount, is_mine, -1
        put_chain(pool, place, lot, lot, rule)
    pool.places.total[place] += amount
    if is_mine:
        pool.places.mine[place] += amount


@njit(cache=True)
def put_chain(pool: Pool, place: int, first: int, last: int, rule: int) -> None:
    """Hang a chain of lots into an account, where the rule takes them last (FIFO) or first (LIFO)."""
    places, lots = pool.places, pool.lots
    if places.head[place] < 0:
        places.head[place], places.tail[place] = first, last
    elif rule == LIFO:
        lots.after[last] = places.head[place]
        places.head[place] = first
    else:
        lots.after[places.tail[place]] = first
        places.tail[place] = last


@njit(cache=True)
def take_chain(pool: Pool, place: int, amount: int) -> tuple[int, int, int, int]:
    """Take up to an amount off an account: first and last lot of the chain taken (or -1), its sum, the victim's part."""
    places, lots = pool.places, pool.lots
    first, last, taken, mine = places.head[place], -1, 0, 0
    lot = first
    while lot >= 0 and taken < amount:
        if lots.amount[lot] > amount - taken:
            _split_lot(pool, lot, amount - taken)
        taken += lots.amount[lot]
        mine += lots.amount[lot] if lots.is_mine[lot] else 0
        last, lot = lot, lots.after[lot]
    if last < 0:
        return -1, -1, 0, 0
    lots.after[last] = -1
    places.head[place] = lot
    if lot < 0:
        places.tail[place] = -1
    elif lots.after[lot] < 0:
        places.tail[place] = lot
    places.total[place] -= taken
    places.mine[place] -= mine
    return first, last, taken, mine


@njit(cache=True)
def _split_lot(pool: Pool, lot: int, amount: int) -> None:
    lots, rest = pool.lots, pool.used[LOT]
    pool.used[LOT] += 1
    lots.amount[rest], lots.is_mine[rest], lots.after[rest] = (
        lots.amount[lot] - amount,
        lots.is_mine[lot],
        lots.after[lot],
    )
    lots.amount[lot], lots.after[lot] = amount, rest


@njit(cache=True)
def take_share(pool: Pool, place: int, amount: int) -> tuple[int, int]:
    """Take up to an amount off an account in proportion: its sum and the victim's part, rounded down to a satang."""
    places = pool.places
    taken = min(amount, places.total[place])
    if taken <= 0:
        return 0, 0
    # as floating point: the product of two amounts may pass 64 bits
    mine = min(int(places.mine[place] * (taken / places.total[place])), places.mine[place], taken)
    mine = max(mine, places.mine[place] - (places.total[place] - taken))
    places.total[place] -= taken
    places.mine[place] -= mine
    return taken, mine
