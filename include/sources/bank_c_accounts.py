"""Bank C (903), account snapshots: pipe-separated, Thai Windows encoding and headings, Buddhist-era local time."""

from include.core.contract import Feed, Record
from include.core.records import ACCOUNT
from include.sources.readers.delimited import DelimitedReader

HEADINGS = (
    "เลขที่บัญชี",
    "ประเภทบัญชี",
    "ประเภทเจ้าของ",
    "เลขประจำตัว",
    "ชื่อไทย",
    "ชื่ออังกฤษ",
    "โทรศัพท์",
    "วันที่เปิด",
    "จังหวัดสาขา",
    "รหัสอุปกรณ์",
    "สถานะ",
    "ยอดคงเหลือ",
    "ณ วันที่",
)
NAMES = tuple(column.name for column in ACCOUNT)

FEED = Feed(
    agency="bank-c",
    name="accounts",
    record=Record.ACCOUNT,
    columns=ACCOUNT,
    reader=DelimitedReader(encoding="cp874", delimiter="|", headings=dict(zip(HEADINGS, NAMES, strict=True))),
    suffixes=(".txt",),
    constants={"bank_code": "903"},
    order=10,
    every_hours=240,
    times="buddhist",
    contact="data-desk@bank-c.example",
)
