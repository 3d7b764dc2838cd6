"""Numbers of all rows, and the words of some of them by their places."""

from unittest.mock import patch

import numpy as np
import pandas as pd
import pytest
from psycopg2.extensions import connection as Connection  # noqa: N812

from include.warehouse.connect import open_beside, open_transaction
from include.warehouse.frames import read_frame
from include.warehouse.numbers import name_places, number_places, read_numbers
from tests.conftest import Warehouse, execute

ACCOUNTS = "insert into core.account (bank_code, account_no) values ('901', '1'), ('902', '2')"
POSTINGS = """
insert into core.posting (
    reporting_bank, tx_id, end_to_end_id, booked_at, debtor_id, creditor_id, amount, currency, channel, device_id, remark,
    is_shared, is_debtor_report, is_believed, file_id, row_no
)
select '901', 'T' || n, 'E' || n, timestamptz '2024-04-04 16:00+07' + n * interval '1 second',
    (select account_id from core.account where bank_code = '901'), (select account_id from core.account where bank_code = '902'),
    n + 0.05, 'THB', 'MOBILE', case when n = 1 then 'D' end, case n when 1 then '' when 2 then 'rent' end,
    false, true, n < 4, 1, n
from generate_series(1, 4) as n
"""


@pytest.fixture
def posted(book: Connection) -> Connection:
    with book.cursor() as cursor:
        cursor.execute(ACCOUNTS)
        cursor.execute(POSTINGS)
    return book


def test_numbers_of_transfers(posted: Connection) -> None:
    told = read_frame(posted, "core/transfers").sort_values("end_to_end_id", ignore_index=True)
    rows = read_numbers(posted, "core/transfer_numbers").sort_values("booked_at", ignore_index=True)
    assert len(rows) == 3
    for name in ("transfer_id", "debtor_id", "creditor_id", "amount_satang", "booked_at"):
        pd.testing.assert_series_equal(rows[name], told[name], check_exact=True)
    assert (rows["device_id"] != 0).tolist() == [True, False, False]
    assert (rows["remark"] != 0).tolist() == [False, True, False]
    assert rows["end_to_end_id"].nunique() == 3


def test_words_come_in_the_order_of_places(posted: Connection) -> None:
    rows = read_numbers(posted, "core/transfer_numbers").sort_values("booked_at")
    backwards = name_places(rows["place"].to_numpy()[::-1])
    words = read_frame(posted, "core/transfer_words", {"places": backwards})
    assert words["end_to_end_id"].tolist() == ["E1", "E2", "E3"]
    assert words["device_id"].fillna("none").tolist() == ["D", "none", "none"]


def test_no_rows_are_an_empty_frame(book: Connection) -> None:
    rows = read_numbers(book, "core/call_numbers")
    assert rows.empty
    assert rows["is_voice"].dtype == bool
    assert str(rows["started_at"].dtype) == "datetime64[us, UTC]"


def test_null_is_no_number(book: Connection) -> None:
    asked = patch(
        "include.warehouse.numbers.read_statement",
        return_value="select nullif(n, 2) as n from generate_series(1, 3) as n",
    )
    with asked, pytest.raises(ValueError, match="null"):
        read_numbers(book, "core/transfer_numbers")


def test_places_are_named_as_they_are_numbered() -> None:
    places = np.array([(7, 3), (70_000, 65_535)], dtype=[("page", ">u4"), ("slot", ">u2")]).view("V6")
    assert name_places(number_places(places)) == '{"(7,3)","(70000,65535)"}'


def test_both_connections_see_one_moment(warehouse: Warehouse) -> None:
    with open_transaction(warehouse.engine) as first, open_beside(warehouse.engine, first) as second:
        execute(warehouse.owner, ACCOUNTS)
        assert [len(read_frame(one, "core/accounts")) for one in (first, second)] == [0, 0]
    with open_transaction(warehouse.engine) as later:
        assert len(read_frame(later, "core/accounts")) == 2
