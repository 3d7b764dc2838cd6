"""Reads ISO 20022 pacs.008.001.08 credit transfers as columns of text: streamed, no DTD, no entities, no network."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import pandas as pd
from lxml import etree

from include.core.errors import FileRejectedError
from include.sources.readers.text import require_content

NAMESPACE = "{urn:iso:std:iso:20022:tech:xsd:pacs.008.001.08}"
PATHS = {
    "tx_id": "PmtId/TxId",
    "end_to_end_id": "PmtId/EndToEndId",
    "booked_at": "AccptncDtTm",
    "debtor_bank": "DbtrAgt/FinInstnId/ClrSysMmbId/MmbId",
    "debtor_account": "DbtrAcct/Id/Othr/Id",
    "creditor_bank": "CdtrAgt/FinInstnId/ClrSysMmbId/MmbId",
    "creditor_account": "CdtrAcct/Id/Othr/Id",
    "amount": "IntrBkSttlmAmt",
    "channel": "PmtTpInf/LclInstrm/Prtry",
    "remark": "RmtInf/Ustrd",
    "device_id": "SplmtryData/Envlp/Origin/DeviceId",
    "ip_address": "SplmtryData/Envlp/Origin/IpAddress",
}
PROLOGUE_BYTES = 4096


@dataclass(frozen=True)
class Pacs008Reader:
    """Reads the message that banks exchange; one bad transaction in a well-formed message is one bad row."""

    def batches(self, path: Path, columns: tuple[str, ...], rows: int) -> Iterator[pd.DataFrame]:
        """See `core.contract.Reader`."""
        paths = {name: "/".join(NAMESPACE + step for step in PATHS[name].split("/")) for name in PATHS}
        transactions = _iterate(path)
        seen = 0
        while chunk := list(islice((_read_fields(element, paths) for element in transactions), rows)):
            frame = pd.DataFrame(chunk, columns=[*paths, "currency"], dtype="str").loc[:, list(columns)]
            frame = frame.replace({"": None})
            frame.insert(0, "row_no", range(seen + 1, seen + len(chunk) + 1))
            frame["fault"] = pd.Series(None, index=frame.index, dtype=object)
            seen += len(chunk)
            yield frame

    def raw_rows(self, path: Path, row_nos: frozenset[int]) -> dict[int, str]:
        """See `core.contract.Reader`; the transaction's element."""
        last = max(row_nos, default=0)
        return {
            number: etree.tostring(element, encoding="unicode").strip()
            for number, element in enumerate(islice(_iterate(path), last), start=1)
            if number in row_nos
        }


def _read_fields(element: etree._Element, paths: dict[str, str]) -> list[str | None]:
    fields = [element.findtext(path) for path in paths.values()]
    amount = element.find(paths["amount"])
    return [*fields, None if amount is None else amount.get("Ccy")]


def _iterate(path: Path) -> Iterator[etree._Element]:
    """Yield each transaction's element, and free it when the next is asked for."""
    require_content(path)
    with path.open("rb") as file:
        if b"<!DOCTYPE" in file.read(PROLOGUE_BYTES):
            raise FileRejectedError("malformed", "the message has a DOCTYPE, which is refused; ask the bank to send plain pacs.008")
    try:
        context = etree.iterparse(
            str(path),
            events=("end",),
            tag=NAMESPACE + "CdtTrfTxInf",
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            huge_tree=False,
        )
        for _, element in context:
            yield element
            element.clear()
            while element.getprevious() is not None:
                del element.getparent()[0]
    except etree.XMLSyntaxError as error:
        place = f"line {error.lineno}" if error.lineno else "the start"
        raise FileRejectedError("malformed", f"not well-formed XML at {place}; ask the bank to send it again") from error
    if context.root is None or context.root.tag != NAMESPACE + "Document":
        raise FileRejectedError("wrong_root", "the root element is not a pacs.008.001.08 Document; ask the bank to send that")
