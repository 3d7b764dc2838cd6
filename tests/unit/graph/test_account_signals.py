"""Each signal on the smallest world that should move it, and on one that should not."""

import numpy as np

from include.graph import account_calls, account_signs, account_ties
from include.graph.ground import Ground
from include.graph.laying import lay_ground
from include.graph.signals import Reading, State
from include.resolve import repair_mentions, resolve_people
from tests.scenarios.world import World


def ground_of(world: World) -> Ground:
    evidence = world.evidence()
    return lay_ground(evidence, resolve_people(evidence), repair_mentions(evidence))


def nobody(ground: Ground) -> State:
    return State(np.zeros(ground.account_count), np.zeros(ground.phone_count), np.zeros(ground.account_count))


def suspecting(ground: Ground, accounts: tuple[str, ...] = (), phones: tuple[str, ...] = ()) -> State:
    return State(
        ground.accounts["key"].isin(accounts).to_numpy().astype("float64"),
        ground.phones["msisdn"].isin(phones).to_numpy().astype("float64"),
        np.zeros(ground.account_count),
    )


def value(ground: Ground, reading: Reading, key: str) -> float:
    return float(reading.values[ground.accounts.index[ground.accounts["key"] == key][0]])


def relay(minutes: int, received: float = 50_000, sent: float = 49_000) -> Ground:
    """901:1 pays 902:2, which pays 903:3 some minutes later."""
    world = World()
    world.pay("901:1", "902:2", received, "2024-03-02T10:00:00")
    world.pay("902:2", "903:3", sent, f"2024-03-02T{10 + minutes // 60:02d}:{minutes % 60:02d}:00")
    return ground_of(world)


def test_passing_on_within_the_hour_counts_and_later_does_not() -> None:
    quick, late = relay(20), relay(120)
    assert value(quick, account_signs.passes_at_once(quick, nobody(quick)), "902:2") > 0.8
    assert value(late, account_signs.passes_at_once(late, nobody(late)), "902:2") == 0
    assert value(late, account_signs.passes_in_days(late, nobody(late)), "902:2") > 0.8


def test_keeping_the_money_is_not_passing_on() -> None:
    ground = relay(20, sent=2_000)
    assert value(ground, account_signs.passes_at_once(ground, nobody(ground)), "902:2") < 0.1


def test_relaying_needs_suspects_before_it() -> None:
    ground = relay(20)
    assert value(ground, account_ties.relays_for_suspects(ground, nobody(ground)), "902:2") == 0
    known = suspecting(ground, ("901:1",))
    assert value(ground, account_ties.relays_for_suspects(ground, known), "902:2") > 0.7


def test_feeding_suspects_with_what_just_came_in_differs_from_paying_out_of_savings() -> None:
    ground = relay(20)
    known = suspecting(ground, ("903:3", "902:2"))
    reading = account_ties.feeds_suspects(ground, known)
    assert value(ground, reading, "902:2") > 0.7
    assert value(ground, reading, "901:1") == 0


def test_three_withdrawals_in_a_row_are_serial_cash() -> None:
    world = World()
    for minute in (0, 5, 10):
        world.pay("901:1", "000:ATM1", 20_000, f"2024-03-02T10:{minute:02d}:00")
        world.pay("901:2", "000:ATM1", 20_000, f"2024-03-0{2 + minute // 5}T10:00:00")
    ground = ground_of(world)
    reading = account_signs.serial_cash(ground, nobody(ground))
    assert value(ground, reading, "901:1") > 0.8
    assert value(ground, reading, "901:2") == 0


def called_then(call_at: str, seconds: int = 600) -> Ground:
    world = World()
    world.account("901:1", phone="+66810000001", opened_on="2019-01-01")
    world.call("+66920000001", "+66810000001", call_at, seconds)
    world.pay("901:1", "902:2", 50_000, "2024-03-02T12:00:00")
    return ground_of(world)


def test_a_call_after_the_payment_did_not_cause_it() -> None:
    for call_at, is_hit in (
        ("2024-03-02T11:00:00", True),
        ("2024-03-02T12:30:00", False),
        ("2024-02-28T11:00:00", False),
    ):
        ground = called_then(call_at)
        found = value(
            ground, account_calls.called_then_paid(ground, suspecting(ground, phones=("+66920000001",))), "902:2"
        )
        assert (found > 0.8) == is_hit


def test_wallet_that_only_suspects_pay_into_and_one_with_an_ordinary_client() -> None:
    world = World()
    world.pay("901:1", "990:1", 30_000, "2024-03-02T10:00:00")
    world.pay("901:1", "990:2", 30_000, "2024-03-02T10:00:00")
    world.pay("901:2", "990:2", 90_000, "2024-03-02T11:00:00")
    ground = ground_of(world)
    reading = account_ties.wallet_of_suspects(ground, suspecting(ground, ("901:1",)))
    assert value(ground, reading, "990:1") > 0.9
    assert value(ground, reading, "990:2") < 0.1


def test_a_salary_is_recognised_by_its_payer() -> None:
    world = World()
    for number in range(20):
        world.pay("901:9", f"902:{number}", 15_000, "2024-03-01T09:00:00")
    world.pay("901:8", "902:77", 15_000, "2024-03-01T09:00:00")
    ground = ground_of(world)
    reading = account_signs.receives_salary(ground, nobody(ground))
    assert value(ground, reading, "902:3") == 1
    assert value(ground, reading, "902:77") == 0


def test_one_complaint_of_many_payers_is_a_quarrel_and_two_are_not() -> None:
    world = World()
    for number in range(32):
        for payee in ("902:1", "902:2"):
            world.pay(f"901:{number}", payee, 900, f"2024-03-02T10:{number:02d}:00")
    for number, payees in ((0, ("902:1", "902:2")), (1, ("902:2",))):
        told = [(payee, 900.0, f"2024-03-02T10:{number:02d}:00") for payee in payees]
        world.complaint(f"C{number}", f"901:{number}", f"+6681000000{number}", "2024-03-02T15:00:00", told)
    ground = ground_of(world)
    reading = account_signs.one_of_many_complains(ground, nobody(ground))
    assert value(ground, reading, "902:1") == 1
    assert value(ground, reading, "902:2") == 0


def test_who_pays_dozens_and_is_paid_by_dozens_is_open_to_all_and_a_collector_is_not() -> None:
    world = World()
    for number in range(50):
        world.pay(f"901:{number}", "902:1", 2_000, f"2024-03-02T10:{number:02d}:00")
        world.pay("902:1", f"903:{number}", 1_900, f"2024-03-02T11:{number:02d}:00")
        world.pay(f"901:{number}", "902:2", 2_000, f"2024-03-02T10:{number:02d}:00")
    world.pay("902:2", "903:1", 99_000, "2024-03-02T12:00:00")
    ground = ground_of(world)
    reading = account_signs.open_both_ways(ground, nobody(ground))
    assert value(ground, reading, "902:1") == 1.0
    assert value(ground, reading, "902:2") == 0.0


def test_an_account_that_nothing_moved_in_served_nobody() -> None:
    world = World()
    world.account("901:1", opened_on="2020-01-01")
    world.account("901:2", opened_on="2020-01-01")
    world.pay("901:2", "902:1", 5.0, "2024-03-02T10:00:00")
    world.complaint("C1", "901:2", "+66810000001", "2024-03-02T12:00:00", [("915:7", 900.0, "2024-03-02T11:00:00")])
    ground = ground_of(world)
    reading = account_signs.never_used(ground, nobody(ground))
    assert value(ground, reading, "901:1") == 1.0
    assert value(ground, reading, "901:2") == value(ground, reading, "902:1") == value(ground, reading, "915:7") == 0.0


def test_many_small_payees_are_a_life_and_few_machines_or_large_ones_are_none() -> None:
    world = World()
    for number in range(10):
        world.pay("901:1", f"902:{number}", 80 + number, f"2024-03-{1 + number:02d} 12:00")
        world.pay("901:2", f"903:{number}", 8_000 + number, f"2024-03-{1 + number:02d} 12:00")
        world.pay("901:3", f"000:{number}", 100, f"2024-03-{1 + number:02d} 12:00")
        world.pay("901:4", "902:1", 80, f"2024-03-{1 + number:02d} 13:00")
        world.pay("901:5", f"990:{number}", 100, f"2024-03-{1 + number:02d} 12:00")
    ground = ground_of(world)
    lives = account_signs.pays_for_living(ground, nobody(ground))
    assert value(ground, lives, "901:1") == 1.0
    assert [value(ground, lives, f"901:{number}") for number in (2, 3, 4, 5)] == [0.0] * 4
