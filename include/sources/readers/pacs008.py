"""ISO 20022 pacs.008.001.08 credit transfers: one bad transaction in a well-formed message is one bad row."""

from include.sources.readers.blocks import Envelope
from include.sources.readers.message import MessageReader
from include.sources.readers.paths import ISO20022, qualify_all

PATHS = {
    "tx_id": "PmtId/TxId",
    "end_to_end_id": "PmtId/EndToEndId",
    "booked_at": "AccptncDtTm",
    "debtor_bank": "DbtrAgt/FinInstnId/ClrSysMmbId/MmbId",
    "debtor_account": "DbtrAcct/Id/Othr/Id",
    "creditor_bank": "CdtrAgt/FinInstnId/ClrSysMmbId/MmbId",
    "creditor_account": "CdtrAcct/Id/Othr/Id",
    "amount": "IntrBkSttlmAmt",
    "currency": "IntrBkSttlmAmt/@Ccy",
    "channel": "PmtTpInf/LclInstrm/Prtry",
    "remark": "RmtInf/Ustrd",
    "device_id": "SplmtryData/Envlp/Origin/DeviceId",
    "ip_address": "SplmtryData/Envlp/Origin/IpAddress",
}
PACS008 = Envelope(
    title="pacs.008.001.08",
    namespace=ISO20022 + "pacs.008.001.08",
    parents=("Document", "FIToFICstmrCdtTrf"),
    record="CdtTrfTxInf",
)


class Pacs008Reader(MessageReader):
    """Reads the message that banks exchange; learning layouts takes as long as parsing a file of `plain_from` bytes."""

    def __init__(self, plain_from: float = 16 << 20) -> None:
        super().__init__(PACS008, qualify_all(PATHS), plain_from=plain_from)
