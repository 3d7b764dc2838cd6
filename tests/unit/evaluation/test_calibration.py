"""Calibration: what is right as often as it says has no error, and overconfidence is counted."""

import numpy as np
import pandas as pd
import pytest

from include.evaluation.calibration import bin_scores, rate_calibration


def test_nine_of_ten_at_point_nine_is_no_error() -> None:
    rated = rate_calibration(pd.Series([0.9] * 10), pd.Series([True] * 9 + [False]))
    assert rated.error == pytest.approx(0.0)
    assert rated.suspect_error == pytest.approx(0.0)
    assert rated.brier == pytest.approx(0.09)


def test_overconfidence_is_the_mean_distance_by_count() -> None:
    score = pd.Series([0.95] * 4 + [0.05] * 6)
    guilty = pd.Series([True, True, False, False] + [False] * 6)
    rated = rate_calibration(score, guilty)
    assert rated.error == pytest.approx(0.4 * 0.45 + 0.6 * 0.05)
    assert rated.suspect_error == pytest.approx(0.45)


def test_bins_hold_every_score_once_also_the_ends() -> None:
    score = pd.Series([0.0, 0.0999, 0.1, 0.5, 1.0])
    bins = bin_scores(score, pd.Series([False, False, False, True, True]))
    assert bins["low"].tolist() == [0.0, 0.1, 0.5, 0.9]
    assert bins["count"].tolist() == [2, 1, 1, 1]
    assert bins["high"].iloc[-1] == 1.0


def test_guilt_drawn_from_the_scores_has_next_to_no_error() -> None:
    rng = np.random.default_rng(5)
    score = pd.Series(rng.random(50_000))
    assert rate_calibration(score, pd.Series(rng.random(50_000) < score)).error < 0.01


def test_nothing_to_rate_has_no_error() -> None:
    rated = rate_calibration(pd.Series([], dtype="float64"), pd.Series([], dtype=bool))
    assert (rated.error, rated.suspect_error, rated.brier) == (0.0, 0.0, 0.0)
