"""What each signal adds to each account's log-odds, as a table: a column per signal; the row's sum is the log-odds."""

from collections.abc import Callable

import numpy as np
import pandas as pd

from include.core.frames import Evidence
from include.graph.account_signals import ACCOUNT_PRIOR, ACCOUNT_SIGNALS
from include.graph.beliefs import Beliefs
from include.graph.findings import look_twice
from include.graph.ground import Floats, Ground
from include.graph.laying import People, lay_ground

PRIOR = "prior"
WEIGHTS = {PRIOR: ACCOUNT_PRIOR, **{signal.code: signal.weight for signal in ACCOUNT_SIGNALS}}
Scorer = Callable[[pd.DataFrame], Floats]


def tabulate_accounts(ground: Ground, beliefs: Beliefs) -> pd.DataFrame:
    """Return the prior and weight times value of each signal in log-odds, a row per account by position, index account_id.

    A signal that was not read adds nothing.
    """
    readings, nothing = beliefs.account_readings, np.zeros(ground.account_count)
    columns = {
        signal.code: signal.weight * readings[signal.code].values if signal.code in readings else nothing
        for signal in ACCOUNT_SIGNALS
    }
    index = pd.Index(ground.accounts["account_id"].to_numpy(), name="account_id")
    return pd.DataFrame({PRIOR: np.full(ground.account_count, ACCOUNT_PRIOR), **columns}, index=index)


def read_signals(evidence: Evidence, people: People, payments: pd.DataFrame, seed: int) -> pd.DataFrame:
    """Weigh the evidence as `build_network` does, and return only what each signal added (`tabulate_accounts`)."""
    ground = lay_ground(evidence, people, payments)
    return tabulate_accounts(ground, look_twice(ground, seed).beliefs)
