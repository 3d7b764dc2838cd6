"""Bank C (903), postings: pipe-separated, Thai Windows encoding and headings, Buddhist-era local time."""

from include.core.contract import Feed, Record
from include.core.records import POSTING
from include.sources.readers.delimited import DelimitedReader

HEADINGS = (
    "รหัสรายการ",
    "รหัสอ้างอิงร่วม",
    "วันเวลา",
    "ธนาคารต้นทาง",
    "บัญชีต้นทาง",
    "ธนาคารปลายทาง",
    "บัญชีปลายทาง",
    "จำนวนเงิน",
    "สกุลเงิน",
    "ช่องทาง",
    "รหัสอุปกรณ์",
    "ไอพี",
    "หมายเหตุ",
)
NAMES = tuple(column.name for column in POSTING)

FEED = Feed(
    agency="bank-c",
    name="transactions",
    record=Record.POSTING,
    columns=POSTING,
    reader=DelimitedReader(encoding="cp874", delimiter="|", headings=dict(zip(HEADINGS, NAMES, strict=True))),
    suffixes=(".txt",),
    constants={"reporting_bank": "903"},
    order=20,
    every_hours=1,
    times="buddhist",
    contact="data-desk@bank-c.example",
)
