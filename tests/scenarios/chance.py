"""Worlds thrown by dice: nobody's plan, so that ties turn up that no story has."""

import numpy as np

from tests.scenarios.world import World, utc

PEOPLE = 30
REMARKS = ("ค่าของ", "โอนคืน", "ฝากไว้", None)


def at_random(rng: np.random.Generator) -> str:
    """A second within ten days."""
    return str(utc("2024-03-01") + np.timedelta64(int(rng.integers(0, 864_000)), "s"))[:19]


def throw_world(seed: int, transfers: int = 150, calls: int = 200) -> World:
    """Thirty people who share devices, numbers, handsets, dealers and cells at random, pay and call each other, and complain."""
    rng, world = np.random.default_rng(seed), World()
    keys = [f"90{1 + number % 3}:10{number:08d}" for number in range(PEOPLE)]
    numbers = [f"+66{8 + number % 2}1{number:07d}" if number % 9 else f"+6970{number:07d}" for number in range(PEOPLE)]
    for number, key in enumerate(keys):
        world.account(
            key,
            holder_id=f"1{rng.integers(0, PEOPLE - 5):012d}",
            name_th=f"สมชาย ใจดี{number}",
            phone=numbers[int(rng.integers(0, PEOPLE))],
            opened_on=str(rng.choice(["2024-02-20", "2023-12-01", "2016-05-01"])),
            device_id=f"phone{rng.integers(0, PEOPLE)}",
        )
        day = f"2024-02-{1 + rng.integers(0, 27):02d}"
        world.sim(
            numbers[number], f"1{rng.integers(0, 20):012d}", f"สมชาย ใจดี{number}", day, dealer=f"D{rng.integers(0, 6)}"
        )
    others = [*keys, "000:ATM1", "990:EX1", "904:77", "950:88"]
    for _ in range(transfers):
        debtor, creditor = rng.choice([*keys, "904:77", "950:88"]), rng.choice(others)
        baht = float(rng.choice([20, 45, 900, 1200, 20_000, 60_000]))
        if debtor != creditor:
            device = f"phone{rng.integers(0, PEOPLE)}"
            world.pay(str(debtor), str(creditor), baht, at_random(rng), device, rng.choice(REMARKS))
    for _ in range(calls):
        caller, callee = rng.choice(numbers, 2, replace=False)
        seconds, handset = int(rng.integers(0, 240)), f"imei{rng.integers(0, 20)}"
        world.call(str(caller), str(callee), at_random(rng), seconds, handset, f"cell{rng.integers(0, 6)}")
    for number in range(3):
        victim, mule = rng.choice(keys[:20], 2, replace=False)
        paid_at, told_at = sorted([at_random(rng), at_random(rng)])
        world.pay(str(victim), str(mule), 30_000, paid_at)
        phone = str(world.account_rows[str(victim)]["phone"])
        world.complaint(
            f"C{number}", str(victim), phone, told_at, [(str(mule), 30_000, paid_at)], [numbers[9 * number]]
        )
    return world
