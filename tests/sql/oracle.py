"""The trace again, slow and plain: every account keeps all that it ever got, from the first transfer on."""

from collections import deque

Row = tuple[float, int, int, int]  # minute, debtor, creditor, satang
Lot = list[int]  # satang, 1 where it is the victim's


def trace_first_in(rows: list[Row], opening: dict[int, int], seeds: dict[int, int], until: float) -> dict[int, int]:
    """Return the victim's money per account, first in first out; `seeds` maps rows that the victim paid to amounts."""
    held: dict[int, deque[Lot]] = {}
    for number, (minute, payer, payee, satang) in enumerate(rows):
        if minute > until or payer == payee:
            continue
        lots = held.setdefault(payer, deque([[opening.get(payer, 0), 0]]))
        fresh = min(seeds.get(number, 0), satang)
        taken = _take(lots, satang - fresh)
        if fresh:  # what the victim pays from elsewhere is not on the payer's book
            _take(lots, fresh)
        unseen = satang - fresh - sum(lot[0] for lot in taken)
        target = held.setdefault(payee, deque([[opening.get(payee, 0), 0]]))
        target.extend([[fresh, 1], *taken, [unseen, 0]])
    sums = {account: sum(lot[0] for lot in lots if lot[1]) for account, lots in held.items()}
    return {account: total for account, total in sums.items() if total}


def _take(lots: deque[Lot], satang: int) -> list[Lot]:
    taken = []
    while satang > 0 and lots:
        lot = lots.popleft()
        part = min(satang, lot[0])
        satang -= part
        taken.append([part, lot[1]])
        if lot[0] > part:
            lots.appendleft([lot[0] - part, lot[1]])
    return taken


def trace_in_proportion(
    rows: list[Row], opening: dict[int, int], seeds: dict[int, int], until: float
) -> dict[int, float]:
    """Return the victim's money per account where a payment takes the same share of everything."""
    held: dict[int, float] = {}
    mine: dict[int, float] = {}
    for number, (minute, payer, payee, satang) in enumerate(rows):
        if minute > until or payer == payee:
            continue
        for account in (payer, payee):
            held.setdefault(account, float(opening.get(account, 0)))
            mine.setdefault(account, 0.0)
        fresh = min(seeds.get(number, 0), satang)
        share = min(1.0, satang / held[payer]) if held[payer] > 0 else 1.0
        moved = mine[payer] * share
        held[payer] = max(held[payer] - satang, 0.0)
        mine[payer] -= moved
        held[payee] += satang
        mine[payee] += fresh if fresh else moved
    return {account: total for account, total in mine.items() if total > 0.5}
