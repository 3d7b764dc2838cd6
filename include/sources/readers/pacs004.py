"""ISO 20022 pacs.004.001.09 payment returns: money of an earlier transfer sent back, one row per return.

The message speaks of the original transfer by its ids and, where the bank adds them, by its parties.
"""

import pandas as pd

from include.sources.readers.blocks import Envelope
from include.sources.readers.message import MessageReader
from include.sources.readers.paths import ISO20022, qualify_all

PATHS = {
    "return_id": "RtrId",
    "original_end_to_end_id": "OrgnlEndToEndId",
    "original_tx_id": "OrgnlTxId",
    "returned_at": (
        "SttlmTmIndctn/CdtDtTm or SttlmTmIndctn/DbtDtTm or IntrBkSttlmDt or ../GrpHdr/IntrBkSttlmDt or ../GrpHdr/CreDtTm"
    ),
    "amount": "RtrdIntrBkSttlmAmt",
    "currency": "RtrdIntrBkSttlmAmt/@Ccy",
    "reason_code": "RtrRsnInf/Rsn/Cd or RtrRsnInf/Rsn/Prtry or ../OrgnlGrpInf/RtrRsnInf/Rsn/Cd",
    "reason": "RtrRsnInf/AddtlInf",
    "debtor_bank": "OrgnlTxRef/DbtrAgt/FinInstnId/ClrSysMmbId/MmbId",
    "debtor_account": "OrgnlTxRef/DbtrAcct/Id/Othr/Id or OrgnlTxRef/DbtrAcct/Id/IBAN",
    "creditor_bank": "OrgnlTxRef/CdtrAgt/FinInstnId/ClrSysMmbId/MmbId",
    "creditor_account": "OrgnlTxRef/CdtrAcct/Id/Othr/Id or OrgnlTxRef/CdtrAcct/Id/IBAN",
}
PACS004 = Envelope(
    title="pacs.004.001.09", namespace=ISO20022 + "pacs.004.001.09", parents=("Document", "PmtRtr"), record="TxInf"
)
NO_ORIGINAL = (
    "missing_key: the return names no original transfer; the bank must deliver its end-to-end or transaction id"
)


class Pacs004Reader(MessageReader):
    """Reads the returns that banks send each other."""

    def __init__(self) -> None:
        super().__init__(PACS004, qualify_all(PATHS), derive=require_original)


def require_original(returns: pd.DataFrame) -> pd.DataFrame:
    """Return the frame with a fault where a return does not say what it returns: nothing could ever be linked to it."""
    is_lost = returns["original_end_to_end_id"].isna() & returns["original_tx_id"].isna() & returns["fault"].isna()
    return returns.assign(fault=returns["fault"].mask(is_lost, NO_ORIGINAL))
