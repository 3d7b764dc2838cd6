"""What money is worth: from what people usually pay."""

import numpy as np
import pytest

from include.graph.account_ties import relays_for_suspects
from include.graph.ground import memo_key
from include.graph.prices import FEW, USUAL, enough, level_of, price_level
from include.graph.signals import nobody
from include.graph.stock import take_stock
from include.resolve import repair_mentions, resolve_people
from tests.scenarios.world import World
from tests.unit.graph.test_account_signals import ground_of, suspecting, value

MANY = 100 * FEW


def test_where_people_pay_a_fourth_money_is_worth_four_times() -> None:
    assert level_of(np.full(MANY, USUAL)) == 1.0
    assert level_of(np.full(MANY, USUAL / 4)) == 0.25
    assert level_of(np.full(MANY, USUAL * 8)) == 8.0


def test_a_level_is_told_coarsely_and_a_few_payments_hardly_move_it() -> None:
    assert level_of(np.full(MANY, USUAL * 1.05)) == 1.0
    assert level_of(np.full(10, USUAL * 100)) == 1.0
    assert level_of(np.zeros(0)) == 1.0


def test_some_large_sums_leave_the_level_as_it_is() -> None:
    assert level_of(np.append(np.full(MANY, USUAL), np.full(MANY // 3, 1e6))) == 1.0


def test_the_same_sum_says_more_where_people_pay_less() -> None:
    world = World()
    world.pay("901:1", "902:2", 2_500, "2024-03-02T10:00:00")
    world.pay("902:2", "903:3", 2_500, "2024-03-02T10:20:00")
    ground = ground_of(world)
    known = suspecting(ground, ("901:1",))
    said = value(ground, relays_for_suspects(ground, known), "902:2")
    ground.memo[memo_key(price_level)] = 0.25
    cheap = suspecting(ground, ("901:1",))
    assert said == pytest.approx(0.5)
    assert value(ground, relays_for_suspects(ground, cheap), "902:2") == pytest.approx(0.8)
    assert enough(ground, np.array([0.0]), 100.0) == 0.0


def test_the_stock_tells_the_level_of_a_ground_that_holds_all() -> None:
    world = World()
    for number in range(3 * FEW):
        world.pay("901:1", f"902:{number % 7}", 40 + number % 11, f"2024-03-{1 + number % 28:02d} 10:00")
    evidence = world.evidence()
    archive, _ = take_stock(evidence, resolve_people(evidence), repair_mentions(evidence))
    assert archive.price_level == price_level(ground_of(world)) < 0.25


def test_who_is_nobody_says_nothing_however_little_people_pay() -> None:
    world = World()
    world.pay("901:1", "902:2", 10, "2024-03-02T10:00:00")
    ground = ground_of(world)
    assert value(ground, relays_for_suspects(ground, nobody(ground)), "902:2") == 0.0
