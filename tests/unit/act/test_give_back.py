"""Every satang is accounted for, nobody gets more than his own, and shares are fair to the satang."""

from fractions import Fraction

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from include.act.give_back import IN_FULL, NOTHING_DUE, PAYMENT, PRO_RATA, REST, Plan, plan_give_back

BILLION = 10**9 * 100


def plan(
    holds: dict[int, int], claims: list[tuple[str, int, int, float]], losses: dict[str, tuple[int, int]] | None = None
) -> Plan:
    """Plan from plain words; a loss that is not given is not stated."""
    told = {name: (0, 0) for name, *_ in claims} | (losses or {})
    return plan_give_back(
        pd.DataFrame({"account_id": list(holds), "held_satang": list(holds.values())}).astype("int64"),
        pd.DataFrame(claims, columns=["complaint_id", "account_id", "traced_satang", "certainty"]).astype(
            {"account_id": "int64", "traced_satang": "int64", "certainty": "float64"}
        ),
        pd.DataFrame(
            [(name, *amounts) for name, amounts in told.items()],
            columns=["complaint_id", "loss_satang", "returned_satang"],
        ).astype({"loss_satang": "int64", "returned_satang": "int64"}),
    )


def paid(found: Plan) -> dict[tuple[str, int], int]:
    rows = found.payments
    rows = rows[rows["paid_satang"] > 0]
    return dict(zip(zip(rows["complaint_id"], rows["account_id"], strict=True), rows["paid_satang"], strict=True))


def test_money_that_suffices_goes_back_in_full_and_the_rest_to_the_holder() -> None:
    found = plan({1: 1000}, [("A", 1, 300, 0.9), ("B", 1, 200, 0.8)])
    assert paid(found) == {("A", 1): 300, ("B", 1): 200}
    assert set(found.payments["rule"]) == {IN_FULL}
    assert found.rests[list(REST)].to_numpy().tolist() == [[1, 1000, 500, 500, 500, 2]]


def test_mixed_money_is_shared_by_what_was_traced_of_each() -> None:
    found = plan({1: 100}, [("A", 1, 300, 0.9), ("B", 1, 100, 0.9)])
    assert paid(found) == {("A", 1): 75, ("B", 1): 25}
    assert set(found.payments["rule"]) == {PRO_RATA}


def test_a_satang_that_cannot_be_divided_goes_to_the_largest_remainder_and_is_told() -> None:
    found = plan({1: 100}, [("A", 1, 100, 0.9), ("B", 1, 100, 0.9), ("C", 1, 100, 0.9)])
    assert paid(found) == {("A", 1): 34, ("B", 1): 33, ("C", 1): 33}
    assert found.payments["rounding_parts"].tolist() == [6666, -3334, -3334]


def test_nobody_gets_more_than_is_still_lost_and_the_surest_claim_comes_first() -> None:
    claims = [("A", 1, 600, 0.5), ("A", 2, 600, 0.9)]
    found = plan({1: 600, 2: 600}, claims, {"A": (1000, 250)})
    assert paid(found) == {("A", 2): 600, ("A", 1): 150}
    nothing = plan({1: 600, 2: 600}, claims, {"A": (1000, 1000)}).payments
    assert (nothing["paid_satang"].sum(), set(nothing["rule"])) == (0, {NOTHING_DUE})


def test_what_one_account_cannot_give_comes_from_the_next_that_holds_it() -> None:
    """A bank held a part, the rest was traced on and held at the next hop: the victim gets both."""
    found = plan({1: 300, 2: 700}, [("A", 1, 1000, 0.9), ("A", 2, 700, 0.8)], {"A": (1000, 0)})
    assert paid(found) == {("A", 1): 300, ("A", 2): 700}
    assert found.rests["rest_satang"].tolist() == [0, 0]


def test_what_becomes_free_goes_to_the_others() -> None:
    claims = [("A", 1, 500, 0.9), ("A", 2, 500, 0.5), ("B", 2, 500, 0.9)]
    found = plan({1: 500, 2: 600}, claims, {"A": (500, 0), "B": (500, 0)})
    assert paid(found) == {("A", 1): 500, ("B", 2): 500}
    assert found.rests.set_index("account_id")["rest_satang"].to_dict() == {1: 0, 2: 100}


def test_competing_claims_are_shown_also_those_that_get_nothing() -> None:
    found = plan({1: 1}, [("A", 1, 100, 0.9), ("B", 1, 100, 0.9), ("C", 1, 100, 0.9)])
    assert found.payments["paid_satang"].tolist() == [1, 0, 0]
    assert found.payments["claim_count"].tolist() == [3, 3, 3]
    assert found.rests["claimed_satang"].tolist() == [300]


def test_what_a_victim_has_got_back_is_left_for_the_others() -> None:
    found = plan({1: 100}, [("A", 1, 100, 0.9), ("B", 1, 100, 0.9)], {"A": (100, 100), "B": (100, 0)})
    assert paid(found) == {("B", 1): 100}


def test_amounts_of_billions_are_exact() -> None:
    found = plan({1: 3 * BILLION - 1}, [("A", 1, 2 * BILLION, 0.9), ("B", 1, 2 * BILLION, 0.9)])
    assert sorted(paid(found).values()) == [3 * BILLION // 2 - 1, 3 * BILLION // 2]


def test_nothing_held_and_nothing_claimed() -> None:
    assert plan({}, []).payments.columns.tolist() == list(PAYMENT)
    assert plan({7: 50}, []).rests.to_numpy().tolist() == [[7, 50, 0, 0, 50, 0]]
    assert plan({7: 0}, [("A", 7, 5, 0.9)]).payments["paid_satang"].tolist() == [0]


amounts = st.integers(0, 10_000)
claim = st.tuples(st.sampled_from("ABCDE"), st.integers(1, 3), st.integers(1, 10_000), st.sampled_from([0.3, 0.6, 0.9]))


@settings(deadline=None, max_examples=120)
@given(
    st.dictionaries(st.integers(1, 3), amounts, min_size=1),
    st.lists(claim, max_size=12, unique_by=lambda row: row[:2]),
    st.dictionaries(st.sampled_from("ABCDE"), st.tuples(st.integers(1, 12_000), amounts)),
)
def test_conservation_and_fairness(
    holds: dict[int, int], claims: list[tuple[str, int, int, float]], losses: dict[str, tuple[int, int]]
) -> None:
    found = plan(holds, claims, losses)
    rests = found.rests.set_index("account_id")
    assert (rests["paid_satang"] + rests["rest_satang"] == rests["held_satang"]).all()
    assert (rests[["paid_satang", "rest_satang"]] >= 0).all(axis=None)
    assert rests["held_satang"].to_dict() == holds
    rows = found.payments
    assert (rows["paid_satang"] <= rows["claimed_satang"]).all()
    assert (rows["claimed_satang"] <= rows["traced_satang"]).all()
    sums = rows.groupby("account_id")[["paid_satang", "claimed_satang"]].sum().reindex(list(holds), fill_value=0)
    assert (sums == rests.loc[list(holds), ["paid_satang", "claimed_satang"]]).all(axis=None)
    assert (rests["paid_satang"] == rests[["held_satang", "claimed_satang"]].min(axis=1)).all(), (
        "nothing claimed is left lying"
    )
    due = {name: max(0, loss - returned) for name, (loss, returned) in losses.items()}
    for row in rows[rows["claimed_satang"] < rows["traced_satang"]].to_dict("records"):
        mine = rows.loc[rows["complaint_id"] == row["complaint_id"], "paid_satang"].sum()
        whole = min(row["traced_satang"], due[row["complaint_id"]])
        assert mine == due[row["complaint_id"]] or row["claimed_satang"] == whole, (
            "who claims less has all that is lost"
        )
    for name, (loss, returned) in losses.items():
        assert rows.loc[rows["complaint_id"] == name, "paid_satang"].sum() <= max(0, loss - returned)
    shared = rows[rows["rule"] == PRO_RATA]
    assert (rests.loc[shared["account_id"], "rest_satang"] == 0).all()
    assert (np.abs(shared["rounding_parts"]) < 10_000).all()
    shuffled = plan(dict(reversed(holds.items())), claims[::-1], losses)
    assert paid(shuffled) == paid(found)


@settings(deadline=None, max_examples=60)
@given(st.integers(0, 500), st.lists(st.integers(1, 500), min_size=2, max_size=6))
def test_each_share_is_within_a_satang_of_the_exact_one(held: int, traced: list[int]) -> None:
    claims = [(f"C{number}", 1, amount, 0.9) for number, amount in enumerate(traced)]
    got = paid(plan({1: held}, claims))
    for name, _, amount, _ in claims:
        exact = min(Fraction(amount), Fraction(held * amount, sum(traced)))
        assert abs(got.get((name, 1), 0) - exact) < 1
