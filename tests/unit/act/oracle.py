"""The trace again, slow and plain: every account keeps all its lots from the first transfer on."""

from collections import deque
from collections.abc import Callable

Row = tuple[float, int, int, int]
Lot = list[int]  # satang, 1 where it is the victim's


def trace_lots(
    rows: list[Row], opening: dict[int, int], seeds: dict[int, int], until: float, newest_first: bool
) -> dict[int, int]:
    """Return the victim's money per account; `seeds` maps rows that the victim paid to the amounts that count."""
    held: dict[int, deque[Lot]] = {}
    for number, (minute, payer, payee, satang) in enumerate(rows):
        if minute > until or payer == payee:
            continue
        lots = held.setdefault(payer, deque([[opening.get(payer, 0), 0]]))
        fresh = min(seeds.get(number, 0), satang)
        taken = _take(lots, satang - fresh, newest_first)
        parts = [*taken, [fresh, 1], [satang - fresh - sum(lot[0] for lot in taken), 0]]
        if fresh:  # what the victim pays from elsewhere is not on the payer's book
            _take(lots, fresh, newest_first)
        target = held.setdefault(payee, deque([[opening.get(payee, 0), 0]]))
        if newest_first:
            target.extend(reversed(taken))
            target.extend(parts[len(taken) :])
        else:
            target.extend(parts)
    return _sum(held, lambda lots: sum(lot[0] for lot in lots if lot[1]))


def _take(lots: deque[Lot], satang: int, newest_first: bool) -> list[Lot]:
    taken = []
    while satang > 0 and lots:
        lot = lots.pop() if newest_first else lots.popleft()
        part = min(satang, lot[0])
        satang -= part
        taken.append([part, lot[1]])
        if lot[0] > part:
            rest = [lot[0] - part, lot[1]]
            lots.append(rest) if newest_first else lots.appendleft(rest)
    return taken


def _sum(held: dict[int, deque[Lot]], add: Callable[[deque[Lot]], int]) -> dict[int, int]:
    return {account: total for account, lots in held.items() if (total := add(lots))}
