"""Talks and what the listener paid after, and who rings whom."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from include.graph.ground import Ground
from include.graph.talks import after_talks, call_pairs, steady_contacts, talks_before
from tests.scenarios.world import World
from tests.unit.graph.test_phone_signals import ground_of

FIRST, SECOND, VICTIM = "+66920000001", "+66920000002", "+66810000001"
CALLS = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3), st.integers(0, 30)), max_size=20)


def talked_to() -> Ground:
    """Two talk with a victim for minutes, and a third rings him for seconds; he pays before, within the day, little, and a day later."""
    world = World()
    world.account("901:1", phone=VICTIM)
    world.call(FIRST, VICTIM, "2024-03-05T10:00:00", 120)
    world.call(SECOND, VICTIM, "2024-03-05T11:00:00", 60)
    world.call("+66920000003", VICTIM, "2024-03-05T11:30:00", 59)
    for time, baht in (
        ("05T09:00:00", 900),
        ("05T12:00:00", 500),
        ("05T12:30:00", 299),
        ("06T10:30:00", 400),
        ("06T12:00:00", 700),
    ):
        world.pay("901:1", "902:1", baht, f"2024-03-{time}")
    return ground_of(world)


def test_a_talk_is_paired_with_what_is_paid_in_the_day_after() -> None:
    ground = talked_to()
    talk, paid = talks_before(ground, ground.transfers["baht"].to_numpy() != 700)
    caller = ground.phones["msisdn"].to_numpy()[ground.calls["caller"].to_numpy()[talk]]
    pairs = list(zip(caller.tolist(), ground.transfers["baht"].to_numpy()[paid].tolist(), strict=True))
    assert pairs == [(FIRST, 500.0), (FIRST, 299.0), (SECOND, 500.0), (SECOND, 299.0), (SECOND, 400.0)]


def test_of_several_suspects_the_last_who_talked_counts() -> None:
    ground = talked_to()
    numbers = ground.phones["msisdn"].tolist()
    suspicion = np.zeros(ground.phone_count)
    suspicion[[numbers.index(FIRST), numbers.index(SECOND)]] = 0.9, 0.4
    assert after_talks(ground, suspicion).tolist() == [0.0, 0.4, 0.0, 0.4, 0.0]
    suspicion[numbers.index(SECOND)] = 0.1
    assert after_talks(ground, suspicion).tolist() == [0.0, 0.9, 0.0, 0.0, 0.0]


@settings(deadline=None, max_examples=30)
@given(CALLS)
def test_pairs_of_numbers_equal_a_plain_count(calls: list[tuple[int, int, int]]) -> None:
    world = World()
    for minute, (caller, callee, lasted) in enumerate(calls):
        world.call(f"+6681000000{caller}", f"+6682000000{callee}", f"2024-03-05T10:{minute:02d}:00", lasted)
    ground = ground_of(world)
    rows = list(zip(*(ground.calls[name].tolist() for name in ("caller", "callee", "seconds")), strict=True))
    told = [tuple(row) for row in call_pairs(ground).itertuples(index=False)]
    assert told == [
        (one, other, len(lasted), max(lasted), any((other, one) == (a, b) for a, b, _ in rows))
        for one, other in sorted({(a, b) for a, b, _ in rows})
        for lasted in [[seconds for a, b, seconds in rows if (a, b) == (one, other)]]
    ]
    steady = [{a, b} for a, b, seconds in rows if seconds >= 10]
    assert all(steady.count({row.node, row.other}) == row.talks for row in steady_contacts(ground).itertuples())
    assert len(steady_contacts(ground)) == 2 * len({frozenset(pair) for pair in steady})
