import pandas as pd
import pytest

from include.graph.gangs import confidence, membership
from include.graph.overlaps import attachment

GANG = pd.Series({"a": "G1", "b": "G1", "c": "G2", "d": "G2"})
BONDS = [("a", "b", 3.0), ("b", "c", 1.0), ("c", "d", 1.0)]


def nodes(rows: list[tuple[str, str, int]]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["name", "node_type", "first_at"])


def sure(bonds: list[tuple[str, str, float]], score: float = 1.0) -> pd.Series:
    """Confidence in each gang when everybody has that score."""
    rows = [(source, target, "paid", weight, f"r{number}") for number, (source, target, weight) in enumerate(bonds)]
    suspects = pd.DataFrame({"name": GANG.index, "gang_id": GANG.to_numpy(), "score": score})
    return confidence(
        suspects, attachment(pd.DataFrame(rows, columns=["source", "target", "kind", "weight", "ref"]), GANG)
    )


def test_the_id_hangs_on_the_account_that_moved_first() -> None:
    first = [("account:b", "account", 10), ("phone:a", "phone", 1)]
    later = [*first, ("account:a", "account", 20), ("account:silent", "account", -1)]
    before, after = (membership([{name for name, *_ in rows}], nodes(rows)) for rows in (first, later))
    assert before["account:b"] == after["account:b"] == after["account:a"]
    assert before["account:b"].startswith("G-")


def test_a_gang_needs_an_account_and_a_second_suspect() -> None:
    known = nodes(
        [("account:a", "account", 1), ("account:b", "account", 2), ("phone:a", "phone", 1), ("phone:b", "phone", 1)]
    )
    gang = membership([{"account:a", "device:x"}, {"phone:a", "phone:b"}, {"account:b", "phone:a", "device:y"}], known)
    assert set(gang.index) == {"account:b", "phone:a", "device:y"}
    assert gang.nunique() == 1


def test_three_phones_are_a_crew_whose_accounts_are_not_known_yet() -> None:
    phones = [f"phone:{letter}" for letter in "abc"]
    gang = membership([set(phones)], nodes([(name, "phone", place) for place, name in enumerate(phones)]))
    assert set(gang.index) == set(phones)
    assert gang.nunique() == 1


def test_confidence_is_the_mean_of_what_holds_each_member() -> None:
    found = sure(BONDS)
    assert found["G1"] == pytest.approx((3.0 / 3.5 + 3.0 / 4.5) / 2)
    assert found["G2"] == pytest.approx((1.0 / 2.5 + 1.0 / 1.5) / 2)


@pytest.mark.parametrize("weight", [0.5, 1.0, 2.0])
def test_a_bond_inside_raises_confidence(weight: float) -> None:
    assert sure([*BONDS, ("c", "d", weight)])["G2"] > sure(BONDS)["G2"]
    assert sure([*BONDS, ("c", "d", weight)])["G1"] == sure(BONDS)["G1"]


@pytest.mark.parametrize("weight", [0.5, 1.0, 2.0])
def test_a_bond_to_another_gang_lowers_it(weight: float) -> None:
    assert (sure([*BONDS, ("a", "d", weight)]) < sure(BONDS)).all()


def test_surer_members_make_a_surer_gang() -> None:
    assert (sure(BONDS, 0.9) > sure(BONDS, 0.6)).all()
    assert sure(BONDS).between(0, 1).all()


def test_a_member_without_a_bond_lowers_it() -> None:
    assert (sure([("a", "b", 3.0)])["G1"]) > (sure([("c", "d", 3.0), ("a", "x", 1.0)]).get("G1", 0.0))
