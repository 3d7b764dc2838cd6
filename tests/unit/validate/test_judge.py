"""The suite decides; every row is good or has a fault; constants, forms and types are those of the staging table."""

import json

import pandas as pd
import pytest

from include.core.contract import Feed
from include.sources import all_feeds, find_feed
from include.validate import Verdict, judge
from include.validate.suite import build_suite, read_rule

CALL = {
    "call_id": "K1",
    "a_msisdn": "0812345678",
    "b_msisdn": "0912345678",
    "started_at": "2024-04-04T16:21:56+07:00",
    "duration_s": "60",
    "call_type": "VOICE",
}
POSTING = {
    "tx_id": "A1",
    "booked_at": "2024-04-04T16:21:56+07:00",
    "debtor_bank": "901",
    "debtor_account": "0011223344",
    "creditor_bank": "000",
    "creditor_account": "ATM000001",
    "amount": "10.00",
    "currency": "THB",
    "channel": "ATM",
}
ACCOUNT = {
    "account_no": "0011223344",
    "account_type": "SAVINGS",
    "holder_type": "PERSON",
    "holder_id": "1101700230708",
    "opened_on": "2020-01-01",
    "status": "ACTIVE",
    "balance": "0.00",
    "snapshot_at": "2024-04-04T00:00:00+07:00",
}
COMPLAINT = {
    "complaint_id": "C1",
    "reported_at": "2024-04-04T16:21:56+07:00",
    "channel": "WEB",
    "complaint_type": "JOB",
    "command_code": "MPB",
    "loss_amount": "10",
}
GOOD = {
    "bank-a/transactions": POSTING,
    "bank-a/accounts": ACCOUNT,
    "telco-a/calls": CALL,
    "tips/complaints": COMPLAINT,
}
PAYMENT = {"bank_code": "901", "account_no": "0011223344", "amount": "5.00", "at": "2024-04-04T10:00:00+07:00"}


def feed_of(key: str) -> Feed:
    return find_feed(*key.split("/"))


def judge_rows(key: str, *changes: dict[str, str | None], now: pd.Timestamp | None = None) -> Verdict:
    """Judge rows that are good but for these changes; row numbers from 1."""
    feed = feed_of(key)
    columns = [column.name for column in feed.columns]
    batch = pd.DataFrame([{**GOOD[key], **change} for change in changes]).reindex(columns=columns).astype("str")
    batch = batch.assign(row_no=range(1, len(batch) + 1), fault=None, file_id=3)
    return judge(feed, batch, now)


def rules(key: str, **change: str | None) -> list[tuple[str, str]]:
    faults = judge_rows(key, change).faults
    return list(zip(faults["field"], faults["rule"], strict=True))


@pytest.mark.parametrize("key", GOOD)
def test_a_good_row_is_good(key: str) -> None:
    verdict = judge_rows(key, {})
    assert verdict.faults.empty
    assert len(verdict.rows) == 1


@pytest.mark.parametrize(
    ("key", "field", "value", "rule"),
    [
        ("bank-a/transactions", "tx_id", None, "missing_key"),
        ("bank-a/transactions", "tx_id", "   ", "missing_key"),
        ("bank-a/transactions", "tx_id", "\u200b", "missing_key"),
        ("bank-a/transactions", "booked_at", "2567-04-04T16:21:56+07:00", "bad_date"),
        ("bank-a/transactions", "booked_at", "1481-04-04T16:21:56+07:00", "bad_date"),
        ("bank-a/transactions", "booked_at", "2024-02-30T16:21:56+07:00", "bad_date"),
        ("bank-a/transactions", "amount", None, "bad_amount"),
        ("bank-a/transactions", "amount", "0.00", "bad_amount"),
        ("bank-a/transactions", "amount", "-5.00", "bad_amount"),
        ("bank-a/transactions", "amount", "NaN", "bad_amount"),
        ("bank-a/transactions", "amount", "Infinity", "bad_amount"),
        ("bank-a/transactions", "amount", "0.005", "bad_amount"),
        ("bank-a/transactions", "amount", "1.000,50", "bad_amount"),
        ("bank-a/transactions", "amount", "１２.00", "bad_amount"),
        ("bank-a/transactions", "amount", "10000000000000.00", "bad_amount"),
        ("bank-a/transactions", "channel", "PIGEON", "unknown_code"),
        ("bank-a/transactions", "creditor_bank", "921", "unknown_code"),
        ("bank-a/transactions", "creditor_bank", "0", "unknown_code"),
        ("bank-a/transactions", "currency", "USD", "unknown_code"),
        ("bank-a/transactions", "debtor_account", "1.12E+09", "bad_id"),
        ("bank-a/transactions", "debtor_account", "11223344", "bad_id"),
        ("bank-a/accounts", "account_no", "001122334", "bad_id"),
        ("bank-a/accounts", "holder_id", "1101700230709", "bad_id"),
        ("bank-a/accounts", "holder_id", "110170023070", "bad_id"),
        ("bank-a/accounts", "holder_id", "1.1017E+12", "bad_id"),
        ("bank-a/accounts", "opened_on", "2023-02-29", "bad_date"),
        ("telco-a/calls", "duration_s", "-1", "bad_amount"),
        ("telco-a/calls", "duration_s", "1.5", "bad_amount"),
        ("telco-a/calls", "duration_s", "long", "bad_amount"),
        ("telco-a/calls", "a_msisdn", "withheld", "bad_phone"),
        ("tips/complaints", "transfers", "{}", "malformed"),
        ("tips/complaints", "transfers", '[{"bank_code": "901"}]', "malformed"),
        ("tips/complaints", "loss_amount", "-1", "bad_amount"),
    ],
)
def test_a_bad_value_breaks_its_rule(key: str, field: str, value: str | None, rule: str) -> None:
    assert rules(key, **{field: value}) == [(field, rule)]


@pytest.mark.parametrize(
    ("key", "field", "value", "loaded"),
    [
        ("bank-a/transactions", "amount", "๑,๒๓๔.๕๐", "1234.50"),
        ("bank-a/transactions", "amount", "9999999999999.99", "9999999999999.99"),
        ("bank-a/transactions", "debtor_account", "\u200e0011223344\u200f", "0011223344"),
        ("bank-a/transactions", "remark", "=HYPERLINK()", "=HYPERLINK()"),
        ("bank-a/transactions", "remark", "null", "null"),
        ("bank-a/accounts", "holder_id", "1-1017-00230-70-8", "1101700230708"),
        ("bank-a/accounts", "holder_id", "AB1234567", "AB1234567"),
        ("bank-a/accounts", "holder_name_th", "NA", "NA"),
        ("bank-a/accounts", "balance", "-5.00", "-5.00"),
        ("telco-a/calls", "a_msisdn", "+697123456789", "+697123456789"),
        ("telco-a/calls", "b_msisdn", "1441", "1441"),
        ("telco-a/calls", "b_msisdn", "02-123-4567", "+6621234567"),
    ],
)
def test_an_unusual_value_loads(key: str, field: str, value: str, loaded: str) -> None:
    verdict = judge_rows(key, {field: value})
    assert verdict.faults.empty
    assert verdict.rows[field].tolist() == [loaded]


def test_a_sim_may_be_older_than_the_records_and_no_older_than_the_telephone() -> None:
    sim = {"msisdn": "0812345678", "iccid": "896601445008627124", "id_type": "NATIONAL_ID", "id_no": "1101700230708"}
    sim |= {"imsi": "520019517092762", "name_th": "ก ข", "dealer_code": "D1", "status": "ACTIVE"}
    for activated, rules_broken in (("1996-10-11T18:17:52+07:00", []), ("1970-01-20T18:00:00+07:00", ["bad_date"])):
        feed = feed_of("telco-a/subscribers")
        batch = pd.DataFrame([sim | {"activated_at": activated}]).assign(row_no=1, fault=None, file_id=3)
        assert judge(feed, batch, None).faults["rule"].tolist() == rules_broken


def test_a_company_number_needs_no_checksum() -> None:
    assert judge_rows("bank-a/accounts", {"holder_type": "COMPANY", "holder_id": "0105512345679"}).faults.empty


def test_the_future_is_bad_only_with_a_clock() -> None:
    now = pd.Timestamp("2024-04-04T09:15:00Z")
    late = judge_rows("bank-a/transactions", {"booked_at": "2024-04-04T09:20:01Z"}, now=now)
    assert late.faults["rule"].tolist() == ["bad_date"]
    skewed = judge_rows("bank-a/transactions", {"booked_at": "2024-04-04T09:19:59Z"}, now=now)
    assert skewed.faults.empty
    assert rules("bank-a/transactions", booked_at="2024-04-04T09:20:01Z") == []


def test_today_is_today_in_thailand() -> None:
    now, opened = pd.Timestamp("2024-04-03T18:00:00Z"), "2024-04-04"  # an hour after midnight there
    row = {"opened_on": opened, "snapshot_at": "2024-04-04T00:59:00+07:00"}
    assert judge_rows("bank-a/accounts", row, now=now).faults.empty
    assert judge_rows("bank-a/accounts", row | {"opened_on": "2024-04-05"}, now=now).faults["field"].tolist() == [
        "opened_on"
    ]


def test_a_row_may_have_many_faults() -> None:
    assert sorted(rules("bank-a/transactions", channel="X", amount="0")) == [
        ("amount", "bad_amount"),
        ("channel", "unknown_code"),
    ]


def test_what_the_reader_saw_is_the_only_fault() -> None:
    feed = feed_of("telco-a/calls")
    batch = pd.DataFrame({column.name: [None] for column in feed.columns}, dtype="str")
    verdict = judge(feed, batch.assign(row_no=5, file_id=9, fault="malformed: the row has 3 fields, not 9"))
    assert verdict.faults.to_dict("records") == [
        {
            "file_id": 9,
            "row_no": 5,
            "field": "row",
            "rule": "malformed",
            "reason": "malformed: the row has 3 fields, not 9",
        }
    ]


def test_rows_of_many_files_are_told_apart() -> None:
    feed = feed_of("telco-a/calls")
    one = pd.DataFrame([CALL]).reindex(columns=[column.name for column in feed.columns]).astype("str")
    batch = pd.concat([one.assign(file_id=1), one.assign(file_id=2, call_type="FAX")], ignore_index=True)
    verdict = judge(feed, batch.assign(row_no=1, fault=None))
    assert verdict.rows["file_id"].tolist() == [1]
    assert verdict.faults["file_id"].tolist() == [2]


def test_types_are_those_of_the_warehouse() -> None:
    rows = judge_rows("bank-a/accounts", {"phone": "081 234 5678", "holder_name_th": "นาย ทดสอบ ดี"}).rows
    assert str(rows["snapshot_at"].dtype) == "datetime64[us, UTC]"
    assert str(rows["opened_on"].dtype) == "datetime64[s]"
    told = rows[["bank_code", "phone", "phone_typed", "holder_name_th_key"]].iloc[0].tolist()
    assert told == ["901", "+66812345678", "081 234 5678", "ทดสอบ ดี"]


def test_payments_of_a_complaint_are_cleaned_each_on_its_own() -> None:
    payments = json.dumps([PAYMENT, {**PAYMENT, "amount": "1,000.00"}])
    spoilt = json.dumps([PAYMENT, {**PAYMENT, "at": "noon"}])
    verdict = judge_rows("tips/complaints", {"transfers": payments}, {"transfers": spoilt}, {"transfers": "[]"}, {})
    assert verdict.faults["row_no"].tolist() == [2]
    loaded = [json.loads(text) for text in verdict.rows["transfers"]]
    assert [payment["amount"] for payment in loaded[0]] == ["5.00", "1000.00"]
    assert loaded[0][0]["at"] == "2024-04-04T03:00:00Z"
    assert loaded[1:] == [[], []]


def test_no_reason_holds_a_value() -> None:
    verdict = judge_rows("bank-a/accounts", {"holder_id": "1101700230709", "phone": "0812345678"})
    assert "1101700230709" not in verdict.faults.to_csv()


@pytest.mark.parametrize("feed", all_feeds(), ids=lambda feed: feed.key)
def test_a_suite_has_a_check_for_every_required_column(feed: Feed) -> None:
    read = [read_rule(expectation.meta) for expectation in build_suite(feed).expectations]
    required = {column.name for column in feed.columns if column.required}
    assert required <= {rule.field for rule in read if "is empty" in rule.remedy}
    assert all(rule.reason.startswith(f"{rule.name}: {rule.field} ") for rule in read)
