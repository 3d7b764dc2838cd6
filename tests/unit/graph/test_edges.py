"""Edges: records of one pair and kind as one row, the first of them cited."""

import numpy as np
import pandas as pd

from include.graph.edges import CITED, End, dated


def end(node_type: str, *keys: str) -> End:
    return End.of(node_type, pd.Series(keys, dtype="str"))


def test_records_of_a_pair_are_one_edge_from_the_first_to_the_last() -> None:
    source, target = end("account", "b", "a", "b"), end("account", "c", "c", "c")
    table = dated(
        "paid", source, target, np.array([30, 20, 10]), pd.Series([1.5, 2.0, 4.0]), pd.Series(["x", "y", "z"])
    )
    assert table[["source_key", "target_key", "weight", "evidence"]].values.tolist() == [
        ["a", "c", 2.0, ["y"]],
        ["b", "c", 5.5, ["z", "x"]],
    ]
    assert table["first_at"].tolist() == pd.to_datetime([20, 10], unit="s", utc=True).tolist()
    assert table["last_at"].tolist() == pd.to_datetime([20, 30], unit="s", utc=True).tolist()


def test_the_first_records_are_cited_and_those_of_one_second_stay_in_their_order() -> None:
    records = [f"r{number}" for number in range(CITED + 3)]
    pair = end("phone", *["p"] * len(records)), end("sim", *["s"] * len(records))
    table = dated("uses_sim", *pair, 7, 1.0, pd.Series(records))
    assert table["evidence"].tolist() == [records[:CITED]]
    assert table["weight"].tolist() == [len(records)]


def test_an_unknown_time_is_no_time_and_no_records_are_no_edges() -> None:
    assert (
        dated("named_in", end("phone", "p"), end("complaint", "C1"), -1, 1.0, pd.Series(["C1"]))["first_at"]
        .isna()
        .all()
    )
    nothing = dated("paid", end("account"), end("account"), np.zeros(0, "int64"), 1.0, pd.Series([], dtype="str"))
    assert nothing.empty
    assert list(nothing) == list(dated("paid", end("account", "a"), end("account", "b"), 1, 1.0, pd.Series(["r"])))


def test_a_record_without_a_key_is_no_edge() -> None:
    holders = End.of("person", pd.Series(["p", None, None], dtype="str"))
    table = dated("owns", holders, end("account", "a", "b", "c"), np.array([3, 2, 1]), 1.0, pd.Series(["a", "b", "c"]))
    assert table[["source_key", "target_key", "evidence"]].values.tolist() == [["p", "a", ["a"]]]
    unknown = End.of("person", pd.Series([None], dtype="str"))
    assert dated("owns", unknown, end("account", "a"), 1, 1.0, pd.Series(["a"])).empty
