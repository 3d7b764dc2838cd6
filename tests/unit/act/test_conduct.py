import numpy as np
import pandas as pd
import pytest

from include.act.balance import micros
from include.act.conduct import rate_conduct
from tests.unit.act.flows import at, make_flow

ACCOUNT = 1
FEW = [(float(minute), 2 + minute % 3, ACCOUNT, 500_000) for minute in range(30)]
MANY = [(float(minute), 2 + minute, ACCOUNT, 500_000) for minute in range(30)]


@pytest.mark.parametrize(
    ("past", "satang", "is_suspect"),
    [
        ([], 300_000, True),
        ([], 99_999, False),
        (FEW, 300_000, True),
        (MANY, 300_000, False),
        (MANY, 500_001, True),
        (MANY[:4], 300_000, True),
        ([(40.0, row[1], *row[2:]) for row in MANY], 300_000, True),
    ],
    ids=["no past", "small", "few payers", "seller", "unlike the past", "short past", "only later"],
)
def test_conduct(past: list[tuple[float, int, int, int]], satang: int, is_suspect: bool) -> None:
    flow = make_flow(past, [], 40)
    since = micros(pd.Series([at(35)]))
    rated = rate_conduct(flow, np.array([ACCOUNT]), since, np.array([satang]))
    assert (rated[0] >= 0.5) == is_suspect
