"""Learns the linkage parameters from the records themselves: u by random sampling, m by expectation maximisation, no labels."""

import warnings
from typing import Any

import pandas as pd

from include.resolve.linkage import make_linker, open_engine
from include.resolve.model import FREQUENT, LEAST_FREQUENCY, Model

LEAST_RECORDS = 3_000
LEAST_PAIRS = 500  # of one document: fewer teach nothing
MOST_RECORDS = 40_000
SAMPLED_PAIRS = 1e6
SEED = 20240301
LEAST_SHARE = 1e-7
UNSEEN = 0.002  # m of a level that the sample never showed
FREQUENT_FROM = 3  # persons who bear one value, from which on its frequency is kept
MOST_FREQUENT = 2_000


def train(records: pd.DataFrame) -> Model | None:
    """Return a model learnt from records (as `add_features` returns them), None where there are too few of them.

    m of names, phones, devices and provinces is learnt among records of one document, m of documents among records of one
    name (Fellegi and Sunter, 1969; Winkler, 1988). What a level never showed keeps the share that ships.
    """
    known = records[records["id_key"].notna()]
    same = known.groupby("id_key").size()
    if len(records) < LEAST_RECORDS or int((same - 1).sum()) < LEAST_PAIRS:
        return None
    frequency, least = count_frequencies(records)
    default = Model(frequency=frequency, least_frequency=least)
    sample = records.sort_values("record_key")
    if len(sample) > MOST_RECORDS:  # whole persons, or there would be no pairs
        chosen = same.sample(frac=MOST_RECORDS / len(sample), random_state=SEED).index
        sample = sample[sample["id_key"].isin(chosen)]
    learnt = _fit(sample, default)
    pairs = float((same * (same - 1) / 2).sum())
    prior = min(0.01, max(1e-9, pairs / (len(known) * (len(known) - 1) / 2)))
    return Model(_merge(default, learnt), prior, frequency, least)


def count_frequencies(records: pd.DataFrame) -> tuple[dict[str, dict[str, float]], dict[str, float]]:
    """Return per column the share of persons (documents) who bear a value, where several do, and the share of one."""
    frequency: dict[str, dict[str, float]] = {}
    least: dict[str, float] = {}
    for column in FREQUENT:
        held = records.loc[records[column].notna() & records["id_key"].notna(), [column, "id_key"]].drop_duplicates()
        bearers = max(held["id_key"].nunique(), 1)
        counts = held.groupby(column).size()
        common = (
            counts[counts >= FREQUENT_FROM].sort_index().sort_values(ascending=False, kind="stable").head(MOST_FREQUENT)
        )
        frequency[column] = {str(value): count / bearers for value, count in common.items()}
        least[column] = min(1.0 / bearers, LEAST_FREQUENCY[column])
    return frequency, least


def _fit(sample: pd.DataFrame, model: Model) -> dict[str, dict[str, tuple[float | None, float | None]]]:
    """Return comparison to level label to (m, u), None where the sample shows none."""
    with open_engine() as connection, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        linker = make_linker(connection, sample, model)
        linker.training.estimate_u_using_random_sampling(max_pairs=SAMPLED_PAIRS, seed=SEED)
        for rule in ('l."id_key" = r."id_key"', 'l."thai" = r."thai"'):
            linker.training.estimate_parameters_using_expectation_maximisation(
                rule, estimate_without_term_frequencies=True, fix_probability_two_random_records_match=False
            )
        return read_shares(linker.misc.save_model_to_json())


def read_shares(saved: dict[str, Any]) -> dict[str, dict[str, tuple[float | None, float | None]]]:
    """Return comparison to label to (m, u) of a model as Splink saves it."""
    shares: dict[str, dict[str, tuple[float | None, float | None]]] = {}
    for comparison in saved["comparisons"]:
        levels = [level for level in comparison["comparison_levels"] if not level.get("is_null_level")]
        shares[comparison["output_column_name"]] = {
            level["label_for_charts"]: (level.get("m_probability"), level.get("u_probability")) for level in levels
        }
    return shares


def _merge(
    default: Model, learnt: dict[str, dict[str, tuple[float | None, float | None]]]
) -> dict[str, tuple[tuple[str, float, float], ...]]:
    levels = {}
    for name, rows in default.levels.items():
        found = [(label, *learnt.get(name, {}).get(label, (None, None)), m, u) for label, m, u in rows]
        is_learnt = any(m for _, m, *_ in found)
        merged = [
            (label, m if m and m > UNSEEN else UNSEEN if is_learnt else kept_m, u if u and u > LEAST_SHARE else kept_u)
            for label, m, u, kept_m, kept_u in found
        ]
        total_m, total_u = sum(m for _, m, _ in merged), sum(u for _, _, u in merged)
        levels[name] = tuple((label, m / total_m, u / total_u) for label, m, u in merged)
    return levels
