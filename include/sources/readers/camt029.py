"""ISO 20022 camt.029.001.09 resolutions of an investigation: a bank's answers to our camt.056, one row per recall.

The case's id is our request's. A recall that is pending is no answer yet, and no row; what a bank resolves is the amount that it holds.
"""

from functools import partial

import pandas as pd

from include.sources.readers.blocks import Envelope
from include.sources.readers.message import MessageReader
from include.sources.readers.paths import ISO20022, qualify_all

MESSAGE = "ancestor-or-self::RsltnOfInvstgtn"
GROUP = f"{MESSAGE}/CxlDtls/OrgnlGrpInfAndSts"
ROWS = (
    "{record}//n:TxInfAndSts[not(n:TxCxlSts = 'PDCR')]"
    " | {record}[not(.//n:TxInfAndSts) and not(.//n:GrpCxlSts = 'PDCR' or n:Sts/n:Conf = 'PDCR')]"
)
PATHS = {
    "request_id": f"RslvdCase/Id or {GROUP}/RslvdCase/Id or {MESSAGE}/RslvdCase/Id",
    "bank_code": (
        f"{MESSAGE}/Assgnmt/Assgnr/Agt/FinInstnId/ClrSysMmbId/MmbId or OrgnlTxRef/CdtrAgt/FinInstnId/ClrSysMmbId/MmbId"
    ),
    "account_no": "OrgnlTxRef/CdtrAcct/Id/Othr/Id or OrgnlTxRef/CdtrAcct/Id/IBAN",
    "responded_at": f"{MESSAGE}/Assgnmt/CreDtTm",
    "status": f"TxCxlSts or {GROUP}/GrpCxlSts or {MESSAGE}/Sts/Conf",
    "reason_code": "CxlStsRsnInf/Rsn/Cd or CxlStsRsnInf/Rsn/Prtry",
    "words": "CxlStsRsnInf/AddtlInf",
    "resolved": f"RsltnRltdInf/IntrBkSttlmAmt or {MESSAGE}/RsltnRltdInf/IntrBkSttlmAmt",
    "currency": f"RsltnRltdInf/IntrBkSttlmAmt/@Ccy or {MESSAGE}/RsltnRltdInf/IntrBkSttlmAmt/@Ccy",
    "asked": "OrgnlIntrBkSttlmAmt or OrgnlTxRef/IntrBkSttlmAmt",
}
CAMT029 = Envelope("camt.029.001.09", ISO20022 + "camt.029.001.09", ("Document",), "RsltnOfInvstgtn")
ACCEPTED = ("ACCR", "CNCL")
IN_PART = ("PACR", "PECR")
REJECTED = "RJCR"
EMPTY = ("AM04", "AC04", "ARDT")  # insufficient funds, account closed, already returned
UNKNOWN = ("NOOR", "AC01", "AC03", "AC06", "RNPR")  # no such original, no such account
NO_AMOUNT = "missing_key: the bank holds a part and does not say how much; it must deliver RsltnRltdInf/IntrBkSttlmAmt"
NOT_BAHT = "unknown_code: the amount held is not in THB; the bank must state it in THB"


class Camt029Reader(MessageReader):
    """`bank` is the code of the bank whose answers do not name it."""

    def __init__(self, bank: str | None = None) -> None:
        super().__init__(CAMT029, qualify_all(PATHS), rows=ROWS, derive=partial(to_responses, bank=bank))


def to_responses(recalls: pd.DataFrame, bank: str | None = None) -> pd.DataFrame:
    """Return the recalls with the columns of a freeze response; an unknown status stays as it is, for the contract to refuse."""
    status, reason = recalls["status"], recalls["reason_code"]
    resolved, asked = (pd.to_numeric(recalls[name], errors="coerce") for name in ("resolved", "asked"))
    is_rejected, is_accepted = status == REJECTED, status.isin(ACCEPTED)
    is_part = status.isin(IN_PART) | (is_accepted & (resolved < asked))
    outcome = status.mask(is_accepted, "HELD").mask(is_part, "PARTIAL").mask(is_rejected, "REFUSED")
    outcome = outcome.mask((is_rejected & reason.isin(EMPTY)) | (is_part & (resolved == 0)), "NO_FUNDS")
    outcome = outcome.mask(is_rejected & reason.isin(UNKNOWN), "NOT_FOUND")
    is_held = outcome.isin(["HELD", "PARTIAL"])
    words = recalls["words"].where(reason.isna(), (reason + ": " + recalls["words"]).fillna(reason))
    fault = recalls["fault"].mask(
        (outcome == "PARTIAL") & recalls["resolved"].isna() & recalls["fault"].isna(), NO_AMOUNT
    )
    is_foreign = is_held & recalls["currency"].notna() & (recalls["currency"] != "THB")
    return recalls.assign(
        bank_code=recalls["bank_code"].fillna(bank) if bank else recalls["bank_code"],
        outcome=outcome,
        held_amount=recalls["resolved"].where(is_held),
        reason=words,
        fault=fault.mask(is_foreign & fault.isna(), NOT_BAHT),
    )
