"""Signs that speak together: a talk and a test payment, a talk and suspects' money, shared things and no money."""

from include.graph import account_calls, account_ties, account_together
from include.graph.ground import Ground
from tests.scenarios.world import World
from tests.unit.graph.test_account_signals import ground_of, suspecting, value

HANDLER, CALLER, HOLDER = "+66920000001", "+66920000002", "+66810000001"


def with_talks(rung: str) -> World:
    """The holder of 901:1 is rung three times by `rung`; the caller rings thirty strangers besides."""
    world = World()
    world.account("901:1", phone=HOLDER, opened_on="2019-01-01")
    for hour in (9, 10, 11):
        world.call(rung, HOLDER, f"2024-03-02T{hour:02d}:00:00", 90)
    for number in range(30):
        world.call(CALLER, f"+668200000{number:02d}", "2024-03-02T12:00:00", 15)
    return world


def tried(world: World) -> Ground:
    world.pay("902:9", "901:1", 2, "2024-03-02T08:00:00")
    return ground_of(world)


def test_a_handlers_talks_steer_a_callers_do_not() -> None:
    for rung, low, high in ((HANDLER, 0.6, 1.0), (CALLER, 0.0, 0.05)):
        ground = ground_of(with_talks(rung))
        steered = account_calls.talks_with_suspects(ground, suspecting(ground, phones=(HANDLER, CALLER)))
        assert low <= value(ground, steered, "901:1") <= high


def test_an_account_that_is_tried_and_whose_holder_is_steered() -> None:
    steered, only_called = tried(with_talks(HANDLER)), tried(with_talks(CALLER))
    for ground, is_said in ((steered, True), (only_called, False)):
        state = suspecting(ground, ("902:9",), (HANDLER, CALLER))
        reading = account_together.tried_and_steered(ground, state)
        assert (value(ground, reading, "901:1") == 1.0) is is_said
    untried = ground_of(with_talks(HANDLER))
    reading = account_together.tried_and_steered(untried, suspecting(untried, phones=(HANDLER,)))
    assert value(untried, reading, "901:1") == 0


def test_suspects_money_to_a_steered_holder_but_not_within_a_household() -> None:
    for payer_phone, expected in ((None, 1.0), (HOLDER, 0.0)):
        world = with_talks(HANDLER)
        world.account("902:9", phone=payer_phone, opened_on="2019-01-01")
        world.pay("902:9", "901:1", 20_000, "2024-03-02T13:00:00")
        ground = ground_of(world)
        reading = account_together.paid_and_steered(ground, suspecting(ground, ("902:9",), (HANDLER,)))
        assert value(ground, reading, "901:1") == expected


def test_who_shares_a_device_with_a_suspect_but_no_money() -> None:
    world = World()
    for key in ("901:1", "901:2", "901:3"):
        world.pay(key, "905:7", 900, "2024-03-02T10:00:00", device="D1")
    world.pay("901:3", "901:2", 5_000, "2024-03-02T11:00:00")
    ground = ground_of(world)
    state = suspecting(ground, ("901:3",))
    assert value(ground, account_ties.shares_device(ground, state), "901:1") > 0.3
    reading = account_together.shares_without_money(ground, state)
    assert value(ground, reading, "901:1") > 0.3
    assert value(ground, reading, "901:2") == 0  # the suspect paid it
    assert value(ground, reading, "905:7") == 0  # shares nothing


def test_a_victim_who_borrowed_first_is_no_feeder() -> None:
    for caller, low, high in ((CALLER, 0.0, 0.05), (None, 0.5, 1.0)):
        world = with_talks(HANDLER)
        world.pay("903:3", "901:1", 50_000, "2024-03-02T13:00:00")
        if caller:
            world.call(caller, HOLDER, "2024-03-02T13:10:00", 600)
        world.pay("901:1", "902:9", 49_000, "2024-03-02T13:30:00")
        ground = ground_of(world)
        reading = account_ties.feeds_suspects(ground, suspecting(ground, ("902:9",), (CALLER,)))
        assert low <= value(ground, reading, "901:1") <= high


def test_what_a_holder_sends_from_one_account_to_another_is_no_try() -> None:
    world = with_talks(HANDLER)
    world.account("902:9", phone=HOLDER, opened_on="2019-01-01")
    ground = tried(world)
    state = suspecting(ground, ("902:9",), (HANDLER,))
    assert value(ground, account_ties.swaps_test_payments(ground, state), "901:1") > 0.5
    assert value(ground, account_together.tried_and_steered(ground, state), "901:1") == 0


def spender(received: float, sent: float, device: str | None = None) -> Ground:
    """901:1 is sent something and sends something on to a suspect, which uses the device D1."""
    world = World()
    world.account("901:1", opened_on="2019-01-01")
    world.pay("903:3", "901:1", received, "2024-03-02T10:00:00")
    world.pay("901:1", "902:9", sent, "2024-03-02T11:00:00", device=device)
    world.pay("902:9", "904:4", 900, "2024-03-02T12:00:00", device="D1")
    return ground_of(world)


def test_who_pays_out_more_than_came_in_spends_savings() -> None:
    for received, sent, expected in ((10_000, 40_000, 1.0), (10_000, 9_900, 0.0), (100, 400, 0.0)):
        ground = spender(received, sent)
        reading = account_together.spends_savings(ground, suspecting(ground, ("902:9",)))
        assert value(ground, reading, "901:1") == expected
        assert value(ground, reading, "903:3") == 0  # its bank does not report


def test_savings_acquit_nobody_who_uses_suspects_devices() -> None:
    ground = spender(10_000, 40_000, device="D1")
    speaks, taken_back = (
        value(ground, measure(ground, suspecting(ground, ("902:9",))), "901:1")
        for measure in (account_together.spends_savings, account_together.spends_with_suspects)
    )
    assert speaks - taken_back < 0.7


def test_a_familys_number_and_a_suspects_number() -> None:
    world = World()
    for key in ("901:1", "902:9"):
        world.account(key, phone=HOLDER, opened_on="2019-01-01")
    ground = ground_of(world)
    family = account_together.shares_household(ground, suspecting(ground, ("902:9",)))
    assert value(ground, family, "901:1") > 0.3
    steered = account_together.shares_household(ground, suspecting(ground, ("902:9",), (HOLDER,)))
    assert value(ground, steered, "901:1") < value(ground, family, "901:1") / 2


def paid_back(first: str, back: int) -> float:
    """What `loses_to_suspects` says of 901:1, which pays 902:9 40,000 on the second and is paid `back` by it at `first`."""
    world = World()
    world.account("901:1", phone=HOLDER, opened_on="2019-01-01")
    world.pay("901:1", "902:9", 40_000, "2024-03-02T10:00:00")
    world.pay("902:9", "901:1", back, first)
    world.pay("901:1", "902:8", 30_000, "2024-03-04T10:00:00")
    ground = ground_of(world)
    return value(ground, account_together.loses_to_suspects(ground, suspecting(ground, ("902:9", "902:8"))), "901:1")


def test_a_victim_pays_first_and_is_paid_a_little_back() -> None:
    assert paid_back("2024-03-03T10:00:00", 6_000) == 1
    assert paid_back("2024-03-01T10:00:00", 6_000) == 0  # sent money first, as rented accounts are
    assert paid_back("2024-03-03T10:00:00", 20) == 0  # tried, not paid
    assert paid_back("2024-03-03T10:00:00", 90_000) == 0  # lost nothing


def test_a_device_and_a_number_of_one_household_are_one_fact() -> None:
    for sent, is_tried in ((5_000, False), (2, True)):
        world = World()
        for key in ("901:1", "902:9"):
            world.account(key, phone=HOLDER, opened_on="2019-01-01")
            world.pay(key, "905:7", 900, "2024-03-02T10:00:00", device="D1")
        world.pay("902:9", "901:1", sent, "2024-03-02T09:00:00")
        ground = ground_of(world)
        reading = account_together.shares_all_at_home(ground, suspecting(ground, ("902:9",)))
        assert (value(ground, reading, "901:1") > 0.1) is not is_tried
