"""Examples: no label is known to its own features, every account stands once, and the later ones are of the later time."""

import pandas as pd
import pytest

from include.core.frames import FRAME_NAMES, Evidence
from include.learn.examples import FOLDS, TOLD, make_examples
from include.learn.hiding import cut_at, fold_of, forget_tips, hide_complaints, list_named

ACCOUNTS = list(range(1, 21))


def evidence() -> Evidence:
    """Ten complaints an hour apart, the i-th naming account i + 1; a tip every hour."""
    hours = pd.date_range("2024-03-01", periods=10, freq="h", tz="UTC")
    ids = [f"C{number}" for number in range(10)]
    frames = dict.fromkeys(FRAME_NAMES, pd.DataFrame())
    frames["complaints"] = pd.DataFrame({"complaint_id": ids, "reported_at": hours})
    frames["complaint_transfers"] = pd.DataFrame({"complaint_id": ids, "account_id": ACCOUNTS[:10]})
    told = {"source": "complaint", "source_id": ids, "mentioned_at": hours}
    tips = {"source": "tip", "source_id": [f"T{number}" for number in range(10)], "mentioned_at": hours}
    frames["mentions"] = pd.concat([pd.DataFrame(told), pd.DataFrame(tips)], ignore_index=True)
    return Evidence(**frames)


def payments(certainty: float = 0.9) -> pd.DataFrame:
    return evidence().complaint_transfers.assign(certainty=certainty)


def read(known: Evidence, told: pd.DataFrame) -> pd.DataFrame:
    """A reader that sees what it is shown: how often each account is named, and how many complaints there are."""
    named = told["account_id"].value_counts()
    table = pd.DataFrame({"named_in_complaint": 3.4 * pd.Series(ACCOUNTS, index=ACCOUNTS).map(named).fillna(0.0)})
    return table.assign(seen=float(len(known.complaints)), leak=table["named_in_complaint"]).rename_axis("account_id")


def test_no_label_is_a_feature_of_itself() -> None:
    examples = make_examples(evidence(), payments(), read)
    for table in (examples.earlier, examples.later):
        assert table["is_named"].any()
        assert (table.loc[table["is_named"], "leak"] == 0).all()
        assert all((table[code] == 0).all() for code in TOLD if code in table)


def test_every_account_stands_once_and_whom_the_later_name_is_unlabelled_before() -> None:
    examples = make_examples(evidence(), payments(), read)
    assert list(examples.earlier.index) == ACCOUNTS
    assert list(examples.earlier.index[examples.earlier["is_named"]]) == [1, 2, 3, 4, 5, 6]


def test_the_later_are_those_not_named_before() -> None:
    examples = make_examples(evidence(), payments(), read)
    assert list(examples.later.index) == ACCOUNTS[6:]
    assert list(examples.later.index[examples.later["is_named"]]) == [7, 8, 9, 10]
    assert (examples.later["seen"] == 6).all()


def test_the_whole_hides_nothing_and_labels_nobody() -> None:
    whole = make_examples(evidence(), payments(), read).whole
    assert whole.equals(read(evidence(), payments()))
    assert (whole["seen"] == 10).all()
    assert (whole.loc[ACCOUNTS[:10], "named_in_complaint"] > 0).all()


def test_folds_hide_all_that_names_their_accounts_and_nothing_later_is_read() -> None:
    seen = make_examples(evidence(), payments(), read).earlier["seen"]
    assert seen.max() <= 6
    assert seen.min() < 6


def test_unsure_payments_are_no_labels() -> None:
    assert list_named(payments(0.4)).empty
    assert list_named(payments(0.5)).shape == (10, 2)


def test_hiding_takes_the_complaint_and_all_that_it_says_and_leaves_tips() -> None:
    left = hide_complaints(evidence(), pd.Series(["C0", "C1"]))
    assert len(left.complaints) == len(left.complaint_transfers) == 8
    assert left.mentions["source"].value_counts().to_dict() == {"tip": 10, "complaint": 8}


def test_tips_are_forgotten_from_a_moment_on() -> None:
    left = forget_tips(evidence(), pd.Timestamp("2024-03-01T05:00Z"))
    assert left.mentions["source"].value_counts().to_dict() == {"complaint": 10, "tip": 5}


@pytest.mark.parametrize(("share", "hour"), [(0.6, 6), (0.0, 0), (1.0, 9)])
def test_the_cut_leaves_that_share_before_it(share: float, hour: int) -> None:
    assert cut_at(evidence().complaints, share) == pd.Timestamp(f"2024-03-01T{hour:02d}:00Z")


def test_folds_are_the_same_in_every_run_and_use_all_places() -> None:
    keys = pd.Series(range(400))
    assert (fold_of(keys, FOLDS) == fold_of(keys[::-1], FOLDS)[::-1]).all()
    assert fold_of(pd.Series([1, 2, 3, "C7"]), FOLDS).tolist() == [3, 1, 3, 2]
    assert pd.Series(fold_of(keys, FOLDS)).value_counts().min() > 60
