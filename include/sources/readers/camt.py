"""ISO 20022 camt.053.001.08 statements and camt.054.001.08 notifications: booked entries of accounts as postings.

One side of a posting is the statement's account: the creditor where the entry is a credit. The other side is the related party
across; in a reversal the message names the parties of the original, so it is the one on the same side. An entry
of several transactions is as many rows. Entries that are pending or for information are no postings, and no rows.
"""

from functools import partial

import pandas as pd

from include.sources.readers.blocks import Envelope
from include.sources.readers.message import MessageReader
from include.sources.readers.paths import ISO20022, qualify_all

ENTRY = "ancestor-or-self::Ntry"
SIDES = {"Dbtr": "debtor", "Cdtr": "creditor"}
BOOKED = "{record}[not(n:Sts) or n:Sts/n:Cd = 'BOOK' or n:Sts = 'BOOK']"
ROWS = f"{BOOKED}[not(n:NtryDtls/n:TxDtls)] | {BOOKED}/n:NtryDtls/n:TxDtls"
PATHS = {
    "tx_id": "Refs/AcctSvcrRef or Refs/TxId or Refs/AcctSvcrTxId",
    "entry_id": f"{ENTRY}/AcctSvcrRef or {ENTRY}/NtryRef",
    "end_to_end_id": "Refs/EndToEndId",
    "booked_at": f"{ENTRY}/BookgDt/DtTm or RltdDts/AccptncDtTm or {ENTRY}/ValDt/DtTm or {ENTRY}/BookgDt/Dt or {ENTRY}/ValDt/Dt",
    "indicator": f"CdtDbtInd or {ENTRY}/CdtDbtInd",
    "is_reversal": f"{ENTRY}/RvslInd",
    "own_bank": f"{ENTRY}/../Acct/Svcr/FinInstnId/ClrSysMmbId/MmbId",
    "own_account": f"{ENTRY}/../Acct/Id/Othr/Id or {ENTRY}/../Acct/Id/IBAN",
    **{f"{ours}_bank": f"RltdAgts/{side}Agt/FinInstnId/ClrSysMmbId/MmbId" for side, ours in SIDES.items()},
    **{
        f"{ours}_account": f"RltdPties/{side}Acct/Id/Othr/Id or RltdPties/{side}Acct/Id/IBAN"
        for side, ours in SIDES.items()
    },
    "amount": "Amt or AmtDtls/TxAmt/Amt",
    "currency": "Amt/@Ccy or AmtDtls/TxAmt/Amt/@Ccy",
    "entry_amount": f"{ENTRY}/Amt",
    "entry_currency": f"{ENTRY}/Amt/@Ccy",
    "channel": f"LclInstrm/Prtry or LclInstrm/Cd or BkTxCd/Prtry/Cd or {ENTRY}/BkTxCd/Prtry/Cd",
    "remark": f"RmtInf/Ustrd or AddtlTxInf or {ENTRY}/AddtlNtryInf",
    "device_id": "SplmtryData/Envlp/Origin/DeviceId",
    "ip_address": "SplmtryData/Envlp/Origin/IpAddress",
}
IS_ALONE = "count(ancestor-or-self::n:Ntry/n:NtryDtls/n:TxDtls) < 2"
YES = frozenset({"true", "1"})


class CamtReader(MessageReader):
    """`message` is camt.053 or camt.054; `bank` is the code of accounts whose servicer the message does not name."""

    def __init__(self, message: str, bank: str | None = None) -> None:
        version = f"{message}.001.08"
        parents = {"camt.053": ("BkToCstmrStmt", "Stmt"), "camt.054": ("BkToCstmrDbtCdtNtfctn", "Ntfctn")}[message]
        envelope = Envelope(version, ISO20022 + version, ("Document", *parents), "Ntry")
        fields = {**qualify_all(PATHS), "is_alone": IS_ALONE}
        super().__init__(envelope, fields, rows=ROWS, derive=partial(to_postings, bank=bank))


def to_postings(entries: pd.DataFrame, bank: str | None = None) -> pd.DataFrame:
    """Return the entries with the columns of a posting.

    What stands at the entry belongs to its only transaction; of several, none may claim the whole amount or the id.
    """
    alone = entries["is_alone"] == "true"
    is_credit, is_debit = entries["indicator"] == "CRDT", entries["indicator"] == "DBIT"
    other_is_debtor = is_credit != entries["is_reversal"].isin(YES)
    own = {"bank": entries["own_bank"].fillna(bank) if bank else entries["own_bank"], "account": entries["own_account"]}
    sides = {}
    for what, ours in own.items():
        other = entries[f"debtor_{what}"].where(other_is_debtor, entries[f"creditor_{what}"])
        sides[f"debtor_{what}"] = ours.where(is_debit, other.where(is_credit))
        sides[f"creditor_{what}"] = ours.where(is_credit, other.where(is_debit))
    whole = {
        ours: entries[ours].fillna(entries[theirs].where(alone))
        for ours, theirs in (("tx_id", "entry_id"), ("amount", "entry_amount"), ("currency", "entry_currency"))
    }
    return entries.assign(**sides, **whole)
