"""The same requests in ISO 20022: camt.056.001.08 (recall because of fraud) and auth.001.001.01 (a question about an account).
ISO knows no freeze; the JSON Lines stay what binds. Pure; the same requests give the same bytes.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from include.act.messages import Letter, write_time

NAMESPACE = "urn:iso:std:iso:20022:tech:xsd:"
SENDER = "Rukkhat"
FRAUD = "FRAD"  # ExternalCancellationReason1Code: the payment came about by fraud
PARAGRAPH = "Emergency Decree B.E. 2566"
LOOK_BACK = timedelta(days=30)
ANSWERS = ("camt.053.001.08", "camt.054.001.08")


def write_recall(letters: Sequence[Letter]) -> str:
    """Return a camt.056 for one bank: one cancellation and case per request, their ids the request's, reason FRAD."""
    root = Element("Document", xmlns=f"{NAMESPACE}camt.056.001.08")
    message = SubElement(root, "FIToFIPmtCxlReq")
    head, first = SubElement(message, "Assgnmt"), letters[0]
    _put(head, "Id", f"{first.at:%Y%m%d}{first.request_id}"[:35])
    _put(head, "Assgnr/Pty/Nm", SENDER)
    _put(head, "Assgne/Agt/FinInstnId/ClrSysMmbId/MmbId", first.bank_code)
    _put(head, "CreDtTm", write_time(first.at))
    _put(message, "CtrlData/NbOfTxs", str(len(letters)))
    _put(message.find("CtrlData"), "CtrlSum", f"{sum((letter.amount for letter in letters), Decimal(0)):.2f}")
    underlying = SubElement(message, "Undrlyg")
    for letter in letters:
        _put_cancellation(SubElement(underlying, "TxInf"), letter)
    return _write(root)


def write_inquiry(letters: Sequence[Letter]) -> str:
    """Return an auth.001 for the one account that is given: who owns it, and its statement of the last 30 days.

    Raises:
        ValueError: not exactly one request.
    """
    (letter,) = letters
    root = Element("Document", xmlns=f"{NAMESPACE}auth.001.001.01")
    message = SubElement(root, "InfReqOpng")
    _put(message, "InvstgtnId", letter.request_id)
    _put(message, "LglMndtBsis/Prgrph", PARAGRAPH)
    _put(message.find("LglMndtBsis"), "Dsclmr", letter.legal_basis[:350])
    _put(message, "CnfdtltySts", "true")
    _put(message, "DueDt/DueDt", f"{letter.expires_at:%Y-%m-%d}")
    _put_period(SubElement(message, "InvstgtnPrd"), letter.at - LOOK_BACK, letter.at)
    search = SubElement(SubElement(message, "SchCrit"), "Acct")
    _put(search, "Id/Id/Othr/Id", letter.account_no)
    _put(search, "InvstgtdPties/Cd", "OWNE")
    for name in ANSWERS:
        _put(SubElement(search, "AuthrtyReqTp"), "MsgNmId", name)
    return _write(root)


def _put_cancellation(place: Element, letter: Letter) -> None:
    _put(place, "CxlId", letter.request_id)
    _put(place, "Case/Id", letter.request_id)  # a camt.029 names the case that it resolves, not the cancellation
    _put(place.find("Case"), "Cretr/Pty/Nm", SENDER)
    SubElement(place, "OrgnlIntrBkSttlmAmt", Ccy="THB").text = f"{letter.amount:.2f}"
    reason = SubElement(place, "CxlRsnInf")
    _put(reason, "Rsn/Cd", FRAUD)
    _put(reason, "AddtlInf", f"hold until {write_time(letter.expires_at)}; complaints {len(letter.complaint_ids)}")
    original = SubElement(place, "OrgnlTxRef")
    _put(original, "CdtrAgt/FinInstnId/ClrSysMmbId/MmbId", letter.bank_code)
    _put(original, "CdtrAcct/Id/Othr/Id", letter.account_no)


def _put_period(place: Element, start: datetime, end: datetime) -> None:
    period = SubElement(place, "DtTm")
    _put(period, "FrDtTm", write_time(start))
    _put(period, "ToDtTm", write_time(end))


def _put(place: Element | None, path: str, text: str) -> None:
    """Append the elements of a path below `place`, the last with the text."""
    if place is None:
        raise ValueError(f"there is no place for {path}")
    for name in path.split("/"):
        place = SubElement(place, name)
    place.text = text


def _write(root: Element) -> str:
    indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(root, encoding="unicode") + "\n"
