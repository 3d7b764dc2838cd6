import numpy as np
import pandas as pd

from include.graph.hubs import ends, is_hub, match_through

HUB = 0


def traffic(extra: list[tuple[int, int, int, float]]) -> pd.DataFrame:
    """A changer with six clients a day apart, paid out after ten minutes with 2 % less, and some extra rows."""
    rows = []
    for client in range(6):
        at, baht = client * 86_400, 1_000.0 * (client + 1)
        rows += [(1 + client, HUB, at, baht), (HUB, 11 + client, at + 600, 0.98 * baht)]
    table = pd.DataFrame(rows + extra, columns=["debtor", "creditor", "at", "baht"])
    return table.sort_values("at", kind="stable", ignore_index=True)


def test_a_hub_has_many_payers_and_many_payees() -> None:
    table = traffic([])
    found = is_hub(table["debtor"].to_numpy(), table["creditor"].to_numpy(), 20)
    assert np.flatnonzero(found).tolist() == [HUB]


def test_money_is_followed_through_the_hub() -> None:
    table = traffic([])
    origin, destination = ends(table, 20)
    out = table["debtor"] == HUB
    assert origin[out].tolist() == [1, 2, 3, 4, 5, 6]
    assert destination[~out].tolist() == [11, 12, 13, 14, 15, 16]
    assert (destination[out] == table["creditor"][out]).all()


def test_late_or_unlike_sums_are_not_matched() -> None:
    late, unlike = (HUB, 18, 600 + 7_000_000, 980.0), (HUB, 19, 700, 500.0)
    table = traffic([(17, HUB, 7_000_000 - 86_400, 1_000.0), late, unlike])
    matched = table.loc[match_through(table, np.arange(20) == HUB)["row_out"], "creditor"]
    assert not matched.isin([18, 19]).any()


def test_each_receipt_pays_for_one_payout() -> None:
    table = traffic([(HUB, 18, 900, 975.0)])
    pairs = match_through(table, np.arange(20) == HUB)
    assert pairs["row_in"].is_unique
    assert 18 not in table.loc[pairs["row_out"], "creditor"].tolist()
