"""The watch list of persons and companies behind mule accounts (HR03): CSV, UTF-8."""

from include.core.contract import Feed, Record
from include.core.records import WATCHLIST_ENTRY
from include.sources.readers.delimited import DelimitedReader

FEED = Feed(
    agency="lists",
    name="watchlist",
    record=Record.WATCHLIST_ENTRY,
    columns=WATCHLIST_ENTRY,
    reader=DelimitedReader(),
    suffixes=(".csv",),
    order=10,
    every_hours=24 * 30,
    contact="list-desk@police.example",
)
