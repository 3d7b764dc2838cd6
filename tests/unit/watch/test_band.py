"""The band scales with the volume, one outlier does not widen it much, and an all but empty file is always outside."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from include.watch.band import learn_band

VOLUMES = st.lists(st.integers(1, 10**6), min_size=5, max_size=28).map(lambda rows: np.array(rows, dtype="float64"))


@given(VOLUMES, st.floats(0.01, 1000.0))
def test_it_scales_with_the_volume(history: NDArray[np.float64], factor: float) -> None:
    assert learn_band(history * factor) == pytest.approx([edge * factor for edge in learn_band(history)])


@given(VOLUMES)
def test_the_median_is_inside_and_nothing_at_all_is_outside(history: NDArray[np.float64]) -> None:
    low, high = learn_band(history)
    assert 0 < low <= np.median(history) <= high


@given(st.integers(20, 10**5), st.integers(5, 28), st.sampled_from([0.0, 1e3, 1e9]))
def test_one_outlier_moves_a_steady_feeds_band_by_nothing(rows: int, count: int, outlier: float) -> None:
    steady = np.full(count, float(rows))
    assert learn_band(np.append(steady, rows * outlier)) == learn_band(steady)


@given(VOLUMES, st.sampled_from([0.0, 1e12]))
def test_one_outlier_cannot_move_the_band_beyond_what_the_others_span(
    history: NDArray[np.float64], outlier: float
) -> None:
    low, high = learn_band(np.append(history, outlier))
    span = history.max() - history.min()
    assert high <= history.max() + max(5 * 1.4826 * span, history.max() / 2) + 1e-6
    assert low >= 0.2 * history.min() - 1e-6


@given(VOLUMES)
def test_the_order_of_the_files_does_not_matter(history: NDArray[np.float64]) -> None:
    assert learn_band(history[::-1]) == learn_band(history)
