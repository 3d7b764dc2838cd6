"""Reading pacs.008 beside a bare lxml `iterparse` of the same file, which extracts nothing: `python -m tests.bench.pacs008`.

Both are measured in seconds of processor time in the same run, in turns. ROWS=... sets the size.
"""

import os
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from lxml import etree

from include.sources.readers.pacs008 import PACS008, PATHS, Pacs008Reader

ROWS = int(os.environ.get("ROWS", "500000"))
ROUNDS = 3
HEAD = (
    f'<?xml version="1.0" encoding="UTF-8"?>\n<Document xmlns="{PACS008.namespace}"><FIToFICstmrCdtTrf><GrpHdr><MsgId>M1</MsgId>'
    "<CreDtTm>2024-01-01T00:00:00+07:00</CreDtTm><NbOfTxs>{rows}</NbOfTxs><SttlmInf><SttlmMtd>CLRG</SttlmMtd></SttlmInf></GrpHdr>\n"
)
AGENT = "<FinInstnId><ClrSysMmbId><MmbId>{bank}</MmbId></ClrSysMmbId></FinInstnId>"
ACCOUNT = "<Id><Othr><Id>{number:010d}</Id></Othr></Id>"
TRANSFER = (
    "<CdtTrfTxInf><PmtId><EndToEndId>E{n:012d}</EndToEndId><TxId>B{n:011d}</TxId></PmtId>"
    "<PmtTpInf><LclInstrm><Prtry>MOBILE</Prtry></LclInstrm></PmtTpInf>"
    '<IntrBkSttlmAmt Ccy="THB">{baht}.{satang:02d}</IntrBkSttlmAmt>'
    "<AccptncDtTm>2024-03-01T{hour:02d}:{minute:02d}:00+07:00</AccptncDtTm><ChrgBr>SLEV</ChrgBr><Dbtr/>"
    "<DbtrAcct>{debtor}</DbtrAcct><DbtrAgt>{debtor_agent}</DbtrAgt><CdtrAgt>{creditor_agent}</CdtrAgt><Cdtr/>"
    "<CdtrAcct>{creditor}</CdtrAcct>{remark}{device}</CdtTrfTxInf>\n"
)
REMARK = "<RmtInf><Ustrd>ค่าของ {n}{more}</Ustrd></RmtInf>"
DEVICE = "<SplmtryData><Envlp><Origin><DeviceId>{n:016x}</DeviceId><IpAddress>192.0.2.7</IpAddress></Origin></Envlp></SplmtryData>"


def make_message(path: Path, rows: int) -> None:
    """Write a message: some transfers without remark or device, and now and then an entity."""
    with path.open("w", encoding="utf-8") as file:
        file.write(HEAD.format(rows=rows))
        file.writelines(_make_transfer(n) for n in range(rows))
        file.write("</FIToFICstmrCdtTrf></Document>\n")


def _make_transfer(n: int) -> str:
    return TRANSFER.format(
        n=n,
        baht=n % 9973 + 1,
        satang=n % 100,
        hour=n % 24,
        minute=n % 60,
        debtor=ACCOUNT.format(number=n * 7919 % 10**10),
        creditor=ACCOUNT.format(number=n * 104729 % 10**10),
        debtor_agent=AGENT.format(bank=902),
        creditor_agent=AGENT.format(bank=901 + n % 3),
        remark=REMARK.format(n=n, more=" &amp; more" if n % 100 == 0 else "") if n % 3 else "",
        device=DEVICE.format(n=n * 15485863) if n % 5 else "",
    )


def read_ours(path: Path) -> int:
    """Return the rows read, all fields of them."""
    return sum(len(batch) for batch in Pacs008Reader().batches(path, tuple(PATHS), 100_000))


def read_bare(path: Path) -> int:
    """Return the transactions seen, and take nothing out of them."""
    seen = 0
    for _, element in etree.iterparse(str(path), tag=f"{{{PACS008.namespace}}}{PACS008.record}"):
        seen += 1
        element.clear()
        while element.getprevious() is not None:
            del element.getparent()[0]  # type: ignore[union-attr]
    return seen


def time_bare(paths: list[Path]) -> float:
    """Return the seconds of processor time that bare iterparse of these files takes."""
    start = time.process_time()
    for path in paths:
        read_bare(path)
    return time.process_time() - start


def measure(rows: int) -> tuple[float, float]:
    """Return seconds of processor time per reading, ours and bare: the median of three rounds, in turns."""
    with tempfile.TemporaryDirectory(prefix="rukkhat-bench-") as folder:
        path = Path(folder) / "message.xml"
        make_message(path, rows)
        times = [(_time(read_ours, path, rows), _time(read_bare, path, rows)) for _ in range(ROUNDS)]
    ours, bare = (sorted(column)[ROUNDS // 2] for column in zip(*times, strict=True))
    return ours, bare


def _time(read: Callable[[Path], int], path: Path, rows: int) -> float:
    start = time.process_time()
    seen = read(path)
    assert seen == rows
    return time.process_time() - start


def main() -> None:
    """Print the figures."""
    ours, bare = measure(ROWS)
    print(f"{ROWS:,} pacs.008 transactions of {len(PATHS)} fields, file to frames, one core")
    print(
        f"ours: {ours:.1f} s ({ROWS / ours:,.0f} rows/s); bare iterparse, no fields: {bare:.1f} s ({ROWS / bare:,.0f} rows/s)"
    )
    print(f"ratio ours : bare iterparse in rows/s = {bare / ours:.2f}")


if __name__ == "__main__":
    main()
