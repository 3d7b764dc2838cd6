"""Judges all feeds at once: silent agencies, late feeds, hours left out, files that wait or were refused, odd volumes."""

from collections.abc import Iterable
from datetime import datetime, timedelta

import pandas as pd

from include.core.alerts import AlertKind, FeedAlert
from include.watch.contents import judge_quarantine, judge_volume
from include.watch.expectation import HOUR, KEY, LOOK_BACK, ZONE, read_periods, split_feeds
from include.watch.freshness import judge_freshness

CONTROL_PATIENCE = timedelta(minutes=30)


def judge_feeds(files: pd.DataFrame, feeds: pd.DataFrame, now: datetime) -> tuple[pd.DataFrame, list[FeedAlert]]:
    """Return (freshness as of `judge_freshness`, alerts) for the ledger's newest files.

    `files`: file_id, agency, feed, file_name, status, rows_read, rows_quarantined, received_at (UTC). A file dated ahead
    of `now` is no sign of life.
    """
    dated = read_periods(files)
    begun = dated[dated["begins_at"] <= now]
    freshness = judge_freshness(begun, feeds, now)
    complete = begun.merge(feeds, on=KEY)
    alerts = [
        *judge_lateness(freshness),
        *judge_gaps(complete, now),
        *judge_control(files, feeds, now),
        *judge_rejected(dated, feeds, now),
        *judge_volume(complete, now),
        *judge_quarantine(complete, now),
    ]
    return freshness, sorted(alerts, key=lambda alert: alert.key)


def judge_lateness(freshness: pd.DataFrame) -> list[FeedAlert]:
    """Return one alert per agency of which every hourly feed is late, else one per late feed."""
    hourly = freshness[freshness["every_hours"].between(0, 1, inclusive="right")]
    watched = hourly[hourly["state"].isin(["late", "on_time"])]
    is_silent = (watched["state"] == "late").groupby(watched["agency"]).all()
    silent = watched[watched["agency"].isin(is_silent.index[is_silent])]
    late = freshness[(freshness["state"] == "late") & ~freshness["agency"].isin(silent["agency"])]
    return [*_tell_silence(silent), *(_tell_late(line) for line in late.itertuples())]


def judge_gaps(files: pd.DataFrame, now: datetime) -> list[FeedAlert]:
    """Return one alert per hourly feed with hours that did not come although later ones did.

    A gap longer than LOOK_BACK parts two lives of a feed (old files replayed, then live ones) and is none.
    """
    hourly = files[files["every_hours"].between(0, 1, inclusive="right")]
    at = hourly["begins_at"].where(hourly["is_hour"], hourly["received_at"].dt.floor("h"))
    hours = hourly.assign(begins_at=at).drop_duplicates([*KEY, "begins_at"]).sort_values([*KEY, "begins_at"])
    hours["before"] = hours.groupby(KEY)["begins_at"].shift()
    width = hours["begins_at"] - hours["before"]
    gaps = hours[(width > HOUR) & (width <= LOOK_BACK)]
    alerts = [_tell_gap(agency, feed, lines, now) for agency, feed, lines in split_feeds(gaps)]
    return [alert for alert in alerts if alert]


def judge_control(files: pd.DataFrame, feeds: pd.DataFrame, now: datetime) -> list[FeedAlert]:
    """Return one alert per feed with files that have waited CONTROL_PATIENCE for their control files."""
    names = [*KEY, "file_name"]
    settled = pd.MultiIndex.from_frame(files.loc[files["status"] != "incomplete", names])
    is_settled = pd.MultiIndex.from_frame(files[names]).isin(settled)
    age = now - files["received_at"]
    waiting = files[(files["status"] == "incomplete") & ~is_settled & age.between(CONTROL_PATIENCE, LOOK_BACK)]
    words = "{count} without control file for more than 30 minutes"
    return _tell_files(waiting, feeds, AlertKind.CONTROL_MISSING, words)


def judge_rejected(files: pd.DataFrame, feeds: pd.DataFrame, now: datetime) -> list[FeedAlert]:
    """Return one alert per feed with rejected files after which no other file of the same name or period has come."""
    ordered = files.sort_values(["received_at", "file_id"]).reset_index(drop=True)
    slot = ordered["begins_at"].astype("str").where(ordered["is_named"], ordered["file_name"])
    groups = [ordered["agency"], ordered["feed"], slot]
    is_good = ordered["status"].isin(["loaded", "landed"])
    last_good = ordered.index.to_series().where(is_good).groupby(groups).transform("max").fillna(-1)
    is_open = (ordered["status"] == "rejected") & (ordered.index > last_good)
    recent = ordered[is_open & (now - ordered["received_at"]).between(timedelta(0), LOOK_BACK)]
    return _tell_files(recent, feeds, AlertKind.REJECTED, "{count} refused and not yet replaced")


def _tell_silence(silent: pd.DataFrame) -> Iterable[FeedAlert]:
    for agency, lines in silent.groupby("agency"):
        since, names = lines["data_until"].max(), ", ".join(sorted(lines["feed"]))
        words = f"no hourly feed ({names}) has sent anything complete for the time after {_show(since)}"
        yield FeedAlert(
            str(agency), "", AlertKind.SILENT_AGENCY, since.to_pydatetime(), words, lines["contact"].iloc[0]
        )


def _tell_late(line: object) -> FeedAlert:
    values = line._asdict()  # type: ignore[attr-defined]
    words = (
        f"no complete file for the time after {_show(values['data_until'])}; expected by {_show(values['expected_by'])}"
    )
    since = values["expected_by"].to_pydatetime()
    return FeedAlert(values["agency"], values["feed"], AlertKind.LATE, since, words, values["contact"])


def _tell_gap(agency: str, feed: str, gaps: pd.DataFrame, now: datetime) -> FeedAlert | None:
    begins = now - LOOK_BACK
    until = now - HOUR - pd.Timedelta(hours=float(gaps["grace_hours"].iloc[0]))
    hours = [hour for hour in _list_missing(gaps) if begins <= hour < until]
    if not hours:
        return None
    names = [f"{hour.tz_convert(ZONE):%Y%m%dT%H}" for hour in hours]
    shown = ", ".join(names[:3]) + (", ..." if len(names) > 3 else "")
    words = f"{_count(len(names), 'hour')} did not arrive although later ones did: {shown}"
    since, contact = hours[0].to_pydatetime(), str(gaps["contact"].iloc[0])
    return FeedAlert(agency, feed, AlertKind.MISSING_HOUR, since, words, contact, {"hours": names})


def _tell_files(files: pd.DataFrame, feeds: pd.DataFrame, kind: AlertKind, words: str) -> list[FeedAlert]:
    contacts = feeds.set_index(KEY)["contact"].to_dict()
    return [
        FeedAlert(
            agency,
            feed,
            kind,
            lines["received_at"].min().to_pydatetime(),
            words.format(count=_count(len(lines), "file")),
            contacts.get((agency, feed), ""),
            {"files": sorted(lines["file_name"])[:20]},
        )
        for agency, feed, lines in split_feeds(files)
    ]


def _list_missing(gaps: pd.DataFrame) -> list[pd.Timestamp]:
    edges = zip(gaps["before"], gaps["begins_at"], strict=True)
    return [hour for before, begins in edges for hour in pd.date_range(before + HOUR, begins - HOUR, freq="h")]


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _show(at: pd.Timestamp) -> str:
    return f"{at:%Y-%m-%d %H:%M} UTC"
