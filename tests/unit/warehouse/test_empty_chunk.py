"""Columns whose first piece is empty, as joining frames leaves them: Arrow would write NULs in place of the rows."""

import pandas as pd

from include.warehouse.batch import Batch, encode_rows
from include.warehouse.connect import open_transaction
from include.warehouse.frames import append_rows
from tests.conftest import Warehouse

EMPTY = pd.DataFrame({"complaint_id": pd.Series(dtype="str"), "content": pd.Series(dtype="str")})
ROW = pd.DataFrame({"complaint_id": ["C1"], "content": ["00000000-0000-0000-0000-000000000001"]}).astype("str")
JOINED = pd.concat([EMPTY, ROW], ignore_index=True)


def test_an_empty_first_piece_is_written_as_nothing(warehouse: Warehouse) -> None:
    with open_transaction(warehouse.engine) as connection:
        assert append_rows(connection, "action", "traced_complaint", JOINED) == 1
    assert warehouse.query("select complaint_id from action.traced_complaint") == [("C1",)]


def test_a_batch_is_encoded_without_it() -> None:
    text = encode_rows(Batch("x", ("complaint_id", "content")), JOINED, None).getvalue()
    assert text == b'"C1","00000000-0000-0000-0000-000000000001"\n'
