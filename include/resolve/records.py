"""Records of identity: one row per account or SIM with a holder, and the forms of its name that are compared."""

import re
from collections.abc import Callable
from functools import lru_cache

import numpy as np
import pandas as pd

from include.core.frames import Evidence
from include.resolve.names import identity_keys, name_key, name_keys

RAW = (
    "record_key", "kind", "account_id", "iccid", "id_type", "id_no", "name_th", "name_en", "phone_id", "device_id",
    "province",
)  # fmt: skip
HARD = ("NATIONAL_ID:", "COMPANY:")  # one person has one; a passport is renewed, and has no check digit
THAI = r"[\u0e01-\u0e5b]"
CACHED = 1 << 17
# In the form that is compared a title may be glued to the name: that a name begins so by itself (and another is the rest of it,
# with the same family name) does not happen; the warehouse's own key of a name leaves it.
GLUED = re.compile("^(?:นาย|นาง)(?=[\u0e01-\u0e2e\u0e40-\u0e44].{2})")


def list_records(evidence: Evidence) -> pd.DataFrame:
    """Return the records (columns RAW) of all accounts whose bank named a holder, and of all SIMs; sorted by key."""
    phone_ids = evidence.phones.set_index("msisdn")["phone_id"]
    known = evidence.accounts[evidence.accounts["holder_id"].notna() | evidence.accounts["name_th"].notna()]
    account = pd.DataFrame({
        "record_key": "account:" + known["bank_code"].astype(str) + ":" + known["account_no"].astype(str),
        "kind": "account", "account_id": known["account_id"].astype("Int64"), "iccid": None,
        "id_type": known["holder_type"].map({"COMPANY": "COMPANY"}), "id_no": known["holder_id"],
        "name_th": known["name_th"], "name_en": known["name_en"],
        "phone_id": known["phone"].map(phone_ids).astype("Int64"),
        "device_id": known["device_id"], "province": known["branch_province"],
    })  # fmt: skip
    sims = evidence.sims
    sim = pd.DataFrame({
        "record_key": "sim:" + sims["iccid"].astype(str), "kind": "sim", "account_id": pd.NA, "iccid": sims["iccid"],
        "id_type": sims["id_type"], "id_no": sims["id_no"], "name_th": sims["name_th"], "name_en": None,
        "phone_id": sims["phone_id"].astype("Int64"), "device_id": None, "province": None,
    })  # fmt: skip
    both = pd.concat([part.astype("object") for part in (account, sim)], ignore_index=True)
    return both.drop_duplicates("record_key", keep="last").sort_values("record_key", ignore_index=True)


def add_features(records: pd.DataFrame) -> pd.DataFrame:
    """Return records with what is compared; missing is None.

    id_key, hard_id (an id that one person has once), thai (name tokens in order of the alphabet, so that typing order
    does not matter) and latin likewise, their given and family parts, and phone and device as text.
    """
    keys = name_keys(records["name_th"].astype("object"))
    keys = _map(keys, lambda name: GLUED.sub("", name))
    is_thai = keys.astype("str").str.contains(THAI, regex=True, na=False)
    typed_latin = name_keys(records["name_en"].astype("object"))
    latin = typed_latin.where(typed_latin.notna(), keys.where(~is_thai))
    thai = keys.where(is_thai)
    id_key = identity_keys(records["id_no"], records["id_type"])
    columns = {
        "id_key": id_key,
        "hard_id": id_key.where(id_key.astype("str").str.startswith(HARD, na=False)),
        "name_key": keys,
        "thai": _map(thai, sort_tokens), "given": _map(thai, _given), "family": _map(thai, _family),
        "latin": _map(latin, sort_tokens), "latin_given": _map(latin, _given), "latin_family": _map(latin, _family),
        "phone": _text(records["phone_id"]), "device": records["device_id"].astype("object"),
    }  # fmt: skip
    return records.assign(**{name: _with_none(values) for name, values in columns.items()})


def first_in_group(values: pd.Series, groups: pd.Series | np.ndarray) -> pd.Series:
    """Return the first value, in the order of the alphabet, of each row's group; index as `values`, which lacks none."""
    order, distinct = pd.factorize(values, sort=True)
    first = pd.Series(order, index=values.index).groupby(np.asarray(groups)).transform("min")
    return pd.Series(np.asarray(distinct, dtype=object)[first.to_numpy()], index=values.index, dtype=object)


def add_latin(records: pd.DataFrame) -> pd.DataFrame:
    """Return records with the Latin form of their Thai names in the place of a typed one."""
    latin = romanise(records["name_key"])
    columns = {"latin": sort_tokens, "latin_given": _given, "latin_family": _family}
    return records.assign(**{name: _with_none(_map(latin, function)) for name, function in columns.items()})


def sort_tokens(name: str) -> str:
    """Return the words of a name in the order of the alphabet."""
    return " ".join(sorted(name.split()))


def romanise(thai: pd.Series) -> pd.Series:
    """Return Thai names in Latin letters (the royal system); each distinct word is worked on once."""
    return _map(thai, lambda name: " ".join(_romanise(word) for word in name.split()))


@lru_cache(maxsize=CACHED)
def _romanise(word: str) -> str:
    from pythainlp.transliterate import romanize

    return name_key(romanize(word, engine="royin"))


def _given(name: str) -> str:
    return name.split(" ", 1)[0]


def _family(name: str) -> str | None:
    return name.split(" ", 1)[1] if " " in name else None


def _map(values: pd.Series, function: Callable[[str], str | None]) -> pd.Series:
    codes, distinct = pd.factorize(values)
    mapped = np.empty(len(distinct) + 1, dtype=object)
    mapped[:-1] = [function(value) for value in distinct]
    return pd.Series(mapped[codes], index=values.index, dtype=object)


def _text(values: pd.Series) -> pd.Series:
    present = values.notna() & (pd.to_numeric(values) >= 0)
    return values.where(present, 0).astype("int64").astype("str").astype("object").where(present)


def _with_none(values: pd.Series) -> pd.Series:
    plain = values.astype("object")
    return plain.where(plain.notna(), None)
