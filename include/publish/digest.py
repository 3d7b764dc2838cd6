"""The public digest: complaints by month and type, in groups too large to point at anybody, with rounded counts."""

import pandas as pd

LEAST_GROUP = 10
ROUND_TO = 5
ZONE = "Asia/Bangkok"


def make_digest(complaints: pd.DataFrame) -> pd.DataFrame:
    """Return month, complaint_type, complaint_count; groups under ten are left empty.

    Where exactly one group of a month is under ten, the next smallest goes too, so that it cannot be worked out from a
    total. Counts are rounded to five.
    """
    month = complaints["reported_at"].dt.tz_convert(ZONE).dt.strftime("%Y-%m")
    counts = (
        complaints.groupby([month.rename("month"), "complaint_type"]).size().rename("complaint_count").reset_index()
    )
    counts = counts.sort_values(["month", "complaint_count", "complaint_type"], ignore_index=True)
    small = counts["complaint_count"] < LEAST_GROUP
    alone = small.groupby(counts["month"]).transform("sum") == 1
    second = counts.groupby("month").cumcount() == 1
    hidden = small | (alone & second)
    rounded = (counts["complaint_count"] / ROUND_TO).round().astype("int64") * ROUND_TO
    return counts.assign(complaint_count=rounded.where(~hidden).astype("Int64"))
