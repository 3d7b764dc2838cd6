import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from include.graph.windows import EventIndex, composed, distinct, numbered, pairs_before, starts_of

EVENTS = st.lists(st.tuples(st.integers(0, 4), st.integers(0, 100), st.integers(1, 50)), max_size=30)


@given(EVENTS, st.integers(0, 4), st.integers(0, 100), st.integers(0, 40))
def test_window_sums_equal_a_plain_loop(events: list[tuple[int, int, int]], node: int, start: int, width: int) -> None:
    columns = np.array(events, dtype="int64").reshape(-1, 3)
    index = EventIndex.build(columns[:, 0], columns[:, 1], columns[:, 2].astype("float64"))
    asked = (np.array([node]), np.array([start]), np.array([start + width]))
    inside = [amount for who, at, amount in events if who == node and start <= at <= start + width]
    assert index.total(*asked)[0] == sum(inside)
    assert index.count(*asked)[0] == len(inside)


@given(st.lists(st.integers(0, 5), max_size=20))
def test_runs_start_where_numbers_change(numbers: list[int]) -> None:
    ordered = np.sort(np.array(numbers, dtype="int64"))
    assert starts_of(ordered).tolist() == sorted(ordered.tolist().index(number) for number in set(numbers))
    assert distinct(np.array(numbers, dtype="int64")).tolist() == sorted(set(numbers))


@given(EVENTS, EVENTS, st.integers(0, 40))
def test_pairs_within_a_span_equal_a_plain_loop(
    events: list[tuple[int, int, int]], others: list[tuple[int, int, int]], span: int
) -> None:
    earlier, later = (np.array(rows, dtype="int64").reshape(-1, 3) for rows in (sorted(events), others))
    place, event = pairs_before(composed(earlier[:, 0], earlier[:, 1]), later[:, 0], later[:, 1], span)
    plain = [
        (first, then)
        for then, (who, when, _) in enumerate(others)
        for first, (node, at, _) in enumerate(sorted(events))
        if node == who and at <= when <= at + span
    ]
    assert list(zip(place.tolist(), event.tolist(), strict=True)) == plain


def test_kinds_are_numbered_in_order() -> None:
    number, kinds = numbered(np.array([7, 3, 7, 9]))
    assert number.tolist() == [1, 0, 1, 2]
    assert kinds.tolist() == [3, 7, 9]
