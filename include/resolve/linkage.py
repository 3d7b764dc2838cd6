"""Splink on DuckDB: scores pairs, explains them in bits, and learns its parameters without labels. Nothing leaves memory."""

import logging
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pandas as pd

from include.resolve.model import FREQUENT, Model
from include.resolve.records import add_latin

if TYPE_CHECKING:
    import duckdb
    from splink import Linker, SettingsCreator
    from splink.internals.comparison_creator import ComparisonCreator
    from splink.internals.comparison_level_creator import ComparisonLevelCreator

ENGINE = (  # in this order: what comes last closes the door
    "set threads = 2",
    "set memory_limit = '1GB'",
    "set temp_directory = ''",  # names never touch a disk
    "set autoinstall_known_extensions = false",
    "set autoload_known_extensions = false",
    "set allow_community_extensions = false",
    "set enable_progress_bar = false",
    "set enable_external_access = false",
    "set lock_configuration = true",
)
COMPARED = ("thai", "given", "family", "latin", "latin_given", "latin_family", "id_key", "phone", "device", "province")
LATIN_ALIKE = 0.88
NO_THAI = '("thai_l" is null or "thai_r" is null)'
LATIN = (
    f'{NO_THAI} and jaro_winkler_similarity("latin_given_l", "latin_given_r") >= {LATIN_ALIKE}'
    f' and jaro_winkler_similarity("latin_family_l", "latin_family_r") >= {LATIN_ALIKE}'
)
ONE_WORD_SAME = " or ".join(f'"{one}_l" = "{other}_r"' for one in ("given", "family") for other in ("given", "family"))
ONE_OFF = (  # one letter off means that the other word is the same, which is quick to see
    f'({ONE_WORD_SAME}) and abs(length("thai_l") - length("thai_r")) <= 1 and length("thai_l") >= 8'
    ' and damerau_levenshtein("thai_l", "thai_r") = 1'
)
NAME_CONDITIONS = (
    '"thai_l" = "thai_r"',
    ONE_OFF,
    LATIN,
    '"given_l" = "given_r"',
    '"family_l" = "family_r"',
)


@contextmanager
def open_engine() -> "Iterator[duckdb.DuckDBPyConnection]":
    """Yield an in-memory DuckDB that can reach no file, no network and no extension."""
    import duckdb

    logging.getLogger("splink").setLevel(logging.ERROR)
    connection = duckdb.connect(":memory:")
    try:
        for setting in ENGINE:
            connection.execute(setting)
        yield connection
    finally:
        connection.close()


def score_pairs(records: pd.DataFrame, pairs: pd.DataFrame, model: Model) -> pd.DataFrame:
    """Return left_key, right_key, match_weight (bits), match_probability, name_level and contributions of each pair.

    `records` as `add_features` returns them, `pairs` (left_key, right_key) within them. `contributions` is a list of
    {comparison, level, weight}: Splink's own waterfall, from the prior to the last comparison; values are not in it.
    """
    if pairs.empty:
        return pd.DataFrame(
            columns=["left_key", "right_key", "match_weight", "match_probability", "name_level", "contributions"]
        )
    used = _romanise_partners(
        records[records["record_key"].isin(pd.concat([pairs["left_key"], pairs["right_key"]]))], pairs
    )
    with open_engine() as connection:
        linker = make_linker(connection, used, model)
        for column in FREQUENT:
            _register_frequency(linker, used, column, model)
        blocked = pd.DataFrame(
            {
                "match_key": "0",
                "join_key_l": pairs["left_key"].astype("str"),
                "join_key_r": pairs["right_key"].astype("str"),
            }
        )
        api = linker._db_api
        linker.table_management.register_blocked_pairs_for_predict(api.register(blocked))
        scored = linker.inference.predict(warning_mode="never").as_pandas_dataframe()  # type: ignore[no-untyped-call]
    return _explain(scored, model)


def make_settings(model: Model) -> "SettingsCreator":
    """Return Splink's settings with the model's parameters: five comparisons, each level with its m and u."""
    from splink import SettingsCreator

    return SettingsCreator(
        link_type="dedupe_only",
        unique_id_column_name="record_key",
        probability_two_random_records_match=model.prior,
        comparisons=_comparisons(model),
        retain_matching_columns=True,
        retain_intermediate_calculation_columns=True,
        max_iterations=15,
    )


def _comparisons(model: Model) -> "list[ComparisonCreator | dict[str, Any]]":
    import splink.comparison_level_library as cll
    from splink.comparison_library import CustomComparison

    def compare(name: str, null: str, conditions: tuple[str, ...], column: str) -> CustomComparison:
        rows = model.levels[name]
        levels: list[ComparisonLevelCreator | dict[str, Any]] = [
            cll.CustomLevel(null, "not known").configure(is_null_level=True)
        ]
        for place, (label, m, u) in enumerate(rows):
            if place == len(rows) - 1:
                level = cll.ElseLevel().configure(m_probability=m, u_probability=u, label_for_charts=label)
            else:
                level = cll.CustomLevel(conditions[place], label).configure(m_probability=m, u_probability=u)
                if place == 0 and column in FREQUENT:
                    level = level.configure(tf_adjustment_column=column, tf_adjustment_weight=1.0)
            levels.append(level)
        return CustomComparison(comparison_levels=levels, output_column_name=name)

    def plain(name: str, column: str) -> CustomComparison:
        either = f'"{column}_l" is null or "{column}_r" is null'
        return compare(name, either, (f'"{column}_l" = "{column}_r"',), column)

    no_name = f'{NO_THAI} and ("latin_l" is null or "latin_r" is null)'
    return [
        compare("name", no_name, NAME_CONDITIONS, "thai"),
        plain("document", "id_key"),
        plain("phone", "phone"),
        plain("device", "device"),
        plain("province", "province"),
    ]


def make_linker(connection: "duckdb.DuckDBPyConnection", records: pd.DataFrame, model: Model) -> "Linker":
    """Return Splink's linker over records (as `add_features` returns them); it prints and logs nothing."""
    import pyarrow as pa
    from splink import DuckDBAPI, Linker

    table = pa.table({
        name: pa.array(records[name].where(records[name].notna(), None), pa.string()) for name in ("record_key", *COMPARED)
    })  # fmt: skip
    api = DuckDBAPI(connection)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return Linker(api.register(table), make_settings(model), log_level=None, validate_settings=False)


def _romanise_partners(records: pd.DataFrame, pairs: pd.DataFrame) -> pd.DataFrame:
    """Give records without a Latin name one, where they meet a record without a Thai name; it matters nowhere else."""
    no_thai = frozenset(records.loc[records["thai"].isna() & records["latin"].notna(), "record_key"])
    met = pd.concat([
        pairs.loc[pairs["left_key"].isin(no_thai), "right_key"], pairs.loc[pairs["right_key"].isin(no_thai), "left_key"],
    ])  # fmt: skip
    wanted = records["record_key"].isin(met) & records["latin"].isna() & records["name_key"].notna()
    if not wanted.any():
        return records
    return pd.concat([records[~wanted], add_latin(records[wanted])])


def _register_frequency(linker: "Linker", records: pd.DataFrame, column: str, model: Model) -> None:
    import pyarrow as pa

    values = pd.Series(records[column].dropna().unique(), dtype="object")
    shares = values.map(model.frequency.get(column, {})).astype("float64").fillna(model.least_frequency[column])
    table = pa.table({column: pa.array(values, pa.string()), f"tf_{column}": pa.array(shares, pa.float64())})
    linker.table_management.register_term_frequency_lookup(linker._db_api.register(table), column)


def _explain(scored: pd.DataFrame, model: Model) -> pd.DataFrame:
    from math import log2

    told: list[list[dict[str, Any]]] = [
        [
            {
                "comparison": "prior",
                "level": "two records at random",
                "weight": round(log2(model.prior / (1 - model.prior)), 2),
            }
        ]
        for _ in range(len(scored))
    ]
    for name, rows in model.levels.items():
        gammas = scored[f"gamma_{name}"].to_numpy()
        weights = scored[f"mw_{name}"].to_numpy(dtype="float64")
        if f"mw_tf_adj_{name}" in scored:
            weights = weights + scored[f"mw_tf_adj_{name}"].to_numpy(dtype="float64")
        labels = {len(rows) - 1 - place: label for place, (label, _, _) in enumerate(rows)} | {-1: "not known"}
        for line, gamma, weight in zip(told, gammas, weights, strict=True):
            line.append({"comparison": name, "level": labels[int(gamma)], "weight": round(float(weight), 2)})
    top = len(model.levels["name"]) - 1
    return pd.DataFrame({
        "left_key": scored["record_key_l"].astype("object"), "right_key": scored["record_key_r"].astype("object"),
        "match_weight": scored["match_weight"].astype("float64"),
        "match_probability": scored["match_probability"].astype("float64"),
        "name_level": top - scored["gamma_name"].astype("int64"), "contributions": told,
    }).sort_values(["left_key", "right_key"], ignore_index=True)  # fmt: skip
