"""Rows stand in order of time, those of one second in order of their records."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from include.graph.laying import in_time, order_in_time, positions
from include.graph.windows import distinct

NUMBER = st.integers(-(2**63), 2**63 - 1)


@given(st.lists(st.tuples(st.integers(-1, 2_000_000_000), NUMBER), min_size=1))
def test_one_key_orders_as_two_do(rows: list[tuple[int, int]]) -> None:
    at, ref = (np.array(column, dtype="int64") for column in zip(*rows, strict=True))
    order, expected = order_in_time(at, ref), np.lexsort((ref, at))
    assert (at[order] == at[expected]).all()
    assert (ref[order] == ref[expected]).all()


@pytest.mark.parametrize("refs", [["b", "a", "c"], [2, 1, 3]])
def test_records_order_one_second(refs: list[object]) -> None:
    rows = pd.DataFrame({"at": [5, 5, 4], "ref": refs})
    assert in_time(rows)["ref"].tolist() == [refs[2], refs[1], refs[0]]


@given(st.lists(NUMBER))
def test_distinct_numbers_in_order(numbers: list[int]) -> None:
    assert distinct(np.array(numbers, dtype="int64")).tolist() == sorted(set(numbers))


def test_positions_of_nobody() -> None:
    assert positions(pd.Series([7, -1, 9, 3]), pd.Series([3, 7])).tolist() == [1, -1, -1, 0]
    assert positions(pd.Series([], dtype="int64"), pd.Series([], dtype="int64")).tolist() == []
