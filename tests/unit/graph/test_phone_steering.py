import numpy as np
import pytest

from include.graph.ground import Ground
from include.graph.phone_steering import steers_payments
from include.graph.phone_together import seems_a_friend
from include.graph.signals import State
from tests.scenarios.world import World
from tests.unit.graph.test_phone_signals import ground_of, value

HANDLER, MOTHER = "+66930000001", "+66940000001"


def ringing(minutes: int = 10, baht: float = 9000.0) -> Ground:
    """Three mules, each rung by the handler, and one by his mother, so many minutes before he pays."""
    world = World()
    world.sim(HANDLER, "1111111111119", "จ ฉ", "2020-02-20")
    for mule in range(3):
        number = f"+6692000000{mule}"
        world.account(f"901:{mule}", phone=number)
        for day in ("02", "03"):
            world.call(HANDLER, number, f"2024-03-{day}T10:00:00", 20)
            world.pay(f"901:{mule}", "902:9", baht, f"2024-03-{day}T10:{minutes:02d}:00")
        if mule == 0:
            world.call(MOTHER, number, "2024-03-02T10:01:00", 20)
    return ground_of(world)


def believing(ground: Ground) -> State:
    return State(np.ones(ground.account_count), np.zeros(ground.phone_count), np.zeros(ground.account_count))


def test_who_rings_several_suspects_before_they_pay_steers_them_and_a_mother_does_not() -> None:
    ground = ringing()
    reading = steers_payments(ground, believing(ground))
    assert value(ground, reading, HANDLER) == 1
    assert value(ground, reading, MOTHER) == 0
    assert set(reading.cite()["ref"]) == {f"phone:+6692000000{mule}" for mule in range(3)}
    is_handler = (ground.phones["msisdn"] == HANDLER).to_numpy()
    assert seems_a_friend(ground, believing(ground))[is_handler] == 0


@pytest.mark.parametrize(("minutes", "baht"), [(45, 9000.0), (10, 90.0)], ids=["long before", "next to nothing"])
def test_what_is_paid_later_or_is_small_was_not_waited_for(minutes: int, baht: float) -> None:
    ground = ringing(minutes, baht)
    assert value(ground, steers_payments(ground, believing(ground)), HANDLER) == 0


def test_whose_accounts_nobody_suspects_are_not_steered() -> None:
    ground = ringing()
    nobody = State(np.zeros(ground.account_count), np.zeros(ground.phone_count), np.zeros(ground.account_count))
    assert value(ground, steers_payments(ground, nobody), HANDLER) == 0


def test_what_the_holder_pays_from_another_account_that_nobody_suspects_was_not_steered() -> None:
    world = World()
    for mule in range(3):
        number = f"+6692000000{mule}"
        world.account(f"901:{mule}", phone=number)
        world.account(f"902:{mule}", phone=number)
        world.call(HANDLER, number, "2024-03-02T10:00:00", 20)
        world.pay(f"902:{mule}", "903:9", 9000.0, "2024-03-02T10:10:00")
    ground = ground_of(world)
    guilty = ground.accounts["key"].str.startswith("901:").to_numpy().astype("float64")
    state = State(guilty, np.zeros(ground.phone_count), np.zeros(ground.account_count))
    assert value(ground, steers_payments(ground, state), HANDLER) == 0
