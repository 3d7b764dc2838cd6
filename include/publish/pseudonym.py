"""Keyed pseudonyms: the same person has the same name everywhere, and nobody without the key can find out who it is."""

import hashlib
import hmac

import pandas as pd

HEX_DIGITS = 24


def pseudonymise(keys: pd.Series, secret: bytes) -> pd.Series:
    """Return `person:` and the first 96 bits of HMAC-SHA-256 of each key, as text; each distinct key is hashed once."""
    names = {key: f"person:{_digest(str(key), secret)}" for key in keys.dropna().unique()}
    return keys.map(names)


def hide_persons(table: pd.DataFrame, secret: bytes, ends: tuple[str, ...]) -> pd.DataFrame:
    """Return the table with every person's `<end>_key` (where `<end>_type` is person) replaced by the pseudonym."""
    hidden = table.copy()
    for end in ends:
        is_person = hidden[f"{end}_type"] == "person"
        hidden[f"{end}_key"] = hidden[f"{end}_key"].where(
            ~is_person, pseudonymise(hidden[f"{end}_key"].where(is_person), secret)
        )
    return hidden


def _digest(key: str, secret: bytes) -> str:
    return hmac.new(secret, key.encode(), hashlib.sha256).hexdigest()[:HEX_DIGITS]
