"""Judges a batch by its feed's suite: the good rows, typed, and a fault for every expectation that a row fails."""

import os
from dataclasses import dataclass
from functools import cache
from typing import Any

import pandas as pd

from include.core.contract import Feed
from include.validate.lengths import mark_overlong
from include.validate.normal import normalise_batch
from include.validate.suite import build_suite, read_rule

FAULT_COLUMNS = ["file_id", "row_no", "field", "rule", "reason"]


@dataclass(frozen=True)
class Verdict:
    """`rows`: the good rows, typed as the staging table; `faults`: file_id, row_no, field, rule, reason."""

    rows: pd.DataFrame
    faults: pd.DataFrame


def judge(feed: Feed, batch: pd.DataFrame, now: pd.Timestamp | None = None) -> Verdict:
    """Judge a batch of delivered text (columns of the contract, `row_no`, `fault`, and `file_id`)."""
    batch = batch.reset_index(drop=True)
    batch = batch.assign(fault=mark_overlong(feed, batch))
    normal = normalise_batch(feed, batch)
    faults = _find_faults(feed, normal.looks, now)
    told = faults["position"].map(batch["fault"])  # what the reader saw says more than that it saw something
    faults["reason"] = faults["reason"].where(faults["field"] != "row", told)
    keys = batch.reindex(columns=["file_id", "row_no"])
    located = faults.merge(keys, left_on="position", right_index=True)[FAULT_COLUMNS] if len(faults) else _no_faults()
    good = ~normal.rows.index.isin(faults["position"])
    return Verdict(normal.rows[good].reset_index(drop=True), located.reset_index(drop=True))


def _no_faults() -> pd.DataFrame:
    return pd.DataFrame(
        {name: pd.Series(dtype="int64" if name in FAULT_COLUMNS[:2] else "str") for name in FAULT_COLUMNS}
    )


def _find_faults(feed: Feed, looks: pd.DataFrame, now: pd.Timestamp | None) -> pd.DataFrame:
    parts = [pd.DataFrame({"position": pd.Series(dtype="int64"), "field": [], "rule": [], "reason": []})]
    for result in _validate(feed, looks, now):
        if result.success:
            continue
        if result.exception_info.get("raised_exception"):
            raise RuntimeError(f"{feed.key}: expectation {result.expectation_config.type} could not run")
        rule = read_rule(result.expectation_config.meta)
        positions = result.result["unexpected_index_list"]
        parts.append(
            pd.DataFrame({"position": positions, "field": rule.field, "rule": rule.name, "reason": rule.reason})
        )
    faults = pd.concat(parts, ignore_index=True)
    return _drop_consequences(faults)


def _drop_consequences(faults: pd.DataFrame) -> pd.DataFrame:
    """Keep, per row, only the first cause: what cannot be read, or lacks a key, has other faults that tell nothing."""
    severity = faults["rule"].map({"malformed": 0, "missing_key": 1}).fillna(2)
    severity = severity.where((faults["rule"] != "malformed") | (faults["field"] == "row"), 2)
    return faults[severity == severity.groupby(faults["position"]).transform("min")] if len(faults) else faults


def _validate(feed: Feed, looks: pd.DataFrame, now: pd.Timestamp | None) -> Any:
    if looks.empty:
        return []
    looked_at = _batch_definition().get_batch(batch_parameters={"dataframe": looks})
    return looked_at.validate(build_suite(feed, now), result_format="COMPLETE").results


@cache
def _batch_definition() -> Any:
    """Return a batch definition for frames, in a context of memory only: no files, no network, no telemetry."""
    os.environ.setdefault("GX_ANALYTICS_ENABLED", "false")
    import great_expectations as gx

    context: Any = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False}
    return (
        context.data_sources.add_pandas("batch")
        .add_dataframe_asset("looks")
        .add_batch_definition_whole_dataframe("all")
    )
