"""What stands in the files: their rows against the band of their kind, and the share of rows put aside."""

from datetime import datetime

import numpy as np
import pandas as pd

from include.core.alerts import AlertKind, FeedAlert
from include.watch.band import learn_band
from include.watch.expectation import KEY, ZONE, split_feeds

HISTORY = 28
LEAST_HISTORY = 5
LEAST_MEDIAN = 20.0  # below it a volume is noise
WEEKS_AGO = 7
LEAST_BAD_ROWS = 10
LEAST_WEEK_ROWS = 100
RISE_FACTOR, RISE_SHARE = 2.0, 0.005


def judge_volume(files: pd.DataFrame, now: datetime) -> list[FeedAlert]:
    """Return one alert per feed of which a period of the last day (or last own period) is out of band.

    A period's volume is the rows read of its largest file, so that a resend is not counted twice. It is held against the
    contract's band, else the band learnt from the last HISTORY periods of the same hour of day, at least LEAST_HISTORY.
    """
    periods = _measure_periods(files)
    if periods.empty:
        return []
    recent = _is_recent(periods, now)
    bands = [_find_band(line, periods) for line in periods[recent].itertuples()]
    judged = periods[recent].assign(low=[low for low, _ in bands], high=[high for _, high in bands])
    odd = judged[(judged["rows_read"] < judged["low"]) | (judged["rows_read"] > judged["high"])]
    return [_tell_volume(agency, feed, lines) for agency, feed, lines in split_feeds(odd)]


def judge_quarantine(files: pd.DataFrame, now: datetime) -> list[FeedAlert]:
    """Return one alert per feed that put aside a far larger share of its rows in the last day than in the week before.

    A feed slower than daily is judged by its own period instead of the day.
    """
    loaded = files[files["status"] == "loaded"]
    windows = ((now - loaded["ends_at"]) / _window(loaded)).clip(lower=0)
    today = _sum_rows(loaded[windows < 1])
    week = _sum_rows(loaded[windows.between(1, 1 + WEEKS_AGO, inclusive="left")])
    both = today.join(week[["rows_read", "rows_quarantined"]], rsuffix="_before", how="inner")
    share = both["rows_quarantined"] / both["rows_read"]
    before = both["rows_quarantined_before"] / both["rows_read_before"]
    is_known = (both["rows_quarantined"] >= LEAST_BAD_ROWS) & (both["rows_read_before"] >= LEAST_WEEK_ROWS)
    risen = both.assign(share=share, before=before)[is_known & (share > RISE_FACTOR * before + RISE_SHARE)]
    return [_tell_quarantine(agency, feed, lines.iloc[0]) for agency, feed, lines in split_feeds(risen.reset_index())]


def _measure_periods(files: pd.DataFrame) -> pd.DataFrame:
    loaded = files[files["status"] == "loaded"].sort_values("rows_read")
    periods = loaded.drop_duplicates([*KEY, "begins_at"], keep="last").sort_values("begins_at")
    hour = periods["begins_at"].dt.tz_convert(ZONE).dt.hour
    return periods.assign(hour=hour.where(periods["is_hour"], -1))


def _window(files: pd.DataFrame) -> "pd.Series[pd.Timedelta]":
    return pd.to_timedelta(files["every_hours"].clip(lower=24.0), unit="h")


def _is_recent(files: pd.DataFrame, now: datetime) -> "pd.Series[bool]":
    return files["ends_at"] > now - _window(files)


def _find_band(line: object, periods: pd.DataFrame) -> tuple[float, float]:
    values = line._asdict()  # type: ignore[attr-defined]
    low, high = values["low_rows"], values["high_rows"]
    if not (np.isnan(low) and np.isnan(high)):
        return float(low), float(high)
    is_like = (
        (periods["agency"] == values["agency"])
        & (periods["feed"] == values["feed"])
        & (periods["hour"] == values["hour"])
        & (periods["begins_at"] < values["begins_at"])
    )
    history = periods.loc[is_like, "rows_read"].tail(HISTORY).to_numpy(dtype="float64")
    if len(history) < LEAST_HISTORY or np.median(history) < LEAST_MEDIAN:
        return np.nan, np.nan
    return learn_band(history)


def _sum_rows(files: pd.DataFrame) -> pd.DataFrame:
    return files.groupby(KEY).agg(
        rows_read=("rows_read", "sum"),
        rows_quarantined=("rows_quarantined", "sum"),
        since=("begins_at", "min"),
        contact=("contact", "first"),
    )


def _tell_volume(agency: str, feed: str, odd: pd.DataFrame) -> FeedAlert:
    periods = odd["begins_at"].dt.tz_convert(ZONE)
    names = periods.dt.strftime("%Y%m%dT%H").where(odd["is_hour"], periods.dt.strftime("%Y%m%d"))
    last = odd.iloc[-1]
    others = f", and {len(odd) - 1} more" if len(odd) > 1 else ""
    words = f"{names.iloc[-1]}: {last['rows_read']} rows, expected {_show_band(last)}{others}"
    return FeedAlert(
        agency, feed, AlertKind.VOLUME, odd["ends_at"].min().to_pydatetime(), words, last["contact"],
        {"periods": list(names)[:24]},
    )  # fmt: skip


def _show_band(line: pd.Series) -> str:
    if np.isnan(line["low"]):
        return f"at most {line['high']:.0f}"
    return f"at least {line['low']:.0f}" if np.isnan(line["high"]) else f"{line['low']:.0f} to {line['high']:.0f}"


def _tell_quarantine(agency: str, feed: str, line: pd.Series) -> FeedAlert:
    words = f"{line['share']:.1%} of the rows put aside lately, {line['before']:.1%} in the time before"
    since = line["since"].to_pydatetime()
    return FeedAlert(agency, feed, AlertKind.QUARANTINE_SHARE, since, words, line["contact"])
