"""What a complaint does not name is met by what left the victim's account, where that adds up to what is missing."""

import pytest

from include.core.frames import Evidence
from include.resolve import repair_mentions
from tests.scenarios.world import World

VICTIM = "901:1000000001"


def case(loss: float, paid: tuple[float, ...] = (30_000.0, 12_000.0), report: str = "2024-03-02T20:00:00") -> Evidence:
    world = World()
    world.pay(VICTIM, "903:2", 500.0, "2024-03-02T09:00:00")
    for hour, baht in enumerate(paid):
        world.pay(VICTIM, f"902:{hour}", baht, f"2024-03-02T1{hour}:00:00")
        world.pay(VICTIM, "903:1", 120.0, f"2024-03-02T1{hour}:30:00")
    world.complaint("C1", VICTIM, "+66810000001", report, [])
    world.rows["complaints"][0]["loss_satang"] = round(loss * 100)
    return world.evidence()


@pytest.mark.parametrize("loss", [42_000.0, 42_100.0])
def test_payments_that_add_up_to_the_loss_are_meant(loss: float) -> None:
    rows = repair_mentions(case(loss))
    assert rows["amount_satang"].tolist() == [3_000_000, 1_200_000]
    assert rows["how"].unique().tolist() == ["sums_to_loss"]
    assert rows["seq"].tolist() == [1, 2]
    assert (rows["certainty"] == 0.6).all()


def test_one_payment_to_one_account_is_surer() -> None:
    rows = repair_mentions(case(30_000.0))
    assert len(rows) == 1
    assert rows["certainty"].tolist() == [0.8]


@pytest.mark.parametrize(("loss", "report"), [(20_000.0, "2024-03-02T20:00:00"), (42_000.0, "2024-03-20T20:00:00")])
def test_what_does_not_add_up_or_is_long_past_is_left_alone(loss: float, report: str) -> None:
    assert repair_mentions(case(loss, report=report)).empty


def test_a_loss_that_is_not_told_finds_nothing() -> None:
    assert repair_mentions(case(0.0)).empty


def forgotten(named: list[tuple[str, float, str]], loss: float) -> Evidence:
    """A victim who paid 902:1 three times and 902:2 once, and a shop in between."""
    world = World()
    for minute, (payee, baht) in enumerate(
        [("1", 9_900.0), ("2", 7_000.0), ("1", 30_000.0), ("9", 1_500.0), ("1", 12_000.0)]
    ):
        world.pay(VICTIM, f"902:{payee}", baht, f"2024-03-02T10:{minute}0:00")
    world.complaint("C1", VICTIM, "+66810000001", "2024-03-02T20:00:00", named)
    world.rows["complaints"][0]["loss_satang"] = round(loss * 100)
    return world.evidence()


def test_what_is_missing_of_the_loss_is_looked_for_where_the_victim_paid() -> None:
    rows = repair_mentions(forgotten([("902:1", 9_900.0, "2024-03-02T10:00:00")], 51_900.0))
    assert rows["amount_satang"].tolist() == [990_000, 3_000_000, 1_200_000]
    assert rows["how"].tolist() == ["victim_paid_named", "completes_loss", "completes_loss"]
    assert rows["certainty"].tolist() == [0.99, 0.9, 0.9]
    assert rows["seq"].tolist() == [0, 1, 2]


def test_another_payee_is_less_sure() -> None:
    rows = repair_mentions(forgotten([("902:1", 9_900.0, "2024-03-02T10:00:00")], 16_900.0))
    assert rows[["amount_satang", "how", "certainty"]].to_numpy().tolist()[1] == [700_000, "completes_loss", 0.8]


@pytest.mark.parametrize("loss", [9_900.0, 10_000.0, 25_000.0, 19_800.0])
def test_nothing_is_completed_where_nothing_adds_up(loss: float) -> None:
    """Neither what is rounded, nor a payment twice."""
    rows = repair_mentions(forgotten([("902:1", 9_900.0, "2024-03-02T10:00:00")], loss))
    assert rows["how"].tolist() == ["victim_paid_named"]


def test_payments_to_one_account_need_not_stand_together() -> None:
    rows = repair_mentions(forgotten([], 51_900.0))
    assert rows["amount_satang"].tolist() == [990_000, 3_000_000, 1_200_000]
    assert (rows["certainty"] == 0.8).all()


def small_and_large(loss: float) -> Evidence:
    """A victim who paid a caller 200, 14,100 and 22,243 baht, with a coffee and a lunch between, and rounds his loss or does not."""
    world = World()
    for minute, (payee, baht) in enumerate(
        [("902:1", 200.0), ("903:9", 30.0), ("902:2", 14_100.0), ("903:8", 110.0), ("902:3", 22_243.0)]
    ):
        world.pay(VICTIM, payee, baht, f"2024-03-02T10:{minute}0:00")
    world.complaint("C1", VICTIM, "+66810000001", "2024-03-02T20:00:00", [])
    world.rows["complaints"][0]["loss_satang"] = round(loss * 100)
    return world.evidence()


def test_a_callers_small_sums_are_found_where_they_make_the_sum_right() -> None:
    rows = repair_mentions(small_and_large(36_543.0))
    assert rows["amount_satang"].tolist() == [20_000, 1_410_000, 2_224_300]
    assert rows["how"].unique().tolist() == ["sums_to_loss"]


def test_where_the_sum_is_rounded_small_payments_are_daily_life() -> None:
    rows = repair_mentions(small_and_large(36_500.0))
    assert rows["amount_satang"].tolist() == [1_410_000, 2_224_300]
