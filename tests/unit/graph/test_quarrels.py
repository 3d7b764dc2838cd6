"""A complaint about a caller, and one about goods that never came."""

import pytest

from include.graph import quarrels
from include.graph.ground import Ground
from tests.scenarios.world import World
from tests.unit.graph.test_account_signals import ground_of, suspecting, value

VICTIM, CALLER, SELLER = "+66810000001", "+66920000001", "+66930000001"


def told_of_callers(world: World, is_rung: bool) -> None:
    """Others complain of numbers that rang them, or, where calls are missing, are not seen to have done so."""
    for other in range(4):
        victim, number = f"+6682000000{other}", f"+6694000000{other}"
        world.call(number if is_rung else SELLER, victim, "2024-03-02T07:00:00", 300)
        world.complaint(f"D{other}", f"903:{other}", victim, "2024-03-03T10:00:00", [], [number])


def complained(baht: float, number: str | None, rang: str | None, *, is_rung: bool = True) -> Ground:
    """Somebody paid 902:2 so much and names the number; who rang talked with him an hour before."""
    world = World()
    told_of_callers(world, is_rung)
    world.pay("901:1", "902:2", baht, "2024-03-02T10:00:00")
    if rang:
        world.call(rang, VICTIM, "2024-03-02T09:00:00", 300)
    paid = [("902:2", baht, "2024-03-02T10:00:00")]
    world.complaint("C1", "901:1", VICTIM, "2024-03-03T10:00:00", paid, [number] if number else [])
    return ground_of(world)


@pytest.mark.parametrize(
    ("baht", "number", "rang", "expected"),
    [
        (900, SELLER, None, 1.0),
        (900, SELLER, SELLER, 1.0),  # he talked with somebody whom nothing makes a suspect
        (900, CALLER, CALLER, 0.0),
        (900, None, None, 0.0),  # of a site or a text
        (60_000, SELLER, None, 0.0),
        (4_000, SELLER, None, 0.5),
    ],
)
def test_who_names_a_number_that_did_not_ring_may_have_bought_something(
    baht: float, number: str | None, rang: str | None, expected: float
) -> None:
    ground = complained(baht, number, rang)
    reading = quarrels.quarrels(ground, suspecting(ground, phones=(CALLER,)))
    assert value(ground, reading, "902:2") == expected
    assert value(ground, reading, "901:1") == 0


def test_where_calls_are_missing_nobody_rang_says_nothing() -> None:
    ground = complained(900, SELLER, None, is_rung=False)
    assert value(ground, quarrels.quarrels(ground, suspecting(ground)), "902:2") == 0


def test_one_victim_of_a_caller_is_enough() -> None:
    world = World()
    told_of_callers(world, True)
    for number, (victim, rang) in enumerate((("+66810000001", SELLER), ("+66810000002", CALLER)), start=1):
        world.pay(f"901:{number}", "902:2", 900, "2024-03-02T10:00:00")
        world.call(rang, victim, "2024-03-02T09:00:00", 300)
        paid = [("902:2", 900.0, "2024-03-02T10:00:00")]
        world.complaint(f"C{number}", f"901:{number}", victim, "2024-03-03T10:00:00", paid, [rang])
    ground = ground_of(world)
    assert value(ground, quarrels.quarrels(ground, suspecting(ground, phones=(CALLER,))), "902:2") == 0
