"""Measures every police command by the same figures, month by month (Thai time)."""

from typing import Any

import pandas as pd

from include.core.records import COMMANDS

ZONE = "Asia/Bangkok"
COLUMNS = [
    "command_code", "complaint_count", "loss_satang", "traced_satang", "proposed_satang", "proposal_count",
    "median_report_delay_s", "period_start", "period_end",
]  # fmt: skip
COUNTS = ["complaint_count", "loss_satang", "traced_satang", "proposed_satang", "proposal_count"]


def score_commands(complaints: pd.DataFrame, payments: pd.DataFrame, proposals: pd.DataFrame) -> pd.DataFrame:
    """Return one row per command and month between the first and the last complaint, zeros included; none without any.

    Columns: command_code, complaint_count, loss_satang, traced_satang (where the victims' money was seen to lie or leave),
    proposed_satang and proposal_count (what is proposed to be held), median_report_delay_s (from the first payment to the
    report, of complaints that name one; else empty), period_start and period_end (dates, inclusive).
    """
    cases = _measure_cases(complaints, payments, proposals)
    grouped = cases.groupby(["command_code", "month"])
    figures = grouped[COUNTS].sum().assign(median_report_delay_s=grouped["delay_s"].median())
    figures = figures.reindex(_all_periods(cases["month"]))
    figures[COUNTS] = figures[COUNTS].fillna(0).astype("int64")
    table = figures.reset_index()
    months = pd.PeriodIndex(table["month"], freq="M")
    dates = {"period_start": months.start_time.strftime("%Y-%m-%d"), "period_end": months.end_time.strftime("%Y-%m-%d")}
    return table.drop(columns="month").assign(**dates)[COLUMNS]


def _measure_cases(complaints: pd.DataFrame, payments: pd.DataFrame, proposals: pd.DataFrame) -> pd.DataFrame:
    held = proposals[proposals["status"] == "proposed"]
    cases = complaints.set_index("complaint_id")
    local = cases["reported_at"].dt.tz_convert(ZONE).dt.tz_localize(None)
    waited = cases["reported_at"] - payments.groupby("complaint_id")["paid_at"].min()
    return cases.assign(
        month=local.dt.to_period("M"),
        complaint_count=1,
        traced_satang=_sum(proposals).reindex(cases.index, fill_value=0),
        proposed_satang=_sum(held).reindex(cases.index, fill_value=0),
        proposal_count=held.groupby("complaint_id").size().reindex(cases.index, fill_value=0),
        # a time typed after the report is a mistake, not a negative wait
        delay_s=waited.dt.total_seconds().where(waited >= pd.Timedelta(0)),
    )


def _sum(proposals: pd.DataFrame) -> "pd.Series[Any]":
    return proposals.groupby("complaint_id")["traced_satang"].sum()


def _all_periods(months: "pd.Series[Any]") -> pd.MultiIndex:
    every = pd.period_range(months.min(), months.max(), freq="M") if len(months) else pd.PeriodIndex([], freq="M")
    return pd.MultiIndex.from_product([sorted(COMMANDS), every], names=["command_code", "month"])
