"""Measures against values worked out by hand."""

import pandas as pd
import pytest

from include.evaluation.metrics import (
    rate_accounting,
    rate_agreement,
    rate_detection,
    rate_links,
    rate_money,
    rate_rows,
)


def test_detection_of_four_with_two_guilty() -> None:
    score = pd.Series([0.9, 0.8, 0.7, 0.1])
    rated = rate_detection(score, score > 0.75, pd.Series([True, False, True, False]))
    assert rated.precision == 0.5
    assert rated.recall == 0.5
    assert rated.average_precision == pytest.approx((1 / 1 + 2 / 3) / 2)


def test_ties_share_the_precision_of_their_rank() -> None:
    rated = rate_detection(pd.Series([1.0, 1.0]), pd.Series([True, True]), pd.Series([True, False]))
    assert rated.average_precision == 0.5


def test_b_cubed_of_a_gang_split_in_two_and_one_mixed() -> None:
    truth = pd.Series({"a": "X", "b": "X", "c": "X", "d": "Y"})
    found = pd.Series({"a": 1, "b": 1, "c": 2, "d": 2})
    agreement = rate_agreement(found, truth)
    assert agreement.precision == pytest.approx((1 + 1 + 0.5 + 0.5) / 4)
    assert agreement.recall == pytest.approx((2 / 3 + 2 / 3 + 1 / 3 + 1) / 4)


def test_members_that_were_not_found_stand_alone() -> None:
    agreement = rate_agreement(pd.Series(dtype=object), pd.Series({"a": "X", "b": "X"}))
    assert (agreement.precision, agreement.recall) == (1.0, 0.5)


def test_a_gang_is_linked_by_most_mules_and_three_callers() -> None:
    accounts = pd.DataFrame({"key": ["m1", "m2", "m3"], "gang_id": "X"})
    callers = pd.DataFrame({"key": ["c1", "c2", "c3"], "gang_id": "X"})
    found = pd.DataFrame({"key": ["m1", "m2", "c1", "c2", "c3"], "gang_id": "g"})
    assert rate_links(found, accounts, callers) == 1.0
    assert rate_links(found[found["key"] != "c3"], accounts, callers) == 0.0
    assert rate_links(found[found["key"] != "m2"], accounts, callers) == 0.0


def test_money_counts_what_meets() -> None:
    truth = pd.DataFrame({"complaint_id": ["C1", "C1"], "key": ["a", "b"], "amount": [100.0, 100.0]})
    proposed = pd.DataFrame({"complaint_id": ["C1", "C1"], "key": ["a", "z"], "amount": [150.0, 50.0]})
    rated = rate_money(proposed, truth, frozenset({"a", "b"}))
    assert rated.covered == 0.5
    assert rated.pure == 0.5
    assert (rated.innocent_rows, rated.innocent_money) == (0.5, 0.25)


def test_average_precision_of_six_worked_out_by_hand() -> None:
    # Ranks of the guilty: 1, 3, 6 of six; (1/1 + 2/3 + 3/6) / 3
    score = pd.Series([0.9, 0.8, 0.7, 0.6, 0.5, 0.4])
    rated = rate_detection(score, score > 1, pd.Series([True, False, True, False, False, True]))
    assert rated.average_precision == pytest.approx((1 + 2 / 3 + 1 / 2) / 3)
    assert (rated.precision, rated.recall) == (0.0, 0.0)


def test_b_cubed_of_bagga_and_baldwin_one_merged_group() -> None:
    # Seven items: truth 1-5 and 6-7; found: 1-2 and 3-7.
    truth = pd.Series(list("AAAAABB"))
    found = pd.Series([1, 1, 2, 2, 2, 2, 2])
    agreement = rate_agreement(found, truth)
    assert agreement.precision == pytest.approx((2 * 1 + 3 * 3 / 5 + 2 * 2 / 5) / 7)
    assert agreement.recall == pytest.approx((2 * 2 / 5 + 3 * 3 / 5 + 2 * 1) / 7)
    assert agreement.f1 == pytest.approx(
        2 * agreement.precision * agreement.recall / (agreement.precision + agreement.recall)
    )


def files(**values: object) -> pd.DataFrame:
    line = {
        "agency": "bank-a",
        "feed": "transactions",
        "file_name": "1.csv",
        "status": "loaded",
        "rows_loaded": 8,
        "rows_quarantined": 1,
        "rows_duplicate": 1,
    }
    return pd.DataFrame([{**line, **values}])


def test_a_file_counts_only_when_every_row_is_accounted_for() -> None:
    truth = files(rows=10)
    assert rate_accounting(files(rows_read=10), truth).exact == 1
    assert rate_accounting(files(rows_read=11), truth).wrong == ("bank-a/transactions/1.csv",)
    assert rate_accounting(files(rows_read=10, rows_loaded=9, rows_duplicate=0), truth).exact == 0
    assert rate_accounting(files(rows_read=10, status="rejected"), truth).exact == 0


def test_a_file_that_only_one_side_knows_is_wrong() -> None:
    both = pd.concat([files(rows_read=10), files(rows_read=10, file_name="2.csv")])
    rated = rate_accounting(both, files())
    assert (rated.exact, rated.files) == (1, 2)


def test_counts_of_a_rejected_file_do_not_matter() -> None:
    found = files(rows_read=10, status="rejected", rows_loaded=0, rows_quarantined=10)
    assert rate_accounting(found, files(status="rejected")).exact == 1


def test_rows_match_by_file_and_number() -> None:
    base = {"agency": "a", "feed": "f", "file_name": "n"}
    found = pd.DataFrame([{**base, "row_no": 1}, {**base, "row_no": 1}, {**base, "row_no": 3}])
    truth = pd.DataFrame([{**base, "row_no": "1"}, {**base, "row_no": "2"}, {**base, "row_no": "4"}])
    rated = rate_rows(found, truth)
    assert rated.precision == 0.5
    assert rated.recall == pytest.approx(1 / 3)
