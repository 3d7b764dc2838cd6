"""What each signal adds to each account's log-odds, as a table: a column per signal; the row's sum is the log-odds."""

from collections.abc import Callable

import numpy as np
import pandas as pd

from include.graph.account_signals import ACCOUNT_PRIOR, ACCOUNT_SIGNALS
from include.graph.signals import Floats, Reading

PRIOR = "prior"
WEIGHTS = {PRIOR: ACCOUNT_PRIOR, **{signal.code: signal.weight for signal in ACCOUNT_SIGNALS}}
Scorer = Callable[[pd.DataFrame], Floats]


def tabulate(readings: dict[str, Reading], number: pd.Index) -> pd.DataFrame:
    """Return the prior and weight times value of each signal in log-odds, a row per account, index account_id.

    A signal that was not read adds nothing.
    """
    nothing = np.zeros(len(number))
    columns = {
        signal.code: signal.weight * readings[signal.code].values if signal.code in readings else nothing
        for signal in ACCOUNT_SIGNALS
    }
    return pd.DataFrame(
        {PRIOR: np.full(len(number), ACCOUNT_PRIOR), **columns}, index=pd.Index(number, name="account_id")
    )
