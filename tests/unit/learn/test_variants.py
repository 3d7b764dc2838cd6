"""What `make ablation` leaves out: every signal stands in exactly one group, and a muted one adds nothing."""

from collections import Counter

from include.graph import beliefs, readings
from include.graph.account_signals import ACCOUNT_SIGNALS
from tests.bench.variants import ACCOUNTS, list_missing, list_parts

APART = {"service"}


def test_every_signal_is_in_one_group() -> None:
    grouped = Counter(code for codes in ACCOUNTS.values() for code in codes)
    assert set(grouped.values()) == {1}
    assert set(grouped) == {signal.code for signal in ACCOUNT_SIGNALS} - APART


def test_a_group_left_out_weighs_nothing_where_weights_are_read_and_comes_back() -> None:
    variant = next(variant for variant in list_parts() if variant.name == "signals: calls before payments")
    with variant.apply():
        for module in (beliefs, readings):
            muted = {signal.code for signal in module.ACCOUNT_SIGNALS if signal.weight == 0}
            assert muted == set(ACCOUNTS["calls before payments"])
    assert beliefs.ACCOUNT_SIGNALS is readings.ACCOUNT_SIGNALS is ACCOUNT_SIGNALS


def test_names_are_told_apart_and_all_patches_meet_something() -> None:
    variants = [*list_parts(), *list_missing()]
    assert len({variant.name for variant in variants}) == len(variants) == 28
    for variant in variants:
        with variant.apply():
            pass
