"""Gangs keep their ids while their members change, and what becomes of them is told."""

import pandas as pd
import pytest

from include.core.frames import GANG_EVENT
from include.graph.lineage import assign_ids, free_id, list_events


def members(gangs: dict[str, list[str]], score: float = 0.9) -> pd.DataFrame:
    """Rows of GANG_MEMBER: accounts a..., phones p..., things d..."""
    kinds = {"a": "account", "p": "phone", "d": "device"}
    rows = [(gang, kinds[name[0]], name, score, True) for gang, names in gangs.items() for name in names]
    return pd.DataFrame(rows, columns=["gang_id", "node_type", "node_key", "score", "is_main"])


NOBODY = members({})


def told(now: pd.DataFrame, before: pd.DataFrame) -> list[tuple[object, ...]]:
    """What became of the gangs: gang, kind, other gang."""
    events = list_events(now, before)
    rows = events[["gang_id", "kind", "other_gang_id"]].astype(object)
    return [tuple(row) for row in rows.where(rows.notna(), None).to_numpy().tolist()]


def test_without_a_history_ids_are_those_of_the_content() -> None:
    assert assign_ids(members({"G-1": ["a1", "p1"], "G-2": ["a2", "p2"]}), NOBODY) == {"G-1": "G-1", "G-2": "G-2"}


def test_a_gang_that_changes_all_its_phones_and_mules_stays_the_same() -> None:
    runs = [
        ["a1", "a2", "p1", "p2"],
        ["a2", "a3", "p2", "p3"],
        ["a3", "a4", "p3", "p4"],
        ["a5", "p4", "p5", "a4"],
        ["a5", "p5", "a6"],
    ]
    before = members({"G-first": runs[0]})
    for number, names in enumerate(runs[1:]):
        now = members({f"G-content{number}": names})
        ids = assign_ids(now, before)
        assert ids == {f"G-content{number}": "G-first"}
        before = members({"G-first": names})
    assert not set(runs[0]) & set(runs[-1])


def test_what_is_kept_may_be_a_handset_alone() -> None:
    before = members({"G-1": ["a1", "p1", "d1"]})
    assert assign_ids(members({"G-x": ["a2", "p2", "d1"]}), before) == {"G-x": "G-1"}


def test_a_chance_meeting_is_no_heritage() -> None:
    before = members({"G-1": ["a1", "a2", "a3", "a4", "p1"]})
    now = members({"G-x": ["a4", "a5", "a6", "a7", "p9"]})
    assert assign_ids(now, before) == {"G-x": "G-x"}
    assert told(now, before) == [("G-1", "ended", None), ("G-x", "born", None)]


def test_of_two_parts_the_larger_keeps_the_id_and_the_other_is_a_split() -> None:
    before = members({"G-1": ["a1", "a2", "a3", "p1", "p2"]})
    parts = {"G-x": ["a1", "p1"], "G-y": ["a2", "a3", "p2"]}
    ids = assign_ids(members(parts), before)
    assert ids == {"G-x": "G-x", "G-y": "G-1"}
    now = members({ids[name]: rows for name, rows in parts.items()})
    assert told(now, before) == [("G-1", "changed", None), ("G-x", "split", "G-1")]


def test_of_two_that_merge_the_larger_lives_on() -> None:
    before = members({"G-1": ["a1", "p1"], "G-2": ["a2", "a3", "p2"]})
    both = ["a1", "p1", "a2", "a3", "p2"]
    assert assign_ids(members({"G-x": both}), before) == {"G-x": "G-2"}
    assert told(members({"G-2": both}), before) == [("G-1", "merged", "G-2"), ("G-2", "changed", None)]


def test_a_part_that_goes_over_to_a_standing_gang_is_told() -> None:
    before = members({"G-1": ["a1", "a2", "a3", "p1"], "G-2": ["a4", "p2"]})
    now = members({"G-1": ["a1", "p1"], "G-2": ["a4", "p2", "a2", "a3"]})
    assert ("G-1", "moved", "G-2") in told(now, before)
    assert assign_ids(now, before) == {"G-1": "G-1", "G-2": "G-2"}


def test_the_matching_is_the_best_for_all_not_for_the_first() -> None:
    before = members({"G-1": ["a1", "a2", "a3", "a4", "a5", "a6"], "G-2": ["a7", "p7"]})
    now = members({"G-x": ["a1", "a2", "a3", "a7", "p7"], "G-y": ["a4", "a5", "a6"]})
    assert assign_ids(now, before) == {"G-x": "G-2", "G-y": "G-1"}


def test_an_id_that_lives_on_elsewhere_is_not_given_twice() -> None:
    before = members({"G-1": ["a1", "a2", "a3", "p1"]})
    now = members({"G-1": ["a1"], "G-x": ["a2", "a3", "p1"]})  # by its content the small part would bear the old id
    ids = assign_ids(now, before)
    assert ids["G-x"] == "G-1"
    assert ids["G-1"] == free_id("G-1", {"G-1"}) != "G-1"


def test_the_same_run_again_changes_nothing() -> None:
    now = members({"G-1": ["a1", "p1", "d1"], "G-2": ["a2", "p2"]})
    assert assign_ids(now, now) == {"G-1": "G-1", "G-2": "G-2"}
    assert list_events(now, now).empty
    assert list(list_events(now, now).columns) == list(GANG_EVENT)


def test_scores_that_change_are_no_event() -> None:
    before, now = members({"G-1": ["a1", "p1"]}, score=0.9), members({"G-1": ["a1", "p1"]}, score=0.6)
    assert told(now, before) == []


def test_a_member_that_it_has_with_another_gang_counts_for_its_main_gang_only() -> None:
    shared = pd.DataFrame([("G-1", "phone", "p9", 0.4, False)], columns=NOBODY.columns)
    before = pd.concat([members({"G-1": ["a1", "p1"], "G-2": ["a2", "p9"]}), shared])
    assert assign_ids(members({"G-x": ["p9", "a5"]}), before) == {"G-x": "G-2"}


def test_events_count_and_share() -> None:
    before = members({"G-1": ["a1", "a2", "p1", "p2"]})
    event = list_events(members({"G-1": ["a1", "a2", "p3"]}), before).iloc[0]
    assert event[["gained_count", "lost_count", "member_count"]].tolist() == [1, 2, 3]
    assert event["kept_share"] == pytest.approx(0.5)
    assert event["taken_share"] == pytest.approx(2 / 3)


def test_the_order_of_rows_does_not_matter() -> None:
    before = members({"G-1": ["a1", "a2", "p1"], "G-2": ["a3", "p2"], "G-3": ["a4", "p3"]})
    now = members({"G-x": ["a1", "p2"], "G-y": ["a3", "a2", "p3"], "G-z": ["a4", "p1"]})
    assert assign_ids(now, before) == assign_ids(now[::-1], before[::-1])
