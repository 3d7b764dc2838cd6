"""Measures against values worked out by hand."""

import pandas as pd
import pytest

from include.evaluation.metrics import rate_agreement, rate_detection, rate_links, rate_money


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
