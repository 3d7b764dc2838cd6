"""Pairs are counted as by listing them; only records that both sides know count."""

from itertools import combinations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from include.evaluation.identity import rate_identity

PLACES = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=1, max_size=12)


def tables(places: list[tuple[int, int]]) -> tuple[pd.DataFrame, pd.DataFrame]:
    keys = [f"r{number}" for number in range(len(places))]
    found = pd.DataFrame({"record_key": keys, "person_key": [f"p{place}" for place, _ in places]})
    return found, pd.DataFrame({"record_key": keys, "person_id": [str(true) for _, true in places]})


@given(PLACES)
def test_shares_are_those_of_listed_pairs(places: list[tuple[int, int]]) -> None:
    rated = rate_identity(*tables(places))
    pairs = list(combinations(places, 2))
    said = [one[1] == other[1] for one, other in pairs if one[0] == other[0]]
    true = [one[0] == other[0] for one, other in pairs if one[1] == other[1]]
    assert rated.precision == pytest.approx(sum(said) / len(said) if said else 1.0)
    assert rated.recall == pytest.approx(sum(true) / len(true) if true else 1.0)


def test_merged_and_split_persons_are_counted_and_strange_records_are_not() -> None:
    found, truth = tables([(0, 0), (0, 1), (1, 1), (2, 2)])
    rated = rate_identity(found, truth.iloc[:3])
    assert (rated.records, rated.persons, rated.true_persons) == (3, 2, 2)
    assert (rated.merged, rated.split) == (1, 1)
    assert "precision 0.0000" in rated.text
