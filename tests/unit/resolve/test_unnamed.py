"""A complaint that names no payment is met by what left the victim's account, where that adds up to the loss."""

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
