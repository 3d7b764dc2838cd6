"""Accounts that rows name, as numbers of core.account: each distinct one is asked for once in a load."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
from psycopg2.extensions import connection as Connection  # noqa: N812

from include.warehouse.statements import read_statement

SIDES = ("debtor", "creditor")


@dataclass(frozen=True)
class Named:
    """The distinct accounts of some rows as `bank:account`, and which of them stands at each side of each row."""

    keys: list[str]
    codes: npt.NDArray[np.int64]


def list_named(rows: pd.DataFrame) -> Named:
    """Return the accounts that the rows name; touches no database."""
    named = pd.concat([rows[f"{side}_bank"] + ":" + rows[f"{side}_account"] for side in SIDES], ignore_index=True)
    codes, distinct = pd.factorize(named)
    return Named(distinct.tolist(), codes)


def learn_numbers(connection: Connection, named: Named, known: dict[str, int]) -> None:
    """Extend `known` (`bank:account` to number); accounts never named before are added to core.account."""
    keys = [key for key in named.keys if key not in known]
    if not keys:
        return
    pairs = [key.split(":", 1) for key in keys]
    asked = {"bank_code": [bank for bank, _ in pairs], "account_no": [account for _, account in pairs]}
    with connection.cursor() as cursor:
        cursor.execute(read_statement("core/account.number"), asked)
        known |= dict(zip(keys, (int(number) for (number,) in cursor.fetchall()), strict=True))


def number_rows(rows: pd.DataFrame, named: Named, known: dict[str, int]) -> pd.DataFrame:
    """Return the rows with `debtor_id` and `creditor_id`."""
    numbers = np.fromiter((known[key] for key in named.keys), dtype="int64", count=len(named.keys))[named.codes]
    return rows.assign(**{f"{side}_id": part for side, part in zip(SIDES, np.split(numbers, 2), strict=True)})
