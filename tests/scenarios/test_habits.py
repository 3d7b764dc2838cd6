"""Gangs with other habits than usual are found, also where feeds are missing; busy honest people stay clear."""

import numpy as np
import pandas as pd
import pytest

from tests.scenarios.test_planted_gangs import by_key, by_number, network_of
from tests.scenarios.world import World, ordinary_people

DAY0 = pd.Timestamp("2024-03-01")


def flat(chain: list[list[str]]) -> list[str]:
    return [key for tier in chain for key in tier]


def at(hours: float) -> str:
    return (DAY0 + pd.Timedelta(hours=hours)).strftime("%Y-%m-%dT%H:%M:%S")


def plant_chain(
    world: World, victims: list[str], tiers: int = 3, hold_h: float = 0.2, keep: float = 0.03, **known: str
) -> list[list[str]]:
    """Two accounts a tier; each victim pays tier 1, and the rest goes down tier by tier and out as cash. Half complain."""
    chain = [[f"90{1 + (tier + side) % 3}:88000{tier}000{side}" for side in range(2)] for tier in range(tiers)]
    for key in flat(chain) if known else []:
        world.account(key, holder_id=f"3{key[-12:].replace(':', ''):0>12}", name_th=f"ม้า {key}", **known)
    for number, victim in enumerate(victims):
        hour, baht = 30.0 + 7 * number, 60_000.0
        world.pay(victim, chain[0][number % 2], baht, at(hour))
        if number % 2 == 0:
            phone = str(world.account_rows[victim]["phone"])
            world.complaint(f"C{number}", victim, phone, at(hour + 5), [(chain[0][number % 2], baht, at(hour))])
        for tier in range(tiers):
            hour, baht = hour + hold_h, baht * (1 - keep)
            payer, swap = chain[tier][(number + tier * (number // 2)) % 2], (number + (tier + 1) * (number // 2)) % 2
            world.pay(payer, chain[tier + 1][swap] if tier + 1 < tiers else f"000:ATM{number}", baht, at(hour))
    return chain


@pytest.mark.parametrize(
    ("tiers", "hold_h", "keep", "known"),
    [
        (6, 0.2, 0.03, {}),
        (3, 20.0, 0.03, {}),
        (3, 0.2, 0.25, {}),
        (3, 0.2, 0.0, {"opened_on": "2016-01-01"}),
        (4, 1.0, 0.02, {"opened_on": "2024-02-20"}),
    ],
    ids=["six tiers", "a day between hops", "a quarter kept", "old accounts", "new accounts"],
)
def test_a_chain_is_found_by_its_money_alone(tiers: int, hold_h: float, keep: float, known: dict[str, str]) -> None:
    world = World()
    people = ordinary_people(world, 60)
    chain = plant_chain(world, people[:8], tiers, hold_h, keep, **known)
    world.rows["calls"] = world.rows["call_parties"] = world.rows["sims"] = []
    evidence = world.evidence()
    risk = by_key(evidence, network_of(evidence))
    planted = flat(chain)
    assert risk.loc[planted, "is_flagged"].mean() >= 0.8
    assert not risk.loc[people, "is_flagged"].any()


def busy_honest(world: World, people: list[str]) -> list[str]:
    """A market seller who pays the supplier at once, a share circle, a trader of coins, a migrant who sends wages home."""
    rng = np.random.default_rng(5)
    seller, hostess, trader, migrant = (f"902:66000000{number:02d}" for number in range(4))
    for key in (seller, hostess, trader, migrant):
        world.account(key, holder_id=f"7{key[4:]:0>12}", name_th=f"สุจริต {key}", opened_on="2022-01-01", device_id=key)
    for number in range(30):
        hour = 8.0 + 5 * number
        world.pay(people[number % 40], seller, 900.0 + number, at(hour), remark="ค่าของ")
        world.pay(seller, "903:6600000099", 800.0, at(hour + 0.4), device=seller)
    for number, payer in enumerate(people[20:32]):
        world.pay(payer, hostess, 2_000, at(60 + number / 20), remark="แชร์")
    world.pay(hostess, people[20], 23_500, at(61), device=hostess)
    for number in range(4):
        world.pay(f"91{number}:5500000001", trader, 15_000, at(20 + 30 * number))
        world.pay(trader, "990:5000000001", 14_800, at(20.5 + 30 * number), device=trader)
    for number in range(2):
        world.pay("901:4400000001", migrant, 9_000, at(10 + 80 * number), remark="ค่าแรง")
        world.pay(migrant, "917:3300000001", float(rng.integers(7_000, 8_500)), at(10.7 + 80 * number), device=migrant)
    return [seller, hostess, trader, migrant]


def test_busy_honest_people_stay_clear_beside_a_chain() -> None:
    world = World()
    people = ordinary_people(world, 60)
    chain = plant_chain(world, people[:8])
    honest = busy_honest(world, people)
    world.pay(chain[2][0], "990:5000000001", 40_000, at(90))
    world.complaint("C90", people[50], "+66810000050", at(80), [("902:6600000000", 950.0, at(70))])
    world.pay(people[50], "902:6600000000", 950.0, at(70))
    evidence = world.evidence()
    risk = by_key(evidence, network_of(evidence))
    assert not risk.loc[[*honest, *people, "903:6600000099", "917:3300000001"], "is_flagged"].any()
    assert risk.loc[flat(chain), "is_flagged"].mean() >= 0.8


def telephones(world: World) -> dict[str, list[str]]:
    """A SIM box, a rider, a company's call centre and a hotline among people; no bank delivers."""
    box = [f"+6692500000{number}" for number in range(6)]
    rider, centre, hotline = "+66861000001", "+66213000001", "+66213000002"
    for number, phone in enumerate(box):
        world.sim(phone, f"8{number:012d}", f"ซิม {number}", "2024-02-25", dealer="DX")
    world.sim(rider, "1234500000011", "ไรเดอร์", "2020-01-01")
    for phone in (centre, hotline):
        world.sim(phone, "0105500000001", "บริษัท", "2024-02-01", id_type="COMPANY")
    for number in range(40):
        hour, other = 9 + number / 8, f"+6681{number:07d}"
        for place, phone in enumerate(box):
            world.call(
                phone, f"+6681{(number + 7 * place) % 60:07d}", at(hour + place / 9), 9, f"box{place % 2}", "room"
            )
        world.call(rider, other, at(hour), 15, "rider", f"cell{number % 9}")
        world.call(centre, other, at(hour), 70, "centre", "office")
        world.call(other, hotline, at(hour + 1), 120, f"imei{number}", f"cell{number % 9}")
    return {"box": box, "honest": [rider, centre, hotline]}


def test_telephones_alone_a_named_sim_box_and_busy_honest_numbers() -> None:
    world = World()
    people = ordinary_people(world, 60)
    found = telephones(world)
    phone = str(world.account_rows[people[0]]["phone"])
    world.complaint("C1", people[0], phone, at(60), [("904:1", 50_000.0, at(50))], phones=found["box"][:1])
    world.rows["transfers"] = []
    evidence = world.evidence()
    risk = by_number(evidence, network_of(evidence))
    assert risk.loc[found["box"], "is_flagged"].all()
    assert not risk.loc[found["honest"], "is_flagged"].any()
    assert not risk[risk.index.str.startswith("+6681")]["is_flagged"].any()


def test_a_named_number_is_suspect_without_any_telco_and_an_account_that_is_named_too() -> None:
    world = World()
    people = ordinary_people(world, 20)
    chain = plant_chain(world, people[:2])
    world.complaint("C7", people[4], "+66810000004", at(90), [(chain[0][0], 9_000.0, at(80))], phones=["+66925000009"])
    world.rows["calls"] = world.rows["call_parties"] = world.rows["sims"] = []
    evidence = world.evidence()
    network = network_of(evidence)
    assert by_number(evidence, network).loc["+66925000009", "is_flagged"]
    assert by_key(evidence, network).loc[chain[0][0], "is_flagged"]


def plant_ring(world: World, members: list[str], baht: float, day: int) -> None:
    """A sum goes round: each passes it on nearly whole, and it comes back to the first."""
    for step, (payer, payee) in enumerate(zip(members, [*members[1:], members[0]], strict=True)):
        world.pay(payer, payee, baht * 0.98**step, at(24 * day + 10 + step))


def plant_ways(world: World, hands: list[str], baht: float) -> None:
    """One sends to several hands, and all of them to one collector."""
    for number, hand in enumerate(hands):
        world.pay("904:9900000001", hand, baht + 500 * number, at(40 + number))
        world.pay(hand, "903:9900000009", 0.97 * (baht + 500 * number), at(45 + number))


def test_rings_and_ways_are_found_though_nobody_complains_and_a_lively_purse_stays_clear() -> None:
    world = World()
    people = ordinary_people(world, 60)
    ring = [f"90{1 + number % 3}:99100000{number:02d}" for number in range(5)]
    hands = [f"90{1 + number % 3}:99200000{number:02d}" for number in range(4)]
    for key in [*ring, *hands]:
        world.account(key, holder_id=f"5{key[4:]:0>12}", name_th=f"คน {key}", opened_on="2021-01-01")
    plant_ring(world, ring, 80_000.0, 1)
    plant_ways(world, hands, 40_000.0)
    purse = "902:9930000001"
    world.account(purse, holder_id="5993000000001", name_th="แม่ค้า ขยัน", opened_on="2021-01-01")
    for number in range(50):
        world.pay(people[number], purse, 1_500.0 + 10 * number, at(20 + number))
        world.pay(purse, f"91{number % 9}:88{number:08d}", 1_450.0 + 10 * number, at(20.3 + number))
    evidence = world.evidence()
    risk = by_key(evidence, network_of(evidence))
    assert risk.loc[[*ring, "903:9900000009"], "is_flagged"].all()
    assert risk.loc[hands, "role"].notna().all()  # suspects: one of several ways alone is too little for a flag
    assert risk.loc[[*people, purse], "role"].isna().all()
