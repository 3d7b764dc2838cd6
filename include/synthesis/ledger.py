"""The book of all money: transfers in order of time, balances that never go below zero, and whose money lies where."""

import heapq
from collections import deque
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from include.synthesis.plan import BANKS, Plan

CASH, EXCHANGE = -1, -2


Lots = deque[tuple[int, bool]]  # (satang, whether it is the victim's), oldest first


class Book:
    """The transfers as plain columns, with each account's own transfers at hand."""

    def __init__(self, transfers: pd.DataFrame) -> None:
        """Index the transfers (sorted by time) by both parties."""
        self.at, self.debtor, self.creditor, self.satang = (
            transfers[name].to_numpy(np.int64) for name in ("at", "debtor", "creditor", "satang")
        )
        both = np.concatenate([self.debtor, self.creditor])
        order = np.argsort(both, kind="stable")
        self._parties, self._positions = both[order], order % max(len(self.at), 1)

    def events(self, row: int) -> list[int]:
        """Return the positions of an account's transfers, in order of time."""
        start, stop = np.searchsorted(self._parties, [row, row + 1])
        return sorted(int(position) for position in self._positions[start:stop])

    def key(self, position: int) -> tuple[int, int, int]:
        """Return time, creditor and satang of a transfer."""
        return int(self.at[position]), int(self.creditor[position]), int(self.satang[position])


@dataclass(frozen=True)
class Ledger:
    """`transfers`: at, debtor, creditor (account rows, negative: terminal or exchange), satang, names; sorted by time."""

    transfers: pd.DataFrame
    book: Book
    opening: np.ndarray  # satang per account row
    closing: np.ndarray

    def balance_before(self, row: int, position: int) -> int:
        """Return an account's balance just before a transfer."""
        earlier = np.array([event for event in self.book.events(row) if event < position], dtype=np.int64)
        came = self.book.satang[earlier][self.book.creditor[earlier] == row].sum()
        went = self.book.satang[earlier][self.book.debtor[earlier] == row].sum()
        return int(self.opening[row] + came - went)

    def name_creditor(self, position: int) -> tuple[str, str]:
        """Return bank and account of a transfer's creditor."""
        return str(self.transfers["creditor_bank"].iat[position]), str(self.transfers["creditor_account"].iat[position])


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
    return Ledger(book, Book(book), opening, opening + net)


def follow_money(
    ledger: Ledger, mules: frozenset[int], hubs: frozenset[int], case: dict[str, Any]
) -> tuple[dict[int, int], list[tuple[str, str, int, str]]]:
    """Return (satang per account row, what was spent) of a case's money at its report, first in first out.

    Money is followed through mules and hubs only; what reaches anybody else is spent: (bank, account, satang, kind).
    An account's lots stand in the order in which they came; what it held before is the oldest.
    """
    book = ledger.book
    paid = {(at, mule, satang) for mule, satang, at, _ in case["transfers"]}
    lots: dict[int, Lots] = {}
    spent: list[tuple[str, str, int, str]] = []
    waiting = [position for position in book.events(case["victim"]) if book.key(position) in paid]
    heapq.heapify(waiting)
    seen = -1
    while waiting:
        position = heapq.heappop(waiting)
        at, payee, satang = book.key(position)
        if position == seen or at > case["reported"]:
            continue
        seen, payer = position, int(book.debtor[position])
        mine = satang if payer == case["victim"] and book.key(position) in paid else 0
        taken = deque([(mine, True), (satang - mine, False)]) if payer not in lots else _take(lots[payer], satang)
        stolen = sum(amount for amount, is_mine in taken if is_mine)
        if stolen and payee not in lots:
            if payee not in mules | hubs:
                kind = {CASH: "cash", EXCHANGE: "exchange"}.get(payee, "other")
                spent.append((*ledger.name_creditor(position), stolen, kind))
                continue
            lots[payee] = deque([(ledger.balance_before(payee, position), False)])
            for event in book.events(payee):
                if event > position:
                    heapq.heappush(waiting, event)
        if payee in lots:
            lots[payee].extend(lot for lot in taken if lot[0])
    held = {row: sum(amount for amount, is_mine in row_lots if is_mine) for row, row_lots in lots.items()}
    return {row: amount for row, amount in held.items() if amount and row in mules}, spent


def _take(row: Lots, satang: int) -> Lots:
    taken: Lots = deque()
    while satang and row:
        amount, is_mine = row.popleft()
        part = min(satang, amount)
        taken.append((part, is_mine))
        satang -= part
        if amount > part:
            row.appendleft((amount - part, is_mine))
    taken.append((satang, False))
    return taken


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
