"""What the tip desk and the ministry deliver: complaints, public tips, the watch list, blocking orders; as JSON records."""

from typing import Any

import numpy as np
import pandas as pd

from include.synthesis.gangs import Gangs
from include.synthesis.ledger import Ledger
from include.synthesis.people import PROVINCES
from include.synthesis.plan import DAY, Plan
from include.synthesis.rows import baht, iso, respell, stamp, type_phones

Record = dict[str, Any]


def write_complaints(plan: Plan, gangs: Gangs, complaints: list[Record]) -> list[tuple[str, Record]]:
    """Return (file stem, record) per complaint, with a victim's memory of times and numbers."""
    rng = plan.generator("complaints")
    accounts, holders = gangs.country.accounts, gangs.country.holders
    records = []
    for case in sorted(complaints, key=lambda case: case["reported"]):
        victim = _row(accounts, case["victim"])
        holder = _row(holders, victim["holder"])
        transfers = [
            _remember(_row(accounts, mule), satang, at, mistyped, rng)
            for mule, satang, at, mistyped in case["transfers"]
        ]
        records.append(
            (
                str(stamp(np.array([case["reported"]]), "%Y%m%dT%H")[0]),
                {
                    "complaint_id": case["complaint_id"],
                    "reported_at": _iso(case["reported"]),
                    "channel": str(rng.choice(["HOTLINE", "WEB", "STATION"])),
                    "complaint_type": case["type"],
                    "command_code": case["command"],
                    "province": holder["province"],
                    "victim": {
                        "victim_ref": f"V{case['victim']:08d}",
                        "phone": str(type_phones(np.array([holder["phone"]], dtype=object), rng)[0]),
                        "bank_code": victim["bank_code"],
                        "account_no": victim["account_no"],
                    },
                    "loss_amount": str(baht(np.array([sum(satang for _, satang, _, _ in case["transfers"])]))[0]),
                    "transfers": transfers,
                    "suspects": {
                        "phones": [str(phone) for phone in type_phones(np.array(case["phones"], dtype=object), rng)]
                        if case["phones"]
                        else [],
                        "line_ids": case["line_ids"],
                        "urls": case["urls"],
                        "names": [str(name) for name in respell(_names_of(gangs, case), rng)]
                        if rng.random() < 0.7
                        else [],
                    },
                    "narrative": case["story"],
                },
            )
        )
    return records


def _row(frame: pd.DataFrame, place: int) -> Record:
    return {str(name): value for name, value in frame.iloc[[place]].to_dict("records")[0].items()}


def _names_of(gangs: Gangs, case: Record) -> np.ndarray:
    rows = [mule for mule, *_ in case["transfers"]]
    return gangs.country.holders["name_th"].to_numpy(object)[gangs.country.accounts["holder"].to_numpy()[rows]]


def _remember(account: Any, satang: int, at: int, mistyped: bool, rng: np.random.Generator) -> Record:
    number = account["account_no"]
    if mistyped:
        place = int(rng.integers(0, 10))
        number = number[:place] + str((int(number[place]) + int(rng.integers(1, 10))) % 10) + number[place + 1 :]
    told = at // 1800 * 1800 if rng.random() < 0.25 else at + int(rng.integers(-120, 120))
    return {
        "bank_code": account["bank_code"],
        "account_no": number,
        "amount": str(baht(np.array([satang]))[0]),
        "at": _iso(told),
    }


def write_tips(plan: Plan, gangs: Gangs, ledger: Ledger) -> list[tuple[str, Record]]:
    """Return (file stem, record) per public tip; some name a gang's site and accounts, some nothing of use."""
    rng = plan.generator("tips")
    count = max(6, round(400 * plan.scale * plan.days / 8))
    records = []
    for number, at in enumerate(np.sort(rng.integers(plan.start_s, plan.start_s + plan.days * DAY, count)), start=1):
        site = gangs.sites.iloc[int(rng.integers(0, len(gangs.sites)))]
        contact = (
            f"08{rng.integers(10_000_000, 99_999_999)}"
            if rng.random() < 0.5
            else f"somsri{rng.integers(1000, 999999)}@mail.example.com"
        )
        useful = rng.random() < 0.7
        repeated = f" ติดต่อกลับ {contact}" if rng.random() < 0.1 else ""
        records.append(
            (
                str(stamp(np.array([at]), "%Y%m%dT%H")[0]),
                {
                    "tip_id": f"T{number:07d}",
                    "received_at": _iso(int(at)),
                    "topic": str(
                        rng.choice(["GAMBLING", "CALL_CENTRE", "ILLICIT_GOODS", "OTHER"], p=[0.6, 0.2, 0.1, 0.1])
                    )
                    if useful
                    else "OTHER",
                    "urls": [f"https://{site['domain']}/promo"] if useful else [],
                    "phones": _some_phone(gangs, site["gang_id"], rng) if useful else [],
                    "line_ids": [],
                    "bank_accounts": _some_account(gangs, site["gang_id"], rng) if useful else [],
                    "province": str(rng.choice(PROVINCES)),
                    "narrative": "ขอให้ตรวจสอบด้วย" + repeated,
                    "reporter_contact": contact,
                },
            )
        )
    return records


def _some_phone(gangs: Gangs, gang: str, rng: np.random.Generator) -> list[str]:
    phones = gangs.phones.loc[gangs.phones["gang_id"] == gang, "msisdn"]
    return [str(rng.choice(phones.to_numpy()))] if rng.random() < 0.4 else []


def _some_account(gangs: Gangs, gang: str, rng: np.random.Generator) -> list[Record]:
    rows = gangs.mules.loc[gangs.mules["gang_id"] == gang, "account"].to_numpy()
    if rng.random() > 0.35:
        return []
    account = gangs.country.accounts.iloc[int(rng.choice(rows))]
    return [{"bank_code": account["bank_code"], "account_no": account["account_no"]}]


def write_watchlist(plan: Plan, gangs: Gangs) -> pd.DataFrame:
    """Return the watch list: a few rented identities, and persons who have nothing to do with these gangs."""
    rng = plan.generator("watchlist")
    rented = gangs.country.accounts["holder"].to_numpy()[gangs.mules["account"].to_numpy()]
    chosen = np.concatenate(
        [
            rng.choice(rented, max(1, len(rented) // 8), replace=False),
            rng.choice(plan.people, max(2, plan.people // 400)),
        ]
    )
    holders = gangs.country.holders.iloc[chosen].reset_index(drop=True)
    return pd.DataFrame(
        {
            "list_code": "HR03",
            "entity_type": "PERSON",
            "id_no": holders["id_no"],
            "name_th": respell(holders["name_th"].to_numpy(object), rng),
            "name_en": holders["name_en"],
            "listed_on": stamp(plan.start_s - rng.integers(1, 200, len(holders)) * DAY, "%Y-%m-%d"),
            "reason": "เปิดบัญชีให้ผู้อื่นใช้",
            "file": stamp(np.array([plan.start_s]), "%Y%m%d")[0],
        }
    ).drop_duplicates("id_no", ignore_index=True)


def write_site_blocks(plan: Plan, gangs: Gangs) -> list[tuple[str, Record]]:
    """Return (file stem, record) per blocking order of the ministry."""
    rng = plan.generator("blocks")
    records = []
    for number, site in enumerate(gangs.sites["domain"].iloc[::3]):
        ordered = plan.start_s + int(rng.integers(DAY, max(2, plan.days - 1) * DAY))
        status = str(rng.choice(["ORDERED", "BLOCKED", "REFUSED"], p=[0.4, 0.5, 0.1]))
        blocked = _iso(ordered + int(rng.integers(3600, DAY))) if status == "BLOCKED" else None
        record = {
            "domain": site,
            "order_no": f"MDES-2567-{number:05d}",
            "ordered_at": _iso(ordered),
            "blocked_at": blocked,
            "status": status,
        }
        records.append((str(stamp(np.array([ordered]), "%Y%m%d")[0]), record))
    return records


def _iso(seconds: int) -> str:
    return str(iso(np.array([seconds]))[0])
