import numpy as np
import pandas as pd
import pytest

from include.graph.account_signals import ACCOUNT_SIGNALS
from include.graph.phone_signals import PHONE_SIGNALS
from include.graph.signals import Reading, Signal, cited, noisy_or, ramp, reasons_of, saturated, share


def test_noisy_or_adds_independent_hints() -> None:
    values = noisy_or(np.array([0, 0, 1, -1]), np.array([0.5, 0.5, 0.2, 0.9]), 3)
    assert values == pytest.approx([0.75, 0.2, 0.0])


def test_shares_stay_between_nothing_and_all() -> None:
    assert share(np.array([1.0, 5.0, 1.0]), np.array([2.0, 1.0, 0.0])).tolist() == [0.5, 1.0, 0.0]
    assert saturated(np.array([0.0, 10.0]), 10.0).tolist() == [0.0, 0.5]
    assert ramp(np.array([120.0, 75.0, 0.0]), 120.0, 30.0).tolist() == [0.0, 0.5, 1.0]


def signal(code: str, weight: float) -> Signal:
    return Signal(code, weight, lambda ground, state: Reading(np.zeros(1)), "Half ({value:.0%}).")


def test_reasons_are_sorted_said_and_cited() -> None:
    rows = pd.DataFrame({"node": [0, 0, 0], "ref": ["b", "a", "a"], "rank": [1, 0, 0]})
    readings = {"weak": Reading(np.array([0.5, 0.0])), "strong": Reading(np.array([0.5, 0.0]), lambda: rows)}
    reasons = reasons_of((signal("weak", 1.0), signal("strong", -4.0)), readings, np.array([True, False]))
    assert reasons == {
        0: [
            {"code": "strong", "weight": -2.0, "text": "Half (50%).", "evidence": ["a", "b"]},
            {"code": "weak", "weight": 0.5, "text": "Half (50%).", "evidence": []},
        ]
    }


def test_citations_are_few_and_only_of_wanted_nodes() -> None:
    rows = pd.DataFrame({"node": [0] * 9 + [1], "ref": [*"abcdefghi", "z"], "rank": 0})
    assert cited(Reading(np.ones(2), lambda: rows), np.array([True, False])) == {0: list("abcde")}


@pytest.mark.parametrize("signals", [ACCOUNT_SIGNALS, PHONE_SIGNALS])
def test_every_signal_has_its_own_code_a_weight_and_a_sentence(signals: tuple[Signal, ...]) -> None:
    assert len({one.code for one in signals}) == len(signals)
    for one in signals:
        assert one.weight != 0
        assert one.sentence.format(value=0.5).endswith(".")
