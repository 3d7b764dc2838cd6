"""ISO 20022 auth.002.001.01 information responses: a bank's answer to our auth.001 about one account, one row per message.

The message knows neither a hold nor the time at which it was made. A bank that finds nothing for whatever was asked has no such
account. What it says of a hold stands in `SplmtryData/Envlp/Hold` (Outcome, HeldAmount, Reason, RespondedAt), as the origin of
a payment does in pacs.008. Everything else informs, and changes nothing that is held.
"""

from functools import partial

import pandas as pd

from include.core.records import INFORMED
from include.sources.readers.blocks import Envelope
from include.sources.readers.message import MessageReader
from include.sources.readers.paths import ISO20022, qualify_all

HOLD = "SplmtryData/Envlp/*[local-name()='Hold']/*[local-name()='{}']"
PATHS = {
    "request_id": "InvstgtnId",
    "bank_code": "SchCrit/Acct/Id/Svcr/FinInstnId/ClrSysMmbId/MmbId",
    "account_no": "SchCrit/Acct/Id/Id/Othr/Id or SchCrit/Acct/Id/Id/IBAN",
    "words": "RtrInd/AddtlInf",
    "status": "RspnSts",
    **{name: HOLD.format(element) for name, element in {
        "outcome": "Outcome", "held_amount": "HeldAmount", "reason": "Reason", "responded_at": "RespondedAt"
    }.items()},
}  # fmt: skip
FOUND_NOTHING = "count(n:RtrInd) = count(n:RtrInd[n:InvstgtnRslt/n:InvstgtnSts = 'NFOU'])"
AUTH002 = Envelope("auth.002.001.01", ISO20022 + "auth.002.001.01", ("Document",), "InfReqRspn")
STATUS = {"COMP": "answered in full", "PART": "answered in part", "NRES": "not answered"}


class Auth002Reader(MessageReader):
    """`bank` is the code of the bank whose answers do not name it."""

    def __init__(self, bank: str | None = None) -> None:
        fields = {**qualify_all(PATHS), "found_nothing": FOUND_NOTHING}
        super().__init__(AUTH002, fields, derive=partial(to_responses, bank=bank))


def to_responses(answers: pd.DataFrame, bank: str | None = None) -> pd.DataFrame:
    """Return the answers with the columns of a freeze response; an unknown status is left for the contract to refuse."""
    plain = answers["status"].where(~answers["status"].isin(list(STATUS)), INFORMED)
    plain = plain.mask((answers["found_nothing"] == "true") & (plain == INFORMED), "NOT_FOUND")
    words = answers["words"].fillna(answers["status"].map(STATUS).where(answers["outcome"].isna()))
    return answers.assign(
        bank_code=answers["bank_code"].fillna(bank) if bank else answers["bank_code"],
        outcome=answers["outcome"].fillna(plain),
        reason=answers["reason"].fillna(words),
    )
