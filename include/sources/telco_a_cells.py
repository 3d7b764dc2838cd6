"""Telco A, radio cells: CSV, UTF-8, national numbers, ISO times."""

from include.core.contract import Feed, Record
from include.core.records import CELL
from include.sources.readers.delimited import DelimitedReader

FEED = Feed(
    agency="telco-a",
    name="cells",
    record=Record.CELL,
    columns=CELL,
    reader=DelimitedReader(),
    suffixes=(".csv",),
    order=10,
    every_hours=720,
    contact="data-desk@telco-a.example",
)
