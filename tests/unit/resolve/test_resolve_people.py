import pandas as pd

from include.resolve import People, resolve_people
from tests.scenarios.world import World


def person_of(people: People, account_id: int) -> int:
    rows = people.person_account.set_index("account_id")["person_id"]
    return int(rows[account_id])


def test_same_document_at_bank_and_telco_is_one_person() -> None:
    world = World()
    first = world.account("901:1", holder_id="1234567890123", name_th="นาย ก ข", opened_on="2020-01-01")
    second = world.account("902:2", holder_id="1234567890123", name_th="ก  ข", opened_on="2021-01-01")
    world.sim("+66810000001", "1234567890123", "ก ข", "2020-01-01")
    people = resolve_people(world.evidence())
    assert person_of(people, first) == person_of(people, second)
    assert len(people.person) == 1
    assert people.person["person_key"].tolist() == ["NATIONAL_ID:1234567890123"]
    assert people.person_sim["person_id"].tolist() == [1]
    assert people.person_phone["rule"].tolist() == ["registered_sim"]


def test_a_family_phone_and_device_do_not_merge_people() -> None:
    world = World()
    for number in range(3):
        world.account(
            f"901:{number}", holder_id=f"111111111111{number}", name_th=f"ก{number} ข", phone="+66810000009",
            opened_on="2020-01-01", device_id="family",
        )  # fmt: skip
    people = resolve_people(world.evidence())
    assert people.person_account["person_id"].nunique() == 3
    assert people.person_phone.empty


def test_one_digit_off_is_another_person() -> None:
    world = World()
    world.account("901:1", holder_id="1234567890123", name_th="ก ข", opened_on="2020-01-01")
    world.account("901:2", holder_id="1234567890124", name_th="ก ข", opened_on="2020-01-01")
    assert len(resolve_people(world.evidence()).person) == 2


def test_without_a_document_name_and_phone_must_agree() -> None:
    world = World()
    phone = "+66810000001"
    world.account("901:1", holder_id="1234567890123", name_th="ก ข", phone=phone, opened_on="2020-01-01")
    same = world.account("902:1", name_th="นาย ก ข", phone=phone, opened_on="2020-01-01")
    other = world.account("902:2", name_th="ค ง", phone=phone, opened_on="2020-01-01")
    people = resolve_people(world.evidence())
    assert person_of(people, same) == person_of(people, 1)
    assert person_of(people, other) != person_of(people, 1)
    rules = people.person_account.set_index("account_id")["rule"]
    assert rules[same] == "similar"
    assert rules[other] == "single_record"


def test_numbers_of_people_do_not_depend_on_row_order() -> None:
    world = World()
    for number in range(5):
        world.account(f"901:{number}", holder_id=f"111111111111{number}", name_th=f"ก{number}", opened_on="2020-01-01")
    evidence = world.evidence()
    first = resolve_people(evidence).person
    turned = type(evidence)(**{**vars(evidence), "accounts": evidence.accounts.iloc[::-1].reset_index(drop=True)})
    pd.testing.assert_frame_equal(resolve_people(turned).person, first)
