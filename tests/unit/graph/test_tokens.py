import numpy as np
import pandas as pd
import pytest

from include.graph.tokens import DOUBT, owners, support, unique_uses


def uses(pairs: list[tuple[int, str | None]]) -> pd.DataFrame:
    return unique_uses(pd.Series([node for node, _ in pairs]), pd.Series([token for _, token in pairs]))


def test_rows_without_node_or_token_are_left_out() -> None:
    assert uses([(0, "a"), (0, "a"), (1, None), (-1, "a"), (2, "")])["node"].tolist() == [0]


def test_support_is_the_share_of_suspicious_others() -> None:
    value = support(uses([(0, "a"), (1, "a"), (2, "a")]), np.array([0.0, 1.0, 1.0]), np.arange(3), 10)
    assert value[0] == pytest.approx(2 / (2 + DOUBT))
    assert value[1] == pytest.approx(1 / (2 + DOUBT))


def test_one_persons_own_accounts_support_nothing() -> None:
    value = support(uses([(0, "a"), (1, "a")]), np.array([0.0, 1.0]), np.array([7, 7]), 10)
    assert value.tolist() == [0.0, 0.0]


def test_a_crowd_says_nothing() -> None:
    crowd = uses([(node, "shop") for node in range(20)])
    assert not support(crowd, np.ones(20), np.arange(20), 12).any()


def test_a_family_with_one_suspect_is_less_than_a_farm() -> None:
    together = uses([(0, "a"), (1, "a"), (2, "a"), (3, "a")])
    family = support(together, np.array([0.0, 1.0, 0.0, 0.0]), np.arange(4), 10)[0]
    farm = support(together, np.array([0.0, 1.0, 1.0, 1.0]), np.arange(4), 10)[0]
    assert family < 0.3
    assert farm > 0.7


def test_unknown_persons_are_each_their_own() -> None:
    assert len(set(owners(np.array([-1, -1, 3, 3])).tolist())) == 3
