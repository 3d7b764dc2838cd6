"""Bank B (902), returned payments: ISO 20022 pacs.004.001.09 messages."""

from include.core.contract import Feed, Record
from include.core.records import REVERSAL
from include.sources.readers.pacs004 import Pacs004Reader

FEED = Feed(
    agency="bank-b",
    name="returns",
    record=Record.REVERSAL,
    columns=REVERSAL,
    reader=Pacs004Reader(),
    suffixes=(".xml",),
    constants={"reporting_bank": "902"},
    order=25,
    every_hours=24,
    contact="data-desk@bank-b.example",
)
