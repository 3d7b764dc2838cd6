"""Each shape of laundering on the smallest world that shows it, and on an honest one that looks alike."""

import numpy as np
import pytest

from include.graph import account_calls, account_fans, account_patterns, account_ties
from include.graph.account_signals import ACCOUNT_SIGNALS
from include.graph.beliefs import standing
from include.graph.signals import cited
from tests.scenarios.world import World
from tests.unit.graph.test_account_signals import ground_of, nobody, suspecting, value


def test_money_of_several_that_goes_on_to_several_and_a_shop_that_keeps_it() -> None:
    world = World()
    for number in range(5):
        world.pay(f"901:{number}", "902:1", 20_000, f"2024-03-02T1{number}:00:00")
        world.pay("902:1", f"903:{number}", 19_000, f"2024-03-02T1{number}:30:00")
        world.pay(f"901:{number}", "902:2", 20_000, f"2024-03-02T1{number}:00:00")
    world.pay("902:2", "903:9", 30_000, "2024-03-04T10:00:00")
    ground = ground_of(world)
    reading = account_patterns.gathers_and_scatters(ground, nobody(ground))
    assert value(ground, reading, "902:1") > 0.9
    assert value(ground, reading, "902:2") == 0


def test_who_has_dozens_of_payers_is_open_to_all() -> None:
    world = World()
    for number in range(30):
        world.pay(f"901:{number}", "902:1", 20_000, f"2024-03-02T10:{number:02d}:00")
        world.pay("902:1", f"903:{number}", 19_000, f"2024-03-02T11:{number:02d}:00")
    ground = ground_of(world)
    assert value(ground, account_patterns.gathers_and_scatters(ground, nobody(ground)), "902:1") == 0


@pytest.mark.parametrize(
    ("baht_left", "swept", "kept"), [(500, True, False), (90_000, False, False), (500_000, False, True)]
)
def test_a_balance_swept_and_a_balance_kept(baht_left: int, swept: bool, kept: bool) -> None:
    world = World()
    world.pay("901:1", "902:1", 100_000, "2024-02-28T10:00:00")
    world.account("902:1", opened_on="2023-01-01")
    world.account_rows["902:1"]["balance_satang"] = baht_left * 100
    ground = ground_of(world)
    assert (value(ground, account_patterns.swept_empty(ground, nobody(ground)), "902:1") > 0.8) == swept
    assert (value(ground, account_patterns.keeps_balance(ground, nobody(ground)), "902:1") > 0.8) == kept


def test_without_a_snapshot_the_balance_says_nothing() -> None:
    world = World()
    world.pay("901:1", "902:1", 100_000, "2024-02-28T10:00:00")
    ground = ground_of(world)
    for sign in (account_patterns.swept_empty, account_patterns.keeps_balance):
        assert not sign(ground, nobody(ground)).values.any()


@pytest.mark.parametrize(
    ("opened", "second_day", "is_hit"), [("2015-01-01", 10, True), ("2024-02-20", 10, False), ("2015-01-01", 2, False)]
)
def test_an_old_account_that_wakes_with_a_burst(opened: str, second_day: int, is_hit: bool) -> None:
    world = World()
    world.account("902:1", opened_on=opened)
    world.pay("902:1", "903:1", 100, "2024-03-01T10:00:00")
    world.pay("901:1", "902:1", 200_000, f"2024-03-{second_day:02d}T11:00:00")
    world.pay("902:1", "903:2", 199_000, f"2024-03-{second_day:02d}T12:00:00")
    ground = ground_of(world)
    assert (value(ground, account_patterns.wakes_and_bursts(ground, nobody(ground)), "902:1") > 0.6) == is_hit


def reported(onward: float, day: int) -> tuple[float, list[str]]:
    world = World()
    world.account("901:1", phone="+66810000001", opened_on="2019-01-01")
    world.pay("901:1", "902:1", 80_000, "2024-03-02T10:00:00")
    world.pay("902:1", "903:1", onward, f"2024-03-0{day}T10:20:00")
    world.complaint("C1", "901:1", "+66810000001", "2024-03-02T15:00:00", [("902:1", 80_000, "2024-03-02T10:00:00")])
    ground = ground_of(world)
    reading = account_patterns.forwards_reported(ground, nobody(ground))
    node = int(np.flatnonzero(ground.accounts["key"] == "902:1")[0])
    return float(reading.values[node]), cited(reading, ground.accounts["key"].eq("902:1").to_numpy()).get(node, [])


def test_reported_money_that_went_on_and_a_price_that_stayed() -> None:
    found, evidence = reported(78_000, 2)
    assert found > 0.6
    assert evidence == ["E000001"]
    assert reported(2_000, 2) == (0.0, [])
    assert reported(78_000, 6) == (0.0, [])


@pytest.mark.parametrize(("province", "is_hit"), [("ตาก", True), ("นนทบุรี", False), (None, False)])
def test_cash_at_the_border(province: str | None, is_hit: bool) -> None:
    world = World()
    world.account("902:1", opened_on="2023-01-01", branch_province=province)
    for hour in range(10, 18):
        world.pay("902:1", "000:ATM1", 20_000, f"2024-03-02T{hour}:00:00")
    ground = ground_of(world)
    assert (value(ground, account_patterns.cashes_at_border(ground, nobody(ground)), "902:1") > 0.7) == is_hit


def test_there_are_thirty_one_border_provinces() -> None:
    assert len(account_patterns.BORDER_PROVINCES) == 31
    assert "กรุงเทพมหานคร" not in account_patterns.BORDER_PROVINCES


def test_one_suspect_may_buy_something_and_several_collect() -> None:
    world = World()
    for number in range(3):
        world.pay(f"901:{number}", "902:1", 50_000, "2024-03-02T10:00:00")
        world.pay(f"901:{number}", "902:3", 300, "2024-03-02T10:00:00")
    world.pay("901:1", "902:2", 150_000, "2024-03-02T10:00:00")
    ground = ground_of(world)
    reading = account_fans.paid_by_several(ground, suspecting(ground, ("901:0", "901:1", "901:2")))
    assert value(ground, reading, "902:1") > 0.8
    assert value(ground, reading, "902:2") == 0
    assert value(ground, reading, "902:3") == 0


def test_a_missing_feed_does_not_acquit_and_what_is_known_is_left_to_speak() -> None:
    world = World()
    world.account("902:1", opened_on="2019-01-01")
    for payee in ("902:1", "902:2", "902:3"):
        for number in range(3):
            world.pay(f"901:{number}", payee, 50_000, "2024-03-02T10:00:00")
    world.pay("902:3", "903:1", 100, "2024-03-02T11:00:00", device="phone")
    ground = ground_of(world)
    reading = account_fans.only_money_speaks(ground, suspecting(ground, ("901:0", "901:1", "901:2")))
    assert value(ground, reading, "902:2") > 0.7
    assert value(ground, reading, "902:1") == 0
    assert value(ground, reading, "902:3") == 0
    assert not account_fans.only_money_speaks(ground, nobody(ground)).values.any()


def test_a_trader_is_not_suspect_for_the_exchange_that_suspects_use() -> None:
    world = World()
    for payee in ("990:1", "902:9"):
        trader = "901:1" if payee == "990:1" else "901:2"
        world.pay("904:1", trader, 30_000, "2024-03-02T10:00:00")
        world.pay(trader, payee, 29_500, "2024-03-02T10:30:00")
    ground = ground_of(world)
    reading = account_ties.feeds_suspects(ground, suspecting(ground, ("990:1", "902:9")))
    assert value(ground, reading, "901:1") < 0.5 * value(ground, reading, "901:2")


def lured(onward: float) -> float:
    world = World()
    world.account("901:1", phone="+66810000001", opened_on="2019-01-01")
    world.call("+66920000001", "+66810000001", "2024-03-02T11:00:00", 600)
    world.pay("901:1", "902:2", 50_000, "2024-03-02T12:00:00")
    world.pay("902:2", "903:1", onward, "2024-03-02T13:00:00")
    ground = ground_of(world)
    state = suspecting(ground, phones=("+66920000001",))
    return value(ground, account_calls.forwards_lured(ground, state), "902:2")


def test_what_was_paid_after_a_call_and_went_on() -> None:
    assert lured(49_000) > 0.8
    assert lured(5_000) == 0


def test_a_rare_remark_of_suspects_and_one_that_everybody_writes() -> None:
    world = World()
    for number in range(3):
        world.pay(f"901:{number}", "902:1", 500, "2024-03-02T10:00:00", remark="ถอนกำไร A7")
    for number in range(40):
        world.pay(f"901:{number}", "902:1", 500, "2024-03-02T10:00:00", remark="ค่าอาหาร")
    world.pay("901:50", "902:1", 500, "2024-03-02T10:00:00", remark="ค่าอาหาร")
    ground = ground_of(world)
    reading = account_ties.shares_remark(ground, suspecting(ground, ("901:0", "901:1")))
    assert value(ground, reading, "901:2") > 0.6
    assert value(ground, reading, "901:50") == 0


def test_every_sentence_that_shows_a_figure_belongs_to_a_signal_that_was_read() -> None:
    world = World()
    world.pay("901:1", "902:1", 500, "2024-03-02T10:00:00")
    ground = ground_of(world)
    alone, _ = standing(ground)
    for signal in ACCOUNT_SIGNALS:
        assert signal.is_relational or signal.code in alone
        assert np.isfinite(signal.measure(ground, nobody(ground)).values).all()
