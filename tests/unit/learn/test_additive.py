"""The additive model: it finds back what made the labels, keeps the order of the rules, and explains itself to the digit."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from include.learn.additive import FACTORS, Additive, Likelihood, fit_calibration, fit_factors, keep_rules, sigmoid
from include.learn.model import to_json

CODES = ("prior", "early", "ties", "old")


def draw(slope: float = 2.0, bias: float = 1.0, named_share: float = 0.4, size: int = 20_000) -> pd.DataFrame:
    """Accounts whose guilt follows the rules' odds times `slope` plus `bias`; so many of the guilty are named."""
    rng = np.random.default_rng(3)
    table = pd.DataFrame({
        "prior": -4.0,
        "early": 2.0 * rng.random(size),
        "ties": 6.0 * (rng.random(size) < 0.1) * rng.random(size),
        "old": -1.5 * (rng.random(size) < 0.5),
    })  # fmt: skip
    guilty = rng.random(size) < sigmoid(bias + slope * table.sum(axis=1).to_numpy())
    return table.assign(is_named=guilty & (rng.random(size) < named_share))


def test_calibration_finds_slope_bias_and_the_share_named() -> None:
    found = fit_calibration(draw())
    assert found.factors["prior"] == pytest.approx(2.0, abs=0.3)
    assert set(found.factors.values()) == {found.factors["prior"]}
    assert found.named_share == pytest.approx(0.4, abs=0.06)


def test_calibrated_chances_are_right_as_often_as_they_say() -> None:
    table = draw()
    chance = fit_calibration(table).score(table)
    truth = sigmoid(1.0 + 2.0 * table.drop(columns="is_named").sum(axis=1).to_numpy())
    for low in np.arange(0.0, 1.0, 0.1):
        here = (chance >= low) & (chance < low + 0.1)
        assert abs(chance[here].mean() - truth[here].mean()) < 0.08


def test_a_signal_that_means_nothing_loses_its_factor_and_one_that_means_more_gains() -> None:
    rng = np.random.default_rng(4)
    table = draw().drop(columns="is_named")
    guilty = rng.random(len(table)) < sigmoid(-3.0 + 3.0 * table["ties"].to_numpy())
    labelled = table.assign(is_named=guilty & (rng.random(len(table)) < 0.5))
    common = fit_calibration(labelled)
    found = fit_factors(labelled, common)
    assert found.factors["ties"] > common.factors["ties"] > found.factors["early"]
    assert all(FACTORS[0] <= factor <= FACTORS[1] for factor in found.factors.values())


def test_a_signal_that_never_occurs_keeps_the_common_factor() -> None:
    table = draw().assign(never=0.0)
    common = fit_calibration(table)
    assert fit_factors(table, common).factors["never"] == pytest.approx(common.factors["never"], abs=1e-6)


@given(st.lists(st.lists(st.floats(-5, 5), min_size=4, max_size=4), min_size=2, max_size=20), st.floats(0.25, 4))
@settings(max_examples=50, deadline=None)
def test_calibration_keeps_the_order_of_the_rules(rows: list[list[float]], slope: float) -> None:
    table = pd.DataFrame(rows, columns=list(CODES))
    order = table.sum(axis=1).to_numpy()
    scores = Additive(0.7, dict.fromkeys(CODES, slope), 0.5).score(table)
    for left in range(len(rows)):
        for right in range(len(rows)):
            if order[left] > order[right] + 1e-9:
                assert scores[left] >= scores[right]


@given(st.sampled_from(CODES), st.floats(0, 4), st.floats(0, 3))
@settings(max_examples=50, deadline=None)
def test_more_of_what_speaks_against_an_account_never_lowers_its_score(code: str, factor: float, more: float) -> None:
    model = Additive(-1.0, dict.fromkeys(CODES, 1.0) | {code: factor}, 0.5)
    table = pd.DataFrame([dict.fromkeys(CODES, 0.3)])
    assert model.score(table.assign(**{code: 0.3 + more}))[0] >= model.score(table)[0]


def test_contributions_sum_to_the_log_odds() -> None:
    table = draw(size=500)
    model = fit_factors(table, fit_calibration(table))
    parts = model.explain(table)
    odds = np.log(model.score(table) / (1 - model.score(table)))
    assert list(parts.columns) == ["bias", *CODES]
    assert np.allclose(parts.sum(axis=1), odds, atol=1e-9)


def test_the_same_examples_give_the_same_bytes_in_any_order() -> None:
    table = draw(size=3000)
    again = table.sample(frac=1.0, random_state=1).sort_index()
    assert to_json(fit_calibration(table)) == to_json(fit_calibration(again))
    assert to_json(fit_factors(table, fit_calibration(table))) == to_json(fit_factors(again, fit_calibration(again)))


def test_rules_kept_are_the_rules() -> None:
    table = draw(size=50).drop(columns="is_named")
    assert np.allclose(keep_rules(list(CODES)).score(table), sigmoid(table.sum(axis=1).to_numpy()))


def test_a_table_without_a_signal_is_an_error() -> None:
    with pytest.raises(KeyError):
        keep_rules(list(CODES)).score(draw(size=5).drop(columns=["is_named", "ties"]))


def test_the_slope_of_the_cost_is_the_cost_s_slope() -> None:
    table = draw(size=200)
    cost = Likelihood(
        table.drop(columns="is_named").to_numpy(dtype="float64"),
        table["is_named"].to_numpy(dtype=bool),
        np.ones(4),
        0.3,
    ).cost
    point = np.array([0.3, 0.5, 1.1, 0.9, 1.2, 0.8])
    for place in range(len(point)):
        step = np.zeros(len(point))
        step[place] = 1e-6
        assert (cost(point + step)[0] - cost(point - step)[0]) / 2e-6 == pytest.approx(cost(point)[1][place], rel=1e-4)
