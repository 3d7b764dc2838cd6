"""Makes a big world out of a small one: copies side by side, each with keys and numbers of its own."""

import numpy as np
import pandas as pd

from include.core.frames import Evidence
from include.resolve import People
from tests.bench.variants import Given

NUMBERS = {
    "account_id": "account", "debtor_id": "account", "creditor_id": "account", "victim_account_id": "account",
    "phone_id": "phone", "a_phone_id": "phone", "b_phone_id": "phone", "victim_phone_id": "phone",
    "transfer_id": "transfer", "call_id": "call", "person_id": "person",
}  # fmt: skip
KEYS = (
    "account_no", "end_to_end_id", "device_id", "msisdn", "phone", "source_ref", "imei", "imsi", "cell_id", "iccid",
    "complaint_id", "victim_ref", "source_id", "value", "person_key", "holder_id", "dealer_code", "id_no",
)  # fmt: skip
ALONE = ("watchlist", "cells")
FAR = 1_000_000_007  # what is added to a key that is a hash, so that each copy has its own


def copy_world(given: Given, times: int) -> Given:
    """Return `times` copies of what is given as one; lists and cells stay as they are."""
    evidence = given.evidence
    steps = {
        "account": _step(evidence.accounts["account_id"]),
        "phone": _step(evidence.phones["phone_id"]),
        "transfer": _step(evidence.transfers["transfer_id"]),
        "call": _step(evidence.calls["call_id"]),
        "person": _step(given.people.person["person_id"]),
    }

    def repeat(frame: pd.DataFrame) -> pd.DataFrame:
        return pd.concat([_shift(frame, steps, number) for number in range(times)], ignore_index=True)

    frames = {name: frame if name in ALONE else repeat(frame) for name, frame in vars(evidence).items()}
    people = People(**{name: repeat(frame) for name, frame in vars(given.people).items()})
    return Given(Evidence(**frames), people, repeat(given.payments))


def _step(numbers: pd.Series) -> int:
    return int(numbers.max()) + 1


def _shift(frame: pd.DataFrame, steps: dict[str, int], number: int) -> pd.DataFrame:
    columns: dict[str, object] = {}
    for name in frame.columns:
        values = frame[name]
        if name in NUMBERS:
            columns[name] = np.where(values >= 0, values + number * steps[NUMBERS[name]], values)
        elif name in KEYS and number:
            columns[name] = values + (number * FAR if pd.api.types.is_integer_dtype(values.dtype) else f"x{number}")
        else:
            columns[name] = values
    return pd.DataFrame(columns)
