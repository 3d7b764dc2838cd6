"""Accounts that nobody but suspects pays."""

import pytest

from include.graph import account_fans
from tests.scenarios.world import World
from tests.unit.graph.test_account_signals import ground_of, suspecting, value

SUSPECTS = ("901:1", "901:2", "901:3")


def paid(payers: tuple[str, ...], key: str = "950:9", baht: float = 300, *, is_known: bool = False) -> float:
    """What is said of an account that these pay, where 901:1 to 901:3 are suspects."""
    world = World()
    for payer in (*SUSPECTS, "901:5"):
        world.account(payer, holder_id=f"H{payer}", name_th=payer, opened_on="2024-02-01")
    if is_known:
        world.account(key, holder_id="H9", name_th="ก", opened_on="2024-02-01")
    for minute, payer in enumerate(payers):
        world.pay(payer, key, baht, f"2024-03-02T10:{minute:02d}:00")
    ground = ground_of(world)
    return value(ground, account_fans.paid_by_suspects_alone(ground, suspecting(ground, SUSPECTS)), key)


def test_whom_two_suspects_pay_and_nobody_else() -> None:
    assert paid(("901:1", "901:2")) == 1
    assert paid(("901:1", "901:1")) == 0  # one alone
    assert paid(("901:1", "901:2", "901:5")) == 0  # an honest client
    assert paid(("901:1", "901:2"), baht=5) == 0  # tried, not paid


@pytest.mark.parametrize(("payers", "expected"), [(2, 0), (3, 1)])
def test_of_an_account_whose_bank_reports_three_are_asked_for(payers: int, expected: float) -> None:
    assert paid(SUSPECTS[:payers], "902:9", is_known=True) == expected


def test_who_lives_from_the_account_may_have_won_a_bet() -> None:
    world = World()
    for payer in SUSPECTS:
        world.pay(payer, "950:9", 300, "2024-03-02T10:00:00")
    for number in range(10):
        world.pay("950:9", f"902:{number}", 90, f"2024-03-{3 + number:02d}T10:00:00")
    ground = ground_of(world)
    said = value(ground, account_fans.paid_by_suspects_alone(ground, suspecting(ground, SUSPECTS)), "950:9")
    assert said == pytest.approx(0.4)


def test_an_exchange_is_open_to_all() -> None:
    assert paid(SUSPECTS, "990:9") == 0


def test_dozens_of_suspects_pay_a_changer() -> None:
    world = World()
    payers = tuple(f"901:{number:02d}" for number in range(40))
    for minute, payer in enumerate(payers):
        world.pay(payer, "950:9", 3_000, f"2024-03-02T10:{minute:02d}:00")
    ground = ground_of(world)
    assert value(ground, account_fans.paid_by_suspects_alone(ground, suspecting(ground, payers)), "950:9") == 0


def taken(others: int = 0, rest: float = 2_000, key: str = "950:9") -> float:
    """What is said of an account that a suspect pays 50,000 baht and `rest` elsewhere, and which so many others pay."""
    world = World()
    world.pay("901:1", key, 50_000, "2024-03-02T10:00:00")
    world.pay("901:1", "902:7", rest, "2024-03-02T11:00:00")
    for number in range(others):
        world.pay(f"902:{number}", key, 300, f"2024-03-02T12:{number:02d}:00")
    ground = ground_of(world)
    return value(ground, account_fans.takes_most(ground, suspecting(ground, ("901:1",))), key)


def test_whom_a_suspect_pays_most_of_what_he_pays_is_the_next_hand() -> None:
    assert taken() > 0.9
    assert taken(rest=80_000) == 0  # less than half
    assert taken(others=1) > 0.9
    assert taken(others=8) == 0  # a shop
    assert taken(key="990:9") == 0  # an exchange's account has a signal of its own
