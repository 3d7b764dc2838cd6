import numpy as np
import pandas as pd

from include.act.balance import UNKNOWN, micros
from tests.unit.act.flows import at, make_flow

ROWS = [(10.0, 1, 2, 300), (20.0, 2, 3, 100), (30.0, 2, 1, 50)]


def balance(account: int, minute: float, snapshots: list[tuple[int, float, int]]) -> int:
    flow = make_flow(ROWS, snapshots, 5)
    return int(flow.balances_at(np.array([account]), micros(pd.Series([at(minute)])))[0])


def test_a_snapshot_is_rolled_forward_by_transfers() -> None:
    opening = [(2, 0.0, 1000)]
    assert [balance(2, minute, opening) for minute in (5, 10, 25, 40)] == [1000, 1300, 1200, 1150]


def test_the_last_snapshot_counts() -> None:
    assert balance(2, 40, [(2, 0.0, 1000), (2, 25.0, 7000)]) == 6950
    assert balance(2, 22, [(2, 0.0, 1000), (2, 25.0, 7000)]) == 1200


def test_nothing_is_known_without_a_snapshot_by_then() -> None:
    assert balance(2, 40, []) == UNKNOWN
    assert balance(2, 20, [(2, 25.0, 7000)]) == UNKNOWN


def test_a_negative_balance_shows_missing_transfers() -> None:
    assert balance(1, 15, [(1, 0.0, 100)]) == UNKNOWN


def test_an_account_without_transfers_keeps_its_balance() -> None:
    assert balance(4, 40, [(4, 0.0, 5)]) == 5


def test_unknown_accounts_have_no_index() -> None:
    flow = make_flow(ROWS, [], 5)
    assert flow.index_of(pd.Series([4, 77, -1])).tolist() == [4, -1, -1]
