"""Blocking: which pairs of records are worth comparing. The cost follows the sharing of phones and devices, not the square."""

import numpy as np
import pandas as pd

TOKENS = ("phone", "device")
MOST_SHARERS = 30  # a shop's number or a counter's tablet: beyond this, only equal names under it are compared
PAIR = ["left_key", "right_key"]


def find_pairs(records: pd.DataFrame, new_keys: frozenset[str] | None = None) -> pd.DataFrame:
    """Return pairs (left_key < right_key) that share a phone or a device and may be one person.

    Pairs with one document, and pairs with two different ids of which a person has only one, are left out: the first are
    joined already, the second never are. With `new_keys`, only pairs with one of them.
    """
    parts = [_pairs_of(records, token, new_keys) for token in TOKENS]
    pairs = pd.concat(parts, ignore_index=True).drop_duplicates(PAIR)
    pairs = pairs[~_is_decided(pairs)]
    return pairs[PAIR].sort_values(PAIR, ignore_index=True)


def _pairs_of(records: pd.DataFrame, token: str, new_keys: frozenset[str] | None) -> pd.DataFrame:
    held = records.loc[records[token].notna(), ["record_key", "id_key", "hard_id", "thai", token]]
    sharers = held.groupby(token)["record_key"].transform("size")
    wide, narrow = held[sharers > MOST_SHARERS], held[sharers.between(2, MOST_SHARERS)]
    both = pd.concat([_meet(narrow, [token], new_keys), _meet(wide[wide["thai"].notna()], [token, "thai"], new_keys)])
    return both[both["left_key"] < both["right_key"]]


def _meet(held: pd.DataFrame, block: list[str], new_keys: frozenset[str] | None) -> pd.DataFrame:
    columns = [*block, "record_key", "id_key", "hard_id"]
    side = held[columns].rename(columns={"record_key": "key"})
    fresh = side if new_keys is None else side[side["key"].isin(new_keys)]
    met = fresh.merge(side, on=block, suffixes=("_l", "_r"))
    if new_keys is not None:  # a new record stands on either side
        turned = met.rename(
            columns=lambda name: (
                f"{name[:-2]}_{'r' if name.endswith('_l') else 'l'}" if name[-2:] in {"_l", "_r"} else name
            )
        )
        met = pd.concat([met, turned[met.columns]], ignore_index=True)
    return met.rename(columns={"key_l": "left_key", "key_r": "right_key"})


def _is_decided(pairs: pd.DataFrame) -> np.ndarray:
    same = pairs["id_key_l"].notna() & (pairs["id_key_l"] == pairs["id_key_r"])
    both = pairs["hard_id_l"].notna() & pairs["hard_id_r"].notna()
    return np.asarray(same | both)
