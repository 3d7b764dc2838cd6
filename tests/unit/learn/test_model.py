"""A model as it is kept: JSON and back, and every reason not to use it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from include.graph import findings, network
from include.learn import model
from include.learn.additive import Additive
from include.learn.model import STALE, Model, fingerprint, from_json, object_to, object_to_scores, to_json

WEIGHTS = {"prior": -4.0, "ties": 3.0}
NOW = datetime(2024, 3, 9, tzinfo=UTC)
ADDITIVE = Additive(1.5, {"prior": 2.0, "ties": 1.8}, 0.4)
MODEL = Model(1, "calibrated rules", NOW, fingerprint(WEIGHTS), ADDITIVE)


def test_there_and_back() -> None:
    assert from_json(to_json(ADDITIVE)) == ADDITIVE
    assert to_json(from_json(to_json(ADDITIVE))) == to_json(ADDITIVE)


@pytest.mark.parametrize("text", ["{", "[]", "{}", '{"bias": 1, "factors": [], "named_share": 1}'])
def test_what_is_no_model_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        from_json(text)


def test_a_sound_model_is_used() -> None:
    assert object_to(MODEL, WEIGHTS, NOW + STALE) == ""


@pytest.mark.parametrize(
    ("model", "now", "words"),
    [
        (MODEL, NOW + STALE + timedelta(seconds=1), "older"),
        (replace(MODEL, rules="other"), NOW, "other rules"),
        (replace(MODEL, additive=replace(ADDITIVE, factors={"prior": 2.0})), NOW, "other rules"),
        (replace(MODEL, additive=replace(ADDITIVE, factors={"prior": 2.0, "ties": -0.1})), NOW, "out of bounds"),
        (
            replace(MODEL, additive=replace(ADDITIVE, factors={"prior": 2.0, "ties": float("nan")})),
            NOW,
            "out of bounds",
        ),
        (replace(MODEL, additive=replace(ADDITIVE, bias=float("inf"))), NOW, "out of bounds"),
        (replace(MODEL, additive=replace(ADDITIVE, named_share=0.0)), NOW, "out of bounds"),
    ],
)
def test_an_unsound_model_is_not(model: Model, now: datetime, words: str) -> None:
    assert words in object_to(model, WEIGHTS, now)


def test_a_weight_that_changed_changes_the_print() -> None:
    assert fingerprint(WEIGHTS) != fingerprint(WEIGHTS | {"ties": 3.1})
    assert fingerprint(WEIGHTS) == fingerprint(dict(reversed(WEIGHTS.items())))


@pytest.mark.parametrize(
    ("ours", "theirs", "words"),
    [(100, 100, ""), (290, 100, ""), (310, 100, "suspects 310"), (30, 100, "suspects 30"), (0, 15, "")],
)
def test_scores_that_drift_from_the_rules_are_not_used(ours: int, theirs: int, words: str) -> None:
    scores, rules = np.zeros(1000), np.zeros(1000)
    scores[:ours], rules[:theirs] = 0.9, 0.9
    assert words in object_to_scores(scores, rules)
    assert bool(object_to_scores(scores, rules)) is bool(words)


def test_scores_that_are_no_numbers_are_not_used() -> None:
    assert object_to_scores(np.array([0.1, np.nan]), np.zeros(2)) == "it gives no numbers"


def test_a_model_that_forgets_who_passes_money_on_is_not_used() -> None:
    rules = np.append(np.full(100, 0.99), np.full(1000, 0.01))
    doubting = np.append(np.full(3, 0.1), rules[3:])
    assert object_to_scores(doubting, rules) == "it doubts 3 of the 100 accounts that the rules flag"
    assert object_to_scores(np.append(np.full(2, 0.1), rules[2:]), rules) == ""


def test_the_bars_are_those_of_the_network() -> None:
    assert (model.SUSPECT_AT, model.FLAGGED_AT) == (findings.SUSPECT_AT, network.FLAG_ACCOUNT_AT)


def test_a_model_may_doubt_whom_the_rules_suspect_and_do_not_flag() -> None:
    rules = np.concatenate([np.full(100, 0.99), np.full(100, 0.7), np.full(1000, 0.01)])
    assert object_to_scores(np.where(rules == 0.7, 0.4, rules), rules) == ""
