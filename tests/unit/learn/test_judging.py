"""Judging: a better calibration is promoted, and no rival is for being new, lucky or blind."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from include.learn.additive import Additive, sigmoid
from include.learn.examples import Examples
from include.learn.judging import CALIBRATED, LEARNT, RULES, fit_candidates, judge, lose, rank
from include.learn.model import object_to_scores

CUT = pd.Timestamp("2024-03-05", tz="UTC")


def draw(seed: int, size: int = 8000, bias: float = 2.0, named_share: float = 0.5) -> pd.DataFrame:
    """Accounts whose guilt follows twice the rules' odds."""
    rng = np.random.default_rng(seed)
    table = pd.DataFrame({"prior": -4.0, "ties": 6.0 * rng.random(size) ** 6, "age": rng.random(size)})
    guilty = rng.random(size) < sigmoid(bias + 2.0 * table.sum(axis=1).to_numpy())
    return table.assign(is_named=guilty & (rng.random(size) < named_share))


def test_calibration_is_promoted_where_it_holds_and_equal_factors_bring_no_more() -> None:
    examples = Examples(CUT, draw(1), draw(2), draw(3))
    calibrated, learnt = judge(examples, fit_candidates(examples.earlier))
    assert (calibrated.method, learnt.method) == (CALIBRATED, LEARNT)
    assert calibrated.is_promoted
    assert calibrated.metrics["log_loss"] < calibrated.metrics["rival_log_loss"]
    assert not learnt.is_promoted
    assert "chance" in learnt.reason or "worse" in learnt.reason


def test_factors_are_promoted_where_a_signal_misleads() -> None:
    def mislead(table: pd.DataFrame, seed: int) -> pd.DataFrame:
        noise = 2.0 * (np.random.default_rng(seed).random(len(table)) < 0.3)
        return table.assign(noise=noise)

    examples = Examples(CUT, mislead(draw(1), 7), mislead(draw(2), 8), mislead(draw(3), 9))
    verdict = judge(examples, fit_candidates(examples.earlier))[1]
    assert verdict.is_promoted, verdict.reason
    assert verdict.model.factors["noise"] < verdict.model.factors["ties"]
    assert verdict.metrics["gain"] > 2 * verdict.metrics["gain_error"]


def test_a_model_that_the_later_time_belies_is_not_promoted() -> None:
    later = draw(2)
    upside_down = later.assign(ties=6.0 - later["ties"])
    candidates = fit_candidates(draw(1))
    wrong = {RULES: Additive(0.0, dict.fromkeys(candidates[RULES].factors, 0.5), 0.1)}
    calibrated, _ = judge(Examples(CUT, draw(1), upside_down, draw(3)), candidates | wrong)
    assert not calibrated.is_promoted
    assert "worse" in calibrated.reason


def pass_on(table: pd.DataFrame, share: float) -> pd.DataFrame:
    """So many more who pass money on, whom the rules flag for it and no victim ever names."""
    relays = pd.DataFrame(
        {"prior": -4.0, "ties": 0.0, "age": 0.0, "relays": 6.0, "is_named": False}, range(int(len(table) * share))
    )
    return pd.concat([table.assign(relays=0.0), relays], ignore_index=True)


def test_a_model_that_forgets_who_passes_money_on_is_registered_as_not_promoted() -> None:
    examples = Examples(CUT, pass_on(draw(1), 0.2), pass_on(draw(2), 0.2), pass_on(draw(3), 0.2))
    candidates = fit_candidates(examples.earlier)
    said = object_to_scores(candidates[LEARNT].score(examples.whole), candidates[RULES].score(examples.whole))
    _, learnt = judge(examples, candidates)
    assert not learnt.is_promoted
    assert learnt.reason == said
    assert "that the rules flag" in said

    where_nobody_relays = replace(examples, whole=pass_on(draw(3), 0.0))
    assert judge(where_nobody_relays, candidates)[1].is_promoted


@pytest.mark.parametrize(("earlier", "later"), [(60, 8000), (8000, 10)])
def test_too_few_named_are_no_ground_to_judge(earlier: int, later: int) -> None:
    verdicts = judge(Examples(CUT, draw(1, earlier), draw(2, later), draw(3)), fit_candidates(draw(1)))
    assert [verdict.is_promoted for verdict in verdicts] == [False, False]
    assert all("too few" in verdict.reason for verdict in verdicts)


def test_ties_share_their_precision_and_loss_is_of_the_chance_to_be_named() -> None:
    table = pd.DataFrame({"prior": [0.0, 0.0, -9.0], "is_named": [True, False, False]})
    model = Additive(0.0, {"prior": 1.0}, 0.5)
    assert rank(model, table) == 0.5
    assert lose(model, table)[:2].tolist() == pytest.approx([-np.log(0.25), -np.log(0.75)])
