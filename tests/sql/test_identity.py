"""Persons in the warehouse: only what changed is worked on, as a full run would; decisions hold; reasons can be asked for."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import psycopg2
import pytest

from include.pipeline import identity
from include.resolve.decisions import DecisionError
from tests.conftest import Warehouse, execute

ID_A, ID_B = "1101700230708", "1101700230716"


@dataclass
class Feed:
    """Puts holders into core as loads do: versions of accounts and SIMs, each file under a number of its own."""

    warehouse: Warehouse
    files: Iterator[int] = field(default_factory=lambda: iter(range(1, 1000)))

    def phone(self, msisdn: str) -> int:
        execute(self.warehouse.loader, f"insert into core.phone (msisdn) values ('{msisdn}') on conflict do nothing")
        return int(str(self.warehouse.query("select phone_id from core.phone where msisdn = %s", (msisdn,))[0][0]))

    def account(self, key: str, id_no: str | None, name: str, phone: str = "", device: str = "", day: int = 1) -> str:
        bank, number = key.split(":")
        execute(
            self.warehouse.loader,
            f"insert into core.account (bank_code, account_no) values ('{bank}', '{number}') on conflict do nothing",
        )
        self._insert(
            """
            insert into core.account_version (account_id, snapshot_at, content, holder_type, holder_id, name_th,
                name_th_key, phone_id, device_id, branch_province, status, balance, file_id, row_no)
            select account_id, %s, gen_random_uuid(), 'PERSON', %s, %s, %s, %s, %s, 'ตาก', 'ACTIVE', 1, %s, 1
            from core.account where bank_code = %s and account_no = %s
            """,
            (f"2024-03-{day:02d}", id_no, name, name, self.phone(phone) if phone else None, device or None,
             next(self.files), bank, number),
        )  # fmt: skip
        return f"account:{bank}:{number}"

    def sim(self, iccid: str, id_no: str, name: str, phone: str, id_type: str = "NATIONAL_ID") -> str:
        self._insert(
            """
            insert into core.subscriber_version
                (agency, iccid, content, phone_id, id_type, id_no, name_th, name_th_key, file_id, row_no)
            values ('telco-a', %s, gen_random_uuid(), %s, %s, %s, %s, %s, %s, 1)
            """,
            (iccid, self.phone(phone), id_type, id_no, name, name, next(self.files)),
        )
        return f"sim:{iccid}"

    def _insert(self, statement: str, parameters: tuple[object, ...]) -> None:
        with psycopg2.connect(self.warehouse.loader) as connection, connection.cursor() as cursor:
            cursor.execute(statement, parameters)
        connection.close()


@pytest.fixture
def feed(warehouse: Warehouse) -> Feed:
    return Feed(warehouse)


def persons(warehouse: Warehouse) -> dict[str, str]:
    rows = warehouse.query(
        "select record_key, person_key from resolved.identity_record join resolved.person using (person_id)"
    )
    return {str(record): str(person) for record, person in rows}


def groups(warehouse: Warehouse) -> set[frozenset[str]]:
    found: dict[str, set[str]] = {}
    for record, person in persons(warehouse).items():
        found.setdefault(person, set()).add(record)
    return {frozenset(records) for records in found.values()}


def plant(feed: Feed) -> list[str]:
    return [
        feed.account("901:1", ID_A, "สมชาย ใจดี", "+66810000001", "d1"),
        feed.account("902:2", ID_A, "สมชาย ใจดี", "+66810000001"),
        feed.sim("8966000000001", ID_A, "สมชาย ใจดี", "+66810000001"),
        feed.account("903:3", "AA1234567", "สมชาย ใจดี", "+66810000001", "d1"),
        feed.account("901:4", ID_B, "สมหญิง ใจดี", "+66810000001", "d1"),
    ]


def test_a_passport_holder_joins_by_likeness_and_a_relative_does_not(feed: Feed) -> None:
    *his, hers = plant(feed)
    identity.resolve_persons(feed.warehouse.engine)
    assert groups(feed.warehouse) == {frozenset(his), frozenset([hers])}
    assert set(persons(feed.warehouse).values()) == {f"NATIONAL_ID:{ID_A}", f"NATIONAL_ID:{ID_B}"}


def test_without_news_nothing_is_done(feed: Feed) -> None:
    plant(feed)
    identity.resolve_persons(feed.warehouse.engine)
    feed.account("901:1", ID_A, "สมชาย ใจดี", "+66810000001", "d1", day=2)  # a new balance, the same holder
    assert identity.resolve_persons(feed.warehouse.engine) == {"changed": 0, "touched": 0, "person": 0, "link": 0}
    assert feed.warehouse.query("select count(*) from resolved.identity_run") == [(1,)]


def test_a_new_record_touches_its_own_only_and_equals_a_full_run(feed: Feed) -> None:
    plant(feed)
    for number in range(20):
        feed.account(f"902:{number + 100}", f"P{number:08d}", f"ก{number} ข{number}", f"+6682{number:07d}")
    identity.resolve_persons(feed.warehouse.engine)
    known = persons(feed.warehouse)
    feed.sim("8966000000009", "BB7654321", "สมชาย ใจดี", "+66810000001", "PASSPORT")
    feed.account("901:5", ID_B, "สมหญิง รักดี", "+66899999999")
    counts = identity.resolve_persons(feed.warehouse.engine)
    assert counts["changed"] == 2
    assert counts["touched"] == 7
    after = persons(feed.warehouse)
    assert {key: after[key] for key in known} == known
    phones = feed.warehouse.query("select * from resolved.person_phone order by 1, 2")
    links = feed.warehouse.query(
        "select left_key, right_key, rule, round(match_weight::numeric, 6), is_kept from resolved.identity_link order by 1, 2, 3"
    )
    identity.resolve_persons(feed.warehouse.engine, anew=True)
    assert persons(feed.warehouse) == after
    assert feed.warehouse.query("select * from resolved.person_phone order by 1, 2") == phones
    full = feed.warehouse.query(
        "select left_key, right_key, rule, round(match_weight::numeric, 6), is_kept from resolved.identity_link order by 1, 2, 3"
    )
    assert full == links


def test_a_corrected_id_moves_the_record_and_keys_stay(feed: Feed) -> None:
    first, second, *_ = plant(feed)
    identity.resolve_persons(feed.warehouse.engine)
    feed.account("902:2", ID_B, "สมหญิง ใจดี", "+66810000001", day=2)
    identity.resolve_persons(feed.warehouse.engine)
    after = persons(feed.warehouse)
    assert (after[first], after[second]) == (f"NATIONAL_ID:{ID_A}", f"NATIONAL_ID:{ID_B}")
    identity.resolve_persons(feed.warehouse.engine, anew=True)
    assert persons(feed.warehouse) == after


def test_decisions_hold_through_later_runs_and_can_be_withdrawn(feed: Feed) -> None:
    one, two, card, _, hers = plant(feed)
    dsn = feed.warehouse.engine
    identity.resolve_persons(dsn)
    form = {"action": "part", "left": two, "right": one, "reason": "rented account, case 12"}
    identity.decide(dsn, form, "officer")
    identity.decide(dsn, {**form, "action": "confirm", "left": hers, "right": card}, "officer")
    parted = persons(feed.warehouse)
    assert parted[one] != parted[two]
    assert parted[hers] == parted[card]
    identity.resolve_persons(dsn, anew=True)
    assert persons(feed.warehouse) == parted
    identity.decide(dsn, {**form, "action": "withdraw"}, "officer")
    assert persons(feed.warehouse)[one] == persons(feed.warehouse)[two]


def test_a_contradiction_is_refused_and_leaves_nothing(feed: Feed) -> None:
    one, two, card, *_ = plant(feed)
    dsn = feed.warehouse.engine
    identity.resolve_persons(dsn)
    for pair in ((one, two), (two, card)):
        identity.decide(dsn, {"action": "confirm", "left": pair[0], "right": pair[1], "reason": "seen both"}, "officer")
    with pytest.raises(DecisionError, match="withdraw"):
        identity.decide(dsn, {"action": "part", "left": one, "right": card, "reason": "not the same"}, "officer")
    with pytest.raises(DecisionError, match="not known"):
        identity.decide(
            dsn, {"action": "part", "left": one, "right": "sim:8966999999999", "reason": "not the same"}, "o"
        )
    assert feed.warehouse.query("select count(*) from resolved.identity_decision") == [(2,)]


@pytest.mark.parametrize(
    "change", ["update resolved.identity_decision set reason = 'other words'", "delete from resolved.identity_decision"]
)
def test_the_ledger_only_grows(feed: Feed, change: str) -> None:
    one, two, *_ = plant(feed)
    identity.resolve_persons(feed.warehouse.engine)
    identity.decide(feed.warehouse.engine, {"action": "part", "left": one, "right": two, "reason": "rented"}, "officer")
    with pytest.raises(psycopg2.errors.InsufficientPrivilege):
        execute(feed.warehouse.owner, change)


def test_why_two_are_one_is_one_query_without_names_and_ids(feed: Feed) -> None:
    one, _, _, passport, _ = plant(feed)
    identity.resolve_persons(feed.warehouse.engine)
    connection = psycopg2.connect(feed.warehouse.analyst)
    with connection, connection.cursor() as cursor:
        cursor.execute("select * from mart.identity_link where left_key = %s and right_key = %s", (one, passport))
        names = [column.name for column in cursor.description or ()]
        found = dict(zip(names, cursor.fetchone() or (), strict=True))
        cursor.execute("select shown::text from mart.identity_link as shown")
        text = str(cursor.fetchall())
    connection.close()
    assert found["rule"] == "similar"
    assert found["is_one_person"]
    assert found["left_person_key"].startswith("person:")
    told = {line["comparison"]: line for line in found["contributions"]}
    assert told["name"]["level"] == "same name"
    assert told["phone"]["weight"] > 10
    assert sum(line["weight"] for line in told.values()) == pytest.approx(found["match_weight"], abs=0.1)
    assert not [value for value in (ID_A, ID_B, "AA1234567", "สมชาย", "สมหญิง", "+6681") if value in text]


def test_new_parameters_have_a_version_and_resolve_everything(feed: Feed) -> None:
    plant(feed)
    dsn = feed.warehouse.engine
    identity.resolve_persons(dsn)
    identity.decide(dsn, {"action": "retrain", "left": "", "right": "", "reason": "yearly"}, "officer")
    rows = feed.warehouse.query("select model_version, is_default, reason from resolved.identity_model order by 1")
    assert [(version, is_default) for version, is_default, _ in rows] == [(1, True), (2, True)]
    assert feed.warehouse.query("select distinct model_version from resolved.identity_link") == [(2,)]
