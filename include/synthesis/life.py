"""Ordinary life: wages, rent, shops, bills, friends, cash; and the calls between people who know each other."""

import numpy as np
import pandas as pd

from include.synthesis.people import Country
from include.synthesis.plan import DAY, Plan

HOURS = np.array([1, 0.6, 0.4, 0.3, 0.4, 1, 3, 6, 8, 9, 9, 10, 11, 10, 9, 9, 9, 10, 11, 11, 10, 8, 5, 2.5])
REMARKS = np.array(["", "", "", "ค่าอาหาร", "คืนเงิน", "ค่าของ", "ค่าสินค้า", "เงินเดือน", "ค่าเช่า", "ค่าน้ำค่าไฟ"], dtype=object)
COLUMNS = ["at", "debtor", "creditor", "satang", "channel", "remark"]


def draw_times(plan: Plan, size: int, rng: np.random.Generator) -> np.ndarray:
    """Return seconds since 1970 with the rhythm of a day in Thailand."""
    hour = rng.choice(24, size, p=HOURS / HOURS.sum())
    return plan.start_s + rng.integers(0, plan.days, size) * DAY + hour * 3600 + rng.integers(0, 3600, size)


def draw_satang(median: float, spread: float, size: int, rng: np.random.Generator) -> np.ndarray:
    """Return log-normal amounts in satang, mostly whole baht."""
    baht = np.maximum(1.0, rng.lognormal(np.log(median), spread, size))
    whole = rng.random(size) < 0.85
    return np.where(whole, np.round(baht) * 100, np.round(baht * 100)).astype(np.int64)


def make_transfers(plan: Plan, country: Country) -> pd.DataFrame:
    """Return the transfers of ordinary life: at (s), debtor and creditor (account rows; -1 is a terminal), satang."""
    rng = plan.generator("life")
    kind = country.holders["kind"].to_numpy()[country.accounts["holder"].to_numpy()]
    people = np.flatnonzero(kind == "person")
    active = rng.choice(people, len(people), p=_weights(len(people), 0.35, rng))
    volume = round(100_000 * plan.scale * plan.days / 8)
    shops = np.flatnonzero(np.isin(kind, ["merchant", "seller", "gold"]))
    return pd.concat(
        [
            _pay(plan, rng, round(volume * 0.46), active, _popular(shops, rng), (180, 1.0), "PROMPTPAY"),
            _pay_friends(plan, rng, round(volume * 0.22), people),
            _pay(plan, rng, round(volume * 0.06), active, np.flatnonzero(kind == "utility"), (700, 0.6), "WEB"),
            _pay(plan, rng, round(volume * 0.06), np.flatnonzero(kind == "payroll"), people, (14_000, 0.5), "WEB"),
            _pay(
                plan,
                rng,
                round(volume * 0.02),
                np.flatnonzero(np.isin(kind, ["changer", "gold"])),
                people,
                (9_000, 0.9),
                "MOBILE",
            ),
            _pay(plan, rng, round(volume * 0.02), active, np.flatnonzero(kind == "changer"), (6_000, 0.9), "MOBILE"),
            _cash(plan, rng, round(volume * 0.12), active, out=True),
            _cash(plan, rng, round(volume * 0.04), active, out=False),
        ],
        ignore_index=True,
    )


def make_calls(plan: Plan, country: Country) -> pd.DataFrame:
    """Return ordinary calls: at (s), a, b (SIM rows), duration_s, type; busy look-alikes included."""
    rng = plan.generator("calls")
    kind = country.holders["kind"].to_numpy()[country.sims["holder"].to_numpy()]
    people, centres = np.flatnonzero(kind == "person"), np.flatnonzero(kind == "call_centre")
    volume = round(130_000 * plan.scale * plan.days / 8)
    a = rng.choice(people, volume)
    b = _befriend(a, people, rng)
    back = rng.random(volume) < 0.45
    social = _call(plan, rng, np.where(back, b, a), np.where(back, a, b), 60)
    busy = _call(plan, rng, rng.choice(centres, volume // 30), rng.choice(people, volume // 30), 45)
    riders = rng.choice(people, max(3, len(people) // 150), replace=False)
    rides = _call(plan, rng, rng.choice(riders, volume // 25), rng.choice(people, volume // 25), 14)
    return pd.concat([social, busy, rides], ignore_index=True)


def _pay(
    plan: Plan,
    rng: np.random.Generator,
    size: int,
    payers: np.ndarray,
    payees: np.ndarray,
    amount: tuple[float, float],
    channel: str,
) -> pd.DataFrame:
    debtor, creditor = rng.choice(payers, size), rng.choice(payees, size)
    used = np.where(rng.random(size) < 0.7, channel, rng.choice(["MOBILE", "CARD", "COUNTER"], size))
    rows = [
        draw_times(plan, size, rng),
        debtor,
        creditor,
        draw_satang(*amount, size, rng),
        used,
        rng.choice(REMARKS, size),
    ]
    frame = pd.DataFrame(dict(zip(COLUMNS, rows, strict=True)))
    return frame[frame["debtor"] != frame["creditor"]]


def _pay_friends(plan: Plan, rng: np.random.Generator, size: int, people: np.ndarray) -> pd.DataFrame:
    debtor = rng.choice(people, size)
    creditor = _befriend(debtor, people, rng)
    rows = [
        draw_times(plan, size, rng),
        debtor,
        creditor,
        draw_satang(400, 1.1, size, rng),
        "MOBILE",
        rng.choice(REMARKS, size),
    ]
    frame = pd.DataFrame(dict(zip(COLUMNS, rows, strict=True)))
    return frame[frame["debtor"] != frame["creditor"]]


def _cash(plan: Plan, rng: np.random.Generator, size: int, people: np.ndarray, *, out: bool) -> pd.DataFrame:
    account, terminal = rng.choice(people, size), np.full(size, -1)
    satang = rng.integers(1, 200, size) * 10_000
    parties = (account, terminal) if out else (terminal, account)
    rows = [draw_times(plan, size, rng), *parties, satang, "ATM" if out else "CDM", ""]
    return pd.DataFrame(dict(zip(COLUMNS, rows, strict=True)))


def _befriend(one: np.ndarray, people: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Return somebody of each one's own circle of about fifteen."""
    place = np.searchsorted(people, one)
    near = (place // 15) * 15 + rng.integers(0, 15, len(one))
    far = rng.integers(0, len(people), len(one))
    return people[np.where(rng.random(len(one)) < 0.85, np.minimum(near, len(people) - 1), far)]


def _call(plan: Plan, rng: np.random.Generator, a: np.ndarray, b: np.ndarray, median_s: float) -> pd.DataFrame:
    size = len(a)
    answered = rng.random(size) < 0.82
    duration = np.where(answered, rng.lognormal(np.log(median_s), 1.0, size), 0).astype(np.int64)
    kind = np.where(rng.random(size) < 0.1, "SMS", "VOICE")
    frame = pd.DataFrame(
        {
            "at": draw_times(plan, size, rng),
            "a": a,
            "b": b,
            "duration_s": np.where(kind == "SMS", 0, duration),
            "type": kind,
        }
    )
    return frame[frame["a"] != frame["b"]]


def _popular(shops: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Return shops, repeated by a power law of their custom."""
    return rng.permutation(np.repeat(shops, np.ceil(400 / np.arange(1, len(shops) + 1)).astype(int)))


def _weights(size: int, exponent: float, rng: np.random.Generator) -> np.ndarray:
    weights = rng.permutation(np.arange(1, size + 1, dtype=float) ** -exponent)
    return np.asarray(weights / weights.sum())
