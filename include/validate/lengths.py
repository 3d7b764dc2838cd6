"""Values far longer than their kind can be: no index takes them, and an export that runs fields together makes them."""

import pandas as pd

from include.core.contract import Column, Feed, Kind

LONGEST = {  # characters; kinds that are not here are free text, or judged by their form
    Kind.KEY: 200,
    Kind.NAME: 400,
    Kind.PHONE: 200,
    Kind.HOLDER_ID: 200,
    Kind.DOMAIN: 2000,
    Kind.SECRET: 600,
}


def mark_overlong(feed: Feed, batch: pd.DataFrame) -> pd.Series:
    """Return the batch's faults, and for rows without one what is too long in them."""
    faults = batch["fault"]
    for column in (column for column in feed.columns if column.kind in LONGEST):
        values = batch[column.name].astype("string")  # a column without a value may be of any type
        is_long = (values.str.len() > LONGEST[column.kind]).fillna(False)
        if is_long.any():
            faults = faults.where(~is_long | faults.notna(), _explain(column))
    return faults


def _explain(column: Column) -> str:
    return f"malformed: {column.name} is longer than {LONGEST[column.kind]} characters; the agency must correct it"
