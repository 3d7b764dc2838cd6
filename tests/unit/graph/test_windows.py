import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from include.graph.windows import EventIndex

EVENTS = st.lists(st.tuples(st.integers(0, 4), st.integers(0, 100), st.integers(1, 50)), max_size=30)


@given(EVENTS, st.integers(0, 4), st.integers(0, 100), st.integers(0, 40))
def test_window_sums_equal_a_plain_loop(events: list[tuple[int, int, int]], node: int, start: int, width: int) -> None:
    columns = np.array(events, dtype="int64").reshape(-1, 3)
    index = EventIndex.build(columns[:, 0], columns[:, 1], columns[:, 2].astype("float64"))
    asked = (np.array([node]), np.array([start]), np.array([start + width]))
    inside = [amount for who, at, amount in events if who == node and start <= at <= start + width]
    assert index.total(*asked)[0] == sum(inside)
    assert index.count(*asked)[0] == len(inside)
