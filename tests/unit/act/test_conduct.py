import pandas as pd
import pytest

from include.act.conduct import rate_conduct


@pytest.mark.parametrize(
    ("past", "satang", "is_suspect"),
    [
        ((0, 0, 0), 300_000, True),
        ((0, 0, 0), 99_999, False),
        ((30, 3, 500_000), 300_000, True),
        ((30, 30, 500_000), 300_000, False),
        ((30, 30, 500_000), 500_001, True),
        ((4, 4, 500_000), 300_000, True),
    ],
    ids=["no past", "small", "few payers", "seller", "unlike the past", "short past"],
)
def test_conduct(past: tuple[int, int, int], satang: int, is_suspect: bool) -> None:
    payments, payers, largest = past
    lies = pd.DataFrame({"payments": [payments], "payers": [payers], "largest_satang": [largest], "satang": [satang]})
    assert (rate_conduct(lies)[0] >= 0.5) == is_suspect
