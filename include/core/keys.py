"""The keys of rows, and how the key of a delivered row is written: its parts joined by `|`, times in UTC."""

import pandas as pd

from include.core import normalise
from include.core.contract import Feed, Kind, Record

KEYS: dict[Record, tuple[str, ...]] = {
    Record.POSTING: ("tx_id",),
    Record.ACCOUNT: ("account_no", "snapshot_at"),
    Record.SUBSCRIBER: ("iccid",),
    Record.CALL: ("call_id",),
    Record.CELL: ("cell_id",),
    Record.COMPLAINT: ("complaint_id",),
    Record.TIP: ("tip_id",),
    Record.WATCHLIST_ENTRY: ("list_code", "id_no", "name_th"),
    Record.SITE_BLOCK: ("domain", "order_no"),
    Record.REVERSAL: ("return_id",),
    Record.FREEZE_RESPONSE: ("request_id",),
}
LONGEST = 500  # characters; a longer key is none that an agency uses again, and no index takes it
TIME_FORM = "%Y-%m-%dT%H:%M:%S.%f"


def read_keys(feed: Feed, texts: pd.DataFrame) -> pd.Series:
    """Return the key of each row of delivered text, missing where any part of it cannot be read."""
    key: pd.Series | None = None
    for name in KEYS[feed.record]:
        part = normalise.trim(texts[name].astype("str"))
        if feed.column(name).kind is Kind.TIMESTAMP:
            part = normalise.parse_times(part, feed.times).dt.strftime(TIME_FORM)
        elif feed.column(name).kind is Kind.DOMAIN:
            part = normalise.map_distinct(part, normalise.clean_domain)
        key = part if key is None else key + "|" + part
    texts_of_key = pd.Series(key, dtype="str")
    return texts_of_key.where(texts_of_key.str.len() <= LONGEST)
