"""What banks are sent is valid by the official schemas, and says what the JSON Lines say."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from lxml import etree

from include.act.iso20022 import NAMESPACE, write_inquiry, write_recall
from include.act.messages import Letter
from tests.schemas import find_schemas, read_schema

AT = datetime(2024, 4, 4, 12, tzinfo=UTC)


def make(number: int, amount: str = "1200.50") -> Letter:
    basis = "Emergency Decree & others <2566>"
    name = f"FR-{number:020x}"
    return Letter(name, "901", "1111111111", Decimal(amount), basis, ("C1", "C2"), "a", "b", AT, AT + timedelta(days=7))


def read(text: str, path: str) -> list[str]:
    root = etree.fromstring(text.encode())
    steps = "/".join(f"*[local-name()='{name}']" for name in path.split("/"))
    return [str(node.text) for node in root.xpath(f"//{steps}")]


@pytest.mark.skipif(
    find_schemas() is None, reason="the official schemas are not here; name their folder in RUKKHAT_ISO20022"
)
@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("camt.056.001.08", write_recall([make(1), make(2, "0.01")])),
        ("auth.001.001.01", write_inquiry([make(3)])),
    ],
)
def test_messages_are_valid(name: str, text: str) -> None:
    schema = read_schema(name)
    schema.assertValid(etree.fromstring(text.encode()))
    broken = text.replace("<CxlId>", "<CxlId>" + "x" * 40).replace("<Cd>OWNE", "<Cd>NONE")
    assert not schema.validate(etree.fromstring(broken.encode()))


def test_a_recall_says_what_the_lines_say() -> None:
    text = write_recall([make(1), make(2, "0.01")])
    assert read(text, "CtrlData/CtrlSum") == ["1200.51"]
    assert read(text, "TxInf/CxlId") == [make(1).request_id, make(2).request_id]
    assert read(text, "TxInf/Case/Id") == [make(1).request_id, make(2).request_id]
    assert read(text, "CxlRsnInf/Rsn/Cd") == ["FRAD", "FRAD"]
    assert read(text, "CdtrAcct/Id/Othr/Id") == ["1111111111"] * 2
    assert f'xmlns="{NAMESPACE}camt.056.001.08"' in text
    assert text == write_recall([make(1), make(2, "0.01")])


def test_an_inquiry_is_about_one_account() -> None:
    text = write_inquiry([make(3)])
    assert read(text, "Acct/Id/Id/Othr/Id") == ["1111111111"]
    assert read(text, "LglMndtBsis/Dsclmr") == ["Emergency Decree & others <2566>"]
    with pytest.raises(ValueError, match="unpack"):
        write_inquiry([make(1), make(2)])
