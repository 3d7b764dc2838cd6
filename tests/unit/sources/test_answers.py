"""camt.029 and auth.002: answers in ISO 20022 become the same rows as JSON Lines. The samples are valid by the official schemas."""

from pathlib import Path

import pandas as pd
import pytest
from lxml import etree

from include.core.records import freeze_response_of
from include.sources.readers.auth002 import Auth002Reader
from include.sources.readers.camt029 import Camt029Reader
from include.sources.readers.message import MessageReader
from tests.schemas import find_schemas, read_schema

GOLDEN = Path(__file__).resolve().parents[2] / "feeds/golden/bank-b"
RECALLS, INFORMATION = (GOLDEN / f"{name}-responses/20240404T18.xml" for name in ("recall", "information"))
NAMES = tuple(column.name for column in freeze_response_of("902", is_message=True))
GROUP = (
    "<OrgnlGrpInfAndSts><OrgnlMsgId>M1</OrgnlMsgId><OrgnlMsgNmId>camt.056.001.08</OrgnlMsgNmId>"
    "<GrpCxlSts>{}</GrpCxlSts></OrgnlGrpInfAndSts>"
)


def read(reader: MessageReader, text: str, tmp_path: Path) -> pd.DataFrame:
    path = tmp_path / "message.xml"
    path.write_text(text, encoding="utf-8")
    frames = list(reader.batches(path, NAMES, 100))
    return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame(columns=["row_no", *NAMES, "fault"])


def recall(tmp_path: Path, record: str = "", conf: str = "CNCL", group: str = "", case: str = "") -> pd.DataFrame:
    """A message with one recall, or with none where `record` is empty."""
    text = RECALLS.read_text(encoding="utf-8")
    head, tail = text.split("<Sts>")[0], "</RsltnOfInvstgtn></Document>"
    details = f"<CxlDtls>{group}{record}</CxlDtls>" if group or record else ""
    return read(Camt029Reader("902"), f"{head}{case}<Sts><Conf>{conf}</Conf></Sts>{details}{tail}", tmp_path)


def one(status: str, reason: str = "", resolved: str = "", asked: str = "500.00") -> str:
    told = f"<CxlStsRsnInf><Rsn><Cd>{reason}</Cd></Rsn></CxlStsRsnInf>" if reason else ""
    held = f'<RsltnRltdInf><IntrBkSttlmAmt Ccy="THB">{resolved}</IntrBkSttlmAmt></RsltnRltdInf>' if resolved else ""
    case = "<RslvdCase><Id>R1</Id><Cretr><Pty><Nm>Rukkhat</Nm></Pty></Cretr></RslvdCase>"
    amount = f'<OrgnlIntrBkSttlmAmt Ccy="THB">{asked}</OrgnlIntrBkSttlmAmt>'
    return f"<TxInfAndSts>{case}<TxCxlSts>{status}</TxCxlSts>{told}{held}{amount}</TxInfAndSts>"


@pytest.mark.skipif(
    find_schemas() is None, reason="the official schemas are not here; name their folder in RUKKHAT_ISO20022"
)
@pytest.mark.parametrize(("name", "path"), [("camt.029.001.09", RECALLS), ("auth.002.001.01", INFORMATION)])
def test_the_samples_are_valid(name: str, path: Path) -> None:
    read_schema(name).assertValid(etree.parse(path))


@pytest.mark.parametrize(
    ("status", "reason", "resolved", "outcome", "held"),
    [
        ("ACCR", "", "", "HELD", None),
        ("ACCR", "", "500.00", "HELD", "500.00"),
        ("ACCR", "", "499.99", "PARTIAL", "499.99"),
        ("ACCR", "", "0.00", "NO_FUNDS", None),
        ("RJCR", "AM04", "", "NO_FUNDS", None),
        ("RJCR", "AC04", "", "NO_FUNDS", None),
        ("RJCR", "NOOR", "", "NOT_FOUND", None),
        ("RJCR", "LEGL", "", "REFUSED", None),
        ("RJCR", "", "", "REFUSED", None),
        ("RJCR", "CUST", "500.00", "REFUSED", None),
    ],
)
def test_what_a_bank_resolves_is_an_outcome(
    tmp_path: Path, status: str, reason: str, resolved: str, outcome: str, held: str | None
) -> None:
    row = recall(tmp_path, one(status, reason, resolved)).iloc[0]
    assert (row["request_id"], row["outcome"]) == ("R1", outcome)
    assert pd.isna(row["fault"])
    assert (row["held_amount"] if pd.notna(row["held_amount"]) else None) == held


def test_a_pending_recall_is_no_answer_yet(tmp_path: Path) -> None:
    assert recall(tmp_path, one("PDCR")).empty
    assert recall(tmp_path, conf="PDCR").empty
    assert recall(tmp_path, group=GROUP.format("PDCR")).empty
    assert recall(tmp_path, one("PDCR") + one("RJCR"))["outcome"].tolist() == ["REFUSED"]


def test_what_stands_at_the_group_or_the_message_holds_for_a_recall_that_is_silent(tmp_path: Path) -> None:
    silent = one("X").replace("<TxCxlSts>X</TxCxlSts>", "")
    assert recall(tmp_path, silent, conf="RJCR")["outcome"].tolist() == ["REFUSED"]
    assert recall(tmp_path, silent, conf="RJCR", group=GROUP.format("ACCR"))["outcome"].tolist() == ["HELD"]


def test_a_message_without_recalls_speaks_of_its_case(tmp_path: Path) -> None:
    case = "<RslvdCase><Id>R7</Id><Cretr><Pty><Nm>Rukkhat</Nm></Pty></Cretr></RslvdCase>"
    row = recall(tmp_path, conf="CNCL", case=case).iloc[0]
    assert (row["request_id"], row["outcome"], row["responded_at"]) == ("R7", "HELD", "2024-04-04T18:00:00+07:00")
    assert pd.isna(recall(tmp_path, conf="CNCL").iloc[0]["request_id"])  # put aside: nobody can tell what it answers


def test_an_unknown_status_is_left_for_the_contract_to_refuse(tmp_path: Path) -> None:
    assert recall(tmp_path, one("WHAT")).iloc[0]["outcome"] == "WHAT"


def test_a_part_without_an_amount_is_a_fault(tmp_path: Path) -> None:
    assert "does not say how much" in recall(tmp_path, one("X").replace("X</", "PACR</")).iloc[0]["fault"]


def information(tmp_path: Path, *results: str, status: str = "COMP", hold: str = "") -> pd.Series:
    text = INFORMATION.read_text(encoding="utf-8")
    head, tail = text.split("<RtrInd>")[0], "</InfReqRspn></Document>"
    asked = "<AuthrtyReqTp><MsgNmId>camt.053.001.08</MsgNmId></AuthrtyReqTp>"
    told = "".join(
        f"<RtrInd>{asked}<InvstgtnRslt><InvstgtnSts>{one}</InvstgtnSts></InvstgtnRslt></RtrInd>" for one in results
    )
    whole = head.replace("<RspnSts>PART", f"<RspnSts>{status}") + told + hold + tail
    return read(Auth002Reader("902"), whole, tmp_path).iloc[0]


@pytest.mark.parametrize(
    ("results", "status", "outcome"),
    [
        (("FOUN", "NFOU"), "COMP", "INFORMED"),
        (("NFOU", "NFOU"), "COMP", "NOT_FOUND"),
        (("NOAP",), "PART", "INFORMED"),
        (("FOUN",), "NRES", "INFORMED"),
        (("NFOU",), "WHAT", "WHAT"),
    ],
)
def test_information_changes_no_hold_unless_nothing_is_found(
    tmp_path: Path, results: tuple[str, ...], status: str, outcome: str
) -> None:
    row = information(tmp_path, *results, status=status)
    assert (row["request_id"], row["bank_code"], row["account_no"]) == ("R1", "902", "0011223344")
    assert row["outcome"] == outcome


def test_what_a_bank_says_of_a_hold_beside_the_message_counts(tmp_path: Path) -> None:
    told = "<h:Outcome>HELD</h:Outcome><h:HeldAmount>7.00</h:HeldAmount>"
    hold = f"<SplmtryData><Envlp><h:Hold xmlns:h='urn:x'>{told}</h:Hold></Envlp></SplmtryData>"
    row = information(tmp_path, "NFOU", hold=hold)
    assert (row["outcome"], row["held_amount"]) == ("HELD", "7.00")
    assert pd.isna(row["reason"]), "that the question was answered in full is no reason to hold"


def test_a_bank_answers_for_itself_only() -> None:
    columns = {column.name: column for column in freeze_response_of("902")}
    assert columns["bank_code"].codes == frozenset({"902"})
    assert "INFORMED" not in columns["outcome"].codes
