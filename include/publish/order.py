"""The order to give money back as a page that an officer prints and signs: one per complaint, no name of anybody on it."""

from collections.abc import Hashable
from html import escape
from typing import Any

import pandas as pd

STYLE = """
@page { size: A4; margin: 25mm 20mm }
body { font: 12pt/1.5 "Sarabun", "TH Sarabun New", "Noto Sans Thai", sans-serif; color: #000 }
h1 { font-size: 16pt; text-align: center; margin: 0 } h2 { font-size: 12pt; text-align: center; font-weight: normal; margin: 0 0 8mm }
table { border-collapse: collapse; width: 100%; margin: 6mm 0 } th, td { border: .3mm solid #000; padding: 1.5mm 2mm; text-align: left }
.sum { text-align: right; font-variant-numeric: tabular-nums } .sign { display: flex; gap: 20mm; margin-top: 20mm }
.sign div { flex: 1; border-top: .3mm solid #000; padding-top: 2mm } .note { font-size: 10pt }
"""
BASIS = "พ.ร.ก. มาตรการป้องกันและปราบปรามอาชญากรรมทางเทคโนโลยี พ.ศ. 2566 และที่แก้ไขเพิ่มเติม"
RULES = {"in_full": "เต็มจำนวน · in full", "pro_rata": "ตามส่วน · pro rata"}
HEADS = ("ธนาคาร · bank", "บัญชี · account", "ยอดที่ติดตามได้ · traced", "คืน · given back", "วิธี · rule", "ผู้เสียหาย · claims")


def render_order(complaint_id: str, rows: pd.DataFrame) -> str:
    """Return the page: `rows` holds bank_code, account_no, claimed_satang, paid_satang, rule, claim_count of one complaint."""
    head = "".join(f"<th>{name}</th>" for name in HEADS)
    body = "".join(_render_row(row) for row in rows.to_dict("records"))
    total = _baht(int(rows["paid_satang"].sum()))
    return (
        f"<!DOCTYPE html><html lang='th'><head><meta charset='utf-8'><title>{escape(complaint_id)}</title><style>{STYLE}</style></head>"
        f"<body><h1>คำสั่งคืนเงินแก่ผู้เสียหาย</h1><h2>Order to give money back · {escape(complaint_id)}</h2>"
        f"<p>อาศัยอำนาจตาม{BASIS} ให้ธนาคารโอนเงินที่อายัดไว้คืนแก่ผู้เสียหายตามรายการต่อไปนี้<br>"
        "By the law named above, the banks pay the money held in these accounts back to the victim of this complaint.</p>"
        f"<table><thead><tr>{head}</tr></thead><tbody>{body}"
        f"<tr><td colspan='3'>รวม · total, THB</td><td class='sum'>{total}</td><td colspan='2'></td></tr></tbody></table>"
        "<p class='note'>ตามส่วน: เงินของผู้เสียหายหลายรายปนกันและไม่พอคืนทุกราย แต่ละรายได้ตามส่วนที่ติดตามได้ เศษสตางค์ให้ส่วนที่เหลือมากที่สุดก่อน<br>"
        "Pro rata: several victims' money is mixed and does not suffice; each gets the share traced to the account, odd satang go to the "
        "largest remainders.</p>"
        "<div class='sign'><div>ผู้มีอำนาจลงนาม · officer</div><div>วันที่ · date</div></div></body></html>\n"
    )


def _render_row(row: dict[Hashable, Any]) -> str:
    cells = [escape(str(row["bank_code"])), escape(str(row["account_no"]))]
    sums = [_baht(int(str(row[name]))) for name in ("claimed_satang", "paid_satang")]
    rest = [RULES[str(row["rule"])], escape(str(row["claim_count"]))]
    plain = "".join(f"<td>{cell}</td>" for cell in cells)
    return f"<tr>{plain}{''.join(f'<td class=sum>{cell}</td>' for cell in sums)}{''.join(f'<td>{cell}</td>' for cell in rest)}</tr>"


def _baht(satang: int) -> str:
    return f"{satang // 100:,}.{satang % 100:02d}"
