"""Bank B (902), postings: ISO 20022 pacs.008.001.08 messages."""

from include.core.contract import Feed, Record
from include.core.records import POSTING
from include.sources.readers.pacs008 import Pacs008Reader

FEED = Feed(
    agency="bank-b",
    name="transactions",
    record=Record.POSTING,
    columns=POSTING,
    reader=Pacs008Reader(),
    suffixes=(".xml",),
    constants={"reporting_bank": "902"},
    order=20,
    every_hours=1,
    contact="data-desk@bank-b.example",
)
