"""Bank B (902), account snapshots: an Excel sheet with a title, then headings in Title Case; Excel dates, local time."""

from include.core.contract import Feed, Record
from include.core.records import ACCOUNT
from include.sources.readers.workbook import WorkbookReader

FEED = Feed(
    agency="bank-b",
    name="accounts",
    record=Record.ACCOUNT,
    columns=ACCOUNT,
    reader=WorkbookReader(sheet="Accounts", heading_row=3),
    suffixes=(".xlsx",),
    constants={"bank_code": "902"},
    order=10,
    every_hours=240,
    contact="data-desk@bank-b.example",
)
