"""Numbers that live for days and that nobody rings, and signs that speak together: named and new, steered, talks that pay."""

import numpy as np

from include.graph import phone_patterns, phone_together
from include.graph.ground import Ground
from include.graph.signals import State
from tests.scenarios.world import World
from tests.unit.graph.test_phone_signals import ground_of, suspecting, value

BURNER, SELLER, COMPANY = "+66920000001", "+66930000001", "+66940000001"
HANDLER, MULE, ABROAD = "+66950000001", "+66960000001", "+69710000001"


def three_who_ring_strangers() -> World:
    """Each rings thirty strangers: the burner within two days, the seller in ten and is rung too, the company within two."""
    world = World()
    world.sim(COMPANY, "0105500000001", "บริษัท", "2020-02-20", id_type="COMPANY")
    for number in range(30):
        world.call(BURNER, f"+668100000{number:02d}", f"2024-03-{5 + number // 15:02d}T10:{number:02d}:00", 8)
        world.call(SELLER, f"+668200000{number:02d}", f"2024-03-{2 + number // 3:02d}T10:{number:02d}:00", 8)
        world.call(COMPANY, f"+668300000{number:02d}", f"2024-03-{5 + number // 15:02d}T10:{number:02d}:00", 8)
        world.call(f"+668400000{number:02d}", SELLER, f"2024-03-{2 + number // 3:02d}T11:{number:02d}:00", 60)
    return world


def test_a_number_that_is_thrown_away_after_days() -> None:
    ground = ground_of(three_who_ring_strangers())
    reading = phone_patterns.short_lived(ground, suspecting(ground))
    assert [value(ground, reading, number) for number in (BURNER, SELLER, COMPANY)] == [1, 0, 0]


def test_who_is_rung_by_nobody_and_by_others() -> None:
    ground = ground_of(three_who_ring_strangers())
    few = phone_patterns.rung_by_few(ground, suspecting(ground))
    others = phone_patterns.rung_by_others(ground, suspecting(ground))
    assert [value(ground, few, number) for number in (BURNER, SELLER, COMPANY)] == [1, 0, 0]
    assert [value(ground, others, number) for number in (BURNER, SELLER, COMPANY)] == [0, 1, 0]


def who_bank_with_their_numbers(given: int) -> World:
    """Of ten numbers with a SIM, and the seller's, the first so many are given by an account."""
    world = three_who_ring_strangers()
    for place, number in enumerate((SELLER, *(f"+668100000{number:02d}" for number in range(10)))):
        world.sim(number, f"{place:013d}", f"ก {place}", "2020-01-01")
        if place < given:
            world.account(f"902:{place}", phone=number, opened_on="2019-01-01")
    return world


def test_who_rings_strangers_banks_with_his_number_or_with_none() -> None:
    ground = ground_of(who_bank_with_their_numbers(11))
    unknown = phone_patterns.unknown_to_banks(ground, suspecting(ground))
    known = phone_patterns.known_to_banks(ground, suspecting(ground))
    assert value(ground, unknown, BURNER) > 0.9
    assert [value(ground, unknown, number) for number in (SELLER, COMPANY, "+66810000001")] == [0, 0, 0]
    assert value(ground, known, SELLER) > 0.5
    assert [value(ground, known, number) for number in (BURNER, COMPANY, "+66810000001")] == [0, 0, 0]


def test_that_no_bank_knows_a_number_says_half_as_much_where_its_sim_has_served_for_years() -> None:
    world = who_bank_with_their_numbers(11)
    world.sim(BURNER, "9000000000001", "ก เก่า", "2020-01-01")
    ground = ground_of(world)
    assert 0.45 < value(ground, phone_patterns.unknown_to_banks(ground, suspecting(ground)), BURNER) <= 0.5


def test_where_banks_tell_few_numbers_none_is_missed() -> None:
    ground = ground_of(who_bank_with_their_numbers(4))
    assert value(ground, phone_patterns.unknown_to_banks(ground, suspecting(ground)), BURNER) == 0


def test_records_of_one_day_tell_of_no_life() -> None:
    world = World()
    for number in range(30):
        world.call(BURNER, f"+668100000{number:02d}", f"2024-03-05T10:{number:02d}:00", 8)
    world.call(SELLER, HANDLER, "2024-03-05T20:00:00", 8)
    ground = ground_of(world)
    assert value(ground, phone_patterns.short_lived(ground, suspecting(ground)), BURNER) == 0


def test_named_in_a_tip_with_a_new_sim_and_with_an_old_one() -> None:
    world = World()
    for number, bought in ((BURNER, "2024-02-25"), (SELLER, "2018-02-25")):
        world.sim(number, "1234567890123", "ก ข", bought)
        world.call(number, "+66810000001", "2024-03-02T10:00:00", 60)
        world.add(
            "mentions", {"kind": "phone", "source": "tip", "source_id": f"T-{number}", "phone_id": world.phone(number)}
        )
    ground = ground_of(world)
    reading = phone_together.named_and_new(ground, suspecting(ground))
    assert value(ground, reading, BURNER) > 0.5
    assert value(ground, reading, SELLER) == 0
    assert set(reading.cite()["ref"]) == {f"T-{BURNER}", f"T-{SELLER}"}


def test_whom_a_handler_rings_works_for_him_unless_it_is_an_accounts_number() -> None:
    world = three_who_ring_strangers()
    world.sim(MULE, "1234567890123", "ก ข", "2024-02-25")
    world.account("901:1", phone=MULE, opened_on="2019-01-01")
    for number in (BURNER, COMPANY, MULE):
        world.call(HANDLER, number, "2024-03-05T09:00:00", 40)
        world.call(number, HANDLER, "2024-03-05T09:10:00", 40)
    ground = ground_of(world)
    reading = phone_together.works_for_suspects(ground, suspecting(ground, HANDLER))
    assert value(ground, reading, BURNER) > 0.8
    assert [value(ground, reading, number) for number in (SELLER, COMPANY, MULE)] == [0, 0, 0]
    assert set(reading.cite()["ref"]) == {f"phone:{HANDLER}"}


def who_pays(ground: Ground, number: str) -> float:
    guilty = State(
        (ground.accounts["key"] == "901:9").to_numpy().astype("float64"),
        np.zeros(ground.phone_count),
        np.zeros(ground.account_count),
    )
    return value(ground, phone_together.talks_pay(ground, guilty), number)


def test_one_talk_in_three_that_pays_and_one_in_thirty() -> None:
    world = World()
    for number in range(30):
        world.account(f"902:{number}", phone=f"+668100000{number:02d}", opened_on="2019-01-01")
        world.call(BURNER, f"+668100000{number:02d}", "2024-03-05T10:00:00", 90 if number < 3 else 8)
        world.call(SELLER, f"+668100000{number:02d}", "2024-03-05T09:00:00", 90)
    world.pay("902:0", "901:9", 20_000, "2024-03-05T10:30:00")
    ground = ground_of(world)
    assert who_pays(ground, BURNER) == 1
    assert who_pays(ground, SELLER) == 0


def with_steady_contacts(contacts: int, bought: str) -> float:
    """What `befriends_few` says of a number that talks twice with each of so many suspects."""
    world = World()
    world.sim(HANDLER, "1234567890123", "ก ข", bought)
    callers = [f"+6692000010{number}" for number in range(contacts)]
    for caller in callers:
        for minute in (0, 30):
            world.call(HANDLER, caller, f"2024-03-05T09:{minute:02d}:00", 60)
    ground = ground_of(world)
    return value(ground, phone_together.befriends_few(ground, suspecting(ground, *callers)), HANDLER)


def test_a_friend_of_three_suspects_a_handler_of_six_and_a_sim_bought_for_it() -> None:
    assert with_steady_contacts(3, "2021-01-01") > 0.9
    assert with_steady_contacts(6, "2021-01-01") == 0
    assert with_steady_contacts(3, "2024-02-25") == 0


def of_a_steady_contact(contacts: int, bought: str, is_given: bool) -> tuple[float, float]:
    """What `steers_unknown` and `befriends_known` say of a number that talks twice with each of so many suspects."""
    world = who_bank_with_their_numbers(11)
    world.sim(HANDLER, "1234567890123", "ก ข", bought)
    if is_given:
        world.account("903:1", phone=HANDLER, opened_on="2019-01-01")
    callers = [f"+6692000010{number}" for number in range(contacts)]
    for caller in callers:
        for minute in (0, 30):
            world.call(HANDLER, caller, f"2024-03-05T09:{minute:02d}:00", 60)
    ground = ground_of(world)
    state = suspecting(ground, *callers)
    unknown, known = phone_together.steers_unknown(ground, state), phone_together.befriends_known(ground, state)
    return value(ground, unknown, HANDLER), value(ground, known, HANDLER)


def test_a_handler_whom_no_bank_knows_a_friend_whom_one_knows_and_a_friends_second_number() -> None:
    unknown, known = of_a_steady_contact(3, "2024-02-25", is_given=False)
    assert unknown > 0.8
    assert known == 0
    assert of_a_steady_contact(6, "2021-01-01", is_given=False)[0] > 0.8
    assert of_a_steady_contact(3, "2021-01-01", is_given=False) == (0, 0)
    unknown, known = of_a_steady_contact(3, "2024-02-25", is_given=True)
    assert unknown == 0
    assert known > 0.9


def own_number(activated: str, calls: int) -> Ground:
    """A number that its registrant's account gives, with so many calls, among people who make twenty each."""
    world = World()
    world.sim(MULE, "1111111111119", "จ ฉ", activated)
    world.account("901:9", holder_id="1111111111119", name_th="จ ฉ", phone=MULE, opened_on="2024-02-01")
    for minute in range(calls):
        world.call("+66810000050", MULE, f"2024-03-02T10:{minute:02d}:00", 20)
    for minute in range(20):
        for person in range(3):
            world.call(f"+6681000001{person}", f"+6681000002{person}", f"2024-03-02T11:{minute:02d}:00", 60)
    return ground_of(world)


def test_a_new_and_silent_number_of_a_suspect_holder_takes_the_codes() -> None:
    found = []
    for activated, calls in (("2024-02-20", 2), ("2014-02-20", 2), ("2024-02-20", 15)):
        ground = own_number(activated, calls)
        state = State(np.ones(ground.account_count), np.zeros(ground.phone_count), np.zeros(ground.account_count))
        found.append(value(ground, phone_together.kept_for_codes(ground, state), MULE))
        assert value(ground, phone_together.kept_for_codes(ground, suspecting(ground)), MULE) == 0
    assert found == [1, 0, 0]


def test_where_few_calls_are_told_silence_says_nothing() -> None:
    world = World()
    world.sim(MULE, "1111111111119", "จ ฉ", "2024-02-20")
    world.account("901:9", holder_id="1111111111119", name_th="จ ฉ", phone=MULE, opened_on="2024-02-01")
    world.call("+66810000050", MULE, "2024-03-02T10:00:00", 20)
    ground = ground_of(world)
    state = State(np.ones(ground.account_count), np.zeros(ground.phone_count), np.zeros(ground.account_count))
    assert value(ground, phone_together.kept_for_codes(ground, state), MULE) == 0


def from_abroad(named: bool) -> Ground:
    """A disguised number that rings 120 people, of whom the first may complain of it."""
    world = World()
    for number in range(120):
        world.call(ABROAD, f"+66820000{number:03d}", f"2024-03-{1 + number // 30:02d}T10:{number % 30:02d}:00", 20)
    named_by = [ABROAD] if named else []
    world.complaint("C1", "901:1", "+66820000000", "2024-03-08T10:00:00", [], named_by)
    return ground_of(world)


def test_who_rings_a_hundred_people_from_abroad_and_nobody_complains() -> None:
    for named, expected in ((False, 1.0), (True, 0.0)):
        ground = from_abroad(named)
        assert value(ground, phone_together.abroad_in_vain(ground, suspecting(ground)), ABROAD) == expected


def silent_number(activated: str, messages: int, talks: int = 0) -> float:
    """What `takes_codes` says of a number with so many messages and talks, among people who make twenty calls each."""
    world = World()
    world.sim(MULE, "1111111111119", "จ ฉ", activated)
    for minute in range(messages):
        world.text("+66810000050", MULE, f"2024-03-02T10:{minute:02d}:00")
    for minute in range(talks):
        world.call("+66810000051", MULE, f"2024-03-02T12:{minute:02d}:00", 30)
    for minute in range(20):
        for person in range(3):
            world.call(f"+6681000001{person}", f"+6681000002{person}", f"2024-03-02T11:{minute:02d}:00", 60)
    ground = ground_of(world)
    return value(ground, phone_patterns.takes_codes(ground, suspecting(ground)), MULE)


def test_a_new_number_with_messages_and_no_talks_takes_codes() -> None:
    assert silent_number("2024-02-20", 4) == 1
    assert silent_number("2024-02-20", 1) == 0
    assert silent_number("2022-02-20", 4) == 0
    assert silent_number("2024-02-20", 4, talks=12) == 0


def test_the_messages_are_cited() -> None:
    world = World()
    world.text(HANDLER, MULE, "2024-03-02T10:00:00")
    world.call(HANDLER, BURNER, "2024-03-02T09:00:00", 60)
    ground = ground_of(world)
    assert phone_patterns.takes_codes(ground, suspecting(ground)).cite()["ref"].tolist() == ["telco-a:1"]


def who_rings_suspects(suspects: int, others: int = 0, *, is_given: bool = False) -> float:
    """What `rings_suspects` says of a number that rings so many suspects, and so many others, once each."""
    world = who_bank_with_their_numbers(11)
    world.sim(HANDLER, "1234567890123", "ก ข", "2024-02-20")
    if is_given:
        world.account("901:8", phone=HANDLER, opened_on="2019-01-01")
    rung = [f"+6692000010{number}" for number in range(suspects)]
    for minute, number in enumerate([*rung, *(f"+6685000000{other}" for other in range(others))]):
        world.call(HANDLER, number, f"2024-03-05T09:{minute:02d}:00", 5)
    ground = ground_of(world)
    reading = phone_together.rings_suspects(ground, suspecting(ground, *rung))
    assert set(reading.cite()["ref"]) <= {f"phone:{number}" for number in rung}
    return value(ground, reading, HANDLER)


def test_who_rings_several_suspects_and_few_others_and_banks_with_no_one() -> None:
    assert who_rings_suspects(5) > 0.8
    assert who_rings_suspects(5, others=5) > 0.8
    assert who_rings_suspects(1) == 0
    assert who_rings_suspects(2, others=10) < 0.1
    assert who_rings_suspects(5, is_given=True) == 0


def test_the_number_of_a_suspect_accounts_holder_counts_as_a_suspect() -> None:
    world = who_bank_with_their_numbers(11)
    for number in range(5):
        world.account(f"901:{number}", phone=f"+6692000010{number}", opened_on="2024-02-01")
        world.call(HANDLER, f"+6692000010{number}", f"2024-03-05T09:{number:02d}:00", 5)
    ground = ground_of(world)
    held = ground.accounts["key"].str.startswith("901:").to_numpy().astype("float64")
    state = State(held, np.zeros(ground.phone_count), np.zeros(ground.account_count))
    assert value(ground, phone_together.rings_suspects(ground, state), HANDLER) > 0.8
