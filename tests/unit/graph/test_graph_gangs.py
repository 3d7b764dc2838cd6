import pandas as pd

from include.graph.gangs import anchor_id, cohesion, membership


def nodes(rows: list[tuple[str, str, int]]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["name", "node_type", "first_at"])


def test_the_id_hangs_on_the_account_that_moved_first() -> None:
    first = [("account:b", "account", 10), ("phone:a", "phone", 1)]
    later = [*first, ("account:a", "account", 20), ("account:silent", "account", -1)]
    assert anchor_id(nodes(first)) == anchor_id(nodes(later))
    assert anchor_id(nodes(first)).startswith("G-")


def test_a_gang_needs_an_account_and_a_second_suspect() -> None:
    known = nodes(
        [("account:a", "account", 1), ("account:b", "account", 2), ("phone:a", "phone", 1), ("phone:b", "phone", 1)]
    )
    gang = membership([{"account:a", "device:x"}, {"phone:a", "phone:b"}, {"account:b", "phone:a", "device:y"}], known)
    assert set(gang.index) == {"account:b", "phone:a", "device:y"}
    assert gang.nunique() == 1


def test_cohesion_is_the_share_of_bonds_that_stay_inside() -> None:
    gang = pd.Series({"a": "G1", "b": "G1", "c": "G2", "d": "G2"})
    bonds = pd.DataFrame({"source": ["a", "b", "c"], "target": ["b", "c", "d"], "weight": [3.0, 1.0, 1.0]})
    assert cohesion(bonds, gang).to_dict() == {"G1": 0.75, "G2": 0.5}
