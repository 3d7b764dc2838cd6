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
HEADS = (
    "ธนาคาร · bank", "บัญชี · account", "อายัดไว้ · held", "ผู้เสียหายทุกราย · all claims", "รายนี้ · this claim", "คืน · given back",
    "วิธี · rule",
)  # fmt: skip


def render_order(complaint_id: str, rows: pd.DataFrame) -> str:
    """Return the page: `rows` holds bank_code, account_no, held_satang, all_claims_satang, claimed_satang, paid_satang, rule,
    claim_count and rounding_parts of one complaint.
    """
    head = "".join(f"<th>{name}</th>" for name in HEADS)
    body = "".join(_render_row(row) for row in rows.to_dict("records"))
    total = _baht(int(rows["paid_satang"].sum()))
    return (
        f"<!DOCTYPE html><html lang='th'><head>"
        f"<meta charset='utf-8'><title>{escape(complaint_id)}</title><style>{STYLE}</style></head>"
        f"<body><h1>คำสั่งคืนเงินแก่ผู้เสียหาย</h1><h2>Order to give money back · {escape(complaint_id)}</h2>"
        f"<p>อาศัยอำนาจตาม{BASIS} ให้ธนาคารโอนเงินที่อายัดไว้คืนแก่ผู้เสียหายตามรายการต่อไปนี้<br>"
        "By the law named above, the banks pay the money held in these accounts back to the victim of this complaint.</p>"
        f"<table><thead><tr>{head}</tr></thead><tbody>{body}"
        f"<tr><td colspan='5'>รวม · total, THB</td><td class='sum'>{total}</td><td></td></tr></tbody></table>"
        "<p class='note'>ตามส่วน: เงินของผู้เสียหายหลายรายปนกันและไม่พอคืนทุกราย แต่ละรายได้ตามส่วนที่ติดตามได้ เศษสตางค์ให้ส่วนที่เหลือมากที่สุดก่อน<br>"
        "Pro rata: several victims' money is mixed and does not suffice; each gets the share traced to the account, odd satang go to the "
        "largest remainders; what a payment is above its exact share stands beside it.</p>"
        "<div class='sign'><div>ผู้มีอำนาจลงนาม · officer</div><div>วันที่ · date</div></div></body></html>\n"
    )


def _render_row(row: dict[Hashable, Any]) -> str:
    plain = "".join(f"<td>{escape(str(row[name]))}</td>" for name in ("bank_code", "account_no"))
    held, claims, own, paid = (
        _baht(int(row[name])) for name in ("held_satang", "all_claims_satang", "claimed_satang", "paid_satang")
    )
    count = int(row["claim_count"])
    together = claims if count == 1 else f"{claims}<br><small>{count} ราย · claims</small>"
    sums = "".join(f"<td class=sum>{cell}</td>" for cell in (held, together, own, paid))
    return f"<tr>{plain}{sums}<td>{RULES[str(row['rule'])]}{_tell_rounding(int(row['rounding_parts']))}</td></tr>"


def _tell_rounding(parts: int) -> str:
    return f"<br><small>{parts / 10_000:+.4f} สตางค์ · satang</small>" if parts else ""


def _baht(satang: int) -> str:
    return f"{satang // 100:,}.{satang % 100:02d}"
