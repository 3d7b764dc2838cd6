"""A planted case, replayed: what is known at a moment, what each policy holds, and that nobody holds more than lies there."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pandas as pd
import psycopg2
import pytest
from psycopg2.extensions import connection as Connection  # noqa: N812

from include.backtest.known import cut_evidence, last_delivered
from include.backtest.policies import POLICIES
from include.backtest.replay import Question, Result, find_money, rate, replay
from include.backtest.report import draw, tell, to_row
from include.core.frames import Evidence
from include.resolve import repair_mentions
from tests.conftest import Warehouse
from tests.ledger import plant_evidence
from tests.unit.backtest.case import FIRST, MULES, SECOND, make_case

T0 = pd.Timestamp("2024-03-05 10:00", tz="UTC")


@pytest.fixture(scope="module")
def evidence() -> Evidence:
    return make_case()


@pytest.fixture(scope="module")
def session(shared_warehouse: Warehouse, evidence: Evidence) -> Iterator[Connection]:
    plant_evidence(shared_warehouse, evidence)
    connection = psycopg2.connect(shared_warehouse.engine)
    yield connection
    connection.close()


@pytest.fixture(scope="module")
def results(session: Connection, evidence: Evidence) -> dict[tuple[str, int], Result]:
    question = Question(minutes=(0, 60))
    return {(r.policy, r.minutes): r for r in replay(session, evidence, MULES, frozenset(), question)}


def test_what_was_booked_in_the_running_hour_is_not_known_yet() -> None:
    moments = pd.Series([T0 + pd.Timedelta(minutes=m) for m in (4, 5, 64)])
    assert last_delivered(moments, is_live=False).tolist() == [T0 - pd.Timedelta(hours=1), T0, T0]
    assert last_delivered(moments, is_live=True).tolist() == moments.tolist()


def test_the_past_knows_nothing_of_the_future(evidence: Evidence) -> None:
    known = cut_evidence(evidence, T0, is_live=True)
    assert known.transfers["booked_at"].max() <= T0
    assert known.complaints.empty
    assert known.complaint_transfers.empty
    assert (known.snapshots["snapshot_at"] <= T0).all()
    assert known.accounts["balance_satang"].notna().sum() == known.snapshots["account_id"].nunique()
    later = cut_evidence(evidence, evidence.transfers["booked_at"].max(), is_live=False)
    assert 0 < len(later.transfers) < len(evidence.transfers)


def test_money_is_where_the_truth_says(session: Connection, evidence: Evidence) -> None:
    payments = repair_mentions(evidence)
    at = evidence.complaints["reported_at"]
    lies = find_money(session, evidence.complaints, payments, at, MULES)
    assert lies["satang"].sum() == 5_000_000
    assert lies.set_index("account_id")["satang"].to_dict() == {FIRST: 1_200_000, SECOND: 3_800_000}
    gone = find_money(session, evidence.complaints, payments, at + pd.Timedelta(hours=1), MULES)
    assert gone["satang"].sum() == 1_300_000  # the second mule drew all but 1,000 THB in between


def test_an_hour_costs_what_was_drawn_in_it(results: dict[tuple[str, int], Result]) -> None:
    ours, late = results["rukkhat", 0], results["rukkhat", 60]
    assert (ours.lost, ours.possible, late.possible) == (5_000_000, 5_000_000, 1_300_000)
    assert ours.held == ours.possible
    assert late.held == late.possible
    assert ours.innocent_proposals == 0
    assert results["named", 0].held == 1_200_000


@pytest.mark.parametrize("policy", POLICIES)
def test_nobody_holds_more_than_lies_there_or_than_was_proposed(
    policy: str, results: dict[tuple[str, int], Result]
) -> None:
    for minutes in (0, 60):
        result = results[policy, minutes]
        assert 0 <= result.held <= min(result.possible, result.proposed)
        assert result.innocent <= result.proposed


def test_a_false_complaint_counts_nowhere(session: Connection, evidence: Evidence) -> None:
    ids = frozenset(evidence.complaints["complaint_id"])
    question = Question(minutes=(0,), policies=("named",))
    (result,) = replay(session, evidence, MULES, ids, question)
    assert (result.lost, result.possible, result.held) == (0, 0, 0)


def test_innocents_are_counted() -> None:
    found = pd.DataFrame({"complaint_id": ["C", "C"], "account_id": [1, 2], "satang": [100, 300]})
    lies = pd.DataFrame({"complaint_id": ["C"], "account_id": [1], "satang": [60]})
    result = rate("x", 5, found, lies, 200, frozenset({1}))
    assert (result.held, result.proposed, result.innocent_proposals, result.innocent) == (60, 400, 1, 300)
    assert to_row(result)["held"] == 0.6
    assert "held 1.000 of what could be held (0.300 of the loss, an oracle 0.300); 0.150 of what" in tell(result)


def test_the_picture_is_the_same_for_the_same_figures(results: dict[tuple[str, int], Result], tmp_path: Path) -> None:
    draw(list(results.values()), tmp_path / "a.svg")
    draw([replace(result) for result in results.values()], tmp_path / "b.svg")
    assert (tmp_path / "a.svg").read_text().startswith("<?xml")
    assert len((tmp_path / "a.svg").read_bytes()) == len((tmp_path / "b.svg").read_bytes())
