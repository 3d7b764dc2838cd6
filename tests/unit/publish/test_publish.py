import pandas as pd

from include.publish.digest import make_digest
from include.publish.pseudonym import hide_persons, pseudonymise


def test_a_pseudonym_is_stable_keyed_and_tells_nothing() -> None:
    keys = pd.Series(["NATIONAL_ID:1", None, "NATIONAL_ID:2", "NATIONAL_ID:1"])
    names = pseudonymise(keys, b"one key of thirty-two bytes.....")
    assert names[0] == names[3] != names[2]
    assert names.isna().tolist() == [False, True, False, False]
    assert "NATIONAL_ID" not in "".join(names.dropna())
    assert pseudonymise(keys, b"another key.....................")[0] != names[0]


def test_only_persons_are_hidden() -> None:
    table = pd.DataFrame({"node_type": ["person", "phone"], "node_key": ["NATIONAL_ID:1", "+66812345678"]})
    hidden = hide_persons(table, b"k" * 32, ("node",))
    assert hidden["node_key"][0].startswith("person:")
    assert hidden["node_key"][1] == "+66812345678"
    assert table["node_key"][0] == "NATIONAL_ID:1"


def test_the_digest_hides_small_groups_and_the_neighbour_of_a_lonely_one() -> None:
    kinds = ["JOB"] * 3 + ["LOAN"] * 14 + ["ROMANCE"] * 52
    complaints = pd.DataFrame({"reported_at": pd.Timestamp("2024-03-05", tz="UTC"), "complaint_type": kinds})
    digest = make_digest(complaints).set_index("complaint_type")["complaint_count"]
    assert digest.isna().to_dict() == {"JOB": True, "LOAN": True, "ROMANCE": False}
    assert digest["ROMANCE"] == 50
