"""The people, firms, accounts, SIMs and handsets of a synthetic country."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from include.synthesis.identities import plant_families
from include.synthesis.plan import BANKS, DAY, OTHER_BANKS, WALLETS, Plan

PROVINCES = np.array(
    [
        "กรุงเทพมหานคร", "นนทบุรี", "ปทุมธานี", "สมุทรปราการ", "ชลบุรี",
        "ระยอง", "เชียงใหม่", "เชียงราย", "ขอนแก่น", "นครราชสีมา",
        "อุดรธานี", "สงขลา", "ภูเก็ต", "สุราษฎร์ธานี", "พิษณุโลก",
        "นครสวรรค์", "สระแก้ว", "ตาก", "นครศรีธรรมราช", "ราชบุรี",
    ]
)  # fmt: skip
FIRMS = {
    "merchant": 0.03,
    "seller": 0.012,
    "gold": 0.001,
    "changer": 0.001,
    "payroll": 0.004,
    "utility": 0.0005,
    "call_centre": 0.0006,
}


@dataclass(frozen=True)
class Country:
    """`holders`: one row per person or firm; `accounts` and `sims` carry `holder` (its row number)."""

    holders: pd.DataFrame
    accounts: pd.DataFrame
    sims: pd.DataFrame


def make_country(plan: Plan) -> Country:
    """Return everybody, with accounts at delivering and other banks, and SIMs at two telcos."""
    rng = plan.generator("country")
    holders = _make_holders(plan, rng)
    sims = _make_sims(plan, holders, rng)
    holders["phone"] = sims.drop_duplicates("holder").set_index("holder")["msisdn"].reindex(holders.index)
    holders = plant_families(plan, holders)
    return Country(holders, _make_accounts(plan, holders, rng), sims)


def digits(rng: np.random.Generator, size: int, width: int, first: str = "") -> np.ndarray:
    """Return distinct texts of `width` random digits behind `first`."""
    drawn = np.unique(rng.integers(0, 10**width, size=int(size * 1.3) + 50))
    rng.shuffle(drawn)
    return np.array([f"{first}{number:0{width}d}" for number in drawn[:size]], dtype=object)


def make_thai_ids(rng: np.random.Generator, size: int, first: str = "1") -> np.ndarray:
    """Return distinct 13-digit ids whose last digit is the checksum (mod 11 over weights 13 to 2)."""
    body = digits(rng, size, 11, first)
    cells = np.array([list(text) for text in body], dtype=np.int64).reshape(size, 12)
    check = (11 - (cells * np.arange(13, 1, -1)).sum(axis=1) % 11) % 10
    return np.array([text + str(digit) for text, digit in zip(body, check, strict=True)], dtype=object)


def _make_holders(plan: Plan, rng: np.random.Generator) -> pd.DataFrame:
    given, family = _draw_names(rng)
    kinds = ["person"] * plan.people
    for kind, share in FIRMS.items():
        kinds += [kind] * max(2, round(plan.people * share))
    size = len(kinds)
    g, f = rng.integers(0, len(given), size), rng.integers(0, len(family), size)
    is_kind = np.array(kinds)
    firm = is_kind != "person"
    first, last = given.iloc[g].reset_index(drop=True), family.iloc[f].reset_index(drop=True)
    name_th = np.where(firm, "ร้าน" + last["th"], first["th"] + " " + last["th"])
    name_en = np.where(firm, last["en"] + " Shop", first["en"] + " " + last["en"])
    return pd.DataFrame(
        {
            "kind": is_kind,
            "is_company": firm & (is_kind != "seller"),
            "id_no": np.where(firm & (is_kind != "seller"), digits(rng, size, 12, "0"), make_thai_ids(rng, size)),
            "name_th": name_th,
            "name_en": name_en,
            "province": rng.choice(PROVINCES, size, p=_powers(len(PROVINCES), 0.7)),
            "device": np.where(rng.random(size) < 0.85, [f"{n:016x}" for n in rng.integers(0, 2**62, size)], ""),
        }
    )


def _draw_names(rng: np.random.Generator) -> tuple[pd.DataFrame, pd.DataFrame]:
    from pythainlp.corpus.common import thai_family_names, thai_female_names, thai_male_names
    from pythainlp.transliterate import romanize

    def table(names: frozenset[str], size: int) -> pd.DataFrame:
        drawn = rng.choice(np.array(sorted(name for name in names if 3 <= len(name) <= 12)), size, replace=False)
        return pd.DataFrame({"th": drawn, "en": [romanize(name, engine="royin").capitalize() for name in drawn]})

    return table(thai_male_names() | thai_female_names(), 500), table(thai_family_names(), 700)


def _make_accounts(plan: Plan, holders: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    counts = np.where(holders["kind"] == "person", rng.choice([1, 2, 3], len(holders), p=[0.45, 0.4, 0.15]), 1)
    holder = np.repeat(np.arange(len(holders)), counts)
    return make_accounts(plan, holders, holder, rng)


def make_accounts(plan: Plan, holders: pd.DataFrame, holder: np.ndarray, rng: np.random.Generator) -> pd.DataFrame:
    """Return one account per entry of `holder`: bank, number, type, the day it was opened."""
    size = len(holder)
    codes = np.array([*BANKS, *OTHER_BANKS, *WALLETS[:4]])
    weights = np.array([0.34, 0.28, 0.2, *([0.13 / len(OTHER_BANKS)] * len(OTHER_BANKS)), *([0.05 / 4] * 4)])
    bank = rng.choice(codes, size, p=weights / weights.sum())
    return pd.DataFrame(
        {
            "holder": holder,
            "bank_code": bank,
            "account_no": digits(rng, size, 10),
            "account_type": np.where(holders["is_company"].to_numpy()[holder], "CURRENT", "SAVINGS"),
            "opened_s": plan.start_s - (rng.beta(1.2, 2.0, size) * 18 * 365 * DAY).astype(np.int64) - 40 * DAY,
            "device": holders["device"].to_numpy()[holder],
        }
    )


def _make_sims(plan: Plan, holders: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    holder = np.concatenate([np.arange(len(holders)), rng.choice(len(holders), len(holders) // 12, replace=False)])
    activated = plan.start_s - (rng.beta(1.2, 2.0, len(holder)) * 12 * 365 * DAY).astype(np.int64) - 30 * DAY
    return make_sims(holders, holder, activated, rng)


def make_sims(
    holders: pd.DataFrame, holder: np.ndarray, activated_s: np.ndarray, rng: np.random.Generator
) -> pd.DataFrame:
    """Return one SIM per entry of `holder`, at one of the two telcos, each in a handset of its own."""
    size = len(holder)
    telco = rng.choice(["telco-a", "telco-b"], size, p=[0.54, 0.46])
    network = np.where(telco == "telco-a", "52001", "52005")
    return pd.DataFrame(
        {
            "holder": holder,
            "telco": telco,
            "msisdn": [
                f"+66{prefix}{rest}"
                for prefix, rest in zip(rng.choice(["6", "8", "9"], size), digits(rng, size, 8), strict=True)
            ],
            "imsi": network + pd.Series(digits(rng, size, 10)).astype(str).to_numpy(),
            "iccid": "896600" + pd.Series(digits(rng, size, 12)).astype(str).to_numpy(),
            "imei": make_imeis(rng, size),
            "activated_s": activated_s,
            "dealer": rng.choice([f"D{n:05d}" for n in rng.integers(0, 99999, 60)], size, p=_powers(60, 0.8)),
            "cell": rng.integers(0, 300, size),
            "is_company": holders["is_company"].to_numpy()[holder],
        }
    )


def make_imeis(rng: np.random.Generator, size: int) -> np.ndarray:
    """Return IMEIs of 15 digits; networks often leave the check digit zero."""
    return np.array([f"35{text}0" for text in digits(rng, size, 12)], dtype=object)


def _powers(size: int, exponent: float) -> np.ndarray:
    weights = np.arange(1, size + 1, dtype=float) ** -exponent
    return np.asarray(weights / weights.sum())
