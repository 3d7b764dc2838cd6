"""Gangs: rented accounts in tiers, SIM boxes, handlers and recruiters, and the cases in which they rob people."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from include.synthesis.people import Country, make_accounts, make_imeis, make_sims
from include.synthesis.plan import DAY, Plan

TIER_SIZES = {1: (6, 13), 2: (3, 7), 3: (2, 5)}
NEVER = 2**62
PHONES = {"CALLER": (5, 11), "HANDLER": (2, 4), "OTP": (1, 3)}
SITES = np.array(["slot", "bet", "joker", "royal", "win", "gold", "mega", "star", "ufa", "pg"])
ENDS = np.array([".asia", ".vip", ".life", ".co", ".com", ".bet"])


@dataclass(frozen=True)
class Gangs:
    """`mules`: account row, gang, tier, is_rented; `phones`: sim row (or -1 and msisdn from abroad), gang, role, when used (s)."""

    country: Country
    mules: pd.DataFrame
    phones: pd.DataFrame
    sites: pd.DataFrame
    handsets: pd.DataFrame  # sim row, imei, from_s: which handset a SIM of a gang sits in


def make_gangs(plan: Plan, country: Country) -> Gangs:
    """Return the country with the gangs' rented accounts and SIMs added, and who belongs to which gang."""
    rng = plan.generator("gangs")
    names = [f"G{number:03d}" for number in range(1, plan.gangs + 1)]
    mule_plan = pd.DataFrame(
        [
            (gang, tier)
            for gang in names
            for tier, (low, high) in TIER_SIZES.items()
            for _ in range(rng.integers(low, high))
        ],
        columns=["gang_id", "tier"],
    )
    accounts, mules = _rent_accounts(plan, country, mule_plan, rng)
    phone_plan = pd.DataFrame(
        [
            (gang, role)
            for gang in names
            for role, (low, high) in PHONES.items()
            for _ in range(rng.integers(low, high))
        ],
        columns=["gang_id", "role"],
    )
    recruiters = pd.DataFrame({"gang_id": names, "role": "RECRUITER"})
    wanted = throw_away(plan, pd.concat([phone_plan, recruiters], ignore_index=True))
    sims, phones, handsets = _rent_sims(plan, country, wanted, rng)
    grown = Country(
        country.holders,
        pd.concat([country.accounts, accounts], ignore_index=True),
        pd.concat([country.sims, sims], ignore_index=True),
    )
    sites = pd.DataFrame([(gang, _name_site(rng)) for gang in names for _ in range(2)], columns=["gang_id", "domain"])
    return Gangs(grown, mules, pd.concat([phones, _spoof(names, rng)], ignore_index=True), sites, handsets)


def _rent_accounts(
    plan: Plan, country: Country, wanted: pd.DataFrame, rng: np.random.Generator
) -> tuple[pd.DataFrame, pd.DataFrame]:
    persons = np.flatnonzero(country.holders["kind"] == "person")
    holder = rng.choice(persons, len(wanted), replace=False)
    accounts = make_accounts(plan, country.holders, holder, rng)
    age = rng.choice([8, 60, 900], len(wanted), p=[0.45, 0.35, 0.2]) * DAY
    accounts["opened_s"] = plan.start_s - (age * rng.random(len(wanted))).astype(np.int64) - DAY
    run_by_gang = rng.random(len(wanted)) < 0.6
    shelf = wanted["gang_id"] + "/" + (wanted.groupby("gang_id").cumcount() // 3).astype(str)
    devices = {
        name: f"{number:016x}"
        for name, number in zip(shelf.unique(), rng.integers(0, 2**62, shelf.nunique()), strict=True)
    }
    accounts["device"] = np.where(run_by_gang, shelf.map(devices), accounts["device"])
    rows = len(country.accounts) + np.arange(len(wanted))
    return accounts, wanted.assign(account=rows, is_rented=~run_by_gang, serves_from=_shift(plan, wanted))


def _shift(plan: Plan, wanted: pd.DataFrame) -> np.ndarray:
    """Where tactics shift, half of a gang's mules serve only in the second half of the time, the others in the first."""
    if not plan.style.shifts:
        return np.full(len(wanted), -1)
    return (wanted.groupby(["gang_id", "tier"]).cumcount() % 2).to_numpy()


def throw_away(plan: Plan, wanted: pd.DataFrame) -> pd.DataFrame:
    """One row per number: which `turn` of its place it serves, from when until when, when its card was bought (s), and in which `box`.

    Where callers throw their numbers away, each place has several one after another, each with a card bought the day before.
    """
    turns = max(1, round(plan.days / plan.style.number_days)) if plan.style.number_days else 1
    rng = plan.generator("numbers")
    slot = wanted.groupby(["gang_id", "role"]).cumcount() // 4
    places = wanted.assign(box=wanted["gang_id"] + "/" + wanted["role"] + "/" + slot.astype(str))
    numbers = places.loc[places.index.repeat(np.where(wanted["role"] == "CALLER", turns, 1))]
    turn = numbers.groupby(level=0).cumcount().to_numpy()
    begins = (turn + rng.uniform(-0.25, 0.25, len(turn))) * plan.days * DAY / turns
    begins = np.where(turn > 0, plan.start_s + begins, 0).astype(np.int64)
    handset = _renew(turns, numbers["box"].factorize()[0], turn, rng).astype(str)
    return numbers.assign(
        turn=turn,
        used_from=begins,
        used_until=np.where(np.append(turn[1:], 0) > 0, np.append(begins[1:], 0), NEVER),
        bought_s=begins - (rng.random(len(turn)) * DAY).astype(np.int64),
        box=numbers["box"] + "/" + handset,
    ).reset_index(drop=True)


def _renew(turns: int, box: np.ndarray, turn: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Which handset of its box each number sits in: every other time the new cards go into a new one."""
    is_new = rng.random((int(box.max()) + 1, turns)) < 0.5
    is_new[:, 0] = False
    return np.asarray(is_new.cumsum(axis=1)[box, turn])


def _rent_sims(
    plan: Plan, country: Country, wanted: pd.DataFrame, rng: np.random.Generator
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    shared = wanted["role"] == "RECRUITER"
    served = wanted.groupby("role").cumcount() // 2  # a recruiter serves two gangs
    person = np.where(shared, "R" + served.astype(str), "P" + pd.Series(range(len(wanted))).astype(str))
    codes, keys = pd.factorize(person)
    persons = np.flatnonzero(country.holders["kind"] == "person")
    holder = rng.choice(persons, len(keys), replace=False)
    activated = plan.start_s - (rng.beta(1, 3, len(keys)) * 120 * DAY).astype(np.int64) - DAY
    first = wanted.assign(code=codes).drop_duplicates("code").sort_values("code")
    sims = make_sims(country.holders, holder, np.where(first["turn"] > 0, first["bought_s"], activated), rng)
    box = first["box"]
    boxes = dict(zip(box.unique(), make_imeis(rng, box.nunique()), strict=True))
    in_box = first["role"].isin(["CALLER", "OTP"]).to_numpy()
    sims["imei"] = np.where(in_box, box.map(boxes), sims["imei"])
    gangs = wanted["gang_id"].unique()
    base = dict(zip(gangs, rng.integers(0, 300, len(gangs)), strict=True))
    sims["cell"] = first["gang_id"].map(base).to_numpy()
    rows = len(country.sims) + codes
    phones = wanted[["gang_id", "role", "used_from", "used_until"]].assign(
        sim=rows, msisdn=sims["msisdn"].to_numpy()[codes]
    )
    handsets = pd.DataFrame({"sim": len(country.sims) + np.arange(len(keys)), "imei": sims["imei"], "from_s": 0})
    return sims, phones, handsets


def _spoof(names: list[str], rng: np.random.Generator) -> pd.DataFrame:
    rows = [
        (gang, "SPOOFED", -1, f"+69{rng.choice(['7', '8'])}{rng.integers(10_000_000, 99_999_999)}")
        for gang in names
        for _ in range(rng.integers(3, 7))
    ]
    spoofed = pd.DataFrame(rows, columns=["gang_id", "role", "sim", "msisdn"])
    return spoofed.assign(used_from=0, used_until=NEVER)


def _name_site(rng: np.random.Generator) -> str:
    return "".join(rng.choice(SITES, 2, replace=False)) + str(rng.integers(100, 999)) + str(rng.choice(ENDS))
