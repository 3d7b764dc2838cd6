"""How an account stands out by its own transfers, for accounts that nobody has scored.

An honest recipient is a seller, whom many pay, each once or twice, sums like all the others; or someone whom a mule paid
for a meal. A mule's account has few payers who pay often, or no past at all.
"""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

NEW_ACCOUNT = 0.6
UNLIKE_A_SELLER = 0.55
LIKE_A_SELLER = 0.2
SMALL = 0.2
SMALL_SATANG = 1_000_00  # the doubt is the holder's where less is at stake
FEWEST_PAYMENTS = 5  # fewer are no past to compare with
SELLERS_PAYMENTS = 20
SELLERS_PAYERS = 0.8  # distinct payers per payment


def rate_conduct(lies: pd.DataFrame) -> NDArray[np.float64]:
    """Return 0 to 1 per row: how much an account that `satang` reached looks like a mule's.

    Its past (frame account_ground) is what it was paid before that: `payments` by so many `payers`, at most `largest_satang`.
    The levels say on which side of a half a row stands and are no probabilities.
    """
    payments, payers = lies["payments"], lies["payers"]
    is_usual = lies["satang"] <= lies["largest_satang"]
    is_seller = (payments >= SELLERS_PAYMENTS) & (payers >= SELLERS_PAYERS * payments) & is_usual
    rated = np.where(is_seller, LIKE_A_SELLER, UNLIKE_A_SELLER)
    rated = np.where(payments < FEWEST_PAYMENTS, NEW_ACCOUNT, rated)
    return np.asarray(np.where(lies["satang"] < SMALL_SATANG, SMALL, rated))
