"""Who serves two gangs belongs to both; a chance tie to a second one is none."""

import pandas as pd
import pytest

from include.graph.bonds import BOND
from include.graph.overlaps import OVERLAP_AT, STRONG, memberships

GANG = pd.Series(
    {
        "account:a1": "G1",
        "account:a2": "G1",
        "phone:p1": "G1",
        "account:b1": "G2",
        "phone:b2": "G2",
        "phone:b3": "G2",
        "phone:r": "G1",
    }
)
HOME = [("phone:r", "phone:p1", "called", 2.0, "h1"), ("phone:r", "account:a1", "contact", 2.0, "h2")]
HOME += [
    ("phone:b2", "account:b1", "called_then_paid", 5.0, "h3"),
    ("phone:b3", "account:b1", "called_then_paid", 5.0, "h4"),
]


def all_of(rows: list[tuple[str, str, str, float, str]]) -> dict[str, float]:
    """Gangs of the phone r, with its degree in each."""
    found = memberships(pd.DataFrame(HOME + rows, columns=list(BOND)), GANG, pd.Series(GANG.index))
    mine = found[found["name"] == "phone:r"]
    assert mine["is_main"].tolist() == [True] + [False] * (len(mine) - 1)
    return dict(zip(mine["gang_id"], mine["degree"], strict=True))


def test_a_recruiter_who_talks_with_two_of_another_gang_serves_both() -> None:
    found = all_of([("phone:r", "phone:b2", "called", 1.0, "x1"), ("phone:b3", "phone:r", "called", 1.0, "x2")])
    assert found == {"G1": 1.0, "G2": pytest.approx(0.5)}


def test_a_recruiter_who_knows_one_handler_well_serves_his_gang_too() -> None:
    assert set(all_of([("phone:r", "phone:b2", "called", 0.8, f"x{number}") for number in range(3)])) == {"G1", "G2"}


@pytest.mark.parametrize(
    "rows",
    [
        [("phone:r", "phone:b2", "called", 6.0, "x1")],  # one partner
        [
            ("phone:r", "phone:b2", "same_complaint", 2.0, "C1"),
            ("phone:r", "account:b1", "same_complaint", 2.0, "C1"),
        ],  # one record
        [
            ("phone:r", "phone:b2", "called", STRONG / 3, "x1"),
            ("phone:r", "phone:b3", "called", STRONG / 3, "x2"),
        ],  # too weak
        [
            ("phone:r", "dealer:D1", "dealer", 2.0, "dealer:D1"),
            ("phone:b2", "dealer:D1", "dealer", 2.0, "dealer:D1"),
        ],  # a shop
    ],
)
def test_what_is_not_strong_and_of_several_sources_is_no_second_membership(
    rows: list[tuple[str, str, str, float, str]],
) -> None:
    assert all_of(rows) == {"G1": 1.0}


def test_of_two_who_are_tied_across_gangs_one_serves_both() -> None:
    rows = [("phone:r", "phone:b2", "called", 0.8, f"x{number}") for number in range(3)]
    found = memberships(pd.DataFrame(HOME + rows, columns=list(BOND)), GANG, pd.Series(GANG.index))
    assert found[~found["is_main"]]["name"].tolist() == ["phone:r"]


def test_next_to_what_binds_it_at_home_a_second_gang_must_weigh() -> None:
    home = [("phone:r", f"account:{name}", "paid", 6.0, name) for name in ("a1", "a2")] * 2
    small = OVERLAP_AT * 12 / 2.5
    rows = [("phone:r", "phone:b2", "called", small, "x1"), ("phone:r", "phone:b3", "called", small, "x2")]
    found = memberships(pd.DataFrame(home + rows, columns=list(BOND)), GANG, pd.Series(["phone:r"]))
    assert found["gang_id"].tolist() == ["G1"]


def test_everybody_has_one_main_gang() -> None:
    found = memberships(pd.DataFrame(HOME, columns=list(BOND)), GANG, pd.Series(GANG.index))
    assert found[found["is_main"]].set_index("name")["gang_id"].to_dict() == GANG.to_dict()
