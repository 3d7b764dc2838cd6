"""Money sent back: a record of its own, linked to its transfer whatever comes first; the transfer stays."""

from pathlib import Path

import pytest

from include.pipeline import ingest
from tests.conftest import Warehouse
from tests.deliveries import put_file

NAMESPACE = "urn:iso:std:iso:20022:tech:xsd:"


def put_transfers(root: Path) -> None:
    """Three transfers of bank B; the third has no end-to-end id."""
    parties = (
        "<DbtrAcct><Id><Othr><Id>0011223344</Id></Othr></Id></DbtrAcct>"
        "<DbtrAgt><FinInstnId><ClrSysMmbId><MmbId>902</MmbId></ClrSysMmbId></FinInstnId></DbtrAgt>"
        "<CdtrAgt><FinInstnId><ClrSysMmbId><MmbId>901</MmbId></ClrSysMmbId></FinInstnId></CdtrAgt>"
        "<CdtrAcct><Id><Othr><Id>5566778899</Id></Othr></Id></CdtrAcct>"
    )
    rows = "".join(
        f"<CdtTrfTxInf><PmtId><EndToEndId>{end_to_end}</EndToEndId><TxId>{tx}</TxId></PmtId>"
        "<PmtTpInf><LclInstrm><Prtry>MOBILE</Prtry></LclInstrm></PmtTpInf>"
        '<IntrBkSttlmAmt Ccy="THB">100.00</IntrBkSttlmAmt>'
        f"<AccptncDtTm>2024-04-04T16:00:00+07:00</AccptncDtTm>{parties}</CdtTrfTxInf>"
        for tx, end_to_end in (("B1", "E1"), ("B2", "E2"), ("B3", "NOTPROVIDED"))
    )
    message = f"<FIToFICstmrCdtTrf>{rows}</FIToFICstmrCdtTrf>"
    content = f'<Document xmlns="{NAMESPACE}pacs.008.001.08">{message}</Document>'
    put_file(root, "bank-b/transactions/20240404T16.xml", content, rows=3)


def put_returns(root: Path) -> None:
    """One return by each kind of reference, one of a transfer that nobody reported, one whose parties are others."""
    other = (
        "<OrgnlTxRef><CdtrAcct><Id><Othr><Id>0000000001</Id></Othr></Id></CdtrAcct></OrgnlTxRef>"  # not the transfer's
    )
    references = {
        "R1": "<OrgnlEndToEndId>E1</OrgnlEndToEndId>",
        "R3": "<OrgnlTxId>B3</OrgnlTxId>",
        "R8": "<OrgnlEndToEndId>E8</OrgnlEndToEndId>",
        "R9": "<OrgnlEndToEndId>E2</OrgnlEndToEndId>",
    }
    rows = "".join(
        f'<TxInf><RtrId>{number}</RtrId>{reference}<RtrdIntrBkSttlmAmt Ccy="THB">40.00</RtrdIntrBkSttlmAmt>'
        f"<IntrBkSttlmDt>2024-04-05</IntrBkSttlmDt>{other if number == 'R9' else ''}</TxInf>"
        for number, reference in references.items()
    )
    content = f'<Document xmlns="{NAMESPACE}pacs.004.001.09"><PmtRtr>{rows}</PmtRtr></Document>'
    put_file(root, "bank-b/returns/20240405.xml", content, rows=len(references))


def load(warehouse: Warehouse, root: Path, home: Path) -> dict[str, int]:
    ingest.land(warehouse.loader, str(root), str(home))
    return ingest.load(warehouse.loader, "bank-b", str(home))


@pytest.mark.parametrize("order", [(put_transfers, put_returns), (put_returns, put_transfers)])
def test_a_return_finds_its_transfer_in_any_order(
    warehouse: Warehouse, tmp_path: Path, order: tuple[object, ...]
) -> None:
    for put in order:
        put(tmp_path / "in")  # type: ignore[operator]
        assert load(warehouse, tmp_path / "in", tmp_path / "home")["rows_quarantined"] == 0
    assert load(warehouse, tmp_path / "in", tmp_path / "home")["files"] == 0
    found = warehouse.query(
        "select return_id, amount::text, transfer_amount::text, debtor_account, creditor_account from mart.reversal order by 1"
    )
    assert found == [
        ("R1", "40.00", "100.00", "0011223344", "5566778899"),
        ("R3", "40.00", "100.00", "0011223344", "5566778899"),
        ("R8", "40.00", None, None, None),
        ("R9", "40.00", None, None, "0000000001"),
    ]
    assert warehouse.query("select count(*), sum(amount)::text from core.transfer") == [(3, "300.00")]
