"""Shapes that only laundering draws, each on the smallest world that shows it and on an honest one that looks alike."""

from itertools import pairwise

from include.graph import account_shapes
from tests.scenarios.world import World
from tests.unit.graph.test_account_signals import ground_of, nobody, value


def pay_along(world: World, keys: list[str], baht: float, hour: int = 10, keep: float = 0.02) -> None:
    """The sum goes from hand to hand, an hour each, a little less each time."""
    for step, (payer, payee) in enumerate(pairwise(keys)):
        world.pay(payer, payee, baht * (1 - keep) ** step, f"2024-03-02T{hour + step:02d}:00:00")


def test_a_sum_that_goes_from_hand_to_hand_and_a_rent_that_is_passed_on_once() -> None:
    world = World()
    pay_along(world, [f"901:{number}" for number in range(6)], 50_000)
    pay_along(world, ["902:1", "902:2", "902:3"], 9_000)
    ground = ground_of(world)
    reading = account_shapes.hand_to_hand(ground, nobody(ground))
    assert all(value(ground, reading, f"901:{number}") == 1.0 for number in range(1, 5))
    assert value(ground, reading, "901:0") == 0.0
    assert value(ground, reading, "901:5") == 0.0
    assert value(ground, reading, "902:2") == 0.0


def test_what_is_kept_or_spent_in_parts_is_no_chain() -> None:
    world = World()
    pay_along(world, [f"901:{number}" for number in range(6)], 50_000, keep=0.3)
    ground = ground_of(world)
    assert not account_shapes.hand_to_hand(ground, nobody(ground)).values.any()


def test_a_round_trip_and_a_loan_repaid() -> None:
    world = World()
    pay_along(world, ["901:1", "901:2", "901:3", "901:1"], 20_000)
    pay_along(world, ["902:1", "902:2", "902:1"], 20_000)
    ground = ground_of(world)
    reading = account_shapes.round_trip(ground, nobody(ground))
    assert all(value(ground, reading, f"901:{number}") == 1.0 for number in (1, 2, 3))
    assert value(ground, reading, "902:1") == value(ground, reading, "902:2") == 0.0


def test_several_ways_between_the_same_two_and_a_victim_at_their_beginning() -> None:
    world = World()
    for number in range(2, 6):
        pay_along(world, ["901:1", f"901:{number}", "901:9"], 30_000 + number)
    pay_along(world, ["902:1", "902:2", "902:9"], 30_000)
    ground = ground_of(world)
    reading = account_shapes.one_of_several_ways(ground, nobody(ground))
    assert all(value(ground, reading, f"901:{number}") == 1.0 for number in (2, 3, 4, 5, 9))
    assert value(ground, reading, "901:1") == 0.0
    assert value(ground, reading, "902:2") == value(ground, reading, "902:9") == 0.0


def test_sellers_of_one_market_share_buyers_and_suppliers() -> None:
    world = World()
    for seller in range(2, 6):
        pay_along(world, ["901:1", f"901:{seller}", "901:9"], 30_000 + seller)
        for buyer in range(60):
            world.pay(f"902:{buyer:02d}", f"901:{seller}", 400, f"2024-03-01T10:{buyer:02d}:00")
    ground = ground_of(world)
    reading = account_shapes.one_of_several_ways(ground, nobody(ground))
    assert [value(ground, reading, f"901:{seller}") for seller in (2, 3, 4, 5)] == [0.0] * 4


def test_equal_sums_that_meet_in_a_crowd_are_no_chain() -> None:
    world = World()
    for number in range(30):
        world.pay(f"901:{number}", "902:1", 5_000, f"2024-03-02T10:{number:02d}:00")
        world.pay("902:1", f"903:{number}", 5_000, f"2024-03-02T11:{number:02d}:00")
        world.pay(f"903:{number}", f"904:{number}", 5_000, f"2024-03-02T12:{number:02d}:00")
    ground = ground_of(world)
    assert value(ground, account_shapes.hand_to_hand(ground, nobody(ground)), "902:1") == 0.0


def test_the_transfers_of_a_chain_are_its_evidence() -> None:
    world = World()
    pay_along(world, [f"901:{number}" for number in range(6)], 50_000)
    ground = ground_of(world)
    cite = account_shapes.hand_to_hand(ground, nobody(ground)).cite
    assert cite is not None
    assert set(cite()["ref"]) == {f"E{number:06d}" for number in range(1, 5)}


def test_a_hand_is_shown_the_sum_that_another_hand_carried_to_its_payer() -> None:
    world = World()
    for number in (2, 3, 4):
        pay_along(world, [f"902:{number}", "901:1", f"901:{number}", "901:9"], 30_000 + 5_000 * number)
    ground = ground_of(world)
    reading = account_shapes.one_of_several_ways(ground, nobody(ground))
    assert reading.cite is not None
    cited = reading.cite().groupby("node")["ref"].agg(list)
    shown = {key: cited[node] for node, key in enumerate(ground.accounts["key"]) if node in cited}
    assert shown == {
        "901:2": ["E000002"],
        "901:3": ["E000005"],
        "901:4": ["E000008"],
        "901:9": ["E000003", "E000006", "E000009"],
    }
