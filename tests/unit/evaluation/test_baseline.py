"""The baseline's guess on a handful of records: named, two hops within a day, shared devices and handsets."""

import pandas as pd
import pytest

from include.evaluation.baseline import Guess, guess_baseline


def at(text: str) -> pd.Timestamp:
    return pd.Timestamp(f"2024-03-{text}", tz="Asia/Bangkok")


@pytest.fixture
def guess() -> Guess:
    """1 is named; pays 2 at once, 2 pays 3 in hours, 3 pays 4; 1 pays 5 two days later; 6 shares the device of 2, 8 a number with 1."""
    devices = {1: "", 2: "d2", 3: "d3", 4: "d4", 5: "d5", 6: "d2", 7: "", 8: "d8"}
    accounts = pd.DataFrame(
        [(number, "901", str(number), device) for number, device in devices.items()],
        columns=["account_id", "bank_code", "account_no", "device_id"],
    ).assign(phone=["+669", None, None, None, None, None, None, "+669"])
    transfers = pd.DataFrame(
        [
            (1, 2, at("02T11:00")),
            (2, 3, at("02T15:00")),
            (3, 4, at("02T16:00")),
            (1, 5, at("04T11:00")),
            (1, 7, at("02T09:00")),
        ],
        columns=["debtor_id", "creditor_id", "booked_at"],
    )
    return guess_baseline(
        {
            "accounts": accounts,
            "transfers": transfers,
            "phones": pd.DataFrame({"phone_id": [1, 2, 3], "msisdn": ["+661", "+662", "+663"]}),
            "complaint_transfers": pd.DataFrame(
                {"complaint_id": ["C1"], "account_id": [1], "paid_at": [at("02T10:00")]}
            ),
            "mentions": pd.DataFrame(
                [("C1", at("02T12:00"), "phone", 1, -1)],
                columns=["source_id", "mentioned_at", "kind", "phone_id", "account_id"],
            ),
            "call_parties": pd.DataFrame({"phone_id": [1, 2, 3], "imei": ["box", "box", None]}),
        }
    )


def test_accounts_are_scored_by_how_they_came_up(guess: Guess) -> None:
    assert guess.accounts.set_index("key")["score"].to_dict() == {
        "901:1": 1.0,
        "901:2": 0.6,
        "901:3": 0.4,
        "901:6": 0.3,
        "901:8": 0.3,
    }


def test_phones_in_the_handset_of_a_named_one_come_along(guess: Guess) -> None:
    assert guess.phones.set_index("key")["score"].to_dict() == {"+661": 1.0, "+662": 0.3}


def test_what_is_tied_is_one_gang(guess: Guess) -> None:
    assert guess.members["gang_id"].nunique() == 1
    assert sorted(guess.members["key"]) == ["+661", "+662", "901:1", "901:2", "901:3", "901:6", "901:8"]
