"""Measures every police command by the same figures, month by month (Thai time)."""

import pandas as pd

from include.core.records import COMMANDS

ZONE = "Asia/Bangkok"


def score_commands(complaints: pd.DataFrame, payments: pd.DataFrame, proposals: pd.DataFrame) -> pd.DataFrame:
    """Return one row per command and month between the first and the last complaint, zeros included.

    Columns: command_code, period_start, period_end, complaint_count, loss_satang, traced_satang (wherever the victims'
    money was seen to lie), proposed_satang and proposal_count (what is proposed to be held), median_report_delay_s (from
    the first payment to the report).
    """
    months = complaints["reported_at"].dt.tz_convert(ZONE).dt.tz_localize(None).dt.to_period("M")
    cases = complaints.assign(month=months).set_index("complaint_id")
    held = proposals[proposals["status"] == "proposed"]
    cases["traced"] = proposals.groupby("complaint_id")["traced_satang"].sum()
    cases["proposed"] = held.groupby("complaint_id")["traced_satang"].sum()
    cases["proposal_count"] = held.groupby("complaint_id").size()
    cases["delay_s"] = (cases["reported_at"] - payments.groupby("complaint_id")["paid_at"].min()).dt.total_seconds()
    grouped = cases.groupby(["command_code", "month"])
    figures = pd.DataFrame(
        {
            "complaint_count": grouped.size(),
            "loss_satang": grouped["loss_satang"].sum(),
            "traced_satang": grouped["traced"].sum(),
            "proposed_satang": grouped["proposed"].sum(),
            "proposal_count": grouped["proposal_count"].sum(),
            "median_report_delay_s": grouped["delay_s"].median(),
        }
    ).reindex(_all_periods(months), fill_value=0)
    figures.loc[figures["complaint_count"] == 0, "median_report_delay_s"] = None
    counts = [name for name in figures.columns if name != "median_report_delay_s"]
    figures[counts] = figures[counts].astype("int64")
    table = figures.reset_index()
    start = table["month"].dt.to_timestamp()
    end = (table["month"] + 1).dt.to_timestamp() - pd.Timedelta(days=1)
    return table.drop(columns="month").assign(period_start=start.dt.strftime("%Y-%m-%d"), period_end=end.dt.strftime("%Y-%m-%d"))


def _all_periods(months: pd.Series) -> pd.MultiIndex:
    every = pd.period_range(months.min(), months.max(), freq="M") if len(months) else pd.PeriodIndex([], freq="M")
    return pd.MultiIndex.from_product([sorted(COMMANDS), every], names=["command_code", "month"])
