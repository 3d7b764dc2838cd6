"""Writes files in each agency's format, each with its control file written last."""

import gzip
import hashlib
import io
import json
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import pandas as pd
import xlsxwriter

POSTING = [
    "tx_id", "end_to_end_id", "booked_at", "debtor_bank", "debtor_account",
    "creditor_bank", "creditor_account", "amount", "currency", "channel",
    "device_id", "ip_address", "remark",
]  # fmt: skip
ACCOUNT = [
    "account_no", "account_type", "holder_type", "holder_id", "holder_name_th",
    "holder_name_en", "phone", "opened_on", "branch_province", "device_id",
    "status", "balance", "snapshot_at",
]  # fmt: skip
SUBSCRIBER = ["msisdn", "imsi", "iccid", "id_type", "id_no", "name_th", "activated_at", "dealer_code", "status"]
CALL = ["call_id", "a_msisdn", "b_msisdn", "started_at", "duration_s", "call_type", "imei", "imsi", "cell_id"]
THAI_POSTING = "รหัสรายการ|รหัสอ้างอิงร่วม|วันเวลา|ธนาคารต้นทาง|บัญชีต้นทาง|ธนาคารปลายทาง|บัญชีปลายทาง|จำนวนเงิน|สกุลเงิน|ช่องทาง|รหัสอุปกรณ์|ไอพี|หมายเหตุ"
THAI_ACCOUNT = (
    "เลขที่บัญชี|ประเภทบัญชี|ประเภทเจ้าของ|เลขประจำตัว|ชื่อไทย|ชื่ออังกฤษ|โทรศัพท์|วันที่เปิด|จังหวัดสาขา|รหัสอุปกรณ์|สถานะ|ยอดคงเหลือ|ณ วันที่"
)
EPOCH = (1980, 1, 1)
EXCEL_ZERO = pd.Timestamp("1899-12-30")
CURRENCY = "THB"
NEW_LINE = "\n"
PACS008 = "urn:iso:std:iso:20022:tech:xsd:pacs.008.001.08"


def put(folder: Path, name: str, content: bytes, rows: int, amounts: pd.Series | None = None) -> None:
    """Write a file, then its control file."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(content)
    control: dict[str, Any] = {"file": name, "sha256": hashlib.sha256(content).hexdigest(), "rows": rows}
    if amounts is not None:
        satang = (pd.to_numeric(amounts, errors="coerce").fillna(0) * 100).round().astype("int64").sum()
        control["amount_total"] = f"{satang // 100}.{satang % 100:02d}"
    (folder / f"{name}.ctl.json").write_text(json.dumps(control), encoding="utf-8")


def to_csv(frame: pd.DataFrame, columns: list[str]) -> bytes:
    """CSV, UTF-8."""
    return frame.to_csv(columns=columns, index=False, lineterminator="\n").encode()


def to_json_lines(records: list[dict[str, Any]]) -> bytes:
    """JSON Lines, UTF-8."""
    return "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records).encode()


def to_gzip(content: bytes) -> bytes:
    """Gzip without a time, so that equal content gives equal bytes."""
    return gzip.compress(content, 6, mtime=0)


def to_buddhist(frame: pd.DataFrame, columns: list[str], headings: str, amount: str) -> bytes:
    """Pipe-separated, cp874, Thai headings, Buddhist-era dates in local time, thousands commas."""
    text = frame[columns].astype(object).copy()
    for column in [name for name in columns if name.endswith(("_at", "_on"))]:
        text[column] = _to_buddhist_era(text[column].astype(str))
    number = pd.to_numeric(text[amount], errors="coerce")
    text[amount] = text[amount].where(number.isna(), number.fillna(0).map("{:,.2f}".format))
    lines = text.fillna("").astype(str)
    body = lines.iloc[:, 0].str.cat(lines[columns[1:]], sep="|")
    return (
        "\n".join([headings, *map(str, body), ""]).replace("\u200b", "").encode("cp874")
    )  # which has no such character


def _to_buddhist_era(texts: pd.Series) -> pd.Series:
    parts = texts.str.extract(r"^(\d{4})-(\d{2})-(\d{2})(?:T(\d{2}:\d{2}:\d{2}))?")
    year = (pd.to_numeric(parts[0]) + 543).astype("Int64").astype(str)
    return parts[2] + "/" + parts[1] + "/" + year + " " + parts[3].fillna("00:00:00")


def to_workbook(frame: pd.DataFrame) -> bytes:
    """Sheet `Accounts`: a title, a blank row, Title Case headings, Excel dates."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    book.set_properties({"created": pd.Timestamp(*EPOCH).to_pydatetime()})
    sheet, dated = book.add_worksheet("Accounts"), book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
    sheet.write(0, 0, "Account snapshot")
    for column, name in enumerate(ACCOUNT):
        sheet.write(2, column, name.replace("_", " ").title())
        values = frame[name].to_numpy(object)
        if name in ("opened_on", "snapshot_at"):
            days = (pd.to_datetime(frame[name].str[:19], errors="coerce") - EXCEL_ZERO) / pd.Timedelta(days=1)
            sheet.write_column(
                3,
                column,
                [text if pd.isna(day) else day for day, text in zip(days.tolist(), values, strict=True)],
                dated,
            )
        else:
            sheet.write_column(3, column, ["" if value is None else str(value) for value in values])
    book.close()
    return buffer.getvalue()


def to_pacs008(frame: pd.DataFrame, message_id: str) -> bytes:
    """An ISO 20022 pacs.008.001.08 message, built column by column."""
    text = {name: frame[name].fillna("").astype(str) for name in POSTING}
    text["remark"] = text["remark"].map(escape)  # the others are ids, codes, numbers and times
    remark, device = text["remark"], text["device_id"]
    origin = _tag("DeviceId", device) + _tag("IpAddress", text["ip_address"])
    body = (
        _tag("PmtId", _tag("EndToEndId", text["end_to_end_id"]) + _tag("TxId", text["tx_id"]))
        + _tag("PmtTpInf/LclInstrm/Prtry", text["channel"])
        + f'<IntrBkSttlmAmt Ccy="{CURRENCY}">' + text["amount"] + "</IntrBkSttlmAmt>"
        + _tag("AccptncDtTm", text["booked_at"])
        + "<ChrgBr>SLEV</ChrgBr><Dbtr/>"
        + _tag("DbtrAcct/Id/Othr/Id", text["debtor_account"])
        + _tag("DbtrAgt/FinInstnId/ClrSysMmbId/MmbId", text["debtor_bank"])
        + _tag("CdtrAgt/FinInstnId/ClrSysMmbId/MmbId", text["creditor_bank"])
        + "<Cdtr/>"
        + _tag("CdtrAcct/Id/Othr/Id", text["creditor_account"])
        + _tag("RmtInf/Ustrd", remark).where(remark != "", "")
        + _tag("SplmtryData/Envlp/Origin", origin).where(device != "", "")
    )  # fmt: skip
    head = (
        f"<GrpHdr><MsgId>{message_id}</MsgId><CreDtTm>2024-01-01T00:00:00+07:00</CreDtTm><NbOfTxs>{len(frame)}</NbOfTxs>"
        "<SttlmInf><SttlmMtd>CLRG</SttlmMtd></SttlmInf></GrpHdr>\n"
    )
    message = f"<FIToFICstmrCdtTrf>{head}{''.join(_tag('CdtTrfTxInf', body) + NEW_LINE)}</FIToFICstmrCdtTrf>"
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<Document xmlns="{PACS008}">{message}</Document>\n'.encode()


def _tag(path: str, content: pd.Series) -> pd.Series:
    """Put a column of texts into nested elements."""
    steps = path.split("/")
    return "".join(f"<{step}>" for step in steps) + content + "".join(f"</{step}>" for step in reversed(steps))
