"""A value longer than its kind can be spoils its row, and no other: no index of the warehouse would take it."""

import json

import pandas as pd
import pytest

from include.core.contract import Feed, Kind
from include.core.keys import read_keys
from include.sources import all_feeds, find_feed
from include.validate.lengths import LONGEST, mark_overlong
from include.validate.lists import clean_lists


@pytest.mark.parametrize("feed", all_feeds(), ids=lambda feed: feed.key)
def test_what_is_too_long_is_a_fault_that_names_its_column(feed: Feed) -> None:
    limited = [column for column in feed.columns if column.kind in LONGEST]
    rows = [{column.name: "x" * (LONGEST[column.kind] + 1)} for column in limited]
    rows += [{column.name: "x" * LONGEST[column.kind]} for column in limited]
    batch = pd.DataFrame(rows, columns=[column.name for column in feed.columns], dtype="str").assign(fault=None)
    faults = mark_overlong(feed, batch)
    told = [f"malformed: {column.name} is longer than {LONGEST[column.kind]} characters" for column in limited]
    assert [fault.split(";")[0] for fault in faults[: len(limited)]] == told
    assert faults[len(limited) :].isna().all()


def test_what_the_reader_saw_stays() -> None:
    feed = find_feed("bank-a", "transactions")
    batch = pd.DataFrame([{"tx_id": "x" * 300}], columns=[column.name for column in feed.columns], dtype="str")
    assert list(mark_overlong(feed, batch.assign(fault="malformed: NUL"))) == ["malformed: NUL"]


def test_free_text_has_no_end() -> None:
    assert not {Kind.TEXT, Kind.LIST} & set(LONGEST)


def test_a_key_that_no_index_takes_is_none() -> None:
    keys = read_keys(find_feed("bank-a", "transactions"), pd.DataFrame({"tx_id": ["A1", "x" * 501]}, dtype="str"))
    assert keys[0] == "A1"
    assert pd.isna(keys[1])


@pytest.mark.parametrize(
    ("name", "items", "is_understood"),
    [
        ("line_ids", ["@shop"], True),
        ("line_ids", ["x" * 401], False),
        ("names", ["สมชาย", 5, ""], True),
        ("urls", ["http://a.example/" + "x" * 3000], True),
        ("bank_accounts", [{"bank_code": "901", "account_no": "123-4 5"}], True),
        ("bank_accounts", [{"bank_code": 901, "account_no": 1234567890}], True),
        ("bank_accounts", [{"bank_code": "901", "account_no": "1" * 61}], False),
        ("bank_accounts", [{"bank_code": "901", "account_no": [1]}], False),
        ("bank_accounts", [{"bank_code": {"a": 1}, "account_no": "1"}], False),
        ("bank_accounts", [{"bank_code": "901", "account_no": " "}], False),
    ],
)
def test_a_list_holds_words_and_numbers_of_possible_length(name: str, items: list[object], is_understood: bool) -> None:
    cleaned, understood = clean_lists(name, pd.Series([json.dumps(items), "[]"], dtype="str"))
    assert list(understood) == [is_understood, True]
    assert cleaned[1] == "[]"
