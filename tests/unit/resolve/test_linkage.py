"""What joins and what does not: spellings, scripts, order of words, typing errors; families, shops, rented and mistyped ids."""

import json
import logging
from typing import Any

import pandas as pd
import pytest

from include.resolve.candidates import MOST_SHARERS, find_pairs
from include.resolve.decisions import Decisions
from include.resolve.linkage import open_engine, score_pairs
from include.resolve.model import Model, read_parameters
from include.resolve.naming import name_persons
from include.resolve.people import NOBODY, Before, Resolved, resolve_records
from include.resolve.training import train
from tests.unit.resolve.identities import features, record

ID_A, ID_B = "1101700230708", "1101700230716"
HOME = {"phone_id": 1, "device_id": "d1", "province": "ตาก"}


def resolve(*rows: dict[str, Any], decisions: Decisions | None = None) -> Resolved:
    return resolve_records(features(*rows), Model(), decisions or Decisions())


def is_one(*rows: dict[str, Any]) -> bool:
    return len(resolve(*rows).person) == 1


@pytest.mark.parametrize(
    "other",
    ["นายสมชาย ใจดี", "ใจดี สมชาย", "สมชาย  ใจดี", "สมชาย ใจดิ", "สม\u200bชาย ใจดี"],
    ids=["glued title", "typing order", "blanks", "one letter", "invisible"],
)
def test_spellings_with_the_same_phone_are_one_person(other: str) -> None:
    first = record("901:1", id_no=ID_A, name_th="สมชาย ใจดี", **HOME)
    assert is_one(first, record("902:2", id_no="AA1234567", name_th=other, phone_id=1, province="ตาก"))


def test_latin_and_thai_script_are_one_name() -> None:
    thai = record("8966000000001", id_type="NATIONAL_ID", id_no=ID_A, name_th="ศิริพร แสงประเสริฐ", phone_id=1)
    latin = record("902:2", id_no="AA1234567", name_en="MISS SIRIPHON SAENGPRASOET", phone_id=1)
    assert is_one(thai, latin)


@pytest.mark.parametrize(
    ("name", "id_no"),
    [("สมหญิง ใจดี", None), ("สมหญิง ใจดี", ID_B), ("สมชาย ใจดี", ID_B), ("วราภรณ์ แก้วมณี", None), (None, None)],
)
def test_a_family_or_a_shop_shares_everything_and_stays_apart(name: str | None, id_no: str | None) -> None:
    his = record("901:1", id_no=ID_A, name_th="สมชาย ใจดี", **HOME)
    assert not is_one(his, record("902:2", id_no=id_no, name_th=name, **HOME))


def test_one_document_joins_unless_the_names_clearly_contradict() -> None:
    her = record("901:1", id_no=ID_A, name_th="สมหญิง ใจดี")
    assert is_one(her, record("902:2", id_no=ID_A, name_th="สมหญิง รักษาดี"))  # married
    assert is_one(her, record("902:2", id_no=ID_A, name_th=None))
    rented = resolve(
        her, record("902:2", id_no=ID_A, name_th="วราภรณ์ แก้วมณี"), record("903:3", id_no=ID_A, name_th="สมหญิง ใจดี")
    )
    assert len(rented.person) == 2
    assert rented.records.groupby("person_id").size().tolist() in ([2, 1], [1, 2])


def test_the_name_alone_is_not_enough() -> None:
    assert not is_one(
        record("901:1", id_no=ID_A, name_th="ก ข", province="ตาก"),
        record("902:2", id_no="AA1", name_th="ก ข", province="ตาก"),
    )


def test_blocks_stay_small_where_many_share_a_number() -> None:
    shop = [
        record(f"901:{number}", id_no=f"P{number:07d}", name_th=f"ก{number} ข", phone_id=7) for number in range(200)
    ]
    assert find_pairs(features(*shop)).empty
    assert len(find_pairs(features(*shop[:MOST_SHARERS]))) == MOST_SHARERS * (MOST_SHARERS - 1) // 2
    twin = record("902:1", id_no="PP1", name_th="ก5 ข", phone_id=7)
    assert len(find_pairs(features(*shop, twin))) == 1


def test_only_pairs_with_new_records_are_compared() -> None:
    rows = [record(f"901:{number}", id_no=f"P{number:07d}", name_th="ก ข", phone_id=7) for number in range(6)]
    pairs = find_pairs(features(*rows), frozenset({"account:901:3"}))
    assert len(pairs) == 5
    assert ((pairs["left_key"] == "account:901:3") | (pairs["right_key"] == "account:901:3")).all()


def test_reasons_add_up_to_the_weight_and_name_no_value() -> None:
    records = features(
        record("901:1", id_no=ID_A, name_th="สมชาย ใจดี", **HOME),
        record("902:2", id_no="AA12", name_th="สมชาย ใจดี", **HOME),
    )
    row = score_pairs(records, find_pairs(records), Model()).iloc[0]
    assert sum(line["weight"] for line in row["contributions"]) == pytest.approx(row["match_weight"], abs=0.05)
    text = json.dumps(row["contributions"], ensure_ascii=False)
    assert not [value for value in ("สมชาย", ID_A, "AA12", "d1", "ตาก") if value in text]


def test_a_frequent_value_says_less() -> None:
    records = features(
        record("901:1", id_no=ID_A, name_th="สมชาย ใจดี", **HOME),
        record("902:2", id_no="AA12", name_th="สมชาย ใจดี", **HOME),
    )
    pairs = find_pairs(records)
    common = Model(frequency={"phone": {"1": 0.01}, "thai": {"ใจดี สมชาย": 0.001}})
    shown, frequent = (score_pairs(records, pairs, model).iloc[0]["match_weight"] for model in (Model(), common))
    assert frequent < shown - 8


def test_the_engine_reaches_nothing() -> None:
    import duckdb

    with open_engine() as connection:
        settings = dict(connection.execute("select name, value from duckdb_settings()").fetchall())
        assert settings["autoload_known_extensions"] == settings["autoinstall_known_extensions"] == "false"
        assert settings["enable_external_access"] == "false"
        with pytest.raises(duckdb.Error):
            connection.execute("copy (select 1) to 'out.csv'")
        with pytest.raises(duckdb.Error):
            connection.execute("set memory_limit = '64GB'")


def test_nothing_personal_is_logged(caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]) -> None:
    caplog.set_level(logging.DEBUG)
    resolve(
        record("901:1", id_no=ID_A, name_th="สมชาย ใจดี", **HOME),
        record("902:2", id_no="AA12", name_th="สมชาย ใจดี", **HOME),
    )
    text = caplog.text + "".join(capsys.readouterr())
    assert not [value for value in ("สมชาย", ID_A, "AA12") if value in text]


def make_people(count: int) -> list[dict[str, Any]]:
    from pythainlp.corpus.common import thai_family_names, thai_male_names

    given, family = sorted(thai_male_names())[:900], sorted(thai_family_names())[:1100]
    rows = []
    for number in range(count):
        name = f"{given[number * 7 % len(given)]} {family[number * 11 % len(family)]}"
        known = {"id_no": f"{number:013d}", "name_th": name, "province": f"p{number % 15}", "phone_id": number}
        rows.append(record(f"901:{number}", **known, device_id=f"d{number}"))
        rows.append(
            record(
                f"902:{number}",
                **known | {"phone_id": number + (count if number % 5 == 0 else 0)},
                device_id=f"d{number}",
            )
        )
        rows.append(record(f"89660{number:08d}", **known | {"province": None}))
    return rows


def test_parameters_are_learnt_without_labels_and_survive_storage() -> None:
    records = features(*make_people(1200))
    model = train(records)
    assert model is not None
    phone = {label: (m, u) for label, m, u in model.levels["phone"]}
    assert 0.7 < phone["same phone"][0] < 0.95  # one in five wrote another number at one bank
    assert phone["same phone"][1] < 0.01
    assert read_parameters(json.loads(json.dumps(model.to_parameters())), 3).levels == model.levels
    assert train(records) == model


def test_too_few_records_teach_nothing() -> None:
    assert train(features(*make_people(20))) is None


def test_a_key_stays_with_its_first_record_and_nobody_else_gets_it() -> None:
    before = resolve(
        record("901:2", id_no="AA12", name_th="ก ข", phone_id=1), record("901:5", id_no="BB12", name_th="ค ง")
    )
    known = before.records[["record_key", "person_id", "person_key"]]
    records = features(
        record("901:1", id_no=ID_A, name_th="ก ข", phone_id=1), record("901:2", id_no="AA12", name_th="ก ข", phone_id=1),
        record("901:5", id_no="CC99", name_th="ค ง"), record("901:6", id_no="BB12", name_th="ค ง"),
    )  # fmt: skip
    after = resolve_records(records, Model(), Decisions(), Before(known, NOBODY.links, 3)).records.set_index(
        "record_key"
    )
    assert after["person_key"].to_dict() == {
        "account:901:1": "PASSPORT:AA12", "account:901:2": "PASSPORT:AA12", "account:901:5": "PASSPORT:BB12",
        "account:901:6": "account:901:6",
    }  # fmt: skip
    assert after.loc["account:901:6", "person_id"] == 3


def test_names_of_persons_are_unique() -> None:
    records = features(
        *(record(f"901:{number}", id_no=ID_A, name_th=name) for number, name in enumerate(["ก ข", "ฮฮฮ ฬฬฬ"]))
    )
    keys = name_persons(records, records["record_key"], pd.DataFrame(columns=["record_key", "person_key"]))
    assert sorted(keys) == ["NATIONAL_ID:" + ID_A, "account:901:1"]
