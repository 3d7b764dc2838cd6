import numpy as np
import pytest

from include.graph.ground import Ground
from include.graph.namings import borne_out, named_in_complaints, who_rang
from tests.scenarios.world import World
from tests.unit.graph.test_phone_signals import ground_of, suspecting, value

TYPED_WRONG = "+66930000009"


def naming(callers_seen: int, is_seen: bool = True) -> Ground:
    """Four victims, of whom each names the number that rang him, and a fifth who names one that did not; it rang others, or is not seen."""
    world = World()
    if is_seen:
        world.call(TYPED_WRONG, "+66870000001", "2024-03-01T08:00:00", 60)
    for victim in range(5):
        number = f"+6681000000{victim}"
        world.call("+66870000001", number, "2024-03-01T09:00:00", 60)
        if victim < callers_seen:
            world.call(f"+6692000000{victim}", number, "2024-03-02T10:00:00", 60)
        named = TYPED_WRONG if victim == 4 else f"+6692000000{victim}"
        world.complaint(f"C{victim}", f"901:{victim}", number, "2024-03-03T10:00:00", [], [named])
    return ground_of(world)


def test_who_never_rang_the_victim_is_named_with_less_weight() -> None:
    ground = naming(callers_seen=4)
    assert borne_out(ground) == pytest.approx(0.8)
    reading = named_in_complaints(ground, suspecting(ground))
    assert value(ground, reading, "+66920000001") == pytest.approx(0.75)
    assert value(ground, reading, TYPED_WRONG) == pytest.approx(0.45)


def test_a_number_that_no_call_is_told_of_was_typed_wrong() -> None:
    ground = naming(callers_seen=4, is_seen=False)
    assert value(ground, named_in_complaints(ground, suspecting(ground)), TYPED_WRONG) == pytest.approx(0.1)
    ground = naming(callers_seen=1, is_seen=False)  # most calls are missing
    assert value(ground, named_in_complaints(ground, suspecting(ground)), TYPED_WRONG) == pytest.approx(0.75)


def test_where_most_calls_are_missing_a_missing_call_says_nothing() -> None:
    ground = naming(callers_seen=1)
    assert value(ground, named_in_complaints(ground, suspecting(ground)), TYPED_WRONG) == pytest.approx(0.75)


def test_an_unknown_victim_was_rung_by_nobody_we_know_of() -> None:
    named, victim = np.array([3, 3, 4]), np.array([5, -1, 5])
    rang = who_rang(named, victim, np.array([3, 6]), np.array([5, 5]))
    assert rang.tolist() == [True, False, False]
