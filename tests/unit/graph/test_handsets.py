import numpy as np
import pandas as pd

from include.graph.handsets import are_own, handset_uses


def reports(*rows: tuple[int, str | None]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["phone_id", "imei"])


def test_a_card_that_was_tried_in_one_handset_lives_in_another() -> None:
    rows = reports((1, "shop"), (1, "own"), (1, "own"), (1, "own"))
    assert are_own(rows).tolist() == [False, True, True, True]


def test_who_hops_between_handsets_lives_in_all_of_them() -> None:
    rows = reports(*[(1, box) for box in ("a", "b", "c") for _ in range(3)], (2, "a"))
    assert are_own(rows).all()


def test_no_handset_is_nobodys_and_one_report_is_enough() -> None:
    assert are_own(reports((1, None), (2, "a"))).tolist() == [False, True]
    assert not len(are_own(reports()))


def test_what_was_told_from_all_reports_stands() -> None:
    rows = reports((1, "own")).assign(is_own=[False])
    assert are_own(rows).tolist() == [False]


def test_it_is_the_same_in_any_order_and_in_numbers() -> None:
    rows = reports(*[(1, "own")] * 5, (1, "shop"), (2, "shop"), (2, "shop"), (3, None))
    expected = are_own(rows)
    order = np.random.default_rng(1).permutation(len(rows))
    assert (are_own(rows.take(order)) == expected[order]).all()
    numbered = rows.assign(imei=pd.Series([7] * 5 + [9] * 3 + [None], dtype="Int64"))
    assert (are_own(numbered) == expected).all()


def test_uses_are_told_once() -> None:
    rows = reports((1, "a"), (1, "a"), (2, "a"), (2, None))
    assert sorted(handset_uses(rows).itertuples(index=False, name=None)) == [(1, "a"), (2, "a")]
