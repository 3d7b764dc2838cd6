"""Each signal about phones on the smallest world that should move it, and on one that should not."""

import numpy as np

from include.graph import phone_patterns, phone_signs, phone_ties
from include.graph.ground import Ground
from include.graph.laying import lay_ground
from include.graph.signals import Reading, State
from include.resolve import repair_mentions, resolve_people
from tests.scenarios.world import World


def ground_of(world: World) -> Ground:
    evidence = world.evidence()
    return lay_ground(evidence, resolve_people(evidence), repair_mentions(evidence))


def suspecting(ground: Ground, *phones: str) -> State:
    known = ground.phones["msisdn"].isin(phones).to_numpy().astype("float64")
    return State(np.zeros(ground.account_count), known, np.zeros(ground.account_count))


def value(ground: Ground, reading: Reading, number: str) -> float:
    return float(reading.values[ground.phones.index[ground.phones["msisdn"] == number][0]])


def test_ringing_strangers_whom_nobody_rings_back() -> None:
    world = World()
    for number in range(30):
        world.call("+66920000001", f"+668100000{number:02d}", f"2024-03-02T10:{number:02d}:00", 8)
        world.call("+66930000001", f"+668200000{number:02d}", f"2024-03-02T10:{number:02d}:00", 8)
        world.call(f"+668200000{number:02d}", "+66930000001", f"2024-03-02T11:{number:02d}:00", 60)
    ground = ground_of(world)
    reading = phone_signs.calls_strangers(ground, suspecting(ground))
    assert value(ground, reading, "+66920000001") == 1
    assert value(ground, reading, "+66930000001") == 0
    assert value(ground, phone_signs.is_called_back(ground, suspecting(ground)), "+66930000001") > 0.8


def test_a_relative_abroad_is_no_disguised_call() -> None:
    world = World()
    for number in range(8):
        world.call("+69711111111", f"+668100000{number:02d}", f"2024-03-02T10:{number:02d}:00", 20)
        world.call("+69822222222", "+66820000001", f"2024-03-02T10:{number:02d}:00", 300)
    ground = ground_of(world)
    reading = phone_signs.abroad_to_strangers(ground, suspecting(ground))
    assert value(ground, reading, "+69711111111") == 1
    assert value(ground, reading, "+69822222222") == 0
    few = phone_patterns.abroad_to_few(ground, suspecting(ground))
    assert value(ground, few, "+69711111111") == 0
    assert value(ground, few, "+69822222222") == 1


def test_sims_bought_together_by_a_person_and_by_a_company() -> None:
    world = World()
    for number in range(4):
        world.sim(f"+6692000000{number}", "1234567890123", "ก ข", f"2024-02-2{number}")
        world.sim(f"+6693000000{number}", "0105500000001", "บริษัท", "2024-02-20", id_type="COMPANY")
    world.sim("+66940000001", "9234567890123", "ค ง", "2018-02-20")
    world.sim("+66940000002", "9234567890123", "ค ง", "2023-02-20")
    ground = ground_of(world)
    reading = phone_signs.bought_in_batch(ground, suspecting(ground))
    assert value(ground, reading, "+66920000001") == 1
    assert value(ground, reading, "+66930000001") == 0
    assert value(ground, reading, "+66940000001") == 0


def test_handset_of_suspects() -> None:
    world = World()
    for number in range(3):
        world.call(f"+6692000000{number}", "+66810000001", "2024-03-02T10:00:00", 8, imei="farm", cell="c1")
    world.call("+66930000001", "+66810000001", "2024-03-02T10:00:00", 8, imei="own", cell="c1")
    ground = ground_of(world)
    reading = phone_ties.shares_handset(ground, suspecting(ground, "+66920000000", "+66920000001"))
    assert value(ground, reading, "+66920000002") > 0.7
    assert value(ground, reading, "+66930000001") == 0


def test_who_rings_suspects_again_and_again_steers_them() -> None:
    world = World()
    for number in range(3):
        for minute in (0, 10):
            world.call("+66930000001", f"+6692000000{number}", f"2024-03-02T10:{minute:02d}:00", 60)
    world.call("+66810000001", "+66920000001", "2024-03-02T10:00:00", 60)
    ground = ground_of(world)
    state = suspecting(ground, "+66920000000", "+66920000001", "+66920000002")
    reading = phone_ties.steers_suspects(ground, state)
    assert value(ground, reading, "+66930000001") > 0.8
    assert value(ground, reading, "+66810000001") == 0


def test_who_knows_many_suspects_and_whose_own_account_is_suspect() -> None:
    world = World()
    world.sim("+66930000001", "1111111111119", "จ ฉ", "2020-02-20")
    world.account("901:9", holder_id="1111111111119", name_th="จ ฉ", phone="+66930000001", opened_on="2020-02-01")
    for number in range(6):
        for minute in (0, 10):
            world.call("+66930000001", f"+6692000000{number}", f"2024-03-02T10:{minute:02d}:00", 60)
    for number in range(2):
        for minute in (0, 10):
            world.call("+66810000001", f"+6692000000{number}", f"2024-03-02T11:{minute:02d}:00", 60)
    ground = ground_of(world)
    state = suspecting(ground, *(f"+6692000000{number}" for number in range(6)))
    reading = phone_ties.knows_many_suspects(ground, state)
    assert value(ground, reading, "+66930000001") == 1
    assert value(ground, reading, "+66810000001") == 0  # a friend of two
    assert set(reading.cite()["ref"]) == {f"phone:+6692000000{number}" for number in range(6)}
    holder = phone_ties.holds_suspect_account
    assert value(ground, holder(ground, state), "+66930000001") == 0
    guilty = State(np.ones(ground.account_count), np.zeros(ground.phone_count), np.zeros(ground.account_count))
    assert value(ground, holder(ground, guilty), "+66930000001") == 1
    assert value(ground, holder(ground, guilty), "+66810000001") == 0


def test_number_of_other_peoples_suspect_accounts() -> None:
    world = World()
    world.sim("+66940000001", "9234567890123", "ค ง", "2024-02-20")
    world.sim("+66950000001", "1111111111119", "จ ฉ", "2020-02-20")
    for number in range(3):
        world.account(
            f"901:{number}",
            holder_id=f"111111111111{number}",
            name_th=f"ก{number}",
            phone="+66940000001",
            opened_on="2024-02-01",
        )
    world.account("901:9", holder_id="1111111111119", name_th="จ ฉ", phone="+66950000001", opened_on="2020-02-01")
    ground = ground_of(world)
    state = State(np.ones(ground.account_count), np.zeros(ground.phone_count), np.zeros(ground.account_count))
    reading = phone_ties.serves_suspect_accounts(ground, state)
    assert value(ground, reading, "+66940000001") > 0.8
    assert value(ground, reading, "+66950000001") == 0


def given_by(people: int, registrant: bool) -> Ground:
    """A number that so many people's accounts give; its registrant is another, whom a telco tells or not."""
    world = World()
    if registrant:
        world.sim("+66940000001", "9234567890123", "ค ง", "2014-02-20")
    for number in range(people):
        key, holder = f"901:{number}", f"111111111111{number}"
        world.account(key, holder_id=holder, name_th=f"ก{number}", phone="+66940000001", opened_on="2024-02-01")
    return ground_of(world)


def test_a_number_that_several_suspects_give() -> None:
    for registrant, said in ((True, (0.0, 0.5, 1.0)), (False, (0.0, 0.0, 0.5))):
        for people, expected in enumerate(said, start=1):
            ground = given_by(people, registrant)
            state = State(np.ones(ground.account_count), np.zeros(ground.phone_count), np.zeros(ground.account_count))
            assert value(ground, phone_ties.serves_several(ground, state), "+66940000001") == expected
            served = value(ground, phone_ties.serves_suspect_accounts(ground, state), "+66940000001")
            assert (served > 0) is (registrant or people > 1)  # the one who gives it may be its registrant


def test_thresholds_shrink_where_most_call_records_are_missing() -> None:
    full, thin = World(), World()
    for number in range(30):
        for minute in range(12):
            full.call(f"+668100000{number:02d}", f"+668200000{number:02d}", f"2024-03-02T10:{minute:02d}:00", 60)
        thin.call(f"+668100000{number:02d}", f"+668200000{number:02d}", "2024-03-02T10:00:00", 60)
    for world in (full, thin):
        for number in range(8):
            world.call("+66920000001", f"+668100000{number:02d}", f"2024-03-03T10:{number:02d}:00", 8)
    grounds = ground_of(full), ground_of(thin)
    assert [phone_signs.coverage(ground) for ground in grounds] == [1.0, 0.2]
    found = [
        value(ground, phone_signs.calls_strangers(ground, suspecting(ground)), "+66920000001") for ground in grounds
    ]
    assert found[0] < 0.2
    assert found[1] == 1.0


def test_a_call_with_an_unknown_number_is_left_out() -> None:
    world = World()
    world.call("+66920000001", "+66810000001", "2024-03-02T10:00:00", 8)
    evidence = world.evidence()
    evidence.calls.loc[0, "a_phone_id"] = -1
    ground = lay_ground(evidence, resolve_people(evidence), repair_mentions(evidence))
    assert ground.calls.empty


def test_who_knows_many_holders_of_suspect_accounts_knows_many_suspects() -> None:
    world = World()
    for number in range(6):
        world.account(f"901:{number}", phone=f"+6692000000{number}")
        for minute in (0, 10):
            world.call("+66930000001", f"+6692000000{number}", f"2024-03-02T10:{minute:02d}:00", 60)
    ground = ground_of(world)
    guilty = State(np.ones(ground.account_count), np.zeros(ground.phone_count), np.zeros(ground.account_count))
    assert value(ground, phone_ties.knows_many_suspects(ground, guilty), "+66930000001") == 1


def test_cards_that_a_dealer_tries_in_one_handset_are_no_box() -> None:
    world = World()
    for number in range(8):
        world.call(f"+6692000000{number}", "+66810000001", f"2024-03-02T09:{number:02d}:00", 8, imei="shop", cell="c1")
        for minute in range(10):
            at = f"2024-03-02T10:{minute:02d}:00"
            world.call(f"+6692000000{number}", "+66810000001", at, 8, imei=f"own {number}", cell="c1")
    ground = ground_of(world)
    state = suspecting(ground, *(f"+6692000000{number}" for number in range(7)))
    assert value(ground, phone_patterns.hops_handsets(ground, state), "+66920000003") == 0
    assert value(ground, phone_ties.shares_handset(ground, state), "+66920000007") == 0


def test_many_numbers_in_one_handset_are_a_box_and_two_are_a_couple() -> None:
    world = World()
    for number in range(6):
        for minute in range(10):
            at = f"2024-03-02T1{number}:{minute:02d}:00"
            world.call(f"+6692000000{number}", "+66810000001", at, 8, imei="box", cell="c1")
            world.call(f"+6693000000{number % 2}", "+66810000001", at, 8, imei="couple", cell="c1")
    world.call("+66940000001", "+66810000001", "2024-03-03T10:00:00", 8, imei="box", cell="c1")
    for number in range(5):
        world.call(f"+6695000000{number}", "+66810000001", "2024-03-03T10:00:00", 8, imei=f"own {number}", cell="c1")
    ground = ground_of(world)
    reading = phone_patterns.hops_handsets(ground, suspecting(ground))
    assert value(ground, reading, "+66920000003") > 0.9
    assert value(ground, reading, "+66930000000") == 0
    assert value(ground, reading, "+66940000001") < 0.5


def test_where_most_handsets_hold_several_numbers_that_says_nothing() -> None:
    world = World()
    for handset in range(5):
        for number in range(5):
            for minute in range(10):
                caller = f"+6692000{handset}00{number}"
                world.call(
                    caller, "+66810000001", f"2024-03-02T1{number}:{minute:02d}:00", 8, imei=f"{handset}", cell="c1"
                )
    ground = ground_of(world)
    assert not phone_patterns.hops_handsets(ground, suspecting(ground)).values.any()


def test_strangers_stay_on_the_line_with_a_business_and_hang_up_on_a_gang() -> None:
    world = World()
    for number in range(45):
        minute = f"2024-03-02T10:{number:02d}:00"
        world.call("+66920000001", f"+668100000{number:02d}", minute, 90 if number % 5 == 0 else 8)
        world.call("+66930000001", f"+668200000{number:02d}", minute, 8 if number % 5 == 0 else 90)
        if number < 3:
            world.call("+66940000001", f"+668300000{number:02d}", minute, 90)
    ground = ground_of(world)
    reading = phone_patterns.strangers_listen(ground, suspecting(ground))
    assert value(ground, reading, "+66930000001") > 0.9
    assert value(ground, reading, "+66920000001") == 0
    assert value(ground, reading, "+66940000001") == 0


def test_being_rung_back_by_suspects_speaks_for_nobody() -> None:
    world = World()
    friends = [f"+668100000{number:02d}" for number in range(6)]
    for number, friend in enumerate(friends):
        world.call("+66930000001", friend, f"2024-03-02T10:{number:02d}:00", 200)
        world.call(friend, "+66930000001", f"2024-03-02T11:{number:02d}:00", 200)
    ground = ground_of(world)
    speaks = value(ground, phone_signs.is_called_back(ground, suspecting(ground)), "+66930000001")
    assert speaks > 0.7
    excused = phone_ties.suspects_call_back
    assert value(ground, excused(ground, suspecting(ground)), "+66930000001") == 0.0
    assert value(ground, excused(ground, suspecting(ground, *friends)), "+66930000001") > 0.9 * speaks
