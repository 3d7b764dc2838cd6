"""How an account stands out by its own transfers, for accounts that nobody has scored.

An honest recipient is a seller, whom many pay, each once or twice, sums like all the others; or someone whom a mule paid
for a meal. A mule's account has few payers who pay often, or no past at all.
"""

import numpy as np
from numba import njit
from numpy.typing import NDArray

from include.act.balance import Book, Flow, Ints, Lines

NEW_ACCOUNT = 0.6
UNLIKE_A_SELLER = 0.55
LIKE_A_SELLER = 0.2
SMALL = 0.2
SMALL_SATANG = 1_000_00  # the doubt is the holder's where less is at stake
FEWEST_PAYMENTS = 5  # fewer are no past to compare with
SELLERS_PAYMENTS = 20
SELLERS_PAYERS = 0.8  # distinct payers per payment


def rate_conduct(flow: Flow, accounts: Ints, since: Ints, amounts: Ints) -> NDArray[np.float64]:
    """Return 0 to 1 per row: how much an account that `amounts` satang reached from `since` on looks like a mule's.

    Only transfers before `since` (microseconds) are looked at. The levels say on which side of a half a row stands and
    are no probabilities.
    """
    payments, payers, largest = _read_past(flow.book, flow.lines, accounts, since)
    is_seller = (payments >= SELLERS_PAYMENTS) & (payers >= SELLERS_PAYERS * payments) & (amounts <= largest)
    rated = np.where(is_seller, LIKE_A_SELLER, UNLIKE_A_SELLER)
    rated = np.where(payments < FEWEST_PAYMENTS, NEW_ACCOUNT, rated)
    return np.asarray(np.where(amounts < SMALL_SATANG, SMALL, rated))


@njit(cache=True)
def _read_past(book: Book, lines: Lines, accounts: Ints, since: Ints) -> tuple[Ints, Ints, Ints]:
    """How many payments came in before a time, from how many payers, and the largest."""
    payments, payers, largest = np.zeros((3, len(accounts)), np.int64)
    for k in range(len(accounts)):
        seen = {np.int64(-1)}
        for line in range(lines.starts[accounts[k]], lines.starts[accounts[k] + 1]):
            i = lines.position[line]
            if book.booked_at[i] >= since[k]:
                break
            if book.creditor[i] == accounts[k]:
                seen.add(book.debtor[i])
                payments[k] += 1
                largest[k] = max(largest[k], book.amount[i])
        payers[k] = len(seen) - 1
    return payments, payers, largest
