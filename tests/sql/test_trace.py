"""mart.trace_payments and mart.trace_funds: against a slow oracle, and what must hold whatever the books say."""

from decimal import Decimal
from typing import Any

import pandas as pd
import psycopg2
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from psycopg2.extensions import connection as Connection  # noqa: N812

from tests.conftest import Warehouse
from tests.ledger import at, plant_accounts, plant_scores, plant_snapshots, plant_transfers
from tests.sql.oracle import Row, trace_first_in, trace_in_proportion

ACCOUNTS = 7
VICTIM = 0
ASK = """
select * from mart.trace_payments(
    %(accounts)s::integer[], %(times)s::timestamptz[], %(amounts)s::numeric[], as_of => %(as_of)s, rule => %(rule)s, home => %(home)s,
    suspects => %(suspects)s, most_hops => %(most_hops)s, least_amount => %(least_amount)s, least_share => %(least_share)s,
    most_read => %(most_read)s
)
"""
RULES = ("fifo", "proportional")
Claim = tuple[int, int, float]  # account, satang, minute


def follow(connection: Connection, claims: list[Claim], until: float = 1e6, **choice: Any) -> pd.DataFrame:
    """Trace what was paid, until a minute; amounts come out in satang."""
    asked = {
        "rule": "fifo",
        "home": None,
        "suspects": None,
        "most_hops": 99,
        "least_amount": "0.01",
        "least_share": 0,
        "most_read": 1000,
    }
    asked |= {
        "accounts": [account for account, _, _ in claims],
        "times": [at(minute).to_pydatetime() for _, _, minute in claims],
        "amounts": [Decimal(satang) / 100 for _, satang, _ in claims],
        "as_of": at(until).to_pydatetime(),
    }
    with connection.cursor() as cursor:
        cursor.execute(ASK, asked | choice)
        found = pd.DataFrame(cursor.fetchall(), columns=[column.name for column in cursor.description or ()])
    for name in ("payment_amount", "amount", "still_amount", "crumb_amount"):
        found[name.replace("amount", "satang")] = [None if value is None else int(value * 100) for value in found[name]]
    return found


def lies(found: pd.DataFrame) -> dict[int, int]:
    """Where what is left lies, in satang."""
    sums = found[found["still_satang"] > 0].groupby("creditor_id")["still_satang"].sum()
    return {int(str(account)): int(satang) for account, satang in sums.items()}


class Ledger:
    """A ledger that is written in the session that asks, and taken back before the next one."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def plant(
        self, rows: list[Row], known: list[Claim] | None = None, banks: dict[int, str] | None = None, many: int = 30
    ) -> Connection:
        self.connection.rollback()
        plant_accounts(self.connection, [(banks or {}).get(account, "901") for account in range(many)])
        plant_transfers(self.connection, rows)
        plant_snapshots(self.connection, [(account, minute, satang) for account, satang, minute in known or []])
        return self.connection


@pytest.fixture
def ledger(book: Connection) -> Ledger:
    return Ledger(book)


def test_money_is_followed_through_two_hops(ledger: Ledger) -> None:
    book = ledger.plant([(0, 0, 1, 100), (5, 1, 2, 60), (9, 2, 3, 60)])
    found = follow(book, [(1, 100, 0)])
    told = found[["payment", "hop", "debtor_id", "creditor_id", "payment_satang", "satang", "still_satang", "ending"]]
    assert told.to_numpy().tolist() == [
        [1, 1, 0, 1, 100, 100, 40, "lies"],
        [1, 2, 1, 2, 60, 60, 0, "lies"],
        [1, 3, 2, 3, 60, 60, 60, "lies"],
    ]
    assert found["booked_at"].tolist() == [at(0), at(5), at(9)]


@pytest.mark.parametrize(("rule", "expected"), [("fifo", {1: 100}), ("proportional", {1: 70, 2: 30})])
def test_rules_differ_where_money_is_mixed(ledger: Ledger, rule: str, expected: dict[int, int]) -> None:
    book = ledger.plant([(0, 0, 1, 100), (5, 1, 2, 60)], known=[(1, 100, -1)])
    assert lies(follow(book, [(1, 100, 0)], rule=rule)) == expected


def test_transfers_after_the_report_play_no_part(ledger: Ledger) -> None:
    book = ledger.plant([(0, 0, 1, 100), (5, 1, 2, 60)])
    assert lies(follow(book, [(1, 100, 0)], 4)) == {1: 100}
    assert lies(follow(book, [(1, 100, 0)], 5)) == {1: 40, 2: 60}
    assert follow(book, [(1, 100, 0)], -1).empty


def test_a_later_snapshot_does_not_speak_of_an_earlier_report(ledger: Ledger) -> None:
    book = ledger.plant([(0, 0, 1, 100), (5, 1, 2, 100)], known=[(1, 1000, 60)])
    assert lies(follow(book, [(1, 100, 0)], 10)) == {2: 100}
    assert lies(follow(book, [(1, 100, 0)], 70)) == {1: 100}


def test_what_is_known_is_surer_than_what_is_least(ledger: Ledger) -> None:
    book = ledger.plant([(0, 0, 1, 100), (5, 1, 2, 60)], known=[(1, 0, -1)])
    found = follow(book, [(1, 100, 0)])
    assert found["certainty"].tolist() == [1.0, 0.9]
    assert follow(book, [(1, 100, 0)], most_read=1)["certainty"].tolist()[1] == 0.9


def test_within_a_second_money_comes_in_before_it_goes_out(ledger: Ledger) -> None:
    rows = [(5.0, 1, 2, 60), (5.0, 0, 1, 60), (5.0, 2, 3, 60), (5.0, 4, 1, 10)]
    assert lies(follow(ledger.plant(rows), [(1, 60, 5)])) == {3: 60}


def test_equal_payments_of_one_second_carry_their_own_part(ledger: Ledger) -> None:
    rows = [(0.0, 0, 1, 100), (5.0, 1, 2, 50), (5.0, 1, 2, 50), (6.0, 2, 3, 60), (7.0, 2, 4, 40)]
    found = follow(ledger.plant(rows), [(1, 100, 0)])
    assert lies(found) == {3: 60, 4: 40}


@pytest.mark.parametrize(("bank", "ending"), [("000", "cash"), ("990", "crypto"), ("901", "seller")])
def test_money_is_not_followed_out_of_an_end(ledger: Ledger, bank: str, ending: str) -> None:
    book = ledger.plant([(0.0, 0, 1, 100), (5.0, 1, 2, 100), (6.0, 2, 3, 80)], banks={2: bank})
    if ending == "seller":
        plant_snapshots(book, [(2, -9, 0)], "COMPANY")
    found = follow(book, [(1, 100, 0)])
    assert found[["creditor_id", "still_satang", "ending"]].to_numpy().tolist() == [[1, 0, "lies"], [2, 100, ending]]


def test_a_company_that_looks_like_a_mule_is_no_end(ledger: Ledger) -> None:
    book = ledger.plant([(0.0, 0, 1, 100), (5.0, 1, 2, 100), (6.0, 2, 3, 80)])
    plant_snapshots(book, [(2, -9, 0)], "COMPANY")
    assert lies(follow(book, [(1, 100, 0)], suspects=[2])) == {2: 20, 3: 80}
    assert lies(follow(book, [(1, 100, 0)], suspects=[])) == {2: 100}
    plant_scores(book, {2: 0.9})
    assert lies(follow(book, [(1, 100, 0)])) == {2: 20, 3: 80}


def passing(ledger: Ledger, kind: str, went: list[Row], came: int = 10_000) -> Connection:
    """A mule (1) pays `came` to 2, who serves many: a company, an exchange, or a wallet with 40 customers, which pays `went`."""
    customers = range(4, 4 + 40)
    busy = [row for n in customers for row in ((-99.0 + n, n, 2, 3), (-40.0 + n, 2, n, 3))] if kind == "wallet" else []
    rows = [*busy, (50.0, 0, 1, came), (51.0, 1, 2, came), *went]
    banks = {2: {"company": "902", "exchange": "990", "wallet": "952"}[kind]}
    book = ledger.plant(rows, banks=banks, many=50)
    plant_snapshots(book, [(account, -999, None) for account in (0, 1, 3, *customers)])
    if kind == "company":
        plant_snapshots(book, [(2, -999, None)], "COMPANY")
    return book


SERVICES = ("company", "exchange", "wallet")


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("kind", SERVICES)
def test_a_service_passes_on_what_it_got_less_a_fee(ledger: Ledger, kind: str, rule: str) -> None:
    went = [(55.0, 2, 4, 6_000), (60.0, 2, 3, 9_800), (61.0, 2, 5, 400)]
    found = follow(passing(ledger, kind, went), [(1, 10_000, 50)], rule=rule)
    assert lies(found) == {2: 200, 3: 9_800}
    assert found.set_index("creditor_id")["ending"].to_dict() == {1: "lies", 2: "passed", 3: "lies"}
    assert found["certainty"].tolist() == pytest.approx([0.9, 0.9 * 0.8, 0.9 * 0.8 * 0.9])


@pytest.mark.parametrize("kind", SERVICES)
def test_a_service_pays_in_parts(ledger: Ledger, kind: str) -> None:
    """The fee is what comes last, and every part knows its place."""
    went = [
        (55.0, 2, 4, 6_000),
        (60.0, 2, 3, 3_300),
        (62.0, 2, 4, 50),
        (64.0, 2, 3, 3_300),
        (66.0, 2, 3, 3_200),
        (70.0, 3, 5, 4_000),
    ]
    book = passing(ledger, kind, went)
    assert lies(follow(book, [(1, 10_000, 50)])) == {2: 200, 3: 5_800, 5: 4_000}
    assert lies(follow(book, [(1, 10_000, 50)], 65)) == ({2: 10_000} if kind != "wallet" else {3: 3_950, 4: 6_050})
    first = follow(book, [(2, 5_000, 51)], 69)
    assert first[first["creditor_id"] == 3]["satang"].tolist() == [3_300, 1_700]


@pytest.mark.parametrize(
    "went", [[(60.0, 2, 3, 9_400)], [(60.0, 2, 3, 10_001)], [(292.0, 2, 3, 9_900)], [(60.0, 2, 3, 5_000), (61.0, 2, 4, 5_000)]],
    ids=["too little", "too much", "too late", "to two"],
)  # fmt: skip
def test_what_does_not_match_is_not_passed_on(ledger: Ledger, went: list[Row]) -> None:
    assert lies(follow(passing(ledger, "company", went), [(1, 10_000, 50)])) == {2: 10_000}
    assert set(follow(passing(ledger, "exchange", went), [(1, 10_000, 50)])["ending"]) == {"lies", "crypto"}


def test_whose_holder_is_known_keeps_the_order(ledger: Ledger) -> None:
    went = [(55.0, 2, 4, 6_000), (60.0, 2, 3, 9_800)]
    book = passing(ledger, "wallet", went)
    plant_snapshots(book, [(2, -999, None)])
    assert lies(follow(book, [(1, 10_000, 50)])) == {3: 4_000, 4: 6_000}


def test_money_paid_back_to_the_victim_is_not_followed_on(ledger: Ledger) -> None:
    found = follow(ledger.plant([(0, 0, 1, 100), (5, 1, 0, 30), (6, 0, 4, 30)]), [(1, 100, 0)], home=VICTIM)
    assert lies(found) == {1: 70, 0: 30}
    assert set(found["ending"]) == {"lies", "home"}


@pytest.mark.parametrize("rule", RULES)
def test_loops_end(ledger: Ledger, rule: str) -> None:
    rows = [(0.0, 0, 1, 100), *[(float(minute), 1 + minute % 2, 2 - minute % 2, 100) for minute in range(2, 40)]]
    assert sum(lies(follow(ledger.plant(rows), [(1, 100, 0)], rule=rule)).values()) == 100
    assert sum(lies(follow(ledger.plant(rows), [(1, 100, 0)], rule=rule, most_hops=5)).values()) == 100


def test_a_loop_within_one_second_ends(ledger: Ledger) -> None:
    rows = [(1.0, 0, 1, 100), (1.0, 1, 2, 100), (1.0, 2, 1, 100)]
    assert sum(lies(follow(ledger.plant(rows), [(1, 100, 1)])).values()) == 100


def test_a_payment_that_no_bank_shows_comes_in_when_the_victim_says(ledger: Ledger) -> None:
    book = ledger.plant([(1.0, 1, 2, 100), (9.0, 1, 3, 40)])
    assert lies(follow(book, [(1, 70, 5)])) == {1: 30, 3: 40}
    assert lies(follow(book, [(1, 70, 0)])) == {2: 70}
    assert lies(follow(book, [(6, 70, 5)])) == {6: 70}


def test_what_no_bank_shows_lies_below_what_comes_later(ledger: Ledger) -> None:
    book = ledger.plant([(6.0, 0, 1, 50), (9.0, 1, 3, 60)])
    found = follow(book, [(1, 70, 5), (1, 50, 6)])
    assert lies(found) == {1: 60, 3: 60}
    assert found[found["creditor_id"] == 3]["payment"].tolist() == [1]


def test_crumbs_are_told_and_hops_are_bounded(ledger: Ledger) -> None:
    found = follow(
        ledger.plant([(0.0, 0, 1, 10_000), (1.0, 1, 2, 99), (2.0, 1, 3, 100)]), [(1, 10_000, 0)], least_amount=1
    )
    assert lies(found) == {1: 9801, 3: 100}
    assert found["crumb_satang"].tolist() == [99, 0]
    chain = [(float(step), step, step + 1, 1000) for step in range(20)]
    found = follow(ledger.plant(chain), [(1, 1000, 0)], most_hops=5)
    assert lies(found) == {5: 1000}
    assert found["ending"].iloc[-1] == "hops"


def test_shares_of_shares_are_told_and_not_followed(ledger: Ledger) -> None:
    rows = [(0.0, 0, 1, 10_000), *[(1.0 + n, 1, 2 + n, 100) for n in range(20)], (40.0, 2, 25, 100)]
    book = ledger.plant(rows, known=[(1, 0, -1)])
    assert sum(lies(follow(book, [(1, 10_000, 0)], rule="proportional", least_share=0)).values()) == 10_000
    damped = follow(book, [(1, 10_000, 0)], rule="proportional", least_share="0.02")
    assert damped[["creditor_id", "still_satang", "crumb_satang"]].to_numpy().tolist() == [[1, 8000, 2000]]


@pytest.mark.parametrize("rule", RULES)
def test_what_a_hub_paid_beyond_what_is_read_is_told(ledger: Ledger, rule: str) -> None:
    rows = [(0.0, 0, 1, 5000), *[(1.0 + n, 1, 2 + n % 5, 100) for n in range(40)]]
    found = follow(ledger.plant(rows), [(1, 5000, 0)], rule=rule, most_read=20)
    assert found["ending"].iloc[0] == "unread"
    assert found["still_satang"].sum() + found["crumb_satang"].sum() == 5000


def test_a_hub_whose_past_is_not_read_is_less_sure(ledger: Ledger) -> None:
    rows = [*[(float(n), 5, 1, 100) for n in range(40)], (50.0, 0, 1, 500), (60.0, 1, 2, 2400)]
    book = ledger.plant(rows)
    assert lies(follow(book, [(1, 500, 50)])) == {1: 500}
    least = follow(book, [(1, 500, 50)], most_read=20)
    assert lies(least) == {1: 100, 2: 400}
    assert least["certainty"].tolist() == [0.6, 0.6 * 0.9]


@pytest.mark.parametrize("choice", [{"rule": "lifo"}, {"least_amount": 0}])
def test_what_is_not_understood_is_said(ledger: Ledger, choice: dict[str, object]) -> None:
    with pytest.raises(psycopg2.errors.InvalidParameterValue):
        follow(ledger.plant([]), [(1, 100, 0)], **choice)


def test_nothing_from_nothing(ledger: Ledger) -> None:
    assert follow(ledger.plant([]), []).empty


book_of = st.lists(
    st.tuples(st.integers(0, ACCOUNTS - 1), st.integers(1, ACCOUNTS - 1), st.integers(1, 500)), min_size=1, max_size=40
).map(lambda rows: [(float(minute), *row) for minute, row in enumerate(rows)])
slow = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def least_openings(rows: list[Row], spare: list[int]) -> dict[int, int]:
    """The balances that cover all that is paid, and something to spare."""
    net, lowest = dict.fromkeys(range(ACCOUNTS), 0), dict.fromkeys(range(ACCOUNTS), 0)
    for _, payer, payee, satang in rows:
        if payer == payee:
            continue
        net[payer] -= satang
        lowest[payer] = min(lowest[payer], net[payer])
        net[payee] += satang
    return {account: spare[account] - lowest[account] for account in range(ACCOUNTS)}


@slow
@given(
    rows=book_of,
    spare=st.lists(st.integers(0, 300), min_size=ACCOUNTS, max_size=ACCOUNTS),
    picked=st.sets(st.integers(0, 39), min_size=1, max_size=3),
    until=st.integers(0, 40),
    known_at=st.sampled_from([None, -5.0, 50.0]),
)
def test_agrees_with_the_slow_oracle(
    ledger: Ledger, rows: list[Row], spare: list[int], picked: set[int], until: int, known_at: float | None
) -> None:
    seeds = {row: rows[row][3] for row in picked if row < len(rows) and rows[row][1] == VICTIM}
    opening = least_openings(rows, spare) if known_at is not None else {}
    known = [(account, satang, -5.0) for account, satang in opening.items()]
    if known_at == 50.0:  # told after all was booked, and rolled back
        net = dict(opening)
        for _, payer, payee, satang in rows:
            net[payer] -= satang
            net[payee] += satang
        known = [(account, satang, 50.0) for account, satang in net.items()]
    book = ledger.plant(rows, known, many=ACCOUNTS)
    claims = [(rows[row][2], satang, rows[row][0]) for row, satang in seeds.items()]
    if known_at != 50.0:
        found = follow(book, claims, until)
        assert lies(found) == trace_first_in(rows, opening, seeds, until)
        shares = follow(book, claims, until, rule="proportional", most_hops=40)
        assert lies(shares) == pytest.approx(trace_in_proportion(rows, opening, seeds, until), abs=40)
    else:
        found = follow(book, claims, 50)
        assert lies(found) == trace_first_in(rows, opening, seeds, 50)
    carried = found.groupby("booked_at").agg({"satang": "sum", "payment_satang": "first"})
    assert (carried["satang"] <= carried["payment_satang"]).all(), "no payment carries more than itself"


@slow
@given(
    rows=book_of,
    picked=st.sets(st.integers(0, 39), max_size=4),
    claims=st.lists(st.tuples(st.integers(0, 6), st.integers(1, 500), st.integers(0, 30).map(float)), max_size=3),
    balances=st.lists(
        st.tuples(st.integers(0, 6), st.integers(0, 900), st.integers(-5, 30).map(float)),
        max_size=6,
        unique_by=lambda row: row[::2],
    ),
    choice=st.fixed_dictionaries({
        "rule": st.sampled_from(RULES),
        "most_read": st.sampled_from([2, 5, 1000]),
        "least_amount": st.sampled_from(["0.01", "1"]),
        "least_share": st.sampled_from([0, 0.1]),
        "most_hops": st.sampled_from([3, 12]),
    }),
)  # fmt: skip
def test_no_trace_claims_more_or_less_than_was_paid(
    ledger: Ledger,
    rows: list[Row],
    picked: set[int],
    claims: list[Claim],
    balances: list[Claim],
    choice: dict[str, Any],
) -> None:
    book = ledger.plant(rows, balances, banks={5: "990"}, many=ACCOUNTS)
    plant_snapshots(book, [(6, -99, None)], "COMPANY")
    claims = claims + [(rows[row][2], rows[row][3], rows[row][0]) for row in picked if row < len(rows)]
    for until in (3, 11, 40):
        found = follow(book, claims, until, **choice)
        paid = sum(satang for _, satang, minute in claims if minute <= until)
        assert found["still_satang"].sum() + found["crumb_satang"].sum() == paid
        assert (found[["still_satang", "crumb_satang"]] >= 0).all(axis=None)
        assert found["booked_at"].max() <= at(until) if paid else found.empty
        for number, stretch in found.groupby("payment"):
            assert stretch["still_satang"].sum() + stretch["crumb_satang"].sum() == claims[int(str(number)) - 1][1]


def test_an_analyst_asks_by_bank_and_number(warehouse: Warehouse) -> None:
    plant_accounts(warehouse, ["901", "902", "903"])
    plant_transfers(warehouse, [(0, 0, 1, 100_00), (5, 1, 2, 60_00)])
    ask = "select hop, from_key, to_key, traced_amount, still_amount, ending from mart.trace_funds(%s, %s, 100)"
    with psycopg2.connect(warehouse.analyst) as connection, connection.cursor() as cursor:
        cursor.execute(ask, ("902:0000000001", at(0).to_pydatetime()))
        assert [(*row[:3], float(row[3]), float(row[4]), row[5]) for row in cursor.fetchall()] == [
            (1, "901:0000000000", "902:0000000001", 100.0, 40.0, "lies"),
            (2, "902:0000000001", "903:0000000002", 60.0, 60.0, "lies"),
        ]
        with pytest.raises(psycopg2.errors.InvalidParameterValue, match="no account is known as"):
            cursor.execute(ask, ("nothing", at(0).to_pydatetime()))
    connection.close()
