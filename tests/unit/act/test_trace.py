import itertools

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from include.act.balance import micros
from include.act.trace import Ends, Limits, Rule, make_seeds, trace
from tests.unit.act.flows import at, make_flow, payment_frame
from tests.unit.act.oracle import Row, trace_lots

ACCOUNTS = 7
VICTIM = 0
NOT_SEEN = -1
ALL = Limits(least_satang=1, most_hops=99)


def follow(
    rows: list[Row],
    seeds: dict[int, int],
    until: float = 1e6,
    snapshots: list[tuple[int, float, int]] | None = None,
    limits: Limits = ALL,
    ends: tuple[int, ...] = (),
    claims: tuple[tuple[int, int, float], ...] = (),
) -> pd.DataFrame:
    """Trace one complaint; `seeds` maps rows to amounts, `claims` are (account, satang, minute) that no bank shows."""
    accounts = 1 + max([ACCOUNTS, *itertools.chain.from_iterable(row[1:3] for row in rows)])
    flow = make_flow(rows, snapshots or [], accounts)
    booked = [("C", rows[row][2], row, satang, rows[row][0]) for row, satang in seeds.items()]
    payments = payment_frame(booked + [("C", account, -1, satang, minute) for account, satang, minute in claims])
    is_end = np.isin(np.arange(accounts), ends)
    as_of = micros(pd.Series([at(min(until, 1e6))]))
    return trace(flow, make_seeds(flow, payments, pd.Series(["C"])), as_of, Ends(is_end, np.array([VICTIM])), limits)


def amounts(found: pd.DataFrame) -> dict[int, int]:
    return dict(zip(found["account"].tolist(), found["satang"].tolist(), strict=True))


def test_money_is_followed_through_two_hops() -> None:
    found = follow([(0, 0, 1, 100), (5, 1, 2, 60), (9, 2, 3, 60)], {0: 100})
    assert amounts(found) == {1: 40, 3: 60}
    assert dict(zip(found["account"], found["hop"], strict=True)) == {1: 1, 3: 3}
    assert found.loc[found["account"] == 3, "last_at"].tolist() == micros(pd.Series([at(9)])).tolist()


@pytest.mark.parametrize(
    ("rule", "left", "went"),
    [(Rule.FIFO, 100, 0), (Rule.LIFO, 40, 60), (Rule.PRO_RATA, 70, 30)],
)
def test_rules_differ_where_money_is_mixed(rule: Rule, left: int, went: int) -> None:
    rows = [(0, 0, 1, 100), (5, 1, 2, 60)]
    found = follow(rows, {0: 100}, snapshots=[(1, -1, 100)], limits=ALL._replace(rule=int(rule)))
    assert amounts(found) == {account: satang for account, satang in ((1, left), (2, went)) if satang}


def test_transfers_after_the_report_play_no_part() -> None:
    rows = [(0.0, 0, 1, 100), (5.0, 1, 2, 60)]
    assert amounts(follow(rows, {0: 100}, until=4)) == {1: 100}
    assert amounts(follow(rows, {0: 100}, until=5)) == {1: 40, 2: 60}
    assert amounts(follow(rows, {0: 100}, until=-1)) == {}


def test_a_later_snapshot_does_not_speak_of_an_earlier_report() -> None:
    rows = [(0.0, 0, 1, 100), (5.0, 1, 2, 100)]
    late = [(1, 60, 1000)]
    assert amounts(follow(rows, {0: 100}, until=10, snapshots=late)) == {2: 100}
    assert amounts(follow(rows, {0: 100}, until=70, snapshots=late)) == {1: 100}


def test_money_is_not_followed_out_of_an_end() -> None:
    rows = [(0.0, 0, 1, 100), (5.0, 1, 2, 100), (6.0, 2, 3, 100)]
    assert amounts(follow(rows, {0: 100}, ends=(2,))) == {2: 100}


def test_money_paid_back_to_the_victim_is_not_followed_on() -> None:
    assert amounts(follow([(0, 0, 1, 100), (5, 1, 0, 30), (6, 0, 4, 30)], {0: 100})) == {1: 70, 0: 30}


def test_loops_end() -> None:
    rows = [(0.0, 0, 1, 100), *[(float(minute), 1 + minute % 2, 2 - minute % 2, 100) for minute in range(2, 40)]]
    assert sum(amounts(follow(rows, {0: 100})).values()) == 100


def test_a_payment_that_no_bank_shows_comes_in_when_the_victim_says() -> None:
    rows = [(1.0, 1, 2, 100), (9.0, 1, 3, 40)]
    assert amounts(follow(rows, {}, claims=((1, 70, 5),))) == {1: 30, 3: 40}
    assert amounts(follow(rows, {}, claims=((1, 70, 0),))) == {2: 70}
    assert amounts(follow(rows, {}, claims=((6, 70, 5),))) == {6: 70}


def test_crumbs_open_no_new_account_and_hops_are_bounded() -> None:
    rows = [(0.0, 0, 1, 10_000), (1.0, 1, 2, 99), (2.0, 1, 3, 100)]
    assert amounts(follow(rows, {0: 10_000}, limits=Limits())) == {1: 9801, 3: 100}
    chain = [(float(step), step, step + 1, 1000) for step in range(20)]
    assert amounts(follow(chain, {0: 1000}, limits=Limits(most_hops=5))) == {5: 1000}


def test_a_share_that_has_become_a_crumb_is_let_go() -> None:
    rows = [(0.0, 0, 1, 10_000), (1.0, 6, 1, 990_000), (2.0, 1, 2, 995_000), (3.0, 1, 3, 4_000)]
    limits = Limits(rule=int(Rule.PRO_RATA))
    assert amounts(follow(rows, {0: 10_000}, limits=limits)) == {2: 9_950}
    assert sum(amounts(follow(rows, {0: 10_000}, limits=limits._replace(least_satang=1))).values()) == 10_000


def test_cases_do_not_touch_each_other() -> None:
    rows = [(0.0, 0, 1, 100), (1.0, 6, 1, 50), (5.0, 1, 2, 120)]
    flow = make_flow(rows, [], ACCOUNTS)
    payments = payment_frame([("A", 1, 0, 100, 0), ("B", 1, 1, 50, 1)])
    as_of = micros(pd.Series([at(10), at(10), at(10)]))
    ends = Ends(np.zeros(ACCOUNTS, bool), np.array([0, 6, NOT_SEEN]))
    found = trace(flow, make_seeds(flow, payments, pd.Series(["A", "B", "none"])), as_of, ends)
    assert found[["case", "account", "satang"]].to_numpy().tolist() == [[0, 2, 100], [1, 1, 30]]


def test_nothing_from_nothing() -> None:
    assert follow([], {}).empty


book = st.lists(
    st.tuples(
        st.integers(0, 30).map(float), st.integers(0, ACCOUNTS - 1), st.integers(0, ACCOUNTS - 1), st.integers(1, 500)
    ),
    min_size=1,
    max_size=40,
).map(sorted)


def least_openings(rows: list[Row], spare: list[int]) -> dict[int, int]:
    """The balances that cover all that is paid, and something to spare."""
    net, lowest = dict.fromkeys(range(ACCOUNTS), 0), dict.fromkeys(range(ACCOUNTS), 0)
    for _, payer, payee, satang in rows:
        net[payer] -= satang
        lowest[payer] = min(lowest[payer], net[payer])
        net[payee] += satang
    return {account: spare[account] - lowest[account] for account in range(ACCOUNTS)}


@settings(max_examples=150, deadline=None)
@given(
    rows=book,
    spare=st.lists(st.integers(0, 300), min_size=ACCOUNTS, max_size=ACCOUNTS),
    picked=st.sets(st.integers(0, 39), max_size=3),
    until=st.integers(0, 31),
    newest_first=st.booleans(),
    are_known=st.booleans(),
)
def test_agrees_with_the_slow_oracle(
    rows: list[Row], spare: list[int], picked: set[int], until: int, newest_first: bool, are_known: bool
) -> None:
    seeds = {row: rows[row][3] for row in picked if row < len(rows) and rows[row][1] == VICTIM}
    opening = least_openings(rows, spare) if are_known else {}
    snapshots = [(account, -5.0, satang) for account, satang in opening.items()]
    limits = ALL._replace(rule=int(Rule.LIFO if newest_first else Rule.FIFO))
    # the victim's own account is an end for the trace: let nobody pay it
    rows = [(minute, payer, payee if payee != VICTIM else 1, satang) for minute, payer, payee, satang in rows]
    if are_known:
        opening = least_openings(rows, spare)
        snapshots = [(account, -5.0, satang) for account, satang in opening.items()]
    found = follow(rows, seeds, until, snapshots, limits)
    assert amounts(found) == trace_lots(rows, opening, seeds, until, newest_first)


@settings(max_examples=150, deadline=None)
@given(
    rows=book,
    picked=st.sets(st.integers(0, 39), max_size=4),
    claims=st.lists(st.tuples(st.integers(0, 6), st.integers(1, 500), st.integers(0, 30)), max_size=3),
    balances=st.lists(st.tuples(st.integers(0, 6), st.integers(-5, 30), st.integers(0, 900)), max_size=6),
    rule=st.sampled_from(list(Rule)),
)
def test_no_trace_claims_more_than_was_paid(
    rows: list[Row],
    picked: set[int],
    claims: list[tuple[int, int, int]],
    balances: list[tuple[int, int, int]],
    rule: Rule,
) -> None:
    seeds = {row: rows[row][3] for row in picked if row < len(rows)}
    for until in (3, 11, 30):
        known = [(account, float(minute), satang) for account, minute, satang in balances]
        found = follow(
            rows,
            seeds,
            until,
            known,
            ALL._replace(rule=int(rule)),
            claims=tuple((a, s, float(m)) for a, s, m in claims),
        )
        paid = sum(satang for row, satang in seeds.items() if rows[row][0] <= until)
        paid += sum(satang for _, satang, minute in claims if minute <= until)
        assert found["satang"].sum() <= paid
        assert (found["satang"] > 0).all()
        assert not found["account"].duplicated().any()
