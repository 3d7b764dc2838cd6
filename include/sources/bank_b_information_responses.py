"""Bank B (902), answers to our questions about accounts (auth.001): ISO 20022 auth.002.001.01 messages."""

from include.core.contract import Feed, Record
from include.core.records import freeze_response_of
from include.sources.readers.auth002 import Auth002Reader

FEED = Feed(
    agency="bank-b",
    name="information-responses",
    record=Record.FREEZE_RESPONSE,
    columns=freeze_response_of("902", is_message=True),
    reader=Auth002Reader("902"),
    suffixes=(".xml",),
    order=32,
    every_hours=0,
    contact="data-desk@bank-b.example",
)
