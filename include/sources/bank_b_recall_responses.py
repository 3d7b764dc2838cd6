"""Bank B (902), answers to our recalls (camt.056): ISO 20022 camt.029.001.09 messages."""

from include.core.contract import Feed, Record
from include.core.records import freeze_response_of
from include.sources.readers.camt029 import Camt029Reader

FEED = Feed(
    agency="bank-b",
    name="recall-responses",
    record=Record.FREEZE_RESPONSE,
    columns=freeze_response_of("902", is_message=True),
    reader=Camt029Reader("902"),
    suffixes=(".xml",),
    order=31,
    every_hours=0,
    contact="data-desk@bank-b.example",
)
