"""The evidence laid out for whole-column work: accounts and phones as positions, times as seconds, money as baht.

Positions follow the sorted business keys and rows follow (time, source id), so neither surrogate ids nor row order
matter.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar, cast

import numpy as np
import numpy.typing as npt
import pandas as pd

from include.graph.windows import Flow

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

CASH, EXCHANGE = "000", "990"
HOUR = 3600
DAY = 24 * HOUR


@dataclass(frozen=True)
class Ground:
    """One frame per noun, indexed by position (accounts, phones) or ordered by time (transfers, calls).

    accounts(account_id, key, bank_code, person, phone, opened, is_company, is_known, ...), phones(phone_id, msisdn, ...),
    transfers(debtor, creditor, origin, destination, at, baht, ref, device_id, remark),
    calls(caller, callee, at, seconds, is_voice, ref), parties(phone, imei, is_own, at, cell_id),
    sims(phone, iccid, person, is_company, activated, dealer), mentions(kind, source, source_id, account, phone, ...),
    payments(complaint_id, account, certainty, at, victim_account, victim_phone, victim_ref, ...).
    """

    accounts: pd.DataFrame
    phones: pd.DataFrame
    transfers: pd.DataFrame
    calls: pd.DataFrame
    sims: pd.DataFrame
    parties: pd.DataFrame
    payments: pd.DataFrame
    mentions: pd.DataFrame
    complaints: pd.DataFrame
    watchlist: pd.DataFrame
    inflow: Flow
    outflow: Flow
    memo: dict[object, Any] = field(default_factory=dict, repr=False, compare=False)

    @property
    def account_count(self) -> int:
        """How many accounts there are."""
        return len(self.accounts)

    @property
    def phone_count(self) -> int:
        """How many phones there are."""
        return len(self.phones)


P = ParamSpec("P")
R = TypeVar("R")


def memo_key(compute: Callable[..., object], *args: object, **kwargs: object) -> object:
    """Under what a result of `compute` is remembered in `Ground.memo`."""
    return compute.__module__, compute.__qualname__, args, tuple(sorted(kwargs.items()))


def once(compute: Callable[Concatenate[Ground, P], R]) -> Callable[Concatenate[Ground, P], R]:
    """Compute once per ground and arguments what does not depend on beliefs.

    The result is shared, so nobody may change it.
    """

    @wraps(compute)
    def remembered(ground: Ground, *args: P.args, **kwargs: P.kwargs) -> R:
        key = memo_key(compute, *args, **kwargs)
        if key not in ground.memo:
            ground.memo[key] = compute(ground, *args, **kwargs)
        found: R = ground.memo[key]
        return found

    return cast("Callable[Concatenate[Ground, P], R]", remembered)
