"""The book of all money: every transfer in order of time, opening balances that never go below zero, and whose money lies where."""

import heapq
from collections import deque
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from include.synthesis.plan import BANKS, Plan

CASH, EXCHANGE = -1, -2


@dataclass(frozen=True)
class Ledger:
    """`transfers`: at, debtor, creditor (account rows, negative: terminal or exchange), satang, end_to_end_id, ...; sorted."""

    transfers: pd.DataFrame
    opening: np.ndarray  # satang per account row
    closing: np.ndarray


def make_ledger(plan: Plan, accounts: pd.DataFrame, transfers: pd.DataFrame) -> Ledger:
    """Return the book, with names and numbers for everything a bank would report."""
    rng = plan.generator("ledger")
    book = transfers.sort_values(["at", "debtor", "creditor"], kind="stable", ignore_index=True)
    size = len(book)
    book["end_to_end_id"] = [f"E{number:012d}" for number in np.sort(rng.choice(10**9, size, replace=False))]
    for party in ("debtor", "creditor"):
        row = book[party].to_numpy()
        outside = np.where(row == CASH, "000", "990")
        book[f"{party}_bank"] = np.where(row >= 0, accounts["bank_code"].to_numpy()[row], outside)
        terminal = np.array([f"ATM{number:06d}" for number in range(80)], dtype=object)[rng.integers(0, 80, size)]
        exchange = np.array([f"44348716{number:02d}" for number in range(7)], dtype=object)[rng.integers(0, 7, size)]
        named = np.where(row == CASH, terminal, exchange)
        book[f"{party}_account"] = np.where(row >= 0, accounts["account_no"].to_numpy()[row], named)
    device = np.where(book["debtor"] >= 0, accounts["device"].to_numpy()[book["debtor"].to_numpy()], "")
    online = book["channel"].isin(["MOBILE", "PROMPTPAY"]).to_numpy() & (device != "")
    book["device_id"] = np.where(online, device, "")
    book["ip_address"] = np.where(online, _draw_addresses(rng, size), "")
    opening, net = _balance(len(accounts), book, rng)
    return Ledger(book, opening, opening + net)


def follow_money(ledger: Ledger, mules: frozenset[int], hubs: frozenset[int], case: dict[str, Any]) -> tuple[dict[int, int], list[tuple[Any, ...]]]:
    """Return (satang per account row, what was spent) of a case's money at its report, first in first out.

    Money is followed through mules and hubs only; what reaches anybody else is spent: (bank, account, satang, kind).
    An account's lots stand in the order in which they came; what it held before is the oldest.
    """
    book = ledger.transfers
    paid = {(at, mule, satang) for mule, satang, at, _ in case["transfers"]}
    lots: dict[int, deque[list[Any]]] = {}
    spent: list[tuple[Any, ...]] = []
    waiting = [position for position in _events(ledger, case["victim"]) if _key(book, position) in paid]
    heapq.heapify(waiting)
    seen = -1
    while waiting:
        position = heapq.heappop(waiting)
        at, payer, payee = book["at"].iat[position], book["debtor"].iat[position], book["creditor"].iat[position]
        if position == seen or at > case["reported"]:
            continue
        seen = position
        satang = int(book["satang"].iat[position])
        mine = satang if payer == case["victim"] and _key(book, position) in paid else 0
        taken = [[mine, True], [satang - mine, False]] if payer not in lots else _take(lots[payer], satang)
        has_mine = any(is_mine for amount, is_mine in taken if amount)
        if has_mine and payee not in lots and payee not in mules | hubs:
            kind = {CASH: "cash", EXCHANGE: "exchange"}.get(payee, "other")
            total = sum(amount for amount, is_mine in taken if is_mine)
            spent.append((book["creditor_bank"].iat[position], book["creditor_account"].iat[position], total, kind))
            continue
        if has_mine and payee not in lots:
            lots[payee] = deque([[_balance_before(ledger, payee, position), False]])
            for event in _events(ledger, payee):
                if event > position:
                    heapq.heappush(waiting, event)
        if payee in lots:
            lots[payee].extend(lot for lot in taken if lot[0])
    held = {row: sum(amount for amount, is_mine in row_lots if is_mine) for row, row_lots in lots.items() if row in mules}
    return {row: amount for row, amount in held.items() if amount}, spent


def _take(row: deque[list[Any]], satang: int) -> list[list[Any]]:
    taken = []
    while satang and row:
        part = min(satang, row[0][0])
        taken.append([part, row[0][1]])
        satang -= part
        row[0][0] -= part
        if not row[0][0]:
            row.popleft()
    return [*taken, [satang, False]]


def _key(book: pd.DataFrame, position: int) -> tuple[int, int, int]:
    return int(book["at"].iat[position]), int(book["creditor"].iat[position]), int(book["satang"].iat[position])


def _events(ledger: Ledger, row: int) -> list[int]:
    book = ledger.transfers
    if "events" not in book.attrs:
        both = np.concatenate([book["debtor"].to_numpy(), book["creditor"].to_numpy()])
        order = np.argsort(both, kind="stable")
        book.attrs["events"] = (both[order], order % len(book))
    parties, positions = book.attrs["events"]
    start, stop = np.searchsorted(parties, [row, row + 1])
    return sorted(int(position) for position in positions[start:stop])


def _balance_before(ledger: Ledger, row: int, position: int) -> int:
    book, earlier = ledger.transfers, [event for event in _events(ledger, row) if event < position]
    came = sum(int(book["satang"].iat[event]) for event in earlier if book["creditor"].iat[event] == row)
    went = sum(int(book["satang"].iat[event]) for event in earlier if book["debtor"].iat[event] == row)
    return int(ledger.opening[row]) + came - went


def _balance(count: int, book: pd.DataFrame, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Return opening balances that cover every later payment, with something to spare, and the net change."""
    lines = pd.DataFrame(
        {
            "row": np.concatenate([book["debtor"], book["creditor"]]),
            "change": np.concatenate([-book["satang"], book["satang"]]),
            "order": np.tile(np.arange(len(book)), 2),
        }
    ).query("row >= 0")
    running = lines.sort_values(["row", "order"], kind="stable").groupby("row")["change"].cumsum()
    least = running.groupby(lines["row"]).min().clip(upper=0).reindex(range(count), fill_value=0)
    net = lines.groupby("row")["change"].sum().reindex(range(count), fill_value=0)
    spare = (rng.lognormal(np.log(6_000), 1.3, count) * 100).astype(np.int64)
    return -least.to_numpy(np.int64) + spare, net.to_numpy(np.int64)


def _draw_addresses(rng: np.random.Generator, size: int) -> np.ndarray:
    pool = np.array([".".join(map(str, parts)) for parts in rng.integers(1, 254, (5000, 4))], dtype=object)
    return np.asarray(pool[rng.integers(0, len(pool), size)])


def report_postings(plan: Plan, ledger: Ledger) -> pd.DataFrame:
    """Return one row per posting of a delivering bank: both banks' reports of one transfer share its end_to_end_id."""
    rng = plan.generator("postings")
    book = ledger.transfers
    sides = []
    for party in ("debtor", "creditor"):
        side = book[book[f"{party}_bank"].isin(BANKS)].copy()
        side["reporting_bank"] = side[f"{party}_bank"]
        if party == "creditor":
            side = side[side["creditor_bank"] != side["debtor_bank"]]
            side["at"] = side["at"] + rng.integers(-3, 4, len(side))
            side["device_id"] = side["ip_address"] = ""
        sides.append(side)
    return pd.concat(sides).sort_values(["reporting_bank", "at"], kind="stable", ignore_index=True)
