"""Follows a victim's money forward in time, amount by amount, through the accounts it was paid on to.

Each account is a row of lots, clean or the victim's, in the order in which they came in. The rule says which lot a
payment takes: `fifo` the oldest first (the rule of Clayton's case, and of most courts and standards of tracing), `lifo`
the newest first, `pro_rata` of all in proportion. FIFO is the default: it is what a court follows, it names whole
payments instead of shares of everything, and it found most money in the comparison of docs/tracing.md.

No more is ever traced than was paid in: money only moves between lots, or out of sight (a property test proves it).
"""

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
import pandas as pd
from numba import njit
from numpy.typing import NDArray

from include.act.balance import Flow, Ints, micros


class Rule(IntEnum):
    """Which lots a payment takes."""

    FIFO = 0
    LIFO = 1
    PRO_RATA = 2


@dataclass(frozen=True)
class Seeds:
    """Victims' payments, sorted by complaint: `case` index, account index, transfer position or -1, amount, time."""

    case: Ints
    account: Ints
    position: Ints
    amount: Ints
    paid_at: Ints


def make_seeds(flow: Flow, payments: pd.DataFrame, cases: pd.Series) -> Seeds:
    """Return the payments (frame complaint_payment) as seeds; `cases` are the complaint ids in their order."""
    number = pd.Series(np.arange(len(cases)), index=cases.to_numpy())
    ordered = payments.assign(case=payments["complaint_id"].map(number)).dropna(subset=["case"])
    ordered = ordered.sort_values(["case", "paid_at", "seq"], kind="stable")
    by_id = np.argsort(flow.transfer_ids, kind="stable")
    wanted = ordered["transfer_id"].to_numpy(np.int64)
    found = np.clip(np.searchsorted(flow.transfer_ids[by_id], wanted), 0, max(len(by_id) - 1, 0))
    position = by_id[found] if len(by_id) else np.full(len(wanted), -1)
    is_known = flow.transfer_ids[position] == wanted if len(by_id) else np.zeros(len(wanted), bool)
    return Seeds(
        ordered["case"].to_numpy(np.int64),
        flow.index_of(ordered["account_id"]),
        np.where(is_known, position, -1).astype(np.int64),
        ordered["amount_satang"].to_numpy(np.int64),
        micros(ordered["paid_at"]),
    )


def trace(flow: Flow, seeds: Seeds, as_of: Ints, ends: NDArray[np.bool_], rule: Rule = Rule.FIFO) -> pd.DataFrame:
    """Return what of each case's money lies where at its `as_of`: case, account (index), satang, hop, last_at.

    `ends` marks accounts that money is not followed out of (cash, exchanges, honest recipients); what reached them stands
    in the result, so that it can be shown. Times in microseconds, inclusive.
    """
    parts = []
    bounds = np.searchsorted(seeds.case, np.arange(len(as_of) + 1))
    scratch = _Scratch.make(len(flow.account_ids))
    for case, (start, stop) in enumerate(zip(bounds[:-1], bounds[1:], strict=True)):
        if start == stop:
            continue
        which = slice(start, stop)
        found = _trace_case(
            flow.booked_at, flow.debtor, flow.creditor, flow.amount,
            flow.debtor_known, flow.creditor_known, flow.debtor_least, flow.creditor_least, flow.known_since,
            seeds.account[which], seeds.position[which], seeds.amount[which], seeds.paid_at[which],
            as_of[case], ends, int(rule), scratch.total, scratch.mine, scratch.hop, scratch.last_at, scratch.head, scratch.tail,
        )  # fmt: skip
        parts.append(pd.DataFrame(dict(zip(("account", "satang", "hop", "last_at"), found, strict=True))).assign(case=case))
    if not parts:
        return pd.DataFrame({name: pd.Series(dtype="int64") for name in ("case", "account", "satang", "hop", "last_at")})
    return pd.concat(parts, ignore_index=True)


@dataclass(frozen=True)
class _Scratch:
    """Per-account working state, made once and wiped for the accounts that a case touched."""

    total: Ints
    mine: Ints
    hop: Ints
    last_at: Ints
    head: Ints
    tail: Ints

    @classmethod
    def make(cls, count: int) -> "_Scratch":
        return cls(*(np.full(count, fill, np.int64) for fill in (0, 0, -1, 0, -1, -1)))


@njit(cache=True)
def _trace_case(
    booked_at, debtor, creditor, amount, debtor_known, creditor_known, debtor_least, creditor_least, known_since,
    seed_account, seed_position, seed_amount, seed_at, as_of, ends, rule, total, mine, hop, last_at, head, tail,
):  # fmt: skip
    # lots: a doubly linked row per account
    room = 1024
    lot_amount = np.zeros(room, np.int64)
    lot_mine = np.zeros(room, np.bool_)
    lot_next = np.full(room, -1, np.int64)
    lot_prev = np.full(room, -1, np.int64)
    lots = 0
    touched = [np.int64(0) for _ in range(0)]
    seeds = len(seed_account)
    done = np.zeros(seeds, np.bool_)
    first = as_of
    for s in range(seeds):
        at = seed_at[s] if seed_position[s] < 0 else booked_at[seed_position[s]]
        first = min(first, at)
    start, stop = np.searchsorted(booked_at, first), np.searchsorted(booked_at, as_of, side="right")
    for i in range(start, stop + 1):
        # payments that no bank's row shows come in at the time the victim says
        for s in range(seeds):
            if done[s] or seed_position[s] >= 0 or seed_account[s] < 0 or seed_at[s] > as_of:
                continue
            if i == stop or seed_at[s] <= booked_at[i]:
                done[s] = True
                account = seed_account[s]
                if hop[account] < 0:
                    touched.append(account)
                hop[account] = 1
                last_at[account] = seed_at[s]
                if lots + 1 >= room:
                    lot_amount, lot_mine, lot_next, lot_prev, room = _grow(lot_amount, lot_mine, lot_next, lot_prev, room)
                lots = _push(account, seed_amount[s], True, lots, lot_amount, lot_mine, lot_next, lot_prev, head, tail, total, mine)
        if i == stop:
            break
        payer, payee, sum_paid = debtor[i], creditor[i], amount[i]
        fresh = 0
        for s in range(seeds):
            if seed_position[s] == i and not done[s]:
                done[s] = True
                fresh += seed_amount[s]
        fresh = min(fresh, sum_paid)
        if hop[payer] < 0 and hop[payee] < 0 and fresh == 0:
            continue
        while lots + 64 >= room:
            lot_amount, lot_mine, lot_next, lot_prev, room = _grow(lot_amount, lot_mine, lot_next, lot_prev, room)
        # out of the payer
        moved = 0
        if hop[payer] >= 0 and not ends[payer] and payer != payee:
            if rule == 2:
                moved = _take_share(payer, sum_paid, total, mine)
            else:
                moved = _take_lots(payer, sum_paid, rule, lot_amount, lot_mine, lot_next, lot_prev, head, tail, total, mine)
        arriving = min(moved + fresh, sum_paid)
        # into the payee
        if arriving > 0 and hop[payee] < 0:
            before = creditor_known[i] if known_since[payee] <= as_of else creditor_least[i]
            touched.append(payee)
            hop[payee] = 1 if fresh > 0 else hop[payer] + 1
            if before > 0:
                lots = _push(payee, before, False, lots, lot_amount, lot_mine, lot_next, lot_prev, head, tail, total, mine)
        if hop[payee] >= 0 and payer != payee:
            if arriving > 0:
                hop[payee] = min(hop[payee], 1 if fresh > 0 else hop[payer] + 1)
                last_at[payee] = booked_at[i]
            if sum_paid > arriving:
                lots = _push(payee, sum_paid - arriving, False, lots, lot_amount, lot_mine, lot_next, lot_prev, head, tail, total, mine)
            if arriving > 0:
                lots = _push(payee, arriving, True, lots, lot_amount, lot_mine, lot_next, lot_prev, head, tail, total, mine)
    count = 0
    for account in touched:
        if mine[account] > 0:
            count += 1
    out_account, out_satang = np.empty(count, np.int64), np.empty(count, np.int64)
    out_hop, out_last = np.empty(count, np.int64), np.empty(count, np.int64)
    k = 0
    for account in touched:
        if mine[account] > 0:
            out_account[k], out_satang[k], out_hop[k], out_last[k] = account, mine[account], hop[account], last_at[account]
            k += 1
        total[account], mine[account], hop[account], last_at[account], head[account], tail[account] = 0, 0, -1, 0, -1, -1
    return out_account, out_satang, out_hop, out_last


@njit(cache=True)
def _grow(lot_amount, lot_mine, lot_next, lot_prev, room):
    more = room * 2
    new_amount, new_mine = np.zeros(more, np.int64), np.zeros(more, np.bool_)
    new_next, new_prev = np.full(more, -1, np.int64), np.full(more, -1, np.int64)
    new_amount[:room], new_mine[:room], new_next[:room], new_prev[:room] = lot_amount, lot_mine, lot_next, lot_prev
    return new_amount, new_mine, new_next, new_prev, more


@njit(cache=True)
def _push(account, sum_in, is_mine, lots, lot_amount, lot_mine, lot_next, lot_prev, head, tail, total, mine):
    lot_amount[lots], lot_mine[lots], lot_next[lots], lot_prev[lots] = sum_in, is_mine, -1, tail[account]
    if tail[account] >= 0:
        lot_next[tail[account]] = lots
    else:
        head[account] = lots
    tail[account] = lots
    total[account] += sum_in
    if is_mine:
        mine[account] += sum_in
    return lots + 1


@njit(cache=True)
def _take_lots(account, sum_out, rule, lot_amount, lot_mine, lot_next, lot_prev, head, tail, total, mine):
    left, moved = sum_out, 0
    while left > 0:
        lot = head[account] if rule == 0 else tail[account]
        if lot < 0:
            break
        part = min(left, lot_amount[lot])
        left -= part
        lot_amount[lot] -= part
        total[account] -= part
        if lot_mine[lot]:
            moved += part
            mine[account] -= part
        if lot_amount[lot] == 0:
            if rule == 0:
                head[account] = lot_next[lot]
                if head[account] >= 0:
                    lot_prev[head[account]] = -1
                else:
                    tail[account] = -1
            else:
                tail[account] = lot_prev[lot]
                if tail[account] >= 0:
                    lot_next[tail[account]] = -1
                else:
                    head[account] = -1
    return moved


@njit(cache=True)
def _take_share(account, sum_out, total, mine):
    if total[account] <= 0:
        return 0
    part = min(sum_out, total[account])
    moved = int(round(mine[account] * (part / total[account])))
    moved = min(moved, mine[account], part)
    total[account] -= part
    mine[account] -= moved
    return moved
