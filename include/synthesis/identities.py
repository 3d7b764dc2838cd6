"""Who is who, made hard: relatives with one telephone, foreigners with two documents, names as each clerk wrote them."""

import numpy as np
import pandas as pd

from include.synthesis.plan import Plan

FAMILIES = 0.06  # share of persons who are the relative of the one before: family name, province, number at the bank
FOREIGNERS = 0.04
RENEWED = 0.3  # share of foreigners' accounts under another passport
MISTYPED, TURNED = 0.02, 0.01  # shares of records


def plant_families(plan: Plan, holders: pd.DataFrame) -> pd.DataFrame:
    """Return holders with some persons made relatives of the one before them; new column `relative` (row or -1)."""
    rng = plan.generator("families")
    person = (holders["kind"] == "person").to_numpy()
    chosen = np.flatnonzero(person & (rng.random(len(holders)) < FAMILIES))
    chosen = chosen[(chosen > 0) & person[chosen - 1]]
    chosen = chosen[~np.isin(chosen - 1, chosen)]
    planted = holders.assign(relative=-1)
    planted.loc[chosen, "relative"] = chosen - 1
    for name in ("name_th", "name_en"):
        given, family = planted[name].str.split(" ", n=1).str[0], planted[name].str.split(" ", n=1).str[1]
        planted.loc[chosen, name] = (given.to_numpy()[chosen] + " " + family.to_numpy()[chosen - 1]).astype(object)
    planted.loc[chosen, "province"] = planted["province"].to_numpy()[chosen - 1]
    return planted


def write_identities(plan: Plan, part: str, holders: pd.DataFrame, holder: np.ndarray) -> pd.DataFrame:
    """Return what one agency's clerks wrote down per record: id_no, id_type, name_th, and at banks the relative's phone.

    `part` (accounts, sims) draws its own random numbers; `holder` is the row of each record's holder.
    """
    rng = plan.generator("identities " + part)
    own = holders.loc[holder].reset_index(drop=True)
    is_foreign = np.random.default_rng([plan.seed, 4]).random(len(holders))[holder] < FOREIGNERS
    is_foreign &= (own["kind"] == "person").to_numpy()
    passport = _make_passports(holder, np.where((part == "accounts") & (rng.random(len(own)) < RENEWED), 1, 0))
    by_passport = is_foreign & ((part == "accounts") | (rng.random(len(own)) < 0.5))
    return pd.DataFrame(
        {
            "id_no": np.where(by_passport, passport, own["id_no"]),
            "id_type": np.where(by_passport, "PASSPORT", np.where(own["is_company"], "COMPANY", "NATIONAL_ID")),
            "name_th": _mistype(own["name_th"], (~own["is_company"]).to_numpy(), rng),
            "phone": _borrow(own, holders, rng) if part == "accounts" else own["phone"],
        }
    )


def list_persons(accounts: pd.DataFrame, sims: pd.DataFrame, delivering: tuple[str, ...]) -> pd.DataFrame:
    """Return the truth: record_key (as the warehouse writes it) and person_id of every record that an agency delivers."""
    shown = accounts[accounts["bank_code"].isin(delivering)]
    keys = pd.concat([
        pd.DataFrame({"record_key": "account:" + shown["bank_code"] + ":" + shown["account_no"], "person_id": shown["holder"]}),
        pd.DataFrame({"record_key": "sim:" + sims["iccid"].astype(str), "person_id": sims["holder"]}),
    ])  # fmt: skip
    return keys.sort_values("record_key", ignore_index=True)


def _make_passports(holder: np.ndarray, edition: np.ndarray) -> np.ndarray:
    letters = [chr(65 + number % 26) + chr(65 + number // 26 % 26) for number in holder]
    numbers = (holder.astype(np.int64) * 7919 + edition * 104_729 + 1_000_003) % 9_000_000 + 1_000_000
    return np.array([f"{head}{number}" for head, number in zip(letters, numbers, strict=True)], dtype=object)


def _mistype(names: pd.Series, may: np.ndarray, rng: np.random.Generator) -> pd.Series:
    """One letter left out, or the family name first, in a few records; the same in every snapshot."""
    draw = rng.random(len(names))
    short = names.str[:2] + names.str[3:]
    words = names.str.split(" ", n=1)
    turned = (words.str[1] + " " + words.str[0]).fillna(names)
    written = names.where(~(may & (draw < MISTYPED)), short)
    return written.where(~(may & (draw >= MISTYPED) & (draw < MISTYPED + TURNED)), turned)


def _borrow(own: pd.DataFrame, holders: pd.DataFrame, rng: np.random.Generator) -> pd.Series:
    relative = own["relative"].fillna(-1).astype("int64").to_numpy()
    theirs = holders["phone"].reindex(relative).to_numpy(object)
    return own["phone"].where(~((relative >= 0) & (rng.random(len(own)) < 0.6)), pd.Series(theirs, index=own.index))
